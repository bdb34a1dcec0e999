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
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take for one step.
const patience = 10 * time.Second

// openBrowser starts a Chromium without a window. The test is left out unless DRAFT_BROWSER is set, because it takes a minute; then there
// must be one.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	if os.Getenv("DRAFT_BROWSER") == "" {
		t.Skip("left out: DRAFT_BROWSER is not set")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.DisableGPU, chromedp.NoSandbox, chromedp.WindowSize(1280, 900))
	allocated, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// tab is a tab of the browser that a person uses. Whatever goes wrong ends the test.
type tab struct {
	t         *testing.T
	browser   context.Context
	ctx       context.Context
	program   *program
	downloads string

	mutex   sync.Mutex
	pending map[network.RequestID]bool
	faults  []string // requests to elsewhere, lines of the console, and pages without a policy
	lost    bool     // the server is gone, which the console may say
	policy  string   // Content-Security-Policy of the last page
}

// newTab opens a tab of a browser.
func newTab(browserContext context.Context, t *testing.T, p *program) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browserContext)
	t.Cleanup(cancel)
	tb := &tab{t: t, browser: browserContext, ctx: ctx, program: p, downloads: t.TempDir(), pending: map[network.RequestID]bool{}}
	tb.must(chromedp.Listen(ctx, tb.hear))
	yes := true
	call(tb, network.Enable, network.EnableParams{})
	call(tb, cdplog.Enable, cdp.Empty{})
	_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: tb.downloads, EventsEnabled: &yes,
	})
	tb.must(err)
	t.Cleanup(func() {
		tb.mutex.Lock()
		defer tb.mutex.Unlock()
		for _, f := range tb.faults {
			t.Error(f)
		}
	})
	return tb
}

// hear notes what the pages do that a person does not see.
func (tb *tab) hear(event any) {
	tb.mutex.Lock()
	defer tb.mutex.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		tb.pending[e.RequestID] = true
		if !strings.HasPrefix(e.Request.URL, tb.program.origin+"/") {
			tb.faults = append(tb.faults, "a request to elsewhere: "+e.Request.URL)
		}
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			tb.policy = fmt.Sprint(e.Response.Headers["Content-Security-Policy"])
		}
	case *network.EventLoadingFinished:
		delete(tb.pending, e.RequestID)
	case *network.EventLoadingFailed:
		delete(tb.pending, e.RequestID)
	case *runtime.EventConsoleAPICalled:
		tb.faults = append(tb.faults, fmt.Sprintf("on the console: %s %s", e.Type, e.Args[0].Value))
	case *runtime.EventExceptionThrown:
		tb.faults = append(tb.faults, fmt.Sprintf("an exception: %+v", e.ExceptionDetails))
	case *cdplog.EventEntryAdded:
		if !tb.lost {
			tb.faults = append(tb.faults, fmt.Sprintf("on the console: %s %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

func (tb *tab) must(err error) {
	tb.t.Helper()
	if err != nil {
		tb.t.Fatal(err)
	}
}

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	tb.must(chromedp.Do(ctx, steps...))
}

// ask returns the value of an expression on the page.
func ask[T any](tb *tab, expression string, args ...any) T {
	tb.t.Helper()
	quoted := make([]any, len(args))
	for i, a := range args {
		text, err := json.Marshal(a)
		tb.must(err)
		quoted[i] = string(text)
	}
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](fmt.Sprintf(expression, quoted...), chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression on the page is true.
func (tb *tab) until(expression string, args ...any) {
	tb.t.Helper()
	for from := time.Now(); !ask[bool](tb, "!!("+expression+")", args...); time.Sleep(10 * time.Millisecond) {
		if time.Since(from) > patience {
			tb.t.Fatalf("%s %q does not become true; the page says:\n%s", expression, args, tb.text())
		}
	}
}

// settle waits until the page has nothing more to send or to load, and looks it over.
func (tb *tab) settle() {
	tb.t.Helper()
	quiet := func() bool {
		tb.mutex.Lock()
		defer tb.mutex.Unlock()
		return len(tb.pending) == 0
	}
	for from, rounds := time.Now(), 0; rounds < 3; time.Sleep(5 * time.Millisecond) {
		if rounds++; !quiet() || !ask[bool](tb, "document.readyState === 'complete'") {
			rounds = 0
		}
		if time.Since(from) > patience {
			tb.t.Fatalf("the page does not come to rest:\n%s", tb.text())
		}
	}
	tb.lookOver()
}

// lookOver checks what every page must keep to.
func (tb *tab) lookOver() {
	tb.t.Helper()
	if inline := ask[[]string](tb, `Array.from(document.querySelectorAll("style, script:not([src]), [style]"), e => e.outerHTML).concat(
		Array.from(document.querySelectorAll("*")).flatMap(e => Array.from(e.attributes, a => a.name)).filter(n => n.startsWith("on")))`); len(inline) > 0 {
		tb.t.Errorf("inline style or script: %q", inline)
	}
	tb.mutex.Lock()
	defer tb.mutex.Unlock()
	if !strings.Contains(tb.policy, "default-src 'none'") {
		tb.t.Errorf("the policy of the page is %q", tb.policy)
	}
}

// find is an expression for the element that is shown, matches a selector and contains a text.
const find = `Array.from(document.querySelectorAll(%s)).find(e => e.checkVisibility() && e.textContent.includes(%s))`

// click clicks on the middle of an element as a mouse does.
func (tb *tab) click(css, text string) {
	tb.t.Helper()
	x, y := tb.middle(css, text)
	tb.do(chromedp.MouseClickXY(x, y))
}

// middle waits for an element, scrolls to it, and returns where its middle is.
func (tb *tab) middle(css, text string) (x, y float64) {
	tb.t.Helper()
	tb.until(find, css, text)
	at := ask[[]float64](tb, `(() => { const e = `+find+`; e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getClientRects()[0], x = r.x + r.width / 2, y = r.y + r.height / 2, hit = document.elementFromPoint(x, y);
		return e.contains(hit) || hit.contains(e) ? [x, y] : []; })()`, css, text)
	if len(at) == 0 {
		tb.t.Fatalf("something covers %s %q", css, text)
	}
	return at[0], at[1]
}

// press clicks on a button or a link with a text and waits for what it does.
func (tb *tab) press(text string) {
	tb.t.Helper()
	tb.click("button:not(.enter), a", text)
	time.Sleep(20 * time.Millisecond) // the browser begins
	tb.settle()
}

// keys presses keys, one after the other.
func (tb *tab) keys(keys string) {
	tb.t.Helper()
	tb.do(chromedp.KeyEvent(keys))
}

// start opens the address that the program has printed.
func (tb *tab) start() {
	tb.t.Helper()
	tb.do(chromedp.Navigate(tb.program.address))
	tb.settle()
}

// open opens a path of the site.
func (tb *tab) open(path string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(tb.program.origin + path))
	tb.settle()
}

// path is the path of the page that is shown.
func (tb *tab) path() string { return ask[string](tb, "location.pathname") }

// text is what the page says.
func (tb *tab) text() string { return ask[string](tb, "document.body.innerText") }

// says checks that the page says something.
func (tb *tab) says(texts ...string) {
	tb.t.Helper()
	for _, text := range texts {
		if shown := tb.text(); !strings.Contains(shown, text) {
			tb.t.Fatalf("the page does not say %q:\n%s", text, shown)
		}
	}
}

// value is what stands in the field of a question.
func (tb *tab) value(question string) string {
	return ask[string](tb, `(document.querySelector('[name="a.' + %s + '"]:not([type=radio]), [name="a.' + %[1]s + '"]:checked') || {value: ""}).value`, question)
}

// downloaded clicks on a link or a button and returns the file that it gives.
func (tb *tab) downloaded(link string) []byte {
	tb.t.Helper()
	tb.click("a, button", link)
	for from := time.Now(); time.Since(from) < patience; time.Sleep(20 * time.Millisecond) {
		names, err := filepath.Glob(filepath.Join(tb.downloads, "*"))
		tb.must(err)
		if names = slices.DeleteFunc(names, func(n string) bool { return strings.HasSuffix(n, ".crdownload") }); len(names) == 1 {
			data, err := os.ReadFile(names[0])
			tb.must(err)
			tb.must(os.Remove(names[0]))
			return data
		}
	}
	tb.t.Fatalf("%q gives no file", link)
	return nil
}

// call sends a command to the tab.
func call[P, R any](tb *tab, command cdp.Command[P, R], params P) {
	tb.t.Helper()
	_, err := chromedp.Call(tb.ctx, command, params)
	tb.must(err)
}

// write puts a text where the cursor is, as an input method or a paste does.
func (tb *tab) write(text string) {
	tb.t.Helper()
	call(tb, input.InsertText, input.InsertTextParams{Text: text})
}
