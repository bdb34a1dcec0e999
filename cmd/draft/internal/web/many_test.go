package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// give sends a file by the form for files of the page at a path.
func (v *visitor) give(path, name, content string, fields ...string) int {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		_ = form.WriteField(fields[i], fields[i+1])
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		v.t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
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
func (v *visitor) download(path string) (code int, content string) {
	w := httptest.NewRecorder()
	v.site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

// entries returns what the form with a button, or with an action, would send.
func (v *visitor) entries(n *html.Node) url.Values {
	values := url.Values{}
	for d := range n.Descendants() {
		name, _ := attribute(d, "name")
		value, _ := attribute(d, "value")
		kind, _ := attribute(d, "type")
		_, checked := attribute(d, "checked")
		if d.DataAtom == atom.Input && name != "" && (kind != "checkbox" && kind != "radio" || checked) {
			values.Add(name, value)
		}
	}
	return values
}

// wrongTable is a table with a row to correct.
func wrongTable(t *testing.T) string { return example(t, "orders.csv", ",198,", ",一百九十八块多,") }

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
