package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// ListenOptions are the settings of a server.
type ListenOptions struct {
	Port int           // 0 lets the system choose a free one
	Idle time.Duration // the server ends if nothing was asked for so long; 0 is an hour
	View *view.View    // words what the server itself says
	// Trace logs a step of the program, for developers; it may be nil.
	Trace func(step string, args ...any)
}

// The ports that --port takes. Below are those of the system's services.
const minPort, maxPort = 1024, 65535

// End is why a server ended.
type End string

// The ends of a server.
const (
	EndAsked       End = "asked"       // the person ended it on a page
	EndIdle        End = "idle"        // nothing was asked for too long
	EndInterrupted End = "interrupted" // its context was cancelled
	EndTokenReused End = "token-reused"
)

// Server is the listening server. It answers nothing before Serve.
type Server struct {
	listener net.Listener
	host     string // the only Host that is answered
	token    string // in the address; it is good for one browser
	session  string // in the cookie that the browser gets for the token
	idle     time.Duration
	limits   limits
	view     *view.View
	trace    func(step string, args ...any)

	opened atomic.Bool   // the token was used
	ended  chan End      // the first end
	fresh  sync.Map      // net.Conn: connections that have not asked for anything
	turns  chan struct{} // has an entry for each request that is at work

	mutex   sync.Mutex
	active  int // requests of the browser that are not answered yet
	waiting *time.Timer
}

// limits keep a client from using up the machine, and one that hangs from keeping a connection.
type limits struct {
	header, read, write, keep time.Duration // of a connection
	turn                      time.Duration // for which a request waits until others are done
	grace                     time.Duration // for requests that are open at the end
	connections, requests     int           // at once
	headerBytes               int
}

var usualLimits = limits{
	header: 5 * time.Second, read: time.Minute, write: time.Minute, keep: 2 * time.Minute, turn: 20 * time.Second, grace: 5 * time.Second,
	connections: 128, requests: 16,
	headerBytes: 64 << 10, // a browser also sends the cookies of other programs on 127.0.0.1
}

// Listen opens the port. The error has words.
func Listen(o ListenOptions) (*Server, error) {
	if o.Port != 0 && (o.Port < minPort || o.Port > maxPort) {
		return nil, view.Usage("usage.web_port", lang.Args{"Value": o.Port, "Min": minPort, "Max": maxPort}, "draft web")
	}
	if o.Idle == 0 {
		o.Idle = time.Hour
	}
	if o.Trace == nil {
		o.Trace = func(string, ...any) {}
	}
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", o.Port))
	if err != nil {
		return nil, listenError(o.Port, err)
	}
	s := &Server{
		listener: listener, host: listener.Addr().String(), token: rand.Text(), session: rand.Text(), idle: o.Idle, limits: usualLimits,
		view: o.View, trace: o.Trace, ended: make(chan End, 1),
	}
	s.turns = make(chan struct{}, s.limits.requests)
	return s, nil
}

// listenError words why a port cannot be opened.
func listenError(port int, err error) error {
	const windowsAddressInUse = syscall.Errno(10048) // WSAEADDRINUSE; no other system has this number
	id := "web.port_failed"
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, windowsAddressInUse) {
		id = "web.port_taken"
	}
	failed := view.Fail(id, lang.Args{"Port": port}, errors.Unwrap(err))
	failed.Hint = "web.port_hint"
	return failed
}

// Port returns the port of the server.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// URL returns the address that opens draft. It is good for one browser, and once.
func (s *Server) URL() string { return "http://" + s.host + "/?token=" + s.token }

// Serve answers the browser by h until something ends the server, and returns what that was. Requests that are open then have a
// moment to finish. Afterwards nothing listens any more.
func (s *Server) Serve(ctx context.Context, h http.Handler) (End, error) {
	server := &http.Server{
		Handler: s.guard(h), ConnState: s.note, ErrorLog: log.New(io.Discard, "", 0),
		ReadHeaderTimeout: s.limits.header, ReadTimeout: s.limits.read, WriteTimeout: s.limits.write, IdleTimeout: s.limits.keep,
		MaxHeaderBytes: s.limits.headerBytes,
	}
	s.waiting = time.AfterFunc(s.idle, func() { s.end(EndIdle) })
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(netutil.LimitListener(s.listener, s.limits.connections)) }()
	var why End
	select {
	case why = <-s.ended:
	case <-ctx.Done():
		why = EndInterrupted
	case err := <-stopped:
		return "", view.Fail("web.server_failed", nil, err)
	}
	s.waiting.Stop()
	_ = s.listener.Close()
	<-stopped                           //nolint:errcheck // it says that the listener is closed
	s.fresh.Range(func(c, _ any) bool { // browsers open connections ahead; Shutdown would wait for a request on each
		_ = c.(net.Conn).Close()
		return true
	})
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.grace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close()
	}
	return why, nil
}

// Close closes the port of a server that is not served.
func (s *Server) Close() { _ = s.listener.Close() }

// end ends the server. The first reason counts.
func (s *Server) end(why End) {
	select {
	case s.ended <- why:
	default:
	}
}

// note keeps track of connections that have not asked for anything.
func (s *Server) note(c net.Conn, state http.ConnState) {
	if state == http.StateNew {
		s.fresh.Store(c, nil)
	} else {
		s.fresh.Delete(c)
	}
}

// begin and done are called around a request of the browser. Between requests the server waits for the next one, but not forever.
func (s *Server) begin() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.active++
	s.waiting.Stop()
}

func (s *Server) done() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.active--; s.active == 0 {
		s.waiting.Reset(s.idle)
	}
}
