package delivery

import (
	"errors"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// plan returns a plan with letters of these IDs over an empty store.
func planOf(t *testing.T, ids ...string) *Plan {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	p := NewPlan(Options{Store: s, Now: time.Now})
	for _, id := range ids {
		p.Items = append(p.Items, &Item{ID: id, Short: id, Name: id})
	}
	return p
}

// Each result of the outbox has one kind, and is counted once.
func TestClassify(t *testing.T) {
	broken := errors.New("disk full")
	earlier := func(status drafts.Status) error { return &outbox.AlreadySentError{Status: status} }
	failed := &outbox.Failure{Stage: outbox.StageRecipient}
	tests := []struct {
		name   string
		entry  outbox.Entry
		err    error
		kind   Kind
		status drafts.Status
		counts Counts
		waits  bool
	}{
		{"sent", outbox.Entry{Status: drafts.StatusSent}, nil, Sent, drafts.StatusSent, Counts{Sent: 1}, false},
		{"sent, not recorded", outbox.Entry{Status: drafts.StatusSent}, broken, Unrecorded, drafts.StatusSent, Counts{Unknown: 1}, false},
		{"no reply", outbox.Entry{Status: drafts.StatusUnknown, Failure: failed}, nil, Unknown, drafts.StatusUnknown, Counts{Unknown: 1}, false},
		{"rejected", outbox.Entry{Status: drafts.StatusFailedPerm, Failure: failed}, nil, Rejected, drafts.StatusFailedPerm, Counts{Refused: 1}, false},
		{"deferred", outbox.Entry{Status: drafts.StatusFailedTemp, Failure: failed}, nil, Deferred, drafts.StatusFailedTemp, Counts{Refused: 1, Deferred: 1}, true},
		{"deferred, not recorded", outbox.Entry{Status: drafts.StatusFailedTemp}, broken, Deferred, drafts.StatusFailedTemp, Counts{Refused: 1, Deferred: 1}, false},
		{"put back", outbox.Entry{Status: drafts.StatusQueued}, nil, NotTried, drafts.StatusQueued, Counts{NotTried: 1}, true},
		{"put back, not recorded", outbox.Entry{Status: drafts.StatusQueued}, broken, NotTried, drafts.StatusQueued, Counts{NotTried: 1}, false},
		{"changed", outbox.Entry{}, &outbox.ChangedError{}, NotBegun, drafts.StatusQueued, Counts{Refused: 1}, false},
		{"busy", outbox.Entry{}, &outbox.BusyError{Status: drafts.StatusSending}, Busy, drafts.StatusSending, Counts{Busy: 1}, false},
		{"over the daily limit", outbox.Entry{}, &outbox.LimitError{Limit: 1}, NotTried, drafts.StatusQueued, Counts{NotTried: 1}, true},
		// An earlier letter that another process is sending is not one with an unknown outcome.
		{"earlier is sent", outbox.Entry{}, earlier(drafts.StatusSent), Duplicate, drafts.StatusQueued, Counts{Already: 1}, false},
		{"earlier is unknown", outbox.Entry{}, earlier(drafts.StatusUnknown), Duplicate, drafts.StatusQueued, Counts{Unknown: 1}, false},
		{"earlier is being sent", outbox.Entry{}, earlier(drafts.StatusSending), Duplicate, drafts.StatusQueued, Counts{Busy: 1}, false},
		{"earlier is committing", outbox.Entry{}, earlier(drafts.StatusCommitting), Duplicate, drafts.StatusQueued, Counts{Busy: 1}, false},
	}
	p := planOf(t, "a")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := p.classify(t.Context(), p.Items[0], outbox.Result{Entry: test.entry, Err: test.err})
			var counts Counts
			counts.Add(r)
			if r.Kind != test.kind || r.Status != test.status || counts != test.counts || r.Waits() != test.waits {
				t.Errorf("kind %d, %s, %+v, waits %v", r.Kind, r.Status, counts, r.Waits())
			}
		})
	}
}

// One summary says how a sending ended, by the worst of it.
func TestSummarize(t *testing.T) {
	tests := []struct {
		name        string
		kinds       []Kind // of the letters that had their turn
		leftOut     int
		held        int
		unknown     int // of earlier runs
		interrupted bool
		end         End
		waits       bool
	}{
		{name: "all", kinds: []Kind{Sent, Sent, Sent}, end: EndAll},
		{name: "part", kinds: []Kind{Sent, Rejected, Sent}, end: EndPart},
		{name: "the rest was not tried", kinds: []Kind{Sent}, end: EndPart, waits: true},
		{name: "none", kinds: []Kind{Rejected, Rejected, NotBegun}, end: EndNone},
		{name: "unknown is worst", kinds: []Kind{Sent, Unknown}, interrupted: true, end: EndUnknown, waits: true},
		{name: "sent and not recorded is unknown", kinds: []Kind{Sent, Unrecorded, Sent}, end: EndUnknown},
		{name: "unknown of an earlier run", kinds: []Kind{Sent, Sent, Sent}, unknown: 1, end: EndUnknown},
		{name: "interrupted", kinds: []Kind{Sent}, interrupted: true, end: EndInterrupted, waits: true},
		{name: "interrupted after the last", kinds: []Kind{Sent, Sent, Sent}, interrupted: true, end: EndAll},
		{name: "one was left out", kinds: []Kind{Sent, Sent, Sent}, leftOut: 1, end: EndPart},
		{name: "held for tomorrow", kinds: []Kind{Sent, Sent, Sent}, held: 2, end: EndPart, waits: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := planOf(t, "a", "b", "c")
			p.leftOut, p.held, p.unknown = test.leftOut, test.held, test.unknown
			outcome := Outcome{Err: errors.New("stopped"), letters: len(p.Items)}
			sent := 0
			for i, kind := range test.kinds {
				r := Result{Item: p.Items[i], ID: p.Items[i].Name, Kind: kind, Status: drafts.StatusSent}
				if kind == NotBegun {
					r.Err = &outbox.ChangedError{}
				}
				if kind == Sent {
					sent++
				}
				outcome.count(r)
			}
			r := p.Summarize(outcome, test.interrupted)
			if r.End != test.end || r.Waits != test.waits || r.Total != 3+test.leftOut+test.held || r.Sent != sent || r.Left != 3-sent {
				t.Errorf("%+v", r)
			}
			if (r.Cause == nil) != (r.End == EndInterrupted) {
				t.Errorf("end %d with the cause %v", r.End, r.Cause)
			}
		})
	}
}

// Letters that were left out because of earlier ones are counted with those that the outbox left out.
func TestDuplicatesAreCounted(t *testing.T) {
	p := planOf(t, "a", "b")
	p.LeaveOut(true)
	p.LeaveOut(false)
	p.Items = p.Items[1:]
	var outcome Outcome
	outcome.count(Result{Item: p.Items[0], ID: "b", Kind: Duplicate, Earlier: &Earlier{}})
	r := p.Summarize(outcome, false)
	if r.Duplicates != 2 || r.Total != 3 {
		t.Errorf("%+v", r)
	}
}
