package writing

import (
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

// Case is what a letter about a case begins with. It is empty for a letter that begins a case.
type Case struct {
	ID        string           // of the letter that the case began with
	Answers   []answers.Answer // what the case says
	Unknown   []string         // questions that only the case can answer, and does not
	Addresses drafts.Addresses
}

// About returns what a letter of a kind about a case begins with. The error is a *casefile.Error if such a letter must not be written as
// the case stands, else a fault of the template.
func About(f *casefile.File, t *letter.Template, calendar *workday.Calendar, now time.Time) (Case, error) {
	if err := f.CheckLetter(t.Kind); err != nil {
		return Case{}, err
	}
	p, err := f.Prefill(t, calendar, now)
	if err != nil {
		return Case{}, err
	}
	c := Case{ID: f.Letter.ID, Answers: p.Answers, Unknown: p.Needless}
	if t.Kind != cases.KindEscalation { // that does not go to support
		c.Addresses = drafts.Addresses{From: f.Record.From, To: f.Record.To}
	}
	return c, nil
}

// Place returns the place of an unfinished letter in the store: an interview continues only those of its own place. about is the ID of its
// case; "" if it begins one.
func Place(kind, about string) string {
	if about == "" {
		return kind
	}
	return kind + "-" + about
}

// EditPlace returns the place where a kept letter is changed.
func EditPlace(id string) string { return "edit-" + id }
