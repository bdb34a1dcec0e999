package answers_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"draft/drafts/answers"
)

// TestLibreOffice reads one sheet that LibreOffice wrote in several formats, see testdata/README.md.
func TestLibreOffice(t *testing.T) {
	for file, last := range map[string]string{"sheet.xlsx": "6:6", "comma-utf8.csv": "6:7", "semicolon-gb18030.csv": "6:7", "tab-utf16.csv": "6:7"} {
		table, err := answers.OpenTable(t.Context(), filepath.Join("testdata", file), answers.TableOptions{})
		check(t, file, show(table, err), []string{
			"5:5 抖音号=甲;01, 充值时间=2026-11-18 20:15 日期=2026-11-18 时刻=20:15 金额=50.1 比例=25% 编号=000123 " +
				"订单号=4200002345202611181234567890 结清=TRUE 说明=第一行 粗\n\"第二\"行", "! 5:9 table.boolean",
			last + " 抖音号=合并 金额=13812345678",
		})
	}
}

// TestExcelize reads the selected sheet of a file that another program wrote.
func TestExcelize(t *testing.T) {
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, sheet := range []string{"空的", "藏起", "退款", "以后"} {
		_, err := f.NewSheet(sheet)
		must(err)
	}
	f.SetActiveSheet(3)
	must(f.SetSheetVisible("藏起", false))
	for _, sheet := range []string{"藏起", "退款", "以后"} {
		must(f.SetSheetRow(sheet, "A3", &[]any{"a", "b", "c", "d", "e"}))
	}
	must(f.SetSheetRow("退款", "A5", &[]any{"退", 50.1, time.Date(2026, 11, 18, 20, 15, 0, 0, time.UTC), true, "4200002345202611"}))
	must(f.SetSheetRow("退款", "B6", &[]any{0.1 + 0.2, 138123456789, 1234567890123456789, ""}))
	must(f.SetCellRichText("退款", "A7", []excelize.RichTextRun{{Text: "粗"}, {Text: " 细", Font: &excelize.Font{Bold: true}}}))
	must(f.SetCellFormula("退款", "B7", "1+1"))
	must(f.SetRowVisible("退款", 7, false))
	var file bytes.Buffer
	must(f.Write(&file))

	table, err := tableOf("a.xlsx", file.String())
	must(err)
	if table.Sheet() != "退款" || table.Encoding() != "XLSX" || table.Separator() != "" {
		t.Errorf("reads %q, %s, %q", table.Sheet(), table.Encoding(), table.Separator())
	}
	check(t, "excelize", show(table, nil), []string{
		"5:5 a=退 b=50.1 c=2026-11-18 20:15 d=TRUE e=4200002345202611", "! 5:4 table.boolean",
		"6:6 b=0.3 c=138123456789 d=1.23456789012346E+18",
		"! 6:4 table.digits",
		"7:7 a=粗 细",
		"! 7:2 table.no_result",
		"? 7:0 table.hidden",
	})
}

// TestSheets reads a sheet by its name and lists the other visible sheets.
func TestSheets(t *testing.T) {
	f := excelize.NewFile()
	for _, sheet := range []string{"十月", "空的", "藏起", "November"} {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		if sheet == "空的" {
			continue
		}
		if err := f.SetSheetRow(sheet, "A2", &[]any{sheet, "b"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetSheetVisible("藏起", false); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"": "十月 [November]", "十月": "十月 [November]", " november": "November [十月]",
	} {
		table, err := answers.OpenTable(t.Context(), path, answers.TableOptions{Sheet: name})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(table.Header()[0].Name, " ", table.OtherSheets()); got != want || table.Sheet() != table.Header()[0].Name {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	}
	none := (*answers.NoSheetError)(nil)
	if _, err := answers.OpenTable(t.Context(), path, answers.TableOptions{Sheet: "藏起"}); !errors.As(err, &none) || fmt.Sprint(none.Sheets) != "[Sheet1 十月 空的 November]" {
		t.Error(err, none)
	}
	empty := answers.Faults(nil)
	if _, err := answers.OpenTable(t.Context(), path, answers.TableOptions{Sheet: "空的"}); !errors.As(err, &empty) || empty[0].Problem.Code != answers.CodeTableEmpty {
		t.Error(err)
	}
	if _, err := answers.OpenTable(t.Context(), filepath.Join("testdata", "comma-utf8.csv"), answers.TableOptions{Sheet: "十月"}); !errors.As(err, &none) || none.Sheets != nil {
		t.Error(err, none)
	}
}

// TestWrittenWorkbook checks that another program reads the same cells and choices.
func TestWrittenWorkbook(t *testing.T) {
	var file bytes.Buffer
	w, err := answers.NewTableWriter(&file, answers.XLSX, []answers.Column{
		{Name: "充值方式", Choices: []string{"微信", "支付宝, <&>"}, Note: "记住"}, {Name: "b"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write([]string{"微信", "00123", strings.Repeat("长", 40000)}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Sheet1")
	if err != nil || len(rows) != 2 || !slices.Equal(rows[0], []string{"充值方式", "b"}) || !slices.Equal(rows[1][:2], []string{"微信", "00123"}) {
		t.Errorf("%v %v", rows, err)
	}
	if got := len([]rune(rows[1][2])); got != excelize.TotalCellChars {
		t.Errorf("a cell of %d characters", got)
	}
	rules, err := f.GetDataValidations("Sheet1")
	if err != nil || len(rules) != 1 || rules[0].Sqref != "A2:A1048576" || rules[0].Formula1 != "Choices!$A$1:$A$2" || *rules[0].Prompt != "记住" {
		t.Errorf("%+v %v", rules, err)
	}
	choices, err := f.GetCols("Choices")
	if err != nil || !slices.Equal(choices[0], []string{"微信", "支付宝, <&>"}) {
		t.Errorf("%v %v", choices, err)
	}
	if visible, err := f.GetSheetVisible("Choices"); err != nil || visible {
		t.Error("the sheet of the choices is visible", err)
	}
}

// workbookOf returns a workbook of one sheet. more replaces parts, or removes them if their text is empty.
func workbookOf(t testing.TB, rows string, more map[string]string) string {
	t.Helper()
	parts := map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook><sheets><sheet name="一" r:id="s"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="x/worksheet" Target="sheet.xml"/>` +
			`<Relationship Id="t" Type="x/styles" Target="styles.xml"/>` +
			`<Relationship Id="u" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年h&quot;m\月d;@"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="46"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml": `<sst><si><t>a</t></si><si><r><t>b_x000D_</t></r><r><t xml:space="preserve"> c</t></r><rPh><t>no</t></rPh></si></sst>`,
		"xl/sheet.xml":         `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	}
	maps.Copy(parts, more)
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if parts[name] == "" {
			continue
		}
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

const headRow = `<row r="1"><c t="inlineStr"><is><t>a</t></is></c><c t="str"><v>b</v></c></row>`

func TestWorkbookCells(t *testing.T) {
	tests := []struct{ cell, want string }{
		{`<c t="s"><v>1</v></c>`, "b\n c"},
		{`<c t="inlineStr"><is><t>x</t><rPh><t>no</t></rPh><r><rPr/><t>_x0041_</t></r></is></c>`, "xA"},
		{`<x:c t="str"><x:f>A1</x:f><x:v>&lt;x&gt;</x:v></x:c>`, "<x>"},
		{`<c t="b"><v>0</v></c>`, "FALSE table.boolean"},
		{`<c t="b"><v>1</v></c>`, "TRUE table.boolean"},
		{`<c t="str"><v> TRUE </v></c>`, " TRUE  table.boolean"},
		{`<c t="str"><v>TRUE1</v></c>`, "TRUE1"},
		{`<c t="e"><v>#DIV/0!</v></c>`, "#DIV/0! table.error_cell"},
		{`<c><f>A1</f></c>`, "#=A1 table.no_result"},
		{`<c t="str"><f>A1</f><v></v></c>`, ""},
		{`<c t="str"><f>A1</f><v/></c>`, ""},
		{`<c><f>A1</f><v></v></c>`, "#=A1 table.no_result"},
		{`<c t="n"><f>A1</f><v/></c>`, "#=A1 table.no_result"},
		{`<c t="b"><f>A1</f><v> </v></c>`, "#=A1 table.no_result"},
		{`<c t="s"><f>A1</f><v/></c>`, "#=A1 table.no_result"},
		{`<c t="str"><f>A1</f></c>`, "#=A1 table.no_result"},
		{`<c><f t="shared" si="0"/><v/></c>`, "#= table.no_result"},
		{`<c><f>A1</f><v>0</v></c>`, "0"},
		{`<c s="2"><f>NOW()</f><v>46344.84375</v></c>`, "#=NOW() table.moving"},
		{`<c s="1"><f>IF(B2&lt;&gt;"",_xlfn.X(today ( )),"")</f><v>46344</v></c>`, `#=IF(B2<>"",_xlfn.X(today ( )),"") table.moving`},
		{`<c t="str"><f>TEXT(Now(),"yyyy")</f><v>2026</v></c>`, `#=TEXT(Now(),"yyyy") table.moving`},
		{`<c><f>TODAY()</f></c>`, "#=TODAY() table.moving"},
		{`<c t="str"><f>"say ""NOW()"""&amp;'TODAY() it''s'!A1&amp;NOWADAYS()&amp;X.NOW()&amp;今NOW()&amp;NOW</f><v>x</v></c>`, "x"},
		{`<c t="str"><f>"NOW()</f><v>x</v></c>`, "x"},
		{`<c><v>50.100000000000001</v></c>`, "50.1"},
		{`<c><v>5E1</v></c>`, "50"},
		{`<c><v>-1.5E-3</v></c>`, "-0.0015"},
		{`<c><v>999999999999999</v></c>`, "999999999999999"},
		{`<c><v>1000000000000000</v></c>`, "1E+15 table.digits"},
		{`<c><v>4.2000023452026112E+27</v></c>`, "4.20000234520261E+27 table.digits"},
		{`<c><v>1E-20</v></c>`, "1E-20 table.exponent"},
		{`<c><v>x</v></c>`, "#NUM! table.error_cell"},
		{`<c s="1"><v>46344.84375</v></c>`, "2026-11-18"},
		{`<c s="1"><v>46344.9999999</v></c>`, "2026-11-18"},
		{`<c s="1"><v>46344.99999999999</v></c>`, "2026-11-19"},
		{`<c s="2"><v>46344.9999999</v></c>`, "2026-11-19 00:00"},
		{`<c s="2"><v>46344.84375</v></c>`, "2026-11-18 20:15"},
		{`<c s="2"><v>46344.843749999</v></c>`, "2026-11-18 20:15"},
		{`<c s="3"><v>46344.84375</v></c>`, "2026-11-18 20:15"},
		{`<c s="3"><v>0.84375</v></c>`, "20:15"},
		{`<c s="4"><v>1.25</v></c>`, "30:00:00"},
		{`<c s="1"><v>1</v></c>`, "1900-01-01"},
		{`<c s="1"><v>59</v></c>`, "1900-02-28"},
		{`<c s="1"><v>60</v></c>`, "1900-02-29 table.date"},
		{`<c s="1"><v>61</v></c>`, "1900-03-01"},
		{`<c s="1"><v>0</v></c>`, "1900-01-00 table.date"},
		{`<c s="1"><v>2958465</v></c>`, "9999-12-31"},
		{`<c s="1"><v>2958466</v></c>`, "######## table.error_cell"},
		{`<c s="1"><v>-1</v></c>`, "######## table.error_cell"},
		{`<c t="d"><v>2026-11-18T20:15:00</v></c>`, "2026-11-18 20:15"},
		{`<c t="d" s="1"><v>2026-11-18T20:15:00Z</v></c>`, "2026-11-18"},
		{`<c t="d"><v>soon</v></c>`, "soon table.date"},
		{`<c t="inlineStr"><is><t>'=x</t></is></c>`, "=x"},
		{`<c t="inlineStr"><is><t>="x"</t></is></c>`, `="x"`},
		{`<c t="inlineStr"><is><t>4200002345202610</t></is></c>`, "4200002345202610"},
		{`<c t="inlineStr"><is><t>#=A1</t></is></c>`, "#=A1 table.unread"},
		{`<c t="n"></c>`, ""},
		{`<c s="99"/>`, ""},
	}
	for _, test := range tests {
		table, err := tableOf("a.xlsx", workbookOf(t, headRow+`<row>`+test.cell+`<c><v>1</v></c></row>`, nil))
		if err != nil {
			t.Fatal(test.cell, err)
		}
		row, err := table.Next()
		if err != nil {
			t.Errorf("%s: %v", test.cell, err)
			continue
		}
		got := row.Cells[0]
		for _, f := range row.Faults {
			got += " " + f.Problem.Code
			if f.At.Line != 2 || f.At.Column != 1 || f.Name != "a" || !hasValue(test.cell, row.Cells[0], f) {
				t.Errorf("%s: %v", test.cell, f)
			}
		}
		if got != test.want {
			t.Errorf("%s gives %q, want %q", test.cell, got, test.want)
		}
	}
}

// Only the first cell of a formula that was filled down has its text.
func TestSharedFormulas(t *testing.T) {
	cell := func(formula string) string { return `<row><c s="1">` + formula + `<v>46344</v></c></row>` }
	rows := headRow + cell(`<f t="shared" ref="A2:A4" si="0">TODAY()</f>`) + cell(`<f t="shared" si="0"/>`) +
		cell(`<f t="shared" ref="A4:A5" si="1">B4+1</f>`) + cell(`<f t="shared" si="1"></f>`) + cell(`<f si="0"/>`) +
		cell(`<f t="shared" ref="A7:A8" si="0">B7</f>`) + cell(`<f t="shared" si="0"/>`)
	table, err := tableOf("a.xlsx", workbookOf(t, rows, nil))
	check(t, "shared formulas", show(table, err), []string{
		"2:2", "! 2:1 table.moving", "3:3", "! 3:1 table.moving", "4:4 a=2026-11-18", "5:5 a=2026-11-18", "6:6 a=2026-11-18",
		"7:7 a=2026-11-18", "8:8 a=2026-11-18",
	})

	var many strings.Builder
	for i := range 1<<12 + 1 {
		fmt.Fprintf(&many, `<row><c><f t="shared" si="%d">NOW()</f><v>1</v></c></row>`, i)
	}
	table, err = tableOf("a.xlsx", workbookOf(t, headRow+many.String(), nil))
	lines := show(table, err)
	check(t, "many shared formulas", lines[len(lines)-1:], []string{"!! 4098:0 table.damaged"})
}

// Rows that share merged cells are refused, because only the first of them has the text. Merged columns are allowed, and so are merged
// rows of which at most one is read.
func TestMergedCells(t *testing.T) {
	rows := `<row r="1"><c><v>7</v></c></row>`
	head := strings.Replace(headRow, `r="1"`, `r="2"`, 1)
	for i := 3; i <= 5; i++ {
		head += fmt.Sprintf(`<row r="%d"><c><v>1</v></c></row>`, i)
	}
	merged := func(rows string, refs ...string) map[string]string {
		text := ""
		for _, ref := range refs {
			text += `<mergeCell ref="` + ref + `"/>`
		}
		return map[string]string{"xl/sheet.xml": `<worksheet><sheetData>` + rows + `</sheetData><mergeCells>` + text + `</mergeCells></worksheet>`}
	}
	good := []string{"3:3 a=1", "4:4 a=1", "5:5 a=1"}
	for _, refs := range [][]string{{"A2:B2"}, {"A5:B5"}, {"A1:A2"}, {"A5:A9"}, {"A6:B9", "A1:B1"}, {"A3"}} {
		table, err := tableOf("a.xlsx", workbookOf(t, "", merged(head, refs...)))
		check(t, fmt.Sprint(refs), show(table, err), good)
	}
	for ref, place := range map[string]string{"A3:A4": "3:1", "B4:C20": "4:2", "A2:A3": "2:1", "AA1:AA3": "1:27"} {
		table, err := tableOf("a.xlsx", workbookOf(t, "", merged(head, "A2:B2", ref)))
		check(t, ref, show(table, err), append(good, "!! "+place+" table.merged"))
	}
	for _, ref := range []string{"", "A", "1:2", "A1:B", "A3:A4:A5", "A" + strings.Repeat("0", 40) + "3:A4"} {
		table, err := tableOf("a.xlsx", workbookOf(t, "", merged(head, ref)))
		check(t, ref, show(table, err), append(good, "!! 5:0 table.damaged"))
	}
	table, err := tableOf("a.xlsx", workbookOf(t, "", merged(rows, "A1:A2", "A2:A3")))
	check(t, "a header alone", show(table, err), []string{})
	table, err = tableOf("a.xlsx", workbookOf(t, "", merged(head, strings.Split(strings.Repeat("A8:A9 ", 1<<12+1), " ")[:1<<12+1]...)))
	check(t, "many of them", show(table, err), append(good, "!! 8:1 table.merged"))

	table, err = tableOf("a.xlsx", workbookOf(t, "", merged(head, "A3:A4", "A6:A7", "B3:B4", "C3:C4", "D3:D5")))
	for err == nil {
		_, err = table.Next()
	}
	var faults answers.Faults
	if !errors.As(err, &faults) || fmt.Sprint(faults[0].Problem.Args["Areas"], faults[0].Problem.Args["More"]) != "[A3:A4 B3:B4 C3:C4] 1" {
		t.Error(err)
	}
}

// hasValue reports whether the Value of a fault is the text of the cell, or its formula if it could not be read.
func hasValue(cell, text string, f answers.Fault) bool {
	value, _ := f.Problem.Args["Value"].(string)
	if _, formula, ok := strings.Cut(cell, "<f>"); ok {
		formula, _, _ = strings.Cut(formula, "</f>")
		text = "=" + html.UnescapeString(formula)
	}
	if text == "#=" && f.Problem.Code == answers.CodeTableNoResult { // its formula is that of another cell
		text = ""
	}
	return value == text
}

// formatted returns what a cell with a format gives: its text, and its problem.
func formatted(t *testing.T, kind, code, stored string) string {
	t.Helper()
	escape := func(text string) string {
		var b strings.Builder
		for _, r := range text {
			fmt.Fprintf(&b, "&#%d;", r)
		}
		return b.String()
	}
	styles := `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="` + escape(code) + `"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`
	if id, ok := strings.CutPrefix(code, "id "); ok {
		styles = `<styleSheet><cellXfs><xf numFmtId="` + id + `"/></cellXfs></styleSheet>`
	}
	cell := `<c s="0" t="` + kind + `"><v>` + escape(stored) + `</v></c><c><v>1</v></c>`
	table, err := tableOf("a.xlsx", workbookOf(t, headRow+`<row>`+cell+`</row>`, map[string]string{"xl/styles.xml": styles}))
	if err != nil {
		t.Fatal(err)
	}
	row, err := table.Next()
	if err != nil {
		t.Fatal(err)
	}
	got := row.Cells[0]
	for _, f := range row.Faults {
		args := f.Problem.Args
		if got = strings.TrimSpace(f.Problem.Code + " " + fmt.Sprint(args["Value"])); args["Shown"] != nil {
			got += " as " + fmt.Sprint(args["Shown"])
		}
		if format, ok := args["Format"].(string); ok && !strings.HasPrefix(code, strings.TrimSuffix(format, "…")) && !strings.HasPrefix(code, "id ") {
			t.Errorf("%s: the format is told as %s", code, format)
		}
	}
	return got
}

// A cell is what a spreadsheet shows: the whole number with the texts of its format. What is not certain is refused.
func TestFormatCodes(t *testing.T) {
	for _, test := range []struct{ code, stored, want string }{
		{"General", "46344.5", "46344.5"},
		{"", "46344.5", "46344.5"},
		{"@", "46344.5", "46344.5"},
		{`General"元"`, "46344.5", "46344.5元"},
		{`G/通用格式"元"`, "50", "50元"},
		{"[DBNum1][$-804]G/通用格式", "46344.5", "46344.5"},
		{`[DBNum2][$-804]General"元整"`, "50", "50元整"},
		{`#,##0.00\ "dyh"`, "46344.5", "46344.5 dyh"},
		{"[Red]0.00_d", "46344.5", "46344.5"},
		{"[Color10]0", "7", "7"},
		{"0.00E+00", "46344.5", "46344.5"},
		{`[$¥-804]#,##0.00;[Red]-d`, "46344.5", "¥46344.5"},
		{"_-* #,##0.0_-", "46344.5", "46344.5"},
		{"0.0%", "46344.5", "4634450%"},
		{"0%", "0.25", "25%"},
		{"0.0%", "0", "0%"},

		// texts beside the number
		{`0"抖币"`, "500", "500抖币"},
		{"0抖币", "500", "500抖币"},
		{`0"钻"`, "500", "500钻"},
		{`0\k`, "500", "500k"},
		{"0 音浪", "500", "500 音浪"},
		{`"dy_"00000000`, "12345678", "dy_12345678"},
		{`"dy_"0`, "12345678", "dy_12345678"},
		{`\d\y\_0`, "12345678", "dy_12345678"},
		{`"a;b[c]*%,.0#"0`, "5", "a;b[c]*%,.0#5"},
		{`"NO."0`, "46344", "NO.46344"},
		{`"已付"`, "1", "已付"},
		{`0"元"`, "50", "50元"},
		{`"约"0.00"元"`, "50.1", "约50.1元"},
		{"$#,##0.00", "46344.5", "$46344.5"},
		{`"$"#,##0.00`, "46344.5", "$46344.5"},
		{"[$$-409]#,##0.00", "46344.5", "$46344.5"},
		{"[$€-2] #,##0", "50", "€ 50"},
		{"[$USD] 0", "50", "USD 50"},
		{`_("US$"* #,##0.00_);_("US$"* (#,##0.00)`, "50", "US$ 50"},
		{"0.00 €", "50", "50 €"},
		{"[$NT$-404]#,##0", "50", "NT$50"},
		{"[$¥]0", "50", "¥50"},
		{"[$¥-zh-CN]0", "50", "¥50"},
		{"[$CNY] 0", "50", "CNY 50"},
		{`_ "¥"* #,##0.00_ ;_ "$"0`, "50", "¥ 50"},
		{"[$抖币-804]0", "50", "抖币50"},
		{"[$¥-411]#,##0", "50", "table.uncertain 50"},
		{"[$￥-ja-JP]#,##0", "50", "table.uncertain 50"},
		{"[$-411]#,##0", "50", "50"},

		// digits
		{"00000000", "123", "00000123"},
		{"000-0000-0000", "13812345678", "138-1234-5678"},
		{"000 0000", "1234567890", "123456 7890"},
		{"0000", "12345", "12345"},
		{"#", "0", ""},
		{`#"元"`, "0", "元"},
		{"?0", "5", "5"},
		{"#.##", "0.5", "0.5"},
		{".00", "12.5", "12.5"},
		{"#,##0.0000", "50", "50"},
		{"0.", "50", "50"},
		{"0", "50.4", "table.rounded 50.4 as 50"},
		{"0.00", "49.999", "table.rounded 49.999 as 50"},
		{"00000000", "46344.5", "table.rounded 46344.5 as 00046345"},
		{`0.0"万"`, "46344.5", "46344.5万"},
		{`0,"千"`, "500000", "500千"},
		{`0,"千"`, "500100", "table.rounded 500100 as 500千"},
		{"0.0,,", "1500000", "1.5"},
		{"0,,,", "5000000000", "5"},
		{`#,##0,.0"千"`, "1500", "1.5千"},
		{"0.0\"x\"0", "1.23", "table.uncertain 1.23"},
		{"# ?/?", "0.5", "table.uncertain 0.5"},
		{"0", "-5", "-5"},
		{"0;(0)", "-5", "(5)"},
		{"0;0", "-5", "table.uncertain -5"},
		{"0.00_ ;[Red]-0.00 ", "-5", "-5"},
		{"0;-0;;@", "0", ""},
		{";;;", "7", "table.uncertain 7"},
		{`0;-0;"无"`, "0", "无"},
		{`"多";"少"`, "-3", "table.uncertain -3"},
		{"0%", "1E+15", "table.digits 1E+15"},
		{"0", "1E-20", "table.exponent 1E-20"},

		// conditions
		{`[>100]0"抖币";0"元"`, "500", "500抖币"},
		{`[>100]0"抖币";0"元"`, "50", "50元"},
		{`[<=100]0"低";[<1000]0"中";0"高"`, "500", "500中"},
		{`[=1]"是";[=0]"否";0`, "0", "否"},
		{"[>=0.5]0.0;0", "0.5", "0.5"},
		{"[>100]0", "50", "table.uncertain 50"},
		{"[>100]0;0", "-5", "table.uncertain -5"},

		// dates
		{"yyyy/m/d", "46344.5", "2026-11-18"},
		{`[$-804]yyyy"年"m"月"d"日";@`, "46344.5", "2026-11-18"},
		{"m月d日", "46344.5", "2026-11-18"},
		{"yyyy.mm.dd", "46344.5", "2026-11-18"},
		{"yyyy-mm-dd hh:mm", "46344.5", "2026-11-18 12:00"},
		{"[$-F800]dddd, mmmm dd, yyyy", "46344.5", "2026-11-18"},
		{"m/d/yy h:mm AM/PM", "46344.5", "2026-11-18 12:00"},
		{"yyyy/m/d 上午/下午h:mm", "46344.01041667", "2026-11-18 00:15"},
		{"yyyy/m/d h:mmAM/PM", "46344.01041667", "2026-11-18 00:15"},
		{"[h]:mm", "46344.5", "1112268:00"},
		{"h:mm:ss AM/PM", "46344.5", "2026-11-18 12:00:00"},
		{"mm:ss.0", "46344.5", "2026-11-18 12:00:00"},
		{"上午/下午h\"时\"mm\"分\"", "0.51041667", "12:15"},
		{"yyyy\"年\"m\"月\"", "46344", "table.uncertain 46344"},
		{"mmm-yy", "46344", "table.uncertain 46344"},
		{"aaaa", "46344", "table.uncertain 46344"},
		{`yyyy-mm-dd hh:mm" UTC"`, "46344.5", "table.uncertain 46344.5"},
		{"[$-130000]yyyy/m/d", "46344", "table.uncertain 46344"},
		{"b1yyyy/m/d", "46344", "table.uncertain 46344"},
		{`[$-411]ggge"年"m"月"d"日"`, "46344", "2026-11-18"},
		{"[$-1010804]yyyy/m/d", "46344", "2026-11-18"},

		// numbers of formats
		{"id 0", "50", "50"},
		{"id 1", "50.4", "table.rounded 50.4 as 50"},
		{"id 4", "50.4", "50.4"},
		{"id 44", "50", "table.uncertain 50"},
		{"id 43", "0", "-"},
		{"id 49", "50", "50"},
		{"id 57", "46344", "table.uncertain 46344"},
		{"id 31", "46344", "2026-11-18"},
		{"id 12", "0.5", "table.uncertain 0.5"},
		{"id 99", "50", "50"},

		// what is no format
		{`"`, "5", "table.uncertain 5"},
		{"[", "5", "table.uncertain 5"},
		{"[$$", "5", "table.uncertain 5"},
		{"[x]0", "5", "table.uncertain 5"},
		{`\`, "5", "table.uncertain 5"},
		{`0!.0,"万"`, "50000", "table.uncertain 50000"},
		{"0*0", "5", "table.uncertain 5"},
		{"0;0;0;@;0", "5", "table.uncertain 5"},
		{"@0", "5", "5"},
		{"0.0.0", "5", "table.uncertain 5"},
		{"\ufffd$0", "5", "table.uncertain 5"},
		{strings.Repeat("0", 256), "5", "table.uncertain 5"},
		{"General0", "5", "5"},
		{"0/1", "5", "table.uncertain 5"},
	} {
		if got := formatted(t, "n", test.code, test.stored); got != test.want {
			t.Errorf("%s of %s gives %q, want %q", test.code, test.stored, got, test.want)
		}
	}
	for _, test := range []struct{ code, text, want string }{
		{"General", "甲", "甲"},
		{"@", " 甲 ", " 甲 "},
		{`@"元"`, "50", "50元"},
		{`"dy_"@`, "abc", "dy_abc"},
		{`0;0;0;"无"`, "甲", "无"},
		{";;;", "甲", "table.uncertain 甲"},
		{"_(@_)", "甲", "甲"},
		{`0"元"`, "五十", "五十"},
		{"0;-0;;@", "甲", "甲"},
		{"", "", ""},
		{`"x"@`, "", ""},
	} {
		if got := formatted(t, "str", test.code, test.text); got != test.want {
			t.Errorf("%s of the text %q gives %q, want %q", test.code, test.text, got, test.want)
		}
	}
}

// Numbers of days are counted from 1904 in some workbooks.
func TestDaysFrom1904(t *testing.T) {
	book := map[string]string{"xl/workbook.xml": `<workbook><workbookPr date1904="1"/><sheets><sheet name="一" r:id="s"/></sheets></workbook>`}
	table, err := tableOf("a.xlsx", workbookOf(t, headRow+`<row><c s="1"><v>0</v></c><c s="2"><v>44882.84375</v></c></row>`, book))
	check(t, "days from 1904", show(table, err), []string{"2:2 a=1904-01-01 b=2026-11-18 20:15"})
	table, err = tableOf("a.xlsx", workbookOf(t, headRow+`<row><c><v>44882.84375</v></c></row>`, book))
	if err != nil {
		t.Fatal(err)
	}
	row, err := table.Next()
	if err != nil {
		t.Fatal(err)
	}
	if date, ok := answers.DayCount(row.Cells[0], row.From1904); !ok || date != "2026-11-18 20:15" {
		t.Error(date)
	}
}

func TestDayCount(t *testing.T) {
	for text, want := range map[string]string{
		"46344.84375": "2026-11-18 20:15", " 46344 ": "2026-11-18", "46344.9999999": "2026-11-18", "46344.0000001": "2026-11-18",
		"46344.84376": "2026-11-18 20:15:01", "40179": "2010-01-01", "51501": "2040-12-31", "40178.9": "", "51502": "", "": "",
		".": "", "1.2.3": "", "4E4": "", "-46344": "", "46344.84375元": "", "99999999999999999999": "",
	} {
		if date, ok := answers.DayCount(text, false); ok != (want != "") || ok && date != want {
			t.Errorf("%q is %q %v, want %q", text, date, ok, want)
		}
	}
}

func TestWorkbookShapes(t *testing.T) {
	one := `<c><v>1</v></c>`
	large := strings.Repeat("x", answers.MaxFile/2+1)
	tests := []struct {
		about, rows string
		parts       map[string]string
		want        []string
	}{
		{"rows far down", headRow + `<row r="1048576"><c r="B1048576"><v>1</v></c></row>`, nil, []string{"1048576:1048576 b=1"}},
		{"rows without numbers", headRow + `<row/><row>` + one + `</row>`, nil, []string{"3:3 a=1"}},
		{"blank styled cells", headRow + `<row r="2" hidden="0"><c r="A2"/><c r="XFD2" s="1"/></row>`, nil, []string{}},
		{"a cell beyond the header", headRow + `<row r="2"><c r="D2"><v>1</v></c></row>`, nil, []string{"2:2", "! 2:4 table.no_header"}},
		{"rows out of order", headRow + `<row r="1">` + one + `</row>`, nil, []string{"!! 1:0 table.damaged"}},
		{"a row too many", headRow + `<row r="1048577">` + one + `</row>`, nil, []string{"!! 1:0 table.damaged"}},
		{"cells out of order", headRow + `<row r="2"><c r="B2"/><c r="B2"/></row>`, nil, []string{"!! 2:0 table.damaged"}},
		{"a column too many", headRow + `<row r="2"><c r="XFE2"/></row>`, nil, []string{"!! 2:0 table.damaged"}},
		{"a string that is not there", headRow + `<row r="2"><c t="s"><v>2</v></c></row>`, nil, []string{"!! 2:0 table.damaged"}},
		{"a part that ends early", "", map[string]string{"xl/sheet.xml": `<worksheet><sheetData>` + headRow + `<row r="2"><c`}, []string{"!! 2:0 table.damaged"}},
		{"no sheet", "", map[string]string{"xl/sheet.xml": ""}, []string{"!! 0:0 table.damaged"}},
		{"no strings", headRow + `<row>` + one + `</row>`, map[string]string{"xl/sharedStrings.xml": "", "xl/styles.xml": ""}, []string{"2:2 a=1"}},
		{
			"long strings", headRow + `<row><c t="s"><v>2</v></c><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>`,
			map[string]string{"xl/sharedStrings.xml": `<sst><si><t>` + large + `</t></si><si><t>x</t></si><si><t>` + strings.Repeat("退", 1<<18) +
				`</t></si><si><t>` + large + `</t></si><si><t>` + large + `</t></si></sst>`},
			[]string{"2:2 a=" + strings.Repeat("退", 1<<18), "! 2:2 table.too_large", "3:3 a=x"},
		},
		{"another archive", "", map[string]string{"xl/workbook.xml": ""}, []string{"!! 0:0 table.format"}},
		{"an archive alone", "", map[string]string{"_rels/.rels": ""}, []string{"!! 0:0 table.format"}},
		{"nothing", `<row r="7"/>`, nil, []string{"!! 0:0 table.empty"}},
		{"a name twice", `<row>` + one + one + `</row>`, nil, []string{"!! 1:2 table.header_twice"}},
		{"a long cell", headRow + `<row><c t="inlineStr"><is><t>` + large + large + `</t></is></c></row>`, nil, []string{"!! 2:0 table.too_large"}},
		{
			"a long cell in runs", headRow + `<row><c t="inlineStr"><is><t>` + large + `</t><t>` + large + `</t></is></c></row>`, nil,
			[]string{"!! 2:0 table.too_large"},
		},
		{
			"a long row", headRow + `<row>` + one + strings.Repeat(`<c t="inlineStr"><is><t>`+large+`</t></is></c>`, 2) + `</row>`, nil,
			[]string{"2:2 a=1 b=" + large, "! 2:3 table.too_large"},
		},
		{"deep nesting", strings.Repeat("<row2>", 1<<16) + headRow, nil, []string{}},
	}
	for _, test := range tests {
		table, err := tableOf("a.xlsx", workbookOf(t, test.rows, test.parts))
		check(t, test.about, show(table, err), test.want)
	}
}

// A part with a wrong checksum is an error.
func TestDamagedWorkbook(t *testing.T) {
	content := workbookOf(t, headRow+`<row><c t="inlineStr"><is><t>kept as it is</t></is></c></row>`, nil)
	r, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		f.CRC32++
	}
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, f := range r.File {
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		part, err := w.CreateRaw(&f.FileHeader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(part, raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = tableOf("a.xlsx", file.String())
	check(t, "a wrong sum", show(nil, err), []string{"!! 0:0 table.damaged"})
}
