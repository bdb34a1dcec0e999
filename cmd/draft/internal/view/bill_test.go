package view

import (
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/answers"
	"draft/drafts/bill"
)

// Of several bills each payment names its own, in the list and among those that were taken.
func TestPaymentsOfSeveralBills(t *testing.T) {
	payments := []bill.Payment{
		{At: answers.Place{Source: "/home/me/wechat.csv", Line: 18}, Row: 18, Goods: "抖币"}, {At: answers.Place{Source: "alipay.csv", Line: 26}, Row: 26},
	}
	b := &Bill{View: &View{Words: lang.New(lang.English)}, Paths: []string{"/home/me/wechat.csv", "alipay.csv"}, Bill: &bill.Bill{Payments: payments}}
	options := b.Options(payments)
	if options[0].Description != "抖币  wechat.csv" || options[1].Description != "  alipay.csv" {
		t.Errorf("%+v", options)
	}
	if lines := b.Taken(payments); !strings.HasPrefix(lines[1], "  /home/me/wechat.csv row 18  ") {
		t.Errorf("%q", lines)
	}
	b.Paths = b.Paths[:1]
	if description := b.Options(payments)[0].Description; description != "抖币" {
		t.Errorf("%q", description)
	}
}
