package main

import (
	"context"

	"draft/drafts"
	"draft/drafts/batch"
	"draft/drafts/field"
)

// sentPayment is what a letter is about that somebody has, or may have.
type sentPayment struct {
	drafts.Payment
	letter string // its ID
}

// noteResembling remarks that a row may be about the same payment as a letter that is out although their keys differ: a desk
// that adds an order number, or corrects an amount, does not ask for another refund.
func (b *batching) noteResembling(ctx context.Context, e *batch.Entry) error {
	if b.matters == nil || !e.Good() {
		return nil
	}
	account := drafts.Account(e.Values)
	if len(b.matters.accounts[account]) == 0 {
		return nil
	}
	if b.matters.look(drafts.Key(b.job.Template, e.Values)) >= farOut { // it is told by itself
		return nil
	}
	payment := drafts.PaymentOf(b.job.Template, func(name string) string {
		if v := e.Values[name]; v != nil {
			return v.Answer()
		}
		return ""
	})
	sent, err := b.paymentsOf(ctx, account)
	if err != nil {
		return err
	}
	for _, s := range sent {
		if !payment.Resembles(s.Payment) {
			continue
		}
		kept, err := b.store()
		if err != nil {
			return err
		}
		l, err := kept.Get(ctx, s.letter)
		if err != nil {
			return b.storeError(err)
		}
		problem := field.NewProblem(batch.CodeResembles, "", map[string]any{"ID": l.Short, "At": b.moment(handedAt(l)), "Status": b.status(l.Status)})
		e.Remarks = append(e.Remarks, batch.Finding{Row: e.Row.Number, At: e.Row.At, Problem: problem})
		return nil
	}
	return nil
}

// paymentsOf gives the payments of the letters of an account that are out.
func (b *batching) paymentsOf(ctx context.Context, account string) ([]sentPayment, error) {
	if known, ok := b.matters.payments[account]; ok {
		return known, nil
	}
	kept, err := b.store()
	if err != nil {
		return nil, err
	}
	var sent []sentPayment
	for _, key := range b.matters.accounts[account] {
		letters, err := kept.About(ctx, key)
		if err != nil {
			return nil, b.storeError(err)
		}
		for _, l := range letters {
			if c, err := readContent(l); err == nil && l.Status.Out() { // one that nobody can read says nothing
				sent = append(sent, sentPayment{drafts.PaymentOf(b.job.Template, c.answer), l.ID})
			}
		}
	}
	b.matters.payments[account] = sent
	return sent, nil
}

// answer gives an answer of a kept letter; "" where there is none.
func (c *content) answer(name string) string {
	for _, a := range c.Answers {
		if a.Name == name {
			return a.Text
		}
	}
	return ""
}
