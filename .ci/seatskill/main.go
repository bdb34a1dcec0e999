// Seatskill has several seats send the same rows at once, kills and pauses them, cuts their way to the database and stops that at random, and looks
// whether each row is at the mail server once and whether everybody says so. It prints a table of the rounds, and fails if
// anything was broken: a row twice, one lost, more unknown than was cut, or a report that says something else than the server.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// trial is what all rounds have in common.
type trial struct {
	draft, table, folder, evidence string

	postgres, cluster string // the program that runs a cluster, and its folder; none is a folder of SQLite

	rounds, seats, rows, connections, events int

	lease time.Duration // of a sender, as the program was built
	seed  uint64
}

func main() {
	var t trial
	flag.StringVar(&t.draft, "draft", "", "the program")
	flag.StringVar(&t.table, "table", "", "the program that makes tables")
	flag.StringVar(&t.folder, "folder", "", "an empty folder")
	flag.StringVar(&t.evidence, "evidence", "", "where to keep what explains a broken promise")
	flag.StringVar(&t.postgres, "postgres", "", "the program that runs a PostgreSQL cluster")
	flag.StringVar(&t.cluster, "cluster", "", "the folder of a cluster that runs; empty tries a folder of SQLite")
	flag.IntVar(&t.rounds, "rounds", 20, "rounds")
	flag.IntVar(&t.seats, "seats", 4, "seats at work at once")
	flag.IntVar(&t.rows, "rows", 1000, "rows, each of which is to arrive once")
	flag.IntVar(&t.connections, "connections", 2, "connections of each seat")
	flag.IntVar(&t.events, "events", 30, "kills, pauses, cuts and stops in a round")
	flag.DurationVar(&t.lease, "lease", 2*time.Second, "the lease of a sender, with which the program was built")
	flag.Uint64Var(&t.seed, "seed", uint64(time.Now().UnixNano()%1_000_000), "of all that happens at random") //nolint:gosec // not negative
	flag.Parse()
	if err := t.run(); err != nil {
		fmt.Fprintln(os.Stderr, "seatskill:", err)
		os.Exit(1)
	}
}

// run runs the rounds. One that breaks a promise does not keep the others from running.
func (t *trial) run() error {
	place := "a folder of SQLite"
	if t.cluster != "" {
		place = "PostgreSQL"
	}
	fmt.Printf("%d seats of %d connections, %d rows, on %s; seed %d\n", t.seats, t.connections, t.rows, place, t.seed)
	fmt.Println(heading)
	table, err := t.makeTable()
	if err != nil {
		return err
	}
	var total outcome
	for n := 1; n <= t.rounds; n++ {
		r, err := t.newRound(n, table)
		if err != nil {
			return err
		}
		err = r.run()
		total.add(&r.outcome)
		fmt.Println(r.line(fmt.Sprint(n)))
		for _, fault := range r.broken {
			fmt.Println("      broken:", fault)
		}
		if err != nil || len(r.broken) > 0 {
			err = errors.Join(err, r.keep())
		}
		if err != nil {
			return fmt.Errorf("round %d: %w", n, err)
		}
		if err := r.place.remove(); err != nil {
			return err
		}
	}
	fmt.Println(total.line("all"))
	if n := len(total.broken); n > 0 {
		return fmt.Errorf("%d promises broken; look into %s", n, t.evidence)
	}
	return nil
}

// fresh makes a folder.
func (t *trial) fresh(names ...string) (string, error) {
	folder := filepath.Join(append([]string{t.folder}, names...)...)
	return folder, os.MkdirAll(folder, 0o700)
}

// seatName is who works at seat i, and the role of that seat in the database.
func seatName(i int) string { return fmt.Sprint("seat", i+1) }

// oneLine is the last thing that a program said.
func oneLine(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return lines[len(lines)-1]
}
