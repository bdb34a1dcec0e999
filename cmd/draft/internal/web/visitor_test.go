package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/store"
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
