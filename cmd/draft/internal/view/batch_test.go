package view

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/store"
	"draft/templates"
)

func batchWords(t *testing.T) *Batch {
	t.Helper()
	k, _, err := templates.Load("refund", "")
	if err != nil {
		t.Fatal(err)
	}
	v, j := &View{Words: lang.New(lang.English)}, &batch.Job{Template: k}
	return &Batch{
		View: v, Job: j, Table: &Table{View: v, Job: j, Name: "orders.csv", Object: TableObject{Path: "orders.csv"}},
		Output: OutputObject{Path: "letters", Format: "eml"}, Summary: &batch.Summary{},
	}
}

// A row whose letter could not be written has its place and the reason in words.
func TestRowError(t *testing.T) {
	b := batchWords(t)
	row := answers.Row{At: answers.Place{Source: "orders.csv", Line: 7}, Number: 9}
	for _, test := range []struct {
		err  error
		want string
	}{
		{batch.ErrChanged, "orders.csv changed while draft was reading it"},
		{&attach.Error{Path: "shot.png", Err: fs.ErrNotExist}, "shot.png"},
		{&batch.StoreError{Err: &store.BadRecord{ID: "abc", Err: io.ErrUnexpectedEOF}}, "abc"},
		{&delivery.MessageError{Err: errors.Join(field.NewProblem("eml.to", "", nil))}, "there is no recipient"},
		{&fs.PathError{Op: "open", Path: "7.eml", Err: fs.ErrPermission}, "letters/7.eml"},
		{&fs.PathError{Op: "open", Path: "name.eml", Err: fs.ErrExist}, "letters/name"},
	} {
		o := batch.Outcome{Entry: &batch.Entry{Row: row, Rows: []answers.Row{row}, Name: "name"}, Err: test.err}
		text := filepath.ToSlash(strings.Join(b.View.Lines(b.RowError(o)), "\n"))
		if !strings.Contains(text, "orders.csv:7 (row 9)") || !strings.Contains(text, test.want) || strings.Contains(text, "<no value>") {
			t.Errorf("%v: %s", test.err, text)
		}
		if !errors.Is(b.StopError(&batch.RowError{Outcome: o}), test.err) {
			t.Errorf("%v is lost", test.err)
		}
	}
}

// A table that cannot be read has an error in words; a path that is not the table's is told as such.
func TestTableError(t *testing.T) {
	b := batchWords(t)
	for id, err := range map[string]error{
		"batch.folder": batch.ErrIsFolder, "batch.changed": batch.ErrChanged, "usage.sheet_text": &answers.NoSheetError{Sheet: "a"},
		"usage.sheet_unknown": &answers.NoSheetError{Sheet: "a", Sheets: []string{"b"}}, "error.read": &fs.PathError{Path: "orders.csv", Err: fs.ErrNotExist},
		"error.write": &fs.PathError{Path: "/tmp/x", Err: fs.ErrPermission}, "usage.where_none": &batch.NoRowError{},
		"usage.rows_cut":    &batch.CutGroupError{Value: "a", First: 2, Last: 4},
		"usage.where_value": &batch.NoRowError{Condition: batch.Condition{Column: "a", Value: "b"}, Values: []string{"c"}},
	} {
		var known *Error
		if got := b.Table.ReadError(err); !errors.As(got, &known) || known.ID != id || strings.Contains(known.Lines(b.View)[0], "<no value>") {
			t.Errorf("%v: %v", err, got)
		}
	}
	for id, err := range map[string]error{
		"usage.column_unknown":  &batch.UnknownColumnError{Flag: batch.FlagIgnore, Name: "a", Header: []string{"b"}},
		"usage.column_question": &batch.UnknownQuestionError{Name: "a"}, "usage.column_half": &batch.NoValueError{Flag: batch.FlagWhere, Text: "a"},
		"batch.changed": batch.ErrChanged, "usage.group_list": batch.ErrNoList,
	} {
		var known *Error
		if got := b.Table.HeaderError(err); !errors.As(got, &known) || known.ID != id {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// Rows that give no letter are told with what to do about them, and the exit code says whether the others were written.
func TestBadRows(t *testing.T) {
	b := batchWords(t)
	b.Summary = &batch.Summary{Good: 3, Bad: 4, DuplicateRows: 1, NamesTaken: 1, ToCorrect: 2}
	e := &BadRowsError{Batch: b, Exit: ExitAnswers, Writes: true}
	text := strings.Join(e.Lines(b.View), "\n")
	for _, want := range []string{"3 of 7 rows", "--problems", "--keep-going"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q:\n%s", want, text)
		}
	}
	if e.ErrorCode() != "answers" || (&BadRowsError{Batch: b, Exit: ExitPart}).ErrorCode() != "part" {
		t.Error("the codes are wrong")
	}
	b.Table.Problems = "mend.csv"
	if text = strings.Join(e.Lines(b.View), "\n"); !strings.Contains(text, "mend.csv") || strings.Contains(text, "--problems") {
		t.Error(text)
	}
	b.Summary, b.Report = &batch.Summary{Good: 1}, &batch.Report{Duplicates: batch.Duplicates{Changed: 1}}
	if lines := (&BadRowsError{Batch: b, Exit: ExitPart}).Lines(b.View); len(lines) != 1 || !strings.Contains(lines[0], "above") {
		t.Errorf("%q", lines)
	}
}
