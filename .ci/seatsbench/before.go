package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"draft/drafts/smtp/smtptest"
)

const warmUp = 3

// beside compares the program with an earlier version of itself on SQLite, in turn: whatever else the machine does meets both.
func (b *bench) beside() error {
	if b.before == "" {
		return nil
	}
	server, err := smtptest.New(smtptest.Config{Discard: true})
	if err != nil {
		return err
	}
	defer server.Close()
	smtp := "--smtp=smtp://" + server.Address()
	table, err := b.makeTable(b.rows)
	if err != nil {
		return err
	}
	fmt.Printf("now beside before, medians of paired runs\n%-44s %10s %10s %10s\n", "", "before", "now", "difference")
	for _, program := range []string{b.before, b.draft} {
		info, err := os.Stat(program)
		if err != nil {
			return err
		}
		if program == b.before {
			fmt.Printf("%-44s %7.2f MB", "size of the program", float64(info.Size())/1e6)
		} else {
			fmt.Printf(" %7.2f MB\n", float64(info.Size())/1e6)
		}
	}
	order, letter := 0, filepath.Join(b.folder, "letter.eml")
	stores := map[string]string{b.before: b.fresh("before"), b.draft: b.fresh("now")}
	none := func(string) error { return nil }
	keep := func(program string) error {
		order++
		_, err := measured(program, "refund", "--answers", b.answers, "--set", fmt.Sprintf("order_no=42000023452026111812%08d", order),
			"--to", "feedback@douyin.com", "--no-input", "--store", stores[program], "-o", letter, "--force")
		return err
	}
	for _, m := range []struct {
		name    string
		rounds  int
		prepare func(program string) error
		args    func(program string) []string
	}{
		{"draft --version", 40 * b.rounds, none, func(string) []string { return []string{"--version"} }},
		{"a letter kept and written", 20 * b.rounds, none, func(program string) []string {
			return []string{"refund", "--answers", b.answers, "--no-input", "--force", "--store", stores[program] + "-kept", "-o", letter}
		}},
		{"one letter sent", 12 * b.rounds, keep, func(program string) []string {
			return []string{"send", "--yes", "--store", stores[program], smtp}
		}},
		{fmt.Sprint("batch --send of ", b.rows, ", 1 connection"), b.rounds, none, b.batch(table, smtp, 1)},
		{fmt.Sprint("batch --send of ", b.rows, ", 4 connections"), b.rounds, none, b.batch(table, smtp, 4)},
		{fmt.Sprint("batch of ", b.rows, " to an mbox"), b.rounds, none, func(string) []string {
			return []string{"batch", "refund", table, "-o", b.fresh("letters.mbox")}
		}},
	} {
		if err := b.pairs(m.name, m.rounds, m.prepare, m.args); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// batch returns the arguments that send a table from a new store.
func (b *bench) batch(table, smtp string, connections int) func(string) []string {
	return func(string) []string {
		return []string{
			"batch", "refund", table, "--send", "--yes", "--quiet", "--store", b.fresh("store"), smtp, "--connections", strconv.Itoa(connections),
		}
	}
}

// pairs times both programs in turn, the one that begins changing, and prints the medians.
func (b *bench) pairs(name string, rounds int, prepare func(string) error, args func(string) []string) error {
	var before, now, more []float64
	for round := range warmUp + rounds {
		took := map[string]float64{}
		order := []string{b.before, b.draft}
		if round%2 == 1 {
			order[0], order[1] = order[1], order[0]
		}
		for _, program := range order {
			if err := prepare(program); err != nil {
				return err
			}
			u, err := measured(program, args(program)...)
			if err != nil {
				return err
			}
			took[program] = ms(u.time)
		}
		if round >= warmUp {
			before, now = append(before, took[b.before]), append(now, took[b.draft])
			more = append(more, took[b.draft]-took[b.before])
		}
	}
	fmt.Printf("%-44s %7.2f ms %7.2f ms %+7.2f ms (%d)\n", name, median(before), median(now), median(more), rounds)
	return nil
}
