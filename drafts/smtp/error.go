package smtp

import (
	"fmt"
	"strings"
)

// Code says what went wrong.
type Code string

// The codes of an Error, each with the fields that it sets.
const (
	// Of a connection.
	NoTLS       Code = "no-tls"       // the server offers no STARTTLS
	NotLoopback Code = "not-loopback" // Name: the address that a connection in clear text would go to
	Injected    Code = "injected"     // clear text came after the reply to STARTTLS
	BadCAFile   Code = "ca-file"      // Name: a file without a certificate, or that cannot be read
	NoMechanism Code = "no-mechanism" // Offered: mechanisms, of which this package supports none
	Exchange    Code = "exchange"     // Name: a mechanism that the server did not follow
	Protocol    Code = "protocol"     // Text: a reply that is not valid SMTP, or has an unexpected code
	TooMuch     Code = "too-much"     // the server sent more than maxRead in one stage

	// Of a message that the server cannot take.
	TooLarge    Code = "too-large"   // Size, Limit: bytes
	Unsupported Code = "unsupported" // Name: the extension that the message needs
	BadAddress  Code = "bad-address" // Name
	NoRecipient Code = "no-recipient"
	BadLines    Code = "bad-lines" // a line end that is not CRLF
	BadOrder    Code = "bad-order" // the caller called Data or EndData out of order

	// Of a secret.
	NoSecret      Code = "no-secret"    // none was found, and nobody can be asked
	BadSecret     Code = "bad-secret"   // it has a control character
	CommandFailed Code = "command"      // Name, Exit, Text: its error output; Exit is 0 if it could not be started
	CommandHung   Code = "command-hung" // Name
	CommandEmpty  Code = "command-empty"
	BadFile       Code = "secret-file"      // Name: a file that cannot be read or written
	OpenFile      Code = "secret-file-open" // Name: a file that other users can read
	KeyringHung   Code = "keyring-hung"     // it did not answer in time
)

// Codes lists every Code, so that tests can check that each has a text.
func Codes() []Code {
	return []Code{
		NoTLS, NotLoopback, Injected, BadCAFile, NoMechanism, Exchange, Protocol, TooMuch,
		TooLarge, Unsupported, BadAddress, NoRecipient, BadLines, BadOrder,
		NoSecret, BadSecret, CommandFailed, CommandHung, CommandEmpty, BadFile, OpenFile, KeyringHung,
	}
}

// Error is a failure that is not a refusal by the server. It contains no secret.
type Error struct {
	Code    Code
	Name    string
	Text    string
	Offered []string
	Size    int64
	Limit   int64
	Exit    int
	Err     error // of the system or a library; may be nil
}

// Error returns a text for developers.
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
