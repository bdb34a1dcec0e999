package drafts

import (
	"slices"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Payment is what a letter says of one, in the words of its answers: what two letters about the same have in common
// although their keys differ, because a number was added or corrected since.
type Payment struct {
	Account string
	Time    string   // the first
	Amount  string   // the first
	Numbers []string // of orders
}

// PaymentOf gives the payment of a letter by its answers, each "" where there is none.
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

// Resembles tells whether two payments may well be one: they have an order in common, or they are of one account, at the same
// time or of the same amount on one day. With other order numbers they are two, unless time and amount are the same.
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

// Alike is the same for two payments of one account, at the same time and of the same amount; "" where one of them is missing.
func (p Payment) Alike() string {
	if p.Account == "" || p.Time == "" || p.Amount == "" {
		return ""
	}
	return p.Account + "\n" + p.Time + "\n" + p.Amount
}

// day is the first part of a time.
func day(time string) string {
	day, _, _ := strings.Cut(time, " ")
	return day
}
