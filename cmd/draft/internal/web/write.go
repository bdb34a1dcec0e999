package web

import (
	"context"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
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
	_ = writing.CopyEvidence(ctx, w.site.Store, w.session) // of an interview that an older draft has begun at the terminal
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
