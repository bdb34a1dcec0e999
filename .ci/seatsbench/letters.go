package main

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"draft/drafts/smtp/smtptest"
)

const aWhile = 20 * time.Millisecond // that a slow server takes for a letter

// letters sends one table, by seats on PostgreSQL and by connections on SQLite, to a server that answers at once and to one that
// takes a while for each letter.
func (b *bench) letters() error {
	fmt.Printf("letters a second, one table to one server, from start to end; medians of %d\n", b.rounds)
	fmt.Printf("%-34s %-11s %10s %10s %14s\n", "", "", "SQLite", "PostgreSQL", "CPU ms/letter")
	for _, wait := range []time.Duration{0, aWhile} {
		for _, seats := range b.seats {
			rows, name := b.rows, "answers at once"
			if wait > 0 {
				rows, name = b.far*seats, fmt.Sprint("takes ", wait)
			}
			if err := b.lettersOf(name, rows, seats, wait); err != nil {
				return err
			}
		}
	}
	return nil
}

// lettersOf prints a line about so many seats.
func (b *bench) lettersOf(name string, rows, seats int, wait time.Duration) error {
	var rates [2][]float64
	var cpu [2]float64
	for range b.rounds {
		u, err := b.send(b.fresh("store"), rows, 1, seats, wait)
		if err != nil {
			return err
		}
		rates[0], cpu[0] = append(rates[0], float64(rows)/u.time.Seconds()), ms(u.cpu)/float64(rows)
		if b.cluster == "" {
			continue
		}
		url, err := b.database()
		if err != nil {
			return err
		}
		if err := b.forget(url); err != nil {
			return err
		}
		if u, err = b.send(url, rows, seats, 1, wait); err != nil {
			return err
		}
		rates[1], cpu[1] = append(rates[1], float64(rows)/u.time.Seconds()), ms(u.cpu)/float64(rows)
		if len(rates[1]) == b.rounds {
			defer b.statements(url, rows, u.time)
		}
	}
	shared := "-"
	if b.cluster != "" {
		shared = fmt.Sprintf("%.0f", median(rates[1]))
	}
	fmt.Printf("%-34s %-11s %10.0f %10s %6.2f %6.2f\n", fmt.Sprintf("%d letters, the server %s", rows, name),
		fmt.Sprint(seats, " seats"), median(rates[0]), shared, cpu[0], cpu[1])
	return nil
}

// send has processes send a table at once, and looks whether all letters arrived, once.
func (b *bench) send(store string, rows, processes, connections int, wait time.Duration) (usage, error) {
	table, err := b.makeTable(rows)
	if err != nil {
		return usage{}, err
	}
	var dots atomic.Int64
	config := smtptest.Config{Discard: true, Hook: func(at smtptest.Stage) {
		if at == smtptest.Dot {
			dots.Add(1)
		}
	}}
	if wait > 0 {
		config.Faults = []smtptest.Fault{{At: smtptest.Dot, Do: smtptest.Slow, Delay: wait}}
	}
	server, err := smtptest.New(config)
	if err != nil {
		return usage{}, err
	}
	defer server.Close()
	u, err := atOnce(processes, b.draft, "batch", "refund", table, "--send", "--yes", "--quiet", "--store", store,
		"--smtp=smtp://"+server.Address(), "--connections", strconv.Itoa(connections))
	if n := int(dots.Load()); err == nil && n != rows {
		err = fmt.Errorf("%d letters of %d arrived", n, rows)
	}
	return u, err
}

// forget begins to count the statements of a database anew.
func (b *bench) forget(url string) error {
	_, err := b.sql(nameOf(url), "SELECT pg_stat_statements_reset(); SELECT pg_stat_reset_shared('wal')")
	return err
}

// statements prints where the time of the server went, since it was forgotten.
func (b *bench) statements(url string, letters int, took time.Duration) {
	rows, err := b.sql(nameOf(url), fmt.Sprintf(`SELECT round(total_exec_time), round(calls::numeric / %[1]d, 2), round((1000 * total_exec_time / calls)::numeric),
		left(regexp_replace(query, '\s+', ' ', 'g'), 110) FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND userid = '%[2]s'::regrole ORDER BY total_exec_time DESC LIMIT 9`, letters, role))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("    of %.0f ms: ms in all, calls a letter, µs a call\n", ms(took))
	for _, row := range rows {
		if len(row) == 4 {
			fmt.Printf("    %6s %6s %6s  %s\n", row[0], row[1], row[2], row[3])
		}
	}
	rows, err = b.sql(nameOf(url), "SELECT wal_sync, round(wal_sync_time), round(wal_bytes / 1024) FROM pg_stat_wal")
	if err == nil && len(rows) == 1 {
		fmt.Printf("    %s syncs of the log in %s ms, %s KB\n", rows[0][0], rows[0][1], rows[0][2])
	}
}
