package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const (
	size     = 10 << 10 // of a message, as of those of smtp-source
	from, to = "zhangsan@example.com", "feedback@douyin.com"
	oneWay   = 10 * time.Millisecond // to the server far away
)

// goals are what sending is to reach beside smtp-source, by the number of connections.
type goals map[int][2]float64

// send sends letters that wait in a store, and as many messages of smtp-source that keeps its connections too.
func (b *bench) send() error {
	for _, connections := range b.connections {
		what := fmt.Sprintf("%d messages to smtp-sink ÷ smtp-source, %s", b.many, of(connections))
		if err := b.sendPairs(what, b.server, b.many, connections, goals{1: {1.5, 2}, 4: {1, 1.3}, 10: {0.8, 1}}); err != nil {
			return err
		}
	}
	return nil
}

// delay does so through a proxy that is as far away as a server in another country.
func (b *bench) delay() error {
	p, err := listenFar(b.server, oneWay)
	if err != nil {
		return err
	}
	defer p.Close() //nolint:errcheck // nobody listens any more
	for _, connections := range b.connections {
		count := b.far * connections
		what := fmt.Sprintf("%d at %v round trip ÷ smtp-source, %s", count, 2*oneWay, of(connections))
		if err := b.sendPairs(what, p.Addr().String(), count, connections, goals{1: {2, 3.5}, 4: {2, 3.5}, 10: {2, 3.5}}); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) sendPairs(what, server string, count, connections int, want goals) error {
	var p pairs
	for range b.rounds {
		ours, err := b.withStore(count, true, func(folder string) (usage, error) {
			return measured(b.draft, "send", "--queued", "--yes", "--json", "--store", folder,
				"--connections", strconv.Itoa(connections), "--smtp=smtp://"+server)
		})
		if err != nil {
			return err
		}
		theirs, err := measured("smtp-source", "-d", "-l", strconv.Itoa(size), "-m", strconv.Itoa(count),
			"-s", strconv.Itoa(connections), "-f", from, "-t", to, server)
		if err != nil {
			return err
		}
		p.add(ours, theirs)
	}
	ratio(what, p.ratios, want[connections][0], want[connections][1], p.speeds(count, "smtp-source"))
	return nil
}

// journal sends letters with the journal of the store, and with one that remembers nothing.
func (b *bench) journal() error {
	for _, connections := range b.connections {
		var p pairs
		for range b.rounds {
			var took [2]usage
			for i, journal := range []string{"store", "none"} {
				var err error
				took[i], err = b.withStore(b.many, journal == "store", func(folder string) (usage, error) {
					return measured(b.outbox, "send", folder, b.server, strconv.Itoa(connections), journal)
				})
				if err != nil {
					return err
				}
			}
			p.add(took[0], took[1])
		}
		ratio(fmt.Sprintf("%d messages, journal on ÷ off, %s", b.many, of(connections)), p.ratios, 0.85, 0.95, p.speeds(b.many, "without"))
	}
	return nil
}

// withStore has the letters of a store sent, which is a copy of one that is filled once. One that remembers has none left
// that is not sent.
func (b *bench) withStore(count int, remembers bool, do func(folder string) (usage, error)) (usage, error) {
	full := filepath.Join(b.folder, fmt.Sprint("store", count))
	if _, err := os.Stat(full); err != nil {
		if _, err := measured(b.outbox, "fill", full, strconv.Itoa(count)); err != nil {
			return usage{}, err
		}
	}
	folder := filepath.Join(b.folder, "store")
	if _, err := measured("cp", "-a", full, folder); err != nil {
		return usage{}, err
	}
	u, err := do(folder)
	if err == nil && remembers {
		_, err = measured(b.outbox, "sent", folder, strconv.Itoa(count))
	}
	return u, errors.Join(err, os.RemoveAll(folder))
}

func of(connections int) string {
	if connections == 1 {
		return "1 connection"
	}
	return fmt.Sprintf("%d connections", connections)
}
