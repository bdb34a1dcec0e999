package eml_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"draft/drafts/eml"
	"draft/drafts/field"
)

// TestOpenGivesTheMessageAgain: opening the Unsent of a message gives the same bytes.
func TestOpenGivesTheMessageAgain(t *testing.T) {
	for name, e := range examples() {
		m := freeze(t, e.draft, e.files...)
		if m.From() == "" || len(m.Recipients()) == 0 {
			if _, err := eml.Open(m.Unsent()); err == nil {
				t.Errorf("%s: opened without a sender or a recipient", name)
			}
			continue
		}
		for _, text := range [][]byte{m.Unsent(), bytes.ReplaceAll(m.Unsent(), []byte("\r\n"), []byte("\n")), m.Bytes()} {
			o, err := eml.Open(text)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if o.Digest() != m.Digest() || !bytes.Equal(o.Bytes(), m.Bytes()) || o.ID() != m.ID() || o.From() != m.From() {
				t.Errorf("%s: another message:\n%q\n%q", name, o.Bytes(), m.Bytes())
			}
			if o.Subject != e.draft.Letter.Subject || o.Sender.Name != e.draft.Envelope.From.Name || !o.Date.Equal(e.draft.Stamp.At) {
				t.Errorf("%s: %+v", name, o)
			}
			if len(o.Files) != len(e.files) {
				t.Errorf("%s: files %v", name, o.Files)
				continue
			}
			for i, f := range e.files {
				if o.Files[i] != (eml.File{Name: f.Name, Size: len(f.Data)}) {
					t.Errorf("%s: %+v is not %s of %d bytes", name, o.Files[i], f.Name, len(f.Data))
				}
			}
		}
		if o, err := eml.Open(m.Unsent()); err == nil && !slices.Equal(o.Recipients(), m.Recipients()) {
			t.Errorf("%s: to %q, want %q", name, o.Recipients(), m.Recipients())
		}
	}
}

func rawMessage(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

// TestOpenOfAnotherProgram: a message keeps all bytes except the Bcc and X-Unsent headers.
func TestOpenOfAnotherProgram(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("充值退款申请")
	if err != nil {
		t.Fatal(err)
	}
	before := []string{
		"Received: from here\r\n\tby there", "X-UNSENT: 1", "From: =?GBK?B?" + base64.StdEncoding.EncodeToString([]byte("x")) + "?= <A.B@Example.COM>",
		"bcc: one@example.com,\r\n two@example.com", "To: undisclosed-recipients:;", "Cc: \"Support, 3\" <three@example.com>",
		"Resent-Bcc: four@example.com", "Subject: =?GB2312?B?" + base64.StdEncoding.EncodeToString([]byte(gbk)) + "?=", "Bcc: one@example.com", "",
		"正文 8bit", ".", "From here", "Bcc: not a header", "",
	}
	want := slices.DeleteFunc(slices.Clone(before), func(line string) bool {
		return strings.HasPrefix(line, "X-UNSENT") || strings.HasPrefix(line, "bcc") || strings.HasPrefix(line, "Resent-Bcc") || line == "Bcc: one@example.com"
	})
	o, err := eml.Open(rawMessage(before...))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(o.Bytes(), rawMessage(want...)) {
		t.Errorf("got\n%s\nwant\n%s", o.Bytes(), rawMessage(want...))
	}
	if o.From() != "A.B@Example.COM" || !slices.Equal(o.Recipients(), []string{"three@example.com", "one@example.com", "two@example.com"}) {
		t.Errorf("from %q to %q", o.From(), o.Recipients())
	}
	if o.Subject != "充值退款申请" || o.ID() != "" || !o.Date.IsZero() || o.Files != nil || len(o.Bcc) != 3 {
		t.Errorf("%+v", o)
	}
	if !bytes.Contains(o.Unsent(), []byte("X-Unsent: 1\r\nbcc: one@example.com,\r\n two@example.com\r\nBcc: one@example.com\r\nReceived:")) {
		t.Errorf("for people:\n%s", o.Unsent())
	}
}

// TestOpenOfAnEmptyGroup: a group without members is a valid empty list of recipients.
func TestOpenOfAnEmptyGroup(t *testing.T) {
	for _, header := range []string{"To", "Cc", "Bcc"} {
		for _, group := range []string{"undisclosed-recipients:;", "收件人: ;", "a:;, b:;"} {
			o, err := eml.Open(rawMessage("From: a@example.com", header+": "+group, "Cc: d@example.com", "", "x"))
			if err != nil || !slices.Equal(o.Recipients(), []string{"d@example.com"}) {
				t.Errorf("%s: %s: to %q, %v", header, group, o.Recipients(), err)
			}
		}
	}
	o, err := eml.Open(rawMessage("From: a@example.com", "To: team: b@example.com, c@example.com;", "", "x"))
	if err != nil || !slices.Equal(o.Recipients(), []string{"b@example.com", "c@example.com"}) {
		t.Errorf("to %q, %v", o.Recipients(), err)
	}
}

func TestOpenFindsFiles(t *testing.T) {
	o, err := eml.Open(rawMessage(
		"From: a@example.com", "To: b@example.com", "Content-Type: multipart/mixed; boundary=x", "",
		"--x", "Content-Type: multipart/alternative; boundary=y", "", "--y", "Content-Type: text/plain", "", "text", "--y", "Content-Type: text/html", "", "<p>", "--y--",
		"--x", "Content-Type: image/png; name=\"=?utf-8?B?5Zu+?=.png\"", "Content-Transfer-Encoding: base64", "", "AAAA", "AA==",
		"--x", "Content-Type: text/plain", "Content-Disposition: attachment; filename*=utf-8''%E4%B8%80.txt", "Content-Transfer-Encoding: quoted-printable", "", "=E4=B8=80",
		"--x", "Content-Type: application/pdf", "Content-Disposition: attachment", "", "12345",
		"--x--",
	))
	want := []eml.File{{Name: "图.png", Size: 4}, {Name: "一.txt", Size: 3}, {Name: "", Size: 5}}
	if err != nil || !reflect.DeepEqual(o.Files, want) {
		t.Errorf("%v, %+v", err, o.Files)
	}
}

// TestOpenRefuses: a message that cannot be sent is an error with a line number.
func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text []byte
		code string
		line int
	}{
		"nothing":             {nil, "eml.header", 1},
		"no header":           {[]byte("\r\nbody\r\n"), "eml.header", 1},
		"prose":               {rawMessage("From: a@example.com", "this is no header", "", "x"), "eml.header", 2},
		"a picture":           {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "eml.control", 3},
		"NUL":                 {rawMessage("From: a@example.com", "To: b@example.com", "", "a\x00b"), "eml.control", 4},
		"CR":                  {rawMessage("From: a@example.com", "To: b@example.com\rBcc: c@example.com", "", "x"), "eml.control", 2},
		"a long line":         {rawMessage("From: a@example.com", "To: b@example.com", "", strings.Repeat("x", 999)), "eml.long", 4},
		"no sender":           {rawMessage("To: b@example.com", "", "x"), "eml.from", 0},
		"two senders":         {rawMessage("From: a@example.com, c@example.com", "To: b@example.com", "", "x"), "eml.from", 0},
		"no recipient":        {rawMessage("From: a@example.com", "", "x"), "eml.to", 0},
		"no address":          {rawMessage("From: a@example.com", "To: b at example", "", "x"), "eml.address", 0},
		"an address of words": {rawMessage("From: a@example.com", "To: \"b c\"@example.com", "", "x"), "eml.address", 0},
		"semicolons, To":      {rawMessage("From: a@example.com", "To: b@example.com; c@example.com;", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"semicolons, Cc":      {rawMessage("From: a@example.com", "To: b@example.com", "Cc: c@example.com; d@example.com;", "", "x"), "eml.address", 0},
		"a semicolon, Bcc":    {rawMessage("From: a@example.com", "To: b@example.com", "Bcc: c@example.com;", "", "x"), "eml.address", 0},
		"a semicolon, From":   {rawMessage("From: a@example.com;", "To: b@example.com", "", "x"), "eml.address", 0},
		"the second To":       {rawMessage("From: a@example.com", "To: b@example.com", "To: c@example.com;", "", "x"), "eml.address", 0},
		"a semicolon alone":   {rawMessage("From: a@example.com", "To: ;", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"a list as a group":   {rawMessage("From: a@example.com", "To: \"b@example.com, c@example.com\":;", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"the same, encoded":   {rawMessage("From: a@example.com", "To: =?utf-8?q?b=40example.com?=:;", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"an encoded list":     {rawMessage("From: a@example.com", "To: =?utf-8?q?b=40example.com=2C_c=40example.com?=", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"Chinese semicolons":  {rawMessage("From: a@example.com", "To: b@example.com；c@example.com", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"a blank":             {rawMessage("From: a@example.com", "To: b@example.com c@example.com", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"a group and one":     {rawMessage("From: a@example.com", "To: team:; b@example.com", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"two lists":           {rawMessage("From: a@example.com", "Cc: d@example.com", "To: b@example.com", "To: team: c@example.com", "", "x"), "eml.address", 0},
		"an open bracket":     {rawMessage("From: a@example.com", "To: <b@example.com", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"an open quote":       {rawMessage("From: a@example.com", "To: \"b <b@example.com>, c@example.com", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"an open comment":     {rawMessage("From: a@example.com", "To: b@example.com (c@example.com", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"folded":              {rawMessage("From: a@example.com", "To: b@example.com;", "\tc@example.com", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"half a group":        {rawMessage("From: a@example.com", "To: team: b@example.com, c;", "Cc: d@example.com", "", "x"), "eml.address", 0},
		"a mailbox file":      {rawMessage("From a@example.com Fri Nov 20", "From: a@example.com", "To: b@example.com", "", "x"), "eml.header", 1},
	} {
		_, err := eml.Open(c.text)
		var p *field.Problem
		if !errors.As(err, &p) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Code != c.code || c.line > 0 && p.Args["Line"] != c.line {
			t.Errorf("%s: %v, want %s at line %d", name, p, c.code, c.line)
		}
	}
	many := []byte(strings.Repeat("a\x00\n", 100_000))
	_, err := eml.Open(many)
	if n := len(field.AllProblems(err)); n == 0 || n > 20 {
		t.Errorf("%d faults of a file that is no message", n)
	}
}

// FuzzRecipients: of a list of recipients nobody is passed over. What is not a name, a comment or an encoded word is an address
// that gets the message, or the list is refused.
func FuzzRecipients(f *testing.F) {
	for _, list := range []string{
		"b@example.com, c@example.com", "b@example.com; c@example.com;", "team: b@example.com, c@example.com;, d@example.com", "undisclosed-recipients:;",
		"\"b, c\" <b@example.com>", "b@example.com (c@example.com)", "=?utf-8?b?5byg5LiJ?= <b@example.com>,", "a:;, b:;", "<@x.cn:b@example.com>", ",b@example.com,,c@example.com",
		"b@example.com\r\n ,c@example.com", "\"b@example.com\":;", "b@[192.0.2.1]", "b@example.com，c@example.com", "b@\u4f8b\u5b50.cn",
	} {
		f.Add(list, 0)
		f.Add(list, 2)
	}
	f.Fuzz(func(t *testing.T, list string, at int) {
		header := []string{"To", "Cc", "Bcc"}[uint(at)%3]
		if strings.ContainsAny(list, "\r\n") {
			return
		}
		o, err := eml.Open(rawMessage("From: a@example.com", header+": "+list, "Cc: z@example.com", "", "x"))
		if err != nil {
			return
		}
		if !slices.Contains(o.Recipients(), "z@example.com") {
			t.Fatalf("%q: the other is not in %q", list, o.Recipients())
		}
		all := slices.Concat(o.To, o.Cc, o.Bcc)
		if strings.ContainsAny(list, "\"(\\") || strings.Contains(list, "=?") {
			return // an @ may be part of a name or a comment
		}
		if strings.Count(list, "@") != len(all)-1 {
			t.Errorf("%q: %d addresses in %q", list, len(all)-1, o.Recipients())
		}
		for _, a := range all {
			ascii := !strings.ContainsFunc(a.Address, func(r rune) bool { return r >= utf8.RuneSelf })
			if ascii && !slices.Contains(o.Recipients(), a.Address) {
				t.Errorf("%q: %s is not in %q", list, a.Address, o.Recipients())
			}
		}
	})
}

// FuzzOpen: opening a message again gives the same message, without Bcc and X-Unsent headers.
func FuzzOpen(f *testing.F) {
	for _, e := range examples() {
		m, err := eml.Freeze(e.draft, e.files)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(m.Unsent())
	}
	f.Add(rawMessage("From: a@example.com", "To: x: b@example.com;", "Bcc: c@example.com", " , d@example.com", "", "x"))
	f.Add([]byte("From: a@b.c\nTo: =?gbk?q?=C4=E3?= <b@b.c>\nContent-Type: multipart/mixed; boundary=\"\"\n\n----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := eml.Open(text)
		if err != nil {
			if len(field.AllProblems(err)) == 0 {
				t.Errorf("a fault without its reason: %v", err)
			}
			return
		}
		again, err := eml.Open(o.Unsent())
		if err != nil || again.Digest() != o.Digest() || !slices.Equal(again.Recipients(), o.Recipients()) || again.From() != o.From() {
			t.Errorf("%v\n%q\n%q", err, o.Bytes(), again.Bytes())
		}
		head, _, _ := strings.Cut("\r\n"+string(o.Bytes()), "\r\n\r\n")
		if lower := strings.ToLower(head); strings.Contains(lower, "\r\nbcc:") || strings.Contains(lower, "\r\nx-unsent:") {
			t.Errorf("left in the header: %q", head)
		}
		for _, address := range append(o.Recipients(), o.From()) {
			if strings.ContainsAny(address, "\r\n\x00 <>") || address == "" {
				t.Errorf("address %q", address)
			}
		}
	})
}

// TestReopen: the blind copies of a frozen message are found from its recipients, without names.
func TestReopen(t *testing.T) {
	for name, e := range examples() {
		m := freeze(t, e.draft, e.files...)
		if m.From() == "" || len(m.Recipients()) == 0 {
			continue
		}
		o, err := eml.Reopen(m.Bytes(), m.Recipients())
		if err != nil || o.Digest() != m.Digest() || !slices.Equal(o.Recipients(), m.Recipients()) || len(o.Bcc) != len(e.draft.Envelope.Bcc) {
			t.Errorf("%s: %v\n%q\n%q", name, err, o.Unsent(), m.Unsent())
			continue
		}
		if again, err := eml.Open(o.Unsent()); err != nil || again.Digest() != m.Digest() {
			t.Errorf("%s: %v, %s", name, err, again.Digest())
		}
		if want := strings.TrimRight(e.draft.Letter.Body, "\n"); strings.TrimRight(o.Text, "\n") != want {
			t.Errorf("%s: the text is %q, want %q", name, o.Text, want)
		}
	}
	all := []string{"a@example.com", "b@example.com"}
	o, err := eml.Reopen(rawMessage("From: me@example.com", "Subject: x", "", "x"), all)
	if err != nil || len(o.Bcc) != 2 || !slices.Equal(o.Recipients(), all) {
		t.Error(o, err)
	}
	o, err = eml.Reopen(rawMessage("From: me@example.com", "Cc: B <b@example.com>", "", "x"), all) // whom a header names is no blind copy
	if err != nil || len(o.Bcc) != 1 || !slices.Equal(o.Recipients(), []string{"b@example.com", "a@example.com"}) {
		t.Error(o, err)
	}
}

func TestOpenFindsTheText(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("您好")
	if err != nil {
		t.Fatal(err)
	}
	head := []string{"From: a@example.com", "To: b@example.com"}
	for want, lines := range map[string][]string{
		"bare\n":    {"", "bare"},
		"您好\n":      {"Content-Type: text/plain; charset=gb2312", "", gbk},
		"quoted=\n": {"Content-Type: text/plain", "Content-Transfer-Encoding: quoted-printable", "", "quo=", "ted=3D"},
		"first": {
			"Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: text/html", "", "<p>html", "--x",
			"Content-Type: text/plain", "", "first", "--x", "Content-Type: text/plain", "", "second", "--x--",
		},
		"": {"Content-Type: text/html", "", "<p>html"},
	} {
		o, err := eml.Open(rawMessage(slices.Concat(head, lines)...))
		if err != nil || o.Text != want {
			t.Errorf("%q, %v, want %q", o.Text, err, want)
		}
	}
}
