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

// defaultLimit is that of the text for the app in characters, as at the terminal.
const defaultLimit = 200

// writer writes one letter during a request: its session, and the row of the store that the answers are saved in.
type writer struct {
	site    *site
	session *interview.Session
	row     store.Unfinished // without an ID before anything is saved
	about   writing.Case     // what a letter about a case begins with
	edited  *store.Letter    // the kept letter that is changed; nil if a new one is written
	limit   int
	start   string // the path of the page before anything is saved
	// keepMetadata is that of the letter that is changed.
	keepMetadata bool
	lost         []drafts.Answer // of the saved state, because their questions are not asked any more
}

// begin returns a writer for a new letter of a kind.
func (s *site) begin(kind string) (*writer, error) {
	t, err := s.Config.LoadStandalone("", kind)
	if err != nil {
		return nil, err
	}
	w := &writer{site: s, session: interview.New(t, s.sessionOptions(false)), limit: defaultLimit, start: "/new/" + kind}
	w.useProfile()
	w.row = store.Unfinished{Kind: kind, Place: writing.Place(kind, ""), Command: view.WriteCommand(kind, "")}
	return w, nil
}

// open returns the writer of an unfinished letter. A letter about a case, or one that is changed, takes from it what is not saved.
func (s *site) open(ctx context.Context, row store.Unfinished) (*writer, error) {
	state, err := interview.ReadState(row.State)
	if err != nil {
		return nil, &store.BadRecord{ID: row.Short, Err: err}
	}
	w := &writer{site: s, row: row, limit: defaultLimit}
	switch {
	case row.About != "" && row.Place == writing.EditPlace(row.About):
		err = w.openEdit(ctx, row.About)
	case row.About != "":
		err = w.openAbout(ctx, row.About, state.Forms[0].Kind)
	default:
		t, unknown := s.Config.LoadKind(state.Forms[0].Kind)
		if unknown != nil && row.Command != "" { // it needs a template file, which its command names
			return nil, view.Fail("web.in_terminal", lang.Args{"Command": row.Command}, unknown)
		}
		if err = unknown; err == nil {
			w.session = interview.New(t, s.sessionOptions(false))
		}
	}
	if err != nil {
		return nil, err
	}
	w.useProfile()
	restored, lost := w.session.Restore(state, s.Config.LoadKind)
	if restored == nil {
		return nil, &store.BadRecord{ID: row.Short, Err: err}
	}
	w.session, w.lost = restored, lost
	return w, nil
}

// openEdit begins with a kept letter.
func (w *writer) openEdit(ctx context.Context, id string) error {
	l, err := w.site.Store.Get(ctx, id)
	if err != nil {
		return err
	}
	r, err := l.Record()
	if err != nil {
		return err
	}
	t, err := w.site.Config.LoadKept(l.Kind, r.Template)
	if err != nil {
		return err
	}
	w.session, w.edited = interview.Edit(r, t, w.site.sessionOptions(r.Metadata)), &l
	w.limit, w.keepMetadata = r.Limit, r.Metadata
	return nil
}

// openAbout begins with what a case says.
func (w *writer) openAbout(ctx context.Context, id, kind string) error {
	f, err := w.site.source().Open(ctx, id)
	if err != nil {
		return err
	}
	t, err := w.site.Config.LoadKind(kind)
	if err != nil {
		return err
	}
	calendar, err := w.site.Config.Calendar()
	if err != nil {
		return err
	}
	if w.about, err = writing.About(f, t, calendar, w.site.Now()); err != nil {
		return err
	}
	w.session = interview.New(t, w.site.sessionOptions(false))
	w.session.Addresses = w.about.Addresses
	if faults := w.session.Fill(interview.Sources{Case: w.about.Answers, Unknown: w.about.Unknown}); len(faults) > 0 {
		return &view.AnswersError{Template: t, Faults: faults}
	}
	return nil
}

// useProfile offers the answers of the profile. A profile that cannot be read offers none, as at the terminal.
func (w *writer) useProfile() {
	if p, err := w.site.Config.ReadProfile(); err == nil {
		w.session.UseProfile(p, true)
	}
}

// save saves the answers. If somebody else has saved the letter meanwhile, they become a second unfinished letter.
func (w *writer) save(ctx context.Context) (second bool, err error) {
	state := w.session.State()
	if state.Blank() && w.row.ID == "" {
		return false, nil // nothing is worth continuing
	}
	data, err := state.Encode()
	if err != nil {
		return false, err
	}
	row := w.row
	row.Kind, row.State = state.Kind, data
	saved, err := w.site.Store.SaveUnfinished(ctx, row, w.site.NewID)
	if err != nil {
		return false, err
	}
	second, w.row = row.ID != "" && saved.ID != row.ID, saved
	return second, nil
}

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
