package delivery

import (
	"errors"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/smtp"
)

func TestParseRate(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "30/m": 2 * time.Second, "2/s": 500 * time.Millisecond, "1/H": time.Hour} {
		if got, ok := ParseRate(text); !ok || got != want {
			t.Errorf("%q: %s, %v", text, got, ok)
		}
	}
	for _, text := range []string{"30", "/m", "0/m", "-1/m", "1.5/m", "30/d", "30/", "30/m/s", "9999999/s", "３0/m"} {
		if got, ok := ParseRate(text); ok {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func FuzzParseRate(f *testing.F) {
	for _, text := range []string{"30/m", "2/s", "500/h", "0/m", "１/m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if every, ok := ParseRate(text); every < 0 || !ok && every != 0 || ok && text != "" && every == 0 {
			t.Errorf("%q: %s, %v", text, every, ok)
		}
	})
}

// The account is the one that all letters are from, or the only one.
func TestChooseAccount(t *testing.T) {
	work, home := smtp.Account{Name: "work", Address: "Work@example.com"}, smtp.Account{Name: "home", Address: "home@example.com"}
	from := func(addresses ...string) (items []*Item) {
		for _, address := range addresses {
			items = append(items, &Item{content: &content{record: drafts.Record{From: address}}})
		}
		return items
	}
	tests := []struct {
		items    []*Item
		accounts []smtp.Account
		want     string
	}{
		{from("work@example.com", "work@example.com"), []smtp.Account{home, work}, "work"},
		{from("work@example.com", "home@example.com"), []smtp.Account{home, work}, ""},
		{from("", "home@example.com"), []smtp.Account{home, work}, ""},
		{from(""), []smtp.Account{home, work}, ""},
		{from("other@example.com"), []smtp.Account{home, work}, ""},
		{from("other@example.com"), []smtp.Account{home}, "home"},
		{nil, []smtp.Account{home}, "home"},
		{nil, nil, ""},
	}
	for i, test := range tests {
		if got, ok := ChooseAccount(test.items, test.accounts); got.Name != test.want || ok != (test.want != "") {
			t.Errorf("%d: %q, %v", i, got.Name, ok)
		}
	}
}

// A daily limit keeps the first letters, and counts the others.
func TestApplyDailyLimit(t *testing.T) {
	p := planOf(t, "a", "b", "c")
	if limit, err := p.ApplyDailyLimit(t.Context()); limit != nil || err != nil || len(p.Items) != 3 {
		t.Errorf("without a limit: %+v, %v", limit, err)
	}
	p.Account = smtp.Account{Name: "work", Daily: 2}
	limit, err := p.ApplyDailyLimit(t.Context())
	if err != nil || limit == nil || *limit != (DailyLimit{Account: "work", Limit: 2, Held: 1}) || len(p.Items) != 2 {
		t.Errorf("%+v, %v, %d letters", limit, err, len(p.Items))
	}
	if r := p.Summarize(Outcome{}, false); r.Total != 3 || !r.Waits {
		t.Errorf("%+v", r)
	}
	p.Account.Daily = -1 // as if more were sent than may be
	var none *DailyLimitError
	if _, err := p.ApplyDailyLimit(t.Context()); !errors.As(err, &none) || none.Limit != -1 {
		t.Errorf("%v", err)
	}
}
