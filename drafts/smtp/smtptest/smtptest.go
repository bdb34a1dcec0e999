// Package smtptest is an SMTP server for tests. It has TLS with certificates of its own, logins and faults, and keeps
// what it received in memory. It delivers nothing.
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
	STARTTLS          // a login only after STARTTLS
	Implicit
)

// Config configures a server. The zero value takes every message in clear text.
type Config struct {
	Security Security
	// Certificate is sent to clients; nil is that of Good.
	Certificate *tls.Certificate
	// MaxTLS is the highest version of TLS; 0 is that of crypto/tls.
	MaxTLS uint16
	// Inject is sent in clear text right after the reply to STARTTLS, as an attacker may do.
	Inject string

	// Mechanisms are those of AUTH: PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-1 and XOAUTH2 work, others are only offered.
	// If there are any, a client must log in.
	Mechanisms     []string
	User, Password string // the password is the token of XOAUTH2

	// Extensions are the lines of the reply to EHLO without STARTTLS and AUTH; nil is Usual.
	Extensions []string
	// Size is the largest message in bytes, as offered in the reply to EHLO; 0 is no limit.
	Size int

	// Discard keeps no messages.
	Discard bool

	Faults []Fault
	// Hook is called at each stage before the server acts; at Dot it has read the whole message.
	Hook func(at Stage)
}

// Usual are the extensions that most servers have.
var Usual = []string{"PIPELINING", "8BITMIME", "SMTPUTF8"}

// Message is a message that the server took.
type Message struct {
	From     string   // bare
	To       []string // bare
	Params   string   // of MAIL, after the address
	Data     []byte   // without doubled dots
	ID       string   // the Message-ID, with its brackets
	User     string   // that was logged in
	TLS      bool
	Answered bool // whether the 250 was sent
}

// Server is a running server.
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

// Close closes the server and every connection, including those that hang.
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

// Address returns the address on which the server listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Messages returns the messages that were taken so far.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Verbs returns the verbs of the commands of all connections, in capitals, in the order in which they came.
func (s *Server) Verbs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.verbs)
}

// Mechanism returns the mechanism of the last AUTH.
func (s *Server) Mechanism() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.way
}

// Connections returns the number of connections that were accepted so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted
}

// Open returns the number of open connections.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Forget drops the messages and verbs so far, and restarts the counting of stages.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages, s.verbs = nil, nil
	clear(s.seen)
}

// SetFaults replaces the faults, and restarts the counting of stages.
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

// serve serves one connection.
func (s *Server) serve(raw net.Conn) {
	// If a client never finishes its handshake, Close interrupts it by closing the connection.
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

// take keeps a message and returns its index.
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

// wait waits, and reports whether the server is still open after that. A duration of 0 is until the server is closed.
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
