package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/outbox"
)

// exported is the JSON of a letter in Export. The names in it are a contract.
type exported struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind"`
	Status   drafts.Status     `json:"status"`
	Created  time.Time         `json:"created_at"`
	Changed  time.Time         `json:"changed_at"`
	Removed  time.Time         `json:"removed_at,omitzero"`
	By       string            `json:"removed_by,omitempty"`
	Subject  string            `json:"subject"`
	From     string            `json:"from,omitempty"`
	To       []string          `json:"to,omitempty"`
	Keys     []drafts.Key      `json:"keys,omitempty"`
	Words    string            `json:"words,omitempty"`
	Revision int64             `json:"revision"`
	Again    bool              `json:"again,omitempty"`
	Content  json.RawMessage   `json:"content"`
	Message  *exportedMessage  `json:"message,omitempty"`
	Attempts []exportedAttempt `json:"attempts,omitempty"`
	About    string            `json:"about,omitempty"`
	Reply    *[2]int           `json:"reply_within,omitempty"`
	State    string            `json:"state"`
	Clock    *exportedClock    `json:"clock,omitempty"`
	Events   []exportedEvent   `json:"events,omitempty"`
}

// exportedClock has dates in China.
type exportedClock struct {
	From  string `json:"from"`
	First int    `json:"first,omitempty"`
	Last  int    `json:"last,omitempty"`
	By    string `json:"by,omitempty"`
}

type exportedEvent struct {
	At    time.Time       `json:"at"`
	Noted time.Time       `json:"noted_at"`
	Data  json.RawMessage `json:"data"`
	Seat  string          `json:"seat,omitempty"`
}

type exportedMessage struct {
	MessageID  string    `json:"message_id"`
	Digest     string    `json:"sha256"`
	Size       int64     `json:"size"`
	At         time.Time `json:"frozen_at"`
	Sender     string    `json:"from"`
	Recipients []string  `json:"to"`
	Account    string    `json:"account,omitempty"`
	Text       string    `json:"text,omitempty"`
	Base64     []byte    `json:"base64,omitempty"` // if the bytes are not text
	Damaged    FaultCode `json:"damaged,omitempty"`
}

type exportedAttempt struct {
	Began      time.Time     `json:"began_at"`
	Committing time.Time     `json:"committing_at,omitzero"`
	Ended      time.Time     `json:"ended_at,omitzero"`
	Status     drafts.Status `json:"status"`
	Stage      outbox.Stage  `json:"stage,omitempty"`
	Code       int           `json:"code,omitempty"`
	Text       string        `json:"text,omitempty"`
	Recipient  string        `json:"recipient,omitempty"`
	Account    string        `json:"account,omitempty"`
	Seat       string        `json:"seat,omitempty"`
	ResolvedBy string        `json:"resolved_by,omitempty"`
}

// Export writes every letter as a line of JSON, the newest first, including removed ones, and then the unfinished letters.
// Each is in the state of the moment when its line is written. A *DamagedError in the error says that everything was exported except some messages.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	e := field.NewJSONEncoder(w, "")
	var lost []error
	for l, err := range s.pages(ctx, Filter{}, `TRUE`) {
		if err != nil {
			return err
		}
		line, err := s.export(ctx, l.ID)
		var none *NotFoundError
		var damaged *DamagedError
		switch {
		case errors.As(err, &none): // it was purged meanwhile
			continue
		case errors.As(err, &damaged):
			lost = append(lost, err)
		case err != nil:
			return failed(err)
		}
		if err := e.Encode(line); err != nil {
			return err
		}
	}
	if err := s.exportUnfinished(ctx, e); err != nil {
		return err
	}
	return errors.Join(lost...)
}

// export returns the line of a letter. If the error is a *DamagedError, the line lacks only the message.
func (s *Store) export(ctx context.Context, id string) (exported, error) {
	for {
		l, err := s.letter(ctx, id)
		if err != nil {
			return exported{}, err
		}
		if l.Attempts, err = s.attempts(ctx, id); err != nil {
			return exported{}, err
		}
		line := exportedLetter(l.Letter)
		if line.Events, err = s.exportedEvents(ctx, id); err != nil {
			return exported{}, err
		}
		if l.file == "" {
			return line, nil
		}
		wire, err := s.readFrozen(ctx, id, l.file, l.Frozen.Digest, l.Frozen.Size)
		var damaged *DamagedError
		if errors.As(err, &damaged) {
			now, err := s.letter(ctx, id)
			if err != nil {
				return exported{}, err
			}
			if now.file != l.file { // another process has replaced the message meanwhile
				continue
			}
			line.Message.Damaged = damaged.Reason
		}
		if utf8.Valid(wire) {
			line.Message.Text = string(wire)
		} else {
			line.Message.Base64 = wire
		}
		return line, err
	}
}

func exportedLetter(l Letter) exported {
	line := exported{
		ID: l.ID, Kind: l.Kind, Status: l.Status, Created: l.Created, Changed: l.Changed, Removed: l.Removed, By: l.RemovedBy,
		Subject: l.Subject, From: l.From, To: l.To, Keys: l.Keys, Words: l.Words, Revision: l.Revision, Again: l.Again,
		Content: unspoilt(l.Content), About: l.About, State: l.State, Clock: exportedClockOf(l.Clock),
	}
	if l.Reply != [2]int{} {
		line.Reply = &l.Reply
	}
	if f := l.Frozen; f != nil {
		line.Message = &exportedMessage{
			MessageID: f.MessageID, Digest: f.Digest, Size: f.Size, At: f.At, Sender: f.Sender, Recipients: f.Recipients,
			Account: f.Account,
		}
	}
	for _, a := range l.Attempts {
		line.Attempts = append(line.Attempts, exportedAttempt(a))
	}
	return line
}

func exportedClockOf(c *Clock) *exportedClock {
	if c == nil {
		return nil
	}
	e := &exportedClock{From: date(c.Day), First: c.First, Last: c.Last}
	if c.By != 0 {
		e.By = date(c.By)
	}
	return e
}

// date returns the date of a day number.
func date(day int) string { return time.Unix(0, 0).UTC().AddDate(0, 0, day).Format(time.DateOnly) }

func (s *Store) exportedEvents(ctx context.Context, id string) ([]exportedEvent, error) {
	events, err := s.Events(ctx, id)
	list := make([]exportedEvent, len(events))
	for i, e := range events {
		list[i] = exportedEvent{e.At, e.Noted, unspoilt(e.Data), e.Seat}
	}
	return list, err
}

// unspoilt returns JSON of the caller as it is, or as a string if something else has changed the database and it is not
// JSON.
func unspoilt(data []byte) json.RawMessage {
	if !json.Valid(data) {
		data, _ = json.Marshal(string(data)) // a text always can
	}
	return data
}
