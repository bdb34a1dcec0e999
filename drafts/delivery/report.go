package delivery

import (
	"slices"

	"draft/drafts"
)

// End says how a sending ended.
type End int

// The ends of a sending.
const (
	EndAll         End = iota // all letters were sent
	EndPart                   // some were not sent
	EndNone                   // none was sent
	EndUnknown                // the outcome of some is unknown
	EndInterrupted            // a person stopped it
)

// Report is the summary of a sending.
type Report struct {
	End     End
	Results []Result // of Send
	Sent    int
	Total   int // letters, including those left out and those over the daily limit
	// Duplicates names the letters that were not sent because an earlier letter shares a key.
	Duplicates []string
	// Waits reports whether `draft send --queued` tries a letter of this sending again.
	Waits bool
	// Cause is the error that stopped the sending, if one did and it was not a person.
	Cause error
}

// Summarize sums up the results of Send, of which there are none if nothing was sent, and its error. interrupted says that a person
// stopped it.
func (p *Plan) Summarize(results []Result, err error, interrupted bool) Report {
	r := Report{Results: results, Total: len(p.Items) + p.leftOut + p.held, Waits: p.held > 0, Cause: err, Duplicates: slices.Clone(p.duplicates)}
	unknown := p.unknown
	for _, result := range results {
		r.Waits = r.Waits || result.Waits()
		switch result.Kind {
		case Sent:
			r.Sent++
		case Unknown, Unrecorded: // the next run does not know either
			unknown++
		case Duplicate:
			r.Duplicates = append(r.Duplicates, result.ID)
		}
	}
	switch {
	case unknown > 0:
		r.End = EndUnknown
	case r.Sent == len(p.Items) && p.leftOut+p.held == 0:
		r.End = EndAll
	case interrupted:
		r.End, r.Cause = EndInterrupted, nil
	case r.Sent > 0:
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
