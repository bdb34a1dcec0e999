package web

import (
	"errors"
	"io"
	"net/http"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
)

// The most that the body of a request may have. All of it stays in memory.
const (
	maxForm   = 1 << 20
	maxUpload = attach.MaxTotal + maxForm // the files of a letter and the form around them
)

// body is the body of a request, with a limit that a route may raise.
type body struct {
	io.ReadCloser
	whole io.ReadCloser
	w     http.ResponseWriter // of net/http, which closes the connection if the body is too large
}

// limited limits a body to that of a form without files.
func limited(w http.ResponseWriter, whole io.ReadCloser) *body {
	return &body{ReadCloser: http.MaxBytesReader(w, whole, maxForm), whole: whole, w: w}
}

// takesFiles lets a route take forms with files.
func takesFiles(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if b, ok := r.Body.(*body); ok {
			b.ReadCloser = http.MaxBytesReader(b.w, b.whole, maxUpload)
		}
		h(w, r)
	}
}

// parseForm reads the form of a request into r.Form and its files into r.MultipartForm, without a file on the disk. If it cannot, it
// answers the request and returns false.
func parseForm(w http.ResponseWriter, r *http.Request, v *view.View) bool {
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(maxUpload) // this much stays in memory, and no body is larger
	}
	var large *http.MaxBytesError
	switch {
	case err == nil, errors.Is(err, http.ErrNotMultipart):
		return true
	case errors.As(err, &large):
		writeNotice(w, v, noticeLarge, "/", lang.Args{"Limit": large.Limit >> 20})
	default:
		writeNotice(w, v, noticeBroken, "/", nil)
	}
	return false
}
