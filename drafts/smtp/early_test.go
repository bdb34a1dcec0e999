package smtp_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// TestReplyBeforeTheDot has servers that say something between the text and the dot. Then no dot is sent, because what they
// said would be taken for the reply to it.
func TestReplyBeforeTheDot(t *testing.T) {
	for reply, code := range map[string]int{"552 too large": 552, "451 later": 451, "421 closing": 421, "250 ok": 0} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		early, said, after := make(chan struct{}), make(chan struct{}), make(chan string, 1)
		go func() { after <- repliesEarly(l, early, said, reply) }()
		s := &smtp.Sender{Account: smtp.Account{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: smtp.Clear}}
		c := connect(t, s)
		if err := c.Data(t.Context(), message()); err != nil {
			t.Fatal(err)
		}
		close(early)
		<-said
		time.Sleep(10 * time.Millisecond) // until it has arrived
		_, err = c.EndData(t.Context(), nil)
		if f := failure(t, err); f.Stage != outbox.StageBody || f.Reply.Code != code || f.Unanswered() {
			t.Errorf("%s: got %+v", reply, f)
		}
		if err := c.Data(t.Context(), message()); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s: the connection goes on: %v", reply, err)
		}
		if text := <-after; text != "" {
			t.Errorf("%s: the server got %q after it", reply, text)
		}
		_ = l.Close()
	}
}

// repliesEarly takes the text of one message, replies once early is closed, and returns what the client says then.
func repliesEarly(l net.Listener, early, said chan struct{}, reply string) string {
	defer close(said)
	c, err := l.Accept()
	if err != nil {
		return err.Error()
	}
	defer c.Close() //nolint:errcheck // the end of a test
	in := bufio.NewReader(c)
	fmt.Fprint(c, "220 ready\r\n")
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return err.Error()
		case strings.HasPrefix(line, "DATA"):
			fmt.Fprint(c, "354 go on\r\n")
			for line != "text\r\n" { // the last of message
				if line, err = in.ReadString('\n'); err != nil {
					return err.Error()
				}
			}
			<-early
			fmt.Fprint(c, reply+"\r\n")
			said <- struct{}{}
			rest, _ := in.ReadString('\n') // the error says that it was closed
			return rest
		}
		fmt.Fprint(c, "250 ok\r\n")
	}
}

// TestRefusalInTheBody checks that a connection on which the server refused a half message is closed, because the server
// waits for the dot and would take anything else for its text.
func TestRefusalInTheBody(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{{At: smtptest.Body, N: 1, Reply: "552 too large"}}})
	c := connect(t, senderTo(t, server, smtp.Clear))
	long := message("", strings.Repeat(strings.Repeat("x", 76)+"\r\n", 50_000))
	if f := failure(t, c.Data(t.Context(), long)); f.Stage != outbox.StageBody || f.Reply.Code != 552 {
		t.Errorf("got %+v", f)
	}
	if err := c.Data(t.Context(), message()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the connection goes on: %v", err)
	}
}

// lingering is a connection that notes how it is to be closed.
type lingering struct {
	net.Conn
	seconds *int
}

func (l lingering) SetLinger(seconds int) error {
	*l.seconds = seconds
	return l.Conn.(*net.TCPConn).SetLinger(seconds)
}

// TestCloseDiscards checks that Close discards what the system has not sent, and Quit does not.
func TestCloseDiscards(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(outbox.Connection)
		want int
	}{"Close": {outbox.Connection.Close, 0}, "Quit": {outbox.Connection.Quit, -1}} {
		server := smtptest.Start(t, smtptest.Config{})
		s, seconds := senderTo(t, server, smtp.Clear), -1
		s.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			return lingering{conn, &seconds}, err
		}
		conn, err := s.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.end(conn)
		if seconds != c.want {
			t.Errorf("%s lingers for %d seconds, want %d", name, seconds, c.want)
		}
	}
}
