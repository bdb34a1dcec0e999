package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/jackc/pgx/v5"

	"draft/drafts"
	"draft/drafts/outbox"
)

// asChild is the environment variable that makes the test binary run one of children on the store in its first
// argument, as a process that can be killed.
const asChild = "DRAFT_TEST_STORE"

var children = map[string]func(folder string) error{
	// begin begins a letter when standard input ends, prints the result, and waits to be killed if the letter was begun.
	"begin": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		fmt.Println("ready")
		if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
			return err
		}
		_, err = begin(context.Background(), s, outbox.Order{ID: "one0", Account: "work"})
		var busy *outbox.BusyError
		switch {
		case errors.As(err, &busy):
			fmt.Println("busy")
			return s.Close()
		case err != nil:
			return err
		}
		fmt.Println("begun")
		time.Sleep(time.Hour) // the runtime would call an empty select a deadlock, on Windows
		return nil
	},
	// commit begins the letter, and records it as committing at a line of standard input. It prints each step.
	"commit": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		in := bufio.NewScanner(os.Stdin)
		if _, err := begin(context.Background(), s, outbox.Order{ID: "one0", Account: "work"}); err != nil {
			return err
		}
		fmt.Println("begun")
		in.Scan()
		if err := write(context.Background(), s, "one0", outbox.Entry{Status: drafts.StatusCommitting}); err != nil {
			return err
		}
		fmt.Println("committing")
		in.Scan()
		select {}
	},
	// several begins three letters, records two as committing and one of those as sent, and waits to be killed.
	"several": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		ctx := context.Background()
		begun, err := s.Begin(ctx, []outbox.Order{{ID: "one0"}, {ID: "two0"}, {ID: "three0"}})
		if err != nil || len(begun) != 3 {
			return err
		}
		for _, entries := range [][]outbox.Entry{
			{{ID: "one0", Status: drafts.StatusCommitting}, {ID: "two0", Status: drafts.StatusCommitting}},
			{{ID: "one0", Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: "Ok"}}},
		} {
			if err := s.Note(ctx, entries); err != nil {
				return err
			}
		}
		fmt.Println("noted")
		select {}
	},
	// open opens the store when standard input ends.
	"open": func(folder string) error {
		fmt.Println("ready")
		if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
			return err
		}
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		if err := s.Put(context.Background(), Letter{ID: "p" + strconv.Itoa(os.Getpid()), Content: []byte(`{}`)}); err != nil {
			return err
		}
		fmt.Println("put")
		return s.Close()
	},
	// recover calls Recover when standard input ends, and prints the number of letters.
	"recover": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		fmt.Println("ready")
		if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
			return err
		}
		found, err := s.Recover(context.Background())
		if err != nil {
			return err
		}
		fmt.Println(len(found))
		return s.Close()
	},
	// log adds 20 events to the letter when standard input ends.
	"log": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		fmt.Println("ready")
		if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
			return err
		}
		for n := range 20 {
			data := fmt.Appendf(nil, `"p%d %d"`, os.Getpid(), n)
			if err := s.Log(context.Background(), "one0", Event{At: monday, Data: data}, "answered", nil); err != nil {
				return err
			}
		}
		fmt.Println("logged")
		return s.Close()
	},
	// unfinished saves one unfinished letter without end, and prints the number that it says.
	"unfinished": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		var u Unfinished
		for n := 0; ; n++ {
			u.Kind, u.Place, u.State = "refund", "refund", unfinished("refund", strconv.Itoa(n)).State
			if u, err = s.SaveUnfinished(context.Background(), u, func() string { return "half0" }); err != nil {
				return err
			}
			fmt.Println(n)
		}
	},
	// daily sends the letters l000 to l059 by an account with a limit of ten a day when standard input ends, and prints how many it sent.
	"daily": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		fmt.Println("ready")
		if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
			return err
		}
		var ids []string
		for i := range 60 {
			ids = append(ids, fmt.Sprintf("l%03d", i))
		}
		sent, err := sendDaily(s, 10, ids)
		if err != nil {
			return err
		}
		fmt.Println(sent)
		return s.Close()
	},
	// sweep sweeps evidence without end, and purges now and then.
	"sweep": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		fmt.Println("ready")
		for n := 0; ; n++ {
			if err := s.SweepEvidence(context.Background()); err != nil {
				return err
			}
			time.Sleep(time.Millisecond) // the others write too
			if n%100 == 0 {
				var lingering *LingeringError
				if _, err := s.Purge(context.Background()); err != nil && !errors.As(err, &lingering) {
					return err
				}
			}
		}
	},
	// write saves, freezes, changes, removes and purges letters without end.
	"write": func(folder string) error {
		s, err := openPlace(folder, Options{})
		if err != nil {
			return err
		}
		ctx := context.Background()
		for n := 0; ; n++ {
			id := fmt.Sprintf("w%d", n%20)
			l := Letter{ID: id, Subject: strconv.Itoa(n), Content: []byte(strconv.Itoa(n))}
			if err := s.Restore(ctx, id); err != nil && n >= 20 {
				var gone *NotFoundError
				if !errors.As(err, &gone) {
					return err
				}
			}
			if err := s.Adopt(ctx, l, message(id, strconv.Itoa(n)), Frozen{}, false); err != nil {
				return err
			}
			if n%7 == 0 {
				if err := s.Remove(ctx, id); err != nil {
					return err
				}
			}
			if n%50 == 49 {
				var lingering *LingeringError
				if _, err := s.Purge(ctx); err != nil && !errors.As(err, &lingering) {
					return err
				}
			}
			fmt.Println(n)
		}
	},
}

func TestMain(m *testing.M) {
	leaseText = testLease.String()
	do, ok := children[os.Getenv(asChild)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := do(os.Args[1]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child is a process that runs one of children.
type child struct {
	*exec.Cmd
	stdin io.WriteCloser
	lines *bufio.Scanner
}

func start(t *testing.T, what, folder string) *child {
	t.Helper()
	c := &child{Cmd: exec.Command(os.Args[0], folder)}
	c.Env = append(os.Environ(), asChild+"="+what)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.stdin, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	c.lines = bufio.NewScanner(out)
	return c
}

// says checks the next line that the child prints.
func (c *child) says(t *testing.T, want string) {
	t.Helper()
	if got := c.line(t); got != want {
		t.Fatalf("the child says %q, want %q", got, want)
	}
}

func (c *child) line(t *testing.T) string {
	t.Helper()
	if !c.lines.Scan() {
		t.Fatal("the child says nothing", c.lines.Err())
	}
	return c.lines.Text()
}

// kill kills the child with SIGKILL.
func (c *child) kill(t *testing.T) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.ends()
	expire()
}

// expire waits until the leases of processes that have ended on a server have expired.
func expire() {
	if serverAddress() != "" {
		time.Sleep(testLease + testLease/10)
	}
}

// testLease is the lease of the processes of these tests.
const testLease = time.Second

// ends waits until the child exits.
func (c *child) ends() {
	for c.lines.Scan() { // until its output is closed
	}
	_ = c.Wait()
}

// clock is a clock that a test sets.
type clock struct{ time.Time }

func (c *clock) now() time.Time          { return c.Time }
func (c *clock) forward(d time.Duration) { c.Time = c.Add(d) }

var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func open(t testing.TB, folder string) *Store {
	t.Helper()
	return openAt(t, folder, &clock{monday})
}

// openAt opens a store. A new one gets the file of an empty database, because to migrate one takes most of the time of many
// tests.
func openAt(t testing.TB, folder string, c *clock) *Store {
	t.Helper()
	if serverAddress() != "" {
		if _, had := made.LoadOrStore(folder, true); !had {
			t.Cleanup(func() { check(t, dropDatabase(folder)) })
		}
		return openNew(t, folder, c)
	}
	database := filepath.Join(folder, databaseName)
	if _, err := os.Stat(database); errors.Is(err, fs.ErrNotExist) {
		empty, err := emptyDatabase()
		check(t, err)
		check(t, os.MkdirAll(folder, 0o700))
		check(t, os.WriteFile(database, empty, 0o600))
	}
	return openNew(t, folder, c)
}

// openNew is openAt for tests of how a store begins.
func openNew(t testing.TB, folder string, c *clock) *Store {
	t.Helper()
	s, err := openPlace(folder, Options{Now: c.now})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	return s
}

// openUnpacked opens what a backup wrote, which is a store in a folder wherever the store was.
func openUnpacked(t testing.TB, archive []byte) *Store {
	t.Helper()
	s, err := Open(unpack(t, archive), Options{})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	return s
}

// asKept returns text as the store keeps it: a server keeps no zero bytes.
func asKept(text string) string {
	if serverAddress() != "" {
		text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	}
	return text
}

// emptyDatabase returns the file of a new store's database.
var emptyDatabase = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "draft-store-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary one
	s, err := Open(folder, Options{})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(folder, databaseName))
})

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantError checks the type of an error.
func wantError[T error](t testing.TB, err error) {
	t.Helper()
	_ = errorOf[T](t, err)
}

// errorOf returns the error of a type in an error.
func errorOf[T error](t testing.TB, err error) T {
	t.Helper()
	var typed T
	if !errors.As(err, &typed) {
		t.Fatalf("got the error %v, want a %T", err, typed)
	}
	return typed
}

// about returns the keys of a letter with one key.
func about(key string) []drafts.Key { return []drafts.Key{{Kind: drafts.KeyOther, Text: key}} }

func letter(id string) Letter {
	return Letter{
		ID: id, Kind: "refund", Created: monday, Subject: "关于" + id, From: "张三 <z@example.com>",
		To: []string{"a@example.com", `"B, <&>" <b@example.com>`}, Keys: about("key of " + id), Words: "充值 Words",
		Content: []byte(`{"id":"` + id + `"}`),
	}
}

func message(id, text string) outbox.Message {
	return outbox.Message{
		ID: id, From: "z@example.com", To: []string{"a@example.com", "b@example.com"},
		Wire: []byte("Subject: " + id + "\r\n\r\n" + text + "\r\n"),
	}
}

func frozen(id string) Frozen { return Frozen{MessageID: "<" + id + "@example.com>", Account: "work"} }

// queue saves and freezes a letter.
func queue(t testing.TB, s *Store, id string) {
	t.Helper()
	check(t, s.Adopt(t.Context(), letter(id), message(id, "text"), frozen(id), false))
}

// begin calls Begin with one letter.
func begin(ctx context.Context, s *Store, o outbox.Order) (outbox.Message, error) {
	all, err := s.Begin(ctx, []outbox.Order{o})
	if err != nil {
		return outbox.Message{}, err
	}
	return all[0].Message, all[0].Err
}

// write calls Note with one entry.
func write(ctx context.Context, s *Store, id string, e outbox.Entry) error {
	e.ID = id
	return s.Note(ctx, []outbox.Entry{e})
}

// note records statuses of a letter.
func note(t testing.TB, s *Store, id string, statuses ...drafts.Status) {
	t.Helper()
	for _, status := range statuses {
		if status == drafts.StatusSending {
			_, err := begin(t.Context(), s, outbox.Order{ID: id, Account: "work"})
			check(t, err)
			continue
		}
		check(t, write(t.Context(), s, id, outbox.Entry{Status: status}))
	}
}

// bring creates a letter with a status.
func bring(t testing.TB, s *Store, id string, status drafts.Status) {
	t.Helper()
	const sending, committing = drafts.StatusSending, drafts.StatusCommitting
	switch status {
	case drafts.StatusDraft:
		check(t, s.Put(t.Context(), letter(id)))
		return
	case drafts.StatusQueued:
		queue(t, s, id)
	case sending:
		queue(t, s, id)
		note(t, s, id, sending)
	case committing:
		queue(t, s, id)
		note(t, s, id, sending, committing)
	default:
		queue(t, s, id)
		note(t, s, id, sending, committing, status)
	}
}

func get(t testing.TB, s *Store, id string) Letter {
	t.Helper()
	l, err := s.Get(context.Background(), id)
	check(t, err)
	return l
}

// wantStatus checks the status of a letter and of its last attempt, where "" is none, and that Check finds no faults.
func wantStatus(t testing.TB, s *Store, id string, want, attempt drafts.Status) {
	t.Helper()
	l := get(t, s, id)
	last := drafts.Status("")
	if n := len(l.Attempts); n > 0 {
		last = l.Attempts[n-1].Status
	}
	if l.Status != want || last != attempt {
		t.Errorf("letter %s is %q, its last attempt %q; want %q and %q", id, l.Status, last, want, attempt)
	}
	wantSound(t, s)
}

// wantSound checks that Check finds no faults.
func wantSound(t testing.TB, s *Store) {
	t.Helper()
	faults, err := s.Check(context.Background())
	check(t, err)
	if len(faults) > 0 {
		t.Errorf("faults: %+v", faults)
	}
}

// messages returns the paths of the frozen messages.
func messages(t testing.TB, folder string) []string {
	t.Helper()
	onFolder(t)
	names, err := filepath.Glob(filepath.Join(folder, "messages", "*"))
	check(t, err)
	return names
}

func withoutLocks(t *testing.T) {
	tryLock = func(*flock.Flock) (bool, error) { return false, errors.ErrUnsupported }
	t.Cleanup(func() { tryLock = (*flock.Flock).TryLock })
}

// contains returns the files below a folder that contain a text.
func contains(t testing.TB, folder, text string) (in []string) {
	t.Helper()
	onFolder(t)
	check(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), text) {
			in = append(in, path)
		}
		return err
	}))
	return in
}

// folderOf returns the engine of a store in a folder. It ends a test of what only a folder has if the store is on a server.
func folderOf(t testing.TB, s *Store) *folder {
	t.Helper()
	f, ok := s.engine.(*folder)
	if !ok {
		t.Skip("of a store in a folder")
	}
	return f
}

// serverAddress returns the address of a server, on which the tests run instead of in folders; "" if there is none.
func serverAddress() string { return os.Getenv("DRAFT_TEST_POSTGRES") }

// onFolder leaves a test out that is about files.
func onFolder(t testing.TB) {
	t.Helper()
	if serverAddress() != "" {
		t.Skip("of a store in a folder")
	}
}

// made has the folders in whose place a database is.
var made sync.Map

// testDatabase returns the name of the database of a folder.
func testDatabase(folder string) string {
	sum := sha256.Sum256([]byte(folder))
	return "draft_test_" + hex.EncodeToString(sum[:8])
}

// databaseOf returns the address of the database that takes the place of a folder on the server, and makes it if it is not there.
func databaseOf(folder string) (string, error) {
	u, err := url.Parse(serverAddress())
	if err != nil {
		return "", err
	}
	u.Path = "/" + testDatabase(folder)
	if code, _ := runStatement(u.String(), `SELECT 1`); code == "" {
		return u.String(), nil
	}
	template, err := templateDatabase()
	if err != nil {
		return "", err
	}
	code, err := runStatement(serverAddress(), `CREATE DATABASE `+testDatabase(folder)+` TEMPLATE `+template)
	if code == "42P04" || code == "23505" { // it exists, or is just being made
		err = nil
	}
	return u.String(), err
}

// templateDatabase returns the name of a database with an empty store, which this process makes.
var templateDatabase = sync.OnceValues(func() (string, error) {
	name := fmt.Sprintf("draft_test_template_%d", os.Getpid())
	u, err := url.Parse(serverAddress())
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	if _, err := runStatement(serverAddress(), `CREATE DATABASE `+name); err != nil {
		return "", err
	}
	_, err = Init(context.Background(), u.String(), InitOptions{})
	return name, err
})

// runStatement runs a statement in a database, and returns the SQLSTATE of its error.
func runStatement(address, statement string) (code string, err error) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err == nil {
		defer conn.Close(ctx) //nolint:errcheck // of a test
		_, err = conn.Exec(ctx, statement)
	}
	return serverCode(err), err
}

// dropDatabase deletes the database of a folder.
func dropDatabase(folder string) error {
	_, err := runStatement(serverAddress(), `DROP DATABASE IF EXISTS `+testDatabase(folder)+` WITH (FORCE)`)
	return err
}

// openPlace opens the store of a folder, which is on the server if there is one.
func openPlace(folder string, o Options) (*Store, error) {
	if serverAddress() == "" {
		return Open(folder, o)
	}
	address, err := databaseOf(folder)
	if err != nil {
		return nil, err
	}
	o.Cache = filepath.Join(folder, "cache")
	return Open(address, o)
}
