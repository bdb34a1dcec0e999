package batch

import (
	"context"
	"errors"
	"strings"
	"sync"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/delivery"
	"draft/drafts/eml"
	"draft/drafts/letter"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// Queue is a Sink that stores and freezes each letter, to be sent once all are there. `draft send --queued` can then go on with
// what is left.
type Queue struct {
	Job     *Job
	Store   *store.Store
	Account string          // the name of the account that sends
	Allowed map[string]bool // domains where letters may go

	Items []*delivery.Item // in the order of the rows

	begin  sync.Once
	copier *store.Copier // of the files of the rows; nil before the first one is copied
}

// Prepare stores a letter. If a letter that shares a key was not sent yet, l replaces that one, or, if it says the same, that one is sent.
// Of several processes that send the same row, the first stores it, and the others take its letter.
func (q *Queue) Prepare(l *Letter) (put func() (string, error), err error) {
	attached, err := q.Job.Attachments(l)
	if err != nil {
		return nil, err
	}
	r := q.Job.record(l, attached)
	for _, to := range l.Envelope.To {
		if _, domain, _ := strings.Cut(to.Address, "@"); !q.Allowed[strings.ToLower(domain)] {
			return nil, ErrChanged
		}
	}
	for {
		kept, theirs, err := q.adopt(l, attached, r)
		var overtaken *store.OvertakenError
		switch {
		case errors.As(err, &overtaken):
			q.Job.History.overtaken.Store(true)
		case err != nil:
			return nil, err
		default:
			return q.put(kept, theirs), nil
		}
	}
}

// adopt stores the letter of a row, or returns one that is stored; theirs is that of found. The error may be a *store.OvertakenError.
func (q *Queue) adopt(l *Letter, attached attach.Attachments, r drafts.Record) (kept store.Letter, theirs bool, err error) {
	ctx := context.Background() // because a letter that was begun is finished
	f, err := q.Job.History.find(ctx, l, r)
	if err != nil {
		return kept, false, err
	}
	if f.use {
		return *f.letter, f.theirs, nil
	}
	d := l.Draft
	if f.letter != nil {
		d.Stamp.ID = delivery.StampID(*f.letter)
	}
	message, err := eml.Freeze(d, attached.Files)
	if err != nil {
		return kept, false, &delivery.MessageError{Err: err}
	}
	if len(l.Files) > 0 {
		if r, err = q.copyEvidence(ctx, l, attached); err != nil {
			return kept, false, err
		}
	}
	kept, err = store.LetterOf(r, l.Form, l.Draft, letter.Fit(l.Draft.Letter.Sentences, q.Job.Chars).Whole)
	if err != nil {
		return kept, false, err
	}
	if f.letter != nil {
		kept.ID = f.letter.ID
	}
	info := message.Info()
	m := outbox.Message{From: info.From, To: message.Recipients(), Wire: message.Bytes()}
	frozen := store.Frozen{
		MessageID: info.MessageID, Digest: info.Digest, Size: info.Size, Account: q.Account, Sender: info.From, Recipients: message.Recipients(),
	}
	if err := q.Store.AdoptKnowing(ctx, kept, m, frozen, f.known); err != nil {
		return kept, false, &StoreError{err}
	}
	kept.Status, kept.Frozen = drafts.StatusQueued, &frozen
	if f.letter != nil {
		kept.Tries = f.letter.Tries
	}
	return kept, false, nil
}

// copyEvidence copies the files of a letter into the store, and returns the record of the letter that names the copies. A file that many
// rows name is copied once.
func (q *Queue) copyEvidence(ctx context.Context, l *Letter, attached attach.Attachments) (drafts.Record, error) {
	q.begin.Do(func() { q.copier = q.Store.Copier(q.Job.Evidence) })
	copied := func(path string) (string, error) { return q.copier.Copy(ctx, path) }
	err := l.Form.ChangeFiles(copied)
	r := q.Job.record(l, attached)
	for i := range r.Files {
		if err == nil {
			r.Files[i].Path, err = copied(r.Files[i].Path)
		}
	}
	if refused := new(attach.Error); err != nil && !errors.As(err, &refused) {
		err = &StoreError{err}
	}
	return r, err
}

// Item returns the item that was added last, if it has an ID; else nil.
func (q *Queue) Item(id string) *delivery.Item {
	if n := len(q.Items); n > 0 && q.Items[n-1].ID == id {
		return q.Items[n-1]
	}
	return nil
}

// put returns the function that adds a letter to the queue.
func (q *Queue) put(kept store.Letter, theirs bool) func() (string, error) {
	return func() (string, error) {
		var previous *delivery.Item
		if n := len(q.Items); n > 0 {
			previous = q.Items[n-1]
		}
		item, err := delivery.Waiting(kept, previous)
		if err != nil {
			return "", &StoreError{err}
		}
		item.Theirs = theirs
		q.Items = append(q.Items, item)
		return kept.ID, nil
	}
}
