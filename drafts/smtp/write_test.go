package smtp_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

var errCable = errors.New("the cable was pulled")

// recorder is a connection that records its writes once it is on, and breaks in the middle of one.
type recorder struct {
	net.Conn // hides SetLinger, so that Close does not discard what was written
	on       bool
	writes   [][]byte
	room     int // bytes after which a write breaks; -1 never breaks
}

func (r *recorder) Write(p []byte) (int, error) {
	if !r.on {
		return r.Conn.Write(p)
	}
	r.writes = append(r.writes, bytes.Clone(p))
	if r.room < 0 || r.room >= len(p) {
		return r.Conn.Write(p)
	}
	n, err := r.Conn.Write(p[:r.room])
	_ = r.Conn.Close()
	return n, errors.Join(errCable, err)
}

// recorded connects to a server through a recorder.
func recorded(t *testing.T, s *smtp.Sender, room int) (outbox.Connection, *recorder) {
	t.Helper()
	r := &recorder{room: room}
	s.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		var err error
		r.Conn, err = new(net.Dialer).DialContext(ctx, network, address)
		return r, err
	}
	return connect(t, s), r
}

// TestWritesOfAMessage expects two writes of each message in a group: its text, and its dot with the next envelope. A TLS
// record holds 16 KB, so a longer text takes more.
func TestWritesOfAMessage(t *testing.T) {
	for _, way := range ways[:3] {
		server := smtptest.Start(t, smtptest.Config{Security: way.security})
		c, r := recorded(t, senderTo(t, server, way.tls), -1)
		list := three()
		list[1].Wire = bytes.Repeat([]byte(".\r\n"), 4000)
		list[2].Wire = append(list[2].Wire, strings.Repeat(strings.Repeat("x", 76)+"\r\n", 130)...)
		for i, m := range list {
			if err := c.Data(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			if i > 0 && len(r.writes) != 2*i {
				t.Errorf("%s: %d writes before the dot of message %d", way.tls, len(r.writes), i+1)
			}
			r.on = true
			var next *outbox.Message
			if i+1 < len(list) {
				next = &list[i+1]
			}
			if _, err := c.EndData(t.Context(), next); err != nil {
				t.Fatal(err)
			}
		}
		if len(r.writes) != 5 {
			t.Errorf("%s: %d writes", way.tls, len(r.writes))
		}
		if way.tls == smtp.Clear && !bytes.HasPrefix(r.writes[2], []byte(".\r\nMAIL ")) {
			t.Errorf("the dot of the second message is written as %q", r.writes[2])
		}
		for i, m := range server.Messages() {
			if !bytes.Equal(m.Data, list[i].Wire) {
				t.Errorf("%s: message %d is another", way.tls, i+1)
			}
		}
	}
}

// TestWriteThatBreaks breaks the write of the dot and the next envelope after each of its bytes. If the failure says that
// the server does not have the message, it does not; if no byte was written, the failure says so.
func TestWriteThatBreaks(t *testing.T) {
	for _, way := range ways[:3] {
		before, after, length := 0, 0, 1
		for room := 0; room < length; room++ {
			server := smtptest.Start(t, smtptest.Config{Security: way.security})
			c, r := recorded(t, senderTo(t, server, way.tls), room)
			list := three()
			if err := c.Data(t.Context(), list[0]); err != nil {
				t.Fatal(err)
			}
			if _, err := c.EndData(t.Context(), &list[1]); err != nil {
				t.Fatal(err)
			}
			if err := c.Data(t.Context(), list[1]); err != nil {
				t.Fatal(err)
			}
			r.on = true
			_, err := c.EndData(t.Context(), &list[2])
			length = len(r.writes[0])
			f := failure(t, err)
			if !errors.Is(err, errCable) && !connectionEnded(err) {
				t.Errorf("got %v", err)
			}
			took := ended(server)
			switch f.Stage {
			case outbox.StageBody:
				before++
				if took != "1" {
					t.Fatalf("%s: after %d of %d bytes the server has %q", way.tls, room, length, took)
				}
			case outbox.StageDot:
				after++
			default:
				t.Fatalf("got %+v", f)
			}
			if (f.Stage == outbox.StageBody) != (room == 0) {
				t.Fatalf("%s: after %d of %d bytes: %s", way.tls, room, length, f.Stage)
			}
			if err := c.Data(t.Context(), list[2]); failure(t, err).Stage != outbox.StageMail {
				t.Errorf("the next: %v", err)
			}
		}
		if before != 1 || after < 40 {
			t.Errorf("%s: %d failures of the body and %d of the dot", way.tls, before, after)
		}
	}
}
