package web

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// give sends a file by the form for files of a page; name is "" if none was chosen.
func (v *visitor) give(address, name, content string, fields ...string) int {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		_ = form.WriteField(fields[i], fields[i+1])
	}
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename="%s"`, name)}, "Content-Type": {"application/octet-stream"},
	})
	if err != nil {
		v.t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, address, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return v.ask(r)
}

// example returns a file of the examples with another text in place of one.
func example(t *testing.T, name, old, other string) string {
	t.Helper()
	data, err := os.ReadFile("../../../../examples/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(string(data), old, other, 1)
}

// links returns where the links of the page lead, by their texts.
func (v *visitor) links() map[string]string {
	all := map[string]string{}
	for _, n := range v.elements(atom.A) {
		all[strings.TrimSpace(textOf(n))], _ = attribute(n, "href")
	}
	return all
}

// download asks for a file, and leaves the page as it is.
func (v *visitor) download(address string) (code int, content string) {
	w := httptest.NewRecorder()
	v.site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w.Code, w.Body.String()
}

// wrongTable is a table with a row to correct.
func wrongTable(t *testing.T) string {
	return example(t, "orders.csv", ",198,", ",一百九十八块多,")
}

// The links to the rows to correct lead to them, with the choices of the page.
func TestLinksOfATable(t *testing.T) {
	v := newVisitor(t)
	if code := v.give("/table", "orders.csv", wrongTable(t), "kind", "refund"); code != http.StatusOK {
		t.Fatalf("%d: %s", code, v.text)
	}
	for _, name := range []string{"problems.csv", "problems.xlsx"} {
		code, file := v.download(v.links()[name])
		if code != http.StatusOK || len(file) < 100 || name == "problems.csv" && (!strings.Contains(file, "dy_example02") || strings.Contains(file, "dy_example01")) {
			t.Errorf("%s leads to %s: %d, %q", name, v.links()[name], code, file)
		}
	}
}

// A table that was corrected is sent again from its own page, which keeps its choices. Without a file the same table is checked by others.
func TestATableAgain(t *testing.T) {
	v := newVisitor(t)
	v.give("/table", "orders.csv", wrongTable(t), "kind", "refund")
	v.says("可写 3 封，需要改正 1 封", "改好了表，请再选一次文件")
	first := v.path
	v.give(first, "", "", "kind", "refund", "rows", "2-3", "set", "姓名=赵六\n退款原因=误充值")
	if v.says("可写 1 封，需要改正 1 封", `value="2-3"`, "姓名=赵六"); v.path != first {
		t.Errorf("without a file it is another table: %s", v.path)
	}
	if code := v.give(first, "orders.csv", example(t, "orders.csv", "", ""), "kind", "refund", "rows", "2-3"); code != http.StatusOK || v.path == first {
		t.Errorf("%d, %s", code, v.path)
	}
	v.says("共 2 行，可写 2 封", `value="2-3"`)
	if v.give("/table", "", "", "kind", "refund") != http.StatusUnprocessableEntity {
		t.Error("no table is a table")
	}
	v.says("还没有选文件")
}

// Each letter of the archive is a message, and the text for the box of the app. Without a word about the other rows there is no archive.
func TestLettersOfATable(t *testing.T) {
	v := newVisitor(t)
	v.give("/table", "orders.csv", wrongTable(t), "kind", "refund")
	letters := v.path + "/letters.zip?kind=refund"
	if code := v.get(letters); code != http.StatusUnprocessableEntity {
		t.Errorf("%d", code)
	}
	v.says("没有下载：有的信需要改正", `aria-describedby="unticked"`, "可写 3 封，需要改正 1 封")
	code, file := v.download(letters + "&keep-going=1")
	archive, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil || code != http.StatusOK || len(archive.File) != 6 {
		t.Fatalf("%d: %v", code, err)
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		message := strings.HasPrefix(string(content), "Date: ") || strings.Contains(string(content), "MIME-Version")
		if ending := path.Ext(f.Name); err != nil || message != (ending == ".eml") || ending == ".txt" && !strings.HasPrefix(string(content), "您好，申请充值退款") {
			t.Errorf("%s: %v\n%s", f.Name, err, content)
		}
	}
}

// terminal is what a person who never saw a command line cannot read.
var terminal = regexp.MustCompile(`--[a-z]|\bdraft [a-z]+|orders\.csv:[0-9]`)

// Pages of tables and bills speak of their own fields. Only a last sentence names a command, as one.
func TestNoWordOfATerminal(t *testing.T) {
	v := newVisitor(t)
	check := func(name string, code int) {
		t.Helper()
		var texts strings.Builder
		for n := range v.page.Descendants() {
			if n.Type == html.TextNode && n.Parent.DataAtom != atom.Code {
				texts.WriteString(n.Data + "\n")
			}
		}
		if found := terminal.FindAllString(texts.String(), -1); found != nil || code >= http.StatusInternalServerError {
			t.Errorf("%s: %d, %q in\n%s", name, code, found, strings.Join(strings.Fields(texts.String()), " "))
		}
	}
	check("no table", v.get("/table"))
	check("a table", v.give("/table", "orders.csv", wrongTable(t), "kind", "refund"))
	table := v.path
	for name, choices := range map[string][]string{
		"no equals sign": {"set", "abc"}, "no question": {"set", "abc=1"}, "no answer": {"set", "充值金额=多"}, "no column": {"column", "abc=充值金额"},
		"no such question": {"column", "姓名=abc"}, "half a column": {"column", "姓名"}, "ignored": {"ignore", "充值金额"}, "none ignored": {"ignore", "abc"},
		"no condition": {"where", "abc"}, "nothing meets it": {"where", "姓名=abc"}, "no rows": {"rows", "abc"}, "a sheet": {"sheet", "abc"},
		"no encoding": {"encoding", "abc"}, "a wrong encoding": {"encoding", "Shift_JIS"}, "no group": {"group-by", "abc"}, "groups": {"group-by", "姓名"},
		"the whole row": {"set", "姓名=abc"}, "other kind": {"kind", "closure"},
	} {
		values := url.Values{"kind": {"refund"}}
		values.Set(choices[0], choices[1])
		check(name, v.get(table+"?"+values.Encode()))
		if !strings.Contains(v.text, `role="alert"`) && name != "ignored" && name != "the whole row" && name != "groups" && name != "other kind" {
			t.Errorf("%s: nothing is wrong", name)
		}
	}
	for name, content := range map[string]string{
		"an unknown column": "抖音号,充值时间,充值金额,退款原因,abc,def\na,b,c,d,e,f\n", "two amounts": example(t, "orders.csv", ",198,", ",\"198,50\","),
		"no header": "a,b\nc,d\n", "one cell": "abc", "empty": "", "json": "{}", "gzip": "\x1f\x8b\x08abc", "xls": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1abc",
		"a wrong choice": example(t, "orders.csv", "误充值", "不知道"), "a repeated row": example(t, "orders.csv", "2026111722001412345678901234", "4200002345202611181234567890"),
	} {
		check(name, v.give("/table", "orders.csv", content, "kind", "refund"))
	}
	check("no bill", v.get("/bill"))
	check("a table as a bill", v.give("/bill", "orders.csv", wrongTable(t)))
	check("a bill", v.give("/bill", "wechat.csv", example(t, "bills/wechat.csv", "", "")))
	check("nothing found", v.get(v.path+"?pick=abc"))
}

// A bill lists the vouchers that a word leaves out when that is asked for, and a letter takes one only if that is said twice.
func TestVouchersOfABill(t *testing.T) {
	v := newVisitor(t)
	v.give("/bill", "wechat.csv", example(t, "bills/wechat.csv", "", ""))
	v.says("有 1 笔是抖音生活服务的券，不是充值，没有列出", "也列出来", "50.00 元")
	if strings.Contains(v.text, "双人套餐") {
		t.Error("it is listed")
	}
	bill := v.path
	v.get(bill + "?pick=抖音&all=1")
	v.says("双人套餐", "49.50 元")
	if strings.Contains(v.text, "没有列出 <button") || strings.Contains(v.text, `value="抖音"`) {
		t.Error("the word stays")
	}
	voucher := ""
	for _, n := range v.elements(atom.Label) {
		if strings.Contains(textOf(n), "双人套餐") {
			voucher, _ = attribute(n.FirstChild, "value")
		}
	}
	if code := v.post(bill, url.Values{"payment": {"#0", voucher}}); code != http.StatusUnprocessableEntity || len(v.unfinished()) > 0 {
		t.Errorf("it is taken at once: %d", code)
	}
	v.says("这一笔是抖音生活服务的券，不是充值；仍要写进信里", `name="voucher" value="`+voucher+`"`, "有 1 笔是券")
	if code := v.post(bill, url.Values{"payment": {"#0", voucher}, "voucher": {"#0"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("the word for another payment is good for it: %d", code)
	}
	if code := v.post(bill, url.Values{"payment": {"#0", voucher}, "voucher": {voucher}}); code != http.StatusOK || len(v.unfinished()) != 1 {
		t.Errorf("it is not taken: %d, %s", code, v.text)
	}
	v.says("合计 99.50 元")
}
