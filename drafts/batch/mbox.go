package batch

import (
	"bytes"
	"io"
	"time"
)

// Mbox is a Sink of one file for all letters, in the mboxrd format: lines end in LF, each message is followed by an empty
// line, and a line of it that could be taken for the beginning of the next is quoted so that it can be read back.
type Mbox struct {
	W io.Writer
	// Render gives a message. Several goroutines call it.
	Render func(*Letter) ([]byte, error)
}

// Make renders the message.
func (m *Mbox) Make(l *Letter) (put func() (string, error), err error) {
	data, err := m.Render(l)
	if err != nil {
		return nil, err
	}
	sender := ""
	if l.Draft.Envelope.From != nil {
		sender = l.Draft.Envelope.From.Address
	}
	data = mboxrd(data, sender, l.Draft.Stamp.At)
	return func() (string, error) {
		_, err := m.W.Write(data)
		return "", err
	}, nil
}

// mboxrd gives a message as it stands in a file of many.
func mboxrd(message []byte, sender string, at time.Time) []byte {
	if sender == "" {
		sender = "MAILER-DAEMON" // as programs write it where there is none
	}
	b := make([]byte, 0, len(message)+128)
	b = append(b, "From "+sender+" "...)
	b = at.UTC().AppendFormat(b, time.ANSIC)
	b = append(b, '\n')
	for line := range bytes.Lines(message) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
			b = append(b, '>')
		}
		b = append(append(b, line...), '\n')
	}
	return append(b, '\n')
}
