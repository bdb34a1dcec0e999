package batch

import (
	"bytes"
	"io"
	"slices"
	"sync"
	"time"
)

// Mbox is a Sink that writes all letters to one file in the mboxrd format: lines end in LF, an empty line follows each message,
// and > is prepended to a line of a message that could be read as the start of the next one.
type Mbox struct {
	W io.Writer
	// Render returns the bytes of a message. It must be safe for concurrent use.
	Render func(*Letter) ([]byte, error)

	buffers sync.Pool // of *[]byte
}

// Prepare renders the message.
func (m *Mbox) Prepare(l *Letter) (put func() (string, error), err error) {
	data, err := m.Render(l)
	if err != nil {
		return nil, err
	}
	sender := ""
	if l.Draft.Envelope.From != nil {
		sender = l.Draft.Envelope.From.Address
	}
	b, _ := m.buffers.Get().(*[]byte)
	if b == nil {
		b = new([]byte)
	}
	*b = mboxrd((*b)[:0], data, sender, l.Draft.Stamp.At)
	return func() (string, error) {
		_, err := m.W.Write(*b)
		m.buffers.Put(b)
		return "", err
	}, nil
}

// mboxrd appends a message to b in the mboxrd format.
func mboxrd(b, message []byte, sender string, at time.Time) []byte {
	if sender == "" {
		sender = "MAILER-DAEMON" // the convention for a message without a sender
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
