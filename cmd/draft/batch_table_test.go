package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"draft/cmd/draft/internal/view"
)

// writeWorkbook writes a workbook of refunds with the header in row 1 and returns its path. after is XML that follows the
// rows.
func writeWorkbook(t *testing.T, after string, rows ...[]string) (path string) {
	t.Helper()
	formats, styles := "", `<xf numFmtId="0"/><xf numFmtId="22"/>`
	for i, code := range []string{ // the styles from 2
		`"$"#,##0.00`, `0"抖币"`, `0"钻"`, `0"元"`, `\d\y"_"0`, `[$¥-411]0`, `[>100]0"抖币";0`, `0\k`, `0`, `"已付"`, `yyyy"年"m"月"`,
	} {
		formats += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 200+i, html.EscapeString(code))
		styles += fmt.Sprintf(`<xf numFmtId="%d"/>`, 200+i)
	}
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
	return writeZip(t, "orders.xlsx", map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook><sheets><sheet name="一" r:id="s"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="x/worksheet" Target="sheet.xml"/>` +
			`<Relationship Id="t" Type="x/styles" Target="styles.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts>` + formats + `</numFmts><cellXfs>` + styles + `</cellXfs></styleSheet>`,
		"xl/sheet.xml":  `<worksheet><sheetData>` + sheet.String() + `</sheetData>` + after + `</worksheet>`,
	})
}

// writeZip writes a ZIP archive with these parts and returns its path.
func writeZip(t *testing.T, name string, parts map[string]string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(file)
	for name, text := range parts {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// orderRow returns the cells of a valid row, with the given columns replaced.
func orderRow(other map[int]string) []string {
	cells := []string{"dy_one", "2026-11-18 20:15", "微信支付", "50", "误充值", "4200002345202611181234567890", "张三", "feedback@douyin.com"}
	for i, cell := range other {
		cells[i] = cell
	}
	return cells
}

// A cell whose displayed text may differ from its stored value is refused, with its place and what to do.
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
			`Time of the recharge: the result of the formula “=NOW()” changes over time, so the saved date may be wrong; ` +
				`enter the date itself, like 2026-11-18 20:15`,
		},
		"an amount that is shown in dollars": {
			3, `<c s="2"><v>50</v></c>`, "充值金额: “$50”写的是“$”，不是人民币；请写实际支付的人民币金额", "Amount: “$50” is not in yuan ($); write the amount you paid in yuan",
		},
		"an amount that is shown in coins": {
			3, `<c s="3"><v>500</v></c>`, "充值金额: “500抖币”写的是“抖币”，不是人民币；请写实际支付的人民币金额", "Amount: “500抖币” is not in yuan (抖币); write the amount you paid in yuan",
		},
		"an amount that is shown in a unit that nobody knows": {
			3, `<c s="4"><v>500</v></c>`, "充值金额: “500钻”不是金额；请写数字，例如 50 或 50.00", "Amount: “500钻” is not an amount; write a number such as 50 or 50.00",
		},
		"an amount that is shown in thousands": {
			3, `<c s="9"><v>500</v></c>`, "充值金额: “500k”不是金额；请写数字，例如 50 或 50.00", "Amount: “500k” is not an amount; write a number such as 50 or 50.00",
		},
		"an amount that a condition shows in coins": {
			3, `<c s="8"><v>500</v></c>`, "充值金额: “500抖币”写的是“抖币”，不是人民币；请写实际支付的人民币金额", "Amount: “500抖币” is not in yuan (抖币); write the amount you paid in yuan",
		},
		"an amount that is shown in yen": {
			3, `<c s="7"><v>500</v></c>`, "充值金额: 无法确定格式 [$¥-411]0 会把“500”显示成什么；请把这一格设成文本，按看到的填写",
			"Amount: draft is not sure how the format [$¥-411]0 shows “500”; format the cell as text and enter what you see",
		},
		"an amount that is shown rounded": {
			3, `<c s="10"><v>50.4</v></c>`, "充值金额: 这一格显示“50”，保存的是“50.4”（格式 0）；请把这一格设成文本，填要写的那个",
			"Amount: the cell shows “50” but contains “50.4” (format 0); format the cell as text and enter the correct one",
		},
		"an amount that is shown as a word": {
			3, `<c s="11"><v>50</v></c>`, "充值金额: “已付”不是金额；请写数字，例如 50 或 50.00", "Amount: “已付” is not an amount; write a number such as 50 or 50.00",
		},
		"a month": {
			1, `<c s="12"><v>46344</v></c>`, "充值时间: 无法确定格式 yyyy\"年\"m\"月\" 会把“46344”显示成什么；请把这一格设成文本，按看到的填写",
			"Time of the recharge: draft is not sure how the format yyyy\"年\"m\"月\" shows “46344”; format the cell as text and enter what you see",
		},
		"a quarter past twelve in the morning": {
			1, "2026/11/18 上午 12:15", "充值时间: “2026/11/18 上午 12:15”可能是 2026-11-18 00:15，也可能是 2026-11-18 12:15；请写成其中一个",
			"Time of the recharge: “2026/11/18 上午 12:15” may mean 2026-11-18 00:15 or 2026-11-18 12:15; write one of them",
		},
		"a truth value": {
			0, `<c t="b"><v>1</v></c>`, "抖音号: “TRUE”是逻辑值（真或假），不是填写的内容；请把这一格设成文本，填上原来要写的",
			"Douyin ID: “TRUE” is a spreadsheet's true/false value, not an answer; format the cell as text and enter the answer",
		},
		"a date without the format of one": {
			1, `<c><v>46344.84375</v></c>`,
			"充值时间: “46344.84375”是没有设成日期格式的日期，像是 2026-11-18 20:15；把这一格设成日期格式，或按文本写成 2026-11-18 20:15",
			"Time of the recharge: “46344.84375” looks like the date 2026-11-18 20:15 in a cell without a date format; " +
				"format the cell as a date, or enter 2026-11-18 20:15 as text",
		},
	} {
		path := writeWorkbook(t, "", orderRow(map[int]string{test.column: test.cell}))
		for language, want := range map[string]string{"zh": test.zh, "en": test.en} {
			_, conversation, code := call(t, "", "--lang", language, "batch", "refund", path)
			if line := "\n  " + path + ":2: " + want + "\n"; code != view.ExitAnswers || !strings.Contains(conversation, line) || strings.Count(conversation, path) != 1 {
				t.Errorf("%s: exit %d, without %q\n%s", about, code, line, conversation)
			}
		}
	}
}

// The texts that a cell shows beside its number belong to the answer.
func TestBatchShownCells(t *testing.T) {
	path := writeWorkbook(t, "", orderRow(map[int]string{0: `<c s="6"><v>12345678</v></c>`, 3: `<c s="5"><v>50</v></c>`}))
	letter, conversation, code := call(t, "", "--lang", "zh", "batch", "refund", path)
	if code != 0 || !strings.Contains(letter, "dy_12345678") || !strings.Contains(letter, "50.00元") {
		t.Errorf("exit %d\n%s%s", code, letter, conversation)
	}
}

// A table with merged cells is refused as a whole, because the values of its rows cannot be known. No letter and no
// --problems table is written.
func TestBatchMergedCells(t *testing.T) {
	merged := `<mergeCells count="2"><mergeCell ref="F2:F3"/><mergeCell ref="G2:G5"/><mergeCell ref="A9:A10"/></mergeCells>`
	path := writeWorkbook(t, merged, orderRow(nil), orderRow(map[int]string{5: ""}), orderRow(nil), orderRow(nil))
	folder := t.TempDir()
	t.Chdir(folder)
	for language, want := range map[string]string{
		"zh": "F2:F3、G2:G5 是合并的单元格，内容只在第一行，其他行是空的；取消合并，每一行都填上\n请在表格软件里改好，再运行一次\n",
		"en": "the merged cells F2:F3, G2:G5 have text only in their first row; unmerge them and fill in every row\n" +
			"correct the table in a spreadsheet and run this again\n",
	} {
		_, conversation, code := call(t, "", "--lang", language, "batch", "refund", path, "--keep-going", "-o", "letters", "--problems", "mend.csv")
		if code != view.ExitAnswers || !strings.HasSuffix(conversation, "\n  "+path+":2: "+want) {
			t.Errorf("exit %d, without %q\n%s", code, want, conversation)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}

// A file of an unsupported format is refused with what it is and what to do.
func TestBatchOtherFiles(t *testing.T) {
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mime := func(kind string) map[string]string {
		return map[string]string{"mimetype": "application/vnd.oasis.opendocument." + kind}
	}
	old := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 22) + "\x09" + strings.Repeat("\x00", 600)
	rels := `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="%s"/></Relationships>`
	for path, want := range map[string][2]string{
		writeZip(t, "a.ods", mime("spreadsheet-template")): {"这是 OpenDocument 表格（.ods、.fods）", "soffice --headless"},
		writeZip(t, "a.odt", mime("text")):                 {"这是文档，不是表格", "draft template fields refund --xlsx"},
		writeZip(t, "a.docx", map[string]string{"_rels/.rels": fmt.Sprintf(rels, "word/document.xml"), "word/document.xml": "<x/>"}): {"这是文档，不是表格", ""},
		writeZip(t, "a.xlsb", map[string]string{"_rels/.rels": fmt.Sprintf(rels, "xl/workbook.bin"), "xl/workbook.bin": "\x83\x01"}): {"这是二进制的 .xlsb 表格", "soffice --headless"},
		writeZip(t, "a.numbers", map[string]string{"Index/Document.iwa": "x"}):                                                       {"这是 Apple 的 Numbers 等程序的文件", ""},
		writeZip(t, "a.zip", map[string]string{"orders.csv": "x"}):                                                                   {"这是压缩包，不是表格", ""},
		file("xml.xls", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`):                      {"这是 Excel 2003 的 XML 表格", "soffice --headless"},
		file("a.fods", `<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">`):                          {"这是 OpenDocument 表格（.ods、.fods）", "soffice --headless"},
		file("page.xls", `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>`):                                           {"这是网页，不是表格", ""},
		file("a.uos", `<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof">`):                               {"这是标文通表格（UOF）", "soffice --headless"},
		file("mime.xls", "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"):                                                       {"这是网页，不是表格", ""},
		file("old.xls", old):                                        {"这是旧的 .xls 表格", "soffice --headless"},
		file("a.slk", "ID;PSCALC3\r\nC;Y1;X1;K\"a\"\r\n"):           {"这是 SYLK 表格", "soffice --headless"},
		file("a.dif", "TABLE\r\n0,1\r\n\"EXCEL\"\r\n"):              {"这是 DIF 表格", "soffice --headless"},
		file("a.pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"):              {"这是 PDF，不是表格", ""},
		file("a.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"):        {"这是图片，不是表格", ""},
		file("a.csv", "\xff\xd8\xff\xe0\x00\x10JFIF\x00"):           {"这是图片，不是表格", ""},
		file("a.heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"):  {"这是图片，不是表格", ""},
		file("a.csv.gz", "\x1f\x8b\x08\x00\x00\x00\x00\x00"):        {"这是 gzip 压缩的文件", "gunzip -c"},
		file("a.7z", "7z\xbc\xaf\x27\x1c\x00\x04"):                  {"这是压缩包，不是表格", ""},
		file("a.rtf", `{\rtf1\ansi`):                                {"这是文档，不是表格", ""},
		file("a.json", "[\n {\"douyin_id\": \"x\"}]"):               {"这是 JSON，不是表格", "draft refund --answers"},
		file("a.bin", "\x7fELF\x02\x01\x01\x00\xff\xfe\x00\x00,\n"): {"这不是表格，里面不是文字", ""},
		file("empty.csv", ""):                                       {"表是空的，连表头也没有", "draft template fields refund --xlsx -o orders.xlsx"},
		file("lost.csv", "????,????(?),douyin_id\n"):                {"“????”像是保存时丢掉的中文；回到原来的表，另存为 .xlsx 或“CSV UTF-8”", "请把表格另存为"},
	} {
		_, conversation, code := call(t, "", "--lang", "zh", "batch", "refund", path)
		if code != view.ExitAnswers || !strings.Contains(conversation, ": "+want[0]) || !strings.Contains(conversation, want[1]) {
			t.Errorf("%s: exit %d, without %q\n%s", path, code, want, conversation)
		}
	}
}

// A workbook with a password is named as that, wherever the parts of its container are.
func TestBatchEncryptedWorkbook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "locked.xlsx")
	if err := excelize.NewFile().SaveAs(path, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	_, conversation, code := call(t, "", "--lang", "zh", "batch", "refund", path)
	if code != view.ExitAnswers || !strings.Contains(conversation, ": 这个表格有密码；在表格软件里打开，去掉密码，再保存\n请在表格软件里改好，再运行一次\n") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// The commands of the hints work as they are printed.
func TestBatchHintsOfFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	const table = "抖音号,充值时间,充值方式,充值金额,退款原因\ndy_one,2026-11-18 20:15,微信支付,50,误充值\n"
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(table)) // it writes to memory
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	answers := `{"douyin_id": "dy_one", "recharged_at": "2026-11-18 20:15", "method": "wechat", "amount": "50", "reason": "mistake"}`
	for name, content := range map[string]string{"订单 (1).csv": packed.String(), "it's $HOME.json": answers} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, said, _ := call(t, "", "--lang", "zh", "batch", "refund", "订单 (1).csv")
	_, command, _ := strings.Cut(said, "请先解压：")
	command, _, _ = strings.Cut(command, "，再用")
	if out, err := exec.CommandContext(t.Context(), "sh", "-c", command).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", command, err, out)
	}
	if got, err := os.ReadFile("table.csv"); err != nil || string(got) != table {
		t.Errorf("%s gives %q, %v", command, got, err)
	}
	_, said, _ = call(t, "", "--lang", "zh", "batch", "refund", "it's $HOME.json")
	_, command, _ = strings.Cut(said, "一封信的答案这样用：")
	words := shellWords(t, command)
	if _, said, code := call(t, "", append(words[1:], "--no-input", "--no-keep", "-o", "-", "--format", "txt")...); code != 0 {
		t.Errorf("%s: exit %d\n%s", command, code, said)
	}
}

// shellWords returns the words of a command as a shell reads them.
func shellWords(t *testing.T, command string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "sh", "-c", "set -- "+strings.TrimSpace(command)+`; printf '%s\0' "$@"`).Output()
	if err != nil {
		t.Fatal(command, err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

// An encoding that nothing confirms stops a batch, with a decoded cell, until the flag names it; a known label or option confirms it.
func TestBatchEncodingDoubt(t *testing.T) {
	encode := func(e encoding.Encoding, text string) string {
		encoded, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	const table = "douyin_id,recharged_at,method,amount,reason,name\ndy_one,2026-11-18 20:15,wechat,50,mistake,%s\n"
	const noted = table + "dy_two,2026-11-18 20:16,微信支付,50,误充值,\n"
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		about, content string
		flags          []string
		code           int
		want           []string
	}{
		{"Big5", encode(traditionalchinese.Big5, fmt.Sprintf(table, "陳小明")), nil, view.ExitAnswers, []string{
			"orders.csv:2: 姓名: 文件没有说明编码，按 GB18030 读出来是“", "如果读得对，请加 --encoding GB18030；不对就写真正的编码，如 --encoding Big5",
		}},
		{"Big5, named", encode(traditionalchinese.Big5, fmt.Sprintf(table, "陳小明")), []string{"--encoding", "Big5"}, 0, []string{"陳小明"}},
		{"Shift-JIS", encode(japanese.ShiftJIS, fmt.Sprintf(table, "田中さん")), []string{"-o", "letters"}, view.ExitAnswers, []string{"按 GB18030 读"}},
		{"Shift-JIS, named", encode(japanese.ShiftJIS, fmt.Sprintf(table, "田中さん")), []string{"--encoding", "shift_jis"}, 0, []string{"田中さん"}},
		{"cp1251", encode(charmap.Windows1251, fmt.Sprintf(table, "Иванова")), nil, view.ExitAnswers, []string{"按 GB18030 读"}},
		{"GBK", encode(simplifiedchinese.GBK, fmt.Sprintf(table, "张三")), nil, view.ExitAnswers, []string{"按 GB18030 读出来是“张三”"}},
		{"GBK, named", encode(simplifiedchinese.GBK, fmt.Sprintf(table, "张三")), []string{"--encoding", "gbk"}, 0, []string{"张三"}},
		{"GBK with options", encode(simplifiedchinese.GBK, fmt.Sprintf(noted, "张三")), nil, 0, []string{"张三"}},
		{"GBK with a label", encode(simplifiedchinese.GBK, strings.Replace(fmt.Sprintf(table, "张三"), "name", "姓名", 1)), nil, 0, []string{"张三"}},
		{"GBK in a column that is not read", encode(simplifiedchinese.GBK, strings.Replace(fmt.Sprintf(table, "张三"), "name", "shop", 1)), []string{"--ignore", "shop"}, 0, nil},
		{"a garbled header", encode(traditionalchinese.Big5, strings.Replace(fmt.Sprintf(table, "x"), "name", "備註", 1)), nil, view.ExitAnswers, []string{"--encoding Big5"}},
		{"UTF-8", fmt.Sprintf(table, "陳小明"), nil, 0, []string{"陳小明"}},
		{"no encoding", fmt.Sprintf(table, "x"), []string{"--encoding", "klingon"}, view.ExitUsage, []string{"不认识 --encoding 写的编码"}},
	} {
		if err := os.WriteFile("orders.csv", []byte(test.content), 0o600); err != nil {
			t.Fatal(err)
		}
		out, said, code := call(t, "", append([]string{"--lang", "zh", "batch", "refund", "orders.csv"}, test.flags...)...)
		for _, want := range test.want {
			if !strings.Contains(out+said, want) {
				t.Errorf("%s: without %q\n%s%s", test.about, want, out, said)
			}
		}
		if code != test.code {
			t.Errorf("%s: exit %d\n%s", test.about, code, said)
		}
	}
	if _, err := os.Stat("letters"); !os.IsNotExist(err) {
		t.Error("letters were written in a doubtful encoding")
	}
}
