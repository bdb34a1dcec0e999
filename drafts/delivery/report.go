package delivery

import "draft/drafts"

// End says how a sending ended.
type End int

// The ends of a sending.
const (
	EndAll         End = iota // all letters were sent, or are left to other processes
	EndPart                   // some were not sent
	EndNone                   // none was sent
	EndUnknown                // the outcome of some is unknown
	EndInterrupted            // a person stopped it
)

// Report is the summary of a sending.
type Report struct {
	End     End
	Results []Result // of Send, if they are kept
	Sent    int
	// Elsewhere is the number of letters that other processes have sent meanwhile, and Busy that of those that they are sending.
	Elsewhere, Busy int

	Left  int // letters that Send was given, and that neither this process nor another has sent or is sending
	Total int // letters, including those left out and those over the daily limit
	// Duplicates is the number of letters that were not sent because another letter that shares a key is out.
	Duplicates int
	// Waits reports whether `draft send --queued` tries a letter of this sending again.
	Waits bool
	// Cause is the error that stopped the sending, if one did and it was not a person.
	Cause error
}

// Summarize sums up what became of the letters; the outcome is empty if none was given to Send. interrupted says that a person stopped
// the sending.
func (p *Plan) Summarize(o Outcome, interrupted bool) Report {
	r := Report{
		Results: o.Results, Sent: o.sent, Elsewhere: o.elsewhere, Busy: o.busy, Left: o.letters - o.sent - o.elsewhere - o.busy, Total: len(p.Items) + p.leftOut + p.held,
		Duplicates: p.duplicates + o.duplicates, Waits: p.held > 0 || o.waits || o.tried < o.letters, Cause: o.Err,
	}
	unknown := p.unknown + o.unknown
	switch {
	case unknown > 0:
		r.End = EndUnknown
	case r.Sent+r.Elsewhere+r.Busy == len(p.Items) && p.leftOut+p.held == 0:
		r.End = EndAll
	case interrupted:
		r.End, r.Cause = EndInterrupted, nil
	case r.Sent+r.Elsewhere+r.Busy > 0:
		r.End = EndPart
	default:
		r.End = EndNone
	}
	return r
}

// Untried returns the result of a letter whose turn did not come.
func Untried(item *Item) Result {
	return Result{Item: item, ID: item.Short, Status: drafts.StatusQueued}
}
