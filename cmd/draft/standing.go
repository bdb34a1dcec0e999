package main

import (
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/store"
)

// stateOf returns the state of the case for one of its letters: Prepared if that letter was not submitted.
func (c *caseFile) stateOf(l store.Letter) cases.State {
	if l.ID != c.letter.ID && !c.submitted(l.ID) {
		return cases.Prepared
	}
	return c.State
}

// word returns how a case stands, in the user's language.
func word(v *view.View, c *caseFile) string {
	return v.Text(view.StandingID(c.State, c.letter.Status), nil)
}

// standings tells how letters stand. It reads the case of a reminder once, because such a letter has no state of its own.
type standings struct {
	app   *app
	files map[string]*caseFile // by the ID of the first letter; nil if the case cannot be read
}

func (a *app) standings() *standings { return &standings{a, map[string]*caseFile{}} }

// state returns the state of the case that a letter belongs to, and Prepared if the letter was not submitted, or if it is a
// message of another program, which has no case.
func (s *standings) state(l store.Letter) cases.State {
	switch {
	case l.Kind == "":
		return cases.Prepared
	case l.About == "":
		return cases.State(l.State)
	}
	c, ok := s.files[l.About]
	if !ok {
		c, _ = s.app.openCase(l.About) // without its case, only the letter's mail is known
		s.files[l.About] = c
	}
	if c == nil {
		return cases.Prepared
	}
	return c.stateOf(l)
}

// id returns the id of the word for how a letter stands.
func (s *standings) id(l store.Letter) string { return view.StandingID(s.state(l), l.Status) }

// word returns how a letter stands, in the user's language.
func (s *standings) word(l store.Letter) string { return s.app.view.Text(s.id(l), nil) }
