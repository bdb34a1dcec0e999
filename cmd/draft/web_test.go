package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/view"
)

// webRun is a run of `draft web` at a terminal.
type webRun struct {
	out          bytes.Buffer
	conversation bytes.Buffer
	code         int
	slept        time.Duration
}

// runWeb runs draft on a machine until it ends, as a double click does if there are no arguments. heard gets what it prints; it may be nil.
func runWeb(ctx context.Context, t *testing.T, machine *fakeMachine, heard writerFunc, args ...string) *webRun {
	t.Helper()
	if heard == nil {
		heard = func(string) {}
	}
	r := &webRun{}
	terminal := newTestTerminal("", io.MultiWriter(&r.out, heard), io.MultiWriter(&r.conversation, heard))
	terminal.Machine = machine
	terminal.Env = func(name string) string { return map[string]string{"DRAFT_LANG": "en"}[name] }
	a := withFixedWorld(&app{term: terminal, view: &view.View{}, config: foldersIn(t.TempDir())})
	a.clicked = func() bool { return len(args) == 0 }
	a.sleep = func(_ context.Context, d time.Duration) error { r.slept += d; return nil }
	r.code = run(ctx, args, a)
	return r
}

// writerFunc is a writer that hands on what is written.
type writerFunc func(text string)

func (f writerFunc) Write(text []byte) (int, error) {
	f(string(text))
	return len(text), nil
}

// visit opens an address in browsers of their own, one after the other.
func visit(address string, browsers int) {
	for range browsers {
		if answer, err := http.Get(address); err == nil {
			_ = answer.Body.Close()
		}
	}
}

// endOnThePage is a browser that opens an address and then asks for the end.
func endOnThePage(address string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	browser := &http.Client{Jar: jar}
	answer, err := browser.Get(address)
	if err != nil {
		return err
	}
	_ = answer.Body.Close()
	answer, err = browser.Post(address[:strings.Index(address, "/?")]+"/end", "", nil)
	if err != nil {
		return err
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	return nil
}

// The browser is opened with an address that works, and the page ends the program. The terminal shows the address to who sees no page.
func TestWebOpensTheBrowser(t *testing.T) {
	opened := ""
	ended := make(chan error, 1)
	r := runWeb(t.Context(), t, &fakeMachine{browse: func(address string) error { opened = address; return nil }}, func(text string) {
		if strings.Contains(text, "the button on the page") {
			go func() { ended <- endOnThePage(opened) }()
		}
	}, "web")
	if r.code != view.ExitDone {
		t.Fatalf("exit %d\n%s", r.code, &r.conversation)
	}
	if err := <-ended; err != nil || r.out.Len() > 0 {
		t.Errorf("%v; the product is %q", err, &r.out)
	}
	assertContains(t, r.conversation.String(), "Opening the browser", "\n  "+opened+"\n", "the button on the page, or Ctrl-C", "Ended. Your letters and answers are saved")
}

// If no browser can be opened, or none is wanted, the address is the product, with what to do.
func TestWebPrintsTheAddress(t *testing.T) {
	unwanted := func(string) error { panic("opened") }
	for name, test := range map[string]struct {
		machine fakeMachine
		args    []string
		say     string
	}{
		"not wanted": {machine: fakeMachine{browse: unwanted}, args: []string{"--no-browser"}, say: "in a browser on this computer"},
		"no display": {say: "in a browser on this computer"},
		"over ssh":   {machine: fakeMachine{tunnel: "ssh -N -L 1:127.0.0.1:1 me@host"}, say: "\n  ssh -N -L 1:127.0.0.1:1 me@host\n"},
		"it fails":   {machine: fakeMachine{browse: func(string) error { return errors.New("no browser") }}, say: "could not be opened: no browser. Open the address above"},
		"quiet":      {args: []string{"--quiet"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			r := runWeb(ctx, t, &test.machine, func(text string) {
				if strings.Contains(text, "http://") && test.say == "" || strings.Contains(text, "it works once") {
					interrupt()
				}
			}, append([]string{"web"}, test.args...)...)
			if r.code != view.ExitInterrupted {
				t.Fatalf("exit %d\n%s", r.code, &r.conversation)
			}
			if !regexp.MustCompile(`^http://127\.0\.0\.1:\d+/\?token=[A-Z2-7]{26,}\n$`).MatchString(r.out.String()) {
				t.Errorf("the product is %q", &r.out)
			}
			assertContains(t, r.conversation.String(), test.say, "draft: ended; your letters and answers are saved")
			if test.say == "" && strings.Count(r.conversation.String(), "\n") > 1 {
				t.Errorf("it says %s", &r.conversation)
			}
		})
	}
}

// With --json the output is an object with the address, for a program that opens it, and one with the error if there is one. A second use
// of the token is one.
func TestWebJSON(t *testing.T) {
	r := runWeb(t.Context(), t, &fakeMachine{browse: func(string) error { panic("opened") }}, func(text string) {
		var object map[string]string
		if json.Unmarshal([]byte(text), &object) == nil {
			go visit(object["url"], 2)
		}
	}, "web", "--json")
	objects := json.NewDecoder(&r.out)
	var address map[string]string
	var failed map[string]view.ErrorObject
	if err := errors.Join(objects.Decode(&address), objects.Decode(&failed)); err != nil || len(address) != 1 {
		t.Fatal(address, err)
	}
	if failed["error"].Code != "token-reused" || r.code != view.ExitFailed || r.conversation.Len() > 0 {
		t.Errorf("exit %d, %v\n%s", r.code, failed, &r.conversation)
	}
}

// A second use of the token is told on the terminal too.
func TestWebTokenIsUsedTwice(t *testing.T) {
	r := runWeb(t.Context(), t, &fakeMachine{browse: func(address string) error { visit(address, 2); return nil }}, nil, "web")
	if r.code != view.ExitFailed {
		t.Errorf("exit %d", r.code)
	}
	assertContains(t, r.conversation.String(), "draft: the address was opened a second time", "only once")
}

func TestWebPortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // nothing was sent
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	out, conversation, code := call(t, "", "web", "--no-browser", "--port", port, "--lang", "en")
	if code != view.ExitFailed || out != "" {
		t.Errorf("exit %d, %s", code, out)
	}
	assertContains(t, conversation, "draft: --port: another program uses port "+port, "leave out --port")
}

// A double click on draft.exe opens the browser. If that fails, its window stays long enough to be read.
func TestDoubleClick(t *testing.T) {
	r := runWeb(t.Context(), t, &fakeMachine{browse: endOnThePage}, nil)
	if r.code != view.ExitDone || r.slept != 0 {
		t.Errorf("exit %d after %s\n%s", r.code, r.slept, &r.conversation)
	}
	r = runWeb(t.Context(), t, &fakeMachine{browse: func(address string) error { visit(address, 2); return nil }}, nil)
	if r.code != view.ExitFailed || r.slept != clickedWindowStays {
		t.Errorf("exit %d after %s", r.code, r.slept)
	}
	assertContains(t, r.conversation.String(), "This window closes in 30 seconds")
}
