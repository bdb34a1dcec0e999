package main

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// workbook writes a workbook of refunds: rows under the header, which stands in row 1. after follows the rows.
func workbook(t *testing.T, after string, rows ...[]string) (path string) {
	t.Helper()
	const formats = `<numFmt numFmtId="200" formatCode="&quot;$&quot;#,##0.00"/>`
	var sheet strings.Builder
	write := func(number int, cells []string) {
		fmt.Fprintf(&sheet, `<row r="%d">`, number)
		for i, cell := range cells {
			if !strings.HasPrefix(cell, "<") {
				cell = ` t="str"><v>` + cell + `</v></c>`
			} else {
				cell = cell[len("<c"):]
			}
			fmt.Fprintf(&sheet, `<c r="%c%d"%s`, 'A'+i, number, cell)
		}
		sheet.WriteString("</row>")
	}
	write(1, []string{"抖音号", "充值时间", "充值方式", "充值金额", "退款原因", "订单号", "姓名", "收件人"})
	for i, cells := range rows {
		write(i+2, cells)
	}
	path = filepath.Join(t.TempDir(), "orders.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	for name, text := range map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook><sheets><sheet name="一" r:id="s"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="x/worksheet" Target="sheet.xml"/>` +
			`<Relationship Id="t" Type="x/styles" Target="styles.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts>` + formats + `</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="200"/></cellXfs></styleSheet>`,
		"xl/sheet.xml":  `<worksheet><sheetData>` + sheet.String() + `</sheetData>` + after + `</worksheet>`,
	} {
		part, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// order is a good row but for the cells that are given, by their columns.
func order(other map[int]string) []string {
	cells := []string{"dy_one", "2026-11-18 20:15", "微信支付", "50", "误充值", "4200002345202611181234567890", "张三", "feedback@douyin.com"}
	for i, cell := range other {
		cells[i] = cell
	}
	return cells
}

// What a person sees in a workbook is not what its cells hold: each such cell is refused, with its place and the cure.
func TestBatchSpreadsheetCells(t *testing.T) {
	for about, test := range map[string]struct {
		column int
		cell   string
		zh, en string
	}{
		"a formula without a result in a column that may be empty": {
			5, `<c><f>A2&amp;"x"</f><v></v></c>`, `订单号: 公式“=A2&"x"”没有保存结果；在表格软件里打开再保存，或直接填内容`,
			`Order number: the formula “=A2&"x"” was saved without its result; open and save the table in a spreadsheet, or enter the content`,
		},
		"a formula without a result in a column that must be filled": {
			0, `<c><f>B2</f><v/></c>`, `抖音号: 公式“=B2”没有保存结果；在表格软件里打开再保存，或直接填内容`,
			`Douyin ID: the formula “=B2” was saved without its result; open and save the table in a spreadsheet, or enter the content`,
		},
		"a formula that changes by itself": {
			1, `<c s="1"><f>NOW()</f><v>46344.84375</v></c>`,
			`充值时间: 公式“=NOW()”的结果会随时间变，保存的不一定是当时的时间；直接填日期，如 2026-11-18 20:15`,
			`Time of the recharge: the result of the formula “=NOW()” changes by itself, so what was saved may not be when it happened; ` +
				`enter the date itself, like 2026-11-18 20:15`,
		},
		"an amount that is shown in dollars": {
			3, `<c s="2"><v>50</v></c>`, "充值金额: “$50”不是人民币（$）；请写实付的人民币金额", "Amount: “$50” is not in yuan ($); write what was paid in yuan",
		},
		"a truth value": {
			0, `<c t="b"><v>1</v></c>`, "抖音号: “TRUE”是逻辑值（真或假），不是填的内容；把这一格设成文本，填上原来要写的",
			"Douyin ID: “TRUE” is a truth value of the spreadsheet, no answer; format the cell as text and enter what is meant",
		},
		"a date without the format of one": {
			1, `<c><v>46344.84375</v></c>`,
			"充值时间: “46344.84375”是没有设成日期格式的日期，像是 2026-11-18 20:15；把这一格设成日期格式，或按文本写成 2026-11-18 20:15",
			"Time of the recharge: “46344.84375” looks like the date 2026-11-18 20:15 in a cell that has no date format; " +
				"format the cell as a date, or enter 2026-11-18 20:15 as text",
		},
	} {
		path := workbook(t, "", order(map[int]string{test.column: test.cell}))
		for language, want := range map[string]string{"zh": test.zh, "en": test.en} {
			_, conversation, code := call(t, "", "--lang", language, "batch", "refund", path)
			if line := "\n  " + path + ":2: " + want + "\n"; code != exitAnswers || !strings.Contains(conversation, line) || strings.Count(conversation, path) != 1 {
				t.Errorf("%s: exit %d, without %q\n%s", about, code, line, conversation)
			}
		}
	}
}

// A table whose rows share cells gives no letter and no table of rows to correct: what its rows lack nobody can tell.
func TestBatchMergedCells(t *testing.T) {
	merged := `<mergeCells count="2"><mergeCell ref="F2:F3"/><mergeCell ref="G2:G5"/><mergeCell ref="A9:A10"/></mergeCells>`
	path := workbook(t, merged, order(nil), order(map[int]string{5: ""}), order(nil), order(nil))
	folder := t.TempDir()
	t.Chdir(folder)
	for language, want := range map[string]string{
		"zh": "F2:F3、G2:G5 是合并的单元格，内容只在第一行，其他行是空的；取消合并，每一行都填上\n在表格软件里改好，再运行一次\n",
		"en": "the merged cells F2:F3, G2:G5 have their text in the first row alone; unmerge them and fill in every row\n" +
			"correct the table in a spreadsheet and run this again\n",
	} {
		_, conversation, code := call(t, "", "--lang", language, "batch", "refund", path, "--keep-going", "-o", "letters", "--problems", "mend.csv")
		if code != exitAnswers || !strings.HasSuffix(conversation, "\n  "+path+":2: "+want) {
			t.Errorf("exit %d, without %q\n%s", code, want, conversation)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}
