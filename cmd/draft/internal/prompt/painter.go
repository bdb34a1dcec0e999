package prompt

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// The sequences sent to the terminal besides relative movements and colors.
const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	// A row is never wider than the window. If the terminal counts more cells, it cuts the row instead of wrapping it,
	// because a wrapped row would misplace all rows below it.
	wrapOff  = "\x1b[?7l"
	wrapOn   = "\x1b[?7h"
	pasteOn  = "\x1b[?2004h" // bracketed paste: pastes are marked
	pasteOff = "\x1b[?2004l"
)

// row is one row to paint.
type row struct {
	text  string // with color sequences
	cells int
}

// block is the rows of a question. The cursor is at (x, y), counted from the first row of the body; above it, in the head, y is
// negative.
type block struct {
	head, body, foot []row
	x, y             int
}

// fit removes rows until the block fits the window: first from the end of the foot, then from the start of the head. If the
// body is still too high, it keeps the part around the cursor.
func (b *block) fit(height int) {
	least := min(len(b.body), 3)
	for over := len(b.head) + len(b.foot) + least - height; over > 0; over-- {
		switch {
		case len(b.foot) > 0:
			b.foot = b.foot[:len(b.foot)-1]
		case len(b.head) > 0:
			b.head = b.head[1:]
		}
	}
	room := max(height-len(b.head)-len(b.foot), 1)
	if len(b.body) <= room {
		return
	}
	top := min(max(b.y-room/2, 0), len(b.body)-room)
	b.body, b.y = b.body[top:top+room], b.y-top
}

// painter draws each block over the one before. It never asks the terminal for the position of the cursor: it remembers the
// rows that it drew, and adjusts if the window became narrower since.
type painter struct {
	out    *os.File
	widths []int // of the rows on the screen
	x, y   int   // the cursor within them
}

// window returns the current size of the terminal.
func window(out *os.File) (width, height int) {
	width, height, err := term.GetSize(int(out.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return max(width, 10), height
}

func (p *painter) paint(b block, height int) {
	b.fit(height)
	rows := append(append(append([]row(nil), b.head...), b.body...), b.foot...)
	var s strings.Builder
	s.WriteString(hideCursor + wrapOff + p.home())
	p.widths = p.widths[:0]
	for i, r := range rows {
		if i > 0 {
			s.WriteString("\r\n")
		}
		s.WriteString(r.text + "\x1b[K")
		p.widths = append(p.widths, r.cells)
	}
	s.WriteString("\x1b[J\r")
	p.x, p.y = b.x, max(len(b.head)+b.y, 0)
	s.WriteString(move(len(rows)-1-p.y, 'A') + move(p.x, 'C') + wrapOn + showCursor)
	p.write(s.String())
}

// leave moves the cursor to a new line below the block.
func (p *painter) leave() {
	if p.widths == nil {
		return
	}
	width, _ := window(p.out)
	down := -p.x / width
	for i := p.y; i < len(p.widths); i++ {
		down += height(p.widths[i], width)
	}
	p.write(move(down-1, 'B') + "\r\n")
	p.widths, p.x, p.y = nil, 0, 0
}

// wipe removes the block from the screen.
func (p *painter) wipe() {
	p.write(p.home() + "\x1b[J")
	p.widths, p.x, p.y = nil, 0, 0
}

// home returns the sequence that moves to the first cell of the block.
func (p *painter) home() string {
	width, _ := window(p.out)
	up := p.x / width
	for _, w := range p.widths[:min(p.y, len(p.widths))] {
		up += height(w, width)
	}
	return "\r" + move(up, 'A')
}

// height returns how many rows of the window a painted row takes. It is more than one if the window became narrower,
// because nearly every terminal then wraps the row.
func height(cells, width int) int { return max((cells+width-1)/width, 1) }

// write ignores errors, because the next read of a broken terminal fails too.
func (p *painter) write(s string) { _, _ = p.out.WriteString(s) }

func move(n int, direction byte) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("\x1b[%d%c", n, direction)
}
