package store

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// connectTimeout is how long a host has to answer, unless the address or PGCONNECT_TIMEOUT says otherwise.
const connectTimeout = 5 * time.Second

// verifyFull is libpq's name for a certificate that is checked, and is for the name of the host.
const verifyFull = "verify-full"

// ErrNoTLS is in the error of a connection to a server that offers no TLS.
var ErrNoTLS = errors.New("the server offers no TLS")

// serverConfig returns how the server of an address is connected to. Where the address says nothing, the variables PG… and the service
// file do. The password is that of PGPASSWORD, of the service, or of ~/.pgpass or PGPASSFILE; password is called only if there is none
// and the server asks for one, which serverConfig finds out. It may be nil.
//
// A host is reached by TLS, and only with a certificate for its name that a known authority signed, unless it is this machine: a loopback
// address, localhost, or a socket. If one of several hosts is another machine, this holds for all. Whatever asks for less (the address,
// PGSSLMODE) is refused; the service file's sslmode does not count.
//
// The error is an *AddressError, a *FailedError as connectFailed returns it, or that of password.
func serverConfig(ctx context.Context, place string, password func(context.Context) (string, error)) (*pgx.ConnConfig, error) {
	a, err := readAddress(place)
	if err != nil {
		return nil, err
	}
	c, err := a.config()
	if err != nil || c.Password != "" || password == nil {
		return c, err
	}
	asked, err := asksPassword(ctx, c)
	if err != nil || !asked {
		return c, err
	}
	c.Password, err = password(ctx)
	return c, err
}

// Login connects to the server of an address and leaves again. The password is as in Options.
func Login(ctx context.Context, place string, password func(context.Context) (string, error)) error {
	c, err := serverConfig(ctx, place, password)
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return connectFailed(err)
	}
	_ = conn.Close(ctx) // it was only tried
	return nil
}

// config makes the configuration of an address. It connects to nothing.
func (a *address) config() (*pgx.ConnConfig, error) {
	settings := maps.Clone(a.options)
	for name, value := range map[string]string{"user": a.user, "host": a.hosts, "port": a.ports, "dbname": a.database} {
		if value != "" {
			settings[name] = value
		}
	}
	if runtime.GOOS != "windows" {
		path, err := a.passfile()
		if err != nil {
			return nil, err
		}
		settings["passfile"] = path
	}
	c, err := a.secure(settings)
	if err != nil {
		return nil, err
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	another := func(f *pgconn.FallbackConfig) bool { return f.Host != c.Host || f.Port != c.Port }
	if c.ValidateConnect == nil && slices.ContainsFunc(c.Fallbacks, another) { // some of them may be standbys
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	// PGOPTIONS and the service file may not change how the session works.
	c.RuntimeParams = map[string]string{"application_name": "draft", "search_path": "draft, pg_catalog"}
	return c, nil
}

// secure returns the configuration of settings, which protects the connection to every host as serverConfig says.
func (a *address) secure(settings map[string]string) (*pgx.ConnConfig, error) {
	c, err := a.parse(settings)
	if err != nil {
		return nil, err
	}
	host := firstOpenHost(c)
	if host == "" {
		return c, nil
	}
	by, mode := "sslmode", a.options["sslmode"]
	if mode == "" {
		by, mode = "PGSSLMODE", os.Getenv("PGSSLMODE")
	}
	if mode != "" && mode != verifyFull {
		return nil, &AddressError{Address: a.safe, Code: AddressTLS, Name: by, Value: mode, Host: host}
	}
	settings["sslmode"] = verifyFull
	if c, err = a.parse(settings); err != nil {
		return nil, err
	}
	if host := firstOpenHost(c); host != "" {
		return nil, &AddressError{Address: a.safe, Code: AddressTLS, Name: "sslmode", Value: verifyFull, Host: host}
	}
	return c, nil
}

// parse has pgx read settings. Its errors may quote the settings, which have no password; those of the environment are not quoted.
func (a *address) parse(settings map[string]string) (*pgx.ConnConfig, error) {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		fmt.Fprintf(&text, "%s='%s' ", name, strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(settings[name]))
	}
	c, err := pgx.ParseConfig(text.String())
	if err != nil {
		if cause := errors.Unwrap(err); cause != nil {
			err = cause
		} else if _, reason, ok := strings.Cut(err.Error(), "`: "); ok { // after what was parsed
			err = errors.New(reason)
		}
		return nil, &AddressError{Address: a.safe, Code: AddressSettings, Err: err}
	}
	return c, nil
}

// firstOpenHost returns the first host on another machine to which a connection is not protected, or "".
func firstOpenHost(c *pgx.ConnConfig) string {
	hosts := append([]*pgconn.FallbackConfig{{Host: c.Host, Port: c.Port, TLSConfig: c.TLSConfig}}, c.Fallbacks...)
	for _, h := range hosts {
		if !isHere(h.Host) && !isVerified(h.TLSConfig, h.Host) {
			return h.Host
		}
	}
	return ""
}

// isHere reports whether a host is this machine: the folder of a socket, localhost or a loopback address.
func isHere(host string) bool {
	if network, _ := pgconn.NetworkAddress(host, 0); network == "unix" {
		return true
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

func isVerified(t *tls.Config, host string) bool {
	return t != nil && !t.InsecureSkipVerify && t.ServerName == host
}

// passfile returns the file of passwords that counts, or "" for none. libpq warns of one that other users can read and goes on without
// it; pgx reads it; here it is an error.
func (a *address) passfile() (string, error) {
	path := os.Getenv("PGPASSFILE")
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", nil //nolint:nilerr // then there is no such file
		}
		path = filepath.Join(home, ".pgpass")
	}
	info, err := os.Stat(path)
	switch {
	case err != nil, !info.Mode().IsRegular():
		return "", nil //nolint:nilerr // as libpq does
	case othersMay(info):
		return "", &AddressError{Address: a.safe, Code: AddressPassfile, Name: path}
	}
	return path, nil
}

// asksPassword reports whether the server asks for a password. It sends none.
func asksPassword(ctx context.Context, c *pgx.ConnConfig) (bool, error) {
	probe := c.Copy()
	probe.RequireAuth = "!password,!md5,!scram-sha-256"
	conn, err := pgconn.ConnectConfig(ctx, &probe.Config)
	switch {
	case err == nil:
		_ = conn.Close(ctx)
		return false, nil
	case strings.Contains(err.Error(), "require_auth check failed"): // pgx has no type for it
		return true, nil
	}
	return false, connectFailed(err)
}

// connectFailed returns the error of an attempt to connect as a *FailedError: with CodeDenied if the server refused the user, else with
// CodeConnect. The end of a context is returned as it is.
func connectFailed(err error) error {
	var known *FailedError
	var server *pgconn.PgError
	var attempt *pgconn.ConnectError
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &server) && serverFailure(server) == CodeDenied:
		return &FailedError{CodeDenied, server}
	case errors.As(err, &server):
		return &FailedError{CodeConnect, server}
	case errors.As(err, &attempt): // its text has the user and the database, which the address has
		err = errors.Unwrap(attempt)
	}
	if strings.Contains(err.Error(), "server refused TLS connection") { // pgx has no type for it
		err = fmt.Errorf("%w: %w", ErrNoTLS, err)
	}
	return &FailedError{CodeConnect, err}
}
