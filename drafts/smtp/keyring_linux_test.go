package smtp

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// TestNoBusIsStarted uses secrets in a process without a D-Bus, with a dbus-launch that reports its calls.
func TestNoBusIsStarted(t *testing.T) {
	if os.Getenv("SMTP_TEST_ROLE") == "headless" {
		headless(t)
		return
	}
	if hasBus("", filepath.Join("/run/user", strconv.Itoa(os.Getuid()))) {
		t.Skip("there is a bus")
	}
	folder := t.TempDir()
	called := filepath.Join(folder, "called")
	fake := "#!/bin/sh\necho called >> " + called + "\nsleep 1\n"
	if err := os.WriteFile(filepath.Join(folder, "dbus-launch"), []byte(fake), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"", "autolaunch:"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestNoBusIsStarted$")
		cmd.Env = []string{
			"PATH=" + folder + ":" + os.Getenv("PATH"), "SMTP_TEST_ROLE=headless", "HOME=" + folder,
			"DBUS_SESSION_BUS_ADDRESS=" + address, "GORACE=atexit_sleep_ms=0",
		}
		began := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("it took %v", took)
		}
		if _, err := os.Stat(called); err == nil {
			t.Fatalf("dbus-launch was called with the address %q", address)
		}
	}
}

// headless stores, gets and deletes a secret on a system without a keyring.
func headless(t *testing.T) {
	s := Secrets{File: filepath.Join(t.TempDir(), "secrets.json")}
	a := Account{Host: "smtp.example.com", User: "a@example.com"}
	if from, err := s.Store(a, "x"); from != SourceFile || err != nil {
		t.Errorf("stored in %q, %v", from, err)
	}
	if _, from, err := s.Get(t.Context(), a); from != SourceFile || err != nil {
		t.Errorf("got from %q, %v", from, err)
	}
	if err := s.Delete(a); err != nil {
		t.Error(err)
	}
}

func TestBus(t *testing.T) {
	folder := t.TempDir()
	for address, want := range map[string]bool{
		"": false, "autolaunch:": false, "autolaunch:scope=x": false, "unix:path=/tmp/bus": true,
	} {
		if got := hasBus(address, folder); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
	l, err := net.Listen("unix", filepath.Join(folder, "bus"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // the end of the test
	if !hasBus("", folder) || !hasBus("autolaunch:", folder) {
		t.Error("the bus in the folder is not seen")
	}
}

// TestBusThatIsSilent checks that a keyring that never answers times out.
func TestBusThatIsSilent(t *testing.T) {
	address := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+address)
	s := Secrets{File: filepath.Join(t.TempDir(), "secrets.json"), KeyringTimeout: 30 * time.Millisecond}
	a := Account{Host: "smtp.example.com", User: "a@example.com"}
	began := time.Now()
	if from, err := s.Store(a, "x"); from != SourceFile || err != nil {
		t.Errorf("stored in %q, %v", from, err)
	}
	if _, from, err := s.Get(t.Context(), a); from != SourceFile || err != nil {
		t.Errorf("got from %q, %v", from, err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	// The calls that timed out end with the bus.
	for range 8 {
		if unix, ok := l.(*net.UnixListener); ok {
			_ = unix.SetDeadline(time.Now().Add(50 * time.Millisecond))
		}
		c, err := l.Accept()
		if err != nil {
			break
		}
		_ = c.Close()
	}
	_ = l.Close()
}
