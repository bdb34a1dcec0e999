package view

import (
	"strconv"
	"strings"
	"time"

	"github.com/clipperhouse/displaywidth"

	"draft/drafts/field"
)

// column is a column of the list of letters.
type column int

const (
	columnID column = iota
	columnDate
	columnDay // a shorter date: without the year if it is this year, else without the time
	columnKind
	columnStatus
	columnTo
	columnSubject
	columnCount
)

// layouts are the ways to lay a letter out, in rows of columns, widest first. The first that fits is used, because a whole
// word in the next row reads better than a cut one in this row.
var layouts = [][][]column{
	{{columnID, columnDate, columnKind, columnStatus, columnTo, columnSubject}},
	{{columnID, columnDate, columnKind, columnStatus}, {columnTo, columnSubject}},
	{{columnID, columnDay, columnStatus}, {columnTo, columnKind}, {columnSubject}},
}

const (
	gap          = 2  // between columns
	leastSubject = 24 // cells of the subject that a layout must have room for
	leastTo      = 20 // cells of the recipient in the narrowest window: feedback@douyin.com
	mostTo       = 30 // cells of the recipient in the widest window
)

// cells are the texts of a letter by column; widths are the widths of the columns in terminal cells.
type (
	cells  [columnCount]string
	widths [columnCount]int
)

// LetterRow is a letter in the list.
type LetterRow struct {
	ID      string // short
	Kind    string // the title of the kind
	Status  string // the word for it
	Color   Color  // of the word; "" is none
	Created time.Time
	To      []string
	Subject string
}

// LetterTable returns the list of letters for a window of width columns. A letter takes one row, or some in a narrow
// window. Numbers are masked, because others may see a list. Dates are in Beijing time. A width of 0 is no window.
func LetterTable(v *View, letters []LetterRow, now time.Time, width int) string {
	rows := make([]cells, len(letters))
	var w widths
	addressed := false
	for i, l := range letters {
		rows[i] = l.cells(now)
		for c, text := range rows[i] {
			w[c] = max(w[c], displaywidth.String(text))
		}
		addressed = addressed || len(l.To) > 0
	}
	if width > 0 {
		w[columnTo] = min(w[columnTo], max(leastTo, min(width/4, mostTo)))
	}
	if !addressed {
		w[columnTo] = 0
	}
	layout := chooseLayout(w, width)
	var b strings.Builder
	for n, row := range rows {
		paint := func(c column, text string) string {
			if c != columnStatus {
				return text
			}
			return v.paint(letters[n].Color, text)
		}
		for i, line := range layout {
			indent := strings.Repeat(" ", min(i, 1)*gap)
			b.WriteString(indent + strings.ReplaceAll(row.line(line, w, width-len(indent), paint), "\n", "\n"+indent) + "\n")
		}
	}
	return b.String()
}

// chooseLayout returns the first layout whose rows fit the window with leastSubject cells of the subject, or the last one.
// Without a window (0) it returns the first.
func chooseLayout(w widths, window int) [][]column {
	w[columnSubject] = min(w[columnSubject], leastSubject)
	for _, layout := range layouts {
		fits := true
		for i, line := range layout {
			cells := min(i, 1) * gap
			for _, c := range line {
				if w[c] > 0 {
					cells += w[c] + gap
				}
			}
			fits = fits && cells-gap < window
		}
		if fits || window == 0 {
			return layout
		}
	}
	return layouts[len(layouts)-1]
}

// line returns some columns of a row. The last one is cut to the window; the subject goes on in further rows. Columns of width 0 are left out. paint colours a cell.
func (r cells) line(columns []column, w widths, window int, paint func(column, string) string) string {
	var b strings.Builder
	used := 0
	for i, c := range columns {
		if w[c] == 0 {
			continue
		}
		text := r[c]
		switch {
		case c == columnSubject && window > 0: // its end has the amount
			rows := WrapRows(text, max(2, window-used))
			for n := range rows {
				rows[n] = displaywidth.TruncateString(rows[n], max(1, window-1-used), "…")
			}
			text = strings.Join(rows, "\n"+strings.Repeat(" ", used))
		case i == len(columns)-1 && window > 0:
			text = displaywidth.TruncateString(text, max(1, window-1-used), "…")
		case i < len(columns)-1:
			text = displaywidth.TruncateString(text, w[c], "…")
			text += strings.Repeat(" ", w[c]+gap-displaywidth.String(text))
		}
		b.WriteString(paint(c, text))
		used += w[c] + gap
	}
	return strings.TrimRight(b.String(), " ")
}

// cells returns the texts of the letter, each on one line.
func (l LetterRow) cells(now time.Time) cells {
	at := l.Created.In(field.Beijing)
	day := at.Format("01-02 15:04")
	if at.Year() != now.In(field.Beijing).Year() {
		day = at.Format("2006-01-02")
	}
	to := "-"
	if len(l.To) > 0 {
		to = l.To[0]
	}
	if len(l.To) > 1 {
		to += " +" + strconv.Itoa(len(l.To)-1)
	}
	row := cells{
		columnID: l.ID, columnDate: at.Format("2006-01-02 15:04"), columnDay: day, columnKind: l.Kind,
		columnStatus: l.Status, columnTo: to, columnSubject: field.Masked(l.Subject),
	}
	for i := range row {
		row[i] = field.OneLine(row[i])
	}
	return row
}
