package main

import (
	"bytes"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"testing"

	"github.com/jhillyerd/enmime/v2"

	"draft/cmd/draft/internal/view"
)

// The README's command writes a message that other mail libraries parse correctly.
func TestMessageOfTheReadme(t *testing.T) {
	path := filepath.Join(t.TempDir(), "refund.eml")
	out, conversation, code := call(t, "", "refund", "--answers", filepath.Join(examplesFolder, "refund.yaml"), "-o", path, "--json")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	want := decode[view.DocumentObject](t, out)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	header, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Header.Get("Subject"))
	if err != nil || subject != want.Letter.Subject {
		t.Errorf("net/mail reads the subject %q, %v", subject, err)
	}
	for name, address := range map[string]string{"From": want.Envelope.From, "To": want.Envelope.To[0]} {
		list, err := header.Header.AddressList(name)
		if err != nil || len(list) != 1 || list[0].Address != address {
			t.Errorf("net/mail reads %s: %v, %v", name, list, err)
		}
	}
	if date, err := header.Header.Date(); err != nil || !date.Equal(today) {
		t.Errorf("net/mail reads the date %v, %v", date, err)
	}
	e, err := enmime.ReadEnvelope(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Errors) > 0 {
		t.Errorf("enmime finds %v", e.Errors)
	}
	if got := bytes.ReplaceAll([]byte(e.Text), []byte("\r\n"), []byte("\n")); string(got) != want.Letter.Body {
		t.Errorf("enmime reads the text\n%s", got)
	}
	if e.GetHeader("Subject") != want.Letter.Subject {
		t.Errorf("enmime reads the subject %q", e.GetHeader("Subject"))
	}
	var names []string
	for _, part := range e.Attachments {
		names = append(names, part.FileName)
		file, err := os.ReadFile(filepath.Join(examplesFolder, "evidence", part.FileName[len("01_"):]))
		if err != nil || !bytes.Equal(file, part.Content) {
			t.Errorf("the attachment %s is not the file: %v", part.FileName, err)
		}
	}
	if len(names) != len(want.Attachments) {
		t.Fatalf("enmime reads the attachments %q, want %q", names, want.Attachments)
	}
	for i := range names {
		if names[i] != want.Attachments[i] {
			t.Errorf("attachment %q, want %q", names[i], want.Attachments[i])
		}
	}
}
