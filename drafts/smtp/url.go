package smtp

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"draft/drafts/field"
)

// The codes of faults of a URL.
const (
	codeURLUnreadable = "url.unreadable"
	codeURLScheme     = "url.scheme"
	codeURLHost       = "url.host"
	codeURLPort       = "url.port"
	codeURLUser       = "url.user"
	codeURLPassword   = "url.password" // refused, because other users can see command lines
	codeURLMore       = "url.more"
)

// URLCodes lists every code that a fault of a URL may have.
func URLCodes() []string {
	return []string{codeURLUnreadable, codeURLScheme, codeURLHost, codeURLPort, codeURLUser, codeURLPassword, codeURLMore}
}

// The ports of RFC 8314, and of a server on this machine.
const (
	portImplicit = 465
	portSubmit   = 587
	portLocal    = 25
)

// ParseURL parses smtps://user@host:465 (TLS from the first byte) or smtp://user@host:587 (STARTTLS; clear text if the
// host is this machine). The user may be percent-encoded, and may contain an @. The error is a *field.Problem:
//
//	url.unreadable
//	url.scheme      neither smtp nor smtps
//	url.host
//	url.port
//	url.user        empty, badly encoded, or with a control character
//	url.password    contains a password
//	url.more        has a path, a query or a fragment; Value says which
//
// Value is the refused part, or empty if that may be a secret.
func ParseURL(text string) (Account, error) {
	refuse := func(code, value string) (Account, error) {
		return Account{}, &field.Problem{Code: code, Args: map[string]any{"Value": value}}
	}
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return refuse(codeURLUnreadable, "")
	}
	a := Account{TLS: STARTTLS, Port: portSubmit, Auth: AuthNone}
	switch strings.ToLower(scheme) {
	case "smtps":
		a.TLS, a.Port = Implicit, portImplicit
	case "smtp":
	default:
		return refuse(codeURLScheme, harmless(scheme))
	}
	// net/url wants an @ in the user to be encoded, and its errors quote the password.
	user, place, login := cutLast(rest, '@')
	if !login {
		user, place = "", rest
	}
	if strings.Contains(user, ":") {
		return refuse(codeURLPassword, "")
	}
	if more := afterPort(place); more != "" {
		return refuse(codeURLMore, more)
	}
	if strings.ContainsAny(user, "/?#") {
		return refuse(codeURLUnreadable, "")
	}
	host, port := cutPort(strings.TrimSuffix(place, "/"))
	a.Host, ok = asciiHost(host)
	if !ok {
		return refuse(codeURLHost, harmless(host))
	}
	if isLoopback(a.Host) && a.TLS == STARTTLS {
		a.TLS, a.Port = Clear, portLocal
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return refuse(codeURLPort, harmlessPort(port))
		}
		a.Port = int(n)
	}
	if login {
		name, err := url.PathUnescape(user)
		if err != nil || name == "" || field.Visible(name) != nil {
			return refuse(codeURLUser, "")
		}
		a.User, a.Auth = name, AuthPassword
		if isAddress(name) {
			a.Address = name
		}
	}
	return a, nil
}

// URL returns the server and the user of an account in the form that ParseURL parses.
func (a Account) URL() string {
	scheme := "smtp://"
	if a.TLS == Implicit {
		scheme = "smtps://"
	}
	if a.User != "" {
		scheme += strings.ReplaceAll(url.QueryEscape(a.User), "+", "%20") + "@"
	}
	host := a.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return scheme + host + ":" + strconv.Itoa(a.Port)
}

// afterPort names what follows the host and the port of a URL, if anything does.
func afterPort(place string) string {
	for i := range len(place) {
		switch {
		case place[i] == '?':
			return "query"
		case place[i] == '#':
			return "fragment"
		case place[i] == '/' && i < len(place)-1:
			return "path"
		}
	}
	return ""
}

// cutPort splits a host and its port, and removes the brackets, which an IPv6 address must have. The host is empty if
// place has another form.
func cutPort(place string) (host, port string) {
	inner, bracketed := strings.CutPrefix(place, "[")
	if bracketed {
		var closed bool
		host, place, closed = strings.Cut(inner, "]")
		if !closed || !strings.Contains(host, ":") || place != "" && place[0] != ':' {
			return "", ""
		}
	}
	name, port, found := strings.Cut(place, ":")
	if found && (port == "" || strings.Contains(port, ":")) {
		return "", ""
	}
	if bracketed {
		return host, port
	}
	return name, port
}

// harmlessPort returns a refused port if it may be shown, because in user:secret without a host it is the secret.
func harmlessPort(port string) string {
	if _, err := strconv.ParseUint(port, 10, 0); err != nil || len(port) > len("65535") {
		return ""
	}
	return port
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// harmless returns a refused part of a URL if it may be shown. In a mistyped URL the password may be anywhere, but it
// follows a colon, so only a part that is a single word is shown.
func harmless(part string) string {
	if strings.ContainsFunc(part, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-_", r)
	}) {
		return ""
	}
	return part
}
