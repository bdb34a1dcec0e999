package delivery

import (
	"context"
	"encoding/json"
	"strconv"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// draftOf returns the draft of a kept letter.
func draftOf(l store.Letter, r drafts.Record, sender string) drafts.Draft {
	return drafts.Draft{
		Letter: r.Letter(l.Kind), Envelope: r.Envelope(sender), Stamp: drafts.Stamp{ID: l.ID, At: r.Written.In(field.Beijing)},
	}
}

// Compose makes the message of a letter as it would be sent now, so that faults are found before anybody is asked. A letter
// whose bytes exist, in the store or in a file, stays as it is. The error may be an *IncompleteError, a *MessageError
// or an *attach.Error.
func (p *Plan) Compose(item *Item) error {
	if item.official == nil && item.content != nil {
		item.official = item.content.record.Official
	}
	if item.kind == "" {
		item.official = OfficialDomains()
	}
	if item.Frozen || item.Info.Size > 0 {
		return nil
	}
	r := item.content.record
	from := r.From
	if from == "" {
		from = p.Account.Address
	}
	if from == "" {
		from = item.letter.From // the contact address
	}
	if from == "" {
		return &IncompleteError{item.Name, MissingSender}
	}
	if len(r.To) == 0 {
		return &IncompleteError{item.Name, MissingRecipient}
	}
	d := draftOf(*item.letter, r, from)
	item.content.draft = &d
	read, err := p.readFiles(r)
	if err != nil {
		return err
	}
	item.content.attached = read.Files
	return p.stamp(item)
}

// readFiles reads the files of a kept letter. The error is an *attach.Error.
func (p *Plan) readFiles(r drafts.Record) (attach.Attachments, error) {
	read, err := attach.Read(r.Files, attach.Disk{}, r.Metadata)
	if err == nil && len(read.Cleaned) > 0 {
		p.options.Cleaned(read.Cleaned)
	}
	return read, err
}

// stamp writes the message with its date.
func (p *Plan) stamp(item *Item) error {
	d := *item.content.draft
	date := p.options.Date
	if date.IsZero() {
		date = p.options.Now()
	}
	d.Stamp = drafts.Stamp{ID: StampID(*item.letter), At: date.In(field.Beijing)}
	m, err := eml.Freeze(d, item.content.attached)
	if err != nil {
		return &MessageError{err}
	}
	item.content.message, item.Info = m, m.Info()
	item.content.sender, item.Subject, item.Recipients = d.Envelope.From, field.OneLine(d.Letter.Subject), m.Recipients()
	item.content.text, item.content.files = d.Letter.Body, nil
	for _, a := range item.content.attached {
		item.content.files = append(item.content.files, eml.File{Name: a.Name, Size: len(a.Data)})
	}
	return nil
}

// StampID returns the text that the Message-ID of a kept letter is made of. It differs after each try, because other bytes than
// those that were refused need another Message-ID.
func StampID(l store.Letter) string {
	if l.Tries > 0 {
		return l.ID + "." + strconv.Itoa(l.Tries)
	}
	return l.ID
}

// SetRecipients gives a kept letter its recipients and saves it. It is a draft from then on, even if its message was frozen for others:
// what a person confirmed about that does not hold for these.
func (p *Plan) SetRecipients(ctx context.Context, item *Item, to []string) error {
	r := &item.content.record
	r.To = to
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	l := *item.letter
	l.To, l.Content, l.Again = r.To, data, false
	if err := p.options.Store.Put(ctx, l); err != nil {
		return err
	}
	if l, err = p.options.Store.Get(ctx, l.ID); err != nil {
		return err
	}
	item.setLetter(l)
	item.Frozen, item.Info = false, eml.Info{}
	return nil
}

// Freeze fixes the bytes of a message and stores them before they are sent. A letter with an unknown outcome is resolved as
// not delivered, because a person has confirmed that it is to be sent again.
func (p *Plan) Freeze(ctx context.Context, item *Item) error {
	unknown := item.status == drafts.StatusUnknown
	if unknown {
		if err := p.options.Store.Resolve(ctx, item.ID, false); err != nil {
			return err
		}
	}
	if item.Frozen && !item.Again {
		return nil
	}
	if item.content.draft != nil {
		if err := p.stamp(item); err != nil {
			return err
		}
	}
	message := item.content.message
	m := outbox.Message{ID: item.ID, From: message.From(), To: message.Recipients(), Wire: message.Bytes()}
	f := store.Frozen{Account: p.Account.Name, MessageID: item.Info.MessageID, Digest: item.Info.Digest}
	if item.Foreign {
		return p.options.Store.Adopt(ctx, *item.letter, m, f, item.Again)
	}
	revision := item.letter.Revision
	if unknown {
		revision = 0 // because Resolve has changed it
	}
	return p.options.Store.Queue(ctx, m, f, item.Again, revision)
}
