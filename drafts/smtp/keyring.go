package smtp

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// keyringService is the name of this program in a keyring.
const keyringService = "draft"

// ErrNotKept is returned by a keyring that does not have a secret.
var ErrNotKept = keyring.ErrNotFound

// Keyring stores secrets, as github.com/zalando/go-keyring does.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

// SystemKeyring returns the keyring of the system, or nil if there is none. It returns nil if there should be a D-Bus
// and there is none, because the library would start one (dbus-launch) that is never stopped.
func SystemKeyring() Keyring {
	switch runtime.GOOS {
	case "darwin", "windows":
		return systemKeyring{}
	}
	// The library reads the environment of the process, so this does too.
	if !hasBus(os.Getenv("DBUS_SESSION_BUS_ADDRESS"), filepath.Join("/run/user", strconv.Itoa(os.Getuid()))) {
		return nil
	}
	return systemKeyring{}
}

// hasBus reports whether the D-Bus library would find a running bus. The library does not read $XDG_RUNTIME_DIR, but
// looks in the folder that the variable usually names.
func hasBus(address, runtimeFolder string) bool {
	if address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return true
	}
	if address != "" && address != "autolaunch:" {
		return false // the library takes this form for an address
	}
	_, err := os.Stat(filepath.Join(runtimeFolder, "bus"))
	return err == nil
}

type systemKeyring struct{}

func (systemKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (systemKeyring) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}

func (systemKeyring) Delete(service, user string) error { return keyring.Delete(service, user) }

// keyringWithTimeout is a keyring whose calls time out. A call that has timed out goes on in the background, because it
// waits for a person or for a service that hangs, and cannot be cancelled.
type keyringWithTimeout struct {
	ring  Keyring
	limit time.Duration
}

func (p keyringWithTimeout) Get(service, user string) (string, error) {
	return p.withTimeout(func() (string, error) { return p.ring.Get(service, user) })
}

func (p keyringWithTimeout) Set(service, user, secret string) error {
	_, err := p.withTimeout(func() (string, error) { return "", p.ring.Set(service, user, secret) })
	return err
}

func (p keyringWithTimeout) Delete(service, user string) error {
	_, err := p.withTimeout(func() (string, error) { return "", p.ring.Delete(service, user) })
	return err
}

func (p keyringWithTimeout) withTimeout(do func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	answers := make(chan answer, 1)
	go func() {
		secret, err := do()
		answers <- answer{secret, err}
	}()
	timer := time.NewTimer(p.limit)
	defer timer.Stop()
	select {
	case a := <-answers:
		if errors.Is(a.err, keyring.ErrUnsupportedPlatform) {
			return "", ErrNotKept
		}
		return a.secret, a.err
	case <-timer.C:
		return "", &Error{Code: KeyringHung}
	}
}
