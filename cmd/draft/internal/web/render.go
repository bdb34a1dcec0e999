package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/page"
)

//go:embed pages/*.tmpl style.css script.js icon.svg
var files embed.FS

// screen is a page of the site: its title, and what its template shows as .Body.
type screen struct {
	Title string
	Body  any
}

// shell is a page with what all pages share.
type shell struct {
	screen
	Lang string
	Name string // of the page
	site *site
}

// T returns a message of the catalogue without arguments.
func (s shell) T(id string) string { return s.site.text(id) }

// Private says what leaves this computer.
func (s shell) Private() string {
	return s.site.View.Text("web.private", lang.Args{"Server": s.site.Config.ServerName()})
}

// parsed are the templates by the names of the pages.
var parsed = sync.OnceValue(func() map[string]*template.Template {
	// The form of a letter has the blocks of a question. Each page has its own content in place of that of the form.
	shared := template.Must(page.Blocks().ParseFS(files, "pages/form.tmpl", "pages/shell.tmpl", "pages/shared*.tmpl"))
	entries, err := files.ReadDir("pages")
	if err != nil {
		panic(err) // embedded
	}
	all := map[string]*template.Template{}
	for _, e := range entries {
		all[strings.TrimSuffix(e.Name(), ".tmpl")] = template.Must(template.Must(shared.Clone()).ParseFS(files, "pages/"+e.Name()))
	}
	return all
})

// render answers with a page. The page is rendered as a whole first, so that a fault does not leave half of one.
func (s *site) render(w http.ResponseWriter, status int, name string, p screen) {
	var b bytes.Buffer
	if err := parsed()[name].ExecuteTemplate(&b, "shell", shell{p, s.View.PageLanguage(), name, s}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the browser may be gone
}

// stylesheet is that of the printed pages and of the site.
var stylesheet = sync.OnceValue(func() []byte {
	return append([]byte(page.Stylesheet()), readFile("style.css")...)
})

// script is what the printed pages need to copy a text, and that of the site.
func script() []byte { return slices.Concat([]byte(page.CopyScript()), readFile("script.js")) }

// asset returns the handler of a file that all pages share.
func asset(kind string, content func() []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(content()) // the browser may be gone
	}
}

// readFile returns an embedded file.
func readFile(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return b
}
