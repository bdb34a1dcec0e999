package main

import (
	"context"
	"slices"
	"sync"

	"draft/drafts"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/store"
)

// earlier are the letters that are out, or wait to be sent, by what they are about: a desk that adds an order number, or
// corrects an amount or an account, has another key and does not ask for another refund.
type earlier struct {
	keys map[string][]string // by account and by order number, see handles

	mu       sync.Mutex
	payments map[string][]keptPayment // by key, of those that were looked at
	err      error
}

// keptPayment is what a kept letter is about.
type keptPayment struct {
	drafts.Payment
	letter store.Letter // without what it is made of
}

// handles are what keys are found by.
func handles(account string, numbers []string) []string {
	var all []string
	if account != "" {
		all = append(all, "account "+account)
	}
	for _, number := range numbers {
		all = append(all, "order "+number)
	}
	return all
}

// add takes in what a letter is about that may be a second one's first.
func (e *earlier) add(b *batchOptions, m store.Matter) {
	account, numbers, ok := drafts.ReadKey(b.job.Template, m.Key)
	if !ok || !m.Status.Out() && !m.Status.Waits() {
		return
	}
	if e.keys == nil {
		e.keys, e.payments = map[string][]string{}, map[string][]keptPayment{}
	}
	for _, handle := range handles(account, numbers) {
		if keys := e.keys[handle]; !slices.Contains(keys[max(0, len(keys)-1):], m.Key) {
			e.keys[handle] = append(keys, m.Key)
		}
	}
}

// resembling remarks that a row may be about the payment of an earlier letter although nothing else says so. It is asked by
// several goroutines.
func (b *batchOptions) resembling(e *batch.Entry) []batch.Finding {
	before := &b.matters.earlier
	before.mu.Lock()
	defer before.mu.Unlock()
	own := drafts.Key(b.job.Template, e.Values)
	var recipients []string
	for _, to := range e.Envelope.To {
		recipients = append(recipients, to.Address)
	}
	for _, handle := range handles(e.Payment.Account, e.Payment.Numbers) {
		for _, key := range before.keys[handle] {
			if key == own && !b.mail.on { // it is told by itself
				continue
			}
			for _, other := range before.of(b, key) {
				if e.Payment.Resembles(other.Payment) && (key != own || !drafts.SharesRecipient(other.letter.To, recipients)) {
					return []batch.Finding{b.resembles(e, other.letter)}
				}
			}
		}
	}
	return nil
}

// of gives what the letters of a key are about.
func (e *earlier) of(b *batchOptions, key string) []keptPayment {
	if known, ok := e.payments[key]; ok {
		return known
	}
	var all []keptPayment
	kept, err := b.app.store()
	if err == nil {
		letters, listErr := kept.About(context.Background(), key)
		err = listErr
		for _, l := range letters {
			// One that nobody can read says nothing.
			if c, err := l.Record(); err == nil && (l.Status.Out() || l.Status.Waits()) {
				l.Content, l.Words = nil, "" // there may be many
				all = append(all, keptPayment{drafts.PaymentOf(b.job.Template, c.Answer), l})
			}
		}
	}
	if err != nil {
		e.err = b.app.storeError(err)
	}
	e.payments[key] = all
	return all
}

// resembles words that a row may be about the payment of a letter.
func (b *batchOptions) resembles(e *batch.Entry, l store.Letter) batch.Finding {
	problem := field.NewProblem(batch.CodeSimilarLetter, "", map[string]any{
		"ID": l.Short, "At": b.app.view.Moment(l.HandedOverAt()), "Status": b.app.view.Status(l.Status), "Waits": l.Status.Waits(),
	})
	return batch.Finding{Row: e.Row.Number, At: e.Row.At, Problem: problem}
}
