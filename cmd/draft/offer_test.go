package main

import (
	"os"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
)

// paymentPage returns the text of the payment's page that is an example.
func paymentPage(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(absolute(t, examplesFolder, "bills", "payment.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// withoutBreaks returns a text without line breaks, because a letter on the terminal is wrapped.
func withoutBreaks(text string) string { return strings.ReplaceAll(text, "\n", "") }

// Amounts typed at one question are payments once that is confirmed, and the letter is the one that the answers file gives.
func TestAmountsAtTheQuestion(t *testing.T) {
	payment := func(number, at string) []prompttest.Step {
		return []prompttest.Step{
			prompttest.Answer(number+": Payment method", "wechat"), prompttest.Answer(number+": Time of the recharge", at),
			prompttest.Answer(number+": Order number", ""), prompttest.Answer(number+": Merchant order number", ""),
		}
	}
	script := concatSteps(
		refundSteps[:3],
		prompttest.Answer("Amount", "648、328、98"), prompttest.Back("Are these 3 separate entries for Payments?", ""),
		prompttest.Answer("Amount", "648、328"), prompttest.Answer("Are these 2 separate entries for Payments?", prompt.No),
		prompttest.Answer("Amount", "648、328、98"), prompttest.Answer("Are these 3 separate entries for Payments?", prompt.Yes),
		prompttest.Answer("Payment 1: Order number", ""), prompttest.Answer("Payment 1: Merchant order number", ""),
	)
	script = concatSteps(script, payment("Payment 2", "2026-11-18 20:31")...)
	script = concatSteps(script, payment("Payment 3", "2026-11-18 21:12")...)
	script = concatSteps(script, prompttest.Answer("Any other payment?", prompt.No))
	script = concatSteps(script, refundSteps[6:]...)
	out, conversation, code := runOnce(t, prompttest.New(t, concatSteps(script, reviewSteps("done")...)...), "refund")
	if code != view.ExitDone || !strings.Contains(conversation, "You wrote 3 amounts: 648.00, 328.00, 98.00, 1074.00 yuan in total.") {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	want, _, _ := call(t, "payments: [{method: wechat, recharged_at: 2026-11-18 20:15, amount: 648}, "+
		"{method: wechat, recharged_at: 2026-11-18 20:31, amount: 328}, {method: wechat, recharged_at: 2026-11-18 21:12, amount: 98}]\n"+
		"reason: mistake\ndouyin_id: dy_example88\n", "refund", "--answers", "-", "--no-keep")
	_, body, _ := strings.Cut(want, "抖音客服：")
	if body == "" || !strings.Contains(withoutBreaks(out), withoutBreaks(body)) {
		t.Errorf("%s\nwant\n%s", out, want)
	}
}

// A page that is pasted at the first question of the payment answers all of them, and one that is pasted at a change says what it changes.
func TestPageAtTheQuestion(t *testing.T) {
	page := paymentPage(t)
	script := concatSteps(
		refundSteps[:1],
		prompttest.Answer("Payment method", strings.Replace(page, "支付成功", "已全额退款", 1)), // refused
		prompttest.Answer("Payment method", page), prompttest.Answer("Use these?", prompt.No),
		prompttest.Answer("Payment method", page), prompttest.Answer("Use these?", prompt.Yes),
	)
	script = concatSteps(script, refundSteps[6:]...)
	script = concatSteps(
		script,
		prompttest.Answer("Is everything correct", "change"), prompttest.Answer("Which answer", "recharged_at"),
		prompttest.Answer("Time of the recharge", strings.NewReplacer("-50.00", "-51.00", "0000001", "0000002").Replace(page)),
		prompttest.Answer("Use these?", prompt.Yes),
	)
	out, conversation, code := runOnce(t, prompttest.New(t, concatSteps(script, reviewSteps("done")...)...), "refund")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	for _, want := range []string{
		"This text cannot be used; type the answer:\n  ✗ “已全额退款”: this payment failed",
		"The pasted text says:\n  Payment method         WeChat Pay\n  Time of the recharge   2026-11-18 20:15:03\n  Amount                 50.00 yuan\n",
		"  Merchant order number  1000000000202611180000000001\nnot used: 抖音\n",
		"  Amount                 51.00 yuan (your answer was 50.00 yuan)\n",
		"  Merchant order number  1000000000202611180000000002 (your answer was 1000000000202611180000000001)\n",
	} {
		if !strings.Contains(conversation, want) {
			t.Errorf("%q was not said:\n%s", want, conversation)
		}
	}
	if letter := withoutBreaks(out); !strings.Contains(letter, "通过微信支付在抖音内误充值51.00元") || !strings.Contains(letter, "1000000000202611180000000002") {
		t.Error(out)
	}
}

// A page that is pasted at the question for another payment is that payment.
func TestPageOfAnotherPayment(t *testing.T) {
	page := paymentPage(t)
	second := strings.NewReplacer("4200002345202611181234567890", "4200002345202611181234567891", "20:15", "20:31", "-50.00", "-6.00").Replace(page)
	third := strings.NewReplacer("4200002345202611181234567890", "4200002345202611181234567892", "20:15", "21:12", "-50.00", "-98.00").Replace(page)
	script := concatSteps(
		refundSteps[:1],
		prompttest.Answer("Payment method", page), prompttest.Answer("Use these?", prompt.Yes),
		prompttest.Step{Message: "Reason", Err: prompt.ErrAdd},
		prompttest.Answer("Payment 2: Payment method", second), prompttest.Answer("Use these?", prompt.Yes),
		prompttest.Answer("Any other payment?", third), prompttest.Answer("Use these?", prompt.No),
		prompttest.Answer("Any other payment?", third), prompttest.Answer("Use these?", prompt.Yes),
		prompttest.Answer("Any other payment?", prompt.No),
	)
	script = concatSteps(script, refundSteps[6:]...)
	out, conversation, code := runOnce(t, prompttest.New(t, concatSteps(script, reviewSteps("done")...)...), "refund")
	if letter := withoutBreaks(out); code != view.ExitDone || !strings.Contains(letter, "3笔，共154.00元") || !strings.Contains(letter, "4200002345202611181234567892") {
		t.Errorf("exit %d\n%s\n%s", code, conversation, out)
	}
}

// Ctrl-C before an offer is confirmed keeps what was typed.
func TestInterruptedOffer(t *testing.T) {
	s := newTestEnv(t)
	s.run(prompttest.New(t, concatSteps(refundSteps[:3], prompttest.Answer("Amount", "6元×3"), prompttest.Interrupt("Are these 3", ""))...), "refund")
	again := prompttest.New(t, prompttest.Answer("Continue it", "on"), prompttest.Interrupt("Amount", ""))
	s.run(again, "refund")
	asked := again.Asked()
	if len(asked) < 2 || asked[len(asked)-1].Prefill != "6元×3" {
		t.Errorf("%+v", asked)
	}
}

// What is special about a payment, and what was not used of a long text, is said with the offer.
func TestOfferTellsWhatIsSpecial(t *testing.T) {
	text := strings.Replace(paymentPage(t), "支付成功", "已退款(￥20.50)", 1)
	text = strings.Replace(text, "商户全称 抖音", "商户全称 抖音生活服务商家", 1) + strings.Repeat("客服会看这些材料\n", 30)
	script := prompttest.New(t, concatSteps(refundSteps[:1], prompttest.Answer("Payment method", text), prompttest.Interrupt("Use these?", ""))...)
	_, conversation, _ := runOnce(t, script, "refund")
	for _, want := range []string{
		"  Amount                 29.50 yuan\n", "warning: 50.00 yuan paid, 20.50 refunded; draft writes only the remaining 29.50", "warning: this looks like a voucher of 抖音生活服务",
	} {
		if !strings.Contains(conversation, want) {
			t.Errorf("%q was not said:\n%s", want, conversation)
		}
	}
	if strings.Count(conversation, "客服会看") > 5 {
		t.Errorf("all of the text is said:\n%s", conversation)
	}
}
