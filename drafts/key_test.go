package drafts_test

import (
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/templates"
)

// TestKey checks that two letters have the same key if they ask for the same thing in other words.
func TestKey(t *testing.T) {
	base := map[string]string{
		"recharged_at": "2026-11-18 20:15", "method": "wechat", "amount": "50", "reason": "mistake", "douyin_id": "dy_example88",
	}
	numbered := with(base, "order_no", "4200002345202611181234567890")
	for name, c := range map[string]struct {
		one, two map[string]string
		same     bool
	}{
		"the same":                      {base, base, true},
		"other words":                   {base, with(base, "description", "换个说法"), true},
		"another reason":                {base, with(base, "reason", "unwanted"), true},
		"another method":                {base, with(base, "method", "alipay"), true},
		"another amount":                {base, with(base, "amount", "60"), false},
		"another time":                  {base, with(base, "recharged_at", "2026-11-18 20:16"), false},
		"another account":               {base, with(base, "douyin_id", "dy_other"), false},
		"the same order":                {numbered, with(numbered, "amount", "60"), true},
		"the order in small letters":    {with(base, "order_no", "MK3QX9ZT8W"), with(base, "order_no", "mk3qx9zt8w"), true},
		"another order":                 {numbered, with(numbered, "order_no", "4200002345202611181234567891"), false},
		"an order number that is added": {base, numbered, false},
	} {
		one, two := key(t, "refund", c.one), key(t, "refund", c.two)
		if (one == two) != c.same {
			t.Errorf("%s:\n%q\n%q", name, one, two)
		}
	}
	closure := map[string]string{
		"bill_cleared": "yes", "instalment_cleared": "yes", "undisputed": "yes", "reason": "unused", "douyin_id": "dy_example88",
	}
	if one, two := key(t, "closure", closure), key(t, "closure", with(closure, "reason", "leaving")); one != two {
		t.Errorf("to close one account is one matter:\n%q\n%q", one, two)
	}
	if one, two := key(t, "closure", closure), key(t, "refund", base); one == two {
		t.Errorf("two kinds have one key: %q", one)
	}
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

func key(t *testing.T, kind string, given map[string]string) string {
	t.Helper()
	tmpl, _, err := templates.Load(kind, "")
	if err != nil {
		t.Fatal(err)
	}
	form := drafts.NewForm(tmpl, field.Reading{Now: time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)})
	var set []answers.Answer
	for name, text := range given {
		set = append(set, answers.Answer{Name: name, Text: text})
	}
	if faults := form.Fill(set); len(faults) > 0 {
		t.Fatal(faults)
	}
	return drafts.Key(tmpl, form.Values())
}
