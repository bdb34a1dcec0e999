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
func (q *Queue) Prepare(l *Letter) (put func() (string, error), err error) {
	ctx := context.Background() // because a letter that was begun is finished
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
	same, err := q.Job.History.find(ctx, l, r)
	if err != nil {
		return nil, err
	}
	d := l.Draft
	if same != nil {
		if same.Frozen != nil && sameSender(*same, l) && sameWords(*same, l, r) {
			return q.put(*same), nil
		}
		d.Stamp.ID = delivery.StampID(*same)
	}
	message, err := eml.Freeze(d, attached.Files)
	if err != nil {
		return nil, &delivery.MessageError{Err: err}
	}
	if len(l.Files) > 0 {
		if r, err = q.copyEvidence(ctx, l, attached); err != nil {
			return nil, err
		}
	}
	kept, err := store.LetterOf(r, l.Form, l.Draft, letter.Fit(l.Draft.Letter.Sentences, q.Job.Chars).Whole)
	if err != nil {
		return nil, err
	}
	if same != nil {
		kept.ID = same.ID
	}
	info := message.Info()
	m := outbox.Message{From: info.From, To: message.Recipients(), Wire: message.Bytes()}
	f := store.Frozen{
		MessageID: info.MessageID, Digest: info.Digest, Size: info.Size, Account: q.Account, Sender: info.From, Recipients: message.Recipients(),
	}
	if err := q.Store.Adopt(ctx, kept, m, f, false); err != nil {
		return nil, &StoreError{err}
	}
	kept.Status, kept.Frozen = drafts.StatusQueued, &f
	return q.put(kept), nil
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
func (q *Queue) put(kept store.Letter) func() (string, error) {
	return func() (string, error) {
		var previous *delivery.Item
		if n := len(q.Items); n > 0 {
			previous = q.Items[n-1]
		}
		item, err := delivery.Waiting(kept, previous)
		if err != nil {
			return "", &StoreError{err}
		}
		q.Items = append(q.Items, item)
		return kept.ID, nil
	}
}
