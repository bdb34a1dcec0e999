package casefile

import (
	"reflect"
	"testing"
	"time"

	"draft/drafts/cases"
	"draft/drafts/field"
)

func TestParsePayment(t *testing.T) {
	f := &File{Claimed: 5000}
	now := today.UTC()
	day := time.Date(2026, 11, 19, 0, 0, 0, 0, field.Beijing).UTC()
	for name, test := range map[string]struct {
		file    *File
		payment PaymentOptions
		want    cases.Entry
		code    Code
	}{
		"nothing":    {f, PaymentOptions{}, cases.Entry{At: now}, ""},
		"not money":  {&File{}, PaymentOptions{Amount: "5"}, cases.Entry{}, CodeNoMoney},
		"no sum":     {&File{Unstated: true}, PaymentOptions{Amount: "5"}, cases.Entry{At: now, Paid: &cases.Payment{Fen: 500, On: "2026-11-20"}}, ""},
		"all of it":  {f, PaymentOptions{"30", "2026-11-19", "wallet", ""}, cases.Entry{At: day, Day: true, Paid: &cases.Payment{Fen: 3000, On: "2026-11-19", To: cases.Wallet}}, ""},
		"no amount":  {f, PaymentOptions{At: "2026-11-19"}, cases.Entry{}, CodeNoAmount},
		"a place":    {f, PaymentOptions{To: "wallet"}, cases.Entry{}, CodeNoAmount},
		"a word":     {f, PaymentOptions{Amount: "all"}, cases.Entry{}, CodeAmount},
		"no place":   {f, PaymentOptions{Amount: "5", To: "bank"}, cases.Entry{}, CodeTarget},
		"to come":    {f, PaymentOptions{Amount: "5", At: "2026-11-21"}, cases.Entry{}, CodePastTime},
		"less money": {f, PaymentOptions{Amount: "0"}, cases.Entry{}, CodeAmount},
	} {
		got, err := test.file.ParsePayment(test.payment, today)
		if code(err) != test.code || err != nil && test.code == "" {
			t.Errorf("%s: %v", name, err)
		} else if err == nil && !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestClosing(t *testing.T) {
	of := func(claimed field.MoneyValue, received int64) *File {
		return &File{Claimed: claimed, Case: cases.Case{Received: received}}
	}
	noSum := func(received int64) *File { return &File{Unstated: true, Case: cases.Case{Received: received}} }
	for name, test := range map[string]struct {
		file         *File
		paid         int64 // 0 is none
		done, canAsk bool
		want         Closing
	}{
		"not about money":              {&File{}, 0, false, true, AskVerified},
		"not about money, done":        {&File{}, 0, true, true, Closes},
		"not about money, nobody":      {&File{}, 0, false, false, Closes},
		"all of it":                    {of(5000, 0), 5000, false, true, Closes},
		"all of it in two":             {of(5000, 2000), 3000, false, false, Closes},
		"more than that":               {of(5000, 0), 6000, false, true, Closes},
		"some of it":                   {of(5000, 0), 3000, false, true, StaysOpen},
		"some of it, done":             {of(5000, 0), 3000, true, true, AskAnyway},
		"some of it, done, nobody":     {of(5000, 0), 3000, true, false, Closes},
		"nothing, done":                {of(5000, 0), 0, true, true, AskAnyway},
		"no sum":                       {noSum(0), 3000, false, true, AskWhole},
		"no sum, nobody":               {noSum(0), 3000, false, false, StaysOpen},
		"no sum, done":                 {noSum(0), 3000, true, true, Closes},
		"no sum, done before":          {noSum(10), 0, true, true, Closes},
		"no sum, done without a cent":  {noSum(0), 0, true, true, AskAnyway},
		"no sum, done, none to be had": {noSum(0), 0, true, false, Closes},
	} {
		e := cases.Entry{}
		if test.paid != 0 {
			e.Paid = &cases.Payment{Fen: test.paid}
		}
		received := test.file.Received
		if got := test.file.Closing(e, test.done, test.canAsk); got != test.want {
			t.Errorf("%s: %s", name, got)
		}
		if test.file.Received != received || test.file.WithPayment(e).Received != received+test.paid {
			t.Errorf("%s: the payment is not added to a copy", name)
		}
	}
}

func TestShort(t *testing.T) {
	for _, test := range []struct {
		claimed  field.MoneyValue
		unstated bool
		received int64
		want     bool
	}{
		{0, false, 0, false},
		{5000, false, 0, true},
		{5000, false, 4999, true},
		{5000, false, 5000, false},
		{0, true, 0, true},
		{0, true, 1, false},
	} {
		f := &File{Claimed: test.claimed, Unstated: test.unstated, Case: cases.Case{Received: test.received}}
		if f.Short() != test.want {
			t.Errorf("%+v", test)
		}
		if err := f.CheckSum(); (code(err) == CodeNoSum) != test.unstated {
			t.Errorf("%+v: %v", test, err)
		}
	}
}

// A case is closed once. Money that arrives later leaves it closed.
func TestCheckClosing(t *testing.T) {
	for _, state := range cases.States() {
		f := &File{Claimed: 5000, Case: cases.Case{State: state}}
		if err := f.CheckClosing(); (code(err) == CodeSettled) != (state == cases.Settled) {
			t.Errorf("%s: %v", state, err)
		}
		paid := cases.Entry{Paid: &cases.Payment{Fen: 5000}}
		if got := f.Closing(paid, false, true); (got == StaysOpen) != (state == cases.Settled) {
			t.Errorf("%s: %s", state, got)
		}
	}
}
