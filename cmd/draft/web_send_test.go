package main

import (
	"bufio"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/smtp/smtptest"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)

// Ctrl-C while the browser waits for the result of a sending: draft says that it waits for the server, and ends with the letter sent once.
func TestWebEndsAfterTheLetter(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process of its own gets no Ctrl-C there")
	}
	reached, goOn := make(chan struct{}), make(chan struct{})
	answers := sync.OnceFunc(func() { close(goOn) })
	var once sync.Once
	p := newMailEnvWithHook(t, func(at smtptest.Stage) {
		if at == smtptest.Dot {
			once.Do(func() { close(reached); <-goOn })
		}
	})
	cmd := p.command("web", "--no-browser")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	address := strings.TrimSpace(line)
	if _, err := browser.Get(address); err != nil { //nolint:bodyclose // the cookie is all that counts
		t.Fatal(err)
	}
	page := address[:strings.Index(address, "/?")] + "/letter/" + firstID + "/send"
	answer, err := browser.PostForm(page, url.Values{"do": {"review"}, "to": {"feedback@douyin.com"}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	form := url.Values{"do": {"send"}}
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		for _, found := range hiddenField.FindAllStringSubmatch(lines.Text(), -1) {
			form.Set(found[1], html.UnescapeString(found[2]))
		}
	}
	go func() {
		if answer, err := browser.PostForm(page, form); err == nil {
			_ = answer.Body.Close()
		}
	}()
	<-reached
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	said := ""
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		said += lines.Text() + "\n"
		if strings.Contains(lines.Text(), "draft waits for its reply") {
			answers()
		}
	}
	answers()
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != view.ExitInterrupted {
		t.Errorf("exit %d\n%s", cmd.ProcessState.ExitCode(), said)
	}
	if l := p.letter(firstID); l.Status != drafts.StatusSent || len(p.server.Messages()) != 1 {
		t.Errorf("%s, %d messages\n%s", l.Status, len(p.server.Messages()), said)
	}
	p.checkSentOnce("web")
}
