package view

import (
	"strconv"
	"strings"
	"time"

	"github.com/clipperhouse/displaywidth"

	"draft/drafts/field"
)

// column is one thing that the list shows of a letter.
type column int

const (
	columnID column = iota
	columnDate
	columnDay // shorter than the date: of this year without the year, of others without the clock
	columnKind
	columnStatus
	columnTo
	columnSubject
	columnCount
)

// layouts are the ways to lay a letter out, in rows of columns. The first that has room is taken: it is better to read
// a whole word in the next row than half of it in this one.
var layouts = [][][]column{
	{{columnID, columnDate, columnKind, columnStatus, columnTo, columnSubject}},
	{{columnID, columnDate, columnKind, columnStatus}, {columnTo, columnSubject}},
	{{columnID, columnDay, columnStatus}, {columnTo, columnKind}, {columnSubject}},
}

const (
	gap          = 2  // between columns
	leastSubject = 24 // cells of a subject that still say what it is
	leastTo      = 20 // cells of a recipient that are shown in any window: feedback@douyin.com
	mostTo       = 30 // and that are enough in a wide one
)

// cells are what a row of the list holds, and widths how wide each column must be.
type (
	cells  [columnCount]string
	widths [columnCount]int
)

// LetterRow is what the list shows of a letter.
type LetterRow struct {
	ID      string // short
	Kind    string // its title
	Status  string // its word
	Created time.Time
	To      []string
	Subject string
}

// LetterTable shows letters, a row each or, in a window without the room, more. Numbers are masked, because others may see
// a list. Dates are those of Beijing. A width of 0 is no window.
func LetterTable(letters []LetterRow, now time.Time, width int) string {
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
	for _, row := range rows {
		for i, line := range layout {
			indent := min(i, 1) * gap
			b.WriteString(strings.Repeat(" ", indent) + row.line(line, w, width-indent) + "\n")
		}
	}
	return b.String()
}

// chooseLayout takes the first layout whose rows fit, with enough of the subject. No window has room for all.
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

// line lays some cells out in a window; the last one is cut. A column of no width is left out.
func (r cells) line(columns []column, w widths, window int) string {
	var b strings.Builder
	used := 0
	for i, c := range columns {
		if w[c] == 0 {
			continue
		}
		text := r[c]
		switch {
		case i == len(columns)-1 && window > 0:
			text = displaywidth.TruncateString(text, max(1, window-1-used), "…")
		case i < len(columns)-1:
			text = displaywidth.TruncateString(text, w[c], "…")
			text += strings.Repeat(" ", w[c]+gap-displaywidth.String(text))
		}
		b.WriteString(text)
		used += w[c] + gap
	}
	return strings.TrimRight(b.String(), " ")
}

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
