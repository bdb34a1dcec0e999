package prompt

import (
	"slices"

	"draft/cmd/draft/internal/wrap"
)

// layout is a text broken into the rows of a window. A row may break between any two characters, because the window shows
// the text unchanged, and Chinese has no spaces; but a mark stays with the character that it closes or opens.
type layout []line

type line struct {
	start, end int // offsets in the text, without the newline
	indent     int // empty cells before the text
	text       string
	cells      int
}

// lay breaks a text into rows. The first row begins after first cells, the others after indent cells. No row is longer than
// room cells, indent included. room must be less than the width of the window, because the cursor needs a cell after the
// last character.
func lay(text string, first, indent, room int) layout {
	rows := layout{{indent: first}}
	for g := range glyphs(text) {
		r := &rows[len(rows)-1]
		if text[g.start:g.end] == "\n" {
			rows = append(rows, line{start: g.end, end: g.end, indent: indent})
			continue
		}
		if r.indent+r.cells+g.cells > room && (r.cells > 0 || r.indent > indent) {
			next := line{start: g.start, end: g.start, indent: indent}
			r.giveBack(&next, text, g)
			rows = append(rows, next)
			r = &rows[len(rows)-1]
		}
		r.text += g.text
		r.cells += g.cells
		r.end = g.end
	}
	return rows
}

// giveBack moves the characters at the end of a row to the next one that must not be apart from what follows. A row of marks is left.
func (r *line) giveBack(next *line, text string, after glyph) {
	const most = 3
	all := slices.Collect(glyphs(text[r.start:r.end]))
	for i := len(all) - 1; i > 0 && len(all)-i <= most; i-- {
		following := after.text
		if i+1 < len(all) {
			following = all[i+1].text
		}
		if wrap.MayBreak(all[i].text, following) {
			r.end, next.start = r.start+all[i].end, r.start+all[i].end
			for _, g := range all[i+1:] {
				next.text, next.cells = next.text+g.text, next.cells+g.cells
			}
			r.text, r.cells = r.text[:len(r.text)-len(next.text)], r.cells-next.cells
			return
		}
	}
}

// find returns the row and the column of an offset in the text. At the end of a full row it is the start of the next one.
func (l layout) find(text string, at int) (y, x int) {
	for y+1 < len(l) && l[y+1].start <= at {
		y++
	}
	return y, l[y].indent + cells(text[l[y].start:max(at, l[y].start)])
}

// at returns the last offset in the text that is not right of a column of a row.
func (l layout) at(text string, y, x int) int {
	r := l[y]
	place, used := r.start, r.indent
	for g := range glyphs(text[r.start:r.end]) {
		if used+g.cells > x {
			return place
		}
		used += g.cells
		// The offset after the last character of a full row belongs to the next row.
		if y+1 < len(l) && r.start+g.end == l[y+1].start {
			return place
		}
		place = r.start + g.end
	}
	return place
}
