package delivery

import (
	"context"
	"strings"

	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/store"
)

// AddFile adds a message out of a file. A file that has just the bytes of a kept letter is that letter; any other is sent as it
// is, as a letter of its own. The error may be a *BadFileError.
func (p *Plan) AddFile(ctx context.Context, path string, data []byte) error {
	opened, err := eml.Open(data)
	if err != nil {
		return &BadFileError{path, err}
	}
	item := &Item{Name: path, Foreign: true}
	item.setMessage(opened)
	item.setLetter(store.Letter{
		ID: p.options.NewID(), Created: p.options.Now(), Subject: item.Subject, From: opened.From(), To: opened.Recipients(), Content: []byte("null"),
		// Its key is its digest, because nobody knows what the message is about.
		Keys: []drafts.Key{{Kind: drafts.KeyOther, Text: "file\n" + opened.Digest()}},
	})
	if err := p.findAdopted(ctx, item); err != nil {
		return err
	}
	if item.Foreign {
		if err := p.findKept(ctx, item, opened); err != nil {
			return err
		}
	}
	return p.add(item)
}

// findAdopted finds the letter that an earlier run made of the same file and could not send.
func (p *Plan) findAdopted(ctx context.Context, item *Item) error {
	open := []drafts.Status{drafts.StatusQueued, drafts.StatusFailedTemp, drafts.StatusFailedPerm}
	for l, err := range p.options.Store.List(ctx, store.Filter{Statuses: open}) {
		if err != nil {
			return err
		}
		if l.Kind == "" && l.Frozen != nil && l.Frozen.Digest == item.Info.Digest {
			item.setLetter(l)
			item.Foreign, item.Frozen = false, true
			return nil
		}
	}
	return nil
}

// findKept finds the kept letter that the Message-ID names. A file with other bytes has at least the keys of that letter.
func (p *Plan) findKept(ctx context.Context, item *Item, opened eml.Opened) error {
	id, _, _ := strings.Cut(strings.TrimPrefix(opened.ID(), "<"), "@")
	id, _, _ = strings.Cut(id, ".") // see stampID
	l, err := p.options.Store.Get(ctx, id)
	if err != nil || l.ID != id || l.Kind == "" {
		return nil //nolint:nilerr // the file is not a kept letter
	}
	item.letter.Keys = l.Keys
	if !l.Status.Open() || !l.Removed.IsZero() || !p.gives(l, opened) {
		return nil
	}
	item.setLetter(l)
	item.Foreign, item.Frozen = false, l.Frozen != nil
	item.content.record, err = l.Record()
	return err
}

// gives reports whether a kept letter, as it is now, gives just the bytes of a message.
func (p *Plan) gives(l store.Letter, opened eml.Opened) bool {
	if l.Frozen != nil {
		return l.Frozen.Digest == opened.Digest()
	}
	r, err := l.Record()
	if err != nil {
		return false
	}
	read, err := p.readFiles(r)
	if err != nil {
		return false
	}
	m, err := eml.Freeze(draftOf(l, r, l.From), read.Files)
	return err == nil && m.Digest() == opened.Digest()
}
