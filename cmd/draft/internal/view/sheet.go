package view

import (
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// SheetColumns returns the columns of a table of answers to a kind, in the user's language: one per question, then the
// recipient and the sender.
func SheetColumns(v *View, t *letter.Template) []answers.Column {
	form := drafts.NewForm(t, field.Reading{})
	var columns []answers.Column
	for i, q := range t.Fields {
		c := SheetColumn(v, form, q)
		if q.List != nil && q.List.Begin == i {
			c.Note += "\n" + v.Text("values.sheet_list", lang.Args{"Second": v.secondLabel(t, i)})
		}
		columns = append(columns, c)
	}
	for _, role := range []string{batch.RoleTo, batch.RoleFrom} {
		columns = append(columns, answers.Column{Name: v.Text("batch."+role, nil), Note: v.Text("batch.note_"+role, nil)})
	}
	return columns
}

// SheetColumn returns the column of a question, with its choices.
func SheetColumn(v *View, form *drafts.Form, q letter.Field) answers.Column {
	c := answers.Column{Name: ColumnName(v, form, q), Note: sheetNote(v, q)}
	for _, o := range field.Offered(q.Options) {
		if !slices.ContainsFunc(q.Switches, func(b letter.KindSwitch) bool { return b.Option == o.Value }) { // a row cannot switch to another kind
			c.Choices = append(c.Choices, v.Label(o.Label))
		}
	}
	if q.Type == field.YesNo {
		c.Choices = []string{v.Text("word.yes", nil), v.Text("word.no", nil)}
	}
	return c
}

// ColumnName returns the name of a question's column: its label if no other question has it, else its field name.
func ColumnName(v *View, form *drafts.Form, q letter.Field) string {
	label := v.Label(q.Label)
	if known, ok := form.Question(label); !ok || known.Name != q.Name {
		return q.Name
	}
	return label
}

// sheetNote returns the note on a column's header: whether an answer is required, its form, its help.
func sheetNote(v *View, q letter.Field) string {
	id := "word.required"
	switch {
	case q.Optional:
		id = "word.optional"
	case q.When.Source != "":
		id = "word.required_when"
	}
	parts := []string{v.Text(id, nil)}
	switch {
	case q.Type == field.Datetime: // a table accepts no relative times like 昨晚八点
		parts = append(parts, v.Text("values.sheet_datetime", nil))
	case len(q.Options) == 0:
		parts = append(parts, v.Text("values."+string(q.Type), nil))
	}
	help := q.SheetHelp
	if help == (field.Label{}) {
		help = q.Help
	}
	if text := v.Label(help); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n")
}
