//go:build unix

package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestAxe looks for what keeps people out: axe-core, the file that DRAFT_AXE names, looks over every page in both languages, light and dark,
// wide and narrow. With DRAFT_SHOTS it leaves a picture of each in that folder.
func TestAxe(t *testing.T) {
	path := os.Getenv("DRAFT_AXE")
	if path == "" {
		t.Skip("left out: DRAFT_AXE is not set")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx := openBrowser(t)
	for _, language := range []string{"zh", "en"} {
		t.Run(language, func(t *testing.T) {
			checker{axe: string(axe), shots: os.Getenv("DRAFT_SHOTS")}.checkAll(ctx, t, language)
		})
	}
}

// checker looks pages over.
type checker struct {
	axe   string // its source
	shots string // a folder for pictures, or ""
}

// checkAll looks over every page of a program that speaks a language.
func (c checker) checkAll(ctx context.Context, t *testing.T, language string) {
	p := newProgram(t)
	p.kill()
	p.language = language
	p.start()
	tb := newTab(ctx, t, p)
	tb.start()
	tb.lost = true // a page that is not there is a line of the console
	seen := map[string]bool{}
	check := func(pages ...[2]string) {
		for _, one := range pages {
			seen[c.check(tb, language+"-"+one[0], one[1])] = true
		}
	}
	check([2]string{"home-empty", "/"}, [2]string{"form-empty", "/new/refund"}, [2]string{"failed", "/nowhere"})
	letter, begun := p.keep("renewal"), p.keep("refund-payments")
	p.output("log", begun, "--via", "app")
	p.output("log", begun, "--via", "phone", "--said", "三个工作日内处理", "--promised", "3")
	p.output("settle", begun, "--amount", "10", "--to", "original")
	for name, path := range unfinishedPages(tb) {
		check([2]string{name, path + "?check=1"}, [2]string{"discard", path + "/discard"})
	}
	letterPath, inCase := "/letter/"+letter, "/letter/"+begun
	check(
		[2]string{"home", "/"}, [2]string{"letter", letterPath}, [2]string{"remove", letterPath + "/remove"}, [2]string{"case", inCase},
		[2]string{"log", inCase + "/log"}, [2]string{"settle", inCase + "/settle"}, [2]string{"shortfall", inCase + "/write/shortfall/now"},
	)
	check(
		[2]string{"bill-empty", "/bill"}, [2]string{"bill", tb.give("/bill", "bills/wechat.csv")},
		[2]string{"table-empty", "/table"}, [2]string{"table", tb.give("/table", "families.csv")}, [2]string{"table-wrong", tb.give("/table", "orders.csv")},
	)
	p.output("account", "add", "zhangsan@example.com", "--host", "127.0.0.1", "--port", "1", "--tls", "none", "--password-command", "echo x", "--no-test")
	check([2]string{"send", letterPath + "/send"})
	seen[c.see(tb, language+"-review", func() { tb.confirm(letterPath+"/send", 1) })] = true
	seen[c.see(tb, language+"-sent", func() { tb.confirm(letterPath+"/send", 2) })] = true // no mail server listens there, so the page says that the letter was not sent
	entries, err := os.ReadDir("pages")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".tmpl")
		if !seen[name] && name != "shell" && !strings.HasPrefix(name, "shared") {
			t.Errorf("the page %s is not looked over", name)
		}
	}
}

// keep writes the letter of an answers file and returns its ID.
func (p *program) keep(name string) string {
	p.t.Helper()
	kind, _, _ := strings.Cut(name, "-")
	p.output(kind, "--answers", filepath.Join(examples, name+".yaml"), "--no-input", "--format", "txt", "-o", "-")
	var letters []struct{ ID string }
	if err := json.Unmarshal([]byte(p.output("list", "--json")), &letters); err != nil {
		p.t.Fatal(err)
	}
	return letters[0].ID
}

// give gives a file of the examples to a page and returns the address of what it shows then.
func (tb *tab) give(page, name string) string {
	tb.t.Helper()
	tb.open(page)
	path, err := filepath.Abs(filepath.Join(examples, name))
	tb.must(err)
	tb.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{path}))
	tb.click("button.main", "")
	tb.until("location.pathname + location.search !== %s", page)
	tb.settle()
	return ask[string](tb, "location.pathname + location.search")
}

// confirm opens a page, and as many times gives what it requires and presses its main button.
func (tb *tab) confirm(page string, times int) {
	tb.t.Helper()
	tb.open(page)
	for range times {
		ask[bool](tb, `Array.from(document.querySelectorAll("main [required]")).every(e => e.matches("[type=text]") ? (e.value ||= "feedback@douyin.com") : (e.checked = true))`)
		tb.press(ask[string](tb, `document.querySelector("button.main").textContent`))
	}
}

// unfinishedPages begins letters and returns the paths of their questions: one with answers that are wrong, or to be decided, and one with
// three payments.
func unfinishedPages(tb *tab) map[string]string {
	pages := map[string]string{}
	begin := func(name string, answers ...[2]string) {
		tb.open("/new/refund")
		for _, a := range answers {
			tb.put(a[0], a[1])
			tb.settle()
		}
		pages[name] = tb.path()
	}
	begin("form-wrong", [2]string{"recharged_by", "minor"}, [2]string{"method", "wechat"}, [2]string{"amount", "五十块和30元"}, [2]string{"order_no", "12"},
		[2]string{"unused", "part"}, [2]string{"douyin_id", "抖音 号"}, [2]string{"description", "孩子拿手机玩，密码是 abc12345，电话13812345678。"}, [2]string{"email", "abc"})
	begin("form-payments", [2]string{"amount", "50"})
	for n := range 2 {
		tb.click(`button[value="add:payments"]`, "")
		tb.settle()
		tb.put(fmt.Sprintf("payments.%d.amount", n+2), "30")
		tb.settle()
	}
	return pages
}

// check looks over the page of a path.
func (c checker) check(tb *tab, name, path string) string {
	tb.t.Helper()
	return c.see(tb, name, func() { tb.open(path) })
}

// see looks over a page, light and dark, wide and narrow, and returns its name. open opens it.
func (c checker) see(tb *tab, name string, open func()) string {
	tb.t.Helper()
	for _, width := range []int64{390, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			tb.do(chromedp.EmulateViewport(width, 800))
			call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			open()
			c.complain(tb, fmt.Sprintf("%s-%d-%s", name, width, scheme))
		}
	}
	tb.do(chromedp.EmulateViewport(320, 256)) // what a window of 1280 has at four times the size
	if over := ask[int](tb, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		tb.t.Errorf("%s scrolls sideways by %d", name, over)
	}
	return ask[string](tb, `document.querySelector("main").className`)
}

// complain reports what axe finds on the page as it is, and takes its picture.
func (c checker) complain(tb *tab, what string) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	if c.shots != "" {
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		tb.must(err)
		tb.must(os.WriteFile(filepath.Join(c.shots, what+".png"), png, 0o600))
	}
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](c.axe+"; true"))
	tb.must(err)
	found := ask[[]string](tb, `axe.run(document, {rules: {"target-size": {enabled: true}}}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target + " " + n.failureSummary)))`)
	slices.Sort(found)
	for _, f := range slices.Compact(found) {
		tb.t.Errorf("%s: %s", what, strings.Join(strings.Fields(f), " "))
	}
}
