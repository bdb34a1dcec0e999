package drafts

import (
	"cmp"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// CodeRepeated is the code of a problem with a record that is about the same payment as an earlier one. Record, First; Order: they have one order
// number, else one time and amount.
const CodeRepeated = "list.repeated"

// repeats returns a check for each record that is about the same payment as an earlier one: it has the same order number, or the same
// time and amount if neither has a number.
func (f *Form) repeats() []letter.Check {
	if len(f.template.Lists) == 0 || f.Records(f.template.Lists[0]) == 1 {
		return nil
	}
	l := f.template.Lists[0]
	orders, times := map[string]int{}, map[string]int{}
	var found []letter.Check
	for record := 1; record <= f.Records(l); record++ {
		p := paymentOf(f.template.Fields, recordOf(f.template, record, f.Values()))
		first, kind := 0, KeyOrder
		for _, order := range p.orders {
			first = max(first, orders[order])
			orders[order] = cmp.Or(orders[order], record)
		}
		if len(p.orders) == 0 && p.minute && p.amount != "" {
			kind, first = KeyPayment, times[p.exact+p.amount]
			times[p.exact+p.amount] = cmp.Or(first, record)
		}
		if first > 0 {
			found = append(found, letter.Check{Level: letter.Stop, Field: f.identifying(l, record), Problem: field.NewProblem(
				CodeRepeated, "", map[string]any{"Record": record, "First": first, "Order": kind == KeyOrder},
			)})
		}
	}
	return found
}

// identifying returns the name of the question that tells a record from others: the order number, or else the first one.
func (f *Form) identifying(l *letter.List, record int) string {
	for i := l.Begin; i < l.End; i++ {
		if q := &f.template.Fields[i]; q.OrderNumber() {
			return l.Path(record, q.Name)
		}
	}
	return l.Path(record, f.template.Fields[l.Begin].Name)
}
