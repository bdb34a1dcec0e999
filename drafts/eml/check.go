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

// noDomain is the domain of the Message-ID of a draft without a sender. The host name is not used, because it is private.
const noDomain = "draft.invalid"

// checker validates and encodes the values of a message. It collects the faults.
type checker struct{ faults []error }

func (c *checker) report(code, value string, args map[string]any) {
	all := map[string]any{"Value": value}
	maps.Copy(all, args)
	c.faults = append(c.faults, &field.Problem{Code: code, Args: all})
}

// checkVisible reports control, invisible and direction characters and invalid UTF-8 in a value. The code of the fault is kind and
// the second word of the code of package field. header is the header of the value, or "".
func (c *checker) checkVisible(kind, value, header string) bool {
	p := field.Visible(value)
	if p == nil {
		return true
	}
	_, fault, _ := strings.Cut(p.Code, ".")
	if header != "" {
		p.Args["Header"] = header
	}
	c.report(kind+"."+fault, value, p.Args)
	return false
}

func (c *checker) subject(s string) string {
	if !c.checkVisible("header", s, "Subject") {
		return ""
	}
	return encodeText(s, func(r rune) bool { return ' ' < r && r <= '~' })
}

// messageID returns the Message-ID of a draft, with the domain of its sender.
func (c *checker) messageID(id, sender string) string {
	if !dotAtom(id) || len(id) > maxLocal {
		c.report("header.id", id, map[string]any{"Header": "Message-ID"})
		return ""
	}
	domain := noDomain
	if _, d, ok := strings.Cut(sender, "@"); ok {
		domain = strings.TrimSuffix(d, ">")
	}
	return "<" + id + "@" + domain + ">"
}

// addresses returns the value of an address header.
func (c *checker) addresses(header string, list []*netmail.Address) string {
	values := make([]string, 0, len(list))
	for _, a := range list {
		if !c.checkVisible("header", a.Name, header) || !c.checkVisible("header", a.Address, header) {
			continue
		}
		address, ok := asciiAddress(a.Address)
		if !ok {
			c.report("header.address", a.Address, map[string]any{"Header": header})
			continue
		}
		if a.Name != "" {
			address = encodeText(a.Name, letterOrDigit) + " <" + address + ">"
		}
		values = append(values, address)
	}
	return strings.Join(values, ", ")
}

// asciiAddress returns an address with its domain in A-labels. ok is false for a local part that needs quotes or is not ASCII,
// because few servers accept it, and for one that looks like an encoded word, because some mail programs decode it.
func asciiAddress(address string) (_ string, ok bool) {
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

// isHost reports whether a domain consists of labels of ASCII letters, digits and inner hyphens.
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

// dotAtom reports whether s is a dot-atom of RFC 5322.
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
