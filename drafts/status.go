package drafts

// Status is the delivery status of a letter.
type Status string

// A letter is a draft until the user confirms that it is sent: its bytes are frozen and it is queued. It is sending when a
// process claims it, committing before the end of its data is sent, and then has one of the last four statuses.
const (
	StatusDraft      Status = "draft"
	StatusQueued     Status = "queued"      // frozen, not in flight
	StatusSending    Status = "sending"     // in flight, the end of data not sent: the server cannot have it
	StatusCommitting Status = "committing"  // the end of data may have been sent: the server may have it
	StatusSent       Status = "sent"        // accepted by the server
	StatusFailedTemp Status = "failed-temp" // refused for now, or broken before the end of data: can be retried
	StatusFailedPerm Status = "failed-perm" // refused permanently
	StatusUnknown    Status = "unknown"     // the end of data was sent and no reply came: only the user can find out
)

// Statuses returns all statuses, in the order in which a letter may go through them.
func Statuses() []Status {
	return []Status{
		StatusDraft, StatusQueued, StatusSending, StatusCommitting, StatusSent, StatusFailedTemp, StatusFailedPerm, StatusUnknown,
	}
}

// Open reports whether a letter can still be changed and sent: it was not delivered, and no process is sending it.
func (s Status) Open() bool {
	switch s {
	case StatusDraft, StatusQueued, StatusFailedTemp, StatusFailedPerm:
		return true
	}
	return false
}

// Removable reports whether a letter can be removed: nobody is sending it, and it is known whether it arrived.
func (s Status) Removable() bool {
	return s != StatusSending && s != StatusCommitting && s != StatusUnknown
}

// Out reports whether the recipient has the letter, may have it, or is about to get it, so that another one with the same
// key would be a duplicate.
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
