package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

var english = &view.View{Words: lang.New(lang.English, "web")}

// running is a server that a test runs.
type running struct {
	*Server
	t      *testing.T
	stop   context.CancelFunc
	result chan End
}

// start runs a server until the test ends. change may be nil.
func start(t *testing.T, h http.HandlerFunc, change func(*Server)) *running {
	t.Helper()
	s, err := Listen(ListenOptions{View: english, Trace: func(step string, args ...any) { t.Log(append([]any{step}, args...)...) }})
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(s)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := &running{Server: s, t: t, stop: stop, result: make(chan End, 1)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		why, err := s.Serve(ctx, h)
		if err != nil {
			t.Error(err)
		}
		r.result <- why
	}()
	t.Cleanup(func() { stop(); <-ended }) // Serve writes to the log of the test
	return r
}

// wantEnd waits for the end of the server, after which nobody listens.
func (r *running) wantEnd(want End) {
	r.t.Helper()
	select {
	case why := <-r.result:
		if why != want {
			r.t.Errorf("ended: %s, want %s", why, want)
		}
	case <-time.After(10 * time.Second):
		r.t.Fatal("it does not end")
	}
	if c, err := net.Dial("tcp4", r.host); err == nil {
		_ = c.Close()
		r.t.Error("it still listens")
	}
}

// browser is a client that keeps cookies and, like the others, stays on the first answer.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// opened is a browser that has used the token.
func (r *running) opened() *http.Client {
	r.t.Helper()
	b := browser(r.t)
	if code, _, _ := r.get(b, r.URL()); code != http.StatusSeeOther {
		r.t.Fatalf("opening gives %d", code)
	}
	return b
}

func (r *running) page(path string) string { return "http://" + r.host + path }

// get asks for an address, with headers that are named in pairs.
func (r *running) get(b *http.Client, address string, headers ...string) (code int, header http.Header, body string) {
	r.t.Helper()
	return r.do(b, http.MethodGet, address, nil, headers...)
}

func (r *running) do(b *http.Client, method, address string, sent io.Reader, headers ...string) (code int, header http.Header, body string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, address, sent)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if request.Header.Set(headers[i], headers[i+1]); headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	answer, err := b.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(text)
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

// The server is on 127.0.0.1 and on no other address of the machine.
func TestListensNowhereElse(t *testing.T) {
	r := start(t, hello, nil)
	if host, _, _ := net.SplitHostPort(r.host); host != "127.0.0.1" {
		t.Fatal(r.host)
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	others := []string{"::1", "127.0.0.2", "::ffff:127.0.0.2"}
	for _, a := range addresses {
		if ip, _, err := net.ParseCIDR(a.String()); err == nil && ip.String() != "127.0.0.1" && !ip.IsLinkLocalUnicast() {
			others = append(others, ip.String())
		}
	}
	for _, ip := range others {
		c, err := net.DialTimeout("tcp", net.JoinHostPort(ip, fmt.Sprint(r.Port())), time.Second)
		if err == nil {
			_ = c.Close()
			t.Errorf("it listens on %s", ip)
		}
	}
}

func TestPortIsRefused(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // nothing was sent
	port := taken.Addr().(*net.TCPAddr).Port
	for port, want := range map[int]struct {
		exit int
		say  string
	}{
		-1:    {view.ExitUsage, "--port cannot be -1; write a number from 1024 to 65535"},
		80:    {view.ExitUsage, "--port cannot be 80"},
		65536: {view.ExitUsage, "--port cannot be 65536"},
		port:  {view.ExitFailed, fmt.Sprintf("another program uses port %d", port)},
	} {
		_, err := Listen(ListenOptions{Port: port, View: english})
		var known *view.Error
		if !errors.As(err, &known) || known.Exit != want.exit {
			t.Fatalf("%d: %v", port, err)
		}
		if lines := known.Lines(english); len(lines) != 2 || !strings.Contains(lines[0], want.say) {
			t.Errorf("%d: %q", port, lines)
		}
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Listen(ListenOptions{Port: port, View: english})
	if err != nil || s.Port() != port {
		t.Fatalf("a free port: %v", err)
	}
	s.Close()
}

// Addresses and cookies of two servers are not those of each other, and cannot be guessed.
func TestTwoServers(t *testing.T) {
	one, two := start(t, hello, nil), start(t, hello, nil)
	if len(one.token) < 26 || len(one.session) < 26 { // 26 characters of base 32 are 130 bits
		t.Error("they can be guessed")
	}
	b := one.opened()
	if code, _, _ := two.get(b, two.page("/")); code != http.StatusForbidden {
		t.Errorf("the other one gives %d", code)
	}
	if code, _, _ := two.get(b, two.URL()); code != http.StatusSeeOther {
		t.Errorf("opening the other one gives %d", code)
	}
	for _, r := range []*running{one, two} { // in one browser, whose cookies are the same for both
		if code, _, body := r.get(b, r.page("/")); code != http.StatusOK || body != "hello" {
			t.Errorf("%d: %s", code, body)
		}
	}
}

func TestEnds(t *testing.T) {
	t.Run("asked", func(t *testing.T) {
		r := start(t, hello, nil)
		code, _, body := r.do(r.opened(), http.MethodPost, r.page("/end"), nil, "Sec-Fetch-Site", "same-origin")
		if code != http.StatusOK || !strings.Contains(body, "draft has ended") {
			t.Errorf("%d: %s", code, body)
		}
		r.wantEnd(EndAsked)
	})
	t.Run("asked by a GET", func(t *testing.T) { // a browser may ask ahead
		r := start(t, http.NotFound, nil)
		if code, _, _ := r.get(r.opened(), r.page("/end")); code != http.StatusNotFound {
			t.Errorf("%d", code)
		}
		r.stop()
		r.wantEnd(EndInterrupted)
	})
	t.Run("interrupted", func(t *testing.T) {
		r := start(t, hello, nil)
		r.stop()
		r.wantEnd(EndInterrupted)
	})
	t.Run("idle before it is opened", func(t *testing.T) {
		start(t, hello, func(s *Server) { s.idle = time.Millisecond }).wantEnd(EndIdle)
	})
}

// Only what the browser asks for keeps the server from ending, and so does what is not answered yet.
func TestIdle(t *testing.T) {
	const idle = 300 * time.Millisecond
	r := start(t, func(http.ResponseWriter, *http.Request) { time.Sleep(idle * 3 / 2) }, func(s *Server) { s.idle = idle })
	b, begin := r.opened(), time.Now()
	if code, _, _ := r.get(b, r.page("/")); code != http.StatusOK {
		t.Fatal(code)
	}
	stranger := browser(t)
	asking, cancel := context.WithCancel(t.Context())
	var strangers sync.WaitGroup
	strangers.Go(func() {
		for asking.Err() == nil {
			if answer, err := stranger.Get(r.page("/")); err == nil {
				_ = answer.Body.Close()
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
	r.wantEnd(EndIdle)
	cancel()
	strangers.Wait()
	if took := time.Since(begin); took < idle*5/2 {
		t.Errorf("it ended after %s", took)
	}
}

// What is open at the end is answered, but not waited for without limit. A connection that was opened ahead is not waited for.
func TestOpenRequestsFinish(t *testing.T) {
	for name, test := range map[string]struct {
		takes, grace time.Duration
		want         string
	}{
		"soon":  {takes: 50 * time.Millisecond, grace: 10 * time.Second, want: "done"},
		"never": {takes: time.Hour, grace: 50 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun := make(chan struct{})
			r := start(t, func(w http.ResponseWriter, r *http.Request) {
				close(begun)
				select {
				case <-time.After(test.takes):
				case <-r.Context().Done():
				}
				_, _ = io.WriteString(w, "done")
			}, func(s *Server) { s.limits.grace = test.grace })
			b := r.opened()
			ahead, err := net.Dial("tcp4", r.host)
			if err != nil {
				t.Fatal(err)
			}
			defer ahead.Close() //nolint:errcheck // nothing was sent
			body := make(chan string, 1)
			go func() {
				answer, err := b.Get(r.page("/"))
				if err != nil {
					body <- ""
					return
				}
				defer answer.Body.Close() //nolint:errcheck // it was read
				text, _ := io.ReadAll(answer.Body)
				body <- string(text)
			}()
			<-begun
			before := time.Now()
			r.stop()
			if got := <-body; got != test.want {
				t.Errorf("got %q", got)
			}
			r.wantEnd(EndInterrupted)
			if took := time.Since(before); took > 3*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// raw sends bytes and returns the first line of the answer.
func (r *running) raw(sent string) (string, error) {
	c, err := net.Dial("tcp4", r.host)
	if err != nil {
		return "", err
	}
	defer c.Close() //nolint:errcheck // it was read
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, sent); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(line), err
}

func TestHeadersAreLimited(t *testing.T) {
	r := start(t, hello, nil)
	big := strings.Repeat("a", 100<<10)
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: " + r.host + "\r\nX: " + big + "\r\n\r\n",
		"GET /" + big + " HTTP/1.1\r\nHost: " + r.host + "\r\n\r\n",
	} {
		if line, err := r.raw(request); line != "HTTP/1.1 431 Request Header Fields Too Large" && err == nil {
			t.Errorf("%q", line)
		}
	}
	if code, _, _ := r.get(r.opened(), r.page("/")); code != http.StatusOK {
		t.Errorf("afterwards: %d", code)
	}
}

// A client that sends slowly, or nothing, loses its connection, and keeps nobody else from being answered.
func TestSlowClients(t *testing.T) {
	r := start(t, hello, func(s *Server) {
		s.limits.connections, s.limits.header, s.limits.keep = 4, 100*time.Millisecond, 100*time.Millisecond
	})
	var clients sync.WaitGroup
	for i := range 12 {
		clients.Go(func() {
			c, err := net.Dial("tcp4", r.host)
			if err != nil {
				return
			}
			defer c.Close() //nolint:errcheck // it was closed by the server
			_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
			if i%2 == 0 {
				_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: ")
			}
			_, err = io.Copy(io.Discard, c)
			if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
				t.Error("a slow connection stays")
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	held := 0
	r.fresh.Range(func(any, any) bool { held++; return true })
	if held > 4 {
		t.Errorf("%d connections at once", held)
	}
	if code, _, _ := r.get(r.opened(), r.page("/")); code != http.StatusOK {
		t.Errorf("beside them: %d", code)
	}
	clients.Wait()
}

// Fifty tabs at once are all answered, a few at a time.
func TestManyTabs(t *testing.T) {
	var mutex sync.Mutex
	working, most := 0, 0
	r := start(t, func(w http.ResponseWriter, _ *http.Request) {
		mutex.Lock()
		working++
		most = max(most, working)
		mutex.Unlock()
		time.Sleep(5 * time.Millisecond)
		mutex.Lock()
		working--
		mutex.Unlock()
		hello(w, nil)
	}, nil)
	b := r.opened()
	b.Transport.(*http.Transport).DisableKeepAlives = true
	var tabs sync.WaitGroup
	for range 50 {
		tabs.Go(func() {
			if code, _, body := r.get(b, r.page("/")); code != http.StatusOK || body != "hello" {
				t.Errorf("%d: %s", code, body)
			}
		})
	}
	tabs.Wait()
	if most > usualLimits.requests {
		t.Errorf("%d at once", most)
	}
}

func TestBusy(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	r := start(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(begun)
			<-finish
		}
	}, func(s *Server) {
		s.turns, s.limits.turn = make(chan struct{}, 1), 20*time.Millisecond
	})
	b := r.opened()
	var slow sync.WaitGroup
	slow.Go(func() { r.get(b, r.page("/slow")) })
	<-begun
	if code, _, body := r.get(b, r.page("/")); code != http.StatusServiceUnavailable || !strings.Contains(body, "Busy") {
		t.Errorf("%d: %s", code, body)
	}
	if code, _, _ := r.get(browser(t), r.page("/")); code != http.StatusForbidden { // a stranger waits for no turn
		t.Errorf("a stranger: %d", code)
	}
	close(finish)
	slow.Wait()
	if code, _, _ := r.get(b, r.page("/")); code != http.StatusOK {
		t.Errorf("afterwards: %d", code)
	}
}
