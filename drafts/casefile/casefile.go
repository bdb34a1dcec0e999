// Package casefile opens cases from the store and holds the rules of a case: what it claims, what arrived, which of its
// letters support has, what may be noted or written next, and what is due.
//
// The package knows no terminal and no language: results are typed values, refusals are *Error, and the clock, the calendar and
// the templates are handed in.
package casefile

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// Source is what cases are opened from.
type Source struct {
	Store *store.Store
	// Template returns the letter kind of a record. file is "" if the kind is found by its name.
	Template func(kind, file string) (*letter.Template, error)
	Now      func() time.Time
}

// File is a case: the letter that it began with, the letters about it, and all that happened since. A File does not change
// after it was opened.
type File struct {
	cases.Case
	Letter   store.Letter // the letter that the case began with
	Record   drafts.Record
	Values   letter.Values // empty if the template of the letter is gone, as are Facts and Claimed
	Facts    []letter.Fact
	Claimed  field.MoneyValue // the sum that the letter asks for; 0 if it states none
	List     *letter.List     // the list of the payments that the letter is about; nil if there are not several
	Details  []letter.Detail  // these payments; nil if List is
	Unstated bool             // the letter asks for money, but states no sum
	Named    store.Letter     // the letter by whose ID the case was opened: Letter, or a letter about the case

	sheet   *letter.Sheet  // of Letter; nil if its template is gone
	later   []store.Letter // about the case, the oldest first
	history []cases.Entry  // in the order in which they were noted, with those that were taken back
	source  *Source
}

// Open opens the case that a letter began or belongs to. The error is an *Error or an error of the store.
func (s *Source) Open(ctx context.Context, id string) (*File, error) {
	named, err := s.Store.Get(ctx, id)
	l := named
	if err == nil && named.Removed.IsZero() && named.About != "" {
		l, err = s.Store.Get(ctx, named.About)
	}
	switch {
	case err != nil:
		return nil, err
	case !l.Removed.IsZero():
		return nil, refuse(CodeRemoved, "ID", l.Short)
	case l.Kind == "":
		return nil, refuse(CodeForeign, "ID", l.Short)
	}
	f, err := s.Of(ctx, l)
	if err != nil {
		return nil, err
	}
	f.Named = named
	return f, nil
}

// All opens the cases that are beyond Prepared, the newest first. An error is the last value that it yields.
func (s *Source) All(ctx context.Context) iter.Seq2[*File, error] {
	return func(yield func(*File, error) bool) {
		for l, err := range s.Store.List(ctx, store.Filter{}) {
			if err != nil {
				yield(nil, err)
				return
			}
			if l.Kind == "" || l.About != "" || l.State == string(cases.Prepared) {
				continue
			}
			l, err := s.whole(ctx, l)
			var gone *store.NotFoundError
			switch {
			case errors.As(err, &gone): // it was purged in the meantime
				continue
			case err != nil:
				yield(nil, err)
				return
			}
			if f, err := s.Of(ctx, l); !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// Of opens the case that a letter began, removed or not.
func (s *Source) Of(ctx context.Context, l store.Letter) (*File, error) {
	f := &File{Letter: l, Named: l, source: s}
	var err error
	if f.Record, err = l.Record(); err != nil {
		return nil, err
	}
	if t, err := s.Template(l.Kind, f.Record.Template); err == nil { // the case is readable without its template
		f.begin(t, s.Now())
	}
	if f.later, err = s.Store.Belonging(ctx, l.ID); err != nil {
		return nil, err
	}
	events, err := s.Store.Events(ctx, l.ID)
	if err != nil {
		return nil, err
	}
	for i, e := range events {
		var entry cases.Entry
		if err := json.Unmarshal(e.Data, &entry); err != nil {
			return nil, &Error{Code: CodeDamaged, Args: map[string]any{"ID": l.Short}, Err: err}
		}
		entry.At, entry.Noted, entry.Number, entry.Seat = e.At, e.Noted, i+1, e.Seat
		for _, words := range []*string{&entry.Said, &entry.Asked, &entry.Agent, &entry.Ticket} {
			*words = field.Plain(*words) // they go into letters and pages
		}
		f.history = append(f.history, entry)
	}
	for _, sent := range f.stored() {
		if at := sent.SentAt(); !at.IsZero() {
			f.history = append(f.history, cases.Entry{
				At: at, Noted: at, State: cases.Submitted, Via: cases.Email, Letter: sent.ID, Reminder: reminderNumber(sent), Seat: sent.SentBy(),
			})
		}
	}
	f.Case = cases.Of(f.history, f.Record.ReplyWithin)
	return f, nil
}

// begin reads the answers of the letter that the case began with.
func (f *File) begin(t *letter.Template, now time.Time) {
	form := f.Record.Form(t, now)
	f.Values, f.Facts = form.Values(), form.Facts()
	f.sheet = t.Sheet(f.Values, now)
	if list, details := f.sheet.Details(); len(details) > 1 {
		f.List, f.Details = list, details
	}
	var stated bool
	f.Claimed, stated = form.Claim()
	f.Unstated = len(t.Claim) > 0 && !stated
}

// stored returns the letters of the case, the one that it began with first.
func (f *File) stored() []store.Letter {
	return append([]store.Letter{f.Letter}, f.later...)
}

// Recorded returns how many entries were recorded, with those that were taken back: it tells how much of a case somebody has seen.
func (f *File) Recorded() int {
	n := 0
	for _, e := range f.history {
		n = max(n, e.Number)
	}
	return n
}

// Add appends an entry to the history of the case in the store, and returns the case with it. The error is an *outbox.ChangedError if
// something was added since the case was opened, because it may say another thing then.
func (f *File) Add(ctx context.Context, e cases.Entry) (*File, error) {
	e.Noted, e.Number, e.Seat = f.source.Now().UTC(), f.Recorded()+1, f.source.Store.Seat()
	added := *f
	added.history = append(slices.Clone(f.history), e)
	added.Case = cases.Of(added.history, f.Record.ReplyWithin)
	data, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	event := store.Event{At: e.At, Noted: e.Noted, Data: data, Number: e.Number}
	if err := f.source.Store.Log(ctx, f.Letter.ID, event, string(added.State), storedClock(added.Case)); err != nil {
		return nil, err
	}
	return &added, nil
}

// AsksMoney reports whether the letter asks for money, with a stated sum or without.
func (f *File) AsksMoney() bool { return f.Claimed > 0 || f.Unstated }

// Outstanding returns the part of the claimed sum that has not arrived.
func (f *File) Outstanding() field.MoneyValue {
	return field.MoneyValue(cases.Outstanding(int64(f.Claimed), f.Received))
}

// PartlyPaid reports whether some of the money has arrived, some has not, and the case is open.
func (f *File) PartlyPaid() bool { return f.Received > 0 && f.Outstanding() > 0 && !f.State.Over() }

// EarliestDate returns the time of the first payment that the letter states; no entry may be older. It is zero if the letter states none.
func (f *File) EarliestDate() time.Time {
	for _, item := range []string{"recharged_at", "first_at"} {
		var earliest time.Time
		for name, v := range f.Values {
			at, ok := v.(field.TimeValue)
			if ok && name[strings.LastIndexByte(name, '.')+1:] == item && (earliest.IsZero() || at.Time.Before(earliest)) {
				earliest = at.Time
			}
		}
		if !earliest.IsZero() {
			return earliest
		}
	}
	return time.Time{}
}

// PromiseCounts reports whether the deadline of the case is one that support promised, and not the usual one.
func (f *File) PromiseCounts() bool {
	if f.Promised < 0 {
		return false
	}
	p := f.Entries[f.Promised].Promise
	if p.On != "" {
		return f.Clock.By == p.On
	}
	return f.Clock.By == "" && f.Clock.First == p.Workdays && f.Clock.Last == p.Workdays
}

// StepShortfall is the step of a case of which some of the money is missing.
const StepShortfall cases.Step = "shortfall"

// NextStep returns what the user does next.
func (f *File) NextStep(u cases.Urgency) cases.Step {
	step := cases.Next(f.State, u, f.Reminders)
	if step != cases.StepNone && f.PartlyPaid() {
		return StepShortfall
	}
	return step
}

// Amount returns an amount in fen as answers have it, and "0" for none.
func Amount(fen int64) string {
	if fen == 0 {
		return "0"
	}
	return field.MoneyValue(fen).Answer()
}

// Total is the money of several cases, in fen.
type Total struct {
	Count                          int
	Claimed, Received, Outstanding int64 // Outstanding counts open cases only
}

// Add adds the money of a case.
func (t *Total) Add(f *File) {
	t.Count++
	t.Claimed += int64(f.Claimed)
	t.Received += f.Received
	if !f.State.Over() {
		t.Outstanding += int64(f.Outstanding())
	}
}

// Claimed returns the sum that a letter asks for; 0 if it states none, or cannot be read.
func (s *Source) Claimed(l store.Letter) field.MoneyValue {
	r, err := l.Record()
	if l.Kind == "" || err != nil {
		return 0
	}
	t, err := s.Template(l.Kind, r.Template)
	if err != nil {
		return 0
	}
	sum, _ := r.Form(t, s.Now()).Claim()
	return sum
}
