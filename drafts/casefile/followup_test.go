package casefile

import (
	"slices"
	"testing"

	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/workday"
)

func TestCheckLetter(t *testing.T) {
	const claimed = 5000
	kinds := []string{cases.KindSupplement, cases.KindFollowup, cases.KindEscalation, cases.KindShortfall}
	for _, test := range []struct {
		name string
		file cases.Case
		want [4]Code // by kind
	}{
		{"prepared", cases.Case{State: cases.Prepared}, [4]Code{CodePrepared, CodePrepared, CodePrepared, CodePrepared}},
		{"submitted", cases.Case{State: cases.Submitted}, [4]Code{CodeNotAsked, "", "", CodeNoShortfall}},
		{"asked", cases.Case{State: cases.Asked}, [4]Code{"", CodeAsked, "", CodeNoShortfall}},
		{"reminded", cases.Case{State: cases.Submitted, Reminders: cases.MostReminders}, [4]Code{CodeNotAsked, CodeManyReminders, "", CodeNoShortfall}},
		{"partly paid", cases.Case{State: cases.Answered, Received: 1}, [4]Code{CodeNotAsked, CodePartlyPaid, "", ""}},
		{"paid", cases.Case{State: cases.Answered, Received: claimed}, [4]Code{CodeNotAsked, "", "", CodeNoShortfall}},
		{"refused", cases.Case{State: cases.Refused}, [4]Code{CodeNotAsked, CodeRefused, "", CodeNoShortfall}},
		{"settled", cases.Case{State: cases.Settled}, [4]Code{CodeNotAsked, CodeOver, CodeOver, CodeNoShortfall}},
		{"settled for less", cases.Case{State: cases.Settled, Received: 1}, [4]Code{CodeNotAsked, CodeOver, CodeOver, ""}},
		{"withdrawn", cases.Case{State: cases.Withdrawn, Received: 1}, [4]Code{CodeNotAsked, CodeOver, CodeOver, CodeOver}},
	} {
		f := &File{Case: test.file, Claimed: claimed}
		for i, kind := range kinds {
			err := f.CheckLetter(kind)
			if code(err) != test.want[i] || err != nil && args(err)["State"] != f.State {
				t.Errorf("%s, %s: %v", test.name, kind, err)
			}
		}
	}
}

// What the case knows is not asked, and neither is what only it could know.
func TestPrefill(t *testing.T) {
	s := newShelf(t)
	s.put("aaaaaaaa", "refund", "", with(refund, "evidence", "", "phone", "13812345678", "remark", "请尽快"))
	s.add("aaaa", cases.Entry{State: cases.Submitted, Via: cases.App})
	s.now = s.now.AddDate(0, 0, 40)
	f := s.add("aaaa", cases.Entry{State: cases.Asked, Asked: "请提供UID", Ticket: "88"})
	prefill := func(name string) (map[string]string, []string) {
		t.Helper()
		p, err := f.Prefill(kindOf(t, name), workday.Announced(), s.now)
		if err != nil {
			t.Fatal(err)
		}
		given := map[string]string{}
		for _, a := range p.Answers {
			if given[a.Name] = a.Text; a.At.Source != f.Letter.Short {
				t.Errorf("%+v", a)
			}
		}
		return given, p.Needless
	}
	given, needless := prefill(cases.KindFollowup)
	for name, want := range map[string]string{
		"nth": "first", "first_at": "2026-11-20 10:00", "first_via": "app", "ticket": "88", "passed": "28", "due_on": "2026-12-11",
		"douyin_id": "dy_example88", "phone": "13812345678",
	} {
		if given[name] != want {
			t.Errorf("%s: %q", name, given[name])
		}
	}
	if !slices.Contains(needless, "promise") || slices.Contains(needless, "phone") {
		t.Errorf("needless: %q", needless)
	}
	if given, _ = prefill(cases.KindSupplement); given["asked"] != "请提供UID" || given["asked_at"] != "2026-12-30" {
		t.Errorf("%q", given)
	}
	if _, err := f.Prefill(kindOf(t, "refund"), workday.Announced(), s.now); code(err) != CodeNotAboutCase {
		t.Error(err)
	}
}

// Files of the first letter go along with a reminder, and not with what is handed in now.
func TestPrefillLeavesOldEvidence(t *testing.T) {
	f := caseOfKind(t, "refund")
	f.Case = cases.Of([]cases.Entry{{At: today, State: cases.Submitted}}, f.Record.ReplyWithin)
	for kind, want := range map[string]bool{cases.KindFollowup: true, cases.KindSupplement: false} {
		k := kindOf(t, kind)
		if _, asked := k.Find(drafts.EvidenceField); !asked {
			t.Fatalf("%s asks for no files", kind)
		}
		p, err := f.Prefill(k, workday.Announced(), today)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, a := range p.Answers {
			found = found || a.Name == drafts.EvidenceField
		}
		if found != want {
			t.Errorf("%s: %v", kind, found)
		}
	}
}
