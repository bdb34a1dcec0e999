package main

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/store"
)

// onServer is the address of a superuser of a PostgreSQL server. If it is set, the stores of the mail tests are databases of that
// server, and not folders.
var onServer = os.Getenv("DRAFT_TEST_POSTGRES")

// databases counts the databases that this process has made.
var databases atomic.Int64

// newDatabase makes a database of a store, and returns its address. It is not deleted: it goes with the test cluster.
func newDatabase(t *testing.T) string {
	t.Helper()
	address := createDatabase(t, "")
	if _, err := store.Init(t.Context(), address, store.InitOptions{}); err != nil {
		t.Fatal(err)
	}
	return address
}

// copyDatabase makes a copy of a database. No connection to it may be open.
func copyDatabase(t *testing.T, address string) string {
	t.Helper()
	return createDatabase(t, " TEMPLATE "+strings.TrimPrefix(parseAddress(t, address).Path, "/"))
}

func createDatabase(t *testing.T, options string) string {
	t.Helper()
	name := fmt.Sprintf("mail_%d_%d", os.Getpid(), databases.Add(1))
	if out, err := exec.Command("psql", "-qX", "-c", "CREATE DATABASE "+name+options, onServer).CombinedOutput(); err != nil {
		t.Fatalf("%s%s: %v\n%s", name, options, err, out)
	}
	address := parseAddress(t, onServer)
	address.Path = "/" + name
	return address.String()
}

func parseAddress(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// waitForLease waits until others may have a letter of a process that was killed: at once in a folder, and on a server when its lease has
// ended.
func (p *mailEnv) waitForLease(id string) {
	p.t.Helper()
	for end := time.Now().Add(2 * time.Minute); onServer != "" && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if s := p.letter(id).Status; s != drafts.StatusSending && s != drafts.StatusCommitting {
			return
		}
	}
}

// needsFolder skips a test of what only a store in a folder has.
func needsFolder(t *testing.T) {
	t.Helper()
	if onServer != "" {
		t.Skip("a store on a server has no files")
	}
}
