package batch_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"draft/drafts/answers"
	"draft/drafts/batch"
)

// A table is the same each time, or is not read.
func TestSource(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.csv")
	if _, err := (&batch.Source{Path: path}).Open(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	if _, err := (&batch.Source{Path: filepath.Dir(path)}).Open(); !errors.Is(err, batch.ErrIsFolder) {
		t.Errorf("of a folder: %v", err)
	}
	if err := os.WriteFile(path, []byte(benchRows(1)), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &batch.Source{Path: path}
	for range 2 {
		table, err := s.Open()
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
	if _, err := s.Open(); !errors.Is(err, batch.ErrChanged) {
		t.Errorf("of a file that changed: %v", err)
	}
	var none *answers.NoSheetError
	if _, err := (&batch.Source{Path: path, Sheet: "十月"}).Open(); !errors.As(err, &none) {
		t.Errorf("of a sheet that a text does not have: %v", err)
	}
}

// Columns are left out one by one or together; a column that is not there, or is read, cannot be left out.
func TestReadTable(t *testing.T) {
	text := "抖音号,充值时间,充值方式,充值金额,退款原因,店铺,a,b,客服,to correct\n"
	read := func(ignore ...string) (batch.Columns, error) {
		return batch.Header{Template: load(t, "refund"), Roles: roles}.ReadTable(table(t, text), ignore)
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
	var unknown *batch.UnknownIgnoreError
	if _, err := read("店铺,c"); !errors.As(err, &unknown) || unknown.Name != "c" || len(unknown.Header) != 10 {
		t.Errorf("%v", err)
	}
	var reads *batch.ReadIgnoreError
	if _, err := read("店铺,a,b,客服", "充值金额"); !errors.As(err, &reads) || reads.Name != "充值金额" {
		t.Errorf("%v", err)
	}
}
