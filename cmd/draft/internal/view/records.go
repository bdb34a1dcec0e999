package view

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"draft/drafts"
	"draft/drafts/letter"
)

// recordTable shows the records of a list: a row for each, and their total. In a row are the answers that every record has, the time
// first and the amount last; below it are the others.
type recordTable struct {
	view *View
	form *drafts.Form
	list *letter.List
}

// RecordLines returns a table of the records of a list for a window of width columns. A width of 0 is no window.
func RecordLines(v *View, form *drafts.Form, l *letter.List, width int) []string {
	t := recordTable{view: v, form: form, list: l}
	return t.lines(nil, t.column(), width)
}

// RecordLine returns a record in one line, the amount first, because a narrow window cuts the end off.
func RecordLine(v *View, form *drafts.Form, l *letter.List, record int) string {
	t := recordTable{view: v, form: form, list: l}
	cells := t.main(record)
	slices.Reverse(cells)
	return strings.Join(append(cells, t.others(record)...), v.Text("list.separator", nil))
}

// column returns the width of the longest label.
func (t *recordTable) column() int {
	last := t.view.Label(t.list.RecordLabel(t.form.Records(t.list)))
	return max(displaywidth.String(last), displaywidth.String(t.view.Text("review.total", nil)))
}

// lines returns the rows of the records, each with the notes about it, and that of the total. column is the width of their labels.
func (t *recordTable) lines(notes []Note, column, width int) []string {
	cells := make([][]string, t.form.Records(t.list))
	for i := range cells {
		cells[i] = t.main(i + 1)
	}
	room := width - 2*margin - column
	var lines []string
	for i, row := range t.join(cells, room) {
		var below []string
		for _, other := range t.others(i + 1) {
			if room < 1 || displaywidth.String(other) < room {
				row += "\n" + other
			} else {
				below = append(below, "    "+other) // a number must not be broken
			}
		}
		lines = append(lines, tableRow(t.view.Label(t.list.RecordLabel(i+1)), row, column, width))
		lines = append(lines, below...)
		for _, q := range t.questions(i + 1) {
			lines = append(lines, aboutLines(t.view, notes, q)...)
		}
	}
	if total := t.form.Value(t.list.TotalName()); total != nil {
		lines = append(lines, tableRow(t.view.Text("review.total", nil), t.view.inFull(letter.Fact{Value: total}), column, width))
	}
	return lines
}

// main returns the answers that every record of the list has.
func (t *recordTable) main(record int) []string {
	var first, cells, last []string
	for _, q := range t.questions(record) {
		if q.Optional || q.When.Conditional() {
			continue
		}
		cell := t.cell(q)
		switch q.Item() {
		case t.list.Sort:
			first = append(first, cell)
		case t.list.Total:
			last = append(last, cell)
		default:
			cells = append(cells, cell)
		}
	}
	return slices.Concat(first, cells, last)
}

// others returns the answers that only some records have, with their labels.
func (t *recordTable) others(record int) []string {
	var lines []string
	for _, q := range t.questions(record) {
		if (q.Optional || q.When.Conditional()) && t.form.Values()[q.Name] != nil {
			lines = append(lines, t.view.Label(q.OwnLabel())+" "+t.cell(q))
		}
	}
	return lines
}

// questions returns the questions of a record.
func (t *recordTable) questions(record int) []letter.Field {
	var all []letter.Field
	for _, item := range t.list.Items(t.form.Template()) {
		if q, ok := t.form.Question(t.list.Path(record, item)); ok {
			all = append(all, q)
		}
	}
	return all
}

func (t *recordTable) cell(q letter.Field) string {
	if v := t.form.Values()[q.Name]; v != nil {
		return t.view.ShownValue(letter.Fact{Field: &q, Value: v})
	}
	return t.view.Text("review.none", nil)
}

// join joins the cells of each row, aligned in columns. If they do not fit into room, a row has as many lines as it needs. A room of
// less than 1 is no limit.
func (t *recordTable) join(rows [][]string, room int) []string {
	widths := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, cell := range cells {
			widths[i] = max(widths[i], displaywidth.String(cell))
		}
	}
	all := gap * (len(widths) - 1)
	for _, width := range widths {
		all += width
	}
	joined := make([]string, len(rows))
	for i, cells := range rows {
		if room < 1 || all < room {
			joined[i] = t.align(cells, widths)
		} else {
			joined[i] = breakCells(cells, room)
		}
	}
	return joined
}

// align joins cells with padding to some widths. An amount is at the right of its column.
func (t *recordTable) align(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		padding := strings.Repeat(" ", widths[i]-displaywidth.String(cell))
		if i == len(cells)-1 && t.list.Total != "" {
			cell = padding + cell
		} else {
			cell += padding
		}
		b.WriteString(cell + strings.Repeat(" ", gap))
	}
	return strings.TrimRight(b.String(), " ")
}

// breakCells joins cells in lines of fewer than room cells.
func breakCells(cells []string, room int) string {
	text, used := "", 0
	for _, cell := range cells {
		width := displaywidth.String(cell)
		switch {
		case used == 0:
			text += cell
		case used+gap+width < room:
			text += strings.Repeat(" ", gap) + cell
			width += used + gap
		default:
			text += "\n" + cell
		}
		used = width
	}
	return text
}
