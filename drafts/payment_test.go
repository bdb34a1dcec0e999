package drafts_test

import (
	"testing"

	"draft/drafts"
)

// A number that is added, or a slip that is corrected, makes no other payment of it.
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

func TestAccountOf(t *testing.T) {
	for key, want := range map[string]string{
		"refund\ndouyin_id=dy_example88\norder_no=1": "dy_example88", "refund\ndouyin_id=dy_example88": "dy_example88",
		"duplicate\ndouyin_id=dy_example88": "", "refund\nname=x": "", "": "",
	} {
		if got, ok := drafts.AccountOf(key, "refund"); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", key, got, ok)
		}
	}
}
