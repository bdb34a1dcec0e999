package eml

import (
	"bytes"
	"math/rand"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/wneessen/go-mail"

	"draft/drafts"
	"draft/drafts/letter"
)

// TestReference: the bytes of a message are those that go-mail gives for the same headers, text and files.
func TestReference(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	pieces := []string{"充值退款", "申请（50.00元）", " ", "a", "refund of 50 yuan ", "é", "x=?utf-8?q?y?=", "，", "😀", "0123456789012345678901234567890"}
	some := func(most int) string {
		var b strings.Builder
		for range random.Intn(most) {
			b.WriteString(pieces[random.Intn(len(pieces))])
		}
		return b.String()
	}
	mailboxes := func(n int) (list []*netmail.Address) {
		for range n {
			list = append(list, &netmail.Address{Name: strings.TrimSpace(some(6)), Address: "someone" + strings.Repeat("x", random.Intn(30)) + "@example.com"})
		}
		return list
	}
	for range 2000 {
		d := drafts.Draft{
			Letter:   letter.Letter{Subject: "s" + some(12), Body: strings.Repeat(some(30)+"\n", random.Intn(8))},
			Envelope: drafts.Envelope{To: mailboxes(random.Intn(5)), Bcc: mailboxes(random.Intn(3))},
			Stamp:    drafts.Stamp{ID: "k3f9" + strings.Repeat("a", random.Intn(12)), At: time.Unix(random.Int63n(1<<32), 0)},
		}
		if random.Intn(3) > 0 {
			d.Envelope.From = mailboxes(1)[0]
		}
		var files []Attachment
		for range random.Intn(4) {
			data := make([]byte, random.Intn(300))
			random.Read(data)
			files = append(files, Attachment{Name: "图" + strings.ReplaceAll(some(5), " ", "") + ".png", Data: data})
		}
		m, err := Freeze(d, files)
		if err != nil {
			t.Fatalf("%v: %+v", err, d)
		}
		if want := reference(t, d, files); !bytes.Equal(m.Bytes(), want) {
			t.Fatalf("got\n%s\nwant\n%s", m.Bytes(), want)
		}
	}
}

// reference has go-mail render a message. Headers are given to it encoded: its own encoding lets a fake encoded word pass,
// and its address type writes one into a quoted string, where some readers decode it.
func reference(t *testing.T, d drafts.Draft, files []Attachment) []byte {
	t.Helper()
	m := mail.NewMsg(mail.WithEncoding(mail.EncodingB64), mail.WithNoDefaultUserAgent(), mail.WithBoundary(boundary(d.Stamp.ID)))
	for _, h := range new(check).headers(d) {
		if h.value != "" && h.name != "MIME-Version" {
			m.SetGenHeader(mail.Header(h.name), h.value)
		}
	}
	m.SetBodyString(mail.TypeTextPlain, string(crlf(d.Letter.Body)))
	for _, a := range files {
		m.AttachReadSeeker(a.Name, bytes.NewReader(a.Data), func(f *mail.File) {
			f.Header.Set("Content-Type", a.mediaType()+";\r\n name=\""+olderName(a.Name)+"\"")
			f.Header.Set("Content-Disposition", "attachment"+nameParameter(a.Name))
		})
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
