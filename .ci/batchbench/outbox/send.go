package main

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// send sends every message of a store, as `draft send --queued` does below its words.
func send(folder, server string, connections int, remember bool) error {
	host, text, err := net.SplitHostPort(server)
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	sender := &smtp.Sender{Account: smtp.Account{Host: host, Port: port, TLS: smtp.Clear, Auth: smtp.AuthNone}}
	files, err := filepath.Glob(filepath.Join(folder, "messages", "*.eml"))
	if err != nil {
		return err
	}
	orders := make([]outbox.Order, len(files))
	for i, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		orders[i] = outbox.Order{ID: id(i), Size: info.Size()}
	}
	o := &outbox.Outbox{Sender: sender, Connections: connections, Journal: forgetful(files)}
	if !remember {
		return through(o, orders)
	}
	s, err := store.Open(folder, store.Options{})
	if err != nil {
		return err
	}
	o.Journal = s
	return errors.Join(through(o, orders), s.Close())
}

func through(o *outbox.Outbox, orders []outbox.Order) error {
	var fault error
	err := o.Send(context.Background(), slices.Values(orders), func(r outbox.Result) { fault = errors.Join(fault, r.Err) })
	return errors.Join(err, fault)
}

// forgetful is a journal that notes nothing. Its messages are files, any one of them the next that is begun.
type forgetful []string

func (f forgetful) Begin(_ context.Context, orders []outbox.Order) ([]outbox.Begun, error) {
	begun := make([]outbox.Begun, len(orders))
	for n, order := range orders {
		i, err := strconv.Atoi(order.ID[len(prefix):])
		if err != nil {
			return nil, err
		}
		wire, err := os.ReadFile(f[i])
		if err != nil {
			return nil, err
		}
		begun[n].Message = outbox.Message{ID: order.ID, From: from, To: []string{to}, Wire: wire}
	}
	return begun, nil
}

func (forgetful) Note(context.Context, []outbox.Entry) error { return nil }
