package main

import (
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/store"
)

// keptObject is the result of `draft show --json`: the document and its state.
type keptObject struct {
	view.DocumentObject
	Short     string               `json:"short"`
	Status    drafts.Status        `json:"status"`
	State     cases.State          `json:"state"` // of the case
	About     string               `json:"about"` // the ID of the case that the letter belongs to; "" if it starts one
	CreatedAt string               `json:"created_at"`
	ChangedAt string               `json:"changed_at"`
	RemovedAt *string              `json:"removed_at"`
	SentAt    *string              `json:"sent_at"`
	Deadline  *view.DeadlineObject `json:"deadline"` // null while no answer is due
	Frozen    *frozenObject        `json:"frozen"`   // null while it is a draft
	Attempts  []attemptObject      `json:"attempts"`
	Opened    string               `json:"opened,omitempty"` // the file that was opened with the mail program
}

// frozenObject is the frozen message of a letter.
type frozenObject struct {
	MessageID string   `json:"message_id"`
	Digest    string   `json:"sha256"`
	Size      int64    `json:"size"`
	At        string   `json:"frozen_at"`
	From      string   `json:"from"`
	To        []string `json:"to"` // blind copies too
	Account   string   `json:"account"`
}

// attemptObject is an attempt to send a letter.
type attemptObject struct {
	Began      string        `json:"began_at"`
	Committing *string       `json:"committing_at"` // before its end was sent; null if it did not get there
	Ended      *string       `json:"ended_at"`
	Status     drafts.Status `json:"status"`
	Stage      string        `json:"stage"`
	Code       int           `json:"code"`
	Text       string        `json:"text"`
	Recipient  string        `json:"recipient"`
	Account    string        `json:"account"`
}

// object returns the object of a letter for --json.
func (s *showOptions) object(l store.Letter, due *view.DeadlineObject, doc *document) *keptObject {
	o := &keptObject{
		DocumentObject: *doc.object(), Short: l.Short, Status: l.Status, State: cases.State(l.State), About: l.About, CreatedAt: view.Stamp(l.Created),
		ChangedAt: view.Stamp(l.Changed), RemovedAt: view.StampOrNone(l.Removed), SentAt: view.StampOrNone(l.SentAt()),
		Deadline: due, Attempts: []attemptObject{}, Opened: s.opened,
	}
	if f := l.Frozen; f != nil {
		o.Frozen = &frozenObject{
			MessageID: f.MessageID, Digest: f.Digest, Size: f.Size, At: view.Stamp(f.At), From: f.Sender,
			To: append([]string{}, f.Recipients...), Account: f.Account,
		}
	}
	for _, a := range l.Attempts {
		o.Attempts = append(o.Attempts, attemptObject{
			Began: view.Stamp(a.Began), Committing: view.StampOrNone(a.Committing), Ended: view.StampOrNone(a.Ended), Status: a.Status,
			Stage: string(a.Stage), Code: a.Code, Text: a.Text, Recipient: a.Recipient, Account: a.Account,
		})
	}
	return o
}
