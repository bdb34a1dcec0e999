package smtptest

import "time"

// Stage is a stage at which a server may fail. The names are those of drafts/outbox, which has neither RSET nor QUIT.
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

// Stages returns all stages in the order of a dialogue.
func Stages() []Stage {
	return []Stage{Greeting, Hello, StartTLS, Auth, Mail, Rcpt, Data, Body, Dot, Reset, Quit}
}

// Action is how a server fails.
type Action int

// The ways to fail.
const (
	Code     Action = iota // reply with Reply; after 421, and at Body, close
	Drop                   // close without a reply; at Dot, after taking the message
	Hang                   // do not reply until the server is closed; at Dot, after taking the message
	Slow                   // reply after Delay
	Lose                   // as Drop, but at Dot without taking the message
	DropLate               // as Drop, but at Dot after also reading the next envelope up to DATA
	Cut                    // reply with Reply, without its last CRLF, and close
)

// Fault is a failure at one stage.
type Fault struct {
	At    Stage
	N     int  // the occurrence that fails, counted over all connections; 0 is every one
	Each  bool // count N in each connection separately
	Do    Action
	Reply string // of Code and Cut: one or more lines, without the last CRLF, byte for byte
	Delay time.Duration
}

// fault returns the fault of the next occurrence of a stage, if there is one. If now is true, it counts the occurrence.
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
