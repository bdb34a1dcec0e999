package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"draft/drafts/store"
)

// place is where the letters of a round are: a folder, or a database of a server.
type place interface {
	// store is what --store says for a user: a seat, or the owner.
	store(user string) string
	// stop stops the database at once, and start starts it again. A folder has none: stops is whether there is one.
	stops() bool
	stop() error
	start() error
	// cut lets a seat lose the answers of the database, if there is a way to one.
	cut(seat int) bool
	remove() error
}

const owner = "owner" // of the databases

// newPlace makes an empty place for a round.
func (t *trial) newPlace(round int) (place, error) {
	name := fmt.Sprint("round", round)
	if t.cluster == "" {
		return folder(filepath.Join(t.folder, name, "store")), nil
	}
	d := &database{trial: t, name: name}
	if err := d.lay(); err != nil {
		return nil, err
	}
	var seats []string
	for i := range t.seats {
		seats = append(seats, seatName(i))
	}
	for _, name := range append(seats, owner) {
		if err := d.sql(role(name)); err != nil {
			return nil, err
		}
	}
	if err := d.sql(fmt.Sprintf("CREATE DATABASE %s OWNER %s", name, owner)); err != nil {
		return nil, err
	}
	if _, err := store.Init(context.Background(), d.store(owner), store.InitOptions{Seats: seats}); err != nil {
		return nil, err
	}
	return d, nil
}

// role makes a role that is not there yet.
func role(name string) string {
	return fmt.Sprintf("DO $$ BEGIN CREATE ROLE %s LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$", name)
}

// environment is all that a process of a seat gets to know: its HOME has its settings.
func (t *trial) environment(seat string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(t.folder, "home", seat), "DRAFT_LANG=en", "DRAFT_SEAT=" + seat}
}

// folder is a store of SQLite.
type folder string

func (f folder) store(string) string { return string(f) }
func (f folder) stops() bool         { return false }
func (f folder) stop() error         { return nil }
func (f folder) start() error        { return nil }
func (f folder) cut(int) bool        { return false }
func (f folder) remove() error       { return os.RemoveAll(string(f)) }

// database is one of PostgreSQL. All rounds have the same server.
type database struct {
	trial *trial
	name  string

	wires     map[string]*wire // of each seat
	sockets   map[string]string
	listeners []net.Listener
}

// lay lays a wire from each seat to the server. The folder of a socket has a short path.
func (d *database) lay() error {
	d.wires, d.sockets = map[string]*wire{}, map[string]string{}
	out, err := exec.Command(d.trial.postgres, "port", d.trial.cluster).Output() //nolint:gosec // as it was named
	if err != nil {
		return err
	}
	socket := ".s.PGSQL." + strings.TrimSpace(string(out))
	for i := range d.trial.seats {
		seat := seatName(i)
		folder, err := os.MkdirTemp("", seat)
		if err != nil {
			return err
		}
		w, l, err := listen(filepath.Join(folder, socket), filepath.Join(d.trial.cluster, socket))
		if err != nil {
			return err
		}
		d.wires[seat], d.sockets[seat], d.listeners = w, folder, append(d.listeners, l)
	}
	return nil
}

func (d *database) store(user string) string {
	address := d.url(user, d.name)
	if folder, ok := d.sockets[user]; ok {
		address = strings.Replace(address, "host="+d.trial.cluster, "host="+folder, 1)
	}
	return address
}
func (d *database) stops() bool { return true }
func (d *database) stop() error { return d.server("stop", "immediate") }

// start starts the server. It may take a while, because it has to recover.
func (d *database) start() error { return d.server("start") }

func (d *database) cut(seat int) bool { return d.wires[seatName(seat)].cut() }

func (d *database) remove() error {
	for _, l := range d.listeners {
		_ = l.Close() // which deletes the socket
	}
	for _, folder := range d.sockets {
		_ = os.Remove(folder)
	}
	return d.sql("DROP DATABASE " + d.name + " WITH (FORCE)")
}

func (d *database) url(user, name string) string {
	out, err := exec.Command(d.trial.postgres, "url", d.trial.cluster, user, name).Output() //nolint:gosec // as it was named
	if err != nil {
		panic(err) // it only reads a file
	}
	return strings.TrimSpace(string(out))
}

func (d *database) server(command string, args ...string) error {
	from := time.Now()
	said, err := exec.Command(d.trial.postgres, append([]string{command, d.trial.cluster}, args...)...).CombinedOutput() //nolint:gosec // as it was named
	if err != nil {
		return fmt.Errorf("%s the server: %w after %v\n%s", command, err, time.Since(from), said)
	}
	return nil
}

// sql runs a statement as the superuser.
func (d *database) sql(statement string) error {
	cmd := exec.Command("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-c", statement, d.url("postgres", "postgres")) //nolint:gosec // of this program
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", statement, err, said)
	}
	return nil
}
