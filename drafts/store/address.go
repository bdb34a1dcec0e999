package store

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The place of a store is a folder, or the address of a PostgreSQL server:
//
//	postgres://USER@HOST:PORT/DATABASE?OPTION=VALUE
//
// It is a URL of libpq, which may name several hosts with commas between them, or the folder of a socket in the option host. What it does
// not name is taken from the environment and the service file, as by every program that uses libpq. It has no password, because the list
// of processes, the history of a shell and the environment of other programs would have it too.

// AddressOptions returns the options that an address may have. Other ones of libpq would change what the store relies on.
func AddressOptions() []string {
	return []string{
		"host", "port", "service", "sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "target_session_attrs", "connect_timeout",
	}
}

// scheme is the beginning of an address. Two letters at least, because C:\ is a folder.
var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+://`)

// IsServer reports whether a place is the address of a server, and not a folder. An address of another kind than PostgreSQL's is one
// too: Open refuses it.
func IsServer(place string) bool { return scheme.MatchString(place) }

// SafePlace returns a place as it may be shown: a folder as it is, and of an address only what says where the store is. An address that
// cannot be read may have a password in any part, so nothing of it is shown.
func SafePlace(place string) string {
	if !IsServer(place) {
		return place
	}
	a, err := readAddress(place)
	if err != nil {
		return hiddenAddress
	}
	return a.safe
}

// hiddenAddress stands for an address that cannot be shown.
const hiddenAddress = "postgres://…"

// AddressError is an address of a server that cannot be used, or something in the environment that belongs to it.
type AddressError struct {
	Address string // as SafePlace returns it
	Code    AddressCode
	Name    string // of what is wrong: an option, a variable, a file
	Value   string // of an option or a variable
	Host    string // with AddressTLS: the host
	Err     error  // may be nil
}

// AddressCode says what is wrong with an address.
type AddressCode string

// What can be wrong with an address, each with the fields that it sets.
const (
	AddressScheme   AddressCode = "scheme"   // not one of PostgreSQL
	AddressSyntax   AddressCode = "syntax"   // it cannot be read
	AddressPassword AddressCode = "password" // it has a password
	AddressOption   AddressCode = "option"   // Name: an option that is not known
	AddressTwice    AddressCode = "twice"    // Name: an option that is given twice
	AddressValue    AddressCode = "value"    // Name, Value: an option or a port that has no such value
	AddressTLS      AddressCode = "tls"      // Name, Value: an option or a variable that asks for less than verify-full; Host
	AddressPassfile AddressCode = "passfile" // Name: a file of passwords that other users can read
	AddressSettings AddressCode = "settings" // Err: why the address, the variables PG… and the files that they name cannot be used together
)

// AddressCodes lists every AddressCode, so that tests can check that each has a text.
func AddressCodes() []AddressCode {
	return []AddressCode{
		AddressScheme, AddressSyntax, AddressPassword, AddressOption, AddressTwice, AddressValue, AddressTLS, AddressPassfile, AddressSettings,
	}
}

func (a *AddressError) Error() string {
	text := a.Address + ": " + string(a.Code)
	for _, more := range []string{a.Name, a.Value, a.Host} {
		if more != "" {
			text += fmt.Sprintf(": %q", more)
		}
	}
	if a.Err != nil {
		text += ": " + a.Err.Error()
	}
	return text
}

func (a *AddressError) Unwrap() error { return a.Err }

// address is an address that was read. Hosts and ports are lists with commas between them; an empty part is not named.
type address struct {
	user, hosts, ports, database string

	options map[string]string // without host and port
	safe    string
}

// readAddress reads the address of a server. It is stricter than libpq, where the same text may mean several things: an @, a / or a #
// that belongs to a name must be written as %40, %2F or %23. The error is an *AddressError.
func readAddress(text string) (*address, error) {
	begin := scheme.FindString(text)
	switch strings.ToLower(begin) {
	case "postgres://", "postgresql://":
	default:
		return nil, &AddressError{Address: begin + "…", Code: AddressScheme}
	}
	unreadable := &AddressError{Address: hiddenAddress, Code: AddressSyntax}
	rest := text[len(begin):]
	if strings.Contains(rest, "#") || strings.ContainsFunc(rest, isUnfit) {
		return nil, unreadable
	}
	user, hasUser := "", false
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		user, rest, hasUser = rest[:at], rest[at+1:], true
	}
	switch {
	case strings.ContainsAny(user, "/?,"):
		return nil, unreadable
	case strings.Contains(user, ":"):
		return nil, &AddressError{Address: hiddenAddress, Code: AddressPassword}
	}
	rest, query, _ := strings.Cut(rest, "?")
	hosts, database, hasDatabase := strings.Cut(rest, "/")
	if strings.Contains(database, "/") {
		return nil, unreadable
	}
	a := &address{options: map[string]string{}, safe: "postgres://"}
	for _, part := range []struct {
		to  *string
		raw string
	}{{&a.user, user}, {&a.database, database}} {
		var ok bool
		if *part.to, ok = decode(part.raw); !ok {
			return nil, unreadable
		}
	}
	if !a.readHosts(hosts) {
		return nil, unreadable
	}
	if hasUser {
		a.safe += user + "@"
	}
	a.safe += hosts
	if hasDatabase {
		a.safe += "/" + database
	}
	return a, a.readOptions(query)
}

// isUnfit reports whether a character cannot stand in an address.
func isUnfit(r rune) bool {
	return r == utf8.RuneError || unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// decode decodes the %XX of a part.
func decode(raw string) (string, bool) {
	text, err := url.PathUnescape(raw)
	return text, err == nil && !strings.ContainsFunc(text, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) })
}

// readHosts reads HOST:PORT,…. It returns false if it cannot.
func (a *address) readHosts(raw string) bool {
	if raw == "" {
		return true
	}
	var hosts, ports []string
	for one := range strings.SplitSeq(raw, ",") {
		host, port := one, ""
		if inner, after, ok := strings.Cut(one, "]"); strings.HasPrefix(one, "[") && ok { // an address of IPv6
			if after != "" && !strings.HasPrefix(after, ":") {
				return false
			}
			host, port = inner[1:], strings.TrimPrefix(after, ":")
		} else if host, port, ok = strings.Cut(one, ":"); ok && port == "" {
			return false
		}
		host, ok := decode(host)
		if !ok || strings.Contains(host, ",") || port != "" && !isPort(port) {
			return false
		}
		hosts, ports = append(hosts, host), append(ports, port)
	}
	a.hosts, a.ports = strings.Join(hosts, ","), strings.Join(ports, ",")
	if strings.Trim(a.ports, ",") == "" {
		a.ports = ""
	}
	return true
}

func isPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && port > 0
}

// readOptions reads NAME=VALUE&…. Of the options only those that say where the server is are shown.
func (a *address) readOptions(query string) error {
	if query == "" {
		return nil
	}
	seen := map[string]bool{}
	separator := "?"
	for pair := range strings.SplitSeq(query, "&") {
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, ok := decode(rawName)
		value, okValue := decode(rawValue)
		fault := &AddressError{Address: a.safe, Name: name, Value: value}
		switch {
		case !ok || !okValue || name == "":
			return &AddressError{Address: hiddenAddress, Code: AddressSyntax}
		case name == "password" || name == "sslpassword":
			return &AddressError{Address: hiddenAddress, Code: AddressPassword}
		case !slices.Contains(AddressOptions(), name):
			fault.Code, fault.Value = AddressOption, ""
			return fault
		case seen[name], name == "host" && a.hosts != "", name == "port" && a.ports != "":
			fault.Code, fault.Value = AddressTwice, ""
			return fault
		}
		seen[name] = true
		switch {
		case value == "":
			fault.Code = AddressValue
			return fault
		case name == "host":
			a.hosts = value
		case name == "port" && !allPorts(value):
			fault.Code = AddressValue
			return fault
		case name == "port":
			a.ports = value
		default:
			a.options[name] = value
		}
		if name == "host" || name == "port" || name == "service" {
			a.safe += separator + rawName + "=" + rawValue
			separator = "&"
		}
	}
	return nil
}

func allPorts(list string) bool {
	for port := range strings.SplitSeq(list, ",") {
		if !isPort(port) {
			return false
		}
	}
	return true
}
