//go:build unix

package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"draft/drafts/attach"
)

// The program dies while somebody types: the page says so and keeps what is typed. Started again, it goes on.
func lostServer(tb *tab) {
	tb.begin(nil)
	tb.into("description")
	tb.keys("abc")
	tb.lost = true
	tb.program.kill()
	tb.keys("def\t")
	tb.until(`(lost => lost.checkVisibility() && lost.getBoundingClientRect().top >= 0 && lost.getBoundingClientRect().bottom < innerHeight)(document.querySelector("#lost"))`)
	tb.says("连不上 draft")
	tb.into("remark")
	tb.keys("more")
	if got := tb.value("description") + tb.value("remark"); got != "abcdefmore" {
		tb.t.Errorf("what was typed is now %q", got)
	}
	tb.press("写好了") // nothing leads to a page that is not there
	if got := tb.value("description"); got != "abcdef" {
		tb.t.Errorf("after finishing it is %q", got)
	}
	tb.program.start()
	tb.start()
	tb.lost = false
	tb.press("接着写")
	if got := tb.value("amount") + " " + tb.value("douyin_id"); got != "50.00 dy_example88" {
		tb.t.Errorf("the saved answers are %q", got)
	}
	tb.finish()
}

// While the server is busy, somebody types on: nothing is lost, the cursor stays, and an input method is not interrupted.
func typeOn(tb *tab) {
	tb.begin(nil)
	tb.program.hold()
	defer tb.program.resume()
	tb.choose("recharged_by", "minor") // two more questions appear above
	tb.into("description")
	tb.keys("abc")
	compose := func(text string) {
		end := int64(len([]rune(text)))
		call(tb, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: end, SelectionEnd: end})
	}
	compose("hai")
	tb.program.resume()
	tb.until(`document.querySelector('[name="a.child_age"]')`)
	compose("haizi")
	tb.write("孩子")
	tb.keys("x")
	if got := tb.value("description"); got != "abc孩子x" {
		tb.t.Errorf("the text is %q", got)
	}
	if got := ask[string](tb, "document.activeElement.name"); got != "a.description" {
		tb.t.Errorf("the focus is on %q", got)
	}
	tb.keys("\t")
	tb.settle()

	// The same field is left and entered again before the answer is there.
	tb.program.hold()
	tb.into("remark")
	tb.keys("one\t")
	tb.into("remark")
	tb.keys(kb.End + "two")
	tb.program.resume()
	time.Sleep(200 * time.Millisecond)
	tb.keys("three\t")
	tb.settle()
	tb.do(chromedp.Reload())
	tb.settle()
	if got := tb.value("remark") + "," + tb.value("description"); got != "onetwothree,abc孩子x" {
		tb.t.Errorf("saved is %q", got)
	}
}

// A button is pressed from within a field, for as long as people press. The answer is taken first, and the button does what it says.
func pressFromField(tb *tab) {
	tb.begin(nil)
	for _, button := range []string{"再加一条充值记录", "写好了"} {
		tb.into("amount")
		tb.keys("0")
		x, y := tb.middle("button:not(.enter)", button)
		tb.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
		tb.program.hold() // the answer comes late
		time.Sleep(50 * time.Millisecond)
		tb.program.resume()
		time.Sleep(200 * time.Millisecond)
		tb.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
		time.Sleep(50 * time.Millisecond)
		tb.settle()
	}
	tb.says("第2笔", "还差这些")
}

// A file that is too large is refused with the reason. What else was typed is saved, and so is what is typed later.
func largeFile(tb *tab) {
	tb.begin(nil)
	path := filepath.Join(tb.program.home, "large.png")
	tb.must(os.WriteFile(path, nil, 0o600))
	tb.must(os.Truncate(path, attach.MaxTotal+1))
	tb.lost = true // the console says that the request was refused
	tb.put("evidence", path)
	tb.settle()
	tb.says("large.png", "18")
	tb.lost = false
	tb.finish()
	tb.goBack()
	tb.put("name", "张三")
	tb.settle()
	if text := tb.text(); strings.Contains(text, "没有收下") {
		tb.t.Errorf("it is still said:\n%s", text)
	}
	tb.finish()
	tb.says("张三")
}

// Neither a reload nor a second click makes a second letter.
func twice(tb *tab) {
	tb.begin(nil)
	tb.do(chromedp.Reload())
	tb.settle()
	x, y := tb.middle("button", "写好了")
	tb.do(chromedp.MouseClickXY(x, y), chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
	time.Sleep(100 * time.Millisecond)
	tb.settle()
	tb.do(chromedp.Reload())
	tb.settle()
	if !strings.HasPrefix(tb.path(), "/letter/") {
		tb.t.Errorf("the page is %s:\n%s", tb.path(), tb.text())
	}
	if letters, unfinished := tb.entries("/letter/"), tb.entries("/unfinished/"); letters != 1 || unfinished != 0 {
		tb.t.Errorf("%d letters and %d unfinished", letters, unfinished)
	}
}

// What is being typed is saved after a pause, and also if the page is left in the middle of a word. It stays as it is typed until the field
// is left.
func leaveInAWord(tb *tab) {
	tb.begin(map[string]string{"recharged_at": ""})
	path := tb.path()
	tb.into("recharged_at")
	tb.write("11月18日20:15")
	time.Sleep(2 * time.Second)
	tb.settle()
	if got := tb.value("recharged_at"); got != "11月18日20:15" {
		tb.t.Errorf("while it is typed it becomes %q", got)
	}
	tb.into("description")
	tb.settle()
	tb.write("本想充话费，点错了。")
	tb.do(chromedp.Navigate("about:blank"))
	time.Sleep(300 * time.Millisecond)
	tb.mutex.Lock()
	clear(tb.pending) // the tab does not hear of the answer to a page that is gone
	tb.mutex.Unlock()
	tb.open(path)
	if at, story := tb.value("recharged_at"), tb.value("description"); at != "2026-11-18 20:15" || story != "本想充话费，点错了。" {
		tb.t.Errorf("what was typed is %q, %q", at, story)
	}
	if unfinished := tb.entries("/unfinished/"); unfinished != 1 {
		tb.t.Errorf("%d unfinished letters", unfinished)
	}
}
