package main

import (
	"context"
	"errors"

	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/drafts/writing"
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
	doc.Draft.Stamp.ID = r.letterID() // of another letter if the one before is out
	path := ""
	if r.options.template != "" {
		path = absolutePath(r.options.template)
	}
	s, err := r.app.store()
	if err != nil {
		return err
	}
	err = doc.Keep(context.Background(), s, r.interview.session, writing.KeepOptions{
		Template: path, Revision: r.kept.revision, About: r.options.about.ID,
	})
	if refused := new(attach.Error); errors.As(err, &refused) {
		return view.AttachmentError(err)
	}
	if err != nil {
		return r.app.storeError(err)
	}
	return r.refresh()
}

// copyEvidence lets the answers name copies of their files in the store before the letter is composed that will be kept there. What keeps
// the store from it is said when the letter is to be kept.
func (r *writeRun) copyEvidence() {
	session := r.interview.session
	if r.options.noKeep || r.options.dryRun || len(session.Files()) == 0 {
		return
	}
	if s, err := r.app.store(); err == nil {
		_ = writing.CopyEvidence(context.Background(), s, session)
	}
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
	t, err := a.config.LoadKept(l.Kind, c.Template)
	if err != nil {
		t = &letter.Template{Kind: l.Kind, Title: field.Label{ZH: l.Kind, EN: l.Kind}}
	}
	return &document{Document: writing.Kept(l, c, t, a.now()), app: a}, nil
}
