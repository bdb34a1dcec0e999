package casefile

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// covered is payments of the letter that money came for together, and that money. Which of it is for which of them is not known.
type covered struct {
	numbers  []int
	sum      field.MoneyValue // of the payments
	received field.MoneyValue
}

func (c covered) missing() field.MoneyValue { return max(c.sum-c.received, 0) }

// coverage returns the payments of the letter by the money that came for them: each alone unless money came for several at once.
func (f *File) coverage() []covered {
	groups := make([]covered, len(f.Details))
	for i, d := range f.Details {
		groups[i] = covered{numbers: []int{d.Number}, sum: d.Amount}
	}
	for _, e := range f.Entries {
		if e.Paid != nil && len(e.Paid.For) > 0 {
			groups = merge(groups, e.Paid.For, field.MoneyValue(e.Paid.Fen))
		}
	}
	return groups
}

// merge adds money for some payments, and makes one of the groups that have them.
func merge(groups []covered, numbers []int, amount field.MoneyValue) []covered {
	whole := covered{received: amount}
	var others []covered
	for _, g := range groups {
		if !slices.ContainsFunc(numbers, func(n int) bool { return slices.Contains(g.numbers, n) }) {
			others = append(others, g)
			continue
		}
		whole.numbers, whole.sum, whole.received = append(whole.numbers, g.numbers...), whole.sum+g.sum, whole.received+g.received
	}
	if whole.numbers == nil { // the letter has no longer such payments
		return others
	}
	slices.Sort(whole.numbers)
	return append(others, whole)
}

// OpenDetails returns the payments of the letter of which money is missing, in its order. It returns none if that is not known: if what is
// missing of them is not what is missing in all, because nobody said what some money is for, or because the letter claims less.
func (f *File) OpenDetails() []letter.Detail {
	var open []letter.Detail
	var missing field.MoneyValue
	for _, g := range f.coverage() {
		if g.missing() == 0 {
			continue
		}
		missing += g.missing()
		for _, n := range g.numbers {
			d := f.Details[n-1]
			if g.received > 0 && len(g.numbers) == 1 {
				d.Text += "（已到账" + letter.Stated(g.received) + "）"
			}
			open = append(open, d)
		}
	}
	if missing != f.Outstanding() {
		return nil
	}
	slices.SortFunc(open, func(a, b letter.Detail) int { return a.Number - b.Number })
	return open
}

// Numbers returns the numbers of payments.
func Numbers(details []letter.Detail) []int {
	numbers := make([]int, len(details))
	for i, d := range details {
		numbers[i] = d.Number
	}
	return numbers
}

// lines returns payments as a letter about the case lists them, a line each: 第2笔尚未到齐：2026年11月18日20:31，支付宝，328.00元。
func (f *File) lines(details []letter.Detail, what string) string {
	texts := make([]string, len(details))
	for i, d := range details {
		texts[i] = f.List.RecordLabel(d.Number).ZH + what + "：" + d.Text
	}
	return strings.Join(texts, "\n")
}

// parseFor reads the numbers of the payments that an amount is for, as the letter lists them: 1,3 or 1-3. The error is an *Error.
func (f *File) parseFor(text string, fen int64) ([]int, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if f.Details == nil {
		return nil, refuse(CodeForNone, "ID", f.Letter.Short)
	}
	var numbers []int
	for _, word := range strings.FieldsFunc(width.Fold.String(text), func(r rune) bool { return strings.ContainsRune(",、 ", r) }) {
		first, last, isRange := strings.Cut(word, "-")
		from, err := strconv.Atoi(first)
		to := from
		if isRange && err == nil {
			to, err = strconv.Atoi(last)
		}
		if err != nil || to < from {
			return nil, refuse(CodeForNumbers, "Value", text)
		}
		for n := from; n <= to; n++ {
			switch {
			case n < 1 || n > len(f.Details):
				return nil, refuse(CodeForUnknown, "Number", n, "Most", len(f.Details))
			case slices.Contains(numbers, n):
				return nil, refuse(CodeForTwice, "Number", n)
			}
			numbers = append(numbers, n)
		}
	}
	if numbers == nil {
		return nil, refuse(CodeForNumbers, "Value", text)
	}
	slices.Sort(numbers)
	return numbers, f.checkFor(numbers, field.MoneyValue(fen))
}

// checkFor returns an *Error if an amount is more than what is missing of some payments, or if nothing is missing of one of them.
func (f *File) checkFor(numbers []int, amount field.MoneyValue) error {
	groups := f.coverage()
	for _, g := range groups {
		if i := slices.IndexFunc(numbers, func(n int) bool { return slices.Contains(g.numbers, n) }); i >= 0 && g.missing() == 0 {
			return refuse(CodeForPaid, "ID", f.Letter.Short, "Number", numbers[i])
		}
	}
	groups = merge(groups, numbers, 0)
	if missing := groups[len(groups)-1].missing(); amount > missing {
		return refuse(CodeForMuch, "Amount", amount.String(), "Missing", missing.String())
	}
	return nil
}

// CanName reports whether it is worth asking which payments the money of an entry is for: there are several, and it is not all that is
// missing.
func (f *File) CanName(e cases.Entry) bool {
	return e.Paid != nil && field.MoneyValue(e.Paid.Fen) < f.Outstanding() && f.Details != nil
}

// Paid reports whether all of a payment has arrived, as far as it is known.
func (f *File) Paid(d letter.Detail) bool {
	return slices.ContainsFunc(f.coverage(), func(g covered) bool { return g.missing() == 0 && slices.Contains(g.numbers, d.Number) })
}
