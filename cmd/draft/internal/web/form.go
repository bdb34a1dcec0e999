package web

import (
	"draft/cmd/draft/internal/view"
)

// formPage shows the questions of a letter beside what they make of it.
type formPage struct {
	Action   string // where the form is sent
	Revision int64
	ID       string // short; "" before anything is saved
	Notes    []view.Note
	Groups   []group
	Preview  preview
	AppTitle string // of the text to paste
	Meter    string // the length of the app text, and how many questions wait
	Ready    bool
	Missing  []link // required questions without an answer, and fields that wait; told once the person wants to finish
	Became   string // the title of the letter that became this one; "" if none did
	Edits    bool   // it changes a kept letter
	Second   bool   // another writer was first: this is a copy
	FirstTry string // the way to try before the letter is written; "" if there is none
	Upload   bool   // a question takes files
}

// link leads to a question of the page.
type link struct{ ID, Text string }

// group is a record of a list, or the questions between two lists.
type group struct {
	ID        string
	Title     string // of a record
	List      string // the name of its list; "" if it is no record
	Number    int    // of the record
	Last      bool   // the last record, after which another one can be added
	Removable bool
	Add       string // the words to add another record; "" if there are enough
	Help      string // of the list, before its first record
	Bill      bool   // the list can be taken from a bill
	Same      string // the words to answer as the record before does; "" if there is nothing to
	Total     string // of the list, after its last record
	Questions []question
}

// question is a question with its field.
type question struct {
	site     *site
	ID       string // in the page
	Name     string // of the field
	Path     string // of the question
	Type     string
	Label    string
	Help     string
	Sample   string // words with an example of an answer
	Optional bool
	Text     string
	Options  []option
	Rows     int // of a field of several lines
	Files    []fileEntry
	Look     []string // what support looks for among the files
	Problems []string
	Missing  bool
	Notes    []view.Note
	Offer    *offer
	Warning  *warning
	Found    string // an answer that another text has; offered
	FoundBy  string // words that say where
	Profile  bool   // the text comes from the profile
}

// T returns a message of the catalogue without arguments.
func (q question) T(id string) string { return q.site.text(id) }

// option is an option of a choice.
type option struct {
	Value, Label, Note string
	Chosen             bool
}

// fileEntry is a file of an answer.
type fileEntry struct {
	Name  string // as the letter names it
	Index int
}

// offer is what a text says besides the answer.
type offer struct {
	Lines []string
	Take  string // words of the button; "" if it cannot be taken
}

// warning is what is to be decided about a text.
type warning struct {
	Lines      []string
	Mask, Keep string // words of the buttons; Mask is "" if there is nothing to mask
}
