package view

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// The total, the letter, the text for the app and the JSON object of random lists of payments agree.
func TestPaymentsAgree(t *testing.T) {
	t.Parallel()
	kind, _, err := templates.Load("refund", "")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		n := 1 + random.IntN(40)
		form := drafts.NewForm(kind, field.Reading{Now: time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)})
		set := []answers.Answer{{Name: "payments", Records: n}, {Name: "reason", Text: "regret"}, {Name: "douyin_id", Text: "dy_example88"}}
		var total field.MoneyValue
		var numbers []string
		for i := range n {
			fen := field.MoneyValue(1 + random.IntN(1_000_000))
			total += fen
			numbers = append(numbers, fmt.Sprintf("%028d", random.Int64()))
			for item, text := range map[string]string{
				"method": []string{"wechat", "alipay", "bank"}[random.IntN(3)], "amount": fen.String(), "order_no": numbers[i],
				"recharged_at": time.Date(2026, 11, 1+random.IntN(18), random.IntN(24), random.IntN(60), 0, 0, field.Beijing).Format("2006-01-02 15:04"),
			} {
				set = append(set, answers.Answer{Name: fmt.Sprintf("payments.%d.%s", i+1, item), Text: text, Listed: true})
			}
		}
		if faults := form.Fill(set); faults != nil {
			t.Fatal(faults)
		}
		d, err := drafts.Compose(form, drafts.Envelope{}, drafts.Stamp{At: time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)})
		if err != nil {
			t.Fatal(err)
		}
		fitted := letter.Fit(d.Letter.Sentences, 500)
		o := english().DocumentObject(Document{Template: kind, Draft: d, Fitted: fitted, Limit: 500})
		payments := o.Values["payments"].([]map[string]string)
		_, flat := o.Values["amount"]
		if len(payments) != n || flat != (n == 1) || o.Claim != total.Answer() || d.Claim != total {
			t.Fatalf("%d payments of %d, claimed %s of %s", len(payments), n, o.Claim, total)
		}
		for _, text := range []string{d.Letter.Subject, d.Letter.Body, fitted.Whole} {
			if !strings.Contains(text, total.String()+"元") || n > 1 && !strings.Contains(text, fmt.Sprintf("%d笔", n)) {
				t.Errorf("%d payments of %s:\n%s", n, total, text)
			}
		}
		if !strings.Contains(d.Letter.Body, total.Capital()) {
			t.Errorf("no %s:\n%s", total.Capital(), d.Letter.Body)
		}
		for i, number := range numbers {
			if payments[i]["order_no"] != number || strings.Count(d.Letter.Body, number) != 1 {
				t.Errorf("%s is in JSON as %s, and in the letter:\n%s", number, payments[i]["order_no"], d.Letter.Body)
			}
		}
		if n > 1 {
			last := o.Facts[4*n]
			if last.Field != "payments.total" || last.Value != total.String()+"元" {
				t.Errorf("%+v", last)
			}
		}
	}
}
