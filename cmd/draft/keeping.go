package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/mail"
	"os"
	"time"

	"draft/cmd/draft/internal/autosave"
	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/templates"
)

// content is all that a kept letter is made of: enough to show it as it was written, and to change it.
type content struct {
	Template  string            `json:"template,omitempty"` // a file outside the template folder
	Answers   []autosave.Answer `json:"answers"`
	Skipped   []string          `json:"skipped,omitempty"`
	Words     *autosave.Words   `json:"words,omitempty"` // as edited by hand
	Subject   string            `json:"subject"`
	Body      string            `json:"body"`
	Sentences []keptSentence    `json:"sentences"`
	From      string            `json:"from,omitempty"` // only where it was asked for
	Name      string            `json:"name,omitempty"` // of the sender
	To        []string          `json:"to,omitempty"`
	Official  []string          `json:"official,omitempty"` // domains where a letter of this kind may go unasked
	// ReplyWithin are the working days after which an answer usually comes, the first and the last.
	ReplyWithin []int      `json:"reply_within,omitempty"`
	Limit       int        `json:"limit"`
	Files       []keptFile `json:"files,omitempty"`
	// Metadata says that photos keep where they were taken.
	Metadata bool      `json:"metadata,omitempty"`
	Written  time.Time `json:"written"`
}

type keptSentence struct {
	Keep      letter.Keep `json:"keep"`
	Text      string      `json:"text"`
	Continued string      `json:"continued,omitempty"`
}

// keptFile is an attachment as it was when the letter was kept.
type keptFile struct {
	Path   string `json:"path"` // absolute
	Digest string `json:"digest"`
}

// keepLetter puts the letter among the kept ones, in place of what this run kept before.
func (w *writing) keepLetter(doc *document) error {
	doc.draft.Stamp.ID = w.letterID() // of another letter, where the one before is out
	files, err := keptFiles(doc.files)
	if err != nil {
		return failed(w.app, "error.read", nil, err)
	}
	c := contentOf(w.form, doc.draft, func(a answers.Answer) string { return keepable(w.form, a) })
	c.From, c.To, c.Limit, c.Files, c.Metadata = w.envelope.from, w.envelope.to, doc.limit, files, doc.keepMeta
	if w.template != "" {
		c.Template = absolutePath(w.template)
	}
	if doc.edited {
		c.Words = w.edits
	}
	l, err := c.letter(w.form, doc.draft, doc.fitted.Whole)
	if err != nil {
		return err
	}
	l.Revision, l.About = w.revision, w.about
	if w.about != "" {
		l.Key = w.aboutKey()
	}
	s, err := w.store()
	if err != nil {
		return err
	}
	if err := s.Put(context.Background(), l); err != nil {
		return w.storeError(err)
	}
	doc.id = l.ID
	return w.look()
}

// contentOf is what a letter is made of, but for its envelope and files. text gives an answer as it can be read later.
func contentOf(f *drafts.Form, d drafts.Draft, text func(answers.Answer) string) content {
	t := f.Template()
	c := content{
		Skipped: leftOpen(f), Subject: d.Letter.Subject, Body: d.Letter.Body, Official: t.OfficialDomains,
		ReplyWithin: workdays(t.ReplyWithin), Written: d.Stamp.At,
	}
	for _, a := range f.Given() {
		c.Answers = append(c.Answers, autosave.Answer{Name: a.Name, Text: text(a)})
	}
	for _, s := range d.Letter.Sentences {
		c.Sentences = append(c.Sentences, keptSentence(s))
	}
	if name := f.Values()["name"]; name != nil {
		c.Name = name.String()
	}
	return c
}

// letter is what the store keeps of a letter; app is its text for the app, for those who look for words.
func (c content) letter(f *drafts.Form, d drafts.Draft, app string) (store.Letter, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return store.Letter{}, err
	}
	l := store.Letter{
		ID: d.Stamp.ID, Kind: f.Template().Kind, Created: d.Stamp.At, Subject: c.Subject, To: c.To,
		Key: drafts.Key(f.Template(), f.Values()), Words: c.Body + "\n" + app, Content: data,
		Reply: [2]int{c.within().From, c.within().To},
	}
	if from := d.Envelope.From; from != nil {
		l.From = from.Address
	}
	return l, nil
}

// aboutKey is what a letter about a case is about: the case, and which reminder it is.
func (w *writing) aboutKey() string {
	key := w.form.Template().Kind + "\n" + w.about
	if nth := w.form.Values()["nth"]; nth != nil {
		key += "\n" + nth.Answer()
	}
	return key
}

// letterID is the ID of the letter that is written; a new one where there is none yet.
func (w *writing) letterID() string {
	if w.id == "" {
		w.id, w.revision = w.newID(), 0
	}
	return w.id
}

// look notes what this run knows of its kept letter: what it is called, and the revision, so that a change that another
// process makes is not written over.
func (w *writing) look() error {
	l, err := w.letter(w.id)
	w.called, w.revision = l.Short, l.Revision
	return err
}

// leftOpen names the questions that stay unanswered: whoever changes the letter is not asked them again.
func leftOpen(f *drafts.Form) []string {
	names := f.Skipped()
	for _, q := range f.Open() {
		if q.Optional {
			names = append(names, q.Name)
		}
	}
	return names
}

// keptFiles takes the digests of files, to tell later whether they are what they were.
func keptFiles(paths []string) ([]keptFile, error) {
	kept := make([]keptFile, len(paths))
	for i, path := range paths {
		sum, err := digestOf(path)
		if err != nil {
			return nil, err
		}
		kept[i] = keptFile{Path: absolutePath(path), Digest: sum}
	}
	return kept, nil
}

func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it was only read
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// readContent reads what keepLetter wrote.
func readContent(l store.Letter) (content, error) {
	var c content
	err := json.Unmarshal(l.Content, &c)
	return c, err
}

// documentOf gives a kept letter as it was written. A template that is gone takes the labels with it, not the letter.
func (a *app) documentOf(l store.Letter) (*document, error) {
	c, err := readContent(l)
	if err != nil {
		return nil, &failure{id: "store.content", args: lang.Args{"ID": l.Short}, err: err}
	}
	t, err := a.templateOf(l.Kind, c)
	if err != nil {
		t = &letter.Template{Kind: l.Kind, Title: field.Label{ZH: l.Kind, EN: l.Kind}}
	}
	doc := a.keptWords(l, c)
	form := c.form(t, a.now())
	doc.template, doc.draft.Facts = t, form.Facts()
	doc.draft.Values = form.Values()
	doc.draft.Claim, _ = form.Claim()
	doc.fitted = letter.Fit(doc.composed.Sentences, c.Limit)
	doc.strength = form.Strength(doc.fitted.Whole)
	return doc, nil
}

// keptWords gives the words, the envelope and the files of a kept letter: all that mail needs, without a template to read.
func (a *app) keptWords(l store.Letter, c content) *document {
	doc := &document{app: a, id: l.ID, limit: c.Limit, keepMeta: c.Metadata, edited: c.Words != nil}
	doc.composed = letter.Letter{Kind: l.Kind, Subject: c.Subject, Body: c.Body}
	for _, s := range c.Sentences {
		doc.composed.Sentences = append(doc.composed.Sentences, letter.Sentence(s))
	}
	doc.draft = drafts.Draft{
		Letter: doc.composed, Envelope: c.envelope(l.From), Stamp: drafts.Stamp{ID: l.ID, At: c.Written.In(field.Beijing)},
	}
	for _, f := range c.Files {
		doc.files = append(doc.files, f.Path)
	}
	return doc
}

// templateOf reads the letter kind that a kept letter was written with.
func (a *app) templateOf(kind string, c content) (*letter.Template, error) {
	if c.Template != "" {
		t, err := templates.LoadFile(c.Template)
		if err != nil {
			return nil, a.templateError(c.Template, err)
		}
		return t, nil
	}
	return a.loadKind(kind)
}

// form gives the answers that a letter was written from, as far as its questions are still asked.
func (c *content) form(t *letter.Template, now time.Time) *drafts.Form {
	form := drafts.NewForm(t, field.Reading{Now: now})
	set := make([]answers.Answer, len(c.Answers))
	for i, a := range c.Answers {
		set[i] = answers.Answer{Name: a.Name, Text: a.Text}
	}
	_ = form.Fill(set) // the letter says what was answered, whatever became of the question
	for _, name := range c.Skipped {
		if q, ok := t.Find(name); ok && q.Optional {
			form.Skip(q)
		}
	}
	return form
}

// envelope is who the letter is from and to. sender is its address, also where it was not asked for.
func (c *content) envelope(sender string) drafts.Envelope {
	var e drafts.Envelope
	if sender != "" {
		e.From = &mail.Address{Name: c.Name, Address: sender}
	}
	for _, to := range c.To {
		e.To = append(e.To, &mail.Address{Address: to})
	}
	return e
}
