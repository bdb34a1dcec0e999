package casefile

import (
	"slices"

	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// Letter is a letter of a case.
type Letter struct {
	store.Letter
	Record      drafts.Record
	State       cases.State   // as StateOf returns it
	Submissions []cases.Entry // the entries that tell of its submission, the first one first
}

// Letters returns the letters of the case, the one that it began with first. The error is that of a record.
func (f *File) Letters() ([]Letter, error) {
	var letters []Letter
	for _, l := range f.stored() {
		record, err := l.Record()
		if err != nil {
			return nil, err
		}
		letters = append(letters, Letter{l, record, f.StateOf(l.ID), f.submissions(l.ID)})
	}
	return letters, nil
}

// StateOf returns the state of the case for one of its letters: Prepared as long as support does not have that letter. The
// first letter shares every state of the case, because a case cannot be beyond Prepared without it.
func (f *File) StateOf(id string) cases.State {
	if id != f.Letter.ID && len(f.submissions(id)) == 0 {
		return cases.Prepared
	}
	return f.State
}

// submissions returns the entries that tell of the submission of a letter.
func (f *File) submissions(id string) []cases.Entry {
	var entries []cases.Entry
	for _, e := range f.Entries {
		if (e.State == cases.Submitted || e.Submits) && (e.Letter == id || e.Letter == "" && id == f.Letter.ID) {
			entries = append(entries, e)
		}
	}
	return entries
}

// PastedParts returns the parts of the text that was pasted into the app; nil if the letter was not submitted through the app.
func (l *Letter) PastedParts() []string {
	if !slices.ContainsFunc(l.Submissions, func(e cases.Entry) bool { return e.Via == cases.App }) {
		return nil
	}
	sentences := make([]letter.Sentence, len(l.Record.Sentences))
	for i, s := range l.Record.Sentences {
		sentences[i] = letter.Sentence(s)
	}
	return letter.Fit(sentences, l.Record.Limit).Parts
}

// ordinals are the answers to the question which reminder a letter is.
var ordinals = []string{"first", "second", "third"}

// reminderNumber returns the number of the reminder that a letter is, from 1; 0 if the letter is not a reminder.
func reminderNumber(l store.Letter) int {
	if l.Kind != cases.KindFollowup {
		return 0
	}
	r, err := l.Record()
	if err != nil {
		return 0
	}
	return 1 + slices.Index(ordinals, r.Answer("nth"))
}

// Standings finds the states of letters. It opens a case once, however many letters about it there are.
type Standings struct {
	open  func(id string) (*File, error)
	files map[string]*File // by the ID of the first letter; nil if the case cannot be opened
}

// NewStandings returns Standings without cases. open opens the case of a letter.
func NewStandings(open func(id string) (*File, error)) *Standings {
	return &Standings{open, map[string]*File{}}
}

// State returns the state of the case that a letter belongs to, as StateOf does.
func (s *Standings) State(l store.Letter) cases.State {
	return StateOf(l, func() *File {
		f, ok := s.files[l.About]
		if !ok {
			f, _ = s.open(l.About) // without its case, only the letter's mail is known
			s.files[l.About] = f
		}
		return f
	})
}

// StateOf returns the state of the case that a letter belongs to. It is Prepared if the letter was not submitted, if its case
// cannot be opened, and if the letter is a message of another program. file opens the case; it returns nil if it cannot. It is
// called for letters about a case only, because the store knows the state of every other letter.
func StateOf(l store.Letter, file func() *File) cases.State {
	switch {
	case l.Kind == "":
		return cases.Prepared
	case l.About == "":
		return cases.State(l.State)
	}
	f := file()
	if f == nil {
		return cases.Prepared
	}
	return f.StateOf(l.ID)
}
