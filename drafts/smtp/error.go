package smtp

import (
	"fmt"
	"strings"
)

// Code tells what went wrong.
type Code string

// The codes of an Error, each with the fields that it fills.
const (
	// Of a connection.
	NoTLS       Code = "no-tls"       // the server offers no STARTTLS
	NotLoopback Code = "not-loopback" // Name: where a connection in clear text would have led
	Injected    Code = "injected"     // somebody put clear text behind the answer to STARTTLS
	BadCAFile   Code = "ca-file"      // Name: a file without a certificate, or that cannot be read
	NoMechanism Code = "no-mechanism" // Offered: ways to log in, none of which is ours
	Exchange    Code = "exchange"     // Name: a mechanism; the server did not follow it
	Protocol    Code = "protocol"     // Text: an answer that is none of SMTP's, or out of turn
	TooMuch     Code = "too-much"     // the server did not stop talking

	// Of a message that the server cannot take as it is.
	TooLarge    Code = "too-large"   // Size, Limit: bytes
	Unsupported Code = "unsupported" // Name: the extension that it needs
	BadAddress  Code = "bad-address" // Name
	NoRecipient Code = "no-recipient"
	BadLines    Code = "bad-lines" // a line end that is not CRLF
	BadOrder    Code = "bad-order" // a mistake of the caller: a message inside another, or the end of none

	// Of a secret.
	NoSecret      Code = "no-secret"    // there is none, and nobody to ask
	BadSecret     Code = "bad-secret"   // it holds a control character
	CommandFailed Code = "command"      // Name, Exit, Text: its last words; Exit is 0 where it could not be started
	CommandHung   Code = "command-hung" // Name
	CommandEmpty  Code = "command-empty"
	BadFile       Code = "secret-file"      // Name: it cannot be read, or is not ours to read
	OpenFile      Code = "secret-file-open" // Name: others can read it
	KeyringHung   Code = "keyring-hung"     // it gave no answer in time
)

// Codes lists every Code, so that whoever words them can be checked.
func Codes() []Code {
	return []Code{
		NoTLS, NotLoopback, Injected, BadCAFile, NoMechanism, Exchange, Protocol, TooMuch,
		TooLarge, Unsupported, BadAddress, NoRecipient, BadLines, BadOrder,
		NoSecret, BadSecret, CommandFailed, CommandHung, CommandEmpty, BadFile, OpenFile, KeyringHung,
	}
}

// Error is what went wrong on our side of a dialogue. No secret is in it.
type Error struct {
	Code    Code
	Name    string
	Text    string
	Offered []string
	Size    int64
	Limit   int64
	Exit    int
	Err     error // what the system said, if anything
}

// Error is for developers.
func (e *Error) Error() string {
	text := "smtp: " + string(e.Code)
	for _, more := range []string{e.Name, strings.Join(e.Offered, " "), e.Text} {
		if more != "" {
			text += fmt.Sprintf(": %q", more)
		}
	}
	if e.Limit != 0 {
		text += fmt.Sprintf(": %d bytes of %d", e.Size, e.Limit)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }
