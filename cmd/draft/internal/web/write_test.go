package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/templates"
)

var testNow = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

// visitor asks a site for pages and sends their forms, as a browser without a script does.
type visitor struct {
	t      *testing.T
	site   http.Handler
	store  *store.Store
	folder string

	path string
	page *html.Node
	text string // of the page, as HTML
}

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	folder := t.TempDir()
	s, err := store.Open(folder, store.Options{Now: func() time.Time { return testNow }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	dir := func() (string, error) { return folder, nil }
	n := 0
	site := NewSite(SiteOptions{
		View: &view.View{Words: lang.New(lang.Chinese)}, Store: s, Now: func() time.Time { return testNow },
		NewID:  func() string { n++; return fmt.Sprintf("%08did", n) },
		Config: &config.Config{SettingsDir: dir, StateDir: dir, DataDir: dir},
	})
	return &visitor{t: t, site: site, store: s, folder: folder}
}

// ask sends a request and goes where it is sent on to. It returns the status of the last page.
func (v *visitor) ask(r *http.Request) int {
	v.t.Helper()
	for {
		w := httptest.NewRecorder()
		v.site.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther {
			page, err := html.Parse(strings.NewReader(w.Body.String()))
			if err != nil {
				v.t.Fatal(err)
			}
			v.path, v.page, v.text = r.URL.Path, page, w.Body.String()
			return w.Code
		}
		r = httptest.NewRequest("GET", w.Header().Get("Location"), nil)
	}
}

func (v *visitor) get(path string) int {
	v.t.Helper()
	return v.ask(httptest.NewRequest("GET", path, nil))
}

// send sends the form of the page by a button, with some of its answers changed.
func (v *visitor) send(button string, answers ...string) int {
	v.t.Helper()
	form, action := v.form()
	for i := 0; i < len(answers); i += 2 {
		if _, ok := form[answerPrefix+answers[i]]; !ok {
			v.t.Fatalf("no question %s in %v", answers[i], form)
		}
		form.Set(answerPrefix+answers[i], answers[i+1])
	}
	form.Set(actionField, button)
	return v.post(action, form)
}

func (v *visitor) post(path string, form url.Values) int {
	v.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.ask(r)
}

// elements returns the elements of a kind on the page.
func (v *visitor) elements(kind atom.Atom) []*html.Node {
	var all []*html.Node
	for n := range v.page.Descendants() {
		if n.DataAtom == kind {
			all = append(all, n)
		}
	}
	return all
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// form returns what the form of the page would send, and where. Each question has an entry.
func (v *visitor) form() (url.Values, string) {
	v.t.Helper()
	form, action := url.Values{}, ""
	for _, n := range v.elements(atom.Form) {
		if _, ok := attribute(n, "data-live"); ok {
			action, _ = attribute(n, "action")
		}
	}
	if action == "" {
		v.t.Fatalf("%s has no questions:\n%s", v.path, v.text)
	}
	for _, n := range append(v.elements(atom.Input), v.elements(atom.Textarea)...) {
		name, _ := attribute(n, "name")
		value, _ := attribute(n, "value")
		kind, _ := attribute(n, "type")
		_, checked := attribute(n, "checked")
		switch {
		case name == "", kind == "file":
		case n.DataAtom == atom.Textarea:
			form.Set(name, textOf(n))
		case kind != "radio" || checked || !form.Has(name):
			if kind == "radio" && !checked {
				value = ""
			}
			form.Set(name, value)
		}
	}
	return form, action
}

// value returns what stands in the field of a question; "-" if it is not asked.
func (v *visitor) value(question string) string {
	v.t.Helper()
	form, _ := v.form()
	if !form.Has(answerPrefix + question) {
		return "-"
	}
	return form.Get(answerPrefix + question)
}

func (v *visitor) values(questions ...string) string {
	v.t.Helper()
	var all []string
	for _, q := range questions {
		all = append(all, v.value(q))
	}
	return strings.Join(all, " | ")
}

// problems returns what is said at the field of a question.
func (v *visitor) problems(question string) string {
	for n := range v.page.Descendants() {
		if id, _ := attribute(n, "id"); id == "q-"+strings.ReplaceAll(question, ".", "-")+"-problems" {
			return strings.TrimSpace(textOf(n))
		}
	}
	return ""
}

func (v *visitor) says(texts ...string) {
	v.t.Helper()
	for _, text := range texts {
		if !strings.Contains(v.text, text) {
			v.t.Errorf("%s does not say %q:\n%s", v.path, text, textOf(v.page))
		}
	}
}

// unfinished returns the rows of unfinished letters.
func (v *visitor) unfinished() []store.Unfinished {
	v.t.Helper()
	rows, err := v.store.ListUnfinished(v.t.Context(), "")
	if err != nil {
		v.t.Fatal(err)
	}
	return rows
}

// letters returns the kept letters.
func (v *visitor) letters() []store.Letter {
	v.t.Helper()
	var all []store.Letter
	for l, err := range v.store.List(v.t.Context(), store.Filter{}) {
		if err != nil {
			v.t.Fatal(err)
		}
		all = append(all, l)
	}
	return all
}

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
	if got := v.values("payments.2.recharged_at", "payments.2.amount"); got != "2026-11-18  | " {
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

// A page that is older than what was saved since becomes a second letter. Both are kept.
func TestStalePage(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", ready...)
	first := v.path
	form, _ := v.form() // of the older page
	v.send("save", "name", "张三")
	form.Set(answerPrefix+"phone", "13812345678")
	v.post(first, form)
	v.says("这封信在别处改过")
	if v.path == first || len(v.unfinished()) != 2 || v.values("phone", "amount") != "13812345678 | 50.00" {
		t.Errorf("%s, %d unfinished letters, %s", v.path, len(v.unfinished()), v.values("phone", "amount"))
	}
	v.get(first)
	if got := v.values("name", "phone"); got != "张三 | " {
		t.Errorf("the first has %q", got)
	}
}

// A finished letter is changed in its place: by its button, by going back to its questions, and by sending them twice.
func TestFinishedLetterIsChanged(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", ready...)
	form, questions := v.form()
	form.Set(actionField, "finish")
	v.post(questions, form)
	letter := v.path
	one := func(amount string) {
		t.Helper()
		v.get(letter)
		v.says("误充值" + amount + "元")
		if len(v.letters()) != 1 || len(v.unfinished()) > 0 || "/letter/"+v.letters()[0].ID != letter {
			t.Fatalf("%d letters, %d unfinished", len(v.letters()), len(v.unfinished()))
		}
	}
	v.post(questions, form)
	if v.path != letter {
		t.Fatalf("a second press leads to %s", v.path)
	}
	one("50.00")

	if code := v.get(questions); code != 200 || v.value("amount") != "50.00" || len(v.unfinished()) > 0 {
		t.Fatalf("back at the questions: %d", code)
	}
	v.send("save", "amount", "51")
	v.send("finish")
	one("51.00")

	form.Set(answerPrefix+"amount", "52") // the browser kept the page as it was
	v.post(questions, form)
	one("52.00")

	v.post(letter+"/edit", nil)
	edited := v.path
	v.post(letter+"/edit", nil)
	if v.path != edited || v.value("amount") != "52.00" {
		t.Fatalf("%s, then %s", edited, v.path)
	}
	v.send("finish", "amount", "53")
	one("53.00")
}

// A letter that the terminal began goes on in the browser, with what was left in a field, and back.
func TestLetterOfTheTerminal(t *testing.T) {
	v := newVisitor(t)
	refund, _, err := templates.Load("refund", "")
	if err != nil {
		t.Fatal(err)
	}
	options := interview.Options{Now: func() time.Time { return testNow }, Absolute: func(p string) string { return p }, CheckFiles: noProblems}
	s := interview.New(refund, options)
	s.Begin()
	for _, text := range []string{"minor", "9", "", "wechat"} {
		q, _ := s.Next()
		if _, problems := s.Answer(q, text); problems != nil {
			t.Fatal(problems)
		}
	}
	q, _ := s.Next()
	s.Leave(q, "2026-11-18 20:15")
	data, err := s.State().Encode()
	if err != nil {
		t.Fatal(err)
	}
	row, err := v.store.SaveUnfinished(t.Context(), store.Unfinished{Kind: "refund", Place: "refund", State: data}, func() string { return "terminal" })
	if err != nil {
		t.Fatal(err)
	}
	v.get("/")
	v.says(`href="/unfinished/terminal"`)
	v.get("/unfinished/terminal")
	if got := v.values("recharged_by", "child_age", "guardian", "method", "recharged_at"); got != "minor | 9 |  | wechat | 2026-11-18 20:15" {
		t.Fatal(got)
	}
	v.send("save", "amount", "50", "description", "点错了\r\n马上发现")
	if row, err = v.store.Unfinished(t.Context(), "terminal"); err != nil {
		t.Fatal(err)
	}
	state, err := interview.ReadState(row.State)
	if err != nil {
		t.Fatal(err)
	}
	s, lost := interview.New(refund, options).Restore(state, v.load)
	if s == nil || lost != nil {
		t.Fatal(lost)
	}
	values := s.Form().Values()
	if values["recharged_at"].Answer() != "2026-11-18 20:15" || values["description"].Answer() != "点错了\n马上发现" {
		t.Errorf("the terminal goes on with %v", values)
	}
	if q, _ := s.Next(); q.Name != "order_no" {
		t.Errorf("and asks for %s", q.Name)
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

func noProblems([]string) []attach.Problem { return nil }

// load reads a letter kind.
func (v *visitor) load(kind string) (*letter.Template, error) {
	t, _, err := templates.Load(kind, "")
	return t, err
}
