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
	Code     Action = iota // it answers with Reply; after 421 and at Body it then closes
	Drop                   // it closes without an answer; at Dot it has taken the message
	Hang                   // it is silent until the server is closed; at Dot it has taken the message
	Slow                   // it answers after Delay
	Lose                   // as Drop, but at Dot it has not taken the message
	DropLate               // as Drop, but at Dot it has also read the envelope of the next message, up to DATA
)

// Fault is a failure at one stage.
type Fault struct {
	At    Stage
	N     int  // the occurrence that fails, counted over all connections; 0 is every one
	Each  bool // N is counted in each connection by itself
	Do    Action
	Reply string // of Code: one or more lines, without the last CRLF, byte for byte
	Delay time.Duration
}

// fault gives what goes wrong the next time that a stage is reached, if anything. That is now where it is counted.
func (s *Server) fault(at Stage, inConnection map[Stage]int, now bool) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, own := s.seen[at]+1, inConnection[at]+1
	if now {
		s.seen[at], inConnection[at] = all, own
	}
	for _, f := range s.config.Faults {
		n := all
		if f.Each {
			n = own
		}
		if f.At == at && (f.N == 0 || f.N == n) {
			return f, true
		}
	}
	return Fault{}, false
}
