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

// Roles of columns that contain no answers.
const (
	RoleTo     = drafts.NameTo
	RoleFrom   = drafts.NameFrom
	RoleReason = "reason" // why an earlier run refused the row; it is not read

	roleIgnored = "ignored" // see Header.Ignore
)

// Columns maps the names in a header to the meaning of the columns.
type Columns map[string]column

// column is either the column of a question or one with a role. The zero value is an unknown column.
type column struct {
	field string // the name of the question
	role  string
}

// Codes of problems with a header.
const (
	CodeUnknownColumn = "batch.unknown_column" // Value; Nearest: a similar name or label, or ""
	CodeColumnTwice   = "batch.column_twice"   // Value; First: the other column
	CodeNoColumn      = "batch.no_column"      // Value: the name of a question that every letter must answer
)

// Header says how to read the header of a table.
type Header struct {
	Template *letter.Template
	Roles    map[string]string // roles by the names of columns, in lower case
	Ignore   []string          // names of columns not to read
}

// Read returns the meaning of the columns: a column is named after a question, by name or label, or after a role. It returns all
// faults of the header at once.
func (h Header) Read(header []answers.Answer) (Columns, answers.Faults) {
	form := drafts.NewForm(h.Template, field.Reading{})
	columns, first := Columns{}, map[column]int{}
	misspelt := map[string]bool{} // questions whose names or labels are similar to unknown columns
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
					misspelt[q.Name] = true
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
	for _, q := range h.required() {
		if _, there := first[column{field: q.Name}]; !there && !misspelt[q.Name] {
			faults = append(faults, answers.Fault{At: header[0].At, Name: q.Name, Problem: field.NewProblem(CodeNoColumn, q.Name, nil)})
		}
	}
	return columns, faults
}

// column returns the column of a name.
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

// IsRead reports whether a column of this name has answers or addresses.
func (h Header) IsRead(name string) bool {
	c := h.column(drafts.NewForm(h.Template, field.Reading{}), name)
	return c != column{} && c.isRead()
}

// required returns the questions that every letter must answer.
func (h Header) required() []*letter.Field {
	var required []*letter.Field
	for i := range h.Template.Fields {
		if q := &h.Template.Fields[i]; !q.Optional && q.When.Source == "" {
			required = append(required, q)
		}
	}
	return required
}

// isRead reports whether the cells of a column are read.
func (c column) isRead() bool { return c.role != RoleReason && c.role != roleIgnored }

// name returns the name of a column in a finding: its question, its role in the envelope, or else its header.
func (c Columns) name(header string) string {
	switch column := c[header]; {
	case column.field != "":
		return column.field
	case column.role != "" && column.isRead():
		return column.role
	}
	return header
}

// Question returns the name of the question that a column answers; "" if it answers none.
func (c Columns) Question(header string) string { return c[header].field }

// IsReason reports whether a column has RoleReason.
func (c Columns) IsReason(header string) bool { return c[header].role == RoleReason }

// NameSeparators are the characters that may stand between the names of columns in one text.
const NameSeparators = ",，、"

// UnknownIgnoreError reports a column that is not to be read and is not in the header.
type UnknownIgnoreError struct {
	Name   string
	Header []string
}

func (e *UnknownIgnoreError) Error() string { return "the table has no column " + e.Name }

// ReadIgnoreError reports a column that is not to be read although it has answers or addresses.
type ReadIgnoreError struct{ Name string }

func (e *ReadIgnoreError) Error() string { return "column " + e.Name + " has answers" }

// ReadTable returns the meaning of the columns of a table. ignore names columns that are not to be read: each text is one name, or
// several with NameSeparators between them. The error is an *UnknownIgnoreError, a *ReadIgnoreError or answers.Faults.
func (h Header) ReadTable(t *answers.Table, ignore []string) (Columns, error) {
	names := make([]string, len(t.Header()))
	for i, cell := range t.Header() {
		names[i] = cell.Name
	}
	var err error
	if h.Ignore, err = namedColumns(ignore, names); err != nil {
		return nil, err
	}
	columns, faults := h.Read(t.Header())
	if i := slices.IndexFunc(h.Ignore, h.IsRead); i >= 0 {
		return nil, &ReadIgnoreError{h.Ignore[i]}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return columns, nil
}

// namedColumns returns the columns that texts name.
func namedColumns(texts, header []string) (named []string, err error) {
	for _, text := range texts {
		parts := []string{text}
		if !slices.Contains(header, strings.TrimSpace(text)) {
			parts = strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(NameSeparators, r) })
		}
		for _, part := range parts {
			if part = strings.TrimSpace(part); !slices.Contains(header, part) {
				return nil, &UnknownIgnoreError{part, header}
			}
			named = append(named, part)
		}
	}
	return named, nil
}

// WithoutReason returns the cells of a row without those of columns with RoleReason.
func (c Columns) WithoutReason(cells []string, header []answers.Answer) []string {
	kept := make([]string, 0, len(cells))
	for i, cell := range cells {
		if i >= len(header) || !c.IsReason(header[i].Name) {
			kept = append(kept, cell)
		}
	}
	return kept
}
