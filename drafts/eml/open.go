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
	Date        time.Time // zero if the header is missing or invalid
	Text        string    // the first plain text part, as far as it can be decoded; lines end in LF
	Files       []File
}

// File is an attachment of a message that was read.
type File struct {
	Name string // "" if it has none
	Size int    // in bytes, decoded
}

// maxTextLine is the maximal length of a line without CRLF (RFC 5322, 2.1.1).
const maxTextLine = 998

// Open reads an .eml file of this or another program. It removes X-Unsent and Bcc headers, converts line ends to CRLF, and keeps all
// other bytes. Opening the Unsent of a message gives the same message.
//
// The error joins a *field.Problem for every fault that prevents sending:
//
//	eml.header   Line  not a header line, or none at all
//	eml.control  Line  a NUL, or a CR without an LF
//	eml.long     Line, Limit  a line that is too long for mail
//	eml.from           not just one sender
//	eml.to             no recipient
//	eml.address  Header  an address list that cannot be read, or an address that mail cannot carry
//
// Each has the invalid text as Value.
func Open(data []byte) (Opened, error) {
	var c checker
	wire := c.normalizeLines(data)
	fields, rest, ok := c.splitHeader(wire)
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
	head := unsentHeader(bcc)
	o.unsent = slices.Concat([]byte(head), kept.Bytes(), rest)
	o.wire = o.unsent[len(head):]
	o.Subject = decodeHeader(headerValue(fields, "Subject"))
	o.id = strings.TrimSpace(headerValue(fields, "Message-ID"))
	o.Date, _ = netmail.ParseDate(headerValue(fields, "Date"))
	from := c.addressList(fields, "From")
	o.To, o.Cc, o.Bcc = c.addressList(fields, "To"), c.addressList(fields, "Cc"), c.addressList(fields, "Bcc")
	switch {
	case len(c.faults) > 0:
	case len(from) != 1:
		c.report("eml.from", headerValue(fields, "From"), nil)
	case len(o.To)+len(o.Cc)+len(o.Bcc) == 0:
		c.report("eml.to", "", nil)
	default:
		o.Sender = from[0]
		o.from, _ = asciiAddress(from[0].Address) // addressList has checked it
		o.to = uniqueAddresses(o.To, o.Cc, o.Bcc)
	}
	if err := errors.Join(c.faults...); err != nil {
		return Opened{}, err
	}
	o.readBody(headerValue(fields, "Content-Type"), headerValue(fields, "Content-Transfer-Encoding"), bytes.TrimPrefix(rest, lineEnd))
	return o, nil
}

// Reopen reads the bytes of a frozen message. Those of its recipients that no header names become blind copies. The error is that of
// Open.
func Reopen(wire []byte, recipients []string) (Opened, error) {
	// Open needs a recipient, so it is first called with all of them as blind copies, to read whom the headers name.
	o, err := Open(append([]byte(bccHeader(strings.Join(recipients, ", "))), wire...))
	if err != nil {
		return o, err
	}
	named := uniqueAddresses(o.To, o.Cc)
	blind := slices.DeleteFunc(slices.Clone(recipients), func(address string) bool { return slices.Contains(named, address) })
	return Open(append([]byte(bccHeader(strings.Join(blind, ", "))), wire...))
}

var lineEnd = []byte("\r\n")

// normalizeLines returns a message with CRLF line ends. It reports lines that mail servers need not accept.
func (c *checker) normalizeLines(data []byte) []byte {
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
			c.report("eml.control", excerpt(line), args)
		case len(line) > maxTextLine:
			args["Limit"] = maxTextLine
			c.report("eml.long", excerpt(line), args)
		}
		wire = append(append(wire, line...), lineEnd...)
		if len(c.faults) >= maxFaults { // because a file that is not a message may have one in every line
			break
		}
	}
	return wire
}

const maxFaults = 10

// excerpt returns the beginning of a line for an error, without invisible characters.
func excerpt(line []byte) string {
	const most = 60
	text := strings.ToValidUTF8(string(line[:min(len(line), most)]), "\ufffd")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if field.Visible(string(r)) != nil {
			return '\ufffd'
		}
		return r
	}, text))
}

// headerField is one header of a message.
type headerField struct {
	name string
	raw  string // its lines with their ends, unchanged
}

func (f headerField) is(name string) bool { return strings.EqualFold(f.name, name) }

// splitHeader returns the header fields of a message, and the rest from the empty line on.
func (c *checker) splitHeader(wire []byte) (fields []headerField, rest []byte, ok bool) {
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
			c.report("eml.header", excerpt(line), map[string]any{"Line": number})
			return nil, nil, false
		}
		fields = append(fields, headerField{name, raw})
	}
	if len(fields) == 0 {
		c.report("eml.header", "", map[string]any{"Line": 1})
	}
	return fields, rest, len(fields) > 0
}

// headerValue returns the value of the first header of a name, unfolded.
func headerValue(fields []headerField, name string) string {
	i := slices.IndexFunc(fields, func(f headerField) bool { return f.is(name) })
	if i < 0 {
		return ""
	}
	_, text, _ := strings.Cut(fields[i].raw, ":")
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", ""))
}

// addressList returns the addresses of all headers of a name.
func (c *checker) addressList(fields []headerField, name string) []*netmail.Address {
	var all []*netmail.Address
	parser := netmail.AddressParser{WordDecoder: wordDecoder}
	for _, f := range fields {
		text := strings.TrimSpace(headerValue([]headerField{f}, name))
		if !f.is(name) || text == "" {
			continue
		}
		some, err := parser.ParseList(text)
		// A group without members, such as undisclosed-recipients:;, is valid, but not if its name was meant as a list.
		if err != nil || len(some) == 0 && strings.Contains(decodeHeader(text), "@") {
			c.report("eml.address", excerpt([]byte(text)), map[string]any{"Header": name})
			continue
		}
		for _, a := range some {
			if _, ok := asciiAddress(a.Address); !ok {
				c.report("eml.address", a.Address, map[string]any{"Header": name})
			}
		}
		all = append(all, some...)
	}
	return all
}
