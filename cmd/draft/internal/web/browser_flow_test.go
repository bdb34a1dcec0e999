//go:build unix

package web_test

import (
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// required are the answers that a refund needs, in the order of the page.
var required = [][2]string{
	{"method", "wechat"}, {"recharged_at", "2026-11-18 20:15"}, {"amount", "50"}, {"reason", "mistake"}, {"douyin_id", "dy_example88"},
}

// begin opens the questions of a refund and answers those that it needs, with other answers where they are given.
func (tb *tab) begin(but map[string]string) {
	tb.t.Helper()
	tb.start()
	tb.press("充值退款申请")
	for _, a := range required {
		text := a[1]
		if other, ok := but[a[0]]; ok {
			text = other
		}
		if text != "" {
			tb.put(a[0], text)
			tb.settle()
		}
	}
}

// goBack presses the button of the browser that goes back.
func (tb *tab) goBack() {
	tb.t.Helper()
	from := ask[string](tb, "location.href")
	ask[bool](tb, "(history.back(), true)")
	tb.until("location.href !== %s", from)
	tb.settle()
}

// entries returns how many entries of the first page lead to paths that begin so.
func (tb *tab) entries(prefix string) int {
	tb.t.Helper()
	tb.open("/")
	return ask[int](tb, `document.querySelectorAll('main a[href^="' + %s + '"]').length`, prefix)
}

// finish finishes the letter and returns its text for the app.
func (tb *tab) finish() string {
	tb.t.Helper()
	button := "写好了"
	if ask[bool](tb, `document.querySelector("h1").textContent.startsWith("修改：")`) {
		button = "改好了"
	}
	tb.press(button)
	if !strings.HasPrefix(tb.path(), "/letter/") {
		tb.t.Fatalf("the letter is not written:\n%s", tb.text())
	}
	return ask[string](tb, `Array.from(document.querySelectorAll(".part [id^=app-]"), e => e.textContent).join("\n\n")`)
}

// Somebody sees a mistake in the finished letter, goes back as in every browser, and corrects it.
func backAndCorrect(tb *tab) {
	tb.begin(nil)
	if text := tb.finish(); !strings.Contains(text, "50.00元") {
		tb.t.Fatal(text)
	}
	tb.goBack()
	if got := tb.value("amount"); got != "50.00" {
		tb.t.Fatalf("after going back the amount is %q", got)
	}
	tb.into("amount")
	tb.keys(kb.End + strings.Repeat(kb.Backspace, 5) + "52") // the button is pressed from within the field
	if text := tb.finish(); !strings.Contains(text, "误充值52.00元") {
		tb.t.Errorf("corrected: %s", text)
	}
	if letters, unfinished := tb.entries("/letter/"), tb.entries("/unfinished/"); letters != 1 || unfinished != 0 {
		tb.t.Errorf("%d letters and %d unfinished", letters, unfinished)
	}
}

// A second tab on the same letter becomes a second letter, and says so.
func twoTabs(one *tab) {
	one.begin(nil)
	two := newTab(one.browser, one.t, one.program)
	two.open(one.path())
	one.put("name", "张三")
	one.settle()
	two.put("phone", "13812345678")
	two.settle()
	two.says("这封信在别处改过")
	if one.path() == two.path() {
		one.t.Fatal("both tabs are on one letter")
	}
	two.put("remark", "急")
	two.settle()
	one.put("email", "zhangsan@example.com")
	one.settle()
	if n := two.entries("/unfinished/"); n != 2 {
		one.t.Errorf("%d unfinished letters", n)
	}
	two.goBack()
	if got := two.value("phone") + two.value("remark") + two.value("name"); got != "13812345678急" {
		one.t.Errorf("the second letter has %q", got)
	}
	one.do(chromedp.Reload())
	one.settle()
	if got := one.value("name") + one.value("email") + one.value("phone"); got != "张三zhangsan@example.com" {
		one.t.Errorf("the first letter has %q", got)
	}
}

// Several amounts in one field become payments of their own.
func severalAmounts(tb *tab) {
	tb.begin(map[string]string{"amount": "648、328、98"})
	tb.says("648")
	tb.click(".decide button", "")
	time.Sleep(20 * time.Millisecond)
	tb.settle()
	if got := tb.value("amount") + " " + tb.value("payments.2.amount") + " " + tb.value("payments.3.amount"); got != "648.00 328.00 98.00" {
		tb.t.Fatalf("the amounts are %q:\n%s", got, tb.text())
	}
	for _, a := range [][2]string{
		{"payments.2.method", "alipay"},
		{"payments.2.recharged_at", "2026-11-18 20:31"},
		{"payments.3.method", "wechat"},
		{"payments.3.recharged_at", "2026-11-18 21:12"},
	} {
		if strings.HasSuffix(a[0], "recharged_at") {
			tb.into(a[0])
			call(tb, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyDown", Key: "a", Code: "KeyA", Modifiers: 2, Commands: []string{"selectAll"}})
			tb.write(a[1])
			tb.keys("\t")
		} else {
			tb.put(a[0], a[1])
		}
		tb.settle()
	}
	if text := tb.finish(); !strings.Contains(text, "1074") {
		tb.t.Errorf("the text is %s", text)
	}
}

// A reason that is another letter leads to its questions, and back.
func anotherKind(tb *tab) {
	tb.begin(map[string]string{"reason": "duplicate", "douyin_id": ""})
	tb.says("改成写这一种信")
	if got := tb.value("first_at"); got != "2026-11-18 20:15" {
		tb.t.Errorf("the first payment was at %q", got)
	}
	tb.put("second_at", "2026-11-18 20:16")
	tb.settle()
	tb.click("#about button", "")
	time.Sleep(20 * time.Millisecond)
	tb.settle()
	if got := tb.value("amount") + tb.value("reason"); got != "50.00" {
		tb.t.Errorf("back in the refund: %q", got)
	}
	tb.put("reason", "mistake")
	tb.settle()
	tb.put("douyin_id", "dy_example88")
	tb.settle()
	tb.finish()
}

// A secret in the story is masked, or kept by who wrote it.
func secret(tb *tab) {
	tb.begin(nil)
	tb.put("description", "用银行卡6222021234567890128付的")
	tb.settle()
	tb.press("写好了")
	tb.says("完整的银行卡号")
	if strings.HasPrefix(tb.path(), "/letter/") {
		tb.t.Fatal("the letter has a card number that nobody was asked about")
	}
	tb.click(".decide button", "打码")
	time.Sleep(20 * time.Millisecond)
	tb.settle()
	if got := tb.value("description"); strings.Contains(got, "1234567") || !strings.Contains(got, "付的") {
		tb.t.Fatalf("masked: %q\n%s", got, tb.text())
	}
	tb.put("remark", "卡号6222021234567890128")
	tb.settle()
	tb.click(".decide button", "不改")
	time.Sleep(20 * time.Millisecond)
	tb.settle()
	tb.finish()
	tb.says("6222021234567890128")
}

// keyboardAlone writes a letter with the keys that every keyboard has.
func keyboardAlone(tb *tab) {
	tb.start()
	to := func(expression string) { // by Tab
		tb.t.Helper()
		for range 80 {
			if ask[bool](tb, "(e => e !== document.body && "+expression+")(document.activeElement)") {
				return
			}
			tb.keys("\t")
		}
		tb.t.Fatalf("Tab does not lead to %s:\n%s", expression, tb.text())
	}
	to(`e.textContent.includes("充值退款申请")`)
	tb.keys("\r")
	tb.until(`location.pathname === "/new/refund"`)
	tb.settle()
	for _, a := range required {
		to(`e.name === "a.` + a[0] + `"`)
		switch a[0] {
		case "method":
			tb.keys(" ")
		case "reason":
			tb.keys(kb.ArrowDown + kb.ArrowUp)
		default:
			tb.keys(a[1])
		}
		tb.keys("\t")
		tb.settle()
	}
	to(`e.textContent === "写好了"`)
	tb.keys(" ")
	tb.until(`location.pathname.startsWith("/letter/")`)
	tb.settle()
	to(`e.matches("button[data-copies]")`)
	tb.allowClipboard()
	tb.keys("\r")
	tb.until(`document.querySelector("[role=status]").textContent`)
	if text := ask[string](tb, "navigator.clipboard.readText()"); !strings.Contains(text, "误充值50.00元") {
		tb.t.Errorf("copied: %s", text)
	}
}

// The focus goes to what a button was about, also if the button is gone, and to what is missing.
func focusStays(tb *tab) {
	tb.begin(map[string]string{"reason": "", "amount": ""})
	step := func(button, want string) {
		tb.t.Helper()
		tb.until(`(b => b && (b.focus(), true))(document.querySelector('button[value="' + %s + '"]'))`, button)
		tb.keys("\r")
		tb.until(want + " === document.activeElement")
		tb.settle()
	}
	step("add:payments", `document.getElementById("q-payments-2-method-input")`)
	step("remove:payments:2", `document.querySelector('button[value="add:payments"]')`)
	tb.put("amount", "648、328")
	tb.settle()
	step("take:amount", `document.getElementById("q-amount-input")`)
	step("finish", `document.getElementById("missing")`)
	tb.keys("\t\r")
	tb.until(`document.activeElement.id === location.hash.slice(1)`)
}
