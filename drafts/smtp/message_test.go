package smtp_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// TestBytesArriveAsTheyAre sends messages that dot-stuffing or line ends could change. A message without a final line
// end gets one, because SMTP cannot carry it otherwise.
func TestBytesArriveAsTheyAre(t *testing.T) {
	every := make([]byte, 0, 256)
	for b := range 256 {
		if b != '\r' && b != '\n' {
			every = append(every, byte(b))
		}
	}
	wires := []string{
		"a\r\n", "\r\n", ".\r\n", "..\r\n", "...\r\n.\r\n..\r\n", "a\r\n.\r\nb\r\n", "a\r\n.b\r\n\r\n.\r\n\r\n",
		"no end", ".", "a\r\n.",
		"中文\r\n.中文\r\n", string(every) + "\r\n." + string(every) + "\r\n",
		strings.Repeat(".\r\n", 100_000), strings.Repeat("x", 1<<17) + "\r\n",
	}
	// A dot at the beginning of a line on the border of two blocks.
	for shift := range 6 {
		wires = append(wires, strings.Repeat("y", 1<<16-3+shift)+"\r\n.z\r\n.\r\n")
	}
	// A dot on the border of two blocks, in the middle of a line.
	for shift := range 3 {
		wires = append(wires, strings.Repeat("y", 1<<16-1+shift)+"..z\r\n")
	}
	for _, way := range ways {
		server := smtptest.Start(t, smtptest.Config{
			Security: way.security, Extensions: extensions(way.pipelining),
		})
		c := connect(t, senderTo(t, server, way.tls))
		list := make([]outbox.Message, len(wires))
		for i, wire := range wires {
			list[i] = message()
			list[i].Wire = []byte(wire)
		}
		if became := sendGroup(t, c, list); slices.ContainsFunc(became, func(what string) bool { return what != "sent" }) {
			t.Fatalf("%s: %v", way.tls, became)
		}
		got := server.Messages()
		if len(got) != len(wires) {
			t.Fatalf("%d messages", len(got))
		}
		for i, wire := range wires {
			want := []byte(wire)
			if !bytes.HasSuffix(want, []byte("\r\n")) {
				want = append(want, "\r\n"...)
			}
			if !bytes.Equal(got[i].Data, want) {
				t.Errorf("%s: message %d of %d bytes arrived as %d", way.tls, i, len(want), len(got[i].Data))
			}
		}
	}
}

func TestEnvelopeAndParameters(t *testing.T) {
	wide := message()
	wide.To = []string{"反馈@例子.测试"}
	for _, c := range []struct {
		extensions []string
		size       int
		m          outbox.Message
		params     string
	}{
		{[]string{}, 0, message(), ""},
		{[]string{"SIZE"}, 0, message(), "SIZE=37"},
		{nil, 1000, message(), "SIZE=37 BODY=8BITMIME"},
		{nil, 0, wide, "BODY=8BITMIME SMTPUTF8"},
		{nil, 0, message(), "BODY=8BITMIME"},
	} {
		server := smtptest.Start(t, smtptest.Config{Extensions: c.extensions, Size: c.size})
		if _, err := deliver(t.Context(), senderTo(t, server, smtp.Clear), c.m); err != nil {
			t.Fatal(err)
		}
		got := server.Messages()[0]
		if got.From != user || fmt.Sprint(got.To) != fmt.Sprint(c.m.To) || got.Params != c.params || !got.Answered {
			t.Errorf("%v: got %+v", c.extensions, got)
		}
	}
}

// TestMessagesThatDoNotFit checks that messages are refused for good before anything is sent.
func TestMessagesThatDoNotFit(t *testing.T) {
	to := func(addresses ...string) outbox.Message { m := message(); m.To = addresses; return m }
	from := func(address string) outbox.Message { m := message(); m.From = address; return m }
	wire := func(text string) outbox.Message { m := message(); m.Wire = []byte(text); return m }
	for name, c := range map[string]struct {
		extensions []string
		m          outbox.Message
		code       smtp.Code
	}{
		"too large":              {nil, wire(strings.Repeat("x", 999)), smtp.TooLarge}, // with its line end 1001
		"8 bit":                  {[]string{"SMTPUTF8"}, wire("中\r\n"), smtp.Unsupported},
		"8 bit, not UTF-8":       {[]string{}, wire("\xff\r\n"), smtp.Unsupported},
		"wide":                   {[]string{"8BITMIME"}, to("反馈@example.com"), smtp.Unsupported},
		"wide domain":            {[]string{"8BITMIME"}, from("a@例子.测试"), smtp.Unsupported},
		"a lone LF":              {nil, wire("a\nb\r\n"), smtp.BadLines},
		"a lone CR":              {nil, wire("a\rb\r\n"), smtp.BadLines},
		"an end in disguise":     {nil, wire("a\r\n\n.\r\nMAIL FROM:<x@example.com>\r\n"), smtp.BadLines},
		"CR CR LF":               {nil, wire("a\r\r\n"), smtp.BadLines},
		"nobody":                 {nil, to(), smtp.NoRecipient},
		"no sender":              {nil, from(""), smtp.BadAddress},
		"no at":                  {nil, to("a"), smtp.BadAddress},
		"no local part":          {nil, to("@b"), smtp.BadAddress},
		"no domain":              {nil, to("a@"), smtp.BadAddress},
		"CRLF":                   {nil, to("a@b\r\nDATA"), smtp.BadAddress},
		"LF":                     {nil, from("a\n@b"), smtp.BadAddress},
		"NUL":                    {nil, to("a\x00@b"), smtp.BadAddress},
		"space":                  {nil, from("a@b SIZE=1"), smtp.BadAddress},
		"wide space":             {nil, from("a@b\u3000c"), smtp.BadAddress},
		"angles":                 {nil, to("a@b>,<c@d"), smtp.BadAddress},
		"another's second":       {nil, to("a@example.com", "<b@example.com>"), smtp.BadAddress},
		"quotes":                 {nil, to(`"a b"@example.com`), smtp.BadAddress},
		"zero width":             {nil, to("a@example.com\u200b"), smtp.BadAddress},
		"not UTF-8":              {nil, to("a\xff@example.com"), smtp.BadAddress},
		"a local part too long":  {nil, to(strings.Repeat("a", 65) + "@example.com"), smtp.BadAddress},
		"an address too long":    {nil, to("a@" + strings.Repeat("b.", 130) + "com"), smtp.BadAddress},
		"a source route":         {nil, to("@a,@b:c@example.com"), smtp.BadAddress},
		"two ats":                {nil, to("a@b@example.com"), smtp.BadAddress},
		"a literal for a domain": {nil, to("a@[127.0.0.1]"), smtp.BadAddress},
	} {
		server := smtptest.Start(t, smtptest.Config{Extensions: c.extensions, Size: 1000})
		s := senderTo(t, server, smtp.Clear)
		conn := connect(t, s)
		err := conn.Data(t.Context(), c.m)
		if f := failure(t, err); f.Stage != outbox.StageMail || !f.Final || f.Reply.Code != 0 {
			t.Errorf("%s: %+v", name, f)
		}
		e := ownError(t, err, c.code)
		if c.code == smtp.TooLarge && (e.Size != 1001 || e.Limit != 1000) {
			t.Errorf("%s: %+v", name, e)
		}
		conn.Close()
		if got := strings.Join(server.Verbs(), " "); got != "EHLO" {
			t.Errorf("%s: said %s", name, got)
		}
	}
}

// TestIntroductionTellsNothing checks that EHLO does not contain the host name of this machine.
func TestIntroductionTellsNothing(t *testing.T) {
	spy := newSpy(t)
	c := connect(t, &smtp.Sender{Account: smtp.Account{Host: "127.0.0.1", Port: spy.port, TLS: smtp.Clear}})
	c.Quit()
	if got := spy.said(); !strings.HasPrefix(got, "EHLO [127.0.0.1]\r\n") {
		t.Errorf("said %q", got)
	}
}
