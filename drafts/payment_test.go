package drafts_test

import (
	"fmt"
	"testing"

	"draft/drafts"
)

// TestPaymentResembles checks that a number added or corrected does not make it another payment.
func TestPaymentResembles(t *testing.T) {
	base := map[string]string{"recharged_at": "2026-11-18 20:15", "amount": "50.00", "douyin_id": "dy_example88"}
	numbered := with(base, "order_no", "4200002345202611181234567890")
	other := with(base, "order_no", "4200002345202611181234567891")
	for name, c := range map[string]struct {
		one, two map[string]string
		alike    bool
	}{
		"a number that is added":        {base, numbered, true},
		"a number that is corrected":    {numbered, other, true},
		"another amount":                {base, with(base, "amount", "99.00"), true},
		"another minute":                {base, with(base, "recharged_at", "2026-11-18 20:16"), true},
		"the day alone":                 {base, with(base, "recharged_at", "2026-11-18"), true},
		"another day":                   {base, with(base, "recharged_at", "2026-11-19 20:15"), false},
		"another order, another minute": {numbered, with(other, "recharged_at", "2026-11-18 20:16"), false},
		"another order, another amount": {numbered, with(other, "amount", "99.00"), false},
		"the order of another account":  {numbered, with(numbered, "douyin_id", "dy_other"), true},
		"another account":               {base, with(base, "douyin_id", "dy_other"), false},
		"no account":                    {with(base, "douyin_id", ""), with(base, "douyin_id", ""), false},
	} {
		one, two := payment(t, c.one), payment(t, c.two)
		if one.Resembles(two) != c.alike || two.Resembles(one) != c.alike {
			t.Errorf("%s: %+v, %+v", name, one, two)
		}
	}
}

func payment(t *testing.T, given map[string]string) drafts.Payment {
	return drafts.PaymentOf(load(t, "refund"), func(name string) string { return given[name] })
}

func TestReadKey(t *testing.T) {
	for key, want := range map[string]string{
		"refund\ndouyin_id=dy_example88\norder_no=1": "dy_example88 [1] true", "refund\ndouyin_id=dy_example88\namount=5.00": "dy_example88 [] true",
		"refund\norder_no=1": " [1] true", "duplicate\ndouyin_id=dy_example88": " [] false", "refund": " [] true", "": " [] false",
	} {
		account, numbers, ok := drafts.ReadKey(load(t, "refund"), key)
		if got := fmt.Sprint(account, " ", numbers, " ", ok); got != want {
			t.Errorf("%q: %s, want %s", key, got, want)
		}
	}
}
