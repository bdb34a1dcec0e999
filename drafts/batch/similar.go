package batch

import (
	"context"
	"slices"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/store"
)

// handles are the texts by which keys are found.
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

// addHandles files a key under its account and its order numbers, if a letter with the key was or will be sent.
func (h *History) addHandles(m store.KeyStatus) {
	account, numbers, ok := drafts.ReadKey(h.template, m.Key)
	if !ok || !m.Status.Out() && !m.Status.Waits() {
		return
	}
	for _, handle := range handles(account, numbers) {
		if keys := h.keys[handle]; !slices.Contains(keys[max(0, len(keys)-1):], m.Key) {
			h.keys[handle] = append(keys, m.Key)
		}
	}
}

// similar returns a remark if a row may be about the payment of a stored letter although they differ in an order number, an amount
// or the account. With send it compares letters with the same key, too, because others tell of them otherwise. It is safe for
// concurrent use.
func (h *History) similar(e *Entry, send bool) []Finding {
	if h == nil || len(h.keys) == 0 {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	own := drafts.Key(h.template, e.Values)
	var recipients []string
	for _, to := range e.Envelope.To {
		recipients = append(recipients, to.Address)
	}
	for _, handle := range handles(e.Payment.Account, e.Payment.Numbers) {
		for _, key := range h.keys[handle] {
			if key == own && !send {
				continue
			}
			for _, other := range h.paymentsOf(key) {
				if e.Payment.Resembles(other.Payment) && (key != own || !drafts.SharesRecipient(other.letter.To, recipients)) {
					return []Finding{e.similarTo(other.letter)}
				}
			}
		}
	}
	return nil
}

// paymentsOf returns the payments that the letters with a key are about. An error of the store is kept for Err.
func (h *History) paymentsOf(key string) []storedPayment {
	if known, ok := h.payments[key]; ok {
		return known
	}
	var all []storedPayment
	letters, err := h.store.About(context.Background(), key)
	if err != nil {
		h.err = err
	}
	for _, l := range letters {
		r, err := l.Record()
		if err != nil || !l.Status.Out() && !l.Status.Waits() { // a letter that cannot be read says nothing
			continue
		}
		l.Content, l.Words = nil, "" // there may be many
		all = append(all, storedPayment{drafts.PaymentOf(h.template, r.Answer), l})
	}
	h.payments[key] = all
	return all
}

// similarTo returns the remark that the row may be about the payment of a letter.
func (e *Entry) similarTo(l store.Letter) Finding {
	return Finding{Row: e.Row.Number, At: e.Row.At, Problem: field.NewProblem(CodeSimilarLetter, "", map[string]any{
		"ID": l.Short, "At": l.HandedOverAt(), "Status": l.Status, "Waits": l.Status.Waits(),
	})}
}
