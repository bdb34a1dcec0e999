package delivery

import (
	"context"
	"net/mail"

	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/store"
)

// Item is one letter of a sending.
type Item struct {
	Letter  store.Letter
	Name    string // as the person knows it: the short ID, or the file
	Record  drafts.Record
	Info    eml.Info
	Frozen  bool // the message is in the store
	Foreign bool // a file that is not a kept letter
	Again   bool // a person wants it although an earlier letter has its key

	// Changed names the attachments that differ from those of the time when the letter was kept.
	Changed []string

	// What is shown of the message, each on one line.
	Sender     *mail.Address // nil if the message was not read
	Subject    string
	Recipients []string
	Files      []eml.File

	// message is what is sent. A letter that is not frozen has what would be sent now, and one of many has none.
	message  eml.Message
	official []string // domains to which the letter may go unasked; all if there are none
	attached []drafts.Attachment
	draft    *drafts.Draft // nil unless the message is composed
}

// kept returns the item of a kept letter.
func kept(l store.Letter) (*Item, error) {
	item := &Item{Letter: l, Name: l.Short}
	if l.Kind == "" {
		return item, nil
	}
	var err error
	item.Record, err = l.Record()
	return item, err
}

// Waiting returns the item of a frozen letter without reading its message. It keeps little of the letter, because there may be
// many.
func Waiting(l store.Letter) (*Item, error) {
	item, err := kept(l)
	if err != nil {
		return nil, err
	}
	item.Frozen, item.Subject, item.Recipients = true, field.OneLine(l.Subject), l.Frozen.Recipients
	item.Info = eml.Info{From: l.Frozen.Sender, MessageID: l.Frozen.MessageID, Digest: l.Frozen.Digest, Size: l.Frozen.Size}
	item.official = item.Record.Official
	item.Letter.Content, item.Letter.Words, item.Record = nil, "", drafts.Record{}
	return item, nil
}

// from returns the sender that the letter asks for; "" if any account will do.
func (i *Item) from() string {
	if i.Frozen || i.Foreign {
		return i.Info.From
	}
	return i.Record.From
}

// setMessage makes a message that was read the one of the item.
func (i *Item) setMessage(o eml.Opened) {
	i.message, i.Info, i.Recipients, i.Files = o.Message, o.Info(), o.Recipients(), o.Files
	i.Sender, i.Subject = o.Sender, field.OneLine(o.Subject)
}

// checkSendable returns an error if the letter was sent, is being sent, is removed, or has an unknown outcome that Resend does
// not cover.
func (p *Plan) checkSendable(l store.Letter) error {
	switch {
	case !l.Removed.IsZero():
		return &NotSendableError{l, Removed}
	case p.options.Resend && l.Status == drafts.StatusUnknown:
		return nil
	case l.Status == drafts.StatusSent:
		return &NotSendableError{l, AlreadySent}
	case l.Status == drafts.StatusUnknown:
		return &NotSendableError{l, OutcomeUnknown}
	case p.options.Resend || !l.Status.Open():
		return &NotSendableError{l, Closed}
	}
	return nil
}

// readFrozen reads the message that was frozen before, because it does not change between two tries.
func (p *Plan) readFrozen(ctx context.Context, item *Item) error {
	m, err := p.options.Store.Message(ctx, item.Letter.ID)
	if err != nil {
		return err
	}
	opened, err := eml.Reopen(m.Wire, m.To)
	if err != nil {
		return &MessageError{err}
	}
	item.Frozen = true
	item.setMessage(opened)
	return nil
}
