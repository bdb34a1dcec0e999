package batch

import (
	"maps"
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
	roleGroup   = "group"   // see GroupColumn; one that answers a question, too, has no role
)

// ColumnRoles returns the roles of columns that hold no answers, by their names: those of the envelope, and the one that the table of rows to
// correct adds.
func ColumnRoles() map[string]string {
	roles := maps.Clone(drafts.AddressNames)
	roles["to correct"], roles["需要改正"] = RoleReason, RoleReason
	return roles
}

// Columns maps the names in a header to the meaning of the columns.
type Columns map[string]column

// column is either the column of a question or one with a role. The zero value is an unknown column.
type column struct {
	field    string // the name of the question
	role     string
	replaced bool // it is not read, because a flag gives the answer of every row
}

// Codes of problems with a header.
const (
	CodeUnknownColumn = "batch.unknown_column" // Value; Nearest: a similar name or label, or ""
	CodeColumnTwice   = "batch.column_twice"   // Value; First: the other column
	CodeColumnNote    = "batch.column_note"    // Value; Note: what stands in brackets and may change the meaning; Column: the question or the role
	CodeNoColumn      = "batch.no_column"      // Value: the name of a question that every letter must answer; Ignored: its column, if it is not to be read
)

// Header says how to read the header of a table.
type Header struct {
	Template *letter.Template
	Roles    map[string]string // roles by the names of columns, in lower case
	Ignore   []string          // names of columns not to read
	Given    Given             // the questions that it answers need no column

	names   *names            // set by the methods that read a header
	mapped  map[string]column // what flags say that columns mean, by their names
	where   []Condition       // their columns may be unknown ones
	groupBy *GroupColumn      // so may this one; nil if there is none
}

// Read returns the meaning of the columns: a column is named after a question, by name or label, or after a role. It returns all
// faults of the header at once.
func (h Header) Read(header []answers.Answer) (Columns, answers.Faults) {
	form := drafts.NewForm(h.Template, field.Reading{})
	h.names = newNames(h)
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
		replaced := h.Given.replaces(c)
		switch {
		case c == column{} && h.hasNote(name):
			f := h.noteFault(cell)
			faults = append(faults, f)
			misspelt[f.Name] = true
		case c == column{}:
			near := form.Nearest(name)
			faults = append(faults, answers.Fault{At: cell.At, Problem: field.NewProblem(
				CodeUnknownColumn, ShownName(name), map[string]any{"Nearest": near},
			)})
			if q, ok := form.Question(near); ok {
				misspelt[q.Name] = true
			}
		case c.role == roleIgnored:
			columns[name] = c
		case replaced:
			c.replaced = true
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
		c := column{field: q.Name}
		if _, there := first[c]; there || misspelt[q.Name] || h.Given.replaces(c) {
			continue
		}
		ignored := slices.IndexFunc(h.Ignore, func(name string) bool { return h.meaning(form, name) == c })
		args := map[string]any{"Ignored": ""}
		if ignored >= 0 {
			args["Ignored"] = h.Ignore[ignored]
		}
		faults = append(faults, answers.Fault{At: header[0].At, Name: q.Name, Problem: field.NewProblem(CodeNoColumn, q.Name, args)})
	}
	return columns, faults
}

// column returns the column of a name.
func (h Header) column(form *drafts.Form, name string) column {
	if slices.Contains(h.Ignore, name) {
		return column{role: roleIgnored}
	}
	c := h.meaning(form, name)
	if c == (column{}) && h.groupBy != nil && h.groupBy.Column == name {
		c.role = roleGroup
	}
	if c == (column{}) && slices.ContainsFunc(h.where, func(w Condition) bool { return w.Column == name }) {
		c.role = roleIgnored
	}
	return c
}

// meaning returns the column of a name, even if it is not to be read.
func (h Header) meaning(form *drafts.Form, name string) column {
	if c, ok := h.mapped[name]; ok {
		return c
	}
	if q, ok := form.Question(name); ok {
		return column{field: q.Name}
	}
	if role := h.Roles[strings.ToLower(name)]; role != "" {
		return column{role: role}
	}
	c, note := h.names.find(name)
	if note != "" {
		return column{}
	}
	return c
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
func (c column) isRead() bool { return !c.replaced && c.role != RoleReason && c.role != roleIgnored }

// name returns the name of a column in a finding: its question, its role in the envelope, or else its header.
func (c Columns) name(header string) string {
	switch column := c[header]; {
	case column.field != "":
		return column.field
	case column.role == RoleTo, column.role == RoleFrom:
		return column.role
	}
	return header
}

// Question returns the name of the question that a column answers; "" if it answers none.
func (c Columns) Question(header string) string { return c[header].field }

// IsRead reports whether the cells of a column go into letters or their envelopes.
func (c Columns) IsRead(header string) bool {
	column, known := c[header]
	return known && column.isRead()
}

// IsReason reports whether a column has RoleReason.
func (c Columns) IsReason(header string) bool { return c[header].role == RoleReason }

// NameSeparators are the characters that may stand between the names of columns in one text.
const NameSeparators = ",，、"

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
