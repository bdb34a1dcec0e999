// Seatsbench times a store that several seats share beside a folder: letters a second of seats on PostgreSQL beside as many
// connections on SQLite, the statements in which the server's time goes, `draft due` over many cases, and the program beside an
// earlier version of itself, as whole processes in turn.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

type bench struct {
	draft, before, table, answers, folder string

	postgres, cluster string // the program that runs a cluster, and its folder

	rows, far, cases, rounds int
	seats                    []int

	places int // that were made
}

// parts are the parts of the report, in its order.
var parts = []struct {
	name string
	run  func(*bench) error
}{
	{"seats", (*bench).letters},
	{"due", (*bench).due},
	{"before", (*bench).beside},
}

func main() {
	b := bench{seats: []int{1, 4, 8}}
	flag.StringVar(&b.draft, "draft", "", "the program")
	flag.StringVar(&b.before, "before", "", "an earlier version of it")
	flag.StringVar(&b.table, "table", "", "the program that makes tables")
	flag.StringVar(&b.answers, "answers", "", "an answers file of a refund")
	flag.StringVar(&b.folder, "folder", "", "an empty folder")
	flag.StringVar(&b.postgres, "postgres", "", "the program that runs a PostgreSQL cluster")
	flag.StringVar(&b.cluster, "cluster", "", "the folder of a cluster that runs and has pg_stat_statements; empty measures SQLite alone")
	flag.IntVar(&b.rows, "rows", 2000, "letters to a server that answers at once")
	flag.IntVar(&b.far, "far", 100, "letters of each seat to a server that takes 20 ms for one")
	flag.IntVar(&b.cases, "cases", 100_000, "cases for draft due")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds; those beside an earlier version are ten times as many")
	flag.Parse()
	if err := b.run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "seatsbench:", err)
		os.Exit(1)
	}
}

// run runs the parts that are named, or all.
func (b *bench) run(names []string) error {
	var err error
	for _, part := range parts {
		if len(names) == 0 || slices.Contains(names, part.name) {
			err = errors.Join(err, part.run(b))
		}
	}
	return err
}

// fresh is a path that is not taken.
func (b *bench) fresh(name string) string {
	b.places++
	return filepath.Join(b.folder, fmt.Sprint(b.places, "-", name))
}

// makeTable makes a table of so many rows, once.
func (b *bench) makeTable(rows int) (string, error) {
	path := filepath.Join(b.folder, fmt.Sprint(rows, ".csv"))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	_, err := measured(b.table, fmt.Sprint(rows), path)
	return path, err
}
