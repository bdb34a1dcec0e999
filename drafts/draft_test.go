package drafts_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

func TestBecoming(t *testing.T) {
	f := filled(t, "refund", refund)
	if _, _, ok := f.Switch(); ok {
		t.Error("a refund becomes another letter")
	}
	answer(t, f, "reason", "duplicate")
	b, q, ok := f.Switch()
	if !ok || b.Kind != "duplicate" || q.Name != "reason" {
		t.Fatalf("becomes %v by %s, %t", b, q.Name, ok)
	}
	next := f.Carry(b, load(t, b.Kind))
	wants(t, "carried", counting(next), "first_order_no=4200002345202611181234567890", "first_at=2026-11-18 20:15", "amount=50.00",
		"method=wechat", "douyin_id=dy_example88", "description=当时想查看余额，页面跳转后误点了充值。", "evidence=支付凭证.png", "name=张三",
		"phone=13812345678", "email=zhangsan@example.com", "remark=工作日白天方便接听电话。")
	wants(t, "missing", names(next.Missing()), "second_order_no", "second_at")
	if next.Template().Kind != "duplicate" || len(counting(f)) < 10 {
		t.Error("the first form was changed")
	}
}

// TestCarryAsksAgain checks that an answer that the other question refuses is asked again, and that an inactive answer is
// not carried.
func TestCarryAsksAgain(t *testing.T) {
	source, err := templates.Parse("from.tmpl", []byte(kindOf("from", `
  - {name: go, type: yesno, label: 去}
  - {name: one, type: text, label: 一}
  - {name: two, type: text, when: is "go" "yes", label: 二}`)))
	if err != nil {
		t.Fatal(err)
	}
	target, err := templates.Parse("into.tmpl", []byte(kindOf("into", `
  - {name: uno, type: money, label: 一}
  - {name: two, type: text, label: 二}
  - {name: go, type: yesno, label: 去}`)))
	if err != nil {
		t.Fatal(err)
	}
	f := drafts.NewForm(source, field.Reading{Now: now})
	if faults := f.Fill(given("go", "no", "one", "no amount", "two", "二")); faults != nil {
		t.Fatal(faults)
	}
	next := f.Carry(letter.KindSwitch{Carry: map[string]string{"uno": "one"}}, target)
	wants(t, "carried", counting(next), "go=no")
	wants(t, "open", names(next.Open()), "uno", "two")
}

func kindOf(kind, fields string) string {
	return "---\nkind: " + kind + "\ntitle: 试\nfields:" + fields + "\n---\n{{define \"subject\"}}题{{end}}\n{{define \"letter\"}}信{{end}}\n"
}

func TestDoubts(t *testing.T) {
	f := filled(t, "refund", []string{"order_no", "12345678", "email", "a@example.com", "amount", "5"})
	doubts := f.Doubts()
	if len(doubts) != 1 || doubts[0].Field.Name != "order_no" || doubts[0].Problem.Code != "number.shape" {
		t.Errorf("got %v", doubts)
	}
	answer(t, f, "order_no", "4200002345202611181234567890")
	if doubts := f.Doubts(); doubts != nil {
		t.Errorf("a good number is doubted: %v", doubts)
	}
}

func TestFindings(t *testing.T) {
	levels := func(f *drafts.Form) (out []string) {
		for _, c := range f.Findings() {
			out = append(out, string(c.Level)+" "+c.Field)
		}
		return out
	}
	for _, test := range []struct {
		kind string
		with []string
		want []string
	}{
		{"refund", nil, nil},
		{"refund", []string{"method", "app_store"}, []string{"note method"}},
		{"refund", []string{"recharged_by", "minor"}, []string{"note recharged_by"}},
		{"refund", []string{"amount", "1000"}, nil},
		{"refund", []string{"amount", "1000.01"}, []string{"note amount"}},
		{"refund", []string{"unused", "none"}, []string{"warn unused"}},
		{"refund", []string{"amount", "5", "unused", "part", "unused_amount", "6"}, []string{"stop unused_amount"}},
		{"refund", []string{"amount", "5", "unused", "all", "unused_amount", "6"}, nil}, // it is inactive
		{"refund", []string{"recharged_at", "2026-10-21"}, nil},
		{"refund", []string{"recharged_at", "2026-10-20"}, []string{"note recharged_at"}},
		{"duplicate", []string{"first_order_no", "12345678", "second_order_no", "12345678"}, []string{"stop second_order_no"}},
		{"duplicate", []string{"first_at", "2026-11-18", "second_at", "2026-11-18"}, nil},
		{"duplicate", []string{"first_at", "2026-11-19", "second_at", "2026-11-18"}, []string{"warn second_at"}},
		{"closure", []string{"bill_cleared", "yes", "instalment_cleared", "yes", "undisputed", "yes"}, nil},
		{"closure", []string{"bill_cleared", "yes", "instalment_cleared", "no", "undisputed", "yes"}, []string{"warn instalment_cleared"}},
		{"closure", []string{"bill_cleared", "no"}, []string{"warn bill_cleared"}}, // found at once, and not about later questions
		{"closure", []string{"bill_cleared", "no", "instalment_cleared", "yes", "undisputed", "no"}, []string{"warn bill_cleared", "warn undisputed"}},
		{"closure", []string{"bill_cleared", "yes", "instalment_cleared", "yes", "undisputed", "yes", "opened_by", "self", "reason", "opened_unaware"}, []string{"stop opened_by", "note reason"}},
	} {
		wants(t, fmt.Sprintf("%s with %q", test.kind, test.with), levels(filled(t, test.kind, test.with)), test.want...)
	}
}

// TestCompose checks that Compose is deterministic, and that the date of the letter is that of the stamp.
func TestCompose(t *testing.T) {
	stamp := drafts.Stamp{ID: "one", At: now}
	first, err := drafts.Compose(filled(t, "refund", refund), drafts.Envelope{}, stamp)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := drafts.Compose(filled(t, "refund", refund), drafts.Envelope{}, stamp)
		if err != nil || !reflect.DeepEqual(again.Letter, first.Letter) || len(again.Facts) != len(first.Facts) || again.Stamp != stamp {
			t.Fatalf("another draft of the same answers: %v, %v", again, err)
		}
	}
	if !strings.Contains(first.Letter.Body, "\n日期：2026年11月20日\n") || first.Letter.Kind != "refund" || len(first.Facts) != len(refund)/2 {
		t.Errorf("got %v with %d facts", first.Letter, len(first.Facts))
	}
}

// TestEmptyForm checks that an empty form does not panic, and returns all that is missing.
func TestEmptyForm(t *testing.T) {
	for _, kind := range templates.Builtin() {
		f := filled(t, kind)
		if _, err := drafts.Compose(f, drafts.Envelope{}, drafts.Stamp{At: now}); err != nil {
			t.Error(err)
		}
		if len(f.Missing()) == 0 || f.Findings() != nil || f.Doubts() != nil || len(f.Unused()) > 0 {
			t.Errorf("%s: missing %q", kind, names(f.Missing()))
		}
	}
}
