package main

import (
	"context"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// mailSink is the sink of letters that are to be sent: it keeps each, and freezes it.
type mailSink struct {
	app     *app
	posting *posting
	kept    *store.Store
}

// sentBefore is a letter that is not made again, for there is one about the same matter that somebody has, or may have.
type sentBefore struct {
	letter  store.Letter
	changed bool // with other words
}

func (s *sentBefore) Error() string { return "letter " + s.letter.ID + " is about the same matter" }

// Make keeps a letter. One about the same matter that nobody has yet is replaced by it, or is sent itself where it says the
// same.
func (k *mailSink) Prepare(l *batch.Letter) (func() (string, error), error) {
	if before := k.posting.batch.tally.before[l.Row.Number]; before != nil {
		return nil, before
	}
	g, err := k.posting.gatherFiles(l)
	if err != nil {
		return nil, err
	}
	c := k.posting.batch.content(l, g)
	for _, to := range l.Envelope.To {
		if _, domain, _ := strings.Cut(to.Address, "@"); !k.posting.batch.mail.allowed[strings.ToLower(domain)] {
			return nil, view.Fail("batch.changed", lang.Args{"Path": k.posting.batch.path}, nil)
		}
	}
	same, err := k.posting.batch.same(l, c)
	if err != nil {
		return nil, err
	}
	d := l.Draft
	if same != nil {
		if same.Frozen != nil && fromSame(*same, l) && sameWords(*same, l, c) {
			return k.put(*same), nil
		}
		d.Stamp.ID = stampID(*same)
	}
	message, err := eml.Freeze(d, g.Files)
	if err != nil {
		return nil, k.app.view.MessageError(err)
	}
	kept, err := store.LetterOf(c, l.Form, l.Draft, k.posting.batch.fit(l).Whole)
	if err != nil {
		return nil, err
	}
	if same != nil {
		kept.ID = same.ID
	}
	m := outbox.Message{From: message.From(), To: message.Recipients(), Wire: message.Bytes()}
	f := store.Frozen{
		MessageID: message.ID(), Digest: message.Digest(), Size: int64(len(message.Bytes())), Account: k.posting.batch.mail.sending.mailbox.Name,
		Sender: message.From(), Recipients: message.Recipients(),
	}
	if err := k.kept.Adopt(context.Background(), kept, m, f, false); err != nil {
		return nil, k.app.storeError(err)
	}
	kept.Status, kept.Frozen = drafts.StatusQueued, &f
	return k.put(kept), nil
}

// same finds the kept letter about the same matter, to one of the same addresses, that is to be sent or replaced. The error
// is a *sentBefore where somebody has one.
func (b *batchOptions) same(l *batch.Letter, c drafts.Record) (*store.Letter, error) {
	key := drafts.Key(b.job.Template, l.Values)
	if b.matters.look(key) == farNone {
		return nil, nil
	}
	kept, err := b.app.store()
	if err != nil {
		return nil, err
	}
	letters, err := kept.About(context.Background(), key)
	if err != nil {
		return nil, b.app.storeError(err)
	}
	var open, out *store.Letter
	for i, other := range letters {
		switch {
		case other.Status.Out():
			if drafts.SharesRecipient(other.To, c.To) && (out == nil || other.Status == drafts.StatusSent && out.Status != drafts.StatusSent) {
				out = &letters[i] // one that was sent is the surest
			}
		case open == nil && (len(other.To) == 0 || drafts.SharesRecipient(other.To, c.To) || other.Status == drafts.StatusFailedPerm):
			open = &letters[i]
		}
	}
	if out != nil {
		before := &sentBefore{*out, !sameWords(*out, l, c)}
		before.letter.Content, before.letter.Words = nil, "" // there may be many
		return nil, before
	}
	return open, nil
}

// fromSame tells whether a frozen letter is from the sender that another would be from: without --from that is the account,
// and another one may have been taken since.
func fromSame(kept store.Letter, l *batch.Letter) bool {
	return l.Envelope.From != nil && strings.EqualFold(kept.Frozen.Sender, l.Envelope.From.Address)
}

// sameWords tells whether a kept letter says what another would, to the same people, with the same files. Both have the
// date of their day: the other is written as it would have been on the day of the kept one.
func sameWords(kept store.Letter, l *batch.Letter, c drafts.Record) bool {
	old, err := kept.Record()
	if err != nil {
		return false
	}
	if !old.Written.Equal(c.Written) {
		d, err := drafts.Compose(l.Form, l.Envelope, drafts.Stamp{At: old.Written.In(field.Beijing)})
		if err != nil {
			return false
		}
		c.Subject, c.Body = d.Letter.Subject, d.Letter.Body
	}
	return old.Subject == c.Subject && old.Body == c.Body && old.From == c.From &&
		slices.EqualFunc(old.To, c.To, strings.EqualFold) &&
		slices.EqualFunc(old.Files, c.Files, func(a, b drafts.RecordFile) bool { return a.Digest == b.Digest })
}

// content is what a letter of the batch is made of.
func (b *batchOptions) content(l *batch.Letter, g attach.Attachments) drafts.Record {
	c := drafts.RecordOf(l.Form, l.Draft, func(a answers.Answer) string {
		if q, _ := l.Form.Question(a.Name); q.Type == field.Files {
			a.Text, _ = q.MapPaths(a.Text, b.evidencePath)
		}
		return a.Text
	})
	for _, to := range l.Envelope.To {
		c.To = append(c.To, to.Address)
	}
	if from := l.Envelope.From; from != nil && from.Address != b.mail.sending.mailbox.Address {
		c.From = from.Address
	}
	c.Limit, c.Metadata = b.chars, b.keepMeta
	for i, path := range l.Files {
		c.Files = append(c.Files, drafts.RecordFile{Path: b.evidencePath(path), Digest: g.Digests[i]})
	}
	if b.template != "" {
		c.Template = absolutePath(b.template)
	}
	return c
}

// put is the ordered half of Make.
func (k *mailSink) put(kept store.Letter) func() (string, error) {
	return func() (string, error) {
		o, err := k.posting.batch.mail.sending.waiting(kept)
		if err != nil {
			return "", err
		}
		k.posting.batch.mail.sending.letters = append(k.posting.batch.mail.sending.letters, o)
		k.posting.batch.mail.of[kept.ID] = &sentRow{letter: o}
		return kept.ID, nil
	}
}
