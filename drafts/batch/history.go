package batch

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// sendState is the most advanced status among the stored letters with the same key.
type sendState byte

const (
	notStored sendState = iota
	stored              // none was sent
	maybeSent           // one may have been sent
	sent
)

// History tells which rows of a table are about what stored letters are about. A nil History knows no letters.
type History struct {
	store    *store.Store
	template *letter.Template
	seed     maphash.Seed
	states   map[uint64]sendState // by the hash of the key
	keys     map[string][]string  // keys of letters that were or will be sent, by account and by order number, see handles

	mu       sync.Mutex
	payments map[string][]storedPayment // by key, of the letters that were read
	err      error                      // of reading them
}

// storedPayment is the payment that a stored letter is about.
type storedPayment struct {
	drafts.Payment
	letter store.Letter // without its content
}

// AlreadySentError reports a letter with the key of a row that was sent, or may have been. No other letter is made for the row.
type AlreadySentError struct {
	Letter  store.Letter // without its content
	Changed bool         // the letter of the row would say something else
}

func (e *AlreadySentError) Error() string { return "letter " + e.Letter.ID + " has the same key" }

// LoadHistory reads the keys of the stored letters.
func LoadHistory(ctx context.Context, s *store.Store, t *letter.Template) (*History, error) {
	h := &History{
		store: s, template: t, seed: maphash.MakeSeed(), states: map[uint64]sendState{}, keys: map[string][]string{},
		payments: map[string][]storedPayment{},
	}
	for m, err := range s.KeyStatuses(ctx) {
		if err != nil {
			return nil, err
		}
		state := stored
		switch {
		case m.Status == drafts.StatusSent:
			state = sent
		case m.Status.Out():
			state = maybeSent
		}
		id := maphash.String(h.seed, m.Key)
		h.states[id] = max(h.states[id], state)
		h.addHandles(m)
	}
	return h, nil
}

// state returns the status of the stored letters with a key.
func (h *History) state(key string) sendState {
	if h == nil {
		return notStored
	}
	return h.states[maphash.String(h.seed, key)]
}

// Err returns the error of the store that a check of rows met, if there was one.
func (h *History) Err() error {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

// find returns the stored letter with the key of l, to one of the same addresses, that is to be sent in its place or replaced by
// it; nil if there is none. The error is an *AlreadySentError or that of the store.
func (h *History) find(ctx context.Context, l *Letter, r drafts.Record) (*store.Letter, error) {
	if h == nil {
		return nil, nil
	}
	key := drafts.Key(h.template, l.Values)
	if h.state(key) == notStored {
		return nil, nil
	}
	letters, err := h.store.About(ctx, key)
	if err != nil {
		return nil, &StoreError{err}
	}
	var open, out *store.Letter
	for i, other := range letters {
		switch {
		case other.Status.Out():
			if drafts.SharesRecipient(other.To, r.To) && (out == nil || other.Status == drafts.StatusSent && out.Status != drafts.StatusSent) {
				out = &letters[i] // a letter that was sent is the surest
			}
		case open == nil && (len(other.To) == 0 || drafts.SharesRecipient(other.To, r.To) || other.Status == drafts.StatusFailedPerm):
			open = &letters[i]
		}
	}
	if out != nil {
		already := &AlreadySentError{*out, !sameWords(*out, l, r)}
		already.Letter.Content, already.Letter.Words = nil, "" // there may be many
		return nil, already
	}
	return open, nil
}

// sameSender reports whether a frozen letter is from the sender of l. Without a column of senders that is the account, and
// another one may have been chosen since.
func sameSender(kept store.Letter, l *Letter) bool {
	return l.Envelope.From != nil && strings.EqualFold(kept.Frozen.Sender, l.Envelope.From.Address)
}

// sameWords reports whether a stored letter says what l says, to the same people, with the same files. Each has the date of its
// day, so l is composed as it would have been on the day of the stored one.
func sameWords(kept store.Letter, l *Letter, r drafts.Record) bool {
	old, err := kept.Record()
	if err != nil {
		return false
	}
	if !old.Written.Equal(r.Written) {
		d, err := drafts.Compose(l.Form, l.Envelope, drafts.Stamp{At: old.Written.In(field.Beijing)})
		if err != nil {
			return false
		}
		r.Subject, r.Body = d.Letter.Subject, d.Letter.Body
	}
	return old.Subject == r.Subject && old.Body == r.Body && old.From == r.From &&
		slices.EqualFunc(old.To, r.To, strings.EqualFold) &&
		slices.EqualFunc(old.Files, r.Files, func(a, b drafts.RecordFile) bool { return a.Digest == b.Digest })
}
