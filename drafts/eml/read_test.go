package eml_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"

	"draft/drafts"
)

// readMessage is the content of a parsed message.
type readMessage struct {
	From, To []netmail.Address
	Subject  string
	Text     string // LF line ends
	Files    []drafts.Attachment
}

// readers are parsers that share no code with eml's encoding.
var readers = map[string]func(raw []byte) (readMessage, error){
	"net/mail": readStandard,
	"enmime":   readEnmime,
}

func readAll(t *testing.T, raw []byte) map[string]readMessage {
	t.Helper()
	all := map[string]readMessage{}
	for name, read := range readers {
		got, err := read(raw)
		if err != nil {
			t.Fatalf("%s cannot read the message: %v\n%s", name, err, raw)
		}
		all[name] = got
	}
	return all
}

func readStandard(raw []byte) (readMessage, error) {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return readMessage{}, err
	}
	var s readMessage
	if s.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return readMessage{}, err
	}
	if s.From, err = addressList(m.Header.AddressList("From")); err != nil {
		return readMessage{}, err
	}
	if s.To, err = addressList(m.Header.AddressList("To")); err != nil {
		return readMessage{}, err
	}
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return readMessage{}, err
	}
	if media == "text/plain" {
		text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
		s.Text = lf(string(text))
		return s, err
	}
	return s, s.readParts(multipart.NewReader(m.Body, params["boundary"]))
}

// readParts reads the first part as the text and the others as files.
func (s *readMessage) readParts(r *multipart.Reader) error {
	for first := true; ; first = false {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if err != nil {
			return err
		}
		if first {
			s.Text = lf(string(data))
			continue
		}
		if err := wholePieces(p.Header.Get("Content-Disposition")); err != nil {
			return err
		}
		_, disposition, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
		if err != nil {
			return err
		}
		name := disposition["filename"]
		if older, err := olderName(p.Header.Get("Content-Type")); err != nil || older != name {
			return fmt.Errorf("the two names of a file differ: %q, %q: %w", name, older, err)
		}
		s.Files = append(s.Files, drafts.Attachment{Name: name, Data: data})
	}
}

var piece = regexp.MustCompile(`filename\*\d+\*=(?:utf-8'')?([^;\s]+)`)

// wholePieces returns an error if a numbered section of a name ends inside a character, because Python's email package cannot read
// that.
func wholePieces(disposition string) error {
	for _, m := range piece.FindAllStringSubmatch(disposition, -1) {
		if text, err := url.PathUnescape(m[1]); err != nil || !utf8.ValidString(text) {
			return fmt.Errorf("a piece of a name is not whole characters: %q", m[1])
		}
	}
	return nil
}

// olderName returns the file name for mail programs that do not know RFC 2231.
func olderName(contentType string) (string, error) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return "", err
	}
	return new(mime.WordDecoder).DecodeHeader(params["name"])
}

func readEnmime(raw []byte) (readMessage, error) {
	e, err := enmime.ReadEnvelope(bytes.NewReader(raw))
	if err != nil {
		return readMessage{}, err
	}
	if len(e.Errors) > 0 {
		return readMessage{}, fmt.Errorf("defects: %v", e.Errors)
	}
	s := readMessage{Subject: e.GetHeader("Subject"), Text: lf(e.Text)}
	if s.From, err = addressList(e.AddressList("From")); err != nil {
		return readMessage{}, err
	}
	if s.To, err = addressList(e.AddressList("To")); err != nil {
		return readMessage{}, err
	}
	for _, a := range e.Attachments {
		s.Files = append(s.Files, drafts.Attachment{Name: a.FileName, Data: a.Content})
	}
	return s, nil
}

// addressList copies addresses. A missing header gives no addresses.
func addressList(list []*netmail.Address, err error) ([]netmail.Address, error) {
	if errors.Is(err, netmail.ErrHeaderNotPresent) {
		return nil, nil
	}
	var out []netmail.Address
	for _, a := range list {
		out = append(out, *a)
	}
	return out, err
}

func lf(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
