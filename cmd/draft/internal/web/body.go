package web

import (
	"errors"
	"mime"
	"net/http"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
)

// The most that the form of a request may have, without and with files. All of it stays in memory.
const (
	maxForm   = 1 << 20
	maxUpload = attach.MaxTotal + maxForm // the files of a letter and the form around them
)

// limitBody limits the body of a request to what its form may have.
func limitBody(w http.ResponseWriter, r *http.Request) {
	most := int64(maxForm)
	if bringsTables(r) {
		most = maxBody
	} else if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && media == "multipart/form-data" {
		most = maxUpload
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
}

// bringsTables reports whether a request brings bills or a table, which readUploads reads and limits.
func bringsTables(r *http.Request) bool {
	path := r.URL.Path
	return r.Method == http.MethodPost && (path == "/bill" || path == "/table" || strings.HasPrefix(path, "/table/"))
}

// parseForm reads the form of a request into r.Form and its files into r.MultipartForm, without a file on the disk. If it cannot, it
// answers the request and returns false.
func parseForm(w http.ResponseWriter, r *http.Request, v *view.View) bool {
	if bringsTables(r) {
		return true
	}
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
