package store

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// fakeServer is a PostgreSQL server as far as the end of a login.
type fakeServer struct {
	certificate *tls.Certificate // nil: it offers no TLS
	auth        pgproto3.AuthenticationResponseMessage
	fault       string       // the code of the error in place of a login; "" for none
	password    atomic.Value // that it was given
}

// listen starts the server and returns its port.
func (s *fakeServer) listen(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *fakeServer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	for {
		b := pgproto3.NewBackend(conn, conn)
		first, err := b.ReceiveStartupMessage()
		if err != nil {
			return
		}
		if _, ok := first.(*pgproto3.SSLRequest); !ok {
			s.login(b)
			return
		}
		if s.certificate == nil {
			_, _ = conn.Write([]byte("N"))
			continue
		}
		_, _ = conn.Write([]byte("S"))
		conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*s.certificate}})
	}
}

func (s *fakeServer) login(b *pgproto3.Backend) {
	if s.auth != nil {
		b.Send(s.auth)
		_ = b.Flush()
		if err := b.SetAuthType(pgproto3.AuthTypeCleartextPassword); err != nil {
			return
		}
		message, err := b.Receive()
		if err != nil {
			return
		}
		if p, ok := message.(*pgproto3.PasswordMessage); ok {
			s.password.Store(p.Password)
		} else {
			s.password.Store("another message")
		}
	}
	if s.fault != "" {
		b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: s.fault, Message: "the words of the server"})
	} else {
		b.Send(&pgproto3.AuthenticationOk{})
		b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	}
	_ = b.Flush()
	_, _ = b.Receive() // until it is closed
}

// authority makes a certificate for a host, and returns the file of the authority that signed it.
func authority(t *testing.T, host string, end time.Time) (caFile string, _ *tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: end.Add(-48 * time.Hour), NotAfter: end.Add(48 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{host}, NotBefore: ca.NotBefore, NotAfter: end}
	caText, err := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	caFile = filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(caFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caText}), 0o600); err != nil {
		t.Fatal(err)
	}
	return caFile, &tls.Certificate{Certificate: [][]byte{text}, PrivateKey: key}
}

// login connects to an address whose hosts are all this machine.
func login(t *testing.T, place string) error {
	t.Helper()
	a, err := readAddress(place)
	if err != nil {
		t.Fatal(err)
	}
	c, err := a.config()
	if err != nil {
		t.Fatal(err)
	}
	c.LookupFunc = func(context.Context, string) ([]string, error) { return []string{"127.0.0.1"}, nil }
	conn, err := pgconn.ConnectConfig(t.Context(), &c.Config)
	if err == nil {
		return conn.Close(t.Context())
	}
	return connectFailed(err)
}

// A server on another machine is logged in to only after its certificate was checked.
func TestCertificates(t *testing.T) {
	noServerSettings(t)
	tomorrow := time.Now().Add(24 * time.Hour)
	ca, good := authority(t, "db.example", tomorrow)
	oldCA, old := authority(t, "db.example", time.Now().Add(-time.Hour))
	var (
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
	)
	for _, c := range []struct {
		what        string
		certificate *tls.Certificate
		host, ca    string
		is          func(error) bool // nil: it works
	}{
		{"the right one", good, "db.example", ca, nil},
		{"for another host", good, "other.example", ca, func(err error) bool { return errors.As(err, &name) }},
		{"of an unknown authority", good, "db.example", "system", func(err error) bool { return errors.As(err, &unknown) }},
		{"expired", old, "db.example", oldCA, func(err error) bool { return errors.As(err, &invalid) }},
		{"none", nil, "db.example", ca, func(err error) bool { return errors.Is(err, ErrNoTLS) }},
	} {
		t.Run(c.what, func(t *testing.T) {
			server := &fakeServer{certificate: c.certificate, auth: &pgproto3.AuthenticationCleartextPassword{}}
			port := server.listen(t)
			t.Setenv("PGPASSWORD", canary)
			err := login(t, fmt.Sprintf("postgres://anna@%s:%d/x?sslrootcert=%s", c.host, port, c.ca))
			if c.is == nil {
				if err != nil || server.password.Load() != canary {
					t.Errorf("%v, %v", err, server.password.Load())
				}
				return
			}
			var failed *FailedError
			if !errors.As(err, &failed) || failed.Code != CodeConnect || !c.is(err) || strings.Contains(err.Error(), canary) {
				t.Errorf("%v", err)
			}
			if server.password.Load() != nil {
				t.Error("it was given the password")
			}
		})
	}
}

// The password is asked for if the server wants one that nothing else gives, once, and the server that was asked about it gets none.
func TestPasswordIsAskedFor(t *testing.T) {
	noServerSettings(t)
	for _, c := range []struct {
		auth pgproto3.AuthenticationResponseMessage
		env  string
		want int
	}{
		{nil, "", 0},
		{&pgproto3.AuthenticationCleartextPassword{}, "", 1},
		{&pgproto3.AuthenticationMD5Password{}, "", 1},
		{&pgproto3.AuthenticationSASL{AuthMechanisms: []string{"SCRAM-SHA-256"}}, "", 1},
		{&pgproto3.AuthenticationCleartextPassword{}, "of the environment", 0},
	} {
		server := &fakeServer{auth: c.auth}
		place := "postgres://anna@127.0.0.1:" + strconv.Itoa(server.listen(t)) + "/x"
		t.Setenv("PGPASSWORD", c.env)
		asked := 0
		config, err := serverConfig(t.Context(), place, func(context.Context) (string, error) { asked++; return canary, nil })
		if err != nil || asked != c.want || server.password.Load() != nil {
			t.Errorf("%T: %v, asked %d times, the server got %v", c.auth, err, asked, server.password.Load())
		} else if want := map[bool]string{true: canary, false: c.env}[asked == 1]; config.Password != want {
			t.Errorf("%T: another password", c.auth)
		}
	}
	none := errors.New("there is none")
	server := &fakeServer{auth: &pgproto3.AuthenticationCleartextPassword{}}
	t.Setenv("PGPASSWORD", "")
	_, err := serverConfig(t.Context(), "postgres://anna@127.0.0.1:"+strconv.Itoa(server.listen(t))+"/x", func(context.Context) (string, error) { return "", none })
	if !errors.Is(err, none) {
		t.Errorf("%v", err)
	}
}

// A server that refuses the user is told from one that cannot be reached.
func TestConnectFailed(t *testing.T) {
	noServerSettings(t)
	for code, want := range map[string]Code{
		"28000": CodeDenied, "28P01": CodeDenied, "3D000": CodeDenied, "42501": CodeDenied, "57P03": CodeConnect, "53300": CodeConnect,
	} {
		server := &fakeServer{fault: code}
		err := login(t, "postgres://anna@127.0.0.1:"+strconv.Itoa(server.listen(t))+"/x")
		var failed *FailedError
		var words *pgconn.PgError
		if !errors.As(err, &failed) || failed.Code != want || !errors.As(err, &words) || words.Message != "the words of the server" {
			t.Errorf("%s: %v", code, err)
		}
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silence := silent.Addr().String()
	for place, is := range map[string]func(error) bool{
		"postgres://127.0.0.1:1/x?sslmode=disable": func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) },
		"postgres://" + silence + "/x?connect_timeout=1": func(err error) bool {
			return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
		},
		"postgres:///x?host=/no/such/folder": func(err error) bool { return errors.Is(err, fs.ErrNotExist) },
	} {
		err := login(t, place)
		var failed *FailedError
		if !errors.As(err, &failed) || failed.Code != CodeConnect || !is(err) || strings.Contains(err.Error(), "user=") {
			t.Errorf("%s: %v", place, err)
		}
	}
	_ = silent.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := serverConfig(ctx, "postgres://127.0.0.1:1/x", func(context.Context) (string, error) { return "", nil }); !errors.Is(err, context.Canceled) || errors.As(err, new(*FailedError)) {
		t.Errorf("%v", err)
	}
}
