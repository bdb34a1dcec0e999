package answers_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"draft/drafts/answers"
)

// tableOf opens a table with this content.
func tableOf(name, content string) (*answers.Table, error) {
	return answers.NewTable(name, strings.NewReader(content), int64(len(content)))
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

		{"ragged rows", "a,b\n1\n1,2\n1,2,\n", []string{"2:2 a=1", "! 2:2 table.ragged", "3:3 a=1 b=2", "4:4 a=1 b=2", "! 4:3 table.ragged"}},
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

// A separator that is given counts, whatever the first line has.
func TestSeparatedTable(t *testing.T) {
	content := "a,b;c\n1;2\n"
	table, err := answers.NewSeparatedTable("a.csv", strings.NewReader(content), int64(len(content)), ";")
	check(t, "given", show(table, err), []string{"2:2 a,b=1 c=2"})
	if table.Separator() != ";" {
		t.Error(table.Separator())
	}
	_, err = answers.NewSeparatedTable("a.csv", strings.NewReader(""), 0, ";")
	check(t, "nothing", show(nil, err), []string{"!! 0:0 table.empty"})
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

func TestOpenSheet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "表.tsv")
	if err := os.WriteFile(path, []byte("金额,元\t备注\n1\t2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := answers.OpenSheet(path, "")
	check(t, "a TSV file with a comma", show(table, err), []string{"2:2 金额,元=1 备注=2"})
	if err := table.Close(); err != nil {
		t.Error(err)
	}
	_, err = answers.OpenSheet(filepath.Dir(path), "")
	check(t, "a folder", show(nil, err), []string{"!! 0:0 table.format"})
	if _, err = answers.OpenSheet(path+"x", ""); !errors.Is(err, os.ErrNotExist) {
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
		table, err := answers.NewTable("a.csv", failing{good}, 1<<20)
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
