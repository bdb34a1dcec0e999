package bill

import (
	"strings"

	"golang.org/x/text/width"

	"draft/drafts/field"
)

// Pick returns the payments that all words name, and the number of vouchers among them, which are left out: no word names a voucher,
// because what many people call a recharge of Douyin has the name of the shop in it.
func Pick(payments []Payment, words []string) (picked []Payment, vouchers int) {
	for _, p := range payments {
		switch {
		case !p.matches(words):
		case len(words) > 0 && p.IsVoucher():
			vouchers++
		default:
			picked = append(picked, p)
		}
	}
	return picked, vouchers
}

// matches reports whether each word is in the merchant or the goods, or is the beginning of the time from its year on, the amount, or a
// whole number of the payment.
func (p *Payment) matches(words []string) bool {
	text := folded(p.Merchant + "\n" + p.Goods)
	for _, word := range words {
		amount, problem := money(word)
		word = folded(word)
		switch {
		case strings.Contains(text, word):
		case word == strings.ToLower(p.OrderNo), word == strings.ToLower(p.MerchantNo):
		case problem == nil && amount == p.Amount:
		case len(word) >= len("2026-11") && strings.HasPrefix(p.Time.Answer(), dashed(word)):
		default:
			return false
		}
	}
	return true
}

// dashed returns the day of a word such as 2026/11/18 as answers have it.
func dashed(word string) string {
	v, err := field.Spec{Type: field.Datetime, Precision: field.Day}.Parse(word, field.Reading{Absolute: true})
	if err != nil {
		return word
	}
	return v.Answer()
}

func folded(text string) string { return strings.ToLower(width.Fold.String(strings.TrimSpace(text))) }
