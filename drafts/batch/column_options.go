package batch

import (
	"context"
	"errors"
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
)

// ColumnOptions are what flags say about the columns of one table.
type ColumnOptions struct {
	Ignore  []string // columns that are not read: each text is one name, or several with NameSeparators between them
	Mapped  []string // HEADER=QUESTION: what a column means, whatever its header says
	Where   []string // COLUMN=VALUE: only the rows whose cell shows the value
	GroupBy string   // COLUMN: neighbouring rows whose cells show the same make one letter; "" if each row makes one
}

// The flags of ColumnOptions, as errors name them.
const (
	FlagIgnore  = "ignore"
	FlagColumn  = "column"
	FlagWhere   = "where"
	FlagGroupBy = "group-by"
)

// UnknownColumnError reports a column that a flag names and that is not in the header.
type UnknownColumnError struct {
	Flag   string
	Name   string
	Header []string
}

func (e *UnknownColumnError) Error() string { return "the table has no column " + e.Name }

// UnknownQuestionError reports a name in --column that is no question.
type UnknownQuestionError struct {
	Name    string
	Nearest string // a similar name or label, or ""
}

func (e *UnknownQuestionError) Error() string { return "no question " + e.Name }

// NoValueError reports a flag without the = between its two parts.
type NoValueError struct{ Flag, Text string }

func (e *NoValueError) Error() string { return "no = in " + e.Text }

// TableColumns is what the header of a table and flags say about its columns.
type TableColumns struct {
	Columns Columns
	// Where are conditions that choose among the rows; a row must meet all.
	Where []Condition
	// GroupBy is the column by which several rows make one letter; nil if each row makes one.
	GroupBy *GroupColumn
}

// HeaderError reports a header that cannot be read, or what flags say about it.
type HeaderError struct{ Err error }

func (e *HeaderError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *HeaderError) Unwrap() error { return e.Err }

// ReadHeader opens the table for the first time, and sets what its header and flags say about its columns. The error is that of
// Source.Open, or a *HeaderError with that of Header.ReadTable. The caller must close the table.
func (j *Job) ReadHeader(ctx context.Context, s *Source, o ColumnOptions) (*answers.Table, error) {
	header := Header{Template: j.Template, Roles: ColumnRoles(), Given: j.Given}
	s.Options.Known = header.Known(o)
	table, err := s.Open(ctx)
	if err != nil {
		return nil, err
	}
	j.EncodingGuessed = table.EncodingGuessed()
	if j.TableColumns, err = header.ReadTable(table, o); err != nil {
		return nil, errors.Join(&HeaderError{err}, table.Close())
	}
	return table, nil
}

// ReadTable returns the meaning of the columns of a table. The error is ErrNoList, an *UnknownColumnError, an *UnknownQuestionError, a
// *NoValueError or answers.Faults.
func (h Header) ReadTable(t *answers.Table, o ColumnOptions) (read TableColumns, err error) {
	if o.GroupBy != "" && len(h.Template.Lists) == 0 {
		return read, ErrNoList
	}
	h.names = newNames(h)
	names := make([]string, len(t.Header()))
	for i, cell := range t.Header() {
		names[i] = cell.Name
	}
	if h.Ignore, err = ignoredColumns(o.Ignore, names); err != nil {
		return read, err
	}
	if err := h.mapColumns(o.Mapped, names); err != nil {
		return read, err
	}
	if err := h.readWhere(o.Where, names); err != nil {
		return read, err
	}
	if err := h.readGroupBy(o.GroupBy, names); err != nil {
		return read, err
	}
	columns, faults := h.Read(t.Header())
	if len(faults) > 0 {
		return read, faults
	}
	return TableColumns{Columns: columns, Where: h.where, GroupBy: h.groupBy}, nil
}

// ignoredColumns returns the columns that texts name.
func ignoredColumns(texts, header []string) (named []string, err error) {
	for _, text := range texts {
		parts := []string{text}
		if indexOfShown(strings.TrimSpace(text), header) < 0 {
			parts = strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(NameSeparators, r) })
		}
		for _, part := range parts {
			part = strings.TrimSpace(part)
			i := indexOfName(part, header)
			if i < 0 {
				return nil, &UnknownColumnError{FlagIgnore, part, header}
			}
			named = append(named, header[i])
		}
	}
	return named, nil
}

// mapColumns reads texts of the form HEADER=QUESTION. The name of a question has no =, and a header may have one.
func (h *Header) mapColumns(texts, header []string) error {
	form := drafts.NewForm(h.Template, field.Reading{})
	h.mapped = map[string]column{}
	for _, text := range texts {
		at := strings.LastIndexByte(text, '=')
		if at < 0 {
			return &NoValueError{FlagColumn, text}
		}
		name, question := strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+1:])
		index := indexOfName(name, header)
		if index < 0 {
			return &UnknownColumnError{FlagColumn, name, header}
		}
		c := h.meaning(form, question)
		if c == (column{}) {
			return &UnknownQuestionError{question, form.Nearest(question)}
		}
		h.mapped[header[index]] = c
	}
	return nil
}

// readWhere reads texts of the form COLUMN=VALUE. The part before the first = that names a column is its name. A column is named by its
// header, or by the question or the role that it has.
func (h *Header) readWhere(texts, header []string) error {
	form := drafts.NewForm(h.Template, field.Reading{})
	for _, text := range texts {
		name, _, found := strings.Cut(text, "=")
		if !found {
			return &NoValueError{FlagWhere, text}
		}
		index := -1
		for at := 0; index < 0 && at < len(text); at++ {
			if text[at] != '=' {
				continue
			}
			if index = h.find(form, strings.TrimSpace(text[:at]), header); index >= 0 {
				h.where = append(h.where, Condition{Column: header[index], Value: strings.TrimSpace(text[at+1:]), index: index})
			}
		}
		if index < 0 {
			return &UnknownColumnError{FlagWhere, strings.TrimSpace(name), header}
		}
	}
	return nil
}

// readGroupBy finds the column by which rows are grouped, which is named like that of a condition.
func (h *Header) readGroupBy(name string, header []string) error {
	if name == "" {
		return nil
	}
	name = strings.TrimSpace(name)
	index := h.find(drafts.NewForm(h.Template, field.Reading{}), name, header)
	if index < 0 {
		return &UnknownColumnError{FlagGroupBy, name, header}
	}
	h.groupBy = &GroupColumn{Column: header[index], index: index}
	return nil
}

// find returns the index of the column that a name names, or -1.
func (h *Header) find(form *drafts.Form, name string, header []string) int {
	if i := indexOfName(name, header); i >= 0 || name == "" {
		return i
	}
	c := h.meaning(form, name)
	if c == (column{}) {
		return -1
	}
	return slices.IndexFunc(header, func(one string) bool { return h.meaning(form, one) == c })
}
