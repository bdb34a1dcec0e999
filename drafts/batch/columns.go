package batch

import (
	"fmt"
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
)

// Columns say what the cells under a header are, by the text of the header.
type Columns map[string]column

type column struct {
	field string // the name of a question
	role  string
}

// Codes of what is wrong with a header, besides drafts.CodeUnknownField.
const (
	CodeColumnTwice = "batch.column_twice" // Value; First: the other column
	CodeNoColumn    = "batch.no_column"    // Value: the name of a question that every letter needs
)

// ReadHeader finds what the columns of a table are: questions by name or label, or a role by one of its names, which are
// given in lower case. All faults
// are found at once.
func ReadHeader(t *letter.Template, header []answers.Answer, roles map[string]string) (Columns, answers.Faults) {
	form := drafts.NewForm(t, field.Reading{})
	columns, first := Columns{}, map[column]int{}
	meant := map[string]bool{} // the names that unknown ones are near
	var faults answers.Faults
	for i, cell := range header {
		name := cell.Name
		if name == "" {
			continue
		}
		c := column{role: roles[strings.ToLower(name)]}
		if q, ok := form.Question(name); ok {
			c = column{field: q.Name}
		}
		at, twice := first[c]
		switch {
		case c == column{}:
			for _, f := range form.Fill([]answers.Answer{{Name: name}}) {
				faults = append(faults, answers.Fault{At: cell.At, Problem: f.Problem})
				if q, ok := form.Question(fmt.Sprint(f.Problem.Args["Nearest"])); ok {
					meant[q.Name] = true
				}
			}
		case twice:
			faults = append(faults, answers.Fault{At: cell.At, Name: c.field, Problem: field.NewProblem(
				CodeColumnTwice, name, map[string]any{"First": header[at].Name},
			)})
		default:
			columns[name], first[c] = c, i
		}
	}
	for i := range t.Fields {
		q := &t.Fields[i]
		if _, there := first[column{field: q.Name}]; !there && !meant[q.Name] && !q.Optional && q.When.Source == "" {
			faults = append(faults, answers.Fault{At: header[0].At, Name: q.Name, Problem: field.NewProblem(CodeNoColumn, q.Name, nil)})
		}
	}
	return columns, faults
}

// name gives the name of the question that a column is for, or else what the column is called.
func (c Columns) name(header string) string {
	if column := c[header]; column.field != "" {
		return column.field
	}
	return header
}

// Reason tells whether a column says why a row was refused before.
func (c Columns) Reason(header string) bool { return c[header].role == RoleReason }
