package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/store"
	"draft/drafts/writing"
)

// newLetter shows the questions of a new letter. Nothing is saved before the first answer.
func (s *site) newLetter(rw http.ResponseWriter, r *http.Request) error {
	w, err := s.begin(r.PathValue("kind"))
	if err != nil {
		return err
	}
	return w.show(rw, r, w.start)
}

// answerNew takes the first answers of a new letter.
func (s *site) answerNew(rw http.ResponseWriter, r *http.Request) error {
	w, err := s.begin(r.PathValue("kind"))
	if err != nil {
		return err
	}
	return w.take(rw, r)
}

// unfinished shows the questions of an unfinished letter.
func (s *site) unfinished(rw http.ResponseWriter, r *http.Request) error {
	w, err := s.reopen(r)
	if err != nil {
		return s.offerDiscard(rw, r, err)
	}
	return w.show(rw, r, r.URL.Path)
}

// reopen returns the writer of the unfinished letter that a path names. A letter that was finished meanwhile is changed: the browser went
// back to its questions, or sent them twice.
func (s *site) reopen(r *http.Request) (*writer, error) {
	id := r.PathValue("id")
	row, err := s.Store.Unfinished(r.Context(), id)
	var none *store.NotFoundError
	if errors.As(err, &none) {
		if l, err := s.Store.Get(r.Context(), id); err == nil && l.ID == id {
			return s.editing(r.Context(), l)
		}
	}
	if err != nil {
		return nil, err
	}
	return s.open(r.Context(), row)
}

// answer takes the answers to the questions of an unfinished letter.
func (s *site) answer(rw http.ResponseWriter, r *http.Request) error {
	w, err := s.reopen(r)
	if err != nil {
		return err
	}
	if revision, err := strconv.ParseInt(r.FormValue(revisionField), 10, 64); err == nil {
		w.row.Revision = revision // of the page, so that what another tab saved since stays
	}
	return w.take(rw, r)
}

// Names of fields of the form that are no answers.
const (
	revisionField = "revision"
	actionField   = "do"
	answerPrefix  = "a." // before the name of a question
)

// taking returns a handler that takes answers one after the other, and to the end also if the browser has gone on: a button that is
// pressed twice does its work once, and then once more.
func (s *site) taking(handle func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(rw http.ResponseWriter, r *http.Request) error {
		s.writing.Lock()
		defer s.writing.Unlock()
		return handle(rw, r.WithContext(context.WithoutCancel(r.Context())))
	}
}

// take takes what the form holds, does what its button says, and saves.
func (w *writer) take(rw http.ResponseWriter, r *http.Request) error {
	texts := map[string]string{}
	for name, values := range r.PostForm {
		if question, ok := strings.CutPrefix(name, answerPrefix); ok {
			texts[question] = strings.ReplaceAll(values[len(values)-1], "\r\n", "\n")
		}
	}
	refused := w.upload(r, texts) // what else the form holds is taken all the same
	w.session.Enter(texts)
	action, argument, _ := strings.Cut(r.PostForm.Get(actionField), ":")
	w.do(action, argument)
	if err := w.switchKind(); err != nil {
		return err
	}
	second, err := w.save(r.Context())
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	if action == "finish" && w.ready() {
		return w.finish(rw, r)
	}
	path := "/unfinished/" + w.row.ID
	if w.row.ID == "" {
		path = w.start
	}
	switch {
	case second:
		return see(rw, r, path, "second", "1")
	case action == "finish":
		return see(rw, r, path, "check", "1")
	case action == "bill":
		http.Redirect(rw, r, billAddress(w.row), http.StatusSeeOther)
		return nil
	}
	return see(rw, r, path)
}

// do does what a button of the form says.
func (w *writer) do(action, argument string) {
	form := w.session.Form()
	q, isQuestion := form.Question(argument)
	switch action {
	case "add":
		if l := form.Template().List(argument); l != nil {
			w.session.AddRecord(l)
		}
	case "remove":
		name, number, _ := strings.Cut(argument, ":")
		l := form.Template().List(name)
		if record, err := strconv.Atoi(number); err == nil && l != nil && record > 0 && record <= form.Records(l) && form.Records(l) > l.Least {
			w.session.RemoveRecord(l, record)
		}
	case "same":
		name, number, _ := strings.Cut(argument, ":")
		if record, err := strconv.Atoi(number); err == nil && form.Template().List(name) != nil {
			w.session.RepeatRecord(form.Template().List(name), record)
		}
	case "unfile":
		w.removeFile(argument)
	case "return":
		w.session.Return()
	}
	if !isQuestion {
		return
	}
	entries := w.session.Entries()
	i := slices.IndexFunc(entries, func(e interview.Entry) bool { return e.Name == q.Name })
	if i < 0 {
		return
	}
	e := entries[i]
	switch {
	case action == "keep" && e.Warning != nil:
		w.session.KeepLeft(q)
	case action == "mask" && e.Warning != nil:
		w.session.Enter(map[string]string{q.Name: e.Warning.Masked})
	case action == "take" && e.Offer != nil:
		w.session.Discard(q)
		w.session.Take(*e.Offer)
	case action == "take" && len(e.InApp) > 0:
		answer, _, _ := w.session.InApp(q, e.Text)
		w.session.Enter(map[string]string{q.Name: answer})
	case action == "found" && e.FoundIn != nil:
		w.session.Enter(map[string]string{q.Name: e.Found})
	}
}

// switchKind goes on with another letter kind if the answers make it one.
func (w *writer) switchKind() error {
	b, _, ok := w.session.Form().Switch()
	if !ok {
		return nil
	}
	t, err := w.site.Config.LoadStandalone("", b.Kind)
	if err != nil {
		return err
	}
	w.session.Switch(b, t)
	return nil
}

// ready reports whether the letter can be written, and no text waits in a field for a decision.
func (w *writer) ready() bool { return w.session.Ready() == nil && len(w.session.Left()) == 0 }

// finish keeps the letter in the store in place of its unfinished row, and shows it. A new letter gets the ID of the row, by which the
// pages of its questions find it.
func (w *writer) finish(rw http.ResponseWriter, r *http.Request) error {
	id := cmp.Or(w.row.ID, w.site.NewID())
	if w.edited != nil {
		id = w.edited.ID
	}
	doc, err := writing.Compose(w.session, w.stamp(id), w.options())
	if err != nil {
		return view.Fail("error.template", nil, err)
	}
	words := &w.session.Words
	switch {
	case words.Get() == nil:
	case words.Outdated(doc.Composed): // only their writer can decide, which is asked at the terminal
		return view.Fail("web.stale_words", lang.Args{"Command": w.row.Command}, nil)
	default:
		doc.SetWords(*words.Get())
	}
	keep := writing.KeepOptions{About: w.about.ID}
	if w.edited != nil {
		record, err := w.edited.Record()
		if err != nil {
			return err
		}
		keep = writing.KeepOptions{About: w.edited.About, Revision: w.edited.Revision, Template: record.Template}
	}
	if err := doc.Keep(r.Context(), w.site.Store, w.session, keep); err != nil {
		return err
	}
	if err := w.site.Store.RemoveUnfinished(r.Context(), w.row.ID, w.row.Revision); err != nil {
		return err
	}
	return see(rw, r, "/letter/"+doc.ID)
}

// options say how the letter is written.
func (w *writer) options() writing.Options {
	return writing.Options{Limit: w.limit, KeepMetadata: w.keepMetadata}
}

// stamp returns that of the letter, which is written now.
func (w *writer) stamp(id string) drafts.Stamp {
	return drafts.Stamp{ID: id, At: w.site.Now().In(field.Beijing)}
}
