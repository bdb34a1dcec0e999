package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"draft/drafts"
)

// Forgotten is a letter that may have been sent, as a file beside the database says, and the database does not know that: it was
// damaged, deleted, or replaced by an older copy.
type Forgotten struct {
	ID      string
	Path    string        // of the file that names the letter
	At      time.Time     // when it was sent, or may have been
	Status  drafts.Status // what is known of it: sent, unknown, failed-temp or failed-perm
	Subject string
	To      []string
	Keys    []drafts.Key

	entry logEntry
}

// ForgottenError is a store whose database has forgotten letters. Nothing is sent and nothing is deleted until Readmit.
type ForgottenError struct {
	Letters []Forgotten // oldest first, each once

	attempts []logEntry // oldest first
}

func (f *ForgottenError) Error() string {
	return fmt.Sprintf("the database does not know of %d letters that may have been sent", len(f.Letters))
}

// newForgottenError returns the error for attempts. Of a letter that was tried several times, Letters has the surest status.
func newForgottenError(attempts []Forgotten) *ForgottenError {
	oldest := func(a, b Forgotten) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID)) }
	e := &ForgottenError{}
	for _, f := range slices.SortedFunc(slices.Values(attempts), oldest) {
		e.attempts = append(e.attempts, f.entry)
	}
	slices.SortStableFunc(attempts, func(a, b Forgotten) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), certainty(b.Status)-certainty(a.Status), a.At.Compare(b.At))
	})
	e.Letters = slices.CompactFunc(attempts, func(a, b Forgotten) bool { return a.ID == b.ID })
	slices.SortFunc(e.Letters, oldest)
	return e
}

// certainty orders the statuses by how sure it is that the letter is out.
func certainty(s drafts.Status) int {
	return slices.Index([]drafts.Status{drafts.StatusUnknown, drafts.StatusSent}, s)
}
