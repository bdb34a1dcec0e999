package view

import (
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/interview"
	"draft/drafts/store"
)

// KeptObject is the result of `draft show --json`: the document and its state.
type KeptObject struct {
	DocumentObject
	Short     string          `json:"short"`
	Status    drafts.Status   `json:"status"`
	State     cases.State     `json:"state"` // of the case
	About     string          `json:"about"` // the ID of the case that the letter belongs to; "" if it starts one
	CreatedAt string          `json:"created_at"`
	ChangedAt string          `json:"changed_at"`
	RemovedAt *string         `json:"removed_at"`
	RemovedBy string          `json:"removed_by,omitempty"` // a seat
	SentAt    *string         `json:"sent_at"`
	Deadline  *DeadlineObject `json:"deadline"` // null while no answer is due
	Frozen    *FrozenObject   `json:"frozen"`   // null while it is a draft
	Attempts  []AttemptObject `json:"attempts"`
	Opened    string          `json:"opened,omitempty"` // the file that was opened with the mail program
}

// FrozenObject is the frozen message of a letter.
type FrozenObject struct {
	MessageID string   `json:"message_id"`
	Digest    string   `json:"sha256"`
	Size      int64    `json:"size"`
	At        string   `json:"frozen_at"`
	From      string   `json:"from"`
	To        []string `json:"to"` // blind copies too
	Account   string   `json:"account"`
}

// AttemptObject is an attempt to send a letter.
type AttemptObject struct {
	Began      string        `json:"began_at"`
	Committing *string       `json:"committing_at"` // before its end was sent; null if it did not get there
	Ended      *string       `json:"ended_at"`
	Status     drafts.Status `json:"status"`
	Stage      string        `json:"stage"`
	Code       int           `json:"code"`
	Text       string        `json:"text"`
	Recipient  string        `json:"recipient"`
	Account    string        `json:"account"`
	Seat       string        `json:"seat,omitempty"`
	ResolvedBy string        `json:"resolved_by,omitempty"` // the seat that recorded what became of it, if it was unknown
}

// KeptObjectOf returns the object of a letter for --json. due is nil while no answer is due, and opened is the file that was
// opened with the mail program.
func KeptObjectOf(l store.Letter, due *DeadlineObject, document *DocumentObject, opened string) *KeptObject {
	o := &KeptObject{
		DocumentObject: *document, Short: l.Short, Status: l.Status, State: cases.State(l.State), About: l.About, CreatedAt: Stamp(l.Created),
		ChangedAt: Stamp(l.Changed), RemovedAt: StampOrNone(l.Removed), RemovedBy: l.RemovedBy,
		SentAt: StampOrNone(l.SentAt()), Deadline: due, Attempts: []AttemptObject{}, Opened: opened,
	}
	if f := l.Frozen; f != nil {
		o.Frozen = &FrozenObject{
			MessageID: f.MessageID, Digest: f.Digest, Size: f.Size, At: Stamp(f.At), From: f.Sender,
			To: append([]string{}, f.Recipients...), Account: f.Account,
		}
	}
	for _, a := range l.Attempts {
		o.Attempts = append(o.Attempts, AttemptObject{
			Began: Stamp(a.Began), Committing: StampOrNone(a.Committing), Ended: StampOrNone(a.Ended), Status: a.Status,
			Stage: string(a.Stage), Code: a.Code, Text: a.Text, Recipient: a.Recipient, Account: a.Account,
			Seat: a.Seat, ResolvedBy: a.ResolvedBy,
		})
	}
	return o
}

// ListedObject is a letter in `draft list --json`.
type ListedObject struct {
	ID        string              `json:"id"`
	Short     string              `json:"short"` // the shortest unique beginning of the ID
	Kind      string              `json:"kind"`  // empty for a message of another program
	Status    drafts.Status       `json:"status"`
	State     cases.State         `json:"state"` // of the case; empty if the letter is not finished
	About     string              `json:"about"` // the ID of the case that the letter belongs to; "" if it starts one
	CreatedAt string              `json:"created_at"`
	Subject   string              `json:"subject"`
	To        []string            `json:"to"`
	From      string              `json:"from"`
	Deadline  *DeadlineObject     `json:"deadline"` // null while no answer is due
	SentAt    *string             `json:"sent_at"`
	MessageID string              `json:"message_id"` // empty while it is a draft
	LastError *AttemptErrorObject `json:"last_error"`
	RemovedAt *string             `json:"removed_at"`
	Leftover  bool                `json:"leftover,omitempty"` // it waits although another letter about the same was sent
}

// AttemptErrorObject is why the last attempt to send a letter failed.
type AttemptErrorObject struct {
	Stage string `json:"stage"`
	Code  int    `json:"code"` // 0 if the server did not answer
	Text  string `json:"text"`
}

// ListedObjectOf returns the object of a letter of a list for --json. due is nil while no answer is due.
func ListedObjectOf(l store.Letter, due *DeadlineObject) ListedObject {
	o := ListedObject{
		ID: l.ID, Short: l.Short, Kind: l.Kind, Status: l.Status, State: cases.State(l.State), About: l.About, CreatedAt: Stamp(l.Created), Subject: l.Subject,
		To: append([]string{}, l.To...), From: l.From, Deadline: due, SentAt: StampOrNone(l.SentAt()),
		LastError: lastError(l), RemovedAt: StampOrNone(l.Removed),
	}
	if l.Frozen != nil {
		o.MessageID = l.Frozen.MessageID
	}
	return o
}

// lastError returns why the last attempt failed, or nil if it did not fail or the letter was sent later.
func lastError(l store.Letter) *AttemptErrorObject {
	if len(l.Attempts) == 0 || l.Status == drafts.StatusSent {
		return nil
	}
	a := l.Attempts[len(l.Attempts)-1]
	if a.Stage == "" && a.Text == "" && a.Status != drafts.StatusUnknown {
		return nil
	}
	return &AttemptErrorObject{Stage: string(a.Stage), Code: a.Code, Text: a.Text}
}

// StatusUnfinished is what lists and --json call a letter that is not finished. It is no status of a letter.
const StatusUnfinished = "unfinished"

// UnfinishedObject is an unfinished letter of `draft show --json`.
type UnfinishedObject struct {
	ID        string            `json:"id"`
	Short     string            `json:"short"`
	Kind      string            `json:"kind"`
	Status    string            `json:"status"` // always unfinished
	About     string            `json:"about"`
	CreatedAt string            `json:"created_at"`
	ChangedAt string            `json:"changed_at"`
	Answers   map[string]string `json:"answers"` // by the names of the questions
	Command   string            `json:"command"` // continues the interview; empty if it is not known
}

// UnfinishedObjectOf returns the object of an unfinished letter for --json. state is what is answered so far.
func UnfinishedObjectOf(u store.Unfinished, state interview.State) UnfinishedObject {
	o := UnfinishedObject{
		ID: u.ID, Short: u.Short, Kind: u.Kind, Status: StatusUnfinished, About: u.About,
		CreatedAt: Stamp(u.Created), ChangedAt: Stamp(u.Changed), Answers: map[string]string{}, Command: u.Command,
	}
	for _, a := range state.Forms[len(state.Forms)-1].Answers {
		o.Answers[a.Name] = a.Text
	}
	return o
}

// UnfinishedListed returns the object of an unfinished letter of a list for --json. title is that of its kind.
func UnfinishedListed(u store.Unfinished, title string) ListedObject {
	return ListedObject{
		ID: u.ID, Short: u.Short, Kind: u.Kind, Status: StatusUnfinished, About: u.About,
		CreatedAt: Stamp(u.Created), Subject: title, To: []string{},
	}
}
