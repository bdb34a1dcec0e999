// Package writing is a letter from its saved answers to the finished letter in the store. The terminal and the browser write letters by it.
//
// It prints nothing and knows no language: errors are those of the packages that it joins, and a person is asked by its callers.
package writing

import (
	"context"
	"strings"
	"time"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// Document is a finished letter with everything that its outputs need.
type Document struct {
	ID           string // in the store; "" if it is not kept
	Template     *letter.Template
	Draft        drafts.Draft
	Fitted       letter.Fitted
	Limit        int // of the app text, in UTF-16 units; 0 is no limit
	Files        []drafts.RecordFile
	Composed     letter.Letter // by the template
	Edited       bool          // Draft.Letter has words that were edited by hand
	Strength     []letter.Point
	KeepMetadata bool // of photos
	Foreign      bool // another program wrote it: there is only its message, and the paths of Files are the names in it
	// Frozen returns the frozen message for a mail program; nil if the letter is not frozen.
	Frozen func() ([]byte, error)
}

// Options say how a letter is written.
type Options struct {
	Limit        int  // of the app text, in UTF-16 units; 0 is no limit
	KeepMetadata bool // of photos
}

// Compose renders the letter from the answers of a session. The words that were edited by hand are not in it.
func Compose(session *interview.Session, stamp drafts.Stamp, o Options) (*Document, error) {
	return compose(drafts.Compose, session, stamp, o)
}

// Preview renders the letter that the answers make so far, with a place to fill in for each required answer that is missing.
func Preview(session *interview.Session, stamp drafts.Stamp, o Options) (*Document, error) {
	return compose(drafts.Preview, session, stamp, o)
}

func compose(
	render func(*drafts.Form, drafts.Envelope, drafts.Stamp) (drafts.Draft, error), session *interview.Session, stamp drafts.Stamp, o Options,
) (*Document, error) {
	form := session.Form()
	d, err := render(form, session.Envelope(), stamp)
	if err != nil {
		return nil, err
	}
	return Of(form, d, session.Files(), o), nil
}

// Of returns the letter that was composed of the answers of a form, with the paths of its attachments.
func Of(form *drafts.Form, d drafts.Draft, files []string, o Options) *Document {
	doc := &Document{Template: form.Template(), Draft: d, Composed: d.Letter, Limit: o.Limit, KeepMetadata: o.KeepMetadata}
	for _, path := range files {
		doc.Files = append(doc.Files, drafts.RecordFile{Path: path})
	}
	doc.ResetWords()
	doc.Strength = form.Strength(doc.Fitted.Whole)
	return doc
}

// Kept returns a kept letter as it was written. now is the time by which its answers are read.
func Kept(l store.Letter, r drafts.Record, t *letter.Template, now time.Time) *Document {
	doc := Words(l, r)
	form := r.Form(t, now)
	doc.Template, doc.Draft.Facts, doc.Draft.Values = t, form.Facts(), form.Values()
	doc.Draft.Claim, _ = form.Claim()
	doc.Fitted = letter.Fit(doc.Composed.Sentences, r.Limit)
	doc.Strength = form.Strength(doc.Fitted.Whole)
	return doc
}

// Words returns the words, the envelope and the files of a kept letter: all that mail needs. It reads no template.
func Words(l store.Letter, r drafts.Record) *Document {
	doc := &Document{
		ID: l.ID, Limit: r.Limit, KeepMetadata: r.Metadata, Edited: r.Words != nil, Composed: r.Letter(l.Kind), Files: r.Files,
	}
	doc.Draft = drafts.Draft{
		Letter: doc.Composed, Envelope: r.Envelope(l.From), Stamp: drafts.Stamp{ID: l.ID, At: r.Written.In(field.Beijing)},
	}
	return doc
}

// ResetWords sets the words of the template, in place of edited ones.
func (d *Document) ResetWords() {
	d.Draft.Letter, d.Edited = d.Composed, false
	d.Fit(d.Limit)
}

// SetWords sets words that were edited by hand. The app text must contain every sentence of an edited one, so none is left
// out to fit the limit.
func (d *Document) SetWords(words drafts.Words) {
	d.Draft.Letter.Subject, d.Draft.Letter.Body, d.Edited = words.Subject, words.Body, true
	d.Draft.Letter.Sentences = letter.Sentences(words.App)
	d.Fit(d.Limit)
}

// Fit fits the app text to a limit in UTF-16 units; 0 is no limit.
func (d *Document) Fit(limit int) {
	d.Limit, d.Fitted = limit, letter.Fit(d.Draft.Letter.Sentences, limit)
}

// Names returns the names of the attachments in the order in which the letter lists them.
func (d *Document) Names() []string {
	if !d.Foreign {
		return drafts.FileNames(d.Files)
	}
	names := make([]string, len(d.Files))
	for i, f := range d.Files {
		names[i] = f.Path
	}
	return names
}

// FileName returns the name for the files of the letter, without an extension.
func (d *Document) FileName() string {
	return d.Template.Kind + "-" + d.Draft.Stamp.At.Format("20060102")
}

// Text returns the subject and the letter as a text file has them.
func (d *Document) Text() string {
	return "主题：" + d.Draft.Letter.Subject + "\n\n" + d.Draft.Letter.Body
}

// AppText returns the text for the box of the app as a text file has it. Its parts have an empty line between them.
func (d *Document) AppText() string { return strings.Join(d.Fitted.Parts, "\n\n") + "\n" }

// Message returns the message for a mail program: the frozen bytes if there are any, else a new message with these attachments.
func (d *Document) Message(attachments []drafts.Attachment) ([]byte, error) {
	if d.Frozen != nil {
		return d.Frozen()
	}
	message, err := eml.Freeze(d.Draft, attachments)
	if err != nil {
		return nil, err
	}
	return message.Unsent(), nil
}

// KeepOptions say what a kept letter is beside its words.
type KeepOptions struct {
	Template string // the path of its template file; "" if its kind is found by name
	Revision int64  // of the letter that it replaces; 0 if it is new
	About    string // the ID of its case; "" if it begins one
}

// Keep keeps the letter of a session in the store under the ID of its stamp, and copies of its files. The error is an *attach.Error, or
// that of the store.
func (d *Document) Keep(ctx context.Context, s *store.Store, session *interview.Session, o KeepOptions) error {
	if err := d.copyEvidence(ctx, s, session); err != nil {
		return err
	}
	var err error
	if d.Files, err = attach.Files(d.Files); err != nil {
		return err
	}
	r := session.Record(d.Draft)
	r.Limit, r.Files, r.Metadata, r.Template = d.Limit, d.Files, d.KeepMetadata, o.Template
	if d.Edited {
		r.Words = session.Words.Get()
	}
	l, err := store.LetterOf(r, session.Form(), d.Draft, d.Fitted.Whole)
	if err != nil {
		return err
	}
	l.Revision, l.About = o.Revision, o.About
	if l.About != "" {
		l.Keys = []drafts.Key{interview.AboutKey(session.Form(), l.About)}
	}
	if err := s.Put(ctx, l); err != nil {
		return err
	}
	d.ID = l.ID
	return nil
}
