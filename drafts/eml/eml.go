// Package eml turns a draft into the bytes of an e-mail, once. It owns the shape of the message: its headers, its
// text, its attachments and their names. It reads no file, sends nothing, and knows no account and no status.
//
// A message is text only. Ticket systems drop an HTML part, and it could come to say something else than the text.
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

// Message is a frozen e-mail: it never changes after Freeze or Open. The zero value is no message.
type Message struct {
	unsent []byte // for people; it ends in wire
	wire   []byte
	id     string
	from   string
	to     []string
}

// Bytes gives what is sent: CRLF line ends, neither X-Unsent nor Bcc. It is the message's own memory; do not
// write to it.
func (m Message) Bytes() []byte { return m.wire }

// Digest names the bytes of the message: their SHA-256 in hexadecimal.
func (m Message) Digest() string {
	sum := sha256.Sum256(m.wire)
	return hex.EncodeToString(sum[:])
}

// ID is the Message-ID with its brackets; "" for a message of another program that has none.
func (m Message) ID() string { return m.id }

// From is the bare address of the sender, its domain in A-labels; "" where the draft has none.
func (m Message) From() string { return m.from }

// Recipients are the bare addresses of all who get the message, blind copies too, each once.
func (m Message) Recipients() []string { return m.to }

// Unsent gives an .eml for people: the bytes of the message after the header lines that make a mail program open
// it for sending (X-Unsent) and that name the blind copies (Bcc). It is the message's own memory, too.
func (m Message) Unsent() []byte { return m.unsent }

// unsentHead is what Unsent has before the bytes of the message; bcc is the folded header line, or nothing.
func unsentHead(bcc string) string { return "X-Unsent: 1\r\n" + bcc }

// Freeze renders a draft and the files that go with it. The same draft and files give the same bytes on every
// machine. An envelope without From or To gives a message without that header.
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
//	attachment.name                                   no name, or a path in its place
//
// Each has the refused text as Value.
func Freeze(d drafts.Draft, files []Attachment) (Message, error) {
	var c check
	h := c.headers(d)
	if !utf8.ValidString(d.Letter.Body) {
		c.refuse("body.encoding", d.Letter.Body, nil)
	}
	for _, f := range files {
		c.fileName(f.Name)
	}
	if err := errors.Join(c.faults...); err != nil {
		return Message{}, err
	}
	head := unsentHead(bccHeader(h.bcc))
	unsent := bytes.NewBufferString(head)
	if _, err := compose(h, d, files).WriteTo(unsent); err != nil {
		return Message{}, fmt.Errorf("write the message: %w", err)
	}
	m := Message{unsent: unsent.Bytes(), wire: unsent.Bytes()[len(head):], id: h.id}
	if d.Envelope.From != nil {
		m.from, _ = ascii(d.Envelope.From.Address) // it was checked
	}
	m.to = bare(d.Envelope.To, d.Envelope.Bcc)
	return m, nil
}

// bare gives the addresses of some lists as mail servers take them, each once.
func bare(lists ...[]*netmail.Address) []string {
	var all []string
	for _, a := range slices.Concat(lists...) {
		if address, ok := ascii(a.Address); ok && !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	return all
}

// headers are the values of header lines: encoded, not folded, and empty if the message has no such line.
type headers struct{ from, id, subject, to, bcc string }

// headers encodes the header values of a draft.
func (c *check) headers(d drafts.Draft) headers {
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

// compose puts a draft and its files into a go-mail message. The header values are set encoded, because go-mail leaves text that
// looks like an encoded word as it is and does not check addresses for line breaks.
func compose(h headers, d drafts.Draft, files []Attachment) *mail.Msg {
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
		m.AttachReadSeeker(f.Name, bytes.NewReader(f.Data), f.setHeaders)
	}
	return m
}

// crlf gives text the line ends of mail.
var crlf = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n")

// boundary separates the parts of one draft's message. It cannot occur in a part: every part is base64, which has
// no underscore and never begins a line with a hyphen, and a header line begins with its name or a space.
func boundary(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "draft_" + hex.EncodeToString(sum[:12])
}
