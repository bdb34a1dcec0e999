package web

import (
	"context"
	"net/http"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/store"
	"draft/drafts/writing"
)

// unfinishedAbout returns the unfinished letter of a kind about a case; nil if there is none.
func (s *site) unfinishedAbout(ctx context.Context, f *casefile.File, kind string) (*store.Unfinished, error) {
	found, err := s.Store.ListUnfinished(ctx, writing.Place(kind, f.Letter.ID))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// beginAbout returns the writer of a new letter about a case.
func (s *site) beginAbout(ctx context.Context, f *casefile.File, kind, path string) (*writer, error) {
	w := &writer{site: s, limit: defaultLimit, start: path}
	w.row = store.Unfinished{
		Kind: kind, Place: writing.Place(kind, f.Letter.ID), About: f.Letter.ID, Command: view.AboutCommand(kind, f.Letter.ID),
	}
	if err := w.openAbout(ctx, f.Letter.ID, kind); err != nil {
		return nil, err
	}
	w.useProfile()
	return w, nil
}

// requestAbout returns the case, the kind and the writer of the letter that a request is about.
func (s *site) requestAbout(r *http.Request) (f *casefile.File, kind string, w *writer, err error) {
	kind = r.PathValue("kind")
	if f, err = s.openCase(r); err == nil {
		w, err = s.beginAbout(r.Context(), f, kind, r.URL.Path)
	}
	return f, kind, w, err
}

// writeAbout shows the questions of a letter about a case, or goes on with the one that is unfinished. A reminder that comes early is asked
// about first.
func (s *site) writeAbout(rw http.ResponseWriter, r *http.Request) error {
	f, kind, w, err := s.requestAbout(r)
	if err != nil {
		return err
	}
	row, err := s.unfinishedAbout(r.Context(), f, kind)
	if err != nil {
		return err
	}
	if row != nil {
		return see(rw, r, "/unfinished/"+row.ID)
	}
	if asked, err := s.askEarly(rw, r, f, kind); asked || err != nil {
		return err
	}
	return w.show(rw, r, w.start)
}

// answerAbout takes the first answers of a letter about a case.
func (s *site) answerAbout(rw http.ResponseWriter, r *http.Request) error {
	f, kind, w, err := s.requestAbout(r)
	if err != nil {
		return err
	}
	if asked, err := s.askEarly(rw, r, f, kind); asked || err != nil {
		return err
	}
	return w.take(rw, r)
}

// nowEnding ends the path of a letter that is written although it is early.
const nowEnding = "/now"

// askEarly asks whether a letter is written although it comes too early, unless that was answered. asked reports whether it has.
func (s *site) askEarly(rw http.ResponseWriter, r *http.Request, f *casefile.File, kind string) (asked bool, err error) {
	calendar, err := s.calendar(f)
	if err != nil {
		return false, err
	}
	d := casefile.DeadlineOf(f.Clock, calendar, s.Now())
	if !d.TooEarly(kind) || strings.HasSuffix(r.URL.Path, nowEnding) {
		return false, nil
	}
	return true, s.ask(rw, s.text("web.write_"+kind), askPage{
		Lines:    []string{s.View.Text("followup.early", lang.Args{"Due": view.CaseDue(s.View, f, d.Range)})},
		Question: s.text("followup.early_ask"), Action: r.URL.Path + nowEnding, Get: true, Back: "/letter/" + f.Named.ID,
	})
}
