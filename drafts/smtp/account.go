package smtp

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"draft/drafts/field"
)

// Security is how a connection is protected.
type Security string

// The ways to protect a connection.
const (
	Implicit Security = "implicit" // TLS from the first byte
	STARTTLS Security = "starttls" // TLS after EHLO, before the login
	Clear    Security = "none"     // only on this machine
)

// Auth is how an account logs in.
type Auth string

// The ways to log in.
const (
	AuthPassword Auth = "password"
	AuthXOAUTH2  Auth = "xoauth2" // the secret is a token
	AuthNone     Auth = "none"
)

// Account is a mailbox that sends. It does not hold its secret.
type Account struct {
	Name    string   `json:"name,omitempty"`
	Address string   `json:"address,omitempty"` // empty if each letter has its own
	Host    string   `json:"host"`
	Port    int      `json:"port"`
	TLS     Security `json:"tls"`
	User    string   `json:"user,omitempty"` // empty means no login
	Auth    Auth     `json:"auth,omitempty"` // empty is AuthPassword
	// PasswordCommand is a program that prints the secret, and its arguments.
	PasswordCommand []string `json:"password_command,omitempty"`
	// CAFile is a PEM file of authorities that are trusted in addition to those of the system. With it, connections to
	// this machine use TLS too.
	CAFile string `json:"ca_file,omitempty"`
	// Daily is how many letters the provider takes per day; 0 if that is not known.
	Daily int `json:"daily,omitempty"`
}

// The codes of faults of an account. The argument Value is the refused text, and Field is its name in the settings.
const (
	codeAccountControl = "account.control" // a control or invisible character
	codeAccountHost    = "account.host"
	codeAccountPort    = "account.port"
	codeAccountAddress = "account.address"
	codeAccountTLS     = "account.tls"   // neither implicit, starttls nor none
	codeAccountClear   = "account.clear" // no TLS, to a host that is not this machine
	codeAccountAuth    = "account.auth"
	codeAccountUser    = "account.user"    // a login by token without a user
	codeAccountCommand = "account.command" // the first word of the command is empty
	codeAccountDaily   = "account.daily"   // below 0
)

// AccountCodes lists every code that a fault of an account may have.
func AccountCodes() []string {
	return []string{
		codeAccountControl, codeAccountHost, codeAccountPort, codeAccountAddress, codeAccountTLS, codeAccountClear,
		codeAccountAuth, codeAccountUser, codeAccountCommand, codeAccountDaily,
	}
}

// Check returns every fault of an account:
//
//	account.control  Field  a control or invisible character
//	account.host            neither a name nor an IP address
//	account.port            not within 1 to 65535
//	account.address         not an address that mail can carry
//	account.tls             not implicit, starttls or none
//	account.clear           none, and the host (Value) is not this machine
//	account.auth            not password, xoauth2 or none
//	account.user            xoauth2 without a user
//	account.command         a password command whose first word is empty
//	account.daily           below 0
func (a Account) Check() []*field.Problem {
	var faults []*field.Problem
	refuse := func(code, name, value string) {
		faults = append(faults, &field.Problem{Code: code, Args: map[string]any{"Field": name, "Value": value}})
	}
	for _, part := range append([][2]string{
		{"name", a.Name},
		{"address", a.Address},
		{"host", a.Host},
		{"user", a.User},
		{"ca_file", a.CAFile},
	}, commandParts(a.PasswordCommand)...) {
		if field.Visible(part[1]) != nil {
			refuse(codeAccountControl, part[0], part[1])
		}
	}
	if !isHost(a.Host) {
		refuse(codeAccountHost, "host", a.Host)
	}
	if a.Port < 1 || a.Port > 65535 {
		refuse(codeAccountPort, "port", strconv.Itoa(a.Port))
	}
	if a.Address != "" && !isAddress(a.Address) {
		refuse(codeAccountAddress, "address", a.Address)
	}
	switch a.TLS {
	case Implicit, STARTTLS:
	case Clear:
		if !isLoopback(a.Host) {
			refuse(codeAccountClear, "tls", a.Host)
		}
	default:
		refuse(codeAccountTLS, "tls", string(a.TLS))
	}
	switch a.Auth {
	case "", AuthPassword, AuthNone:
	case AuthXOAUTH2:
		if a.User == "" {
			refuse(codeAccountUser, "user", "")
		}
	default:
		refuse(codeAccountAuth, "auth", string(a.Auth))
	}
	if len(a.PasswordCommand) > 0 && a.PasswordCommand[0] == "" {
		refuse(codeAccountCommand, "password_command", "")
	}
	if a.Daily < 0 {
		refuse(codeAccountDaily, "daily", strconv.Itoa(a.Daily))
	}
	return faults
}

func commandParts(command []string) [][2]string {
	parts := make([][2]string, len(command))
	for i, word := range command {
		parts[i] = [2]string{"password_command", word}
	}
	return parts
}

// NeedsLogin reports whether the account needs a secret.
func (a Account) NeedsLogin() bool { return a.User != "" && a.Auth != AuthNone }

// Protection returns how a connection is protected. With a CAFile it is never Clear.
func (a Account) Protection() Security {
	if a.TLS == Clear && a.CAFile != "" {
		return STARTTLS
	}
	return a.TLS
}

// SharesSecret reports whether two accounts log in as the same user of the same server, and so share a secret.
func (a Account) SharesSecret(b Account) bool { return a.key() == b.key() }

// Provider returns the known provider of the account's server.
func (a Account) Provider() (Provider, bool) { return providerByHost(a.Host) }

// key returns the name under which the account's secret is stored.
func (a Account) key() string { return a.User + "@" + strings.ToLower(a.Host) }

// isLoopback reports whether a host is a name of this machine.
func isLoopback(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

// Limits of RFC 5321, in bytes.
const (
	maxAddress = 254
	maxLocal   = 64
	maxDomain  = 253
	maxLabel   = 63
)

// isHost reports whether a host is an IP address without a zone, or a name of labels of ASCII letters, digits,
// underscores and inner hyphens.
func isHost(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Zone() == ""
	}
	last := ""
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool { return !letterOrDigit(r) && r != '-' && r != '_' }) {
			return false
		}
		last = label
	}
	// A name that ends in a number is a mistyped IP address, which resolvers read in different ways.
	return len(host) <= maxDomain && strings.ContainsFunc(last, func(r rune) bool { return r < '0' || r > '9' })
}

func letterOrDigit(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' && r < utf8.RuneSelf
}

// isAddress reports whether an address can be part of an envelope: it has nothing that could end a line, a path or a
// word. The server decides whether the address exists.
func isAddress(address string) bool {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at > maxLocal || len(address) > maxAddress || at == len(address)-1 {
		return false
	}
	if field.Visible(address) != nil {
		return false
	}
	return !strings.ContainsAny(address, `<>",;:\()[]`) && !strings.ContainsFunc(address, unicode.IsSpace) &&
		!strings.Contains(address[:at], "@")
}

// asciiHost returns a host in A-labels.
func asciiHost(host string) (string, bool) {
	if strings.ContainsFunc(host, func(r rune) bool { return r >= utf8.RuneSelf }) {
		var err error
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return "", false
		}
	}
	return strings.ToLower(host), isHost(host)
}
