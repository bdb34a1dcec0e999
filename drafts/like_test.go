package drafts_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/field"
)

// A letter like another one has its answers but for what is about the occasion: payments, amounts, times, order numbers, files, and
// what depends on them or may have changed since.
func TestLike(t *testing.T) {
	now := time.Date(2026, 12, 20, 10, 0, 0, 0, field.Beijing)
	for kind, asked := range map[string]string{
		"refund": "method method_detail recharged_at amount order_no merchant_no kept charged_at redeem_code fault_at policy_date unused unused_amount " +
			"noticed_at evidence",
		"duplicate": "first_order_no first_at second_order_no second_at amount keep evidence",
		"renewal":   "method method_detail recharged_at amount order_no merchant_no noticed_at stopped evidence",
		"closure":   "bill_cleared bill_amount overdue instalment_cleared undisputed pending evidence",
	} {
		k := load(t, kind)
		var old drafts.Record
		for _, q := range k.Fields {
			old.Answers = append(old.Answers, drafts.Answer{Name: q.Name, Text: q.Example()})
		}
		for _, l := range k.Lists {
			for _, item := range l.Items(k) {
				q, _ := k.Find(item)
				old.Answers = append(old.Answers, drafts.Answer{Name: l.Path(2, item), Text: q.Example()})
			}
		}
		form := old.Like(k, now)
		var taken, left []string
		for _, a := range form.Given() {
			taken = append(taken, a.Name)
		}
		for _, q := range k.Fields {
			if !slices.Contains(taken, q.Name) {
				left = append(left, q.Name)
			}
		}
		if got := strings.Join(left, " "); got != asked {
			t.Errorf("%s asks again for %s, want %s", kind, got, asked)
		}
	}
}

// What was left empty is not asked again, unless it is about the occasion. A question that is gone, or does not take its answer any
// more, is none of the letter.
func TestLikeOfOldAnswers(t *testing.T) {
	old := drafts.Record{
		Answers: []drafts.Answer{{Name: "reason", Text: "mistake"}, {Name: "gone", Text: "x"}, {Name: "recharged_by", Text: "nobody"}, {Name: "payments.2.amount", Text: "5"}},
		Skipped: []string{"phone", "order_no", "payments.2.order_no", "unused", "gone", "douyin_id"},
	}
	form := old.Like(load(t, "refund"), time.Date(2026, 12, 20, 10, 0, 0, 0, field.Beijing))
	open := strings.Join(names(form.Open()), " ")
	if answersOf(form) != "reason=mistake " || strings.Contains(open, "phone") || !strings.HasPrefix(open, "recharged_by method recharged_at amount order_no merchant_no unused douyin_id ") {
		t.Errorf("%s; %s", answersOf(form), open)
	}
}
