// Batchbench times `draft batch` and the sending of many letters, as whole processes in turn with those of others, and
// prints each measure beside what it is to be at least and what is aimed at. A peak of memory above its limit is an error;
// a ratio is not, for it is the machine's mood too.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

type bench struct {
	draft, table, bare, outbox, server, folder string

	rows, most, rounds, many, far int
	connections                   []int

	outputs int // that were made

	over []string // the measures of memory that are above their limit
}

type part struct {
	name string
	run  func(*bench) error
}

// parts are the rows of the report, in its order.
var parts = []part{
	{"files", (*bench).files},
	{"mailmerge", (*bench).mailmerge},
	{"mbox", (*bench).mbox},
	{"send", (*bench).send},
	{"delay", (*bench).delay},
	{"journal", (*bench).journal},
	{"memory", (*bench).memory},
	{"xlsx", (*bench).xlsx},
}

func main() {
	b := bench{connections: []int{1, 4, 10}}
	flag.StringVar(&b.draft, "draft", "", "the program")
	flag.StringVar(&b.table, "table", "", "the program that makes tables")
	flag.StringVar(&b.bare, "bare", "", "the program that only creates files")
	flag.StringVar(&b.outbox, "outbox", "", "the program that fills and sends a store")
	flag.StringVar(&b.server, "server", "", "HOST:PORT of a server that takes everything")
	flag.StringVar(&b.folder, "folder", "", "an empty folder")
	flag.IntVar(&b.rows, "rows", 20_000, "letters to files")
	flag.IntVar(&b.most, "most", 100_000, "rows of the longest table")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds of paired runs")
	flag.IntVar(&b.many, "many", 10_000, "messages to send")
	flag.IntVar(&b.far, "far", 125, "messages to send over each connection to a server far away")
	flag.Parse()
	if err := b.run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "batchbench:", err)
		os.Exit(1)
	}
}

// run runs the parts that are named, or all.
func (b *bench) run(names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			return fmt.Errorf("no part is called %q", name)
		}
	}
	fmt.Printf("%-72s%10s%8s\n", fmt.Sprintf("medians of %d rounds", b.rounds), "at least", "aim")
	for _, part := range parts {
		if len(names) > 0 && !slices.Contains(names, part.name) {
			continue
		}
		if err := part.run(b); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if len(b.over) > 0 {
		return errors.New("too much memory: " + strings.Join(b.over, "; "))
	}
	return nil
}

// ratio prints how often ours goes into theirs, and how it came about.
func ratio(what string, of []float64, atLeast, aim float64, more string) {
	fmt.Printf("%-62s%10.2f%10g%8g\n", what, median(of), atLeast, aim)
	fmt.Printf("    %s\n", more)
}

// peak prints the most memory that a run had, in MB, and notes what is above the limit.
func (b *bench) peak(what string, used, limit, aim float64, more string) {
	fmt.Printf("%-62s%7.1f MB%7g MB%5g MB\n", what, used, limit, aim)
	fmt.Printf("    %s\n", more)
	if used > limit {
		b.over = append(b.over, fmt.Sprintf("%s: %.1f MB", what, used))
	}
}
