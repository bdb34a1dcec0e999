package field

import (
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/net/idna"
)

// EmailValue is a bare address. Its domain is in lower case and in A-labels (xn--…), so that a look-alike shows.
type EmailValue string

func (v EmailValue) String() string { return string(v) }

// Answer is the address itself.
func (v EmailValue) Answer() string { return string(v) }

// The longest address and part before the @, in characters (RFC 5321, 4.5.3.1).
const (
	emailLongest = 254
	localLongest = 64
)

// parseEmail reads one address without a name. It takes the addresses that mail servers give out, a part of what
// RFC 5322 allows: no quotes, no comments, no domain literals.
func parseEmail(text string) (EmailValue, *Problem) {
	s := strings.ReplaceAll(fold(text), "。", ".")
	local, domain, found := cutLast(s, '@')
	switch {
	case strings.ContainsAny(s, "<>"):
		return "", refuse(codeEmailName, text, nil)
	case strings.Trim(s, ",;、 ") == "": // separators and no address
		return "", refuse(codeEmailNoAt, text, nil)
	case strings.ContainsAny(s, ",;、") || strings.Count(s, "@") > 1 && !strings.ContainsRune(s, '"'):
		return "", refuse(codeEmailSeveral, text, nil)
	case !found:
		return "", refuse(codeEmailNoAt, text, nil)
	case !goodLocal(local):
		return "", refuse(codeEmailLocal, text, args{"Local": local})
	}
	domain, p := parseDomain(text, domain)
	if p != nil {
		return "", p
	}
	if len(local) > localLongest || len(local)+1+len(domain) > emailLongest {
		return "", refuse(codeEmailTooLong, text, args{"Limit": emailLongest})
	}
	return EmailValue(local + "@" + domain), nil
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// goodLocal reports whether the part before the @ is a dot-atom (RFC 5322, 3.2.3).
func goodLocal(local string) bool {
	if strings.Contains(local, "=?") {
		return false // the beginning of an encoded word, which readers of mail would decode
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" {
			return false
		}
		for _, r := range atom {
			if r > '~' || !alphanumeric(byte(r)) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r) {
				return false
			}
		}
	}
	return true
}

// parseDomain gives the A-labels of a domain.
func parseDomain(text, domain string) (string, *Problem) {
	ace, err := idna.Lookup.ToASCII(domain)
	if err != nil || domain == "" {
		return "", refuse(codeEmailDomain, text, args{"Domain": domain})
	}
	labels := strings.Split(ace, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 {
			return "", refuse(codeEmailDomain, text, args{"Domain": domain})
		}
		if !strings.HasPrefix(label, "xn--") {
			continue
		}
		// Decoded again, because the address may have been typed in A-labels.
		seen, err := idna.Lookup.ToUnicode(label)
		switch {
		case err != nil:
			return "", refuse(codeEmailDomain, text, args{"Domain": domain})
		case mixed(seen):
			return "", refuse(codeEmailMixedScript, text, args{"Label": seen})
		}
	}
	switch top := labels[len(labels)-1]; {
	case len(labels) < 2:
		return "", refuse(codeEmailNoDot, text, args{"Domain": domain})
	case decimal(top): // an IP address, or a slip
		return "", refuse(codeEmailDomain, text, args{"Domain": domain})
	}
	return ace, nil
}

// mixed reports whether the letters of a label belong to more than one script, as those of a look-alike often do.
func mixed(label string) bool {
	first := ""
	for _, r := range label {
		script := scriptOf(r)
		if script == "Common" || script == "Inherited" {
			continue
		}
		if first != "" && script != first {
			return true
		}
		first = script
	}
	return false
}

func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}

// doubts says when the address looks different to people than to mail servers, and when its domain is nearly that of a
// large provider.
func (v EmailValue) doubts() []*Problem {
	_, domain, _ := cutLast(string(v), '@')
	seen, err := idna.Lookup.ToUnicode(domain)
	if err == nil && seen != domain {
		return []*Problem{refuse(codeEmailIDN, string(v), args{"Domain": seen})}
	}
	if near := nearProvider(domain); near != "" {
		return []*Problem{refuse(codeEmailTypo, string(v), args{"Domain": domain, "Nearest": near})}
	}
	return nil
}

var (
	// providers are the domains that are likely to be meant, those with the most users first.
	providers = []string{
		"qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "hotmail.com", "icloud.com", "foxmail.com", "sina.com", "139.com",
		"yeah.net", "sohu.com", "aliyun.com", "189.cn", "sina.cn",
	}
	// neighbours have real users too, and names that are nearly those of providers.
	neighbours = []string{"188.com", "263.com", "263.net", "mail.com", "email.com", "ymail.com", "fastmail.com", "qq.cn", "msn.com"}
)

// nearProvider gives the provider whose domain a slip of one key has probably made this one: one edit away, or two where
// the name is long enough for that to be no other name (gmial.com) or only its ending is (qq.cmo).
func nearProvider(domain string) string {
	if slices.Contains(providers, domain) || slices.Contains(neighbours, domain) {
		return ""
	}
	const long = len("gmail.com")
	name, _, _ := strings.Cut(domain, ".")
	best, least := "", 3
	for _, p := range providers {
		if n := len(domain) - len(p); n >= least || n <= -least {
			continue // it takes an edit for each byte
		}
		d := levenshtein.ComputeDistance(domain, p)
		same, _, _ := strings.Cut(p, ".")
		if d < least && (d == 1 || len(p) >= long || name == same) {
			best, least = p, d
		}
	}
	return best
}

// Addresses parts a text that may hold several addresses; those that are blank are left out. A text of separators alone
// stays whole, so that it is refused as an address.
func Addresses(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n,;，；", r) })
	if parts = slices.DeleteFunc(parts, Blank); len(parts) == 0 && !Blank(text) {
		return []string{text}
	}
	return parts
}
