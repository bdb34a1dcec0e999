package view

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"draft/drafts/store"
)

// said is an error of PostgreSQL.
type said string

func (s said) Error() string    { return "the server's words" }
func (s said) SQLState() string { return string(s) }

// Each failure of a server has its own words in both languages: where, what, and what to do.
func TestServerErrors(t *testing.T) {
	const place = "postgres://anna@db.example/letters"
	connect := func(err error) error { return &store.FailedError{Code: store.CodeConnect, Err: err} }
	denied := func(state said) error { return &store.FailedError{Code: store.CodeDenied, Err: state} }
	address := func(code store.AddressCode) error {
		return &store.AddressError{Address: place, Code: code, Name: "sslmode", Value: "require", Host: "db.example"}
	}
	for _, c := range []struct {
		err  error
		id   string
		exit int
		name string // a word of the lines
	}{
		{address(store.AddressSyntax), "server.address.syntax", ExitUsage, "%40"},
		{address(store.AddressPassword), "server.address.password", ExitUsage, "draft store password"},
		{address(store.AddressOption), "server.address.option", ExitUsage, "sslrootcert, "},
		{address(store.AddressTLS), "server.address.tls", ExitUsage, "sslmode=require"},
		{&store.AddressError{Address: place, Code: store.AddressPassfile, Name: "/home/.pgpass"}, "server.address.passfile", ExitFailed, "chmod 600 /home/.pgpass"},
		{&store.AddressError{Address: place, Code: store.AddressSettings, Err: &fs.PathError{Op: "open", Path: "/ca.crt", Err: fs.ErrNotExist}}, "server.address.settings", ExitFailed, "/ca.crt"},
		{&store.SetupError{Address: place}, "server.setup", ExitFailed, "draft store init"},
		{&store.SetupError{Address: place, Version: 1}, "server.setup_older", ExitFailed, "draft store init"},
		{&store.NoRoleError{Role: "bert"}, "server.no_role", ExitFailed, "bert"},
		{&store.LeaseLostError{Address: place}, "server.lease_lost", ExitFailed, place},
		{&store.NewerError{Version: 9, Known: 8}, "server.newer", ExitFailed, place},
		{&store.NotStoreError{Path: "draft", Err: errors.New("boom")}, "server.foreign", ExitFailed, place},
		{connect(store.ErrNoTLS), "server.connect.tls.none", ExitFailed, "ssl = on"},
		{connect(x509.UnknownAuthorityError{}), "server.connect.tls.authority", ExitFailed, "sslrootcert="},
		{connect(x509.HostnameError{Certificate: &x509.Certificate{DNSNames: []string{"other.example"}}, Host: "db.example"}), "server.connect.tls.name", ExitFailed, "other.example"},
		{connect(x509.CertificateInvalidError{Reason: x509.Expired}), "server.connect.tls.expired", ExitFailed, place},
		{connect(&net.DNSError{IsNotFound: true}), "server.connect.dns", ExitFailed, place},
		{connect(syscall.ECONNREFUSED), "server.connect.refused", ExitFailed, place},
		{connect(&os.SyscallError{Syscall: "connect", Err: syscall.ENOENT}), "server.connect.socket", ExitFailed, "host="},
		{connect(context.DeadlineExceeded), "server.connect.timeout", ExitFailed, place},
		{connect(io.ErrUnexpectedEOF), "server.connect.broken", ExitFailed, place},
		{connect(said("57P03")), "server.connect.later", ExitFailed, "the server's words"},
		{connect(errors.New("first\nsecond")), "server.connect.unknown", ExitFailed, "first; second"},
		{denied("28P01"), "server.denied.password", ExitFailed, "draft store password"},
		{denied("28000"), "server.denied.user", ExitFailed, "pg_hba.conf"},
		{denied("3D000"), "server.denied.database", ExitFailed, place},
		{denied("42501"), "server.denied.right", ExitFailed, "the server's words"},
		{&store.FailedError{Code: store.CodeLost, Err: io.EOF}, "server.lost", ExitFailed, "draft list"},
		{&store.FailedError{Code: store.CodeFull, Err: said("53100")}, "server.full", ExitFailed, place},
		{errors.New("boom"), "server.failed", ExitFailed, "boom"},
		{Fail("server.no_password", map[string]any{"Path": place, "Detail": ""}, nil), "server.no_password", ExitFailed, "draft store password"},
	} {
		wrapped := fmt.Errorf("wrapped: %w", c.err)
		if c.id == "server.failed" {
			wrapped = c.err
		}
		e := StoreError(wrapped, place).(*Error)
		if e.ID != c.id || e.Exit != c.exit {
			t.Errorf("%v: %s with exit code %d, want %s with %d", c.err, e.ID, e.Exit, c.id, c.exit)
		}
		for _, v := range []*View{english(), chinese()} {
			if line := strings.Join(v.Lines(e), "\n"); line == c.id || strings.Contains(line, "<no value>") || !strings.Contains(line, c.name) {
				t.Errorf("%v: %q names no %q", c.err, line, c.name)
			}
		}
	}
	// A folder has no server to blame.
	if e := StoreError(&store.FailedError{Code: store.CodeFull, Err: io.EOF}, "/store").(*Error); e.ID != "store.full" {
		t.Error(e.ID)
	}
}
