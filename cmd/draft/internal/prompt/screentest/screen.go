//go:build !windows

package screentest

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// screen emulates the part of a terminal that a prompt uses: wide characters, deferred wrapping, scrolling, modes and
// movements. If it becomes narrower, it wraps rows as most terminals do.
type screen struct {
	mu      sync.Mutex
	changed chan struct{}

	width, height  int
	x, y           int
	savedX, savedY int
	full           bool // the last column is written, so that the next character wraps
	rows           [][]cell
	style          style           // of the next character
	modes          map[string]bool // private modes that are set: "?25" and so on
	log            []byte          // all input
	raw            []byte          // input that is not processed yet
	asked          string          // the first query for the cursor or the type of the terminal
}

// cell is a cell of the screen. A Chinese character takes two.
type cell struct {
	text  string // wideTail in the right cell of a wide character
	style style
}

const wideTail = ""

func newScreen(width, height int) *screen {
	s := &screen{
		width: width, height: height, changed: make(chan struct{}, 1),
		modes: map[string]bool{"?7": true, "?25": true},
	}
	for range height {
		s.rows = append(s.rows, blank(width))
	}
	return s
}

func blank(width int) []cell {
	row := make([]cell, width)
	for i := range row {
		row[i].text = " "
	}
	return row
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	s.log = append(s.log, p...)
	s.raw = append(s.raw, p...)
	for n := s.step(); n > 0; n = s.step() {
		s.raw = s.raw[n:]
	}
	s.mu.Unlock()
	s.notify()
	return len(p), nil
}

func (s *screen) notify() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// step processes the first character or sequence of raw and returns its length, 0 if it is incomplete.
func (s *screen) step() int {
	if len(s.raw) == 0 {
		return 0
	}
	switch c := s.raw[0]; {
	case c == 0x1b:
		return s.escape()
	case c == '\r':
		s.x, s.full = 0, false
		return 1
	case c == '\n':
		s.feed()
		return 1
	case c == '\b':
		s.x, s.full = max(0, s.x-1), false
		return 1
	case c < 0x20 || c == 0x7f:
		return 1
	}
	if !utf8.FullRune(s.raw) {
		return 0
	}
	r, n := utf8.DecodeRune(s.raw)
	s.put(string(r))
	return n
}

func (s *screen) feed() {
	s.full = false
	if s.y < s.height-1 {
		s.y++
		return
	}
	s.rows = append(s.rows[1:], blank(s.width))
}

func (s *screen) put(c string) {
	n := displaywidth.String(c)
	if n == 0 { // a combining character
		at := s.x - 1
		if s.full {
			at = s.x
		}
		for at > 0 && s.rows[s.y][at].text == wideTail {
			at--
		}
		if at >= 0 {
			s.rows[s.y][at].text += c
		}
		return
	}
	if s.modes["?7"] && (s.full || s.x+n > s.width) {
		s.x = 0
		s.feed()
	}
	s.x = min(s.x, s.width-n)
	s.rows[s.y][s.x] = cell{c, s.style}
	if n == 2 {
		s.rows[s.y][s.x+1] = cell{wideTail, s.style}
	}
	s.x += n
	if s.full = s.x >= s.width; s.full {
		s.x = s.width - 1
	}
}

func (s *screen) escape() int {
	if len(s.raw) < 2 {
		return 0
	}
	switch s.raw[1] {
	case '7':
		s.savedX, s.savedY = s.x, s.y
		return 2
	case '8':
		s.x, s.y, s.full = s.savedX, s.savedY, false
		return 2
	case '[':
	default:
		return 2
	}
	for i := 2; i < len(s.raw); i++ {
		if c := s.raw[i]; c >= 0x40 && c <= 0x7e {
			s.control(string(s.raw[2:i]), c)
			return i + 1
		}
	}
	return 0
}

func (s *screen) control(args string, final byte) {
	switch final {
	case 'm':
		s.style = s.style.with(args)
		return
	case 'h', 'l':
		s.modes[args] = final == 'h'
		return
	case 'n', 'c':
		if s.asked == "" {
			s.asked = "\x1b[" + args + string(final)
		}
		return
	}
	var first, second int
	_, _ = fmt.Sscanf(strings.ReplaceAll(args, ";", " "), "%d %d", &first, &second)
	n := max(first, 1)
	s.full = false
	switch final {
	case 'A':
		s.y = max(s.y-n, 0)
	case 'B':
		s.y = min(s.y+n, s.height-1)
	case 'C':
		s.x = min(s.x+n, s.width-1)
	case 'D':
		s.x = max(s.x-n, 0)
	case 'G':
		s.x = min(n-1, s.width-1)
	case 'H', 'f':
		s.y, s.x = min(n-1, s.height-1), min(max(second, 1)-1, s.width-1)
	case 'K':
		s.clear(s.y, first)
	case 'J':
		s.clear(s.y, 0)
		for y := s.y + 1; y < s.height; y++ {
			s.clear(y, 2)
		}
	}
}

// clear clears a row: from the cursor (0), up to the cursor (1), or all of it (2).
func (s *screen) clear(y, part int) {
	from, to := 0, s.width
	switch part {
	case 0:
		from = s.x
	case 1:
		to = s.x + 1
	}
	copy(s.rows[y][from:to], blank(to-from))
}

// resize wraps rows that are too long. The cursor stays at its character.
func (s *screen) resize(width, height int) {
	s.mu.Lock()
	var rows [][]cell
	cursorY := s.y
	for y, old := range s.rows {
		used, cursor := written(old), -1
		if y == cursorY {
			used, cursor = max(used, s.x+1), s.x
		}
		for first := true; first || used > 0; first = false {
			n := min(used, width, len(old))
			if n < len(old) && n > 0 && old[n].text == wideTail {
				n--
			}
			if cursor >= 0 && (cursor < n || used <= n) {
				s.x, s.y, cursor = min(cursor, width-1), len(rows), -1
			}
			cursor -= n
			rows = append(rows, append(append([]cell(nil), old[:n]...), blank(width-n)...))
			old, used = old[n:], used-n
		}
	}
	// Remove empty rows below the cursor first, then rows at the top.
	for len(rows) > height && len(rows)-1 > s.y && strings.TrimSpace(line(rows[len(rows)-1])) == "" {
		rows = rows[:len(rows)-1]
	}
	if over := len(rows) - height; over > 0 {
		rows = rows[over:]
		s.y = max(s.y-over, 0)
	}
	for len(rows) < height {
		rows = append(rows, blank(width))
	}
	s.rows, s.width, s.height, s.full = rows, width, height, false
	s.mu.Unlock()
	s.notify()
}

// written returns the number of cells up to the last that is not empty.
func written(row []cell) int {
	n := len(row)
	for n > 0 && row[n-1].text == " " {
		n--
	}
	return n
}

// line returns the text of a row.
func line(row []cell) string {
	var b strings.Builder
	for _, c := range row {
		b.WriteString(c.text)
	}
	return b.String()
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := make([]string, len(s.rows))
	for i, r := range s.rows {
		rows[i] = strings.TrimRight(line(r), " ")
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}
