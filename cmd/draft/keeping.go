package main

import (
	"context"

	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/templates"
)

// keepLetter puts the letter among the kept ones, in place of what this run kept before.
func (w *writeOptions) keepLetter(doc *document) error {
	doc.draft.Stamp.ID = w.letterID() // of another letter, where the one before is out
	files, err := attach.Files(doc.files)
	if err != nil {
		return view.Fail("error.read", nil, err)
	}
	c := drafts.RecordOf(w.form, doc.draft, func(a answers.Answer) string { return keepable(w.form, a) })
	c.From, c.To, c.Limit, c.Files, c.Metadata = w.envelope.from, w.envelope.to, doc.limit, files, doc.keepMeta
	if w.template != "" {
		c.Template = absolutePath(w.template)
	}
	if doc.edited {
		c.Words = w.edits
	}
	l, err := store.LetterOf(c, w.form, doc.draft, doc.fitted.Whole)
	if err != nil {
		return err
	}
	l.Revision, l.About = w.revision, w.about
	if w.about != "" {
		l.Key = w.aboutKey()
	}
	s, err := w.app.store()
	if err != nil {
		return err
	}
	if err := s.Put(context.Background(), l); err != nil {
		return w.app.storeError(err)
	}
	doc.id = l.ID
	return w.look()
}

// aboutKey is what a letter about a case is about: the case, and which reminder it is.
func (w *writeOptions) aboutKey() string {
	key := w.form.Template().Kind + "\n" + w.about
	if nth := w.form.Values()["nth"]; nth != nil {
		key += "\n" + nth.Answer()
	}
	return key
}

// letterID is the ID of the letter that is written; a new one where there is none yet.
func (w *writeOptions) letterID() string {
	if w.id == "" {
		w.id, w.revision = w.app.newID(), 0
	}
	return w.id
}

// look notes what this run knows of its kept letter: what it is called, and the revision, so that a change that another
// process makes is not written over.
func (w *writeOptions) look() error {
	l, err := w.app.letter(w.id)
	w.called, w.revision = l.Short, l.Revision
	return err
}

// documentOf gives a kept letter as it was written. A template that is gone takes the labels with it, not the letter.
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

// keptWords gives the words, the envelope and the files of a kept letter: all that mail needs, without a template to read.
func (a *app) keptWords(l store.Letter, c drafts.Record) *document {
	doc := &document{app: a, id: l.ID, limit: c.Limit, keepMeta: c.Metadata, edited: c.Words != nil}
	doc.composed = letter.Letter{Kind: l.Kind, Subject: c.Subject, Body: c.Body}
	for _, s := range c.Sentences {
		doc.composed.Sentences = append(doc.composed.Sentences, letter.Sentence(s))
	}
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
