package batch

import (
	"bytes"
	"io"
	"slices"
	"sync"
	"time"
)

// Mbox is a Sink of one file for all letters, in the mboxrd format: lines end in LF, each message is followed by an empty
// line, and a line of it that could be taken for the beginning of the next is quoted so that it can be read back.
type Mbox struct {
	W io.Writer
	// Render gives a message. Several goroutines call it.
	Render func(*Letter) ([]byte, error)

	written sync.Pool // of *[]byte: messages that W has
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
	b, _ := m.written.Get().(*[]byte)
	if b == nil {
		b = new([]byte)
	}
	*b = mboxrd((*b)[:0], data, sender, l.Draft.Stamp.At)
	return func() (string, error) {
		_, err := m.W.Write(*b)
		m.written.Put(b)
		return "", err
	}, nil
}

// mboxrd adds a message to b as it stands in a file of many.
func mboxrd(b, message []byte, sender string, at time.Time) []byte {
	if sender == "" {
		sender = "MAILER-DAEMON" // as programs write it where there is none
	}
	b = slices.Grow(b, len(message)+128)
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
