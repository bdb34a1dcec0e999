package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/cmd/draft/internal/web"
	"draft/drafts/store"
)

// testSite is a browser without a script on the pages of a store of its own.
type testSite struct {
	t      *testing.T
	server *httptest.Server
	store  *store.Store
	folder string
	newID  func() string
}

// newTestSite serves the pages with the clock and the IDs of the tests.
func newTestSite(t *testing.T) *testSite {
	t.Helper()
	folder := t.TempDir()
	s, err := store.Open(filepath.Join(folder, "data"), store.Options{Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	c := foldersIn(folder)
	site := &testSite{t: t, store: s, folder: folder, newID: func() string { return "test000000000000" }}
	site.server = httptest.NewServer(web.NewSite(web.SiteOptions{
		View: &view.View{Words: lang.New(lang.English)}, Config: c, Store: s, Now: func() time.Time { return today },
		NewID: func() string { return site.newID() },
	}))
	t.Cleanup(site.server.Close)
	return site
}

// webPage is what the site answered.
type webPage struct {
	status int
	path   string // after redirections
	body   string
	header http.Header
}

func (s *testSite) do(r *http.Request, err error) webPage {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := s.server.Client().Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return webPage{response.StatusCode, response.Request.URL.RequestURI(), string(body), response.Header}
}

func (s *testSite) get(path string) webPage {
	s.t.Helper()
	return s.do(http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.server.URL+path, nil))
}

func (s *testSite) post(path string, form url.Values) webPage {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.server.URL+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r, err)
}

// upload sends files by their names, and other fields.
func (s *testSite) upload(path string, fields url.Values, files ...string) webPage {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name := range fields {
		_ = form.WriteField(name, fields.Get(name))
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			s.t.Fatal(err)
		}
		part, err := form.CreateFormFile("file", filepath.Base(file))
		if err != nil {
			s.t.Fatal(err)
		}
		_, _ = part.Write(content)
	}
	_ = form.Close()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.server.URL+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.do(r, err)
}

// action returns where the form with a field of a name and the method post is sent.
func (p webPage) action(t *testing.T, field string) string {
	t.Helper()
	for _, form := range regexp.MustCompile(`(?s)<form[^>]* action="([^"]*)"[^>]*>(.*?)</form>`).FindAllStringSubmatch(p.body, -1) {
		if strings.Contains(form[2], `name="`+field+`"`) {
			return strings.ReplaceAll(form[1], "&amp;", "&")
		}
	}
	t.Fatalf("no form with %s:\n%s", field, p.body)
	return ""
}

var paymentOption = regexp.MustCompile(`name="payment" value="(#\d+)"[^>]*> <span lang="zh-CN"><b>([^<]*)</b>`)

// options returns the values of the payments on the page that have one of the texts in their labels.
func (p webPage) options(texts ...string) (values []string) {
	for _, option := range paymentOption.FindAllStringSubmatch(p.body, -1) {
		for _, text := range texts {
			if strings.Contains(option[2], text) {
				values = append(values, option[1])
			}
		}
	}
	return values
}

// Three payments of a bill make the same letter in the browser as at the terminal, from a page that has answers already.
func TestBillInTheBrowser(t *testing.T) {
	bill := filepath.Join(examplesFolder, "bills", "wechat.csv")
	folder := t.TempDir()
	letter := filepath.Join(folder, "letter.eml")
	_, conversation, code := callIn(t, folder, "", "", "refund", "--bill", bill, "--pick", "2026-11", "--yes", "--no-input",
		"--set", "douyin_id=dy_example88", "--set", "reason=mistake", "-o", letter)
	if code != view.ExitDone {
		t.Fatal(conversation)
	}
	want, err := os.ReadFile(letter)
	if err != nil {
		t.Fatal(err)
	}

	site := newTestSite(t)
	form := site.post("/new/refund", url.Values{"a.douyin_id": {"dy_example88"}, "a.amount": {"5o"}, "do": {"bill"}})
	if !strings.HasPrefix(form.path, "/bill?") {
		t.Fatalf("the button leads to %s", form.path)
	}
	choice := site.upload(form.action(t, "file"), nil, bill)
	if all := choice.options("2026-11"); len(all) != 2 || strings.Contains(choice.body, "checked") {
		t.Fatalf("抖音 leaves %v\n%s", all, choice.body)
	}
	shelf, _, _ := strings.Cut(choice.action(t, "payment"), "?")
	first := choice.options("2026-11-18")
	address, err := url.Parse(choice.action(t, "payment"))
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query["payment"] = first
	choice = site.get(shelf + "?pick=2026-11&" + query.Encode()) // another word keeps what is ticked
	if n := len(choice.options("2026-11")); n != 3 || strings.Count(choice.body, "checked") != 1 {
		t.Fatalf("%d payments\n%s", n, choice.body)
	}
	if none := site.post(choice.action(t, "payment"), nil); none.status != http.StatusUnprocessableEntity || !strings.Contains(none.body, "No payment is ticked") {
		t.Errorf("%d\n%s", none.status, none.body)
	}
	action := choice.action(t, "payment")
	form = site.post(action, url.Values{"payment": choice.options("2026-11")})
	if !strings.Contains(form.body, "198.00") || !strings.HasPrefix(form.path, "/unfinished/") {
		t.Fatalf("%s\n%s", form.path, form.body)
	}
	if gone := site.post(action, url.Values{"payment": choice.options("2026-11")}); gone.status != http.StatusGone {
		t.Errorf("a bill that was used is still there: %d", gone.status)
	}
	form = site.post(form.action(t, "a.reason"), url.Values{"revision": {revisionOf(t, form)}, "a.reason": {"mistake"}, "do": {"finish"}})
	if !strings.HasPrefix(form.path, "/letter/") {
		t.Fatalf("%s\n%s", form.path, form.body)
	}
	if got := site.get(form.path + "/text/eml").body; got != string(want) {
		t.Errorf("the letter is\n%s\nwant\n%s", got, want)
	}
	if got, want := recordOf(t, site.store), recordIn(t, filepath.Join(folder, "data")); got != want {
		t.Errorf("the record is\n%s\nwant\n%s", got, want)
	}
}

func revisionOf(t *testing.T, p webPage) string {
	t.Helper()
	found := regexp.MustCompile(`name="revision" value="(\d+)"`).FindStringSubmatch(p.body)
	if found == nil {
		t.Fatalf("no revision:\n%s", p.body)
	}
	return found[1]
}

// recordOf returns the record of the only letter of a store.
func recordOf(t *testing.T, s *store.Store) string {
	t.Helper()
	l, err := s.Get(t.Context(), "test000000000000")
	if err != nil {
		t.Fatal(err)
	}
	return string(l.Content)
}

func recordIn(t *testing.T, folder string) string {
	t.Helper()
	s, err := store.Open(folder, store.Options{Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // it was only read
	return recordOf(t, s)
}

// writeFiles writes files into a folder and returns their paths.
func writeFiles(t *testing.T, content ...string) (paths []string) {
	t.Helper()
	folder := t.TempDir()
	for i := 0; i < len(content); i += 2 {
		path := filepath.Join(folder, content[i])
		if err := os.WriteFile(path, []byte(content[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

const billHeader = "微信支付账单明细\n交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"

// billRow returns a row of a bill with one payment of its own.
func billRow(n int, merchant string) string {
	return fmt.Sprintf("2026-11-%02d %02d:%02d:03,商户消费,%s,抖币充值,支出,¥50.00,零钱,支付成功,42000023452026111812345%05d,10000000002026111800%05d,/\n",
		n%19+1, n%24, n%60, merchant, n, n)
}

// What is no bill, or cannot be taken, is refused on the page in the words of the terminal.
func TestRefusedBillsInTheBrowser(t *testing.T) {
	site := newTestSite(t)
	many := billHeader
	for n := range 600 {
		many += billRow(n, "抖音")
	}
	paths := writeFiles(t, "bill.pdf", "%PDF-1.4", "other.csv", "a,b\n1,2\n", "locked.zip", "PK\x03\x04\x14\x00\x01\x00", "none.csv", billHeader,
		"bomb.xlsx", bomb(t), "many.csv", many)
	for _, path := range paths[:5] {
		_, conversation, code := call(t, "", "--lang", "en", "refund", "--bill", path, "--no-input", "--pick", "50", "--yes")
		refused := site.upload("/bill", nil, path)
		if code == view.ExitDone || refused.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: exit %d, status %d", path, code, refused.status)
		}
		said := strings.ReplaceAll(strings.TrimPrefix(conversation, "draft: "), path, filepath.Base(path))
		for line := range strings.Lines(said) {
			if !strings.Contains(html.UnescapeString(refused.body), strings.TrimSpace(line)) {
				t.Errorf("the page does not say %q:\n%s", line, refused.body)
			}
		}
	}
	if none := site.upload("/bill", nil); none.status != http.StatusUnprocessableEntity || !strings.Contains(none.body, "No file is chosen") {
		t.Errorf("%d\n%s", none.status, none.body)
	}
	if several := site.upload("/bill", nil, slices.Repeat(paths[1:2], 11)...); !strings.Contains(several.body, "at most 10 files") {
		t.Error(several.body)
	}
	choice := site.upload("/bill", nil, paths[5])
	if n := len(choice.options("2026")); n != 300 || !strings.Contains(choice.body, "300 more payments are not shown") {
		t.Errorf("%d payments are shown", n)
	}
	values := url.Values{}
	for n := range 600 {
		values.Add("payment", fmt.Sprintf("#%d", n))
	}
	if most := site.post(choice.action(t, "payment"), values); most.status != http.StatusUnprocessableEntity || !strings.Contains(most.body, "many.csv") {
		t.Errorf("%d\n%.2000s", most.status, most.body)
	}
	if left, err := site.store.ListUnfinished(t.Context(), ""); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// bomb returns a workbook whose small archive unpacks to a huge cell.
func bomb(t *testing.T) string {
	t.Helper()
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for _, part := range [][2]string{
		{"_rels/.rels", `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r" Type="x/sharedStrings" Target="shared.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook><sheets><sheet name="a" sheetId="1" r:id="s"/></sheets></workbook>`},
		{"xl/shared.xml", "<sst><si><t>" + strings.Repeat("0", 64<<20) + "</t></si></sst>"},
	} {
		w, err := archive.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// A bill with markup and formulas in its cells and its name is text on the page, and a damaged payment cannot be taken.
func TestHostileBillInTheBrowser(t *testing.T) {
	site := newTestSite(t)
	damaged := strings.Replace(billRow(3, "抖音三"), "42000023452026111812345", "4.20000234520261E+27,", 1)
	damaged = strings.Replace(damaged, ",00003,", ",", 1)
	choice := site.upload("/bill", nil, writeFiles(t, "<img src=x>.csv", billHeader+
		billRow(1, `"<script>alert(1)</script>抖音""><b onclick=x>"`)+billRow(2, "=HYPERLINK(抖音)")+damaged)...)
	for _, markup := range []string{"<script>alert", "<b onclick", "<img src=x"} {
		if strings.Contains(choice.body, markup) {
			t.Errorf("%s is markup on the page", markup)
		}
	}
	if !strings.Contains(choice.body, "&lt;script&gt;alert(1)") || !strings.Contains(choice.body, "=HYPERLINK(抖音)") || strings.Count(choice.body, "disabled") != 1 {
		t.Error(choice.body)
	}
	bad := regexp.MustCompile(`value="(#\d)" disabled`).FindStringSubmatch(choice.body)
	if bad == nil {
		t.Fatal("no payment is disabled")
	}
	if refused := site.post(choice.action(t, "payment"), url.Values{"payment": {bad[1]}}); refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, "4.20000234520261E&#43;27") {
		t.Errorf("%d\n%s", refused.status, refused.body)
	}
}

// Two tabs choose from bills of their own, and a letter that was changed since becomes a second one.
func TestBillsInTwoTabs(t *testing.T) {
	site := newTestSite(t)
	ids := 0
	site.newID = func() string { ids++; return fmt.Sprintf("test%012d", ids) }
	paths := writeFiles(t, "one.csv", billHeader+billRow(1, "抖音一"), "two.csv", billHeader+billRow(2, "抖音二"))
	form := site.post("/new/refund", url.Values{"a.douyin_id": {"dy_example88"}, "do": {"bill"}})
	one, two := site.upload(form.action(t, "file"), nil, paths[0]), site.upload(form.action(t, "file"), nil, paths[1])
	if one.path == two.path || !strings.Contains(site.get(one.path).body, "抖音一") || !strings.Contains(site.get(two.path).body, "抖音二") {
		t.Fatalf("%s and %s", one.path, two.path)
	}
	first := site.post(one.action(t, "payment"), url.Values{"payment": {"#0"}})
	second := site.post(two.action(t, "payment"), url.Values{"payment": {"#0"}})
	if strings.HasSuffix(first.path, "second=1") || !strings.HasSuffix(second.path, "second=1") {
		t.Errorf("%s, then %s", first.path, second.path)
	}
	if left, err := site.store.ListUnfinished(t.Context(), ""); err != nil || len(left) != 2 {
		t.Errorf("%v, %v", left, err)
	}
	if lost := site.get("/bill/" + strings.Repeat("A", 26)); lost.status != http.StatusGone || !strings.Contains(lost.body, "not in memory any more") || !strings.Contains(lost.body, `name="file"`) {
		t.Errorf("%d\n%s", lost.status, lost.body)
	}
}
