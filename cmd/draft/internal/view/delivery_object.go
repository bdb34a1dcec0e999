package view

import (
	"draft/drafts"
	"draft/drafts/delivery"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// SentObjectOf returns the object of a kept letter for --json.
func SentObjectOf(l store.Letter) SentObject {
	o := SentObject{ID: l.ID, Status: string(l.Status), Subject: l.Subject, To: append([]string{}, l.To...)}
	if l.Frozen != nil {
		o.MessageID = l.Frozen.MessageID
	}
	return o
}

// SentObjects returns the objects of results for --json.
func SentObjects(v *View, results []delivery.Result, s Sending) []SentObject {
	objects := []SentObject{}
	for _, r := range results {
		objects = append(objects, v.SentObject(r, s))
	}
	return objects
}

// SentObject returns the object of a result for --json.
func (v *View) SentObject(r delivery.Result, s Sending) SentObject {
	o := SentObject{
		ID: r.Item.ID, Status: string(r.Status), Subject: r.Item.Subject, To: append([]string{}, r.Item.Recipients...), MessageID: r.Item.Info.MessageID,
	}
	if r.Status == drafts.StatusSent && r.Kind != delivery.Elsewhere {
		o.Reply = ReplyOf(r.Reply)
	}
	switch {
	case r.Failure != nil:
		o.Failure = &FailureObject{
			Stage: string(r.Failure.Stage), Reply: ReplyOf(r.Failure.Reply), Cause: string(smtp.Explain(r.Failure, s.Account)),
			RetryAfter: int(r.Failure.Advice.Wait.Seconds()), Message: v.Explain(r.Failure, s.Account),
		}
	case r.Kind == delivery.Elsewhere:
		if o.Elsewhere, o.Seat = true, r.Seat; !leftToOthers(r) {
			o.Failure = &FailureObject{Message: []string{Elsewhere(v, r)}}
		}
	case r.Kind == delivery.Duplicate:
		o.Failure = &FailureObject{Cause: "sent_before", Message: []string{Earlier(v, r.Earlier)}}
	case r.Limit != nil:
		o.Failure = &FailureObject{Cause: "daily_limit", Message: []string{limitReached(v, r.Limit, s)}}
	case r.Err != nil:
		o.Failure = &FailureObject{Message: v.Lines(StoreError(r.Err, s.Place))}
	}
	return o
}

// RehearsalObject returns the object of a rehearsal for --json.
func RehearsalObject(items []*delivery.Item, account smtp.Account, f smtp.Features) map[string]any {
	letters := []map[string]any{}
	for _, item := range items {
		names := []string{}
		for _, a := range item.Files() {
			names = append(names, a.Name)
		}
		letters = append(letters, map[string]any{
			"id": item.ID, "from": item.Info.From, "to": append([]string{}, item.Recipients...), "subject": item.StoredSubject(),
			"attachments": names, "size": item.Info.Size,
		})
	}
	return map[string]any{"letters": letters, "server": account.URL(), "pipelining": f.Pipelining, "size_limit": f.Size}
}

// SentObject is the result of sending one letter.
type SentObject struct {
	Row       int            `json:"row,omitempty"`    // of the table of a batch
	Rows      []int          `json:"rows,omitempty"`   // all of its rows, if it has several
	Before    string         `json:"before,omitempty"` // same or changed: this letter may have arrived before, and nothing was sent
	ID        string         `json:"id"`
	Status    string         `json:"status"`
	Elsewhere bool           `json:"elsewhere,omitempty"` // another process had the letter, and Status is how far it has come there
	Seat      string         `json:"seat,omitempty"`      // that had it, if it has a name
	Subject   string         `json:"subject"`
	To        []string       `json:"to"`
	MessageID string         `json:"message_id,omitempty"`
	Reply     *ReplyObject   `json:"reply,omitempty"` // of the server that accepted it
	Failure   *FailureObject `json:"failure,omitempty"`
}

// FailureObject is why a letter was not sent, or may not have been.
type FailureObject struct {
	Stage string       `json:"stage,omitempty"`
	Reply *ReplyObject `json:"reply,omitempty"` // of the server that refused it
	Cause string       `json:"cause,omitempty"`
	// RetryAfter is how many seconds to wait before another try; 0 if the server does not say.
	RetryAfter int      `json:"retry_after,omitempty"`
	Message    []string `json:"message"`
}
