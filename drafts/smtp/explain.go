package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"draft/drafts/outbox"
)

// Cause is what a failure most likely comes from.
type Cause string

// The causes that are told apart.
const (
	CauseLogin       Cause = "login"              // user or secret is wrong
	CauseAuthCode    Cause = "login.authcode"     // the provider wants a code or password made for mail programs
	CauseAppPassword Cause = "login.app_password" // the same, after two-step sign-in
	CauseOAuth2      Cause = "login.oauth2"       // the provider takes no passwords
	CauseServiceOff  Cause = "login.service_off"  // sending by program is to be switched on first
	CauseLoginNeeded Cause = "login.needed"       // the server takes mail after a login only
	CauseMechanism   Cause = "login.mechanism"    // no way to log in is known to both

	CauseFrom      Cause = "from"              // From is not the address that logged in
	CauseSpam      Cause = "spam"              // the server takes the message for advertising, or one that went before
	CauseMailbox   Cause = "recipient.unknown" // there is no such mailbox
	CauseFull      Cause = "recipient.full"    // it is full
	CauseRelay     Cause = "relay"             // the server does not send to strangers, or not without a login
	CauseSize      Cause = "size"
	CauseExtension Cause = "extension" // the server cannot carry such a message
	CauseRate      Cause = "rate"      // too much in too short a time
	CauseLater     Cause = "later"     // not now; it may help to try again

	CauseNoTLS     Cause = "tls.none"      // the server offers no STARTTLS
	CauseNeedsTLS  Cause = "tls.needed"    // the server wants TLS first
	CauseExpired   Cause = "tls.expired"   // or is not valid yet: a wrong clock on either side
	CauseWrongName Cause = "tls.name"      // the certificate is another host's
	CauseAuthority Cause = "tls.authority" // nobody known vouches for the certificate
	CauseOldTLS    Cause = "tls.version"
	CauseNotTLS    Cause = "tls.not"      // the port speaks no TLS, or not at once
	CauseIntruder  Cause = "tls.intruder" // somebody is in between

	CauseNoHost  Cause = "dns"         // there is no such host
	CauseNoDNS   Cause = "dns.failed"  // the name server does not answer
	CauseRefused Cause = "refused"     // nobody listens at that port
	CauseNoRoute Cause = "unreachable" // no way to the host
	CauseTimeout Cause = "timeout"
	CauseBroken  Cause = "broken" // the connection ended in the middle

	CauseCAFile  Cause = "ca_file"
	CauseSecret  Cause = "secret" // there is none to be had
	CauseUnknown Cause = ""
)

// Causes lists every Cause, so that whoever words them can be checked.
func Causes() []Cause {
	return []Cause{
		CauseLogin, CauseAuthCode, CauseAppPassword, CauseOAuth2, CauseServiceOff, CauseLoginNeeded, CauseMechanism,
		CauseFrom, CauseSpam, CauseMailbox, CauseFull, CauseRelay, CauseSize, CauseExtension, CauseRate, CauseLater,
		CauseNoTLS, CauseNeedsTLS, CauseExpired, CauseWrongName, CauseAuthority, CauseOldTLS, CauseNotTLS, CauseIntruder,
		CauseNoHost, CauseNoDNS, CauseRefused, CauseNoRoute, CauseTimeout, CauseBroken,
		CauseCAFile, CauseSecret, CauseUnknown,
	}
}

// Explain tells what a failure most likely comes from: by what a server says where it said something, else by what
// broke. It is a guess, to be shown beside the server's words and not in their place.
func Explain(f *outbox.Failure, a Account) Cause {
	if f == nil {
		return CauseUnknown
	}
	if f.Reply.Code == 0 {
		return explainError(f.Err)
	}
	text := strings.ToLower(f.Reply.Text)
	for _, r := range rules {
		if r.fits(f.Stage, f.Reply.Code, text) {
			return byProvider(r.cause, a)
		}
	}
	return CauseUnknown
}

// byProvider makes a refused login more exact by what the provider of the account takes.
func byProvider(c Cause, a Account) Cause {
	if c != CauseLogin {
		return c
	}
	p, known := providerByHost(a.Host)
	if !known {
		return c
	}
	switch p.Secret {
	case SecretAuthCode, SecretClientPassword, SecretSeparatePassword:
		return CauseAuthCode
	case SecretAppPassword, SecretAppOrOAuth2:
		return CauseAppPassword
	case SecretOAuth2:
		return CauseOAuth2
	}
	return c
}

// explainError tells what an error of ours, of TLS or of the network means.
func explainError(err error) Cause {
	var own *Error
	if errors.As(err, &own) {
		if c, ok := ownCauses[own.Code]; ok {
			return c
		}
	}
	for _, explain := range []func(error) Cause{explainTLS, explainNetwork} {
		if c := explain(err); c != CauseUnknown {
			return c
		}
	}
	return CauseUnknown
}

var ownCauses = map[Code]Cause{
	NoTLS:         CauseNoTLS,
	Injected:      CauseIntruder,
	NoMechanism:   CauseMechanism,
	TooLarge:      CauseSize,
	Unsupported:   CauseExtension,
	BadCAFile:     CauseCAFile,
	NoSecret:      CauseSecret,
	BadSecret:     CauseSecret,
	CommandFailed: CauseSecret,
	CommandHung:   CauseSecret,
	CommandEmpty:  CauseSecret,
	BadFile:       CauseSecret,
	OpenFile:      CauseSecret,
	KeyringHung:   CauseSecret,
}

func explainTLS(err error) Cause {
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var authority x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	switch {
	case err == nil:
		return CauseUnknown
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return CauseExpired
	case errors.As(err, &name):
		return CauseWrongName
	case errors.As(err, &authority), errors.As(err, &invalid):
		return CauseAuthority
	case errors.As(err, &record):
		return CauseNotTLS
	}
	// The library has no type for these.
	text := err.Error()
	if strings.Contains(text, "protocol version") || strings.Contains(text, "unsupported versions") {
		return CauseOldTLS
	}
	return CauseUnknown
}

func explainNetwork(err error) Cause {
	var lookup *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return CauseNoHost
	case errors.As(err, &lookup):
		return CauseNoDNS
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, wsaRefused):
		return CauseRefused
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH),
		errors.Is(err, wsaNetUnreachable), errors.Is(err, wsaHostUnreachable):
		return CauseNoRoute
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &network) && network.Timeout():
		return CauseTimeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNABORTED),
		errors.Is(err, wsaReset), errors.Is(err, wsaAborted):
		return CauseBroken
	}
	return CauseUnknown
}

// The numbers of Windows, whose system calls do not give those of the standard library.
const (
	wsaNetUnreachable  = syscall.Errno(10051)
	wsaAborted         = syscall.Errno(10053)
	wsaReset           = syscall.Errno(10054)
	wsaRefused         = syscall.Errno(10061)
	wsaHostUnreachable = syscall.Errno(10065)
)
