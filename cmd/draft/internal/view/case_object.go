package view

import (
	"strconv"
	"time"

	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/workday"
)

// CaseObject is a case in --json.
type CaseObject struct {
	ID       string          `json:"id"`
	Short    string          `json:"short"`
	Kind     string          `json:"kind"`
	Subject  string          `json:"subject"`
	State    cases.State     `json:"state"`
	Since    *string         `json:"since"`    // when the case got into its state
	Deadline *DeadlineObject `json:"deadline"` // null if no answer is awaited
	Urgency  cases.Urgency   `json:"urgency"`
	Claimed  string          `json:"claimed"` // "" if the case is not about money or states no sum
	Received string          `json:"received"`
	Rest     string          `json:"rest"`
	Open     []int           `json:"open_payments"` // the numbers of the payments of which money is missing; empty if it is not known
	Entries  []EntryObject   `json:"entries"`
}

// EntryObject is an entry of a case in --json. What it does not have is "".
type EntryObject struct {
	At       string      `json:"at"`    // a time, or a date if only that is known
	State    cases.State `json:"state"` // "" if the entry does not change it
	Via      cases.Via   `json:"via"`
	Said     string      `json:"said"`
	Asked    string      `json:"asked"` // what support asked for
	Agent    string      `json:"agent"`
	Ticket   string      `json:"ticket"`
	Promised string      `json:"promised"` // a date, or working days
	Paid     string      `json:"paid"`
	PaidOn   string      `json:"paid_on"`
	PaidTo   string      `json:"paid_to"`
	PaidFor  []int       `json:"paid_for"` // the numbers of the payments of the letter; empty if it is not known
	Letter   string      `json:"letter"`   // the ID of the letter that was sent
	Seat     string      `json:"seat,omitempty"`
}

// CaseObjectOf returns the object of a case with its deadline for --json.
func CaseObjectOf(f *casefile.File, d casefile.Deadline) CaseObject {
	o := CaseObject{
		ID: f.Letter.ID, Short: f.Letter.Short, Kind: f.Letter.Kind, Subject: f.Letter.Subject, State: f.State,
		Since: StampOrNone(f.Since), Deadline: DeadlineOf(d.Range), Urgency: d.Urgency, Entries: []EntryObject{},
		Open: casefile.Numbers(f.OpenDetails()),
	}
	switch {
	case f.Unstated:
		o.Received = casefile.Amount(f.Received)
	case f.AsksMoney():
		o.Claimed, o.Received = f.Claimed.Answer(), casefile.Amount(f.Received)
		o.Rest = casefile.Amount(int64(f.Outstanding()))
	}
	for _, e := range f.Entries {
		entry := EntryObject{
			At: timeStamp(e.When()), State: e.State, Via: e.Via, Said: e.Said, Asked: e.Asked, Agent: e.Agent, Ticket: e.Ticket, Letter: e.Letter,
			Seat:    e.Seat,
			PaidFor: []int{},
		}
		if p := e.Promise; p != nil {
			entry.Promised = p.On
			if p.On == "" {
				entry.Promised = strconv.Itoa(p.Workdays)
			}
		}
		if p := e.Paid; p != nil {
			entry.Paid, entry.PaidOn, entry.PaidTo = casefile.Amount(p.Fen), p.On, string(p.To)
			entry.PaidFor = append(entry.PaidFor, p.For...)
		}
		o.Entries = append(o.Entries, entry)
	}
	return o
}

// ExplainedObject is a case and each day of its wait, in --json.
type ExplainedObject struct {
	CaseObject
	Days []DayObject `json:"days"`
}

// DayObject is a day of a wait.
type DayObject struct {
	Date        string         `json:"date"`
	Number      int            `json:"number"` // of the working day; 0 if the day does not count
	Reason      workday.Reason `json:"reason"`
	Holiday     string         `json:"holiday"`
	Provisional bool           `json:"provisional"`
}

// ExplainedObjectOf returns the object of a case with its deadline and the days counted for it.
func ExplainedObjectOf(f *casefile.File, d casefile.Deadline, steps []workday.Step) ExplainedObject {
	o := ExplainedObject{CaseObject: CaseObjectOf(f, d), Days: []DayObject{}}
	for _, s := range steps {
		o.Days = append(o.Days, DayObject{s.Date.Format(time.DateOnly), s.Number, s.Reason, string(s.Holiday), s.Provisional})
	}
	return o
}

// DueObject is the result of `draft due --json`.
type DueObject struct {
	Late     int             `json:"late"`
	Today    int             `json:"today"`
	Soon     int             `json:"soon"`
	Waiting  int             `json:"waiting"`
	Asked    int             `json:"asked"`
	Answered int             `json:"answered"`
	Cases    []DueCaseObject `json:"cases"`
}

// DueCaseObject is a case with something to do.
type DueCaseObject struct {
	ID       string          `json:"id"`
	Short    string          `json:"short"`
	Kind     string          `json:"kind"`
	Subject  string          `json:"subject"`
	Urgency  cases.Urgency   `json:"urgency"`
	Deadline *DeadlineObject `json:"deadline"` // null if the next step is the user's
	Next     string          `json:"next"`     // the command: followup, supplement or settle; "" if there is nothing to do yet
}

// DueObjectOf returns the object of what is due for --json.
func DueObjectOf(due casefile.Due) DueObject {
	o := DueObject{
		Late: due.Count(cases.Late, ""), Today: due.Count(cases.Today, ""), Soon: due.Count(cases.Soon, ""),
		Waiting: due.Count(cases.Waiting, ""), Asked: due.Count(cases.Yours, cases.Asked),
		Answered: due.Count(cases.Yours, cases.Answered), Cases: []DueCaseObject{},
	}
	for _, g := range due {
		for _, c := range g.Cases {
			l := c.Letter
			o.Cases = append(o.Cases, DueCaseObject{l.ID, l.Short, l.Kind, l.Subject, g.Urgency, DeadlineOf(c.Deadline), c.Command})
		}
	}
	return o
}
