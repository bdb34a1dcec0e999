package web

import (
	"errors"
	"net/http"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/casefile"
	"draft/drafts/store"
)

// removeLetter removes a letter, which restoreLetter undoes. It is asked first.
func (s *site) removeLetter(rw http.ResponseWriter, r *http.Request) error {
	l, err := s.letterOf(r.Context(), r)
	if err != nil {
		return err
	}
	if err := s.View.CheckRemovable(l); err != nil {
		return err
	}
	path := "/letter/" + l.ID
	switch {
	case !l.Removed.IsZero():
	case r.Method != http.MethodPost:
		return s.ask(rw, s.text("web.remove"), askPage{
			Lines:    []string{s.View.LetterLabel(l, s.title(l), s.source().Claimed(l), s.Now()), l.Subject},
			Question: s.View.Text("remove.question", lang.Args{"Count": 1}), Action: path + "/remove", Back: path,
		})
	default:
		if err := s.Store.Remove(r.Context(), l.ID); err != nil {
			return err
		}
	}
	return see(rw, r, path)
}

func (s *site) restoreLetter(rw http.ResponseWriter, r *http.Request) error {
	l, err := s.letterOf(r.Context(), r)
	if err != nil {
		return err
	}
	if err := s.Store.Restore(r.Context(), l.ID); err != nil {
		return err
	}
	return see(rw, r, "/letter/"+l.ID)
}

// discard deletes an unfinished letter for good. It is asked first.
func (s *site) discard(rw http.ResponseWriter, r *http.Request) error {
	row, err := s.Store.Unfinished(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if r.Method != http.MethodPost {
		e := s.unfinishedEntry(row)
		return s.ask(rw, s.text("web.discard"), askPage{
			Lines: []string{e.Label, e.Standing}, Question: s.View.Text("remove.question_unfinished", lang.Args{"Count": 1}),
			Action: e.Path + "/discard", Back: e.Path,
		})
	}
	if err := s.Store.RemoveUnfinished(r.Context(), row.ID, 0); err != nil {
		return err
	}
	return see(rw, r, "/")
}

// offerDiscard shows why an unfinished letter cannot be continued as its case stands, and offers to delete it. It returns any other error.
func (s *site) offerDiscard(rw http.ResponseWriter, r *http.Request, err error) error {
	var refused *casefile.Error
	if !errors.As(err, &refused) {
		return err
	}
	return s.ask(rw, s.text("web.discard"), askPage{
		Lines: s.View.Lines(s.word(err)), Question: s.View.Text("remove.question_unfinished", lang.Args{"Count": 1}),
		Action: r.URL.Path + "/discard", Back: "/",
	})
}

// removedLetters returns the lines of the letters that can be restored, the newest first.
func (s *site) removedLetters(r *http.Request) ([]entry, error) {
	var all []entry
	for l, err := range s.Store.List(r.Context(), store.Filter{Limit: homeLetters, Removed: true}) {
		if err != nil {
			return nil, err
		}
		label := s.View.LetterLabel(l, s.title(l), s.source().Claimed(l), s.Now())
		all = append(all, entry{Path: "/letter/" + l.ID, Label: label})
	}
	return all, nil
}
