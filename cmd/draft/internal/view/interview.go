package view

import (
	"errors"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// Note returns a remark on the answers with its words.
func (v *View) Note(r interview.Remark) Note {
	n := Note{Level: r.Level, Code: r.Code}
	if r.Field != nil {
		n.Field, n.Label = r.Field.Path(), v.Label(r.Field.Stated())
	}
	switch {
	case r.Problem != nil:
		n.Text = v.Problem(r.Problem)
	case r.Code == interview.CodeCheck:
		n.Text = v.Check(r.Check)
	default:
		n.Text = v.Text("note."+r.Code, v.Printable(r.Args))
	}
	return n
}

// Notes returns the remarks on the answers with their words.
func (v *View) Notes(remarks []interview.Remark) []Note {
	notes := make([]Note, len(remarks))
	for i, r := range remarks {
		notes[i] = v.Note(r)
	}
	return notes
}

// NotReady returns an error with the words for what Session.Ready found. t is the letter kind.
func NotReady(t *letter.Template, err error) error {
	var e *interview.NotReadyError
	if !errors.As(err, &e) {
		return err
	}
	return &AnswersError{Template: t, Becomes: e.Switch, Field: e.Field, Missing: e.Missing, Stops: e.Stops}
}

// Answer returns an answer in words, and an amount also in capital numerals, because a wrong number of zeros is obvious
// there.
func (v *View) Answer(form *drafts.Form, q letter.Field) string {
	value := form.Values()[q.Name]
	if value == nil {
		return v.Text("review.none", nil)
	}
	return v.inFull(letter.Fact{Field: &q, Value: value})
}

// inFull returns an answer in words, and an amount also in capital numerals in Chinese.
func (v *View) inFull(f letter.Fact) string {
	text := v.ShownValue(f)
	if money, ok := f.Value.(field.MoneyValue); ok && v.Words.Language() == lang.Chinese {
		text += "（" + money.Capital() + "）"
	}
	return text
}

// AnswerLines returns a table of the answers, each with the remarks about it, for a window of width columns, and the labels
// of the questions without an answer. A width of 0 is no window.
func AnswerLines(v *View, form *drafts.Form, remarks []interview.Remark, width int) (lines, open []string) {
	var answered []letter.Field
	var column int
	for _, q := range form.Asked() {
		switch several := form.Records(q.List) > 1; {
		case form.Values()[q.Name] == nil:
			if label := v.Label(q.OwnLabel()); !slices.Contains(open, label) { // once for all records
				open = append(open, label)
			}
		case !several:
			answered = append(answered, q)
			column = max(column, displaywidth.String(v.Label(q.Label)))
		case len(answered) == 0 || answered[len(answered)-1].List != q.List:
			answered = append(answered, q) // for all records
			t := recordTable{view: v, form: form, list: q.List}
			column = max(column, t.column())
		}
	}
	if width > 0 {
		column = min(column, width/3)
	}
	notes := v.Notes(remarks)
	for _, q := range answered {
		if form.Records(q.List) > 1 {
			t := recordTable{view: v, form: form, list: q.List}
			lines = append(lines, t.lines(notes, column, width)...)
			continue
		}
		lines = append(lines, tableRow(v.Label(q.Label), clip(v.Answer(form, q)), column, width))
		lines = append(lines, aboutLines(v, notes, q)...)
	}
	return lines, open
}

// aboutLines returns the lines of the notes about an answer. They are not in the column of the answers, because they may contain a
// long address.
func aboutLines(v *View, notes []Note, q letter.Field) []string {
	var lines []string
	for _, n := range notes {
		if n.Field == q.Path() {
			n.Label = ""
			lines = append(lines, "    "+n.Line(v))
		}
	}
	return lines
}

// margin is the number of cells before a row of a table, and after its first column.
const margin = 2

// tableRow returns a label and its text, wrapped in a column. A label that is wider than its column has a row of its own, and so has a
// number that is: it must not be broken.
func tableRow(label, text string, column, width int) string {
	indent := strings.Repeat(" ", margin+column+margin)
	head := strings.Repeat(" ", margin) + label
	isWide := func(word string) bool { return strings.Trim(word, "0123456789") == "" && len(word) > width-len(indent) }
	switch cells := displaywidth.String(label); {
	case width > 0 && slices.ContainsFunc(strings.Fields(text), isWide):
		indent = head[:margin]
		head += "\n" + indent
	case cells <= column:
		head += strings.Repeat(" ", column-cells+margin)
	default:
		head += "\n" + indent
	}
	lines := strings.Split(text, "\n")
	if width > 0 {
		lines = WrapRows(text, width-len(indent))
	}
	return head + strings.Join(lines, "\n"+indent)
}

// clip returns the first six lines of a text. More are not needed to recognize one's own answer.
func clip(text string) string {
	const most = 6
	lines := strings.Split(text, "\n")
	if len(lines) <= most {
		return text
	}
	return strings.Join(lines[:most], "\n") + "\n…"
}

// PointLine returns the ID and the arguments of the message about a point of strength.
func PointLine(v *View, p letter.Point) (id string, args lang.Args) {
	detail := ""
	switch {
	case p.Days >= 0:
		detail = v.Text("review.days", lang.Args{"Count": p.Days})
	case p.Files > 0:
		detail = v.Text("review.files", lang.Args{"Count": p.Files})
	}
	id = "review.lack"
	if p.Met {
		id = "review.good"
	}
	return id, lang.Args{"Text": v.PointText(p), "Detail": detail}
}

// DriftLine returns the ID and the arguments of the message about a fact that edited words state otherwise.
func DriftLine(v *View, d letter.Drift) (id string, args lang.Args) {
	switch {
	case d.Field == nil:
		return "words.new", lang.Args{"Now": d.Now}
	case d.Now == "":
		return "words.gone", lang.Args{"Label": v.Label(d.Field.Label), "Was": d.Was}
	}
	return "words.differs", lang.Args{"Label": v.Label(d.Field.Label), "Was": d.Was, "Now": d.Now}
}

// EditError returns the words for why edited words cannot be used.
func (v *View) EditError(err error) string {
	if p := field.AsProblem(err); p != nil {
		return v.Problem(p)
	}
	return v.Text("words.shape", lang.Args{"Subject": interview.SubjectMark, "Mark": interview.AppMark})
}
