package main

import (
	"context"
	"net/mail"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/drafts/writing"
)

// foreign returns a message that another program wrote as a document. It has no answers and no app text. Control characters
// in its words are escaped, because they come from outside.
func (a *app) foreign(l store.Letter) (*document, error) {
	if l.Frozen == nil { // only its message is kept
		return nil, view.Fail("store.content", lang.Args{"ID": l.Short}, nil)
	}
	o, err := a.reopen(l)
	if err != nil {
		return nil, err
	}
	doc := &document{app: a, Document: &writing.Document{Template: &letter.Template{}, ID: l.ID, Foreign: true}}
	doc.Draft = drafts.Draft{
		Letter:   letter.Letter{Subject: field.OneLine(o.Subject), Body: field.Harmless(o.Text)},
		Envelope: drafts.Envelope{From: harmlessAddress(o.Sender)},
		Stamp:    drafts.Stamp{ID: l.ID, At: l.Created.In(field.Beijing)},
	}
	for _, list := range [][]*mail.Address{o.To, o.Cc, o.Bcc} {
		for _, to := range list {
			doc.Draft.Envelope.To = append(doc.Draft.Envelope.To, harmlessAddress(to))
		}
	}
	for _, f := range o.Files {
		name := field.OneLine(f.Name)
		if name == "" {
			name = a.view.Text("show.unnamed", nil)
		}
		doc.Files = append(doc.Files, drafts.RecordFile{Path: name})
	}
	doc.Composed = doc.Draft.Letter
	doc.Frozen = func() ([]byte, error) { return o.Unsent(), nil }
	return doc, nil
}

// harmlessAddress returns an address with control characters escaped.
func harmlessAddress(from *mail.Address) *mail.Address {
	return &mail.Address{Name: field.OneLine(from.Name), Address: field.OneLine(from.Address)}
}

// reopen parses the frozen message of a letter.
func (a *app) reopen(l store.Letter) (eml.Opened, error) {
	s, err := a.store()
	if err != nil {
		return eml.Opened{}, err
	}
	m, err := s.Message(context.Background(), l.ID)
	if err != nil {
		return eml.Opened{}, a.storeError(err)
	}
	o, err := eml.Reopen(m.Wire, m.To)
	if err != nil {
		return eml.Opened{}, a.view.MessageError(err)
	}
	return o, nil
}
