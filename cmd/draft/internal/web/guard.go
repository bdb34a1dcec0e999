package web

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"draft/cmd/draft/internal/lang"
)

// guard lets only the browser that used the token reach h, and only from pages of this server. In order: the name of the
// server, the page that asks, the token or the cookie, and a turn.
func (s *Server) guard(h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /end", s.endAsked)
	mux.Handle("/", h)
	protection := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.harden(w.Header())
		switch {
		case r.Host != s.host: // a name that an attacker made point to 127.0.0.1 is another origin to the browser
			s.refuse(w, noticeHost)
		case !isOwnPage(r) || protection.Check(r) != nil:
			s.refuse(w, noticeForeign)
		case r.Method == http.MethodGet && r.URL.Path == "/" && isSame(r.URL.Query().Get("token"), s.token):
			s.useToken(w, r)
		case !s.isKnown(r):
			s.refuse(w, noticeStranger)
		default:
			s.answer(w, r, mux)
		}
	})
}

// harden keeps the pages of this server from being read, framed, stored or named elsewhere, and from loading anything from
// elsewhere. The pages may load their own style and script.
func (s *Server) harden(h http.Header) {
	for name, value := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self' " + noticeStyleHash + "; script-src 'self'; img-src 'self' data:; " +
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Cache-Control":                "no-store",
		// Nothing goes to other sites. no-referrer would also make the browser send its own forms with “Origin: null”, which
		// CrossOriginProtection refuses if the browser is too old for Sec-Fetch-Site.
		"Referrer-Policy": "same-origin",
	} {
		h.Set(name, value)
	}
}

// isOwnPage reports whether a page of this server asks, or the person by typing or opening an address. Other sites are refused for
// GET too: their pages must not even show what is here. Browsers from before 2023 do not say which site asks; they
// keep the cookie from other sites.
func isOwnPage(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	}
	return false
}

func isSame(given, want string) bool {
	return subtle.ConstantTimeCompare([]byte(given), []byte(want)) == 1
}

// cookieName has the port, because a browser keeps one set of cookies for all servers on 127.0.0.1.
func (s *Server) cookieName() string { return fmt.Sprintf("draft-%d", s.Port()) }

// isKnown reports whether the browser has the cookie.
func (s *Server) isKnown(r *http.Request) bool {
	for _, c := range r.CookiesNamed(s.cookieName()) {
		if isSame(c.Value, s.session) {
			return true
		}
	}
	return false
}

// useToken gives the browser the cookie and takes the token off its address. If somebody had the token before, it ends the server,
// because one of the two is a stranger. The browser that has the cookie may open the address again.
func (s *Server) useToken(w http.ResponseWriter, r *http.Request) {
	switch {
	case s.opened.CompareAndSwap(false, true):
		s.begin()
		defer s.done()
		http.SetCookie(w, &http.Cookie{Name: s.cookieName(), Value: s.session, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	case !s.isKnown(r):
		s.refuse(w, noticeReused)
		s.end(EndTokenReused)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// endAsked ends the server for the person.
func (s *Server) endAsked(w http.ResponseWriter, _ *http.Request) {
	s.refuse(w, noticeEnded)
	s.end(EndAsked)
}

// refuse answers a request with a page of the server itself, and closes its connection, so that a stranger cannot keep it.
func (s *Server) refuse(w http.ResponseWriter, n notice) {
	s.trace("notice", "page", n.name)
	w.Header().Set("Connection", "close")
	home := "http://" + s.host + "/"
	writeNotice(w, s.view, n, home, lang.Args{"URL": home})
}

// answer answers a request of the browser when it is its turn. A fault of the program is answered with a page and ends nothing.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, h http.Handler) {
	s.begin()
	defer s.done()
	patience := time.NewTimer(s.limits.turn)
	defer patience.Stop()
	select {
	case s.turns <- struct{}{}:
		defer func() { <-s.turns }()
	case <-r.Context().Done():
		return
	case <-patience.C:
		s.refuse(w, noticeBusy)
		return
	}
	response := &response{ResponseWriter: w}
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if fault == http.ErrAbortHandler { //nolint:errorlint // net/http compares it too
			panic(fault)
		}
		s.trace("panic", "fault", describe(fault), "stack", string(debug.Stack()))
		if response.begun {
			panic(http.ErrAbortHandler) // the browser must not take half a page for a whole one
		}
		s.refuse(w, noticeFailed)
	}()
	limitBody(w, r)
	h.ServeHTTP(response, r)
}

// describe returns the text of a fault of the runtime. Of any other only the type, because its text may hold an answer.
func describe(fault any) string {
	if err, ok := fault.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", fault)
}

// response notes whether an answer has begun.
type response struct {
	http.ResponseWriter
	begun bool
}

func (r *response) WriteHeader(status int) {
	r.begun = true
	r.ResponseWriter.WriteHeader(status)
}

func (r *response) Write(data []byte) (int, error) {
	r.begun = true
	return r.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }
