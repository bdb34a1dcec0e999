package prompt

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// What is sent to the terminal besides text, relative movement and colour.
const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	// A row is never wider than the window by our count. A terminal that counts otherwise cuts it off: a wrapped
	// row would put all below it in the wrong place.
	wrapOff  = "\x1b[?7l"
	wrapOn   = "\x1b[?7h"
	pasteOn  = "\x1b[?2004h" // mark what is pasted, so that it is told from keys
	pasteOff = "\x1b[?2004l"
)

// row is one row to paint.
type row struct {
	text  string // with its colours
	cells int
}

// block is what a question shows: the cursor is in the body, at (x, y).
type block struct {
	head, body, foot []row
	x, y             int
}

// fit drops rows until the block is no higher than the window: first from the end of the foot, then from the start
// of the head; of a body that is still too high it keeps the part round the cursor.
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

// painter draws blocks in place, one over the other. It never asks the terminal where the cursor is: it remembers
// what it drew, and it stays right when the window has become narrower since.
type painter struct {
	out    *os.File
	widths []int // of the rows on the screen
	x, y   int   // where the cursor was left in them
}

// window gives the size of the terminal now.
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
	p.x, p.y = b.x, len(b.head)+b.y
	s.WriteString(move(len(rows)-1-p.y, 'A') + move(p.x, 'C') + wrapOn + showCursor)
	p.write(s.String())
}

// leave puts the cursor on a fresh line below what was painted.
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

// wipe takes what was painted off the screen again.
func (p *painter) wipe() {
	p.write(p.home() + "\x1b[J")
	p.widths, p.x, p.y = nil, 0, 0
}

// home goes to the first cell of what was painted.
func (p *painter) home() string {
	width, _ := window(p.out)
	up := p.x / width
	for _, w := range p.widths[:min(p.y, len(p.widths))] {
		up += height(w, width)
	}
	return "\r" + move(up, 'A')
}

// height is how many rows of the window a painted row takes: more than one if the window has become narrower, for
// nearly every terminal then breaks the row.
func height(cells, width int) int { return max((cells+width-1)/width, 1) }

// write has nobody to tell that it failed: a terminal that cannot be written to fails the next read.
func (p *painter) write(s string) { _, _ = p.out.WriteString(s) }

func move(n int, direction byte) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("\x1b[%d%c", n, direction)
}
