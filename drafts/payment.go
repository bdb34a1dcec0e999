package drafts

import (
	"slices"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Payment is the payment that a letter is about, in the texts of its answers. It serves to recognize two letters about the
// same payment whose keys differ because a number was added or corrected.
type Payment struct {
	Account string
	Time    string   // the first
	Amount  string   // the first
	Numbers []string // of orders
}

// PaymentOf returns the payment of a letter. answer returns the text of an answer, or "".
func PaymentOf(t *letter.Template, answer func(name string) string) Payment {
	p := Payment{Account: answer(accountField)}
	for i := range t.Fields {
		q := &t.Fields[i]
		switch {
		case q.Type == field.Datetime && !q.When.Conditional():
			if p.Time == "" {
				p.Time = answer(q.Name)
			}
		case q.Type == field.Money && !q.When.Conditional():
			if p.Amount == "" {
				p.Amount = answer(q.Name)
			}
		case q.OrderNumber():
			if number := answer(q.Name); number != "" {
				p.Numbers = append(p.Numbers, strings.ToUpper(number))
			}
		}
	}
	return p
}

// Resembles reports whether two payments are probably the same: they share an order number, or they have the same account,
// and the same time or the same amount on the same day. If both have order numbers that differ, time and amount must be the
// same.
func (p Payment) Resembles(other Payment) bool {
	for _, number := range p.Numbers {
		if slices.Contains(other.Numbers, number) {
			return true
		}
	}
	if p.Account == "" || p.Account != other.Account || p.Time == "" || other.Time == "" {
		return false
	}
	together, alike := p.Time == other.Time, p.Amount != "" && p.Amount == other.Amount
	if len(p.Numbers) > 0 && len(other.Numbers) > 0 && !slices.Equal(p.Numbers, other.Numbers) {
		return together && alike
	}
	return together || alike && day(p.Time) == day(other.Time)
}

// Alike returns a key of account, time and amount; "" if one of them is missing.
func (p Payment) Alike() string {
	if p.Account == "" || p.Time == "" || p.Amount == "" {
		return ""
	}
	return p.Account + "\n" + p.Time + "\n" + p.Amount
}

// day returns the date of a time.
func day(time string) string {
	day, _, _ := strings.Cut(time, " ")
	return day
}
