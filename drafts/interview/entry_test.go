package interview_test

import (
	"maps"
	"strings"
	"testing"

	"draft/drafts/interview"
)

// shown is what stands in the field of a question and what is said about it. An answer has a = before it.
func shown(s *interview.Session, name string) string {
	for _, e := range s.Entries() {
		if e.Name != name {
			continue
		}
		words := []string{e.Text}
		if v := value(s, name); v != "" {
			words[0] = "=" + v
			if v != e.Text {
				words[0] += " but " + e.Text
			}
		}
		if e.Suggested != "" {
			words = append(words, "from "+string(e.Suggested))
		}
		for _, p := range e.Problems {
			words = append(words, p.Code)
		}
		if e.Warning != nil {
			words = append(words, "warned")
		}
		if e.Offer != nil {
			words = append(words, "offered")
		}
		if len(e.InApp) > 0 {
			words = append(words, "in the app?")
		}
		if len(e.Stops) > 0 {
			words = append(words, "stopped")
		}
		if e.FoundIn != nil {
			words = append(words, e.Found+" found in "+e.FoundIn.Name)
		}
		if e.Repeated != "" {
			words = append(words, "before "+e.Repeated)
		}
		return strings.TrimSpace(strings.Join(words, " "))
	}
	return "not asked"
}

// enter takes fields, in pairs of name and text.
func enter(s *interview.Session, pairs ...string) {
	texts := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		texts[pairs[i]] = pairs[i+1]
	}
	s.Enter(texts)
}

// A form that is sent again and again, as a page does: what each step leaves in the fields.
func TestEnter(t *testing.T) {
	type fields map[string]string
	for name, steps := range map[string][]struct{ enter, want fields }{
		"an answer": {
			{fields{"amount": "５０元", "recharged_at": "昨晚八点"}, fields{"amount": "=50.00", "recharged_at": "=2026-11-19 20:00", "method": ""}},
			{fields{"amount": "50.00", "method": "wechat"}, fields{"amount": "=50.00", "method": "=wechat"}},
		},
		"a problem stays in the field": {
			{fields{"amount": "fifty", "reason": "mistake"}, fields{"amount": "fifty money.unreadable", "reason": "=mistake"}},
			{fields{"amount": "fifty", "reason": "regret"}, fields{"amount": "fifty money.unreadable", "reason": "=regret"}},
			{fields{"amount": "50"}, fields{"amount": "=50.00"}},
		},
		"a problem in place of an answer": {
			{fields{"amount": "50"}, fields{"amount": "=50.00"}},
			{fields{"amount": "fifty"}, fields{"amount": "fifty money.unreadable"}},
		},
		"a blank takes back": {
			{fields{"amount": "50", "remark": "急"}, fields{"amount": "=50.00", "remark": "=急"}},
			{fields{"amount": " ", "remark": "\n"}, fields{"amount": "", "remark": ""}},
			{fields{"amount": "fifty"}, fields{"amount": "fifty money.unreadable"}},
			{fields{"amount": ""}, fields{"amount": ""}},
		},
		"a warning": {
			{fields{"description": "密码是abc12345"}, fields{"description": "密码是abc12345 warned"}},
			{fields{"description": "密码是abc12345", "amount": "50"}, fields{"description": "密码是abc12345 warned", "amount": "=50.00"}},
			{fields{"description": "点错了"}, fields{"description": "=点错了"}},
		},
		"several amounts": {
			{fields{"amount": "648、328"}, fields{"amount": "648、328 offered"}},
			{fields{"amount": "648"}, fields{"amount": "=648.00"}},
		},
		"names of evidence": {
			{fields{"evidence": "missing.png"}, fields{"evidence": "missing.png in the app?"}},
			{fields{"evidence": "app:订单截图"}, fields{"evidence": "=app:订单截图"}},
		},
		"a question that a choice asks": {
			{fields{"reason": "other", "reason_detail": "想法变了"}, fields{"reason": "=other", "reason_detail": ""}}, // it was not on the page
			{fields{"reason": "other", "reason_detail": "想法变了"}, fields{"reason_detail": "=想法变了"}},
			{fields{"reason": "mistake", "reason_detail": "想法变了"}, fields{"reason": "=mistake", "reason_detail": "not asked"}},
			{fields{"reason": "other"}, fields{"reason_detail": "=想法变了"}},
		},
		"a check that refuses": {
			{fields{"reason": "system_fault", "unused": "none"}, fields{"reason": "=system_fault", "unused": "=none stopped"}},
			{fields{"reason": "system_fault", "unused": "all"}, fields{"unused": "=all"}},
		},
		"a UID for a Douyin ID": {
			{
				fields{"douyin_id": "UID：1234567890123456", "douyin_uid": ""},
				fields{"douyin_id": "UID：1234567890123456 text.douyin_uid", "douyin_uid": "1234567890123456"},
			},
			{fields{"douyin_id": "dy_example88", "douyin_uid": "1234567890123456"}, fields{"douyin_id": "=dy_example88", "douyin_uid": "=1234567890123456"}},
		},
		"a number in the story": {
			{fields{"description": "点错了，电话13812345678"}, fields{"phone": "13812345678 found in description"}},
			{fields{"phone": "13812345678"}, fields{"phone": "=13812345678"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, "refund")
			for i, step := range steps {
				s.Enter(maps.Clone(step.enter))
				for q, want := range step.want {
					if got := shown(s, q); got != want {
						t.Errorf("step %d: %s is %q, want %q", i+1, q, got, want)
					}
					if got := shown(restored(t, s, "refund"), q); got != want {
						t.Errorf("step %d, saved: %s is %q, want %q", i+1, q, got, want)
					}
				}
			}
		})
	}
}

// A text with a warning becomes the answer if a person keeps it.
func TestKeepLeft(t *testing.T) {
	s := open(t, "refund")
	enter(s, "description", "密码是abc12345")
	s.KeepLeft(question(t, s, "description"))
	if got := shown(s, "description"); got != "=密码是abc12345" {
		t.Error(got)
	}
	enter(s, "description", "密码是abc12345")
	if got := shown(restored(t, s, "refund"), "description"); got != "=密码是abc12345" {
		t.Error(got)
	}
}

// What the terminal left in a field becomes the answer when a form is sent with it.
func TestEnterTakesWhatWasLeft(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund()})
	for name, text := range map[string]string{"amount": "52", "remark": "急"} {
		s.Leave(question(t, s, name), text)
	}
	if got := shown(s, "amount"); got != "=50.00 but 52" {
		t.Errorf("before: %s", got)
	}
	enter(s, "amount", "52", "remark", "急")
	if got := shown(s, "amount") + shown(s, "remark"); got != "=52.00=急" || len(s.Left()) > 0 {
		t.Errorf("%s, left %v", got, s.Left())
	}
}

// The profile stands in the fields until it is taken, and is none about another account.
func TestEnterProfile(t *testing.T) {
	profile := map[string]string{"douyin_id": "dy_example88", "name": "张三"}
	for name, c := range map[string]struct{ account, want string }{
		"the account of the profile": {"dy_example88", "=张三"},
		"another account":            {"dy_other77", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, "refund")
			s.UseProfile(profile, true)
			if got := shown(s, "douyin_id") + ", " + shown(s, "name"); got != "dy_example88 from profile, 张三 from profile" {
				t.Fatal(got)
			}
			enter(s, "douyin_id", c.account, "name", "张三")
			if got := shown(s, "name"); got != c.want {
				t.Errorf("the name is %q", got)
			}
		})
	}
}

// Who empties a field that the profile filled wants no answer there, whether it was taken before or not.
func TestEnterWithoutTheProfile(t *testing.T) {
	for _, before := range []string{"", "张三"} {
		s := open(t, "refund")
		s.UseProfile(map[string]string{"douyin_id": "dy_example88", "name": "张三"}, true)
		if before != "" {
			enter(s, "name", before)
		}
		enter(s, "name", "")
		enter(s, "name", shown(s, "name"), "douyin_id", "dy_example88")
		if got := shown(s, "name"); got != "" {
			t.Errorf("after %q the name is %q", before, got)
		}
	}
}

// The day of the record before is not put into a field, because without a time it is no answer. A record answers as the one before only if a
// person says so.
func TestEnterRecords(t *testing.T) {
	s := open(t, "refund")
	l := s.Form().Template().Lists[0]
	enter(s, "method", "wechat", "recharged_at", "2026-11-18 20:15", "amount", "50")
	s.AddRecord(l)
	s = restored(t, s, "refund")
	at, method := shown(s, "payments.2.recharged_at"), shown(s, "payments.2.method")
	if at != "" || method != "before wechat" {
		t.Fatalf("%q, %q", at, method)
	}
	enter(s, "payments.2.amount", "30")
	if n := len(s.Repeatable(l, 1)); n != 0 {
		t.Errorf("the first record could repeat %d answers", n)
	}
	same := restored(t, s, "refund")
	same.RepeatRecord(l, 2)
	if got := shown(same, "payments.2.recharged_at") + shown(same, "payments.2.method") + shown(same, "payments.2.amount"); got != "=2026-11-18 20:15=wechat before wechat=30.00" {
		t.Error(got)
	}
	enter(s, "payments.2.recharged_at", "2026-11-18 21:12", "payments.2.method", "alipay")
	if got := shown(s, "payments.2.recharged_at"); got != "=2026-11-18 21:12" {
		t.Error(got)
	}
	s = restored(t, s, "refund")
	s.RemoveRecord(l, 1)
	if got := shown(s, "amount") + shown(s, "method") + shown(s, "payments.2.amount"); got != "=30.00=alipaynot asked" {
		t.Error(got)
	}
}

// Several amounts that are taken are records, which are saved.
func TestEnterOffer(t *testing.T) {
	s := open(t, "refund")
	enter(s, "amount", "648、328、98", "remark", "急")
	for _, e := range s.Entries() {
		if e.Offer != nil {
			s.Discard(e.Field)
			s.Take(*e.Offer)
		}
	}
	s = restored(t, s, "refund")
	if got := shown(s, "amount") + shown(s, "payments.2.amount") + shown(s, "payments.3.amount") + shown(s, "remark"); got != "=648.00=328.00=98.00=急" {
		t.Error(got)
	}
}

// An answer that makes it another letter is taken back by Return, which leads to the answers before.
func TestReturn(t *testing.T) {
	s := open(t, "refund")
	enter(s, "method", "wechat", "recharged_at", "2026-11-18 20:15", "amount", "50", "reason", "duplicate", "name", "张三")
	if s.Return() || s.Origin() != nil {
		t.Fatal("there is a letter before the first")
	}
	b, _, ok := s.Form().Switch()
	if !ok {
		t.Fatal("it is no other letter")
	}
	s.Switch(b, kind(t, b.Kind))
	s = restored(t, s, "refund")
	if got := shown(s, "first_at") + shown(s, "name"); got != "=2026-11-18 20:15=张三" || s.Origin().Kind != "refund" {
		t.Fatal(got)
	}
	enter(s, "second_at", "2026-11-18 20:16")
	if !s.Return() {
		t.Fatal("there is no letter before")
	}
	s = restored(t, s, "refund")
	if got := shown(s, "amount") + shown(s, "reason") + shown(s, "name"); got != "=50.00=张三" || s.Origin() != nil {
		t.Error(got)
	}
}

// A letter that the terminal began goes on in a form, and the terminal goes on with that.
func TestEnterAfterTheTerminal(t *testing.T) {
	s := open(t, "refund")
	s.Begin()
	for _, pair := range [][2]string{{"recharged_by", "minor"}, {"child_age", "9"}, {"guardian", ""}, {"method", "wechat"}} {
		answer(t, s, pair[0], pair[1])
	}
	s.Leave(question(t, s, "recharged_at"), "2026-11-18 2")
	s = restored(t, s, "refund")
	if got := shown(s, "child_age") + ", " + shown(s, "recharged_at"); !strings.HasPrefix(got, "=9, 2026-11-18 2 ") {
		t.Fatal(got)
	}
	enter(s, "recharged_by", "minor", "child_age", "9", "guardian", "", "recharged_at", "2026-11-18 20:15", "amount", "50", "order_no", "", "merchant_no", "")
	s = restored(t, s, "refund")
	s.Begin()
	if got := next(s); got != "order_no" {
		t.Errorf("the terminal asks for %s next", got)
	}
	if q, ok := s.Back(question(t, s, "order_no")); !ok || q.Name != "amount" {
		t.Errorf("back from there is %s", q.Name)
	}
}

// longestList returns a session with the most records open, and what a form gives for each of their fields.
func longestList(t testing.TB) (s *interview.Session, given []string) {
	s = open(t, "refund")
	l := s.Form().Template().Lists[0]
	s.Form().OpenRecords([]string{l.Path(l.Most, "amount")})
	for k := 1; k <= l.Most; k++ {
		for _, item := range l.Items(s.Form().Template()) {
			given = append(given, l.Path(k, item), map[string]string{"method": "wechat", "recharged_at": "2026-11-18 20:15", "amount": "50"}[item])
		}
	}
	return s, given
}

// BenchmarkEnterManyRecords enters the longest list and shows it.
func BenchmarkEnterManyRecords(b *testing.B) {
	for b.Loop() {
		s, given := longestList(b)
		enter(s, given...)
		s.Entries()
	}
}

// The longest list is entered whole.
func TestEnterManyRecords(t *testing.T) {
	s, given := longestList(t)
	enter(s, given...)
	if got := shown(s, "payments.500.amount"); got != "=50.00" {
		t.Error(got)
	}
}
