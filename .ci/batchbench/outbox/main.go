// Outbox is what batchbench does with a store: it fills one with letters that wait, sends them with the store as journal
// or with one that remembers nothing, and looks whether all are sent.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"draft/drafts"
	"draft/drafts/store"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "outbox:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	command := ""
	if len(args) > 0 {
		command = args[0]
	}
	switch {
	case command == "fill" && len(args) == 3:
		count, err := strconv.Atoi(args[2])
		if err != nil {
			return err
		}
		return fill(args[1], count)
	case command == "send" && len(args) == 5:
		connections, err := strconv.Atoi(args[3])
		if err != nil {
			return err
		}
		return send(args[1], args[2], connections, args[4] == "store")
	case command == "sent" && len(args) == 3:
		count, err := strconv.Atoi(args[2])
		if err != nil {
			return err
		}
		return sent(args[1], count)
	}
	return errors.New("usage: outbox fill STORE COUNT | send STORE SERVER CONNECTIONS store|none | sent STORE COUNT")
}

// sent wants so many letters sent, and no others.
func sent(folder string, count int) error {
	s, err := store.Open(folder, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // it was only read
	statuses := map[drafts.Status]int{}
	for l, err := range s.List(context.Background(), store.Filter{}) {
		if err != nil {
			return err
		}
		statuses[l.Status]++
	}
	if len(statuses) != 1 || statuses[drafts.StatusSent] != count {
		return fmt.Errorf("not %d sent, but %v", count, statuses)
	}
	return nil
}
