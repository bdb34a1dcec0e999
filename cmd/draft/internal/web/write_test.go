package web

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"draft/drafts/attach"
	"draft/drafts/interview"
	"draft/drafts/store"
	"draft/templates"
)

// ready are the answers that a refund needs.
var ready = []string{"method", "wechat", "recharged_at", "2026-11-18 20:15", "amount", "50", "reason", "mistake", "douyin_id", "dy_example88"}

// Nothing is saved before there is an answer, and everything from then on. Finishing puts the letter in place of its row.
func TestWrite(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	if v.send("save"); v.path != "/new/refund" || len(v.unfinished()) > 0 {
		t.Fatalf("nothing was answered: %s", v.path)
	}
	v.send("save", ready...)
	if len(v.unfinished()) != 1 || v.path != "/unfinished/"+v.unfinished()[0].ID {
		t.Fatal(v.path)
	}
	if code := v.send("finish"); code != 200 || v.path != "/letter/"+v.letters()[0].ID || len(v.unfinished()) > 0 {
		t.Fatalf("%s: %s", v.path, v.text)
	}
	v.says("误充值50.00元")
}

// What is missing is said when the letter is to be finished, not before, and leads to its fields.
func TestMissing(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", "amount", "fifty", "method", "wechat", "reason", "mistake")
	if got := v.problems("recharged_at"); got != "" {
		t.Errorf("too early: %s", got)
	}
	if got := v.problems("amount"); got == "" || v.value("amount") != "fifty" {
		t.Errorf("%q is said to %q", got, v.value("amount"))
	}
	v.send("finish")
	v.says(`<a href="#q-recharged_at-input">`, `<a href="#q-amount-input">`, `<a href="#q-douyin_id-input">`)
	if strings.Contains(v.text, `href="#q-method-input"`) || strings.Contains(v.problems("amount"), "请填写这一项") {
		t.Error("it asks for what is answered")
	}
	if len(v.letters()) > 0 {
		t.Error("there is a letter")
	}
}

// A letter that cannot be finished says why, whatever keeps it from that.
func TestFinishSaysWhatIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		answers []string
		at      string
	}{
		"a warning":          {[]string{"description", "密码是abc12345"}, "description"},
		"an optional answer": {[]string{"phone", "12"}, "phone"},
		"several amounts":    {[]string{"amount", "648、328"}, "amount"},
		"a refused answer":   {[]string{"reason", "system_fault", "unused", "none"}, "unused"},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVisitor(t)
			v.get("/new/refund")
			v.send("save", ready...)
			v.send("finish", c.answers...)
			if len(v.letters()) > 0 {
				t.Fatal("the letter is written")
			}
			v.says(`<a href="#q-` + c.at + `-input">`)
		})
	}
}

// The buttons at a field: keep and mask for a secret, take for an offer, and what another answer says.
func TestDecide(t *testing.T) {
	const secret = "身份证110101199003077715"
	for button, c := range map[string]struct{ question, text, asked, want string }{
		"keep:description": {"description", secret, "description", secret},
		"mask:description": {"description", secret, "description", "身份证110****7715"},
		"take:amount":      {"amount", "648、328", "payments.2.amount", "328.00"},
		"found:phone":      {"description", "电话13812345678", "phone", "13812345678"},
	} {
		t.Run(button, func(t *testing.T) {
			v := newVisitor(t)
			v.get("/new/refund")
			v.send("save", c.question, c.text)
			v.says(`value="` + button + `"`)
			v.send(button)
			if got := v.value(c.asked); got != c.want {
				t.Errorf("it is %q", got)
			}
			if strings.Contains(v.text, `value="`+button+`"`) {
				t.Error("it is asked again")
			}
		})
	}
}

// A button that a page does not show does nothing: somebody may send one.
func TestStrangeButtons(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", ready...)
	for _, button := range []string{
		"keep:amount", "mask:name", "take:amount", "found:phone", "take:nobody", "add:nothing", "remove:payments:1", "remove:payments:0",
		"remove:payments:x", "remove:nothing:2", "return", "unfile:evidence:0", "unfile:amount:0", "unfile:evidence:-1", "nonsense", ":",
	} {
		if code := v.send(button); code != 200 || v.values("method", "amount") != "wechat | 50.00" {
			t.Errorf("%s: %d, %s", button, code, v.values("method", "amount"))
		}
	}
	if n := len(v.unfinished()); n != 1 {
		t.Errorf("%d unfinished letters", n)
	}
}

// Payments are added and removed; those in between move up.
func TestRecords(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("add:payments", ready...)
	v.says("充值方式、充值时间和第1笔一样")
	v.send("same:payments:2")
	if got := v.values("payments.2.recharged_at", "payments.2.method", "payments.2.amount"); got != "2026-11-18 20:15 | wechat | " {
		t.Fatalf("the second begins with %q", got)
	}
	v.send("add:payments", "payments.2.amount", "30")
	v.says("第3笔")
	v.send("save", "payments.3.amount", "20", "payments.3.method", "alipay")
	if got := v.values("amount", "payments.2.amount", "payments.3.amount"); got != "50.00 | 30.00 | 20.00" {
		t.Fatal(got)
	}
	v.says("100.00")
	v.send("remove:payments:2")
	if got := v.values("amount", "payments.2.amount", "payments.2.method", "payments.3.amount"); got != "50.00 | 20.00 | alipay | -" {
		t.Error(got)
	}
	v.send("finish") // the second payment has only the day of the first
	v.says(`<a href="#q-payments-2-recharged_at-input">`)
	v.send("finish", "payments.2.recharged_at", "2026-11-18 21:12")
	if len(v.letters()) != 1 {
		t.Errorf("no letter:\n%s", v.text)
	}
}

// An answer that makes it another letter leads to its questions; one button leads back.
func TestBecomes(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", "method", "wechat", "recharged_at", "2026-11-18 20:15", "amount", "50", "reason", "duplicate")
	if got := v.value("first_at"); got != "2026-11-18 20:15" {
		t.Fatal(got)
	}
	v.says(`value="return"`)
	v.send("return", "second_at", "2026-11-18 20:16")
	if got := v.values("amount", "reason"); got != "50.00 | " || strings.Contains(v.text, `value="return"`) {
		t.Error(got)
	}
}

// Markup in a template and in answers is text on the page.
func TestMarkup(t *testing.T) {
	const hostile = `<img src=x onerror=alert(1)>"'&{{.}}`
	v := newVisitor(t)
	source := strings.NewReplacer("保修申请", "'"+strings.ReplaceAll(hostile, "'", "''")+"'", "购买日期", "'"+strings.ReplaceAll(hostile, "'", "''")+"1'", "漏水", "'"+strings.ReplaceAll(hostile, "'", "''")+"2'")
	data, err := os.ReadFile("../../../../examples/warranty.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	front, body, _ := strings.Cut(string(data), "checklist:")
	folder := filepath.Join(v.folder, "templates")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "warranty.tmpl"), []byte(source.Replace(front)+"checklist:"+body), 0o600); err != nil {
		t.Fatal(err)
	}
	none := func() {
		t.Helper()
		if n := len(v.elements(atom.Img)); n > 0 || strings.Contains(v.text, "<img") {
			t.Errorf("%s has the markup:\n%s", v.path, v.text)
		}
	}
	v.get("/")
	v.says("&lt;img src=x onerror=alert(1)&gt;")
	none()
	if code := v.get("/new/warranty"); code != 200 {
		t.Fatal(v.text)
	}
	v.says("&lt;img src=x onerror=alert(1)&gt;")
	none()
	v.send("save", "product", hostile, "order_no", hostile, "wish", "repair")
	if v.value("product") != hostile || v.value("order_no") != hostile {
		t.Errorf("%q, %q", v.value("product"), v.value("order_no"))
	}
	none()
	v.send("finish", "bought_at", "2026-09-01", "order_no", "6912345678901234567", "fault", "dead")
	v.says("&lt;img src=x onerror=alert(1)&gt;")
	none()
}

// The longest list is shown and saved in a moment.
func TestManyRecords(t *testing.T) {
	v := newVisitor(t)
	refund, _, err := templates.Load("refund", "")
	if err != nil {
		t.Fatal(err)
	}
	s := interview.New(refund, interview.Options{Now: func() time.Time { return testNow }, Absolute: func(p string) string { return p }, CheckFiles: noProblems})
	l := refund.Lists[0]
	s.Form().OpenRecords([]string{l.Path(l.Most, "amount")})
	texts := map[string]string{}
	for k := 1; k <= l.Most; k++ {
		maps.Copy(texts, map[string]string{l.Path(k, "amount"): "50", l.Path(k, "recharged_at"): fmt.Sprintf("2026-11-18 %02d:%02d", k/60, k%60)})
	}
	s.Enter(texts)
	data, err := s.State().Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.store.SaveUnfinished(t.Context(), store.Unfinished{Kind: "refund", Place: "refund", State: data}, func() string { return "many" }); err != nil {
		t.Fatal(err)
	}
	from := time.Now()
	v.get("/unfinished/many")
	v.send("save", "payments.500.amount", "60")
	if d := time.Since(from); d > 5*time.Second {
		t.Errorf("it takes %v", d)
	}
	if got := v.value("payments.500.amount"); got != "60.00" {
		t.Error(got)
	}
}

// A file that is refused takes nothing with it: the answers beside it are saved.
func TestRefusedFile(t *testing.T) {
	v := newVisitor(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile(filePrefix+"evidence", "large.png")
	if err != nil {
		t.Fatal(err)
	}
	_, write := file.Write(make([]byte, attach.MaxTotal+1))
	if err := errors.Join(write, form.WriteField(answerPrefix+"amount", "50"), form.Close()); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/new/refund", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if code := v.ask(r); code != http.StatusConflict {
		t.Errorf("status %d", code)
	}
	v.says("large.png", "其他内容已经保存")
	v.get("/unfinished/" + v.unfinished()[0].ID)
	if got := v.value("amount"); got != "50.00" || strings.Contains(v.text, "large.png") {
		t.Errorf("the amount is %q", got)
	}
}
