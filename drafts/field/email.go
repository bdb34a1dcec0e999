package field

import (
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/net/idna"
)

// EmailValue is an address without a name. Its domain is in lower case and in A-labels (xn--…), so that look-alike characters are visible.
type EmailValue string

func (v EmailValue) String() string { return string(v) }

// Answer returns the address.
func (v EmailValue) Answer() string { return string(v) }

// Limits of an address and of the part before the @, in characters (RFC 5321, 4.5.3.1).
const (
	emailLongest = 254
	localLongest = 64
)

// parseEmail parses one address without a name. It accepts the addresses that mail services assign, which are a part of RFC 5322: no
// quotes, comments or domain literals.
func parseEmail(text string) (EmailValue, *Problem) {
	s := strings.ReplaceAll(fold(text), "。", ".")
	local, domain, found := cutLast(s, '@')
	switch {
	case strings.ContainsAny(s, "<>"):
		return "", newProblem(codeEmailName, text, nil)
	case strings.Trim(s, ",;、 ") == "": // only separators
		return "", newProblem(codeEmailNoAt, text, nil)
	case strings.ContainsAny(s, ",;、") || strings.Count(s, "@") > 1 && !strings.ContainsRune(s, '"'):
		return "", newProblem(codeEmailSeveral, text, nil)
	case !found:
		return "", newProblem(codeEmailNoAt, text, nil)
	case !isValidLocal(local):
		return "", newProblem(codeEmailLocal, text, args{"Local": local})
	}
	domain, p := parseDomain(text, domain)
	if p != nil {
		return "", p
	}
	if len(local) > localLongest || len(local)+1+len(domain) > emailLongest {
		return "", newProblem(codeEmailTooLong, text, args{"Limit": emailLongest})
	}
	return EmailValue(local + "@" + domain), nil
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// isValidLocal reports whether the part before the @ is a dot-atom (RFC 5322, 3.2.3).
func isValidLocal(local string) bool {
	if strings.Contains(local, "=?") {
		return false // the beginning of an encoded word, which mail programs decode
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" {
			return false
		}
		for _, r := range atom {
			if r > '~' || !isAlphanumeric(byte(r)) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r) {
				return false
			}
		}
	}
	return true
}

// parseDomain returns a domain in A-labels.
func parseDomain(text, domain string) (string, *Problem) {
	ace, err := idna.Lookup.ToASCII(domain)
	if err != nil || domain == "" {
		return "", newProblem(codeEmailDomain, text, args{"Domain": domain})
	}
	labels := strings.Split(ace, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 {
			return "", newProblem(codeEmailDomain, text, args{"Domain": domain})
		}
		if !strings.HasPrefix(label, "xn--") {
			continue
		}
		// The label is decoded, because it may have been typed as an A-label.
		decoded, err := idna.Lookup.ToUnicode(label)
		switch {
		case err != nil:
			return "", newProblem(codeEmailDomain, text, args{"Domain": domain})
		case hasMixedScripts(decoded):
			return "", newProblem(codeEmailMixedScript, text, args{"Label": decoded})
		}
	}
	switch top := labels[len(labels)-1]; {
	case len(labels) < 2:
		return "", newProblem(codeEmailNoDot, text, args{"Domain": domain})
	case isDecimal(top): // an IP address or a mistake
		return "", newProblem(codeEmailDomain, text, args{"Domain": domain})
	}
	return ace, nil
}

// hasMixedScripts reports whether the letters of a label belong to more than one script, which is common in look-alike domains.
func hasMixedScripts(label string) bool {
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

// doubts warns about a domain that is displayed in other characters than A-labels, and about one that is similar to that of a large
// provider.
func (v EmailValue) doubts() []*Problem {
	_, domain, _ := cutLast(string(v), '@')
	displayed, err := idna.Lookup.ToUnicode(domain)
	if err == nil && displayed != domain {
		return []*Problem{newProblem(codeEmailIDN, string(v), args{"Domain": displayed})}
	}
	if provider := similarProvider(domain); provider != "" {
		return []*Problem{newProblem(codeEmailTypo, string(v), args{"Domain": domain, "Nearest": provider})}
	}
	return nil
}

var (
	// providers are domains of large providers, those with the most users first.
	providers = []string{
		"qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "hotmail.com", "icloud.com", "foxmail.com", "sina.com", "139.com",
		"yeah.net", "sohu.com", "aliyun.com", "189.cn", "sina.cn",
	}
	// otherProviders are domains that are similar to those of providers and are no mistakes.
	otherProviders = []string{"188.com", "263.com", "263.net", "mail.com", "email.com", "ymail.com", "fastmail.com", "qq.cn", "msn.com"}
)

// similarProvider returns the provider whose domain was probably mistyped: at an edit distance of one, or of two if the domain is long
// (gmial.com) or the mistake is in the ending (qq.cmo). It returns "" if there is none.
func similarProvider(domain string) string {
	if slices.Contains(providers, domain) || slices.Contains(otherProviders, domain) {
		return ""
	}
	const long = len("gmail.com")
	name, _, _ := strings.Cut(domain, ".")
	best, least := "", 3
	for _, p := range providers {
		if n := len(domain) - len(p); n >= least || n <= -least {
			continue // the edit distance is at least the difference of the lengths
		}
		d := levenshtein.ComputeDistance(domain, p)
		same, _, _ := strings.Cut(p, ".")
		if d < least && (d == 1 || len(p) >= long || name == same) {
			best, least = p, d
		}
	}
	return best
}

// Addresses splits a text that may contain several addresses, and leaves out blank ones. A text of separators only is returned as it is,
// so that Parse refuses it.
func Addresses(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n,;，；", r) })
	if parts = slices.DeleteFunc(parts, Blank); len(parts) == 0 && !Blank(text) {
		return []string{text}
	}
	return parts
}
