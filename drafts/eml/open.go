package eml

import (
	"bytes"
	"errors"
	netmail "net/mail"
	"slices"
	"strings"
	"time"

	"draft/drafts/field"
)

// Opened is a message that was read from a file.
type Opened struct {
	Message
	Sender      *netmail.Address
	To, Cc, Bcc []*netmail.Address
	Subject     string
	Date        time.Time // zero where the file has none that can be read
	Text        string    // what it says, as far as it can be read as text; lines end in LF
	Files       []File
}

// File is an attachment of a message that was read.
type File struct {
	Name string // "" where it has none
	Size int    // in bytes, decoded
}

// maxTextLine is the longest line that mail may carry, without its end (RFC 5322, 2.1.1).
const maxTextLine = 998

// Open reads an .eml, of this program or of another, as it is to be sent: without X-Unsent and Bcc, with the line ends
// of mail, and otherwise byte for byte. What Freeze gave as Unsent is the same message again.
//
// The error joins a *field.Problem for every fault that would keep it from being sent:
//
//	eml.header   Line  not a header line, or none at all
//	eml.control  Line  a NUL, or a CR without an LF
//	eml.long     Line, Limit  a line that mail does not carry
//	eml.from           not just one sender
//	eml.to             no recipient
//	eml.address  Header  an address list that cannot be read, or an address that mail cannot carry
//
// Each has the refused text as Value.
func Open(data []byte) (Opened, error) {
	var c check
	wire := c.lines(data)
	fields, rest, ok := c.fields(wire)
	if !ok {
		return Opened{}, errors.Join(c.faults...)
	}
	var o Opened
	var kept bytes.Buffer
	kept.Grow(len(wire) - len(rest))
	bcc := ""
	for _, f := range fields {
		switch {
		case f.is("X-Unsent"), f.is("Resent-Bcc"):
		case f.is("Bcc"):
			bcc += f.raw
		default:
			kept.WriteString(f.raw)
		}
	}
	head := unsentHead(bcc)
	o.unsent = slices.Concat([]byte(head), kept.Bytes(), rest)
	o.wire = o.unsent[len(head):]
	o.Subject = decoded(value(fields, "Subject"))
	o.id = strings.TrimSpace(value(fields, "Message-ID"))
	o.Date, _ = netmail.ParseDate(value(fields, "Date"))
	from := c.list(fields, "From")
	o.To, o.Cc, o.Bcc = c.list(fields, "To"), c.list(fields, "Cc"), c.list(fields, "Bcc")
	switch {
	case len(c.faults) > 0:
	case len(from) != 1:
		c.refuse("eml.from", value(fields, "From"), nil)
	case len(o.To)+len(o.Cc)+len(o.Bcc) == 0:
		c.refuse("eml.to", "", nil)
	default:
		o.Sender = from[0]
		o.from, _ = ascii(from[0].Address) // list has checked it
		o.to = bare(o.To, o.Cc, o.Bcc)
	}
	if err := errors.Join(c.faults...); err != nil {
		return Opened{}, err
	}
	o.look(value(fields, "Content-Type"), value(fields, "Content-Transfer-Encoding"), bytes.TrimPrefix(rest, lineEnd))
	return o, nil
}

// Reopen reads the bytes of a frozen message back, with all who get it: those whom no header names are blind copies.
// The error is that of Open.
func Reopen(wire []byte, recipients []string) (Opened, error) {
	// Whom the headers name is known only once they are read, and read they are only where somebody gets the message.
	o, err := Open(append([]byte(bccHeader(strings.Join(recipients, ", "))), wire...))
	if err != nil {
		return o, err
	}
	named := bare(o.To, o.Cc)
	blind := slices.DeleteFunc(slices.Clone(recipients), func(address string) bool { return slices.Contains(named, address) })
	return Open(append([]byte(bccHeader(strings.Join(blind, ", "))), wire...))
}

var lineEnd = []byte("\r\n")

// lines gives a message the line ends of mail, and refuses what no mail server has to carry.
func (c *check) lines(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	wire := make([]byte, 0, len(data)+len(data)/32)
	for number := 1; len(data) > 0; number++ {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		ended := len(line) < len(data)
		data = rest
		if ended {
			line = bytes.TrimSuffix(line, []byte("\r"))
		}
		args := map[string]any{"Line": number}
		switch {
		case bytes.ContainsAny(line, "\r\x00"):
			c.refuse("eml.control", shown(line), args)
		case len(line) > maxTextLine:
			args["Limit"] = maxTextLine
			c.refuse("eml.long", shown(line), args)
		}
		wire = append(append(wire, line...), lineEnd...)
		if len(c.faults) >= maxFaults { // a file of another kind has as many as it has lines
			break
		}
	}
	return wire
}

const maxFaults = 10

// shown is the beginning of a line, for a message about it.
func shown(line []byte) string {
	const most = 60
	text := strings.ToValidUTF8(string(line[:min(len(line), most)]), "\ufffd")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if field.Visible(string(r)) != nil {
			return '\ufffd'
		}
		return r
	}, text))
}

// headerField is one header of a message as it stands there.
type headerField struct {
	name string
	raw  string // its lines, with their ends
}

func (f headerField) is(name string) bool { return strings.EqualFold(f.name, name) }

// fields takes the header of a message apart. rest is the empty line and all that follows it.
func (c *check) fields(wire []byte) (fields []headerField, rest []byte, ok bool) {
	rest = wire
	for number := 1; len(rest) > 0 && !bytes.HasPrefix(rest, lineEnd); number++ {
		line, after, _ := bytes.Cut(rest, lineEnd)
		rest = after
		raw := string(line) + "\r\n"
		if last := len(fields) - 1; last >= 0 && (line[0] == ' ' || line[0] == '\t') {
			fields[last].raw += raw
			continue
		}
		name, _, found := strings.Cut(raw, ":")
		if name = strings.TrimRight(name, " \t"); !found || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
			c.refuse("eml.header", shown(line), map[string]any{"Line": number})
			return nil, nil, false
		}
		fields = append(fields, headerField{name, raw})
	}
	if len(fields) == 0 {
		c.refuse("eml.header", "", map[string]any{"Line": 1})
	}
	return fields, rest, len(fields) > 0
}

// value is the first header of a name, unfolded.
func value(fields []headerField, name string) string {
	i := slices.IndexFunc(fields, func(f headerField) bool { return f.is(name) })
	if i < 0 {
		return ""
	}
	_, text, _ := strings.Cut(fields[i].raw, ":")
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", ""))
}

// list reads all the address headers of a name.
func (c *check) list(fields []headerField, name string) []*netmail.Address {
	var all []*netmail.Address
	parser := netmail.AddressParser{WordDecoder: words}
	for _, f := range fields {
		text := strings.TrimSpace(value([]headerField{f}, name))
		if !f.is(name) || text == "" {
			continue
		}
		some, err := parser.ParseList(text)
		if err != nil { // a group without members is not an error: undisclosed-recipients:;
			c.refuse("eml.address", shown([]byte(text)), map[string]any{"Header": name})
			continue
		}
		for _, a := range some {
			if _, ok := ascii(a.Address); !ok {
				c.refuse("eml.address", a.Address, map[string]any{"Header": name})
			}
		}
		all = append(all, some...)
	}
	return all
}
