// Package eml renders a draft as an e-mail message, and reads messages. It does not read files, send mail or know accounts.
//
// A message has a text part only, because ticket systems drop an HTML part and the two could differ.
package eml

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wneessen/go-mail"

	"draft/drafts"
	"draft/drafts/field"
)

// Message is an e-mail that does not change after Freeze or Open. The zero value is not a message.
type Message struct {
	unsent []byte // ends with wire
	wire   []byte
	id     string
	from   string
	to     []string
}

// Bytes returns the message as it is sent: with CRLF line ends, without X-Unsent and Bcc. The caller must not modify it.
func (m Message) Bytes() []byte { return m.wire }

// Digest returns the SHA-256 of Bytes in hexadecimal.
func (m Message) Digest() string {
	sum := sha256.Sum256(m.wire)
	return hex.EncodeToString(sum[:])
}

// ID returns the Message-ID with its brackets; "" for a message of another program without one.
func (m Message) ID() string { return m.id }

// From returns the address of the sender, its domain in A-labels; "" if the draft has no sender.
func (m Message) From() string { return m.from }

// Recipients returns the addresses of all recipients, including blind copies, each once.
func (m Message) Recipients() []string { return m.to }

// Info is what is known of a message without its bytes.
type Info struct {
	From      string // the address of the sender
	MessageID string // with its brackets
	Digest    string
	Size      int64
}

// Info returns the facts about the message that other rooms store and compare.
func (m Message) Info() Info { return Info{m.From(), m.ID(), m.Digest(), int64(len(m.Bytes()))} }

// Unsent returns the message as an .eml file for a mail program: an X-Unsent header, which opens it for sending, and a Bcc header,
// followed by Bytes. The caller must not modify it.
func (m Message) Unsent() []byte { return m.unsent }

// unsentHeader returns the headers of Unsent that Bytes does not have. bcc is a folded header line, or "".
func unsentHeader(bcc string) string { return "X-Unsent: 1\r\n" + bcc }

// Freeze renders a draft with its files. The same draft and files give the same bytes on every machine. If the envelope has no From
// or To, the message does not have that header.
//
// The error joins a *field.Problem for every fault of the draft:
//
//	header.control       Header, CodePoint, Position  a control, invisible or direction character
//	header.encoding      Header, Position             not UTF-8
//	header.address       Header                       an address that mail cannot carry as it is
//	header.id            Header                       an ID that cannot stand in a Message-ID
//	body.encoding                                     not UTF-8
//	attachment.control   CodePoint, Position          as header.control, in the name of a file
//	attachment.encoding  Position                     as header.encoding, in the name of a file
//	attachment.name                                   no name, or a path
//
// Each has the invalid text as Value.
func Freeze(d drafts.Draft, files []drafts.Attachment) (Message, error) {
	var c checker
	h := c.headers(d)
	if !utf8.ValidString(d.Letter.Body) {
		c.report("body.encoding", d.Letter.Body, nil)
	}
	for _, f := range files {
		c.checkFileName(f.Name)
	}
	if err := errors.Join(c.faults...); err != nil {
		return Message{}, err
	}
	head := unsentHeader(bccHeader(h.bcc))
	unsent := bytes.NewBufferString(head)
	if _, err := compose(h, d, files).WriteTo(unsent); err != nil {
		return Message{}, fmt.Errorf("write the message: %w", err)
	}
	m := Message{unsent: unsent.Bytes(), wire: unsent.Bytes()[len(head):], id: h.id}
	if d.Envelope.From != nil {
		m.from, _ = asciiAddress(d.Envelope.From.Address) // it is valid, as checked above
	}
	m.to = uniqueAddresses(d.Envelope.To, d.Envelope.Bcc)
	return m, nil
}

// uniqueAddresses returns the addresses of all lists in ASCII, each once.
func uniqueAddresses(lists ...[]*netmail.Address) []string {
	var all []string
	for _, a := range slices.Concat(lists...) {
		if address, ok := asciiAddress(a.Address); ok && !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	return all
}

// headers are header values: encoded, not folded, and empty if the message does not have the header.
type headers struct{ from, id, subject, to, bcc string }

// headers encodes the header values of a draft.
func (c *checker) headers(d drafts.Draft) headers {
	var from []*netmail.Address
	if d.Envelope.From != nil {
		from = append(from, d.Envelope.From)
	}
	h := headers{from: c.addresses("From", from)}
	h.id = c.messageID(d.Stamp.ID, h.from)
	h.subject = c.subject(d.Letter.Subject)
	h.to = c.addresses("To", d.Envelope.To)
	h.bcc = c.addresses("Bcc", d.Envelope.Bcc)
	return h
}

// compose returns a go-mail message of a draft and its files. It sets encoded header values, because go-mail does not encode text that
// looks like an encoded word and does not check addresses for line breaks.
func compose(h headers, d drafts.Draft, files []drafts.Attachment) *mail.Msg {
	m := mail.NewMsg(mail.WithEncoding(mail.EncodingB64), mail.WithBoundary(boundary(d.Stamp.ID)), mail.WithNoDefaultUserAgent())
	m.SetDateWithValue(d.Stamp.At.In(field.Beijing))
	for name, value := range map[mail.Header]string{
		mail.Header(mail.HeaderFrom): h.from, mail.HeaderMessageID: h.id, mail.HeaderSubject: h.subject, mail.Header(mail.HeaderTo): h.to,
	} {
		if value != "" {
			m.SetGenHeader(name, value)
		}
	}
	m.SetBodyString(mail.TypeTextPlain, crlf.Replace(d.Letter.Body))
	for _, f := range files {
		m.AttachReadSeeker(f.Name, bytes.NewReader(f.Data), func(m *mail.File) { setAttachmentHeaders(m, f) })
	}
	return m
}

// crlf replaces all line ends by CRLF.
var crlf = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n")

// boundary returns the boundary of the parts of a draft's message. No part contains it, because base64 has no underscore and a header line
// does not begin with a hyphen.
func boundary(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "draft_" + hex.EncodeToString(sum[:12])
}
