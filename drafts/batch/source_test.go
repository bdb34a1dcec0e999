package batch_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/xuri/excelize/v2"

	"draft/drafts/answers"
	"draft/drafts/batch"
)

// A table is the same each time, or is not read.
func TestSource(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.csv")
	if _, err := (&batch.Source{Path: path}).Open(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	if _, err := (&batch.Source{Path: filepath.Dir(path)}).Open(t.Context()); !errors.Is(err, batch.ErrIsFolder) {
		t.Errorf("of a folder: %v", err)
	}
	if err := os.WriteFile(path, []byte(benchRows(1)), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &batch.Source{Path: path}
	for range 2 {
		table, err := s.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
	}
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context()); !errors.Is(err, batch.ErrChanged) {
		t.Errorf("of a file that changed: %v", err)
	}
	var none *answers.NoSheetError
	if _, err := (&batch.Source{Path: path, Options: answers.TableOptions{Sheet: "十月"}}).Open(t.Context()); !errors.As(err, &none) {
		t.Errorf("of a sheet that a text does not have: %v", err)
	}
}

// A stream is read once and its table as often as it is needed, a workbook, too; nothing of it stays on the disk.
func TestStream(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp)
	var book bytes.Buffer
	f := excelize.NewFile()
	if err := f.SetSheetRow("Sheet1", "A1", &[]any{"抖音号"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("Sheet1", "A2", &[]any{"dy_one"}); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&book); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"CSV": "抖音号\ndy_one\n", "TSV": "抖音号\tb\ndy_one\t\n", "XLSX": book.String()} {
		s := &batch.Source{Path: "standard input", Stream: iotest.OneByteReader(strings.NewReader(text))}
		for range 3 {
			table, err := s.Open(t.Context())
			if err != nil {
				t.Fatal(name, err)
			}
			row, err := table.Next()
			if err != nil || row.Cells[0] != "dy_one" || row.At.Source != "standard input" {
				t.Errorf("%s: %v, %v", name, row, err)
			}
			if err := table.Close(); err != nil {
				t.Fatal(name, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(name, err)
		}
	}
	broken := errors.New("the pipe broke")
	if _, err := (&batch.Source{Stream: iotest.ErrReader(broken)}).Open(t.Context()); !errors.Is(err, broken) {
		t.Errorf("of a stream that breaks: %v", err)
	}
	left, err := os.ReadDir(temp)
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// Columns are left out one by one or together; a column that is not there cannot be left out, nor one that every letter needs.
func TestReadTable(t *testing.T) {
	text := "抖音号,充值时间,充值方式,充值金额,退款原因,店铺,a,b,客服,to correct\n"
	read := func(ignore ...string) (batch.Columns, error) {
		read, err := batch.Header{Template: load(t, "refund"), Roles: roles}.ReadTable(table(t, text), batch.ColumnOptions{Ignore: ignore})
		return read.Columns, err
	}
	columns, err := read("店铺", "a，b", "客服")
	if err != nil {
		t.Fatal(err)
	}
	header := table(t, text).Header()
	if got := columns.WithoutReason([]string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "why", "more"}, header); !slices.Equal(got, []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "more"}) {
		t.Errorf("%q", got)
	}
	var faults answers.Faults
	if _, err := read("店铺"); !errors.As(err, &faults) || len(faults) != 3 {
		t.Errorf("%v", err)
	}
	var unknown *batch.UnknownColumnError
	if _, err := read("店铺,c"); !errors.As(err, &unknown) || unknown.Name != "c" || len(unknown.Header) != 10 {
		t.Errorf("%v", err)
	}
	if _, err := read("店铺,a,b,客服", "充值金额"); !errors.As(err, &faults) || len(faults) != 1 || faults[0].Name != "amount" || faults[0].Problem.Args["Ignored"] != "充值金额" {
		t.Errorf("%v", err)
	}
}

// A column of any header can be said to answer a question, also one whose header means another.
func TestMappedColumns(t *testing.T) {
	text := "抖音号,充值时间,充值方式,实付=元,充值金额,退款原因,备注,寄往\n"
	read := func(o batch.ColumnOptions) (batch.Columns, error) {
		read, err := batch.Header{Template: load(t, "refund"), Roles: roles}.ReadTable(table(t, text), o)
		return read.Columns, err
	}
	columns, err := read(batch.ColumnOptions{Mapped: []string{"实付=元=amount", "备注=情况说明", " 寄往 = 收件人"}, Ignore: []string{"充值金额"}})
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{"实付=元": "amount", "备注": "description", "充值金额": "", "寄往": "", "退款原因": "reason"} {
		if got := columns.Question(header); got != want || columns.IsRead(header) != (header != "充值金额") {
			t.Errorf("%s answers %q, want %q", header, got, want)
		}
	}
	var faults answers.Faults
	if _, err := read(batch.ColumnOptions{Mapped: []string{"实付=元=amount", "寄往=to"}}); !errors.As(err, &faults) || faults[0].Problem.Code != batch.CodeColumnTwice {
		t.Errorf("two columns of one question: %v", err)
	}
	var unknown *batch.UnknownColumnError
	if _, err := read(batch.ColumnOptions{Mapped: []string{"实付=amount"}}); !errors.As(err, &unknown) || unknown.Name != "实付" || unknown.Flag != batch.FlagColumn {
		t.Errorf("%v", err)
	}
	var question *batch.UnknownQuestionError
	if _, err := read(batch.ColumnOptions{Mapped: []string{"寄往=amuont"}}); !errors.As(err, &question) || question.Name != "amuont" || question.Nearest != "amount" {
		t.Errorf("%v", err)
	}
	var half *batch.NoValueError
	if _, err := read(batch.ColumnOptions{Mapped: []string{"寄往"}}); !errors.As(err, &half) || half.Text != "寄往" {
		t.Errorf("%v", err)
	}
	if _, err := read(batch.ColumnOptions{Where: []string{"寄往"}}); !errors.As(err, &half) || half.Flag != batch.FlagWhere {
		t.Errorf("%v", err)
	}
}
