package drafts_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// strength weighs the answers with the text for the app within a limit.
func strength(t *testing.T, f *drafts.Form, limit int) []letter.Point {
	t.Helper()
	appText, err := f.AppText(limit)
	if err != nil {
		t.Fatal(err)
	}
	return f.Strength(appText)
}

// weigh gives the points that are met and those that are not, by the question they hang on.
func weigh(t *testing.T, f *drafts.Form) (met, lacking []string) {
	t.Helper()
	for _, p := range strength(t, f, 0) {
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
		{"large", []string{"amount", "1000.01"}, []string{"", "recharged_at"}, []string{"order_no", "unused", "evidence", "description", "phone"}},
		{"used", []string{"unused", "none"}, []string{"", "recharged_at"}, []string{"order_no", "evidence", "description", "phone"}},
		{"unsure", []string{"unused", "unsure"}, []string{"", "recharged_at"}, []string{"order_no", "unused", "evidence", "description", "phone"}},
		{"part", []string{"unused", "part", "email", "a@example.com"}, []string{"", "recharged_at", "unused", "phone"}, []string{"order_no", "unused_amount", "evidence", "description"}},
		{"fault", []string{"reason", "system_fault"}, []string{"", "recharged_at"}, []string{"order_no", "unused", "fault_at", "evidence", "description", "phone"}},
		{"minor", []string{"recharged_by", "minor", "unused", "none", "child_age", "9"}, []string{"", "recharged_at"}, []string{"order_no", "child_age", "noticed_at", "evidence", "description", "phone"}},
		{"full", refund, []string{"", "recharged_at", "order_no", "charged_at", "evidence", "description", "phone"}, nil},
	} {
		met, lacking := weigh(t, filled(t, "refund", bare, test.set))
		if !slices.Equal(met, test.met) || !slices.Equal(lacking, test.lacking) {
			t.Errorf("%s: met %q, lacking %q", test.name, met, lacking)
		}
	}
	// The phone is a point only if it is in the text for the app.
	called := filled(t, "refund", bare, []string{"order_no", "4200002345202611181234567890", "phone", "13812345678"})
	d, err := drafts.Compose(called, drafts.Envelope{}, drafts.Stamp{At: now})
	if err != nil {
		t.Fatal(err)
	}
	noRoom := 0
	for limit := 60; limit < 200; limit++ {
		points := strength(t, called, limit)
		p, told := points[len(points)-1], strings.Contains(letter.Fit(d.Letter.Sentences, limit).Whole, "13812345678")
		if p.Field != "phone" || p.Met != told || p.LeftOut == told {
			t.Errorf("at %d, told %t: %+v", limit, told, p)
		}
		if !told {
			noRoom++
		}
	}
	if noRoom == 0 {
		t.Error("there was room for the phone at every limit")
	}
	said := map[string]string{}
	for _, unused := range []string{"unsure", ""} {
		for _, p := range strength(t, filled(t, "refund", bare, []string{"unused", unused}), 0) {
			if p.Field == "unused" {
				said[p.Say.ZH] = unused
			}
		}
	}
	if len(said) != 2 {
		t.Errorf("who does not know how much is unused is told what those are who did not say: %q", said)
	}
	for _, p := range strength(t, filled(t, "refund", refund), 0) {
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

// TestEveryKindHasItsStrength checks that every built-in kind has points and a checklist, in both languages, and that each
// point of a question can be met by an answer.
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
		if _, lacking := weigh(t, f); lacking != nil {
			t.Errorf("%s: with every sample given it lacks %q", kind, lacking)
		}
	}
}

// TestStrengthOfNothing checks that an empty form meets no point, and that no missing answer is doubted.
func TestStrengthOfNothing(t *testing.T) {
	for kind, want := range map[string][]string{
		"refund":    {"", "order_no", "unused", "evidence", "description", "phone"},
		"duplicate": {"", "keep", "method", "evidence", "description", "phone"},
		"closure":   {"opened_by", "evidence", "description", "phone"},
	} {
		if met, lacking := weigh(t, filled(t, kind, nil)); met != nil || !slices.Equal(lacking, want) {
			t.Errorf("%s: met %q, lacking %q, want %q", kind, met, lacking, want)
		}
	}
}

func TestStrengthOfClosure(t *testing.T) {
	settled := []string{"bill_cleared", "yes", "instalment_cleared", "yes", "undisputed", "yes"}
	for _, test := range []struct {
		name         string
		set          []string
		met, lacking []string
	}{
		{"settled", nil, []string{""}, []string{"opened_by", "evidence", "description", "phone"}},
		{"a bill is open", []string{"bill_cleared", "no"}, nil, []string{"", "opened_by", "evidence", "description", "phone"}},
		{"opened by myself", []string{"opened_by", "self"}, []string{"", "opened_by"}, []string{"evidence", "description", "phone"}},
		{"who does not know cannot say", []string{"opened_by", "unknown"}, []string{""}, []string{"evidence", "description", "phone"}},
	} {
		met, lacking := weigh(t, filled(t, "closure", settled, test.set))
		if !slices.Equal(met, test.met) || !slices.Equal(lacking, test.lacking) {
			t.Errorf("%s: met %q, lacking %q", test.name, met, lacking)
		}
	}
}

// TestLacksAreAsked checks that a missing point is always about a question that is asked.
func TestLacksAreAsked(t *testing.T) {
	for _, kind := range templates.Builtin() {
		for _, q := range load(t, kind).Fields {
			for _, o := range q.Options {
				f := filled(t, kind, []string{q.Name, o.Value})
				_, lacking := weigh(t, f)
				for _, name := range lacking {
					if name != "" && !slices.Contains(names(f.Asked()), name) {
						t.Errorf("%s with %s=%s lacks %s, which is not asked", kind, q.Name, o.Value, name)
					}
				}
			}
		}
	}
}

// TestStrengthOfTheExamples checks the points that each example lacks.
func TestStrengthOfTheExamples(t *testing.T) {
	want := map[string][]string{
		"closure":              {"description"},
		"closure-debt_worry":   {"evidence", "description", "phone"},
		"closure-leaving":      {"opened_by", "evidence", "description"},
		"closure-open":         {"", "evidence"},
		"closure-other":        {"opened_by", "evidence", "description", "phone"},
		"duplicate":            {"evidence"},
		"refund":               nil,
		"refund-needs_changed": {"evidence", "description", "phone"},
		"refund-minor":         {"evidence"},
		"refund-method_other":  {"order_no", "evidence", "description"},
		"refund-quit":          {"order_no", "evidence", "description"},
		"refund-regret":        {"order_no", "evidence", "description"},
		"renewal":              {"evidence"},
		"closure-bill":         {"", "opened_by", "evidence", "description"},
		"refund-misunderstood": {"evidence"},
		"refund-not_credited":  {"evidence", "description"},
		"refund-other":         {"order_no", "unused", "evidence", "description"},
		"refund-policy_change": {"order_no", "evidence", "description", "phone"},
		"refund-redeem_failed": {"order_no", "method_detail", "evidence", "description", "phone"},
		"refund-system_fault":  {"order_no", "evidence", "phone"},
		"refund-unwanted":      {"order_no", "unused_amount", "evidence", "phone"},
		"warranty":             nil,
		"missing":              nil,
		"refund-payments":      nil,
	}
	paths, err := filepath.Glob("../examples/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatal("no examples", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		kind, _, _ := strings.Cut(name, "-")
		lacking, listed := want[name]
		if !listed {
			t.Errorf("%s is not listed here", name)
		}
		var k *letter.Template
		if text, err := os.ReadFile("../examples/" + kind + ".tmpl"); err == nil {
			if k, err = templates.Parse(kind+".tmpl", text); err != nil {
				t.Fatal(err)
			}
		} else {
			k = load(t, kind)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		set, err := answers.Parse(path, text)
		if err != nil {
			t.Fatal(err)
		}
		set = slices.DeleteFunc(set, func(a answers.Answer) bool { return a.Name == "from" || a.Name == "to" })
		f := drafts.NewForm(k, field.Reading{Now: now})
		if faults := f.Fill(set); faults != nil {
			t.Fatal(faults)
		}
		met, got := weigh(t, f)
		if len(met) == 0 || !slices.Equal(got, lacking) {
			t.Errorf("%q: %#v, met %q", name, got, met)
		}
	}
}

// TestLettersListTheirEvidence checks that every built-in letter lists its evidence by the names of the attachments.
func TestLettersListTheirEvidence(t *testing.T) {
	const want = "\n附件1：01_支付凭证.png\n附件2：02_订单.png\n"
	for _, kind := range templates.Builtin() {
		k := load(t, kind)
		var set []string
		for _, q := range k.Fields {
			set = append(set, q.Name, q.Example())
		}
		f := filled(t, kind, set, []string{"evidence", "图/支付凭证.png\n订单.png"})
		d, err := drafts.Compose(f, drafts.Envelope{}, drafts.Stamp{ID: "x", At: now})
		if err != nil || !strings.Contains(d.Letter.Body, want) {
			t.Errorf("%s: %v\n%s", kind, err, d.Letter.Body)
		}
	}
}

func TestChecklist(t *testing.T) {
	plain, fault := filled(t, "refund", []string{"reason", "mistake"}).Checklist(), filled(t, "refund", []string{"reason", "system_fault", "recharged_by", "minor"}).Checklist()
	if len(plain) != 2 || len(fault) != 5 {
		t.Errorf("%v, %v", plain, fault)
	}
	if unused := filled(t, "refund", []string{"reason", "mistake", "unused", "part"}).Checklist(); len(unused) != 3 {
		t.Errorf("part of it unused: %v", unused)
	}
	if got := filled(t, "refund", nil).Checklist(); len(got) != 2 {
		t.Errorf("nothing answered: %v", got)
	}
}
