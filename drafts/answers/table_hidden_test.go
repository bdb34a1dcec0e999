package answers_test

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"draft/drafts/answers"
)

// TestHidden finds what LibreOffice does not show of a sheet: two rows that a filter hides, one that was hidden by hand, and a column. All
// of them are read.
func TestHidden(t *testing.T) {
	table, err := answers.OpenTable(t.Context(), filepath.Join("testdata", "hidden.xlsx"), answers.TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close() //nolint:errcheck // a test
	if names := table.HiddenColumns(); !slices.Equal(names, []string{"备注"}) {
		t.Errorf("hidden columns %q", names)
	}
	var hidden, all []int
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, row.Number); row.Hidden {
			hidden = append(hidden, row.Number)
		}
		if row.Cells[6] != "急" {
			t.Errorf("row %d is %q", row.Number, row.Cells)
		}
	}
	if !slices.Equal(hidden, []int{3, 5, 7}) || len(all) != 7 {
		t.Errorf("hidden %v of %v", hidden, all)
	}
}

// A text file hides nothing.
func TestHiddenText(t *testing.T) {
	table, err := tableOf("a.csv", "a,b\n1,2\n")
	if err != nil {
		t.Fatal(err)
	}
	row, err := table.Next()
	if err != nil || row.Hidden || table.HiddenColumns() != nil {
		t.Errorf("%v, %v, %q", row, err, table.HiddenColumns())
	}
}
