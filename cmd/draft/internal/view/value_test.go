package view

import (
	"net/mail"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// In English an answer is a translation where there is one; what a person typed stays as it is.
func TestShownValue(t *testing.T) {
	form := refund(t, "reason", "mistake", "amount", "50.5", "evidence", "a.png\nb.png", "recharged_at", "2026-11-18 20:15", "name", "张三")
	for name, want := range map[string][2]string{
		"reason":       {english().Label(choice(t, form.Values()["reason"])), choice(t, form.Values()["reason"]).ZH},
		"amount":       {"50.50 yuan", "50.50元"},
		"evidence":     {"01_a.png, 02_b.png", "01_a.png、02_b.png"},
		"recharged_at": {"2026-11-18 20:15", "2026年11月18日20:15"},
		"name":         {"张三", "张三"},
	} {
		f := letter.Fact{Value: form.Values()[name]}
		if got := [2]string{english().ShownValue(f), chinese().ShownValue(f)}; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	at, err := field.Spec{Type: field.Datetime}.Parse("2026-11-18 晚上", field.Reading{})
	if got := english().ShownValue(letter.Fact{Value: at}); err != nil || got != "2026-11-18 evening" {
		t.Errorf("a part of the day: %q %v", got, err)
	}
	for _, part := range field.DayParts() {
		if zh, en := chinese().Text("word.part."+string(part), nil), english().Text("word.part."+string(part), nil); zh == "" || zh == en {
			t.Errorf("%s: %q %q", part, zh, en)
		}
	}
	own := letter.Fact{Value: form.Values()["reason"], Text: "说来话长"}
	if got := english().ShownValue(own); got != "说来话长" {
		t.Errorf("a person's own words: %q", got)
	}
}

func choice(t *testing.T, v field.Value) field.Label {
	t.Helper()
	c, ok := v.(field.ChoiceValue)
	if !ok {
		t.Fatalf("%T is no choice", v)
	}
	return c.Label
}

func TestAddresses(t *testing.T) {
	named, bare := &mail.Address{Name: "张三", Address: "a@example.com"}, &mail.Address{Address: "a@example.com"}
	if got := FormatAddress(named) + FormatAddress(bare); got != "张三 <a@example.com><a@example.com>" {
		t.Errorf("%q", got)
	}
	if got := Sender(drafts.Envelope{From: named}) + "|" + Sender(drafts.Envelope{}); got != "张三 <a@example.com>|" {
		t.Errorf("%q", got)
	}
}

// A way to reach support is known by its word in the user's language and by its code, in small letters or large ones.
func TestParseVia(t *testing.T) {
	for _, v := range []*View{english(), chinese()} {
		for _, via := range cases.Vias() {
			for _, text := range []string{string(via), v.Text("case.via."+string(via), nil)} {
				if got, err := ParseVia(v, text); got != via || err != nil {
					t.Errorf("%q is %q, want %q", text, got, via)
				}
			}
		}
	}
	if got, err := ParseVia(english(), "EMAIL"); got != "email" || err != nil {
		t.Errorf("%q", got)
	}
	if got, err := ParseVia(english(), "Pigeon"); got != "" || err == nil {
		t.Errorf("an unknown way: %q", got)
	}
}

// CheckRemovable refuses a letter that is being sent, and one that may or may not have arrived, with the reason.
func TestCheckRemovable(t *testing.T) {
	for _, status := range drafts.Statuses() {
		err := english().CheckRemovable(store.Letter{Short: "abcd", Subject: "s", Status: status})
		if (err == nil) != status.Removable() {
			t.Errorf("%s: %v", status, err)
		}
		if err != nil && !strings.Contains(english().Lines(err)[0], "abcd") {
			t.Errorf("%s: %v", status, english().Lines(err))
		}
	}
	if drafts.StatusUnknown.Removable() || drafts.StatusSending.Removable() || !drafts.StatusSent.Removable() {
		t.Error("the statuses are mixed up")
	}
}

// Only a letter that went by no account needs its server named again.
func TestRetryHint(t *testing.T) {
	for want, l := range map[string]store.Letter{
		" --smtp=URL": {Frozen: &store.Frozen{}},
		"":            {Frozen: &store.Frozen{Account: "qq"}},
	} {
		if got := english().RetryHint(l); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := english().RetryHint(store.Letter{}); got != "" {
		t.Errorf("a draft: %q", got)
	}
}

// A line about a letter is safe to print and shows others nothing.
func TestLetterArgs(t *testing.T) {
	args := english().LetterArgs(store.Letter{Short: "3f9k", Subject: "订单 4200001234567890\n\x1b[1m", To: []string{"a@example.com", "b@example.com"}, Status: drafts.StatusSent})
	if args["ID"] != "3f9k" || args["To"] != "a@example.com, b@example.com" || args["Status"] != "sent" {
		t.Errorf("%v", args)
	}
	if subject, _ := args["Subject"].(string); strings.ContainsAny(subject, "\n\x1b") || strings.Contains(subject, "4200001234567890") || !strings.HasPrefix(subject, "订单 ") {
		t.Errorf("%q", args["Subject"])
	}
}

func TestMoment(t *testing.T) {
	at := time.Date(2026, 11, 20, 23, 5, 0, 0, time.UTC) // the next day in Beijing
	if got := english().Moment(at); got != "2026-11-21 07:05" {
		t.Errorf("%q", got)
	}
	if got := chinese().Moment(at); got != "2026年11月21日07:05" {
		t.Errorf("%q", got)
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1 KB", 1025: "2 KB", 1 << 20: "1.0 MB", 5 << 19: "2.5 MB"} {
		if got := Size(n); got != want {
			t.Errorf("%d bytes are %q, want %q", n, got, want)
		}
	}
}
