package answers_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/drafts/answers"
)

// checkRoundTrip writes the rows without faults in a format, and fails if they are not read as the same.
func checkRoundTrip(t *testing.T, table *answers.Table, format string) {
	t.Helper()
	var columns []answers.Column
	for _, name := range table.Header() {
		columns = append(columns, answers.Column{Name: name.Name})
	}
	if strings.HasPrefix(strings.ToLower(columns[0].Name), "sep=") {
		t.Skip("it would name the separator")
	}
	var file bytes.Buffer
	w, err := answers.NewTableWriter(&file, format, columns)
	if err != nil {
		t.Fatal(err)
	}
	var good []answers.Row
	for {
		row, err := table.Next()
		var faults answers.Faults
		if errors.Is(err, io.EOF) || errors.As(err, &faults) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Number < 1 || row.At.Line < 1 {
			t.Fatalf("a row at %d, line %d", row.Number, row.At.Line)
		}
		if len(row.Faults) > 0 {
			continue
		}
		good = append(good, row)
		if err := w.Write(row.Cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := tableOf("b."+format, file.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range good {
		row, err := second.Next()
		if err != nil || len(row.Faults) > 0 || !slices.Equal(row.Cells, want.Cells) {
			t.Fatalf("%q is read again as %q, %v, %v", want.Cells, row.Cells, row.Faults, err)
		}
		for i, a := range want.Answers {
			if b := row.Answers[i]; a.Name != b.Name || a.Text != b.Text || a.At.Column != b.At.Column {
				t.Fatalf("%v is read again as %v", a, b)
			}
		}
	}
	if _, err := second.Next(); !errors.Is(err, io.EOF) {
		t.Fatal("more rows than were written", err)
	}
}

// fuzzed reads any bytes as a table and fails if the error is not of type Faults.
func fuzzed(t *testing.T, name, content, format string) {
	t.Helper()
	known := func(cell string) bool { return cell == "a" || cell == "b" }
	table, err := answers.NewTable(t.Context(), name, strings.NewReader(content), int64(len(content)), answers.TableOptions{Known: known})
	var faults answers.Faults
	switch {
	case err == nil:
		checkRoundTrip(t, table, format)
	case !errors.As(err, &faults) || len(faults) == 0:
		t.Fatal(err)
	}
}

func FuzzTextTable(f *testing.F) {
	f.Add("a,b\n1,\"2\n\"\"3\"\r\n", false)
	f.Add("sep=;\r\na;b\r=\"001\";'=1\r\r;\r", false)
	f.Add("\xb6\xb6\xd2\xf4，b\n\xb6\xb6，2", true)
	f.Add("\xff\xfea\x00\t\x00b\x00\n\x001\x00", true)
	f.Add("a,b\n=A1,+SUM(A1)\n??,TRUE\n", false)
	f.Add("x\n\n\"y\"\t,z\na,b,,\n1,2,,,\n", false)
	f.Fuzz(func(t *testing.T, content string, tabs bool) {
		name, format := "a.csv", answers.CSV
		if tabs {
			name, format = "a.tsv", answers.TSV
		}
		fuzzed(t, name, content, format)
	})
}

func FuzzSheet(f *testing.F) {
	f.Add(headRow + `<row r="3" hidden="1"><c r="A3" s="1"><v>46344.84</v></c><c t="s"><v>1</v></c></row>`)
	f.Add(headRow + `<row><c t="inlineStr"><is><t>'=1</t></is></c><c><f>x</f></c></row>`)
	f.Add(headRow + `<row><c><f t="shared" si="0">"x"&amp;NOW()</f><v/></c><c><f t="shared" si="0"/></c></row><mergeCell ref="A1:B2"/>`)
	f.Fuzz(func(t *testing.T, rows string) {
		if strings.ContainsAny(rows, "\ufffe\uffff") {
			t.Skip("XML cannot hold them")
		}
		fuzzed(t, "a.xlsx", workbookOf(t, rows, nil), answers.XLSX)
	})
}

func FuzzStyles(f *testing.F) {
	f.Add(`[$-804]yyyy"年"m\月d;@`, "46344.84")
	f.Add("0.0%", "1E-3")
	f.Add(`_("US$"* #,##0.00_);[$€-2] 0`, "50")
	f.Fuzz(func(t *testing.T, code, number string) {
		var escaped strings.Builder
		if err := xml.EscapeText(&escaped, []byte(code)); err != nil {
			t.Fatal(err)
		}
		styles := `<styleSheet><numFmt numFmtId="x" formatCode="` + escaped.String() + `"/><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>`
		escaped.Reset()
		if err := xml.EscapeText(&escaped, []byte(number)); err != nil {
			t.Fatal(err)
		}
		rows := headRow + `<row><c s="0"><v>` + escaped.String() + `</v></c></row>`
		fuzzed(t, "a.xlsx", workbookOf(t, rows, map[string]string{"xl/styles.xml": styles}), answers.CSV)
	})
}

func FuzzWorkbook(f *testing.F) {
	content, err := os.ReadFile(filepath.Join("testdata", "sheet.xlsx"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(content))
	f.Add(workbookOf(f, headRow, nil))
	f.Add("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x01", 600))
	f.Fuzz(func(t *testing.T, content string) { fuzzed(t, "a.xlsx", content, answers.CSV) })
}
