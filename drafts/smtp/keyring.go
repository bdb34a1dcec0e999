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

// keyringService names this program's secrets in a keyring.
const keyringService = "draft"

// ErrNotKept is a keyring's answer where it has no such secret.
var ErrNotKept = keyring.ErrNotFound

// Keyring keeps secrets, as github.com/zalando/go-keyring does.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

// SystemKeyring is that of the system, or nil where there is none to be reached. Where keyrings are behind D-Bus, its
// library would start a bus of its own (dbus-launch) that nobody ends; so without a bus there is no keyring.
func SystemKeyring() Keyring {
	switch runtime.GOOS {
	case "darwin", "windows":
		return systemKeyring{}
	}
	// The library looks into the environment of the process, and nowhere else, and so do we.
	if !hasBus(os.Getenv("DBUS_SESSION_BUS_ADDRESS"), filepath.Join("/run/user", strconv.Itoa(os.Getuid()))) {
		return nil
	}
	return systemKeyring{}
}

// hasBus tells whether the D-Bus library finds a bus that is there. It does not look at $XDG_RUNTIME_DIR, but into the
// folder that the variable usually names.
func hasBus(address, runtimeFolder string) bool {
	if address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return true
	}
	if address != "" && address != "autolaunch:" {
		return false // a form that the library takes for an address
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

// patient is a keyring that is waited for only so long. What does not return until then is left to itself: it waits
// for a person or for a service that is stuck, and nothing ends it.
type patient struct {
	ring  Keyring
	limit time.Duration
}

func (p patient) Get(service, user string) (string, error) {
	return p.await(func() (string, error) { return p.ring.Get(service, user) })
}

func (p patient) Set(service, user, secret string) error {
	_, err := p.await(func() (string, error) { return "", p.ring.Set(service, user, secret) })
	return err
}

func (p patient) Delete(service, user string) error {
	_, err := p.await(func() (string, error) { return "", p.ring.Delete(service, user) })
	return err
}

func (p patient) await(do func() (string, error)) (string, error) {
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
