package drafts

import (
	"cmp"
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
	for _, q := range t.Fields {
		text := answer(q.Name)
		switch {
		case text == "":
		case q.Type == field.Datetime:
			p.Time = cmp.Or(p.Time, text)
		case q.Type == field.Money:
			p.Amount = cmp.Or(p.Amount, text)
		case q.Type == field.Number:
			p.Numbers = append(p.Numbers, text)
		}
	}
	return p
}

// Resembles tells whether two payments may well be one: of one account, at the same time or of the same amount on one day.
// With other order numbers they are two, unless time and amount are the same.
func (p Payment) Resembles(other Payment) bool {
	if p.Account == "" || p.Account != other.Account || p.Time == "" || other.Time == "" {
		return false
	}
	together, alike := p.Time == other.Time, p.Amount != "" && p.Amount == other.Amount
	if len(p.Numbers) > 0 && len(other.Numbers) > 0 && !slices.Equal(p.Numbers, other.Numbers) {
		return together && alike
	}
	return together || alike && day(p.Time) == day(other.Time)
}

// day is the first part of a time.
func day(time string) string {
	day, _, _ := strings.Cut(time, " ")
	return day
}
