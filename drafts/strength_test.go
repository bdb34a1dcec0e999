package drafts_test

import (
	"slices"
	"testing"

	"draft/drafts"
	"draft/templates"
)

// weigh gives the points that are met and those that are not, by the question they hang on.
func weigh(f *drafts.Form) (met, lacking []string) {
	for _, p := range f.Strength() {
		if p.Met {
			met = append(met, p.Field)
		} else {
			lacking = append(lacking, p.Field)
		}
	}
	return met, lacking
}

func TestStrength(t *testing.T) {
	bare := []string{"recharged_at", "2026-11-18 20:15", "method", "wechat", "amount", "50", "reason", "mistake", "douyin_id", "dy_example88"}
	for _, test := range []struct {
		name         string
		set          []string
		met, lacking []string
	}{
		{"bare", nil, []string{"", "recharged_at"}, []string{"order_no", "unused", "evidence", "description", "phone"}},
		{"old", []string{"recharged_at", "2026-09-18 20:15"}, []string{""}, []string{"recharged_at", "order_no", "unused", "evidence", "description", "phone"}},
		{"used", []string{"unused", "none"}, []string{"", "recharged_at"}, []string{"order_no", "evidence", "description", "phone"}},
		{"part", []string{"unused", "part", "email", "a@example.com"}, []string{"", "recharged_at", "unused", "phone"}, []string{"order_no", "unused_amount", "evidence", "description"}},
		{"fault", []string{"reason", "system_fault"}, []string{"", "recharged_at"}, []string{"order_no", "unused", "fault_at", "evidence", "description", "phone"}},
		{"full", refund, []string{"", "recharged_at", "order_no", "unused", "unused_amount", "charged_at", "evidence", "description", "phone"}, nil},
	} {
		met, lacking := weigh(filled(t, "refund", bare, test.set))
		if !slices.Equal(met, test.met) || !slices.Equal(lacking, test.lacking) {
			t.Errorf("%s: met %q, lacking %q", test.name, met, lacking)
		}
	}
	for _, p := range filled(t, "refund", refund).Strength() {
		days, files := -1, 0
		switch p.Field {
		case "recharged_at", "charged_at":
			days = 2
		case "evidence":
			files = 1
		}
		if p.Days != days || p.Files != files {
			t.Errorf("%s: %d days, %d files", p.Field, p.Days, p.Files)
		}
	}
}

// Every built-in kind weighs its letters and names its evidence, in both languages, and each point that hangs on a
// question can be met by answering it.
func TestEveryKindHasItsStrength(t *testing.T) {
	for _, kind := range templates.Builtin() {
		k := load(t, kind)
		if len(k.Strength) < 4 || len(k.Checklist) < 2 {
			t.Errorf("%s: %d points, %d items of evidence", kind, len(k.Strength), len(k.Checklist))
		}
		var set []string
		for _, q := range k.Fields {
			set = append(set, q.Name, q.Example())
		}
		f := filled(t, kind, set)
		if _, lacking := weigh(f); lacking != nil {
			t.Errorf("%s: with every sample given it lacks %q", kind, lacking)
		}
	}
}

func TestChecklist(t *testing.T) {
	plain, fault := filled(t, "refund", []string{"reason", "mistake"}).Checklist(), filled(t, "refund", []string{"reason", "system_fault", "recharged_by", "minor"}).Checklist()
	if len(plain) != 2 || len(fault) != 4 {
		t.Errorf("%v, %v", plain, fault)
	}
	if got := filled(t, "refund", nil).Checklist(); len(got) != 2 {
		t.Errorf("nothing answered: %v", got)
	}
}
