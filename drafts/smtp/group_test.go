package smtp_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// three returns three messages to two recipients each.
func three() []outbox.Message {
	var list []outbox.Message
	for i := range 3 {
		m := message(fmt.Sprintf("Message-ID: <%d@example.com>", i+1), "", ".", "..text")
		m.ID = fmt.Sprint(i + 1)
		m.To = []string{"a@example.com", "b@example.com"}
		list = append(list, m)
	}
	return list
}

// sendGroup sends messages over one connection, each with the envelope of the next, even after failures. It returns the
// result of each: "sent", or the stage and the code of its failure.
func sendGroup(t *testing.T, c outbox.Connection, list []outbox.Message) []string {
	t.Helper()
	var became []string
	for i, m := range list {
		var next *outbox.Message
		if i+1 < len(list) {
			next = &list[i+1]
		}
		err := c.Data(t.Context(), m)
		if err == nil {
			_, err = c.EndData(t.Context(), next)
		}
		if err == nil {
			became = append(became, "sent")
			continue
		}
		f := failure(t, err)
		became = append(became, fmt.Sprint(f.Stage, " ", f.Reply.Code))
		if (f.Recipient != "") != (f.Stage == outbox.StageRecipient) {
			t.Errorf("message %s: got the recipient %q", m.ID, f.Recipient)
		}
	}
	c.Quit()
	return became
}

// ended waits until a server has no open connection, and returns the numbers of the messages that it took.
func ended(server *smtptest.Server) string {
	for i := 0; server.Open() > 0 && i < 1000; i++ {
		time.Sleep(time.Millisecond)
	}
	var ids []string
	for _, m := range server.Messages() {
		ids = append(ids, strings.TrimSuffix(strings.TrimPrefix(m.ID, "<"), "@example.com>"))
	}
	return strings.Join(ids, " ")
}

// ways are combinations of security and PIPELINING.
var ways = []struct {
	security   smtptest.Security
	tls        smtp.Security
	pipelining bool
}{
	{smtptest.Plain, smtp.Clear, true},
	{smtptest.STARTTLS, smtp.STARTTLS, true},
	{smtptest.Implicit, smtp.Implicit, true},
	{smtptest.Plain, smtp.Clear, false},
	{smtptest.Implicit, smtp.Implicit, false},
}

func extensions(pipelining bool) []string {
	if pipelining {
		return smtptest.Usual
	}
	return []string{"8BITMIME"}
}

const (
	allSent = "sent, sent, sent"
	none    = "mail 0" // on a closed connection
)

// groupFaults are faults while three messages are sent, with their results and the messages that the server has then.
// Every message has two recipients, and the envelope of the second goes along with the dot of the first.
var groupFaults = map[string]struct {
	faults []smtptest.Fault
	want   string
	taken  string
	alone  string // replaces want without PIPELINING; then taken is all that were sent
}{
	"nothing":        {nil, allSent, "1 2 3", ""},
	"MAIL for now":   {at(smtptest.Mail, 2, "451 later"), "sent, mail 451, sent", "1 3", ""},
	"MAIL for good":  {at(smtptest.Mail, 2, "550 no"), "sent, mail 550, sent", "1 3", ""},
	"MAIL and close": {at(smtptest.Mail, 2, "421 too many"), "sent, mail 421, " + none, "1", ""},
	"nonsense":       {at(smtptest.Mail, 2, "hello"), "sent, mail 0, " + none, "1", ""},
	"a yes to DATA":  {at(smtptest.Data, 2, "250 what"), "sent, data 0, " + none, "1", ""},
	// At the second recipient of the second message the reply to DATA is still 354.
	"one RCPT":           {at(smtptest.Rcpt, 4, "550 nobody"), "sent, rcpt 550, " + none, "1", "sent, rcpt 550, sent"},
	"one RCPT for now":   {at(smtptest.Rcpt, 3, "450 later"), "sent, rcpt 450, " + none, "1", "sent, rcpt 450, sent"},
	"one RCPT and close": {at(smtptest.Rcpt, 4, "421 too many"), "sent, rcpt 421, " + none, "1", ""},
	"RCPT and DATA": {
		slices.Concat(at(smtptest.Rcpt, 4, "550 nobody"), at(smtptest.Data, 2, "554 no valid recipients")),
		"sent, rcpt 550, sent", "1 3", "sent, rcpt 550, data 554",
	},
	"every RCPT": {
		slices.Concat(at(smtptest.Rcpt, 3, "550 nobody"), at(smtptest.Rcpt, 4, "452 many")), "sent, rcpt 550, sent", "1 3", "-",
	},
	"every RCPT, and a yes to DATA": {
		slices.Concat(at(smtptest.Rcpt, 3, "550 nobody"), at(smtptest.Rcpt, 4, "550 nobody"), at(smtptest.Data, 2, "354 go")),
		"sent, rcpt 550, " + none, "1", "-",
	},
	"RCPT, and gone": {
		slices.Concat(at(smtptest.Rcpt, 3, "550 nobody"), []smtptest.Fault{{At: smtptest.Data, N: 2, Do: smtptest.Drop}}),
		"sent, rcpt 550, " + none, "1", "sent, rcpt 550, data 0",
	},
	"RCPT of the first": {
		slices.Concat(at(smtptest.Rcpt, 1, "550 nobody"), at(smtptest.Data, 1, "503 no")), "rcpt 550, sent, sent", "2 3", "-",
	},
	"DATA for now":        {at(smtptest.Data, 2, "451 later"), "sent, data 451, sent", "1 3", ""},
	"DATA for good":       {at(smtptest.Data, 2, "554 no"), "sent, data 554, sent", "1 3", ""},
	"DATA and close":      {at(smtptest.Data, 2, "421 bye"), "sent, data 421, " + none, "1", ""},
	"the first dot":       {at(smtptest.Dot, 1, "554 spam"), "dot 554, sent, sent", "2 3", ""},
	"the second dot":      {at(smtptest.Dot, 2, "452 full"), "sent, dot 452, sent", "1 3", ""},
	"a dot and close":     {at(smtptest.Dot, 2, "421 bye"), "sent, dot 421, " + none, "1", ""},
	"nonsense for a dot":  {at(smtptest.Dot, 2, "hello"), "sent, dot 0, " + none, "1", ""},
	"gone before answers": {failSecond(smtptest.Drop, smtptest.Mail), "sent, mail 0, " + none, "1", ""},
	"gone at RCPT":        {failSecond(smtptest.Drop, smtptest.Rcpt), "rcpt 0, " + none + ", " + none, "", ""},
	"gone before a dot":   {failSecond(smtptest.Lose, smtptest.Dot), "sent, dot 0, " + none, "1", ""},
	"gone after a dot":    {failSecond(smtptest.Drop, smtptest.Dot), "sent, dot 0, " + none, "1 2", ""},
	"gone after the next": {failSecond(smtptest.DropLate, smtptest.Dot), "sent, dot 0, " + none, "1 2", "-"},
	"silent before MAIL":  {failSecond(smtptest.Hang, smtptest.Mail), "sent, mail 0, " + none, "1", ""},
	"silent before DATA":  {failSecond(smtptest.Hang, smtptest.Data), "sent, data 0, " + none, "1", ""},
	"silent after a dot":  {failSecond(smtptest.Hang, smtptest.Dot), "sent, dot 0, " + none, "1 2", ""},
	"slow":                {slow(), allSent, "1 2 3", ""},
	"no RSET": {
		slices.Concat(at(smtptest.Mail, 1, "550 no"), at(smtptest.Reset, 1, "500 what")), "mail 550, mail 0, " + none, "", "",
	},
	"RSET and close": {
		slices.Concat(at(smtptest.Data, 2, "451 later"), at(smtptest.Reset, 1, "421 bye")), "sent, data 451, mail 0", "1", "",
	},
	"gone at RSET": {
		slices.Concat(at(smtptest.Data, 2, "451 later"), []smtptest.Fault{{At: smtptest.Reset, Do: smtptest.Drop}}),
		"sent, data 451, mail 0", "1", "",
	},
}

func at(stage smtptest.Stage, n int, reply string) []smtptest.Fault {
	return []smtptest.Fault{{At: stage, N: n, Reply: reply}}
}

// failSecond fails at the second message, or at the second recipient of the first.
func failSecond(way smtptest.Action, stage smtptest.Stage) []smtptest.Fault {
	return []smtptest.Fault{{At: stage, N: 2, Do: way}}
}

func slow() []smtptest.Fault {
	var faults []smtptest.Fault
	for _, stage := range smtptest.Stages() {
		faults = append(faults, smtptest.Fault{At: stage, Do: smtptest.Slow, Delay: 2 * time.Millisecond})
	}
	return faults
}

func TestGroups(t *testing.T) {
	for name, c := range groupFaults {
		for _, way := range ways {
			t.Run(fmt.Sprintf("%s, %s, %v", name, way.tls, way.pipelining), func(t *testing.T) {
				t.Parallel()
				want, taken := c.want, c.taken
				if !way.pipelining && c.alone == "-" {
					t.Skip("it needs commands that go together")
				}
				if !way.pipelining && c.alone != "" {
					want, taken = c.alone, sentNumbers(c.alone)
				}
				server := smtptest.Start(t, smtptest.Config{
					Security: way.security, Extensions: extensions(way.pipelining), Faults: c.faults,
				})
				s := senderTo(t, server, way.tls)
				if strings.HasPrefix(name, "silent") {
					s.Timeouts = smtp.Timeouts{outbox.Stage(c.faults[0].At): 400 * time.Millisecond}
				}
				became := strings.Join(sendGroup(t, connect(t, s), three()), ", ")
				if became != want {
					t.Errorf("it became %q, want %q", became, want)
				}
				if got := received(server, name); got != taken {
					t.Errorf("the server has %q, want %q", got, taken)
				}
				for i, m := range server.Messages() {
					if text := "\r\n\r\n.\r\n..text\r\n"; !strings.HasSuffix(string(m.Data), text) {
						t.Errorf("message %d is %q", i+1, m.Data)
					}
				}
			})
		}
	}
}

// received returns the numbers of the messages that a server took. It closes a server that hangs.
func received(server *smtptest.Server, name string) string {
	if strings.HasPrefix(name, "silent") {
		server.Close()
	}
	return ended(server)
}

// sentNumbers returns the numbers of the messages that were sent.
func sentNumbers(became string) string {
	var list []string
	for i, what := range strings.Split(became, ", ") {
		if what == "sent" {
			list = append(list, fmt.Sprint(i+1))
		}
	}
	return strings.Join(list, " ")
}

// TestRefusedEnvelopeIsTakenBack checks that RSET is sent before the next envelope, and only after a refusal.
func TestRefusedEnvelopeIsTakenBack(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{Faults: at(smtptest.Data, 2, "451 later")})
	sendGroup(t, connect(t, senderTo(t, server, smtp.Clear)), three())
	const envelope = " MAIL RCPT RCPT DATA"
	if got := strings.Join(server.Verbs(), " "); got != "EHLO"+envelope+envelope+" RSET"+envelope+" QUIT" {
		t.Errorf("said %s", got)
	}
}

// TestAnotherThanWasAnnounced checks that the text of a message is never sent under the envelope of another.
func TestAnotherThanWasAnnounced(t *testing.T) {
	list := three()
	elsewhere := list[1]
	elsewhere.To = []string{"a@example.com"}
	for name, m := range map[string]outbox.Message{"another": list[2], "to another": elsewhere} {
		server := smtptest.Start(t, smtptest.Config{})
		c := connect(t, senderTo(t, server, smtp.Clear))
		if err := c.Data(t.Context(), list[0]); err != nil {
			t.Fatal(err)
		}
		if _, err := c.EndData(t.Context(), &list[1]); err != nil {
			t.Fatal(err)
		}
		ownError(t, c.Data(t.Context(), m), smtp.BadOrder)
		if got := ended(server); got != "1" {
			t.Errorf("%s: the server has %q", name, got)
		}
	}
}

// TestGoodbyeAfterAnEnvelope checks that nothing is sent, not even in TLS, because the server waits for text and would
// take a QUIT for it.
func TestGoodbyeAfterAnEnvelope(t *testing.T) {
	for name, leave := range map[string]func(outbox.Connection){"quit": outbox.Connection.Quit, "close": outbox.Connection.Close} {
		for _, way := range ways[:3] {
			server := smtptest.Start(t, smtptest.Config{Security: way.security})
			c, r := recorded(t, senderTo(t, server, way.tls), -1)
			list := three()
			if err := c.Data(t.Context(), list[0]); err != nil {
				t.Fatal(err)
			}
			if _, err := c.EndData(t.Context(), &list[1]); err != nil {
				t.Fatal(err)
			}
			r.on = true
			leave(c)
			if got := ended(server); got != "1" || len(r.writes) > 0 {
				t.Errorf("%s, %s: the server has %q, and was told %q", name, way.tls, got, r.writes)
			}
		}
	}
}

// TestNextThatDoesNotFit checks that the envelope is not sent along, that Data returns the failure, and that the others
// are sent.
func TestNextThatDoesNotFit(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{})
	list := three()
	list[1].To = []string{"a@example.com\r\nDATA"}
	became := strings.Join(sendGroup(t, connect(t, senderTo(t, server, smtp.Clear)), list), ", ")
	if got := ended(server); became != "sent, mail 0, sent" || got != "1 3" {
		t.Errorf("it became %q, and the server has %q", became, got)
	}
}

// TestCancelledInAGroup cancels before the dot of a message in a group, and before the replies to the next envelope.
func TestCancelledInAGroup(t *testing.T) {
	for name, c := range map[string]struct {
		faults []smtptest.Fault
		commit bool
		stage  outbox.Stage
	}{
		"before the end":      {nil, true, outbox.StageBody},
		"before answers":      {nil, false, outbox.StageMail},
		"for want of answers": {failSecond(smtptest.Hang, smtptest.Mail), false, outbox.StageMail},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		server := smtptest.Start(t, smtptest.Config{Faults: c.faults})
		conn := connect(t, senderTo(t, server, smtp.Clear))
		list := three()
		if err := conn.Data(ctx, list[0]); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.EndData(ctx, &list[1]); err != nil {
			t.Fatal(err)
		}
		var err error
		if c.commit {
			err = conn.Data(ctx, list[1])
		}
		if c.faults == nil {
			cancel()
		} else {
			time.AfterFunc(5*time.Millisecond, cancel)
		}
		if err == nil && c.commit {
			_, err = conn.EndData(ctx, &list[2])
		} else if err == nil {
			err = conn.Data(ctx, list[1])
		}
		if f := failure(t, err); f.Stage != c.stage || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %+v", name, f)
		}
		server.Close()
		if got := ended(server); got != "1" {
			t.Errorf("%s: the server has %q", name, got)
		}
		cancel()
	}
}
