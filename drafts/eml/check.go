package eml

import (
	"maps"
	netmail "net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"draft/drafts/field"
)

// Limits of RFC 5321, in bytes.
const (
	maxLocal  = 64  // before the @
	maxDomain = 253 // after it
	maxLabel  = 63  // between two dots of a domain
)

// noDomain stands in the Message-ID of a draft that has no sender yet. A host name would tell where it was written.
const noDomain = "draft.invalid"

// check encodes the values of a message and gathers what is wrong with them.
type check struct{ faults []error }

func (c *check) refuse(code, value string, args map[string]any) {
	all := map[string]any{"Value": value}
	maps.Copy(all, args)
	c.faults = append(c.faults, &field.Problem{Code: code, Args: all})
}

// visible refuses what a value must not hold: what ends a header, and what a reader does not see. The code of the
// fault is field's own, with kind in place of its first word. header is where the value stands; "" where that is none.
func (c *check) visible(kind, value, header string) bool {
	p := field.Visible(value)
	if p == nil {
		return true
	}
	_, fault, _ := strings.Cut(p.Code, ".")
	if header != "" {
		p.Args["Header"] = header
	}
	c.refuse(kind+"."+fault, value, p.Args)
	return false
}

func (c *check) subject(s string) string {
	if !c.visible("header", s, "Subject") {
		return ""
	}
	return encode(s, func(r rune) bool { return ' ' < r && r <= '~' })
}

// messageID makes the Message-ID of a draft, with the domain of its sender.
func (c *check) messageID(id, sender string) string {
	if !dotAtom(id) || len(id) > maxLocal {
		c.refuse("header.id", id, map[string]any{"Header": "Message-ID"})
		return ""
	}
	domain := noDomain
	if _, d, ok := strings.Cut(sender, "@"); ok {
		domain = strings.TrimSuffix(d, ">")
	}
	return "<" + id + "@" + domain + ">"
}

// addresses gives the value of an address header.
func (c *check) addresses(header string, list []*netmail.Address) string {
	values := make([]string, 0, len(list))
	for _, a := range list {
		if !c.visible("header", a.Name, header) || !c.visible("header", a.Address, header) {
			continue
		}
		address, ok := ascii(a.Address)
		if !ok {
			c.refuse("header.address", a.Address, map[string]any{"Header": header})
			continue
		}
		if a.Name != "" {
			address = encode(a.Name, letterOrDigit) + " <" + address + ">"
		}
		values = append(values, address)
	}
	return strings.Join(values, ", ")
}

// ascii gives the form of an address that every mail server takes: a plain local part, and the domain as A-labels.
// A local part that needs quotes or is not ASCII is refused, for few servers carry it, and so is one that looks
// encoded, for some readers decode it.
func ascii(address string) (string, bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return "", false
	}
	local, domain := address[:at], address[at+1:]
	if len(local) > maxLocal || !dotAtom(local) || strings.Contains(local, "=?") {
		return "", false
	}
	if strings.ContainsFunc(domain, func(r rune) bool { return r >= utf8.RuneSelf }) {
		var err error
		if domain, err = idna.Lookup.ToASCII(domain); err != nil {
			return "", false
		}
	}
	return local + "@" + domain, isHost(domain)
}

// isHost says whether a domain is labels of ASCII letters, digits and inner hyphens.
func isHost(domain string) bool {
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool { return !letterOrDigit(r) && r != '-' }) {
			return false
		}
	}
	return len(domain) <= maxDomain
}

// dotAtom says whether s is words of plain characters with single dots between them (RFC 5322).
func dotAtom(s string) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool {
			return !letterOrDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
		}) {
			return false
		}
	}
	return true
}

func letterOrDigit(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' && r < utf8.RuneSelf
}
