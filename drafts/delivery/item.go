package delivery

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/store"
)

// Item is one letter of a sending. It is small, because many may wait.
type Item struct {
	ID      string // of the letter
	Short   string // its ID as it is typed; "" of a file that is not stored yet
	Name    string // as the person knows it: the short ID, or the file
	Info    eml.Info
	Frozen  bool // the message is in the store
	Foreign bool // a file that is not a kept letter
	Again   bool // a person wants it although an earlier letter shares a key
	Theirs  bool // another process has it, and this one cannot send it

	Subject    string // on one line
	Recipients []string

	kind     string // "" of a message of another program
	status   drafts.Status
	tries    int      // that are known
	repeat   bool     // a person wanted it although an earlier letter shares a key, when it was frozen
	official []string // domains to which the letter may go unasked; all if there are none

	letter  *store.Letter // nil of a letter that waits, unless its message was read
	content *content      // nil of a letter that waits, unless its message was read
}

// content is what a message is made of.
type content struct {
	record   drafts.Record
	message  eml.Message // what is sent; of a letter that is not frozen, what would be sent now
	attached []drafts.Attachment
	draft    *drafts.Draft // nil unless the message is composed

	sender *mail.Address
	text   string
	files  []eml.File
}

// Sender returns the sender of the message; nil if the message was not read.
func (i *Item) Sender() *mail.Address {
	if i.content == nil {
		return nil
	}
	return i.content.sender
}

// Text returns the text of the message; "" if it was not read.
func (i *Item) Text() string {
	if i.content == nil {
		return ""
	}
	return i.content.text
}

// Files returns the files that the message has; none if the message was not read.
func (i *Item) Files() []eml.File {
	if i.content == nil {
		return nil
	}
	return i.content.files
}

// setLetter makes a stored letter the one of the item.
func (i *Item) setLetter(l store.Letter) {
	i.ID, i.Short, i.kind, i.status, i.tries, i.repeat, i.letter = l.ID, l.Short, l.Kind, l.Status, l.Tries, l.Again, &l
}

// kept returns the item of a kept letter.
func kept(l store.Letter) (*Item, error) {
	item := &Item{Name: l.Short, content: &content{}}
	item.setLetter(l)
	if l.Kind == "" {
		return item, nil
	}
	var err error
	item.content.record, err = l.Record()
	return item, err
}

// Waiting returns the item of a frozen letter without reading its message. Because many may wait, it keeps each text once: its IDs are
// parts of its Message-ID, and it shares with previous, which may be nil, what both have in common.
func Waiting(l store.Letter, previous *Item) (*Item, error) {
	id := l.ID
	if at := strings.Index(l.Frozen.MessageID, id); at >= 0 { // as in all Message-IDs of our own
		id = l.Frozen.MessageID[at:][:len(id)]
	}
	short := id[:len(l.Short)]
	item := &Item{
		ID: id, Short: short, Name: short, kind: l.Kind, status: l.Status, tries: l.Tries, repeat: l.Again, Frozen: true,
		Subject: field.OneLine(l.Subject), Recipients: l.Frozen.Recipients,
		Info: eml.Info{From: l.Frozen.Sender, MessageID: l.Frozen.MessageID, Digest: l.Frozen.Digest, Size: l.Frozen.Size},
	}
	if l.Kind != "" {
		r, err := l.Record()
		if err != nil {
			return nil, err
		}
		item.official = r.Official
	}
	if previous != nil {
		item.share(previous)
	}
	return item, nil
}

// share makes the item use the texts of another one that are equal to its own.
func (i *Item) share(other *Item) {
	if slices.Equal(i.official, other.official) {
		i.official = other.official
	}
	if slices.Equal(i.Recipients, other.Recipients) {
		i.Recipients = other.Recipients
	}
	shareText(&i.Subject, other.Subject)
	shareText(&i.Info.From, other.Info.From)
	shareText(&i.kind, other.kind)
	shareText(&i.status, other.status)
}

func shareText[T ~string](text *T, other T) {
	if *text == other {
		*text = other
	}
}

// StoredSubject returns the subject of the letter as lists have it.
func (i *Item) StoredSubject() string {
	if i.letter == nil {
		return i.Subject
	}
	return i.letter.Subject
}

// Recorded returns the recipients that the letter was written for; nil if it was not read.
func (i *Item) Recorded() []string {
	if i.content == nil {
		return nil
	}
	return i.content.record.To
}

// from returns the sender that the letter asks for; "" if any account will do.
func (i *Item) from() string {
	if i.Frozen || i.Foreign {
		return i.Info.From
	}
	return i.content.record.From
}

// setMessage makes a message that was read the one of the item.
func (i *Item) setMessage(o eml.Opened) {
	if i.content == nil {
		i.content = &content{}
	}
	i.Info, i.Recipients, i.Subject = o.Info(), o.Recipients(), field.OneLine(o.Subject)
	i.content.message, i.content.sender, i.content.text, i.content.files = o.Message, o.Sender, o.Text, o.Files
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
	m, err := p.options.Store.Message(ctx, item.ID)
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
