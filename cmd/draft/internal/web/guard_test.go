package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// The token becomes a cookie and leaves the address. The browser that has the cookie may open the address again.
func TestToken(t *testing.T) {
	r := start(t, hello, nil)
	b := browser(t)
	code, header, _ := r.get(b, r.URL(), "Sec-Fetch-Site", "none")
	if code != http.StatusSeeOther || header.Get("Location") != "/" {
		t.Errorf("%d to %q", code, header.Get("Location"))
	}
	cookie := header.Get("Set-Cookie")
	if want := fmt.Sprintf("draft-%d=%s; Path=/; HttpOnly; SameSite=Strict", r.Port(), r.session); cookie != want {
		t.Errorf("the cookie is %q", cookie)
	}
	if strings.Contains(cookie, r.token) {
		t.Error("the cookie has the token, which is in the list of programs")
	}
	for range 2 {
		if code, _, body := r.get(b, r.page("/")); code != http.StatusOK || body != "hello" {
			t.Errorf("%d: %s", code, body)
		}
		if code, header, _ := r.get(b, r.URL()); code != http.StatusSeeOther || header.Get("Set-Cookie") != "" {
			t.Errorf("again: %d, %v", code, header)
		}
	}
}

// Another browser, or another user of the machine, that has the address too ends the server.
func TestTokenIsUsedTwice(t *testing.T) {
	r := start(t, hello, nil)
	r.opened()
	code, header, body := r.get(browser(t), r.URL())
	if code != http.StatusForbidden || !strings.Contains(body, "draft has stopped") || header.Get("Set-Cookie") != "" {
		t.Errorf("%d: %s", code, body)
	}
	r.wantEnd(EndTokenReused)
}

// Who has found the port, but not the token, learns nothing and changes nothing. That ends nothing either.
func TestStrangers(t *testing.T) {
	reached := false
	r := start(t, func(http.ResponseWriter, *http.Request) { reached = true }, nil)
	for _, request := range []struct{ method, path, cookie string }{
		{"GET", "/", ""},
		{"GET", "/letter/0k3f", ""},
		{"GET", "/style.css", ""},
		{"HEAD", "/?token=" + r.token, ""}, // only a page that is shown uses the token
		{"POST", "/?token=" + r.token, ""},
		{"GET", "/letter/0k3f?token=" + r.token, ""},
		{"POST", "/end", ""},
		{"OPTIONS", "/", ""},
		{"GET", "/?token=", ""},
		{"GET", "/?token=" + r.token[1:], ""},
		{"GET", "/?token=" + r.token + "A", ""},
		{"GET", "/?token=" + strings.Repeat("A", len(r.token)), ""},
		{"GET", "/", r.cookieName() + "="},
		{"GET", "/", r.cookieName() + "=" + r.token},
		{"GET", "/", r.cookieName() + "=" + strings.ToLower(r.session)},
		{"GET", "/", "draft=" + r.session},
	} {
		code, header, body := r.do(browser(t), request.method, r.page(request.path), nil, "Cookie", request.cookie)
		if code != http.StatusForbidden || header.Get("Set-Cookie") != "" || request.method != "HEAD" && !strings.Contains(body, "You cannot open it here") {
			t.Errorf("%v: %d %s", request, code, body)
		}
		if strings.Contains(body, r.token) || strings.Contains(body, r.session) {
			t.Errorf("%v: it tells the secret", request)
		}
	}
	if reached {
		t.Error("they reach the pages")
	}
	if code, _, _ := r.get(r.opened(), r.page("/")); code != http.StatusOK || !reached {
		t.Errorf("afterwards: %d", code)
	}
	// Another server on 127.0.0.1 may set a cookie of the same name. It does not lock the browser out.
	if code, _, _ := r.get(browser(t), r.page("/"), "Cookie", r.cookieName()+"=x; "+r.cookieName()+"="+r.session); code != http.StatusOK {
		t.Errorf("two cookies: %d", code)
	}
}

// A page of another site is refused, even if the browser sends the cookie with it, for every method.
func TestForeignPages(t *testing.T) {
	r := start(t, hello, nil)
	b := r.opened()
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} {
		for _, site := range []string{"cross-site", "same-site", "odd"} { // same-site: another port of 127.0.0.1
			if code, _, _ := r.do(b, method, r.page("/"), nil, "Sec-Fetch-Site", site, "Origin", "https://evil.example"); code != http.StatusForbidden {
				t.Errorf("%s from %s: %d", method, site, code)
			}
		}
		for _, site := range []string{"same-origin", "none", ""} {
			if code, _, _ := r.do(b, method, r.page("/"), nil, "Sec-Fetch-Site", site); code != http.StatusOK {
				t.Errorf("%s from %q: %d", method, site, code)
			}
		}
	}
	// Old browsers name only the origin, of a POST.
	for origin, want := range map[string]int{"http://" + r.host: 200, "https://evil.example": 403, "null": 403, "http://127.0.0.1:1": 403} {
		if code, _, body := r.do(b, "POST", r.page("/"), nil, "Origin", origin); code != want {
			t.Errorf("%s: %d %s", origin, code, body)
		}
	}
	if code, header, _ := r.get(browser(t), r.page("/"), "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); code != 403 || header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%d, %v", code, header)
	}
	// A link on another site neither uses the token nor ends the server.
	if code, _, _ := r.get(browser(t), r.URL(), "Sec-Fetch-Site", "cross-site"); code != http.StatusForbidden {
		t.Errorf("a link: %d", code)
	}
	if code, _, _ := r.do(b, "POST", r.page("/end"), nil, "Sec-Fetch-Site", "cross-site"); code != http.StatusForbidden {
		t.Errorf("ending: %d", code)
	}
	if code, _, _ := r.get(b, r.page("/")); code != http.StatusOK {
		t.Errorf("afterwards: %d", code)
	}
}

// A name that somebody made point to 127.0.0.1 is refused, even with the token or the cookie.
func TestReboundNames(t *testing.T) {
	r := start(t, hello, nil)
	port := fmt.Sprint(r.Port())
	b := r.opened()
	for _, host := range []string{
		"evil.example", "evil.example:" + port, "localhost:" + port, "LOCALHOST:" + port, "127.0.0.1", "127.0.0.1:1", "127.1:" + port, "0.0.0.0:" + port,
		"[::1]:" + port, "[::ffff:127.0.0.1]:" + port, "127.0.0.1.:" + port, "127.0.0.1:" + port + ".evil.example", "2130706433:" + port,
	} {
		for _, address := range []string{r.page("/"), r.URL()} {
			code, header, body := r.get(b, address, "Host", host, "Cookie", r.cookieName()+"="+r.session)
			if code != http.StatusMisdirectedRequest || header.Get("Set-Cookie") != "" || !strings.Contains(body, `<a href="`+r.page("/")+`">`) {
				t.Errorf("%s: %d %s", host, code, body)
			}
		}
	}
	for _, request := range []string{ // without a name, and with one in the line of the request
		"GET / HTTP/1.0\r\nCookie: " + r.cookieName() + "=" + r.session + "\r\n\r\n",
		"GET http://evil.example/ HTTP/1.1\r\nHost: " + r.host + "\r\nCookie: " + r.cookieName() + "=" + r.session + "\r\n\r\n",
	} {
		if line, err := r.raw(request); !strings.Contains(line, " 421 ") {
			t.Errorf("%q: %q, %v", request, line, err)
		}
	}
	if code, _, body := r.get(b, r.page("/")); code != http.StatusOK || body != "hello" {
		t.Errorf("afterwards: %d", code)
	}
}

// The headers are on the pages, on the refusals and on the errors.
func TestHeaders(t *testing.T) {
	r := start(t, hello, nil)
	b := r.opened()
	for _, c := range []struct {
		client *http.Client
		path   string
		host   string
	}{{b, "/", r.host}, {browser(t), "/", r.host}, {b, "/", "evil.example"}, {b, "/?token=" + r.token, r.host}} {
		_, header, _ := r.get(c.client, r.page(c.path), "Host", c.host)
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s of %v is %q", name, c, got)
			}
		}
		policy := header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none';", "script-src 'self';", "form-action 'self';", "base-uri 'none';", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("the policy of %v lacks %s: %s", c, want, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
			t.Error(policy)
		}
	}
}

// Every page of the server itself has its words in both languages, and is in the language of its words.
func TestNotices(t *testing.T) {
	for _, language := range []lang.Language{lang.Chinese, lang.English} {
		v := &view.View{Words: lang.New(language)}
		for _, n := range []notice{
			noticeHost, noticeForeign, noticeStranger, noticeReused, noticeBusy, noticeFailed, noticeLarge, noticeBroken, noticeEnded,
		} {
			w := httptest.NewRecorder()
			writeNotice(w, v, n, "/", lang.Args{"URL": "http://127.0.0.1:1/?<b>", "Limit": 1})
			body := w.Body.String()
			if w.Code != n.status || strings.Contains(body, "web.page.") || strings.Contains(body, "<b>") || !strings.Contains(body, `<html lang="`+string(language)) {
				t.Errorf("%s: %d %s", n.name, w.Code, body)
			}
			if strings.Contains(body, `<a href="/">`) != n.home {
				t.Errorf("%s: %s", n.name, body)
			}
		}
	}
}

// The browser uses the style of a page of the server itself only if the policy has its digest.
func TestNoticeStyle(t *testing.T) {
	r := start(t, hello, nil)
	_, header, body := r.get(browser(t), r.page("/"))
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(body)
	if style == nil {
		t.Fatal(body)
	}
	digest := sha256.Sum256([]byte(style[1]))
	if want := "'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'"; !strings.Contains(header.Get("Content-Security-Policy"), want) {
		t.Errorf("the policy lacks %s", want)
	}
}

// A fault of the program is a page that says so, not an end of the server, and never half a page.
func TestFaults(t *testing.T) {
	var traced strings.Builder
	r := start(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/runtime":
			w.Header().Set("Content-Length", "1")
			var none []int
			_ = none[r.ContentLength]
		case "/answer":
			panic("dy_example88")
		case "/half":
			_, _ = io.WriteString(w, strings.Repeat("half ", 2000))
			panic(errors.New("late"))
		}
		hello(w, r)
	}, func(s *Server) {
		s.trace = func(step string, args ...any) { fmt.Fprintln(&traced, append([]any{step}, args...)...) }
	})
	b := r.opened()
	for _, path := range []string{"/runtime", "/answer"} {
		code, _, body := r.get(b, r.page(path))
		if code != http.StatusInternalServerError || !strings.Contains(body, "Something went wrong") || strings.Contains(body, "dy_example88") {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if answer, err := b.Get(r.page("/half")); err == nil {
		_, err = io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err == nil {
			t.Error("half a page looks whole")
		}
	}
	if code, _, body := r.get(b, r.page("/")); code != http.StatusOK || body != "hello" {
		t.Errorf("afterwards: %d %s", code, body)
	}
	r.stop()
	r.wantEnd(EndInterrupted)
	if log := traced.String(); !strings.Contains(log, "index out of range") || !strings.Contains(log, "guard_test.go") || strings.Contains(log, "dy_example88") {
		t.Error(log)
	}
}

// upload is a form with a file of a size.
func upload(t *testing.T, size int) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	form := multipart.NewWriter(body)
	file, err := form.CreateFormFile("evidence", "shot.png")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = file.Write(make([]byte, size))
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return form.FormDataContentType(), body
}

func TestBodiesAreLimited(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	r := start(t, func(w http.ResponseWriter, r *http.Request) {
		if parseForm(w, r, english) {
			if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
				t.Errorf("an upload is on the disk: %v, %v", left, err)
			}
			fmt.Fprint(w, len(r.FormValue("name")))
		}
	}, nil)
	b := r.opened()
	const urlencoded = "application/x-www-form-urlencoded"
	for name, test := range map[string]struct {
		size int
		file bool
		code int
		say  string
	}{
		"a form":               {size: maxForm - 5, code: 200, say: fmt.Sprint(maxForm - 5)},
		"a form that is large": {size: maxForm - 4, code: 413, say: "At most 1 MB"},
		"a file":               {size: maxUpload - maxForm, file: true, code: 200, say: "0"},
		"a file that is large": {size: maxUpload, file: true, code: 413, say: "At most 19 MB"},
	} {
		contentType, body := urlencoded, bytes.NewBufferString("name="+strings.Repeat("a", test.size))
		if test.file {
			contentType, body = upload(t, test.size)
		}
		code, _, answer := r.do(b, "POST", r.page("/"), body, "Content-Type", contentType)
		if code != test.code || !strings.Contains(answer, test.say) {
			t.Errorf("%s: %d %s", name, code, answer)
		}
	}
	for contentType, body := range map[string]string{"multipart/form-data; boundary=x": "--x\r\nhalf", urlencoded: "name=%zz"} {
		if code, _, answer := r.do(b, "POST", r.page("/"), strings.NewReader(body), "Content-Type", contentType); code != 400 || !strings.Contains(answer, "Not complete") {
			t.Errorf("%s: %d %s", body, code, answer)
		}
	}
}
