package drafts

import (
	"net/mail"
	"time"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Record is all that a kept letter is made of: enough to show it as it was written, and to change it.
type Record struct {
	Template  string           `json:"template,omitempty"` // a file outside the template folder
	Answers   []Answer         `json:"answers"`
	Skipped   []string         `json:"skipped,omitempty"`
	Words     *Words           `json:"words,omitempty"` // as edited by hand
	Subject   string           `json:"subject"`
	Body      string           `json:"body"`
	Sentences []RecordSentence `json:"sentences"`
	From      string           `json:"from,omitempty"` // only where it was asked for
	Name      string           `json:"name,omitempty"` // of the sender
	To        []string         `json:"to,omitempty"`
	Official  []string         `json:"official,omitempty"` // domains where a letter of this kind may go unasked
	// ReplyWithin are the working days after which an answer usually comes, the first and the last.
	ReplyWithin letter.Workdays `json:"reply_within,omitzero"`
	Limit       int             `json:"limit"`
	Files       []RecordFile    `json:"files,omitempty"`
	// Metadata says that photos keep where they were taken.
	Metadata bool      `json:"metadata,omitempty"`
	Written  time.Time `json:"written"`
}

// RecordSentence is a sentence of the text for the app.
type RecordSentence struct {
	Keep      letter.Keep `json:"keep"`
	Text      string      `json:"text"`
	Continued string      `json:"continued,omitempty"`
	Records   int         `json:"records,omitempty"`
	Rest      string      `json:"rest,omitempty"`
}

// Letter returns the words of the letter. kind is its template's.
func (r *Record) Letter(kind string) letter.Letter {
	l := letter.Letter{Kind: kind, Subject: r.Subject, Body: r.Body}
	for _, s := range r.Sentences {
		l.Sentences = append(l.Sentences, letter.Sentence(s))
	}
	return l
}

// RecordFile is an attachment of a letter: in a kept one a copy in the store.
type RecordFile struct {
	Path   string `json:"path"`   // absolute
	Digest string `json:"digest"` // of the bytes that the letter was written with; "" before it is kept
}

// FileNames returns the names of attachments in the order in which a letter lists them.
func FileNames(files []RecordFile) []string {
	paths := make(field.FilesValue, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	return paths.Names()
}

// RecordOf is what a letter is made of, but for its envelope and files.
func RecordOf(f *Form, d Draft) Record {
	t := f.Template()
	c := Record{
		Skipped: LeftOpen(f), Subject: d.Letter.Subject, Body: d.Letter.Body, Official: t.OfficialDomains,
		ReplyWithin: t.ReplyWithin, Written: d.Stamp.At,
	}
	for _, a := range f.Given() {
		c.Answers = append(c.Answers, Answer{Name: a.Name, Text: a.Text})
	}
	for _, s := range d.Letter.Sentences {
		c.Sentences = append(c.Sentences, RecordSentence(s))
	}
	if name := f.Values()["name"]; name != nil {
		c.Name = name.String()
	}
	return c
}

// LeftOpen names the questions that stay unanswered: whoever changes the letter is not asked them again.
func LeftOpen(f *Form) []string {
	names := f.Skipped()
	for _, q := range f.Open() {
		if q.Optional {
			names = append(names, q.Name)
		}
	}
	return names
}

// Form gives the answers that a letter was written from, as far as its questions are still asked.
func (r *Record) Form(t *letter.Template, now time.Time) *Form {
	form := NewForm(t, field.Reading{Now: now})
	set := make([]answers.Answer, len(r.Answers))
	for i, a := range r.Answers {
		set[i] = answers.Answer{Name: a.Name, Text: a.Text}
	}
	_ = form.Fill(set) // the letter says what was answered, whatever became of the question
	for _, name := range r.Skipped {
		if q, ok := form.Question(name); ok && q.Optional {
			form.Skip(q)
		}
	}
	return form
}

// Envelope is who the letter is from and to. sender is its address, also where it was not asked for.
func (r *Record) Envelope(sender string) Envelope {
	var e Envelope
	if sender != "" {
		e.From = &mail.Address{Name: r.Name, Address: sender}
	}
	for _, to := range r.To {
		e.To = append(e.To, &mail.Address{Address: to})
	}
	return e
}

// Answer returns the text of an answer by the name of its question; "" if there is none.
func (r Record) Answer(name string) string {
	for _, a := range r.Answers {
		if a.Name == name {
			return a.Text
		}
	}
	return ""
}

// Answer is an answer as it is kept: the name of its question, and its text.
type Answer struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Words are the words of a letter that a person edited by hand.
type Words struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
	App     string `json:"app"`
	Of      string `json:"of"` // the digest of the composed text that they were made from
}
