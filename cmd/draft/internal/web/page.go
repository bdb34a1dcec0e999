package web

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// notice is a page of the server itself. Its words are the messages web.page.NAME and web.page.NAME_title.
type notice struct {
	name   string
	status int
	home   bool // whether it leads to the first page
}

var (
	noticeHost     = notice{name: "host", status: http.StatusMisdirectedRequest, home: true}
	noticeForeign  = notice{name: "foreign", status: http.StatusForbidden, home: true}
	noticeStranger = notice{name: "stranger", status: http.StatusForbidden}
	noticeReused   = notice{name: "reused", status: http.StatusForbidden}
	noticeBusy     = notice{name: "busy", status: http.StatusServiceUnavailable, home: true}
	noticeFailed   = notice{name: "failed", status: http.StatusInternalServerError, home: true}
	noticeLarge    = notice{name: "large", status: http.StatusRequestEntityTooLarge, home: true}
	noticeBroken   = notice{name: "broken", status: http.StatusBadRequest, home: true}
	noticeEnded    = notice{name: "ended", status: http.StatusOK}
)

// noticeTemplate has its style within, because who is refused, or comes last, cannot load another file.
var noticeTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{{.Title}}</title>
<style>:root{color-scheme:light dark}body{font:1.1rem/1.7 system-ui,sans-serif;max-width:36em;margin:10vh auto;padding:0 1em}h1{font-size:1.4em}</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}{{with .Home}}<p><a href="{{.}}">{{$.HomeText}}</a></p>
{{end}}</main>
</body>
</html>
`))
})

// noticeStyleHash is what the Content-Security-Policy allows of it.
const noticeStyleHash = "'sha256-Bt55SDOTOH4QY9mkovOR6xEq9nJNDeU8Hm6H5Jhp7Uk='"

// writeNotice answers with a page of the server itself. home is the address of the first page.
func writeNotice(w http.ResponseWriter, v *view.View, n notice, home string, args lang.Args) {
	id := "web.page." + n.name
	model := struct {
		Language, Title string
		Paragraphs      []string
		Home, HomeText  string
	}{
		Language: v.PageLanguage(), Title: v.Text(id+"_title", nil), Paragraphs: strings.Split(v.Text(id, args), "\n"),
		HomeText: v.Text("web.back_home", nil),
	}
	if n.home {
		model.Home = home
	}
	var b bytes.Buffer
	_ = noticeTemplate().Execute(&b, model) // it fails only for a model of another shape
	w.Header().Del("Content-Length")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(n.status)
	_, _ = w.Write(b.Bytes())
}
