package drafts_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
)

// TestKeys checks that two letters share a key if they ask for the same thing, whatever their words are and whether a number was added.
func TestKeys(t *testing.T) {
	base := map[string]string{
		"recharged_at": "2026-11-18 20:15", "method": "wechat", "amount": "50", "reason": "mistake", "douyin_id": "dy_example88",
	}
	const one, two = "4200002345202611181234567890", "4200002345202611181234567891"
	numbered := with(base, "order_no", one)
	const same, apart = true, false
	for name, c := range map[string]struct {
		one, two map[string]string
		share    bool
		kind     drafts.KeyKind
	}{
		"the same":                         {base, base, same, drafts.KeyPayment},
		"other words":                      {base, with(base, "description", "换个说法"), same, drafts.KeyPayment},
		"another reason":                   {base, with(base, "reason", "unwanted"), same, drafts.KeyPayment},
		"another method":                   {base, with(base, "method", "alipay"), same, drafts.KeyPayment},
		"another amount":                   {base, with(base, "amount", "60"), apart, ""},
		"another time":                     {base, with(base, "recharged_at", "2026-11-18 20:16"), apart, ""},
		"the day alone":                    {base, with(base, "recharged_at", "2026-11-18"), apart, ""},
		"another account":                  {base, with(base, "douyin_id", "dy_other"), apart, ""},
		"the same order":                   {numbered, with(numbered, "amount", "60"), same, drafts.KeyOrder},
		"the same order at another time":   {numbered, with(numbered, "recharged_at", "2026-11-19"), same, drafts.KeyOrder},
		"the order of another account":     {numbered, with(numbered, "douyin_id", "dy_other"), apart, ""},
		"the order in small letters":       {with(base, "order_no", "MK3QX9ZT8W"), with(base, "order_no", "mk3qx9zt8w"), same, drafts.KeyOrder},
		"an order number that is added":    {base, numbered, same, drafts.KeyPayment},
		"one added, and the time mended":   {base, with(numbered, "recharged_at", "2026-11-18 20:16"), apart, ""},
		"two orders of the same minute":    {numbered, with(base, "order_no", two), apart, ""},
		"another order and another amount": {numbered, with(with(base, "order_no", two), "amount", "60"), apart, ""},
		"a merchant's number is no order":  {with(base, "merchant_no", one), with(base, "merchant_no", two), same, drafts.KeyPayment},
	} {
		first, second := keys(t, "refund", c.one), keys(t, "refund", c.two)
		if got := shared(first, second); got != c.kind || (got != "") != c.share {
			t.Errorf("%s: %q\n%+v\n%+v", name, got, first, second)
		}
		if got := shared(second, first); got != c.kind {
			t.Errorf("%s, the other way: %q", name, got)
		}
	}
	if one, two := keys(t, "refund", numbered), keys(t, "renewal", map[string]string{
		"service": "会员", "recharged_at": "2026-11-18 20:15", "amount": "50", "order_no": one, "douyin_id": "dy_example88",
	}); shared(one, two) != "" {
		t.Errorf("two kinds share a key: %+v, %+v", one, two)
	}
}

// Two letters share a key exactly if their lists have a payment in common, wherever it stands and whether both have its number.
func TestKeysOfRandomLists(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	overlapping := 0
	for range 200 {
		var lists [2]map[string]string
		var taken [2][]int
		for i := range lists {
			lists[i] = map[string]string{"reason": "mistake", "douyin_id": "dy_example88"}
			taken[i] = random.Perm(30)[:1+random.IntN(6)]
			for at, payment := range taken[i] {
				prefix := ""
				if at > 0 {
					prefix = fmt.Sprintf("payments.%d.", at+1)
				}
				lists[i][prefix+"recharged_at"] = fmt.Sprintf("2026-11-%02d 20:15", 1+payment%15)
				lists[i][prefix+"amount"] = fmt.Sprint(6 + payment/15)
				lists[i][prefix+"method"] = []string{"wechat", "alipay"}[random.IntN(2)]
				if random.IntN(2) == 0 {
					lists[i][prefix+"order_no"] = fmt.Sprintf("42000023452026111812345%05d", payment)
				}
			}
		}
		common := slices.ContainsFunc(taken[0], func(p int) bool { return slices.Contains(taken[1], p) })
		if common {
			overlapping++
		}
		one, two := keys(t, "refund", lists[0]), keys(t, "refund", lists[1])
		if (shared(one, two) != "") != common || (shared(two, one) != "") != common {
			t.Fatalf("%v and %v: %q", taken[0], taken[1], shared(one, two))
		}
	}
	if overlapping < 50 || overlapping > 150 {
		t.Errorf("%d of 200 have a payment in common", overlapping)
	}
}

// TestKeysOfOtherLetters checks the keys of letters that name several orders, or no payment.
func TestKeysOfOtherLetters(t *testing.T) {
	const one, two, three = "4200002345202611181234567890", "4200002345202611181234567891", "4200002345202611181234567892"
	twice := map[string]string{
		"first_order_no": one, "first_at": "2026-11-18 20:15", "second_order_no": two, "second_at": "2026-11-18 20:16", "amount": "50",
		"method": "wechat", "douyin_id": "dy_example88",
	}
	swapped := with(with(twice, "first_order_no", two), "second_order_no", one)
	if got := shared(keys(t, "duplicate", twice), keys(t, "duplicate", swapped)); got != drafts.KeyOrder {
		t.Errorf("the two orders in the other order: %q", got)
	}
	if got := shared(keys(t, "duplicate", twice), keys(t, "duplicate", with(twice, "second_order_no", three))); got != drafts.KeyOrder {
		t.Errorf("one of the orders: %q", got)
	}
	closure := map[string]string{
		"bill_cleared": "no", "bill_amount": "50", "instalment_cleared": "yes", "undisputed": "yes", "reason": "unused", "douyin_id": "dy_example88",
	}
	if got := shared(keys(t, "closure", closure), keys(t, "closure", with(closure, "reason", "leaving"))); got != drafts.KeyOther {
		t.Errorf("to close one account is one matter: %q", got)
	}
	closure["douyin_id"] = ""
	if got := shared(keys(t, "closure", closure), keys(t, "closure", with(closure, "reason", "leaving"))); got != "" {
		t.Errorf("two letters without an account share a key: %q", got)
	}
	if none := (drafts.Key{Kind: drafts.KeyOther}); none.Matches(none) {
		t.Error("an empty key matches")
	}
}

// shared returns the kind of the first key that two letters share; "" if there is none.
func shared(one, two []drafts.Key) drafts.KeyKind {
	for _, k := range one {
		if slices.ContainsFunc(two, k.Matches) {
			return k.Kind
		}
	}
	return ""
}

func with(base map[string]string, name, value string) map[string]string {
	more := map[string]string{name: value}
	for k, v := range base {
		if k != name {
			more[k] = v
		}
	}
	return more
}

func keys(t *testing.T, kind string, given map[string]string) []drafts.Key {
	t.Helper()
	tmpl := load(t, kind)
	form := drafts.NewForm(tmpl, field.Reading{Now: time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)})
	var set []answers.Answer
	for name, text := range given {
		if text != "" {
			set = append(set, answers.Answer{Name: name, Text: text})
		}
	}
	if faults := form.Fill(set); len(faults) > 0 {
		t.Fatal(faults)
	}
	return drafts.Keys(tmpl, form.Values())
}

// TestKeyText checks the texts of keys, because a store keeps them.
func TestKeyText(t *testing.T) {
	got := keys(t, "refund", map[string]string{
		"recharged_at": "2026-11-18 20:15", "amount": "50", "order_no": "mk3qx9zt8w", "douyin_id": "dy_example88",
	})
	want := []drafts.Key{
		{Kind: drafts.KeyOrder, Text: "refund\ndouyin_id=dy_example88\norder_no=MK3QX9ZT8W"},
		{Kind: drafts.KeyPayment, Text: "refund\ndouyin_id=dy_example88\nrecharged_at=2026-11-18 20:15\namount=50.00", Numbered: true},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	for _, k := range keys(t, "closure", map[string]string{"reason": "leaving", "undisputed": "yes"}) {
		if k.Kind != drafts.KeyOther || !strings.HasPrefix(k.Text, "closure\n") || !strings.Contains(k.Text, "reason=leaving") {
			t.Errorf("got %+v", k)
		}
	}
}
