package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Prefixes of the fields for files: before the name of the question, for files of this computer and for what is on the phone.
const (
	filePrefix  = "file."
	phonePrefix = "phone."
)

// upload adds the files of a form, which the store keeps, and the names of what is attached in the app, to the texts of their questions.
// The error is about the last file that is not among them.
func (w *writer) upload(r *http.Request, texts map[string]string) (refused error) {
	for _, q := range w.session.Form().Asked() {
		if q.Type != field.Files {
			continue
		}
		entries := w.fileAnswer(q)
		before := len(entries)
		if r.MultipartForm != nil {
			for _, f := range r.MultipartForm.File[filePrefix+q.Name] {
				path, err := w.keepFile(r, f)
				if problem := new(field.Problem); errors.As(err, &problem) {
					err = view.Fail("web.file", lang.Args{"Detail": w.site.View.Problem(problem)}, err)
				}
				if err != nil {
					refused = err
					continue
				}
				entries = append(entries, path)
			}
		}
		for _, name := range r.PostForm[phonePrefix+q.Name] {
			if name = strings.TrimSpace(name); name != "" {
				entries = append(entries, field.InAppMark+name)
			}
		}
		if len(entries) > before {
			texts[q.Name] = field.FilesValue(entries).Answer()
		}
	}
	return refused
}

// keepFile keeps a file of a form in the store, and returns its path.
func (w *writer) keepFile(r *http.Request, f *multipart.FileHeader) (path string, err error) {
	opened, err := f.Open()
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(opened)
	if err = errors.Join(err, opened.Close()); err != nil {
		return "", err
	}
	return w.site.Store.AddEvidence(r.Context(), f.Filename, data)
}

// fileAnswer returns the files in the answer to a question, or of the text that was left there.
func (w *writer) fileAnswer(q letter.Field) field.FilesValue {
	for _, e := range w.session.Entries() {
		if e.Name == q.Name {
			v, _ := w.session.Form().Read(q, e.Text)
			files, _ := v.(field.FilesValue)
			return slices.Clone(files)
		}
	}
	return nil
}

// removeFile takes a file out of an answer. argument is the question and the index of the file.
func (w *writer) removeFile(argument string) {
	name, index, _ := strings.Cut(argument, ":")
	q, ok := w.session.Form().Question(name)
	i, err := strconv.Atoi(index)
	if !ok || err != nil {
		return
	}
	if files := w.fileAnswer(q); i >= 0 && i < len(files) {
		w.session.Enter(map[string]string{q.Name: slices.Delete(files, i, i+1).Answer()})
	}
}
