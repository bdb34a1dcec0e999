package smtp_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// oddReplies are replies that are not valid SMTP, or that do not fit any command of a dialogue. cut ends the connection
// after them.
var oddReplies = map[string]struct {
	reply string
	cut   bool
	code  smtp.Code // "" if the connection ended
}{
	"no code":                  {"hello there", false, smtp.Protocol},
	"nothing":                  {"", false, smtp.Protocol},
	"a short code":             {"25 ok", false, smtp.Protocol},
	"a long code":              {"2500 ok", false, smtp.Protocol},
	"no blank":                 {"250ok", false, smtp.Protocol},
	"000":                      {"000 ok", false, smtp.Protocol},
	"999":                      {"999 ok", false, smtp.Protocol},
	"1xx":                      {"150 wait", false, smtp.Protocol},
	"a code before a blank":    {" 250 ok", false, smtp.Protocol},
	"full-width digits":        {"２５０ ok", false, smtp.Protocol},
	"bytes":                    {"\x00\xff\xfe\x80", false, smtp.Protocol},
	"two codes":                {"250-a\r\n550 b", false, smtp.Protocol},
	"two codes, the other way": {"550-a\r\n250 b", false, smtp.Protocol},
	"two codes, the same kind": {"250-a\r\n251-b\r\n250 c", false, smtp.Protocol},
	"another positive code":    {"299 ok", false, smtp.Protocol},
	"no line end":              {"250 ok", true, ""},
	"half a code":              {"25", true, ""},
	"a refusal without an end": {"550 no", true, ""},
	"no last line":             {"250-ok\r\n", true, ""},
	"half of the last line":    {"250-ok\r\n250 o", true, ""},
	"10 MB in a line":          {"250 " + strings.Repeat("x", 10<<20), false, smtp.TooMuch},
	"10 MB in lines":           {strings.Repeat("250-x\r\n", 10<<20/7) + "250 x", false, smtp.TooMuch},
}

// TestOddReplies: an odd reply ends the connection at once. After the dot it leaves the letter unknown, before it the
// server does not have the letter.
func TestOddReplies(t *testing.T) {
	for name, odd := range oddReplies {
		for _, at := range []smtptest.Stage{
			smtptest.Greeting, smtptest.Hello, smtptest.StartTLS, smtptest.Auth, smtptest.Mail, smtptest.Rcpt, smtptest.Data, smtptest.Dot,
		} {
			t.Run(name+" at "+string(at), func(t *testing.T) {
				t.Parallel()
				fault := smtptest.Fault{At: at, Reply: odd.reply}
				if odd.cut {
					fault.Do = smtptest.Cut
				}
				server := smtptest.Start(t, smtptest.Config{
					Security: smtptest.STARTTLS, Mechanisms: []string{"PLAIN"}, User: user, Password: secret, Faults: []smtptest.Fault{fault},
				})
				began := time.Now()
				_, err := deliver(t.Context(), withLogin(senderTo(t, server, smtp.STARTTLS)), message())
				f := failure(t, err)
				if f.Stage != outbox.Stage(at) || f.Reply.Code != 0 || f.Unanswered() != (at == smtptest.Dot) {
					t.Errorf("got %+v", f)
				}
				if took := time.Since(began); took > 30*time.Second {
					t.Errorf("it took %v", took)
				}
				switch {
				case odd.code != "":
					ownError(t, err, odd.code)
				case !errors.Is(err, io.ErrUnexpectedEOF):
					t.Errorf("got %v", err)
				}
				if at != smtptest.Dot && len(server.Messages()) > 0 {
					t.Error("the server has the message")
				}
			})
		}
	}
}

// TestUnexpectedCodes: a valid code that does not fit the command is no yes.
func TestUnexpectedCodes(t *testing.T) {
	for _, c := range []struct {
		at    smtptest.Stage
		reply string
	}{
		{smtptest.Mail, "354 go ahead"},
		{smtptest.Mail, "220 hello"},
		{smtptest.Rcpt, "354 go ahead"},
		{smtptest.Data, "250 ok"},
		{smtptest.Data, "334 VXNlcg=="},
		{smtptest.Dot, "354 more"},
		{smtptest.Dot, "220 ok"},
		{smtptest.Dot, "251 elsewhere"},
		{smtptest.Dot, "235 ok"},
	} {
		server := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{{At: c.at, Reply: c.reply}}})
		_, err := deliver(t.Context(), senderTo(t, server, smtp.Clear), message())
		if f := failure(t, err); f.Stage != outbox.Stage(c.at) || f.Reply.Code != 0 || f.Unanswered() != (c.at == smtptest.Dot) {
			t.Errorf("%s at %s: %+v", c.reply, c.at, f)
		}
		ownError(t, err, smtp.Protocol)
	}
}

// TestLooseReplies: what is odd, but means one thing only, is taken.
func TestLooseReplies(t *testing.T) {
	for reply, want := range map[string]string{
		"250":                                   "",
		"250 ":                                  "",
		"250-a\r\nwithout a code\r\n250 b":      "a\nwithout a code\nb",
		"250-a\r\n250":                          "a\n",
		"250-a\n250 b":                          "a\nb",
		"250 " + strings.Repeat("x", 100<<10):   strings.Repeat("x", 2000),
		"250 \x00\x1b]0;x\x07":                  "\x00\x1b]0;x\x07",
		strings.Repeat("250-x\r\n", 9) + "250 ": strings.TrimSpace(strings.Repeat("x\n", 9)),
	} {
		server := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{{At: smtptest.Dot, Reply: reply}}})
		got, err := deliver(t.Context(), senderTo(t, server, smtp.Clear), message())
		if err != nil || got.Code != 250 || got.Text != strings.TrimRight(want, "\n") {
			t.Errorf("%.40q: got %.80v, %v", reply, got, err)
		}
	}
}

// TestUnaskedReplies: a second reply to one command is not taken for the reply to the next.
func TestUnaskedReplies(t *testing.T) {
	for name, c := range map[string]struct {
		at    smtptest.Stage
		reply string
		want  string // with PIPELINING, where the next envelope goes along with a dot
		alone string // without
		taken string
	}{
		"after EHLO":       {smtptest.Hello, "250 test\r\n250 again", "mail 0, mail 0, mail 0", "", ""},
		"after MAIL":       {smtptest.Mail, "250 ok\r\n250 ok", "data 0, mail 0, mail 0", "", ""},
		"after RCPT":       {smtptest.Rcpt, "250 ok\r\n250 ok", "data 0, mail 0, mail 0", "", ""},
		"after DATA":       {smtptest.Data, "354 go\r\n250 ok", "body 0, mail 0, mail 0", "", ""},
		"a refusal of it":  {smtptest.Data, "354 go\r\n554 no", "body 554, mail 0, mail 0", "", ""},
		"354 twice":        {smtptest.Data, "354 go\r\n354 go", "body 0, mail 0, mail 0", "", ""},
		"after the dot":    {smtptest.Dot, "250 ok\r\n250 ok", "sent, data 0, mail 0", "sent, mail 0, mail 0", "1"},
		"a no after a yes": {smtptest.Dot, "250 ok\r\n550 no", "sent, data 0, mail 0", "sent, mail 0, mail 0", "1"},
		"a yes after a no": {smtptest.Dot, "550 no\r\n250 ok", "dot 550, data 0, mail 0", "dot 550, mail 0, mail 0", ""},
		"closing":          {smtptest.Dot, "250 ok\r\n421 timeout", "sent, mail 421, mail 0", "", "1"},
	} {
		for _, pipelining := range []bool{true, false} {
			server := smtptest.Start(t, smtptest.Config{
				Extensions: extensions(pipelining), Faults: []smtptest.Fault{{At: c.at, N: 1, Reply: c.reply}},
			})
			got := strings.Join(sendGroup(t, connect(t, senderTo(t, server, smtp.Clear)), three()), ", ")
			want := c.want
			if !pipelining && c.alone != "" {
				want = c.alone
			}
			if taken := ended(server); got != want || taken != c.taken {
				t.Errorf("%s, PIPELINING %v: got %s, want %s; taken %q", name, pipelining, got, want, taken)
			}
		}
	}
}

// TestUnaskedAtLogin: a server that says more than it is asked does not log anybody in.
func TestUnaskedAtLogin(t *testing.T) {
	for _, at := range []smtptest.Stage{smtptest.Greeting, smtptest.Hello, smtptest.Auth} {
		for _, more := range []string{"235 welcome", "535 no"} {
			usual := map[smtptest.Stage]string{smtptest.Greeting: "220 x", smtptest.Hello: "250 AUTH PLAIN", smtptest.Auth: "235 ok"}[at]
			server := smtptest.Start(t, smtptest.Config{
				Mechanisms: []string{"PLAIN"}, User: user, Password: secret, Faults: []smtptest.Fault{{At: at, Reply: usual + "\r\n" + more}},
			})
			_, err := deliver(t.Context(), withLogin(senderTo(t, server, smtp.Clear)), message())
			if f := failure(t, err); f.Unanswered() || len(server.Messages()) > 0 {
				t.Errorf("%s after %s: %+v", more, at, f)
			}
		}
	}
}
