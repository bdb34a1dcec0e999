package answers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"draft/drafts/answers"
)

// tableOf opens a table with this content.
func tableOf(name, content string) (*answers.Table, error) {
	return answers.NewTable(context.Background(), name, strings.NewReader(content), int64(len(content)), answers.TableOptions{})
}

// show returns a table as lines: each row as number:line name=text …, and its problems.
func show(t *answers.Table, err error) []string {
	lines := []string{}
	for err == nil {
		var row answers.Row
		if row, err = t.Next(); err != nil {
			break
		}
		line := fmt.Sprintf("%d:%d", row.Number, row.At.Line)
		for _, a := range row.Answers {
			line += " " + a.Name + "=" + a.Text
		}
		lines = append(lines, line)
		lines = append(lines, problems("!", row.Faults)...)
		lines = append(lines, problems("?", row.Doubts)...)
	}
	var faults answers.Faults
	switch {
	case errors.As(err, &faults):
		lines = append(lines, problems("!!", faults)...)
	case !errors.Is(err, io.EOF):
		lines = append(lines, err.Error())
	}
	return lines
}

func problems(mark string, faults answers.Faults) []string {
	var lines []string
	for _, f := range faults {
		lines = append(lines, fmt.Sprintf("%s %d:%d %s", mark, f.At.Line, f.At.Column, f.Problem.Code))
	}
	return lines
}

func check(t *testing.T, about string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s gives\n  %s\nwant\n  %s", about, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// encodings returns a text in all encodings, by their names in Table.Encoding.
func encodings(t *testing.T, text string) map[string][]string {
	t.Helper()
	in := func(e encoding.Encoding) string {
		s, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	little, big := in(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)), in(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM))
	chinese := in(simplifiedchinese.GB18030)
	return map[string][]string{
		"UTF-8":    {text, "\xef\xbb\xbf" + text},
		"GB18030":  {chinese, "\x84\x31\x95\x33" + chinese},
		"UTF-16LE": {little, "\xff\xfe" + little},
		"UTF-16BE": {big, "\xfe\xff" + big},
	}
}

// TestTextTables reads one table in every encoding, with every separator and line end.
func TestTextTables(t *testing.T) {
	lines := []string{
		"抖音号,充值金额,\"详细,说明\",备注",
		"一一一,50.10,\"第一行\r\n第\"\"二\"\"行,;\t，\",㐂𠮷",
		",,,",
		"",
		"u2,50,说\"好\"了,'=甲",
	}
	want := []string{
		"2:2 抖音号=一一一 充值金额=50.10 详细,说明=第一行\n第\"二\"行,;\t， 备注=㐂𠮷",
		"5:6 抖音号=u2 充值金额=50 详细,说明=说\"好\"了 备注==甲",
	}
	for _, sep := range []string{",", ";", "\t", "，"} {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			for _, last := range []string{"", end} {
				text := ""
				for i, line := range lines {
					if i > 0 {
						text += end
					}
					quoted := strings.Split(line, `"`)
					for j := 0; j < len(quoted); j += 2 {
						quoted[j] = strings.ReplaceAll(quoted[j], ",", sep)
					}
					text += strings.ReplaceAll(strings.Join(quoted, `"`), "\r\n", end)
				}
				for name, contents := range encodings(t, text+last) {
					for _, content := range contents {
						about := fmt.Sprintf("%s %q %q, %q…", name, sep, end, content[:4])
						table, err := tableOf("a.csv", content)
						if err == nil && (table.Encoding() != name || table.Separator() != sep) {
							t.Errorf("%s is read as %s %q", about, table.Encoding(), table.Separator())
						}
						check(t, about, show(table, err), want)
					}
				}
			}
		}
	}
}

func TestTextQuirks(t *testing.T) {
	tests := []struct {
		about, content string
		want           []string
	}{
		{"the separator named for Excel", "sep=;\r\na,b;c\r\n1,2;3\r\n", []string{"2:3 a,b=1,2 c=3"}},
		{"the separator named in another way", "\"SEP=\t\"\ra,b\tc\r1,2\t3\r", []string{"2:3 a,b=1,2 c=3"}},
		{"a separator named that is none", "sep=x;b\n1;2\n", []string{"2:2 sep=x=1 b=2"}},
		{"one column", "a\n1\n\n2", []string{"2:2 a=1", "4:4 a=2"}},
		{"digits kept by a formula", "a,b,c\n=\"00123\",\"=\"\"0012\"\"\",'=A1\n", []string{"2:2 a=00123 b=0012 c==A1"}},
		{
			"formulas", "a,b,c\n\"=HYPERLINK(\"\"http://x\"\",\"\"x\"\")\",=1+1,\"=\"\"1\"\"&A2\"\n+SUM(A1:B2),@SUM(1),-LOG10(5)\n+86 138,-5,@at\n-a(b),+(1),-2+3 (x)\n",
			[]string{
				"2:2", "! 2:1 table.formula", "! 2:2 table.formula", "! 2:3 table.formula",
				"3:3", "! 3:1 table.formula", "! 3:2 table.formula", "! 3:3 table.formula",
				"4:4 a=+86 138 b=-5 c=@at", "5:5 a=-a(b) b=+(1) c=-2+3 (x)",
			},
		},
		{"a formula for a header", "a,=A1\n1,2\n", []string{"!! 1:2 table.formula"}},
		{"a formula that cannot be decoded", "a\n=\ufffd\n", []string{"2:2 a==\ufffd", "! 2:1 table.undecodable"}},
		{"a quote inside", "a,b\n5\" x,y\"\n", []string{"2:2 a=5\" x b=y\""}},
		{"guarded cells", "a,b,c\n'=1,''+2,'x\n", []string{"2:2 a==1 b='+2 c='x"}},
		{"rows before the header", ",,\n\na,b,\n1,2,\n", []string{"4:4 a=1 b=2"}},
		{"line breaks in a header", "\"a\nb\",c\n1,2\n", []string{"2:3 a\nb=1 c=2"}},
		{"spaces around a name", " a , b\n 1 ,  \n", []string{"2:2 a= 1 "}},

		{"ragged rows", "a,b\n1\n1,2\n1,2,\n", []string{"2:2 a=1", "! 2:2 table.ragged", "3:3 a=1 b=2", "4:4 a=1 b=2"}},
		{"a name twice", "a,b,a\n1,2,3\n", []string{"!! 1:3 table.header_twice"}},
		{"a column without a name", "a,,c\n1,,3\n1,2,3\n", []string{"2:2 a=1 c=3", "3:3 a=1 c=3", "! 3:2 table.no_header"}},
		{"exponents", "a,b,c\n1.38E+10,4e+27,3E12\n", []string{"2:2 a=1.38E+10 b=4e+27 c=3E12", "! 2:1 table.exponent", "! 2:2 table.exponent"}},
		{"lost Chinese", "a,b\n???,?? (??)\n?,why??\n", []string{"2:2 a=??? b=?? (??)", "! 2:1 table.lost", "! 2:2 table.lost", "3:3 a=? b=why??"}},
		{"a header of lost Chinese", "a,????,????\n1,2,3\n", []string{"!! 1:2 table.lost"}},
		{"truth values", "a,b,c\nTRUE,FALSE,true\n", []string{"2:2 a=TRUE b=FALSE c=true", "! 2:1 table.boolean", "! 2:2 table.boolean"}},
		{"errors of formulas", "a,b,c\n#N/A,########,#1\n", []string{"2:2 a=#N/A b=######## c=#1", "! 2:1 table.error_cell", "! 2:2 table.error_cell"}},
		{
			"digits after the 15th", "a,b,c\n4200002345202610,4200002345202611,420000234520261000000\n",
			[]string{"2:2 a=4200002345202610 b=4200002345202611 c=420000234520261000000", "? 2:1 table.zeros", "? 2:3 table.zeros"},
		},
		{"a byte that is no UTF-8", "抖音号,充值金额\n甲,50\n乙\xff,60\n", []string{"2:2 抖音号=甲 充值金额=50", "3:3 抖音号=乙\ufffd 充值金额=60", "! 3:1 table.undecodable"}},
		{"a byte that is no GB18030", "\xb6\xb6,b\n1,\xb6\xb6\xff\n", []string{"2:2 抖=1 b=抖\ufffd", "! 2:2 table.undecodable"}},
		{"half a character", "\xff\xfea\x00\n\x001", []string{"2:2 a=\ufffd", "! 2:1 table.undecodable"}},
		{"a lost character", "a\n\ufffd\n", []string{"2:2 a=\ufffd", "! 2:1 table.undecodable"}},
		{
			"two encodings", "\xb6\xb6\xd2\xf4,b\n1,\xb6\xb6\xd2\xf4\n1,\xb6\xb6\xd2\xf4\n1,误充值了\n",
			[]string{"!! 4:0 table.mixed"},
		},
		{"a quote that does not end", "a,b\n1,2\n3,\"4\n5,6\n", []string{"2:2 a=1 b=2", "!! 3:2 table.quote"}},
		{"something after a quote", "a,b\n1,\"2\"3\n", []string{"!! 2:2 table.quote"}},
		{"blanks after a quote", "a,b,c\n\"1\"\t,\"2\" \t,\"3\" \n\"4\"\t", []string{"2:2 a=1 b=2 c=3", "3:3 a=4", "! 3:2 table.ragged"}},
		{"a TAB after a quote that separates", "a\tb\n\"1\"\t\"2\"\n", []string{"2:2 a=1 b=2"}},
		{"a quote after blanks after a quote", "a,b\n1,\"2\" \"3\"\n", []string{"!! 2:2 table.quote"}},
		{"a quote that does not end in the header", "\"a,b\n", []string{"!! 1:1 table.quote"}},
		{"nothing", "", []string{"!! 0:0 table.empty"}},
		{"a mark alone", "\ufeff", []string{"!! 0:0 table.empty"}},
		{"blank rows alone", "\n,\n\n", []string{"!! 0:0 table.empty"}},
		{"a web page", "<html><table>", []string{"!! 0:0 table.format"}},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", []string{"!! 0:0 table.format"}},
		{"an archive", "PK\x03\x04", []string{"!! 0:0 table.damaged"}},
	}
	for _, test := range tests {
		table, err := tableOf("a.csv", test.content)
		check(t, test.about, show(table, err), test.want)
	}
}

// The last line may decide the encoding of the whole file.
func TestLateByte(t *testing.T) {
	start := "name,b\n" + strings.Repeat("plain,1\n", 1<<15)
	table, err := tableOf("a.csv", start+"\xb6\xb6\xd2\xf4,2\n")
	lines := show(table, err)
	check(t, "GB18030 in the last line", lines[len(lines)-1:], []string{"32770:32770 name=抖音 b=2"})

	start = "抖音号,b\n" + strings.Repeat("用户名,1\n", 1<<15)
	table, err = tableOf("a.csv", start+"\xb6\xb6\xd2\xf4,2\n")
	lines = show(table, err)
	check(t, "GB18030 in the last line of UTF-8", lines[len(lines)-1:], []string{"! 32770:1 table.undecodable"})
}

// Rows that are too large are refused, and the rows after them are read.
func TestLargeRows(t *testing.T) {
	for about, large := range map[string]string{
		"a cell":  strings.Repeat("x", answers.MaxFile+1) + ",2",
		"cells":   "1," + strings.Repeat("x", answers.MaxFile),
		"columns": "1,2" + strings.Repeat(",", 1<<20),
	} {
		table, err := tableOf("a.csv", "a,b\n"+large+"\n3,4\n")
		if err != nil {
			t.Fatal(err)
		}
		row, err := table.Next()
		if err != nil || len(row.Faults) == 0 || row.Faults[0].Problem.Code != answers.CodeTableTooLarge {
			t.Errorf("%s: %v, %v", about, problems("!", row.Faults), err)
		}
		check(t, about, show(table, nil), []string{"3:3 a=3 b=4"})
	}
}

func TestOpenTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "表.tsv")
	if err := os.WriteFile(path, []byte("金额,元\t备注\n1\t2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := answers.OpenTable(t.Context(), path, answers.TableOptions{})
	check(t, "a TSV file with a comma", show(table, err), []string{"2:2 金额,元=1 备注=2"})
	if err := table.Close(); err != nil {
		t.Error(err)
	}
	_, err = answers.OpenTable(t.Context(), filepath.Dir(path), answers.TableOptions{})
	check(t, "a folder", show(nil, err), []string{"!! 0:0 table.format"})
	if _, err = answers.OpenTable(t.Context(), path+"x", answers.TableOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// TestOtherFiles checks the errors of unsupported files.
func TestOtherFiles(t *testing.T) {
	sheet, err := os.ReadFile(filepath.Join("testdata", "sheet.fods"))
	if err != nil {
		t.Fatal(err)
	}
	for content, want := range map[string]string{
		string(sheet): answers.FoundOpenDocument, "\ufeff\n<html>": answers.FoundWebPage,
		`<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof">`:                         answers.FoundUOF,
		workbookOf(t, headRow, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}): answers.FoundOpenDocument,
		workbookOf(t, headRow, map[string]string{"xl/workbook.xml": "", "mimetype": "application/"}):            answers.FoundArchive,
	} {
		_, err := tableOf("a.csv", content)
		var faults answers.Faults
		if !errors.As(err, &faults) || faults[0].Problem.Code != answers.CodeTableFormat || faults[0].Problem.Args["Found"] != want {
			t.Errorf("%.20q: %v, want %s", content, err, want)
		}
	}
}

// failing is a file whose reads fail after some bytes.
type failing struct{ good string }

var errDisk = errors.New("the disk")

func (f failing) ReadAt(b []byte, at int64) (int, error) {
	if at >= int64(len(f.good)) {
		return 0, errDisk
	}
	return copy(b, f.good[at:]), nil
}

func TestDiskErrors(t *testing.T) {
	for _, good := range []string{"", "a,b\n1,2\n", "\ufeffa,b\n" + strings.Repeat("1,2\n", 1<<16)} {
		table, err := answers.NewTable(t.Context(), "a.csv", failing{good}, 1<<20, answers.TableOptions{})
		for err == nil {
			_, err = table.Next()
		}
		if !errors.Is(err, errDisk) {
			t.Errorf("after %d bytes: %v", len(good), err)
		}
	}
}

// risky returns cells that are hard to write and read unchanged.
func risky() []string {
	return []string{
		"", "=1+1", "+86 138", "-5", "@a", "\ttab", "\nline", "'", "''", "'=1", "''=1", "'x", "＝1", `="00123"`, `="x"`, "=\"a\"b\"",
		"00123", "0", "007", "4200002345202611181234567890", "123456789012", "12345678901", `"quoted"`, `a"b`, "a,b;c\td，e",
		"two\nlines", " spaces ", "退款😀𠮷", "{{.amount}}", "_x000D_", "__x0041_", "<a&b>", "]]>", "#1", "\x01\x0b", "1e5",
	}
}

func TestWrittenTables(t *testing.T) {
	for _, format := range []string{answers.CSV, answers.TSV, answers.XLSX} {
		var file bytes.Buffer
		w, err := answers.NewTableWriter(&file, format, []answers.Column{
			{Name: "=a", Choices: []string{"微信,支付", "<x>"}, Note: "记 \"住\""}, {Name: "b", Note: strings.Repeat("长", 300)},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range risky() {
			if err := w.Write([]string{cell, "b" + cell}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		table, err := tableOf("a."+format, file.String())
		if err != nil {
			t.Fatal(format, err)
		}
		if names := table.Header(); names[0].Name != "=a" || names[1].Name != "b" {
			t.Errorf("%s: %v", format, names)
		}
		for _, cell := range risky() {
			row, err := table.Next()
			if err != nil || !slices.Equal(row.Cells, []string{cell, "b" + cell}) || len(row.Faults) > 0 {
				t.Errorf("%s: %q is read as %q %v %v", format, cell, row.Cells, row.Faults, err)
			}
		}
		if format == answers.CSV {
			checkSafe(t, file.String())
		}
	}
}

// The cells of a refused row are refused again if they are written unchanged.
func TestUnreadCells(t *testing.T) {
	formulas := "\"=A2&\"\"x\"\"\",+SUM(A1:B2),b\n"
	noResults := `<row><c><f>A2&amp;"x"</f></c><c><f t="shared" si="0"/></c><c t="inlineStr"><is><t>b</t></is></c></row>`
	for from, want := range map[string][]string{
		"a,b,c\n" + formulas:                  {`#=A2&"x"`, "#=+SUM(A1:B2)", "b"},
		workbookOf(t, headRow+noResults, nil): {`#=A2&"x"`, "#=", "b"},
	} {
		first, err := tableOf("a", from)
		if err != nil {
			t.Fatal(err)
		}
		row, err := first.Next()
		if err != nil || len(row.Faults) < 2 || !slices.Equal(row.Cells, want) {
			t.Fatal(row, err)
		}
		for _, format := range []string{answers.CSV, answers.TSV, answers.XLSX} {
			var file bytes.Buffer
			w, err := answers.NewTableWriter(&file, format, []answers.Column{{Name: "a"}, {Name: "b"}, {Name: "c"}})
			if err == nil {
				err = errors.Join(w.Write(row.Cells), w.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
			if format != answers.XLSX {
				checkSafe(t, file.String())
			}
			table, err := tableOf("a."+format, file.String())
			check(t, format, show(table, err), []string{"2:2 c=b", "! 2:1 table.unread", "! 2:2 table.unread"})
		}
	}
}

// checkSafe fails if a spreadsheet may take a cell for a formula, except for one that protects digits.
func checkSafe(t *testing.T, text string) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\r\n") {
		cell := strings.TrimPrefix(line, `"`)
		if cell != "" && strings.Contains("=+-@\t", cell[:1]) && !strings.HasPrefix(cell, `=""0`) && !strings.HasPrefix(cell, `=""4`) && !strings.HasPrefix(cell, `=""1`) {
			t.Errorf("%q may be a formula", line)
		}
	}
	if !strings.HasPrefix(text, "\ufeff") {
		t.Error("no byte order mark")
	}
}

func TestFormats(t *testing.T) {
	for name, want := range map[string]string{"a.csv": "csv", "b.c.TSV": "tsv", "x/a.Xlsx": "xlsx", "a.xls": "", "csv": ""} {
		if got, ok := answers.TableFormat(name); ok != (want != "") || ok && got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if _, err := answers.NewTableWriter(io.Discard, "ods", nil); err == nil {
		t.Error("an unknown format is written")
	}
	for column, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := answers.ColumnLetters(column); got != want {
			t.Errorf("column %d is %s", column, got)
		}
	}
}

// A cell or a row without an end is read once, and refused with its place. The time would be minutes if it grew with the square.
func TestEndlessCells(t *testing.T) {
	long := strings.Repeat("退款xyz", 2<<20)
	start := time.Now()
	for _, test := range []struct {
		about, content string
		want           []string
	}{
		{"a cell", "a,b\n1," + long + "\n2,x\n", []string{"2:2 a=1 b=", "! 2:2 table.too_large", "3:3 a=2 b=x"}},
		{"the last cell", "a,b\n1," + long, []string{"2:2 a=1 b=", "! 2:2 table.too_large"}},
		{"a quoted cell", "a,b\n1,\"" + long + "\"\n2,x\n", []string{"2:2 a=1 b=", "! 2:2 table.too_large", "3:3 a=2 b=x"}},
		{"a quoted cell without an end", "a,b\n1,\"" + long, []string{"!! 2:2 table.quote"}},
		{"a header", long, []string{"!! 1:1 table.too_large"}},
		{"separators", "a,b\n1,2" + strings.Repeat(",", len(long)) + "\n", nil},
		{"quotes", "a,b\n1,\"" + strings.Repeat(`""`, len(long)/2) + "\"\n", []string{"2:2 a=1 b=", "! 2:2 table.too_large"}},
	} {
		table, err := tableOf("a.csv", test.content)
		got := show(table, err)
		for i, line := range got {
			if before, _, ok := strings.Cut(line, " b="); ok && len(line) > 1<<10 {
				got[i] = before + " b="
			}
		}
		if test.want != nil {
			check(t, test.about, got, test.want)
		} else if len(got) < 2 || !strings.Contains(strings.Join(got, "\n"), "table.too_large") {
			t.Errorf("%s gives %.200q", test.about, got)
		}
	}
	if taken := time.Since(start); taken > time.Minute {
		t.Errorf("it took %s", taken)
	}
}

// What a person would not see as a difference is none: blanks after a quote, and blank cells beyond the header.
func TestHarmlessForm(t *testing.T) {
	for _, test := range []struct {
		about, content string
		want           []string
	}{
		{"blanks after quotes", "\"a\" ,\"b\"\t\n\"1\"  ,\"2\" \r\n\"3\",\"4\"\t", []string{"2:2 a=1 b=2", "3:3 a=3 b=4"}},
		{"a tab after a quote separates", "a\tb\n\"1\"\t\"2\"\n", []string{"2:2 a=1 b=2"}},
		{"text after a quote", "a,b\n\"1\" x,2\n", []string{"!! 2:1 table.quote"}},
		{"cells beyond the header", "a,b\n1,2,, ,\n3,4,,5\n", []string{"2:2 a=1 b=2", "3:3 a=3 b=4", "! 3:3 table.ragged"}},
		{"columns without names", "a,b,,\n1,2\n3,4,,\n5,6,7\n8,9,,,\n", []string{
			"2:2 a=1 b=2", "3:3 a=3 b=4", "4:4 a=5 b=6", "! 4:3 table.no_header", "5:5 a=8 b=9",
		}},
		{"missing cells", "a,b,c\n1,2\n", []string{"2:2 a=1 b=2", "! 2:3 table.ragged"}},
	} {
		table, err := tableOf("a.csv", test.content)
		check(t, test.about, show(table, err), test.want)
	}
}

// The header is the row with the most names of columns among the first rows, whatever stands above it.
func TestHeaderBelowTitles(t *testing.T) {
	known := func(cell string) bool { return cell == "a" || cell == "b" || cell == "c" || cell == "d" }
	open := func(name, content string) (*answers.Table, error) {
		return answers.NewTable(t.Context(), name, strings.NewReader(content), int64(len(content)), answers.TableOptions{Known: known})
	}
	many := strings.Repeat("x\n", 58)
	for _, test := range []struct {
		about, content string
		row            int
		want           []string
	}{
		{"the first row", "a,b\nc,d\n", 1, []string{"2:2 a=c b=d"}},
		{"one column", "a\n1\n", 1, []string{"2:2 a=1"}},
		{"a title", "退款,,\n\n制表：甲,\na,b,c\n1,2,3\n", 4, []string{"5:5 a=1 b=2 c=3"}},
		{"a title with other separators", "退款，一二三，四五六\na;b;c\n1;2;3\n", 2, []string{"3:3 a=1 b=2 c=3"}},
		{"the row with the most names", "a,x\nx,y\na,b\na,b,c\n1,2,3\n", 4, []string{"5:5 a=1 b=2 c=3"}},
		{"the first of two alike", "x\na,b\nc,d\n", 2, []string{"3:3 a=c b=d"}},
		{"the last row that is looked at", many + "x\na,b\n1,2\n", 60, []string{"61:61 a=1 b=2"}},
		{"no header", "x,y\n1,2\n", 1, []string{"2:2 x=1 y=2"}},
		{"a broken row below", "x\na,b\n1,2\n\"3\n", 2, []string{"3:3 a=1 b=2", "!! 4:1 table.quote"}},
	} {
		table, err := open("a.csv", test.content)
		if err == nil {
			if row, above := table.HeaderRow(); row != test.row || (above > 0) != (row > 1) {
				t.Errorf("%s: the header is in row %d below %d, want %d", test.about, row, above, test.row)
			}
		}
		check(t, test.about, show(table, err), test.want)
	}
	book := workbookOf(t, `<row r="2"><c t="str"><v>退款</v></c></row>`+strings.Replace(headRow, `r="1"`, `r="5"`, 1)+`<row r="6"><c><v>1</v></c></row>`, nil)
	table, err := open("a.xlsx", book)
	check(t, "a workbook", show(table, err), []string{"6:6 a=1"})
	merged := map[string]string{"xl/sheet.xml": `<worksheet><sheetData><row r="1"><c t="str"><v>退款</v></c></row><row r="2"/>` +
		strings.Replace(headRow, `r="1"`, `r="3"`, 1) + `<row r="4"><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`}
	table, err = open("a.xlsx", workbookOf(t, "", merged))
	check(t, "a title over two rows", show(table, err), []string{"4:4 a=1"})
}

// cancelling is a file that ends a context when it is read for the n-th time.
type cancelling struct {
	io.ReaderAt
	cancel func()
	left   int
}

func (c *cancelling) ReadAt(b []byte, at int64) (int, error) {
	if c.left--; c.left == 0 {
		c.cancel()
	}
	return c.ReaderAt.ReadAt(b, at)
}

// A table is not read on after its context has ended.
func TestCancelledTable(t *testing.T) {
	text := "a,b\n" + strings.Repeat("1,2\n", 1<<16)
	book := workbookOf(t, headRow+strings.Repeat(`<row><c><v>1</v></c></row>`, 1<<10), nil)
	for name, content := range map[string]string{"a.csv": text, "cell.csv": "a,b\n1," + strings.Repeat("x", 1<<20), "a.xlsx": book} {
		for reads := 1; reads < 4; reads++ {
			ctx, cancel := context.WithCancel(t.Context())
			table, err := answers.NewTable(ctx, name, &cancelling{strings.NewReader(content), cancel, reads}, int64(len(content)), answers.TableOptions{})
			for err == nil {
				_, err = table.Next()
			}
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s after %d reads: %v", name, reads, err)
			}
			cancel()
		}
	}
}

// The encoding can be named. What nothing says is guessed, and said to be.
func TestNamedEncodings(t *testing.T) {
	const text = "a,b\n1,訂單退款\n"
	big5, err := traditionalchinese.Big5.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	chinese, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	open := func(content, name string) (*answers.Table, error) {
		return answers.NewTable(t.Context(), "a.csv", strings.NewReader(content), int64(len(content)), answers.TableOptions{Encoding: name})
	}
	for _, test := range []struct {
		content, name, encoding string
		guessed                 bool
	}{
		{big5, "Big5", "big5", false},
		{big5, "", "GB18030", true},
		{chinese, "", "GB18030", true},
		{chinese, "gbk", "GB18030", false},
		{text, "", "UTF-8", false},
		{"\xef\xbb\xbf" + text, "utf8", "UTF-8", false},
		{"a,b\n1,2\n", "Shift_JIS", "shift_jis", false},
	} {
		table, err := open(test.content, test.name)
		if err != nil {
			t.Fatal(test, err)
		}
		if table.Encoding() != test.encoding || table.EncodingGuessed() != test.guessed {
			t.Errorf("%q is read as %s, %v", test.name, table.Encoding(), table.EncodingGuessed())
		}
		if lines := show(table, nil); test.name != "" && test.encoding != "shift_jis" && lines[0] != "2:2 a=1 b=訂單退款" {
			t.Errorf("%q gives %q", test.name, lines)
		}
	}
	for _, name := range []string{"x", "iso-2022-kr", "x-user-defined"} {
		if _, err := open(text, name); !errors.Is(err, answers.ErrEncoding) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
