package batch

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/store"
)

// sendState is the most advanced status among the stored letters that share a key.
type sendState byte

const (
	notStored sendState = iota
	stored              // none was sent
	maybeSent           // one may have been sent
	sent
)

// History tells which rows of a table are about what stored letters are about. A nil History knows no letters.
type History struct {
	store  *store.Store
	seed   maphash.Seed
	states map[uint64]sendState // by the hash of a key

	overtaken atomic.Bool // another process stores letters about the same rows, so that states are out of date
}

// AlreadySentError reports a letter that shares a key with a row and was sent, or may have been, or that another process has just stored to
// be sent. No other letter is made for the row.
type AlreadySentError struct {
	Letter  store.Letter   // without its content
	Same    drafts.KeyKind // what the letter and the row have in common
	Changed bool           // the letter of the row would say something else
	// Meanwhile is whether it was sent since the table was checked, by another process.
	Meanwhile bool
}

// Elsewhere reports whether another process has sent the letter of the row since the table was checked.
func (e *AlreadySentError) Elsewhere() bool {
	return e.Meanwhile && !e.Changed && e.Letter.Status == drafts.StatusSent
}

func (e *AlreadySentError) Error() string { return "letter " + e.Letter.ID + " shares a key" }

// LoadHistory reads the keys of the stored letters.
func LoadHistory(ctx context.Context, s *store.Store) (*History, error) {
	h := &History{store: s, seed: maphash.MakeSeed(), states: map[uint64]sendState{}}
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
		id := h.hash(m.Text, m.Numbered)
		h.states[id] = max(h.states[id], state)
	}
	return h, nil
}

func (h *History) hash(text string, numbered bool) uint64 {
	return maphash.Comparable(h.seed, drafts.Key{Text: text, Numbered: numbered})
}

// state returns the status of the stored letters that share a key.
func (h *History) state(keys []drafts.Key) sendState {
	state := notStored
	if h == nil {
		return state
	}
	for _, k := range keys {
		state = max(state, h.states[h.hash(k.Text, false)])
		if !k.Numbered {
			state = max(state, h.states[h.hash(k.Text, true)])
		}
	}
	return state
}

// found is what find has found about a row.
type found struct {
	known []store.Letter // all letters that share a key
	// letter is the one that is to be sent in place of another for the row, or replaced by it; nil if there is none.
	letter *store.Letter
	use    bool // in place of another
	theirs bool // as what another process makes of it: it is from another sender, or was refused just now
}

// find looks for a stored letter that shares a key with l, to one of the same addresses. The error is an *AlreadySentError or that of the
// store.
func (h *History) find(ctx context.Context, l *Letter, r drafts.Record) (found, error) {
	keys := l.Keys()
	isNew := h.state(keys) == notStored
	if h == nil || isNew && !h.overtaken.Load() {
		return found{}, nil
	}
	letters, err := h.store.About(ctx, keys)
	if err != nil {
		return found{}, &StoreError{err}
	}
	f := found{known: letters}
	var open, out *store.Letter
	for i, other := range letters {
		switch {
		case other.Status.Out():
			if drafts.SharesRecipient(other.To, r.To) && (out == nil || other.Status == drafts.StatusSent && out.Status != drafts.StatusSent) {
				out = &letters[i] // a letter that was sent is the surest
			}
		case open == nil && sameOrders(keys, other.Keys) && (len(other.To) == 0 || drafts.SharesRecipient(other.To, r.To) || other.Status == drafts.StatusFailedPerm):
			open = &letters[i]
		}
	}
	if f.letter = cmp.Or(out, open); f.letter == nil {
		return f, nil
	}
	words, sender := sameWords(*f.letter, l, r), f.letter.Frozen != nil && sameSender(*f.letter, l)
	switch status := f.letter.Status; {
	case status == drafts.StatusSent, status == drafts.StatusUnknown:
	case status.Out(), isNew && f.letter.Frozen != nil: // another process is sending it, or has stored it since this one read the store
		if words {
			f.use, f.theirs = true, !sender || status == drafts.StatusFailedTemp || status == drafts.StatusFailedPerm
			return f, nil
		}
	default:
		f.use = words && sender
		return f, nil
	}
	already := &AlreadySentError{Letter: *f.letter, Same: sameKey(keys, f.letter.Keys), Changed: !words}
	already.Letter.Content, already.Letter.Words = nil, "" // there may be many
	return found{}, already
}

// sameKey returns the kind of the first key that two letters share.
func sameKey(own, other []drafts.Key) drafts.KeyKind {
	for _, k := range own {
		if slices.ContainsFunc(other, k.Matches) {
			return k.Kind
		}
	}
	return ""
}

// sameOrders reports whether own may replace a letter with other keys: it has all their order numbers, or none. Otherwise another order
// would lose its letter.
func sameOrders(own, other []drafts.Key) bool {
	order := func(k drafts.Key) bool { return k.Kind == drafts.KeyOrder }
	return !slices.ContainsFunc(own, order) || !slices.ContainsFunc(other, func(k drafts.Key) bool { return order(k) && !slices.Contains(own, k) })
}

// sameSender reports whether a frozen letter is from the sender of l. Without a column of senders that is the account, and
// another one may have been chosen since.
func sameSender(kept store.Letter, l *Letter) bool {
	return l.Envelope.From != nil && strings.EqualFold(kept.Frozen.Sender, l.Envelope.From.Address)
}

// sameWords reports whether a stored letter says what l says, to the same people, with the same files. Each has the date of its
// day, so l is composed as it would have been on the day of the stored one.
func sameWords(kept store.Letter, l *Letter, r drafts.Record) bool {
	if kept.Kind == "" { // the database had lost it: no more than its subject can be compared
		return kept.Subject == r.Subject
	}
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
