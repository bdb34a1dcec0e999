package view

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/casefile"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// The total, the letter, the text for the app, the page, the JSON object and the settlement of random lists of payments agree.
func TestPaymentsAgree(t *testing.T) {
	t.Parallel()
	kind, _, err := templates.Load("refund", "")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for trial := range 60 {
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
		fitted := letter.Fit(d.Letter.Sentences, 100+random.IntN(500))
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
		ordered := slices.Clone(payments) // as the letter orders them
		slices.SortStableFunc(ordered, func(a, b map[string]string) int { return strings.Compare(a["recharged_at"], b["recharged_at"]) })
		checkAppPayments(t, fitted, ordered)
		checkSettlement(t, kind.Sheet(form.Values(), d.Stamp.At), d.Claim, ordered, random)
		if trial%10 > 0 { // a page has QR codes, which take long
			continue
		}
		html, err := LetterPage(english(), Document{Template: kind, Draft: d, Fitted: fitted, Limit: 500})
		if err != nil || !strings.Contains(string(html), total.String()+"元（大写：人民币"+total.Capital()) {
			t.Errorf("%v: the page has no %s", err, total)
		}
		for _, number := range numbers {
			if !strings.Contains(string(html), number) {
				t.Errorf("%s is not on the page", number)
			}
		}
	}
}

// checkAppPayments checks that a text for the app has the first ones of several payments, each whole, and says how many others there are.
func checkAppPayments(t *testing.T, fitted letter.Fitted, payments []map[string]string) {
	t.Helper()
	if len(payments) == 1 {
		return
	}
	stated := 0
	for i, p := range payments {
		sentence := fmt.Sprintf("第%d笔：", i+1)
		if !strings.Contains(fitted.Whole, sentence) {
			break
		}
		stated++
		_, rest, _ := strings.Cut(fitted.Whole, sentence)
		if whole, _, _ := strings.Cut(rest, "。"); !strings.HasSuffix(whole, "，"+p["amount"]+"元，订单号："+p["order_no"]) {
			t.Errorf("%v is stated as %s", p, whole)
		}
	}
	left := len(payments) - stated
	if strings.Count(fitted.Whole, "笔：") != stated || strings.Contains(fitted.Whole, "未列出的") != (left > 0) || left > 0 && !strings.Contains(fitted.Whole, fmt.Sprintf("未列出的%d笔", left)) {
		t.Errorf("%d of %d payments are stated in %s", stated, len(payments), fitted.Whole)
	}
}

// checkSettlement has the money for each payment arrive by itself, in any order.
func checkSettlement(t *testing.T, sheet *letter.Sheet, claim field.MoneyValue, payments []map[string]string, random *rand.Rand) {
	t.Helper()
	if len(payments) == 1 {
		return
	}
	f := fileOf()
	f.Claimed = claim
	f.List, f.Details = sheet.Details()
	if len(f.Details) != len(payments) {
		t.Fatalf("%d of %d payments", len(f.Details), len(payments))
	}
	missing := claim
	for at, i := range random.Perm(len(payments)) {
		d := f.Details[i]
		if d.Amount.String() != payments[i]["amount"] || !strings.HasSuffix(d.Text, "，"+payments[i]["amount"]+"元，订单号："+payments[i]["order_no"]) {
			t.Errorf("%v is settled as %+v", payments[i], d)
		}
		e, err := f.ParsePayment(casefile.PaymentOptions{Amount: d.Amount.Answer(), For: fmt.Sprint(d.Number)}, moment(20, 10))
		if err != nil {
			t.Fatal(err)
		}
		f = fileOf(append(f.Entries, e)...)
		f.Claimed = claim
		f.List, f.Details = sheet.Details()
		missing -= d.Amount
		o := CaseObjectOf(f, casefile.Deadline{})
		if o.Claimed != claim.Answer() || o.Rest != casefile.Amount(int64(missing)) || len(o.Open) != len(payments)-at-1 {
			t.Fatalf("%s of %s are missing, %s of %s, and of payments %v", missing, claim, o.Rest, o.Claimed, o.Open)
		}
	}
}
