//go:build unix

package web_test

import "strings"

// compare finishes the letter of the page, and compares its text with that of the command line.
func (tb *tab) compare(args ...string) {
	tb.t.Helper()
	want := tb.program.output(append(args, "--no-keep", "--no-input", "--format", "feedback", "-o", "-")...)
	if got := tb.finish(); got != strings.TrimSuffix(want, "\n") {
		tb.t.Errorf("%s: the text is %q\nwant %q", args[0], got, want)
	}
}

// aboutCase submits a letter, records what support asks for, hands it in, and reminds them.
func aboutCase(tb *tab) {
	const said, given = "请提供UID和充值记录截图", "UID：1234567890123456"
	tb.begin(nil)
	tb.finish()
	letter := tb.path()
	id := strings.TrimPrefix(letter, "/letter/")
	tb.press("已经在 App 里提交了")
	tb.click(`a[href$="/log"]`, "")
	tb.until(`location.pathname.endsWith("/log")`)
	tb.settle()
	tb.choose("via", "app")
	tb.put("said", said)
	tb.choose("meaning", "asked")
	tb.press("记下来")
	tb.says(said)
	tb.press("补充客服要的材料")
	tb.put("given", given)
	tb.settle()
	tb.compare("supplement", id, "--set", "given="+given)
	tb.press("已经在 App 里提交了")
	tb.open(letter)
	tb.press("写信：催办")
	tb.press("是") // it is early
	tb.compare("followup", id)
}
