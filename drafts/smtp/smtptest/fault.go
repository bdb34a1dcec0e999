package smtptest

import "time"

// Stage is where a server may fail. The names are those of drafts/outbox, which has no RSET and no QUIT.
type Stage string

// The stages, in the order of a dialogue.
const (
	Greeting Stage = "greeting"
	Hello    Stage = "ehlo" // the second time, after STARTTLS, is the second occurrence
	StartTLS Stage = "starttls"
	Auth     Stage = "auth"
	Mail     Stage = "mail"
	Rcpt     Stage = "rcpt"
	Data     Stage = "data"
	Body     Stage = "body" // after its first line
	Dot      Stage = "dot"  // after the whole message
	Reset    Stage = "rset"
	Quit     Stage = "quit"
)

// Stages are all of them in the order of a dialogue.
func Stages() []Stage {
	return []Stage{Greeting, Hello, StartTLS, Auth, Mail, Rcpt, Data, Body, Dot, Reset, Quit}
}

// Action is how a server fails.
type Action int

// The ways to fail.
const (
	Code Action = iota // it answers with Reply; after 421 and at Body it then closes
	Drop               // it closes without an answer; at Dot it has taken the message
	Hang               // it is silent until the server is closed; at Dot it has taken the message
	Slow               // it answers after Delay
	Lose               // as Drop, but at Dot it has not taken the message
)

// Fault is a failure at one stage.
type Fault struct {
	At    Stage
	N     int // the occurrence that fails, counted over all connections; 0 is every one
	Do    Action
	Reply string // of Code: one or more lines, without the last CRLF, byte for byte
	Delay time.Duration
}

// fault gives what is to go wrong now, if anything.
func (s *Server) fault(at Stage) (Fault, bool) {
	if s.config.Hook != nil {
		s.config.Hook(at)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[at]++
	for _, f := range s.config.Faults {
		if f.At == at && (f.N == 0 || f.N == s.seen[at]) {
			return f, true
		}
	}
	return Fault{}, false
}

// failsAt looks ahead at what goes wrong the next time a stage is reached.
func (s *Server) failsAt(at Stage) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.config.Faults {
		if f.At == at && (f.N == 0 || f.N == s.seen[at]+1) {
			return f, true
		}
	}
	return Fault{}, false
}
