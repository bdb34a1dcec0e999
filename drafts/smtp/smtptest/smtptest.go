// Package smtptest is an SMTP server for tests: it speaks TLS with certificates of its own making, asks for a login,
// fails on purpose, and remembers what it was given. It is no server for anything else: it keeps all in memory and
// delivers nothing.
package smtptest

import (
	"bytes"
	"crypto/tls"
	"net"
	"slices"
	"sync"
	"testing"
	"time"
)

// Security is how a connection is protected.
type Security int

// The ways to protect a connection.
const (
	Plain    Security = iota
	STARTTLS          // once the client asks for it; before that there is no login
	Implicit
)

// Config is how a server behaves. The zero value is clear text that takes every message.
type Config struct {
	Security Security
	// Certificate is shown to clients; that of Good where nil.
	Certificate *tls.Certificate
	// MaxTLS is the highest version of TLS; that of the library where 0.
	MaxTLS uint16
	// Inject is sent in clear text together with the answer to STARTTLS, as somebody in between may do.
	Inject string

	// Mechanisms are those of AUTH: PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-1 and XOAUTH2 work, others are only named.
	// Where there are any, a client must log in.
	Mechanisms     []string
	User, Password string // the password is the token of XOAUTH2

	// Extensions are the lines of the answer to EHLO besides STARTTLS and AUTH; nil is Usual.
	Extensions []string
	// Size is the largest message in bytes, said in the answer to EHLO; 0 is no limit.
	Size int

	// Discard keeps no message, only what was said.
	Discard bool

	Faults []Fault
	// Hook is called at each stage before the server acts; at Dot it has read the whole message.
	Hook func(at Stage)
}

// Usual are the extensions of most servers.
var Usual = []string{"PIPELINING", "8BITMIME", "SMTPUTF8"}

// Message is one that the server took.
type Message struct {
	From     string   // bare
	To       []string // bare
	Params   string   // of MAIL, after the address
	Data     []byte   // as it was before the dots were stuffed
	ID       string   // the Message-ID, with its brackets
	User     string   // who was logged in
	TLS      bool
	Answered bool // whether the 250 was sent
}

// Server is one that runs.
type Server struct {
	Host string
	Port int

	config   Config
	listener net.Listener
	done     chan struct{}
	running  sync.WaitGroup

	mu       sync.Mutex
	open     map[net.Conn]bool
	accepted int
	seen     map[Stage]int
	verbs    []string
	way      string // of the last AUTH
	messages []Message
}

// Start runs a server on a loopback address until the test ends.
func Start(t testing.TB, c Config) *Server {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// New runs a server on a loopback address until it is closed.
func New(c Config) (*Server, error) { return Listen("127.0.0.1:0", c) }

// Listen runs a server on an address.
func Listen(address string, c Config) (*Server, error) {
	if c.Extensions == nil {
		c.Extensions = Usual
	}
	if c.Security != Plain && c.Certificate == nil {
		good, err := Good()
		if err != nil {
			return nil, err
		}
		c.Certificate = &good
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	at := l.Addr().(*net.TCPAddr)
	s := &Server{
		Host: at.IP.String(), Port: at.Port, config: c, listener: l,
		done: make(chan struct{}), open: map[net.Conn]bool{}, seen: map[Stage]int{},
	}
	s.running.Go(s.accept)
	return s, nil
}

// Close ends the server and every connection, also those that hang.
func (s *Server) Close() {
	s.mu.Lock()
	select {
	case <-s.done:
	default:
		close(s.done)
		_ = s.listener.Close()
	}
	for c := range s.open {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.running.Wait()
}

// Address is where the server listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Messages are those that were taken so far.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Verbs are the commands of all connections in the order in which they came, in capitals.
func (s *Server) Verbs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.verbs)
}

// Mechanism is the one that was last asked for.
func (s *Server) Mechanism() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.way
}

// Connections counts those that were accepted so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted
}

// Open counts the connections that are still there.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Forget forgets messages, commands and how often each stage was reached.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages, s.verbs = nil, nil
	clear(s.seen)
}

// SetFaults has the server fail in another way from now on, and counts the stages anew.
func (s *Server) SetFaults(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config.Faults = faults
	clear(s.seen)
}

func (s *Server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		if !s.admit(c) {
			_ = c.Close()
			return
		}
		s.running.Go(func() {
			defer s.dismiss(c)
			s.serve(c)
		})
	}
}

func (s *Server) admit(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
		return false
	default:
	}
	s.accepted++
	s.open[c] = true
	return true
}

func (s *Server) dismiss(c net.Conn) {
	_ = c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// serve speaks with one client.
func (s *Server) serve(raw net.Conn) {
	// A client that never finishes its handshake would keep Close waiting, but Close ends the connection under it.
	c := &session{server: s, raw: raw, seen: map[Stage]int{}}
	c.use(raw, false)
	if s.config.Security == Implicit && !c.secure() {
		return
	}
	c.run()
}

func (s *Server) verb(v string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.verbs = append(s.verbs, v)
}

// take remembers a message, and gives its place.
func (s *Server) take(m Message) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.config.Discard {
		return -1
	}
	m.Data = bytes.Clone(m.Data)
	s.messages = append(s.messages, m)
	return len(s.messages) - 1
}

func (s *Server) answered(place int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if place >= 0 && place < len(s.messages) {
		s.messages[place].Answered = true
	}
}

// wait passes time, and tells whether the server is still there afterwards. No time at all is for ever.
func (s *Server) wait(d time.Duration) bool {
	var passed <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		passed = timer.C
	}
	select {
	case <-passed:
		return true
	case <-s.done:
		return false
	}
}
