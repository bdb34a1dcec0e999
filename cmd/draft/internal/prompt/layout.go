package prompt

// layout is a text broken into the rows of a window. Rows are broken between any two characters: the window shows
// the text as it will be kept, and Chinese has no better place.
type layout []line

type line struct {
	start, end int // its place in the text, without the newline
	indent     int // cells before it
	text       string
	cells      int
}

// lay breaks a text. The first row begins after `first` cells, the others after `indent`; none is longer than
// `room` with its indent. The caller keeps room below the window's width, so that the cursor has a cell after the
// last character of any row.
func lay(text string, first, indent, room int) layout {
	rows := layout{{indent: first}}
	for g := range glyphs(text) {
		r := &rows[len(rows)-1]
		if text[g.start:g.end] == "\n" {
			rows = append(rows, line{start: g.end, end: g.end, indent: indent})
			continue
		}
		if r.indent+r.cells+g.cells > room && (r.cells > 0 || r.indent > indent) {
			rows = append(rows, line{start: g.start, end: g.start, indent: indent})
			r = &rows[len(rows)-1]
		}
		r.text += g.text
		r.cells += g.cells
		r.end = g.end
	}
	return rows
}

// find gives the row and the column of a place in the text. Where a row is full, that is the start of the next.
func (l layout) find(text string, at int) (y, x int) {
	for y+1 < len(l) && l[y+1].start <= at {
		y++
	}
	return y, l[y].indent + cells(text[l[y].start:max(at, l[y].start)])
}

// at gives the place in the text that is nearest to a column of a row, on its left.
func (l layout) at(text string, y, x int) int {
	r := l[y]
	place, used := r.start, r.indent
	for g := range glyphs(text[r.start:r.end]) {
		if used+g.cells > x {
			return place
		}
		used += g.cells
		// The place after a full row's last character belongs to the next row.
		if y+1 < len(l) && r.start+g.end == l[y+1].start {
			return place
		}
		place = r.start + g.end
	}
	return place
}
