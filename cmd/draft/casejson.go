package main

import (
	"time"

	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// caseObject is a case as programs read it.
type caseObject struct {
	ID       string               `json:"id"`
	Short    string               `json:"short"`
	Kind     string               `json:"kind"`
	Subject  string               `json:"subject"`
	State    cases.State          `json:"state"`
	Since    *string              `json:"since"`    // of the state
	Deadline *view.DeadlineObject `json:"deadline"` // null where nobody is waited for
	Urgency  cases.Urgency        `json:"urgency"`
	Claimed  string               `json:"claimed"` // empty if it is not about money, or no sum is stated
	Received string               `json:"received"`
	Rest     string               `json:"rest"`
	Entries  []entryObject        `json:"entries"`
}

type entryObject struct {
	At       string      `json:"at"`    // a date where only that is known
	State    cases.State `json:"state"` // empty where it stays
	Via      cases.Via   `json:"via"`
	Said     string      `json:"said"`
	Asked    string      `json:"asked"` // what support asked for
	Agent    string      `json:"agent"`
	Ticket   string      `json:"ticket"`
	Promised string      `json:"promised"` // a date, or working days; empty where nothing was
	Paid     string      `json:"paid"`
	PaidOn   string      `json:"paid_on"`
	PaidTo   string      `json:"paid_to"`
	Letter   string      `json:"letter"` // that went; empty where none did
}

func (a *app) caseObject(c *caseFile) (caseObject, error) {
	o := caseObject{
		ID: c.letter.ID, Short: c.letter.Short, Kind: c.letter.Kind, Subject: c.letter.Subject, State: c.State,
		Since: stampOrNone(c.Since), Entries: []entryObject{},
	}
	switch {
	case c.unstated:
		o.Received = fen(c.Received)
	case c.money():
		o.Claimed, o.Received, o.Rest = c.claimed.Answer(), fen(c.Received), fen(int64(c.rest()))
	}
	for _, e := range c.Entries {
		entry := entryObject{
			At: entryStamp(e), State: e.State, Via: e.Via, Said: e.Said, Asked: e.Asked, Agent: e.Agent, Ticket: e.Ticket, Letter: e.Letter,
		}
		if p := e.Promise; p != nil {
			entry.Promised = promised(*p)
		}
		if p := e.Paid; p != nil {
			entry.Paid, entry.PaidOn, entry.PaidTo = fen(p.Fen), p.On, string(p.To)
		}
		o.Entries = append(o.Entries, entry)
	}
	var err error
	o.Deadline, o.Urgency, err = a.due(c.Clock)
	return o, err
}

// entryStamp is when an entry happened, as programs read it.
func entryStamp(e cases.Entry) string {
	if e.Day {
		return e.At.In(field.Beijing).Format(time.DateOnly)
	}
	return stamp(e.At)
}

// printCase prints a case for a program.
func (a *app) printCase(c *caseFile) error {
	o, err := a.caseObject(c)
	if err != nil {
		return err
	}
	return a.term.PrintJSON(o)
}
