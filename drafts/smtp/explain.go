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

// Cause is the most likely cause of a failure.
type Cause string

// The known causes.
const (
	CauseLogin       Cause = "login"              // the user or the secret is wrong
	CauseAuthCode    Cause = "login.authcode"     // the provider wants a code or password made for mail programs
	CauseAppPassword Cause = "login.app_password" // the same, after two-step sign-in
	CauseOAuth2      Cause = "login.oauth2"       // the provider takes no passwords
	CauseServiceOff  Cause = "login.service_off"  // sending by mail programs must be switched on first
	CauseLoginNeeded Cause = "login.needed"       // the server takes mail only after a login
	CauseMechanism   Cause = "login.mechanism"    // the server offers no mechanism that this package knows
	CauseLoginOften  Cause = "login.too_often"    // too many logins, or too many that failed
	CauseLoginAny    Cause = "login.several"      // one text for a wrong secret, a service that is off and too many logins

	CauseFrom           Cause = "from"              // From is not the address that logged in
	CauseHeader         Cause = "from.header"       // the header From does not agree with the envelope, or is malformed
	CauseSpam           Cause = "spam"              // the server takes this message, or an earlier one, for spam
	CauseSpamAgain      Cause = "spam.again"        // the same, but another try may help
	CauseMailbox        Cause = "recipient.unknown" // the mailbox does not exist
	CauseFull           Cause = "recipient.full"    // the mailbox is full
	CauseRelay          Cause = "relay"             // the server does not relay, or not without a login
	CauseSize           Cause = "size"
	CauseExtension      Cause = "extension"       // the server cannot carry such a message
	CauseMany           Cause = "recipients"      // too many recipients in this letter
	CauseRate           Cause = "rate"            // too many letters in too short a time
	CauseRateSender     Cause = "rate.sender"     // too many letters of this sender in some minutes
	CauseRateDay        Cause = "rate.day"        // what the account may send in a day is used up
	CauseRateConnection Cause = "rate.connection" // too many letters in one connection
	CauseRateRecipients Cause = "rate.recipients" // too many recipients lately
	CauseConnections    Cause = "connections"     // too many connections at a time
	CauseNetwork        Cause = "network"         // too much, or bad, mail from this address of the network
	CauseBlockedNetwork Cause = "network.blocked" // the address of the network is on a list
	CauseBlocked        Cause = "blocked"         // the account may not send
	CauseLater          Cause = "later"           // a temporary failure; another try may help

	CauseNoTLS     Cause = "tls.none"      // the server offers no STARTTLS
	CauseNeedsTLS  Cause = "tls.needed"    // the server wants TLS first
	CauseExpired   Cause = "tls.expired"   // or not valid yet, or a clock is wrong
	CauseWrongName Cause = "tls.name"      // the certificate is for another host
	CauseAuthority Cause = "tls.authority" // the certificate is not from a trusted authority
	CauseOldTLS    Cause = "tls.version"
	CauseNotTLS    Cause = "tls.not"      // the server does not begin with TLS at this port
	CauseIntruder  Cause = "tls.intruder" // the connection was tampered with

	CauseNoHost  Cause = "dns"         // the host does not exist
	CauseNoDNS   Cause = "dns.failed"  // the name server does not answer
	CauseRefused Cause = "refused"     // no server listens at that port
	CauseNoRoute Cause = "unreachable" // no route to the host
	CauseTimeout Cause = "timeout"
	CauseBroken  Cause = "broken" // the connection ended in the middle

	CauseCAFile  Cause = "ca_file"
	CauseSecret  Cause = "secret" // it cannot be obtained
	CauseUnknown Cause = ""
)

// Causes lists every Cause, so that tests can check that each has a text.
func Causes() []Cause {
	return []Cause{
		CauseLogin, CauseAuthCode, CauseAppPassword, CauseOAuth2, CauseServiceOff, CauseLoginNeeded, CauseMechanism,
		CauseLoginOften, CauseLoginAny, CauseFrom, CauseHeader, CauseSpam, CauseSpamAgain, CauseMailbox, CauseFull, CauseRelay, CauseSize,
		CauseExtension, CauseMany, CauseRate, CauseRateSender, CauseRateDay, CauseRateConnection, CauseRateRecipients, CauseConnections, CauseNetwork,
		CauseBlockedNetwork, CauseBlocked, CauseLater,
		CauseNoTLS, CauseNeedsTLS, CauseExpired, CauseWrongName, CauseAuthority, CauseOldTLS, CauseNotTLS, CauseIntruder,
		CauseNoHost, CauseNoDNS, CauseRefused, CauseNoRoute, CauseTimeout, CauseBroken,
		CauseCAFile, CauseSecret, CauseUnknown,
	}
}

// Explain returns the most likely cause of a failure, by the server's reply, or by the error if there was none. It is a
// guess, to be shown in addition to the reply.
func Explain(f *outbox.Failure, a Account) Cause {
	if f == nil {
		return CauseUnknown
	}
	if f.Reply.Code == 0 {
		return explainError(f.Err)
	}
	m, _ := find(f.Stage, f.Reply)
	return byProvider(m.Cause, a)
}

// byProvider makes the cause of a refused login more specific by the kind of secret that the provider wants.
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

// explainError returns the cause of an error of this package, of TLS or of the network.
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
	// crypto/tls has no type for these.
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

// The error numbers of Windows, which package syscall does not map to its own.
const (
	wsaNetUnreachable  = syscall.Errno(10051)
	wsaAborted         = syscall.Errno(10053)
	wsaReset           = syscall.Errno(10054)
	wsaRefused         = syscall.Errno(10061)
	wsaHostUnreachable = syscall.Errno(10065)
)
