package drafts

// Status tells how far a letter has come on its way out.
type Status string

// A letter goes from Draft to Queued when its sending is confirmed and its bytes are frozen, to Sending when a process
// takes it up, to Committing before its end is sent, and then to one of the last four.
const (
	StatusDraft      Status = "draft"
	StatusQueued     Status = "queued"      // frozen, not on the wire
	StatusSending    Status = "sending"     // on the wire, its end not sent: the server cannot have it
	StatusCommitting Status = "committing"  // its end may have been sent: the server may have it
	StatusSent       Status = "sent"        // the server took it
	StatusFailedTemp Status = "failed-temp" // refused for now, or the connection broke before its end: it can be tried again
	StatusFailedPerm Status = "failed-perm" // refused for good
	StatusUnknown    Status = "unknown"     // its end was sent and no answer came: only a person can find out
)

// Statuses are all of them, in the order in which a letter may go through them.
func Statuses() []Status {
	return []Status{
		StatusDraft, StatusQueued, StatusSending, StatusCommitting, StatusSent, StatusFailedTemp, StatusFailedPerm, StatusUnknown,
	}
}

// Open tells whether a letter can still be changed and sent: nobody has it, and no process is at it.
func (s Status) Open() bool {
	switch s {
	case StatusDraft, StatusQueued, StatusFailedTemp, StatusFailedPerm:
		return true
	}
	return false
}

// Out tells whether somebody may have the letter: another one about the same matter would be a second.
func (s Status) Out() bool {
	switch s {
	case StatusSending, StatusCommitting, StatusSent, StatusUnknown:
		return true
	}
	return false
}

// Waits reports whether the letter is frozen and is sent with all others that wait: it was not tried yet, or was refused for
// now.
func (s Status) Waits() bool { return s == StatusQueued || s == StatusFailedTemp }
