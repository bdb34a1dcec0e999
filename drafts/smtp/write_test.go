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

// recorder is a connection that keeps what is written from the time that it is told to, and breaks within a Write.
type recorder struct {
	net.Conn // without what a TCP connection can do besides, so that what was written goes out whatever comes after
	on       bool
	writes   [][]byte
	room     int // of the Write that breaks, in bytes; -1 is any number
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

// TestMessageIsOneWrite counts what is written for messages in a group: the end of the one before has their envelope,
// and all else goes with their own end. In TLS a record holds 16 KB, and is no Write of its own.
func TestMessageIsOneWrite(t *testing.T) {
	for _, way := range ways[:3] {
		server := smtptest.Start(t, smtptest.Config{Security: way.security})
		c, r := recorded(t, senderTo(t, server, way.tls), -1)
		list := three()
		list[1].Wire = bytes.Repeat([]byte(".\r\n"), 20_000)
		list[2].Wire = append(list[2].Wire, strings.Repeat(strings.Repeat("x", 76)+"\r\n", 130)...)
		for i, m := range list {
			if err := c.Offer(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			r.on = true
			if len(r.writes) != i {
				t.Errorf("%s: %d writes before the end of message %d", way.tls, len(r.writes), i+1)
			}
			var next *outbox.Message
			if i+1 < len(list) {
				next = &list[i+1]
			}
			if _, err := c.Commit(t.Context(), next); err != nil {
				t.Fatal(err)
			}
		}
		if len(r.writes) != 3 {
			t.Errorf("%s: %d writes", way.tls, len(r.writes))
		}
		for i, m := range server.Messages() {
			if !bytes.Equal(m.Data, list[i].Wire) {
				t.Errorf("%s: message %d is another", way.tls, i+1)
			}
		}
	}
}

// TestLargeMessageInAGroup goes ahead of its end, for it may take long, and a person may leave meanwhile.
func TestLargeMessageInAGroup(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{})
	c, r := recorded(t, senderTo(t, server, smtp.Clear), -1)
	list := three()
	list[1].Wire = bytes.Repeat([]byte("..\r\n"), 100_000)
	if err := c.Offer(t.Context(), list[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Commit(t.Context(), &list[1]); err != nil {
		t.Fatal(err)
	}
	if err := c.Offer(t.Context(), list[1]); err != nil {
		t.Fatal(err)
	}
	r.on = true
	if _, err := c.Commit(t.Context(), &list[2]); err != nil {
		t.Fatal(err)
	}
	if len(r.writes) != 1 || !bytes.HasPrefix(r.writes[0], []byte(".\r\nMAIL ")) {
		t.Errorf("the end is %q", r.writes)
	}
	if !bytes.Equal(server.Messages()[1].Data, list[1].Wire) {
		t.Error("it arrived as another")
	}
}

// TestWriteThatBreaks breaks the Write of a group after each of its bytes. Where the failure says that the server has
// nothing it has nothing, and before the first byte of the end it says so.
func TestWriteThatBreaks(t *testing.T) {
	for _, way := range ways[:3] {
		before, after, length := 0, 0, 1
		for room := 0; room < length; room++ {
			server := smtptest.Start(t, smtptest.Config{Security: way.security})
			c, r := recorded(t, senderTo(t, server, way.tls), room)
			list := three()
			if err := c.Offer(t.Context(), list[0]); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Commit(t.Context(), &list[1]); err != nil {
				t.Fatal(err)
			}
			if err := c.Offer(t.Context(), list[1]); err != nil {
				t.Fatal(err)
			}
			r.on = true
			_, err := c.Commit(t.Context(), &list[2])
			length = len(r.writes[0])
			f := failure(t, err)
			if !errors.Is(err, errCable) && !broke(err) {
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
			if way.tls == smtp.Clear {
				end := bytes.Index(r.writes[0], []byte("\r\n.\r\nMAIL")) + 2
				if (f.Stage == outbox.StageBody) != (room <= end) {
					t.Fatalf("after %d of %d bytes, of which %d are before the end: %s", room, length, end, f.Stage)
				}
			}
			if err := c.Offer(t.Context(), list[2]); failure(t, err).Stage != outbox.StageMail {
				t.Errorf("the next: %v", err)
			}
		}
		if before < 40 || after < 40 {
			t.Errorf("%s: %d before the end and %d after it", way.tls, before, after)
		}
	}
}
