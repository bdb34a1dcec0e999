package batch

import (
	"fmt"
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Roles of columns that hold no answer.
const (
	RoleTo     = "to"
	RoleFrom   = "from"
	RoleReason = "reason" // why a row was refused before; it is not read

	roleIgnored = "ignored" // not read because that was said
)

// Columns say what the cells under a header are, by the text of the header.
type Columns map[string]column

type column struct {
	field string // the name of a question
	role  string
}

// Codes of what is wrong with a header.
const (
	CodeUnknownColumn = "batch.unknown_column" // Value; Nearest: a name or a label, or ""
	CodeColumnTwice   = "batch.column_twice"   // Value; First: the other column
	CodeNoColumn      = "batch.no_column"      // Value: the name of a question that every letter needs
)

// Header is what the header of a table is read by.
type Header struct {
	Template *letter.Template
	Roles    map[string]string // by the names of columns, in lower case
	Ignore   []string          // columns that are not read
}

// Read finds what the columns of a table are: questions by name or label, or a role by one of its names. All faults are
// found at once.
func (h Header) Read(header []answers.Answer) (Columns, answers.Faults) {
	form := drafts.NewForm(h.Template, field.Reading{})
	columns, first := Columns{}, map[column]int{}
	meant := map[string]bool{} // the names that unknown ones are near
	var faults answers.Faults
	for i, cell := range header {
		name := cell.Name
		if name == "" {
			continue
		}
		c := h.column(form, name)
		at, twice := first[c]
		switch {
		case c == column{}:
			for _, f := range form.Fill([]answers.Answer{{Name: name}}) {
				near := fmt.Sprint(f.Problem.Args["Nearest"])
				faults = append(faults, answers.Fault{At: cell.At, Problem: field.NewProblem(
					CodeUnknownColumn, name, map[string]any{"Nearest": near},
				)})
				if q, ok := form.Question(near); ok {
					meant[q.Name] = true
				}
			}
		case c.role == roleIgnored:
			columns[name] = c
		case twice:
			faults = append(faults, answers.Fault{At: cell.At, Name: c.field, Problem: field.NewProblem(
				CodeColumnTwice, name, map[string]any{"First": header[at].Name},
			)})
		default:
			columns[name], first[c] = c, i
		}
	}
	for _, q := range h.needed() {
		if _, there := first[column{field: q.Name}]; !there && !meant[q.Name] {
			faults = append(faults, answers.Fault{At: header[0].At, Name: q.Name, Problem: field.NewProblem(CodeNoColumn, q.Name, nil)})
		}
	}
	return columns, faults
}

// column tells what a column of this name is; the zero column is unknown.
func (h Header) column(form *drafts.Form, name string) column {
	if q, ok := form.Question(name); ok {
		return column{field: q.Name}
	}
	c := column{role: h.Roles[strings.ToLower(name)]}
	if c.role == "" && slices.Contains(h.Ignore, name) {
		c.role = roleIgnored
	}
	return c
}

// Reads tells whether a column of this name says anything of a letter.
func (h Header) Reads(name string) bool {
	c := h.column(drafts.NewForm(h.Template, field.Reading{}), name)
	return c != column{} && c.read()
}

// needed are the questions that every letter needs.
func (h Header) needed() []*letter.Field {
	var needed []*letter.Field
	for i := range h.Template.Fields {
		if q := &h.Template.Fields[i]; !q.Optional && q.When.Source == "" {
			needed = append(needed, q)
		}
	}
	return needed
}

// read tells whether the cells of a column are looked at.
func (c column) read() bool { return c.role != RoleReason && c.role != roleIgnored }

// name gives what a column is called in a finding: the question that it is for, or its place in the envelope, or else what
// its header says.
func (c Columns) name(header string) string {
	switch column := c[header]; {
	case column.field != "":
		return column.field
	case column.role != "" && column.read():
		return column.role
	}
	return header
}

// Question gives the name of the question that a column is for; "" where it is for none.
func (c Columns) Question(header string) string { return c[header].field }

// Reason tells whether a column says why a row was refused before.
func (c Columns) Reason(header string) bool { return c[header].role == RoleReason }
