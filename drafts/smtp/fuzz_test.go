package smtp

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"draft/drafts/outbox"
)

// FuzzWords checks that the text of any reply is short UTF-8 without the secret.
func FuzzWords(f *testing.F) {
	f.Add("ok", "secret")
	f.Add("you said secret\nsecret", "secret")
	f.Add("\xb5\xc7\xc2\xbc\xca\xa7\xb0\xdc", "\xca\xa7")
	f.Add(strings.Repeat("退", 1000), "退退")
	f.Add("\xff\xff", "*")
	f.Fuzz(func(t *testing.T, words, secret string) {
		if strings.Trim(secret, "*") == "" || strings.Contains(redacted, secret) {
			return // *** contains the secret
		}
		d := redactor{}
		d.add(secret)
		failure := d.failure(outbox.StageAuth, &textproto.Error{Code: 535, Msg: words})
		text := failure.Reply.Text
		if !utf8.ValidString(text) || len(text) > maxReply {
			t.Errorf("%q became %q", words, text)
		}
		if len(secret) > 6 && !strings.Contains(secret, "*") && strings.Contains(text, secret) {
			t.Errorf("%q holds the secret %q", text, secret)
		}
		Explain(failure, Account{Host: "smtp.qq.com"})
	})
}

// FuzzChallenge checks that the work for a challenge is limited.
func FuzzChallenge(f *testing.F) {
	f.Add("r=x,s=eHg=,i=4096")
	f.Add("r=x,s=eHg=,i=99999999999999999999")
	f.Add("r=,i=1,i=9999999")
	f.Fuzz(func(t *testing.T, challenge string) {
		if !acceptable([]byte(challenge)) {
			return
		}
		// go-mail reads the number of the third part.
		parts := strings.Split(challenge, ",")
		if strings.HasPrefix(challenge, "r=") && len(parts) > 2 && strings.HasPrefix(parts[2], "i=") &&
			len(strings.TrimLeft(parts[2][2:], "+0")) > len("1000000") && strings.Trim(parts[2][2:], "0123456789") == "" {
			t.Errorf("%q is let through", challenge)
		}
	})
}

// FuzzAddress checks that an accepted address cannot end its path.
func FuzzAddress(f *testing.F) {
	for _, a := range []string{"a@b", "a@b>\r\nDATA", "a b@c", "\u3000@x", "a@b\u2028"} {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !isAddress(address) {
			return
		}
		if strings.ContainsAny(address, "\r\n\x00 <>\t") || !utf8.ValidString(address) || strings.Count(address, "@") != 1 {
			t.Errorf("%q is let through", address)
		}
	})
}

// FuzzStuff checks that a message arrives unchanged, however it is split, and has only one dot that ends it.
func FuzzStuff(f *testing.F) {
	f.Add([]byte(".\r\n..\r\n.x\r\n"), 3)
	f.Add([]byte("a\r\n.\r\nb\r\n"), 2)
	f.Add([]byte("\r\n.\r\n"), 1)
	f.Fuzz(func(t *testing.T, wire []byte, part int) {
		if !goodLines(wire) || part < 1 {
			return
		}
		wire = append(wire, "\r\n"...)
		var said bytes.Buffer
		w := bufio.NewWriter(&said)
		for at := 0; at < len(wire); at += min(part, len(wire)) {
			writeStuffed(w, wire[at:min(at+min(part, len(wire)), len(wire))], at == 0 || wire[at-1] == '\n')
		}
		_, _ = w.WriteString(".\r\nrest\r\n")
		_ = w.Flush()
		in := bufio.NewReader(&said)
		got, err := textproto.NewReader(in).ReadDotBytes()
		rest, _ := in.ReadString('\n')
		want := bytes.ReplaceAll(wire, []byte("\r\n"), []byte("\n"))
		if err != nil || !bytes.Equal(got, want) || rest != "rest\r\n" {
			t.Errorf("%q became %q, then %q: %v", want, got, rest, err)
		}
	})
}

// FuzzReply checks what is taken for a reply: only one that has an end, and one code in all of its lines that have one.
func FuzzReply(f *testing.F) {
	for _, said := range []string{
		"250 ok\r\n", "250 ok", "250\r\n", "250-a\r\n550 b\r\n", "250-a\r\nb\r\n250 c\r\n", "000 x\r\n", "999 x\r\n", "1 x\n", "250-a\n250-b\n250 c\n",
		"250-\xb5\xc7\r\n250 \x00\r\n354 go\r\n", "\r\n", "250 a\rb\r\n", "２５０ ok\r\n", "421 bye\r\n250 ok\r\n", "250-" + strings.Repeat("x", 5000) + "\r\n250 y\r\n",
	} {
		f.Add([]byte(said), 3)
	}
	f.Fuzz(func(t *testing.T, said []byte, part int) {
		in := newReplyReader(&heard{said: said, part: max(part, 1)}, "")
		text := textproto.NewReader(bufio.NewReader(in))
		rest := said
		for {
			code, words, err := text.ReadResponse(0)
			if err != nil {
				return
			}
			// The lines of the reply, as they came.
			lines := 0
			for last := false; !last; lines++ {
				line, after, ended := bytes.Cut(rest, []byte("\n"))
				if !ended {
					t.Fatalf("%q has no end and was taken for %d %q", said, code, words)
				}
				rest = after
				line = bytes.TrimRight(line, "\r")
				number, end, ok := parseCode(line)
				switch {
				case ok && number != strconv.Itoa(code), !ok && lines == 0:
					t.Fatalf("%q was taken for %d %q", said, code, words)
				case ok:
					last = end
				}
			}
			if strings.Count(words, "\n") != lines-1 || code < 200 || code > 599 {
				t.Fatalf("%q was taken for %d %q of %d lines", said, code, words, lines)
			}
		}
	})
}

// heard is a connection on which a server has said something, which arrives in parts.
type heard struct {
	net.Conn
	said []byte
	part int
}

func (h *heard) Read(p []byte) (int, error) {
	if len(h.said) == 0 {
		return 0, io.EOF
	}
	n := copy(p, h.said[:min(len(h.said), h.part)])
	h.said = h.said[n:]
	return n, nil
}
