package main

import (
	"context"

	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/templates"
)

// keptLetter is what a run knows of its letter in the store.
type keptLetter struct {
	id       string // it stays the same however often the letter is written; "" before the letter has one
	short    string // the short ID; "" before it is kept
	revision int64  // so that a change that another process makes is not written over
	logged   string // ID of the letter that is noted as submitted; "" if none is
	editing  string // the short ID of the letter that is changed; "" if a new one is written
}

// save keeps the letter in the store, in place of what this run kept before.
func (r *writeRun) save(doc *document) error {
	doc.draft.Stamp.ID = r.letterID() // of another letter if the one before is out
	files, err := attach.Files(doc.files)
	if err != nil {
		return view.Fail("error.read", nil, err)
	}
	session := r.interview.session
	c := session.Record(doc.draft)
	c.Limit, c.Files, c.Metadata = doc.limit, files, doc.keepMeta
	if r.options.template != "" {
		c.Template = absolutePath(r.options.template)
	}
	if doc.edited {
		c.Words = session.Words.Get()
	}
	l, err := store.LetterOf(c, session.Form(), doc.draft, doc.fitted.Whole)
	if err != nil {
		return err
	}
	l.Revision, l.About = r.kept.revision, r.options.about.id
	if l.About != "" {
		l.Keys = []drafts.Key{interview.AboutKey(session.Form(), l.About)}
	}
	s, err := r.app.store()
	if err != nil {
		return err
	}
	if err := s.Put(context.Background(), l); err != nil {
		return r.app.storeError(err)
	}
	doc.id = l.ID
	return r.refresh()
}

// letterID returns the ID of the letter that is written, a new one if it has none yet.
func (r *writeRun) letterID() string {
	if r.kept.id == "" {
		r.kept.id, r.kept.revision = r.app.newID(), 0
	}
	return r.kept.id
}

// refresh reads the short ID and the revision of the kept letter.
func (r *writeRun) refresh() error {
	l, err := r.app.letter(r.kept.id)
	r.kept.short, r.kept.revision = l.Short, l.Revision
	return err
}

// documentOf returns a kept letter as it was written. If its template is gone, the labels are missing, not the letter.
func (a *app) documentOf(l store.Letter) (*document, error) {
	c, err := l.Record()
	if err != nil {
		return nil, a.storeError(err)
	}
	t, err := a.templateOf(l.Kind, c.Template)
	if err != nil {
		t = &letter.Template{Kind: l.Kind, Title: field.Label{ZH: l.Kind, EN: l.Kind}}
	}
	doc := a.keptWords(l, c)
	form := c.Form(t, a.now())
	doc.template, doc.draft.Facts = t, form.Facts()
	doc.draft.Values = form.Values()
	doc.draft.Claim, _ = form.Claim()
	doc.fitted = letter.Fit(doc.composed.Sentences, c.Limit)
	doc.strength = form.Strength(doc.fitted.Whole)
	return doc, nil
}

// keptWords returns the words, the envelope and the files of a kept letter: all that mail needs. It reads no template.
func (a *app) keptWords(l store.Letter, c drafts.Record) *document {
	doc := &document{app: a, id: l.ID, limit: c.Limit, keepMeta: c.Metadata, edited: c.Words != nil}
	doc.composed = c.Letter(l.Kind)
	doc.draft = drafts.Draft{
		Letter: doc.composed, Envelope: c.Envelope(l.From), Stamp: drafts.Stamp{ID: l.ID, At: c.Written.In(field.Beijing)},
	}
	for _, f := range c.Files {
		doc.files = append(doc.files, f.Path)
	}
	return doc
}

// templateOf reads the letter kind that a kept letter was written with. file is "" unless the letter names one.
func (a *app) templateOf(kind, file string) (*letter.Template, error) {
	if file != "" {
		t, err := templates.LoadFile(file)
		if err != nil {
			return nil, view.WrapTemplateError(file, err)
		}
		return t, nil
	}
	return a.config.LoadKind(kind)
}
