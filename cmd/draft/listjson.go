package main

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/store"
)

// printLetters prints the list for --json. Nothing is masked, because programs must be able to tell letters apart.
func (l *listOptions) printLetters(s *store.Store, letters []store.Letter, rows []store.Unfinished) error {
	objects := []listObject{}
	left, err := l.app.leftoversAmong(s, letters)
	if err != nil {
		return err
	}
	leftover := map[string]bool{}
	for _, one := range left {
		leftover[one.ID] = true
	}
	for _, letter := range letters {
		whole, err := s.Get(context.Background(), letter.ID) // List leaves out the attempts
		var gone *store.NotFoundError
		switch {
		case errors.As(err, &gone): // purged meanwhile
			continue
		case err != nil:
			return l.app.storeError(err)
		}
		o, err := l.object(whole)
		if err != nil {
			return err
		}
		o.Leftover = leftover[letter.ID]
		objects = append(objects, o)
	}
	for _, u := range rows {
		objects = append(objects, l.app.unfinishedListed(u))
	}
	slices.SortStableFunc(objects, func(a, b listObject) int { return cmp.Compare(b.CreatedAt, a.CreatedAt) })
	return l.app.term.PrintJSON(objects)
}

// listObject is a letter in `draft list --json`.
type listObject struct {
	ID        string               `json:"id"`
	Short     string               `json:"short"` // the shortest unique beginning of the ID
	Kind      string               `json:"kind"`  // empty for a message of another program
	Status    drafts.Status        `json:"status"`
	State     cases.State          `json:"state"` // of the case; empty if the letter is not finished
	About     string               `json:"about"` // the ID of the case that the letter belongs to; "" if it starts one
	CreatedAt string               `json:"created_at"`
	Subject   string               `json:"subject"`
	To        []string             `json:"to"`
	From      string               `json:"from"`
	Deadline  *view.DeadlineObject `json:"deadline"` // null while no answer is due
	SentAt    *string              `json:"sent_at"`
	MessageID string               `json:"message_id"` // empty while it is a draft
	LastError *attemptErrorObject  `json:"last_error"`
	RemovedAt *string              `json:"removed_at"`
	Leftover  bool                 `json:"leftover,omitempty"` // it waits although another letter about the same was sent
}

// attemptErrorObject is why the last attempt to send a letter failed.
type attemptErrorObject struct {
	Stage string `json:"stage"`
	Code  int    `json:"code"` // 0 if the server did not answer
	Text  string `json:"text"`
}

// object returns the object of a letter for --json.
func (l *listOptions) object(k store.Letter) (listObject, error) {
	due, err := l.app.deadline(k)
	o := listObject{
		ID: k.ID, Short: k.Short, Kind: k.Kind, Status: k.Status, State: cases.State(k.State), About: k.About, CreatedAt: view.Stamp(k.Created), Subject: k.Subject,
		To: append([]string{}, k.To...), From: k.From, Deadline: due, SentAt: view.StampOrNone(k.SentAt()),
		LastError: lastError(k), RemovedAt: view.StampOrNone(k.Removed),
	}
	if k.Frozen != nil {
		o.MessageID = k.Frozen.MessageID
	}
	return o, err
}

// lastError returns why the last attempt failed, or nil if it did not fail or the letter was sent later.
func lastError(l store.Letter) *attemptErrorObject {
	if len(l.Attempts) == 0 || l.Status == drafts.StatusSent {
		return nil
	}
	a := l.Attempts[len(l.Attempts)-1]
	if a.Stage == "" && a.Text == "" && a.Status != drafts.StatusUnknown {
		return nil
	}
	return &attemptErrorObject{Stage: string(a.Stage), Code: a.Code, Text: a.Text}
}
