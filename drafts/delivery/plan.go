// Package delivery owns one sending, from the choice of the letters to the summary of what became of them: which letters may
// be sent, by which account and how many of them today, what each message is made of, what a person must confirm first, and
// what a result of the outbox means. It asks nobody, prints nothing and knows no flag: it returns items, questions, results and
// typed errors.
package delivery

import (
	"context"
	"errors"
	"slices"
	"time"

	"draft/drafts"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// Options say where a sending gets its data from and which letters it may send.
type Options struct {
	Store *store.Store
	Now   func() time.Time
	NewID func() string
	// Date is that of the messages that are composed; if it is zero, that of each is the time at which it is composed. With the same date
	// a letter that has not changed becomes the same bytes again.
	Date time.Time
	// Cleaned is called with the names of photos whose metadata was removed.
	Cleaned func(names []string)
	// Resend allows letters with an unknown outcome. Other letters are refused then.
	Resend bool
}

// Plan is the letters of one sending and the account that sends them.
type Plan struct {
	Account smtp.Account
	Items   []*Item

	options    Options
	leftOut    int // items that were taken out because of an error
	held       int // items over the daily limit of the account
	unknown    int // letters of an earlier run with an unknown outcome, which are not sent again
	duplicates int // items that were taken out because an earlier letter shares a key
}

// NewPlan returns a plan without letters.
func NewPlan(o Options) *Plan { return &Plan{options: o} }

// fewItems is the largest number of letters that are shown and compared one by one.
const fewItems = 10

// Many reports whether there are too many letters to show and compare them one by one.
func (p *Plan) Many() bool { return len(p.Items)+p.leftOut > fewItems }

// Candidates returns the letters that a person may choose from if none was named, newest first: those with an unknown outcome
// if resolve is true, else those that were not sent. All but the first WithContent lack their content, because there may be many.
// The error is a *NothingToSendError if there are none.
func (p *Plan) Candidates(ctx context.Context, resolve bool) ([]store.Letter, error) {
	statuses := []drafts.Status{drafts.StatusDraft, drafts.StatusQueued, drafts.StatusFailedTemp, drafts.StatusFailedPerm}
	if resolve {
		statuses = []drafts.Status{drafts.StatusUnknown}
	}
	var letters []store.Letter
	for l, err := range p.options.Store.List(ctx, store.Filter{Statuses: statuses}) {
		if err != nil {
			return nil, err
		}
		if len(letters) >= WithContent {
			l.Content, l.Words = nil, ""
		}
		letters = append(letters, l)
	}
	if len(letters) > 0 {
		return letters, nil
	}
	out := []drafts.Status{drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown}
	for _, err := range p.options.Store.List(ctx, store.Filter{Statuses: out, Limit: 1}) {
		if err != nil {
			return nil, err
		}
		return nil, &NothingToSendError{Out: true}
	}
	return nil, &NothingToSendError{}
}

// WithContent is how many Candidates have their content: as many as are shown to a person.
const WithContent = 50

// AddLetter adds a kept letter, with its message if that is frozen. The error may be a *NotSendableError.
func (p *Plan) AddLetter(ctx context.Context, l store.Letter) error {
	if err := p.checkSendable(l); err != nil {
		return err
	}
	item, err := kept(l)
	if err != nil {
		return err
	}
	if l.Frozen != nil {
		if err := p.readFrozen(ctx, item); err != nil {
			return err
		}
	}
	return p.add(item)
}

// AddID adds the kept letter whose ID begins so.
func (p *Plan) AddID(ctx context.Context, id string) error {
	l, err := p.options.Store.Get(ctx, id)
	if err != nil {
		return err
	}
	err = p.AddLetter(ctx, l)
	if twice := (*NamedTwiceError)(nil); errors.As(err, &twice) {
		twice.Name = id
	}
	return err
}

// add adds a letter once.
func (p *Plan) add(item *Item) error {
	if slices.ContainsFunc(p.Items, func(other *Item) bool { return other.ID == item.ID }) {
		return &NamedTwiceError{Name: item.Name}
	}
	p.Items = append(p.Items, item)
	return nil
}

// AddWaiting adds all letters that are frozen and wait, oldest first. It reads the messages only if there are few, because they
// are read to be shown. A letter that cannot be read is left out and passed to leaveOut. The error is ErrNothingWaits if no
// letter waits.
func (p *Plan) AddWaiting(ctx context.Context, leaveOut func(error)) error {
	var items []*Item
	var previous *Item
	for l, err := range p.options.Store.List(ctx, store.Filter{Statuses: []drafts.Status{drafts.StatusQueued, drafts.StatusFailedTemp}}) {
		if err != nil {
			return err
		}
		item, err := Waiting(l, previous)
		if err != nil {
			p.leftOut++
			leaveOut(err)
			continue
		}
		if len(items) < fewItems {
			l.Content, l.Words = nil, ""
			item.letter = &l
		}
		items, previous = append(items, item), item
	}
	if len(items) == 0 && p.leftOut == 0 {
		return ErrNothingWaits
	}
	slices.Reverse(items)
	for _, item := range items {
		if len(items) <= fewItems {
			if err := p.readFrozen(ctx, item); err != nil {
				p.leftOut++
				leaveOut(err)
				continue
			}
		}
		p.Items = append(p.Items, item)
	}
	return nil
}

// LeaveOut counts a letter that is not sent because of an error. The caller takes it out of Items.
func (p *Plan) LeaveOut(duplicate bool) {
	p.leftOut++
	if duplicate {
		p.duplicates++
	}
}

// CountUnknown counts letters with an unknown outcome that are not sent again.
func (p *Plan) CountUnknown(n int) { p.unknown += n }

// CountOtherUnknown returns the number of letters with an unknown outcome that are not in the plan.
func (p *Plan) CountOtherUnknown(ctx context.Context) (int, error) {
	unknown := map[string]bool{}
	for l, err := range p.options.Store.List(ctx, store.Filter{Statuses: []drafts.Status{drafts.StatusUnknown}}) {
		if err != nil {
			return 0, err
		}
		unknown[l.ID] = true
	}
	for _, item := range p.Items {
		delete(unknown, item.ID)
	}
	return len(unknown), nil
}

// shortID returns the ID of a letter as it is typed, and all of it if it cannot be looked up.
func (p *Plan) shortID(ctx context.Context, id string) string {
	l, err := p.options.Store.Get(ctx, id)
	if err != nil {
		return id
	}
	return l.Short
}
