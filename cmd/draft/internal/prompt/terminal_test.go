//go:build !windows

package prompt_test

import (
	"os"
	"reflect"
	"testing"
	"time"

	"golang.org/x/term"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/screentest"
)

// session is one or more questions on a terminal.
type session struct {
	*screentest.Console
	t      *testing.T
	before *term.State
	done   chan outcome
}

type outcome struct {
	text string
	err  error
}

type questions func(prompt.Prompter) (string, error)

func line(q prompt.Question) questions {
	return func(p prompt.Prompter) (string, error) { return p.Line(q) }
}

func text(q prompt.Question) questions {
	return func(p prompt.Prompter) (string, error) { return p.Text(q) }
}

func choose(q prompt.Question) questions {
	return func(p prompt.Prompter) (string, error) { return p.Choose(q) }
}

func pressed(p prompt.Prompter) (string, error) { return "", p.Key("扫好了") }

func confirm(q prompt.Question) questions {
	return func(p prompt.Prompter) (string, error) {
		yes, err := p.Confirm(q)
		if yes {
			return prompt.Yes, err
		}
		return prompt.No, err
	}
}

func start(t *testing.T, width, height int, ask questions) *session {
	t.Helper()
	return startWith(t, width, height, prompt.Options{}, ask)
}

func startWith(t *testing.T, width, height int, o prompt.Options, ask questions) *session {
	t.Helper()
	s := &session{Console: screentest.New(t, width, height), t: t, done: make(chan outcome, 1)}
	s.before = s.state()
	if o.Texts == nil {
		o.Texts = lang.New(lang.Chinese)
	}
	p := prompt.New(s.TTY, s.TTY, o)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		text, err := ask(p)
		s.done <- outcome{text, err}
	}()
	t.Cleanup(func() { // before the terminal is closed: a question that is still open uses it
		s.HangUp()
		<-ended
	})
	return s
}

func (s *session) state() *term.State {
	s.t.Helper()
	state, err := term.GetState(int(s.TTY.Fd()))
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

// outcome waits for the answer and checks that the terminal was restored.
func (s *session) outcome() outcome {
	s.t.Helper()
	var o outcome
	select {
	case o = <-s.done:
	case <-time.After(20 * time.Second):
		s.t.Fatalf("no answer was given on\n%s", s)
	}
	if after := s.state(); !reflect.DeepEqual(s.before, after) {
		s.t.Errorf("the terminal was left as %v, it was %v", after, s.before)
	}
	s.Wait("the terminal's modes", func() bool { return s.Mode("?25") && s.Mode("?7") && !s.Mode("?2004") })
	if asked := s.Asked(); asked != "" {
		s.t.Errorf("the terminal was asked %q", asked)
	}
	return o
}

// gives waits for the answer and compares it.
func (s *session) gives(want string) {
	s.t.Helper()
	if o := s.outcome(); o.err != nil || o.text != want {
		s.t.Errorf("the answer is %q, %v; want %q on\n%s", o.text, o.err, want, s)
	}
}

// signalSelf sends a signal to this process, as the system does to the process in the terminal.
func signalSelf(t *testing.T, s os.Signal) {
	t.Helper()
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Signal(s)
	}
	if err != nil {
		t.Fatal(err)
	}
}
