// Package prompttest has a Prompter for tests that answers from a script.
package prompttest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"draft/cmd/draft/internal/prompt"
)

// Step is an expected question and the reaction to it.
type Step struct {
	Message string // part of the question's Message; empty matches any
	Answer  string // for Choose a Value, for ChooseSeveral one per line, for Confirm prompt.Yes or prompt.No; with Err, what was in the field
	Refused string // part of the reason why Answer must be refused; the next step answers again
	Err     error  // prompt.ErrBack, prompt.ErrInterrupted, or another error
}

// Answer expects a question and answers it.
func Answer(message, text string) Step { return Step{Message: message, Answer: text} }

// Refused expects a question that refuses the answer.
func Refused(message, text, reason string) Step {
	return Step{Message: message, Answer: text, Refused: reason}
}

// Back expects a question and goes back, with a text in the field.
func Back(message, typed string) Step {
	return Step{Message: message, Answer: typed, Err: prompt.ErrBack}
}

// Add expects a question and asks to add something first.
func Add(message string) Step { return Step{Message: message, Err: prompt.ErrAdd} }

// Interrupt expects a question and presses Ctrl-C, with a text in the field.
func Interrupt(message, typed string) Step {
	return Step{Message: message, Answer: typed, Err: prompt.ErrInterrupted}
}

// T is the part of *testing.T that a Script uses.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(func())
}

// Asked is a question that was asked.
type Asked struct {
	Kind string // Line, Text, Secret, Choose, ChooseSeveral, Confirm or Key
	prompt.Question
}

// Script is a prompt.Prompter that answers from its steps. It is safe for concurrent use.
type Script struct {
	t     T
	mu    sync.Mutex
	steps []Step
	asked []Asked
}

var _ prompt.Prompter = (*Script)(nil)

// New returns a Prompter that fails the test if a question is not that of the next step, if a real Prompter would not return
// the answer, or if steps are left at the end.
func New(t T, steps ...Step) *Script {
	t.Helper()
	s := &Script{t: t, steps: steps}
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, step := range s.steps {
			t.Errorf("nobody asked %q", step.Message)
		}
	})
	return s
}

// Asked returns the questions so far.
func (s *Script) Asked() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func (s *Script) Line(q prompt.Question) (string, error) { return s.answer("Line", q) }

func (s *Script) Text(q prompt.Question) (string, error) { return s.answer("Text", q) }

// Secret returns no text with an error.
func (s *Script) Secret(q prompt.Question) (string, error) {
	q.Prefill = ""
	answer, err := s.answer("Secret", q)
	if err != nil {
		return "", err
	}
	return answer, nil
}

func (s *Script) Choose(q prompt.Question) (string, error) { return s.answer("Choose", q) }

// ChooseSeveral takes an answer with one value per line.
func (s *Script) ChooseSeveral(q prompt.Question) ([]string, error) {
	answer, err := s.answer("ChooseSeveral", q)
	if err != nil {
		return nil, err
	}
	return strings.Split(answer, "\n"), nil
}

func (s *Script) Confirm(q prompt.Question) (bool, error) {
	q.Optional = false
	q.Options = []prompt.Option{{Value: prompt.Yes}, {Value: prompt.No}}
	answer, err := s.answer("Confirm", q)
	return err == nil && answer == prompt.Yes, err
}

// Key accepts any answer.
func (s *Script) Key(message string) error {
	_, err := s.answer("Key", prompt.Question{Message: message, Optional: true})
	return err
}

func (s *Script) answer(kind string, q prompt.Question) (string, error) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, Asked{kind, q})
	for {
		if len(s.steps) == 0 {
			return "", s.fail("%s %q was asked after the last step", kind, q.Message)
		}
		step := s.steps[0]
		if !strings.Contains(q.Message, step.Message) {
			return "", s.fail("%s %q was asked where %q was expected", kind, q.Message, step.Message)
		}
		s.steps = s.steps[1:]
		if errors.Is(step.Err, prompt.ErrAdd) && q.Add == "" {
			return "", s.fail("%s %q has nothing to add", kind, q.Message)
		}
		if step.Err != nil {
			return step.Answer, step.Err
		}
		answer := step.Answer
		if q.Optional && q.Nothing != nil && (kind == "Line" || kind == "Text") && q.Nothing(answer) {
			answer = ""
		}
		if q.More != nil && (kind == "Line" || kind == "Choose") && q.More(answer) {
			return answer, nil
		}
		err := check(kind, q, answer)
		switch {
		case err == nil && step.Refused == "":
			return answer, nil
		case err == nil:
			return "", s.fail("%s %q took %q", kind, q.Message, step.Answer)
		case step.Refused == "" || !strings.Contains(err.Error(), step.Refused):
			return "", s.fail("%s %q refused %q: %v", kind, q.Message, step.Answer, err)
		}
	}
}

// fail fails the test and returns the error for the caller of the question.
func (s *Script) fail(format string, args ...any) error {
	s.t.Helper()
	err := fmt.Errorf(format, args...)
	s.t.Errorf("%v", err)
	return err
}

// check returns why a real Prompter would refuse the answer.
func check(kind string, q prompt.Question, answer string) error {
	if strings.TrimSpace(answer) == "" {
		if q.Optional {
			return nil
		}
		return fmt.Errorf("an answer is required")
	}
	if kind == "Choose" || kind == "ChooseSeveral" || kind == "Confirm" {
		for _, value := range strings.Split(answer, "\n") {
			if !slices.ContainsFunc(q.Options, func(o prompt.Option) bool { return o.Value == value }) {
				return fmt.Errorf("there is no such option")
			}
		}
	}
	for line := range strings.Lines(answer) {
		if line = strings.TrimSpace(line); kind == "Text" && line != "" && q.CheckLine != nil {
			if err := q.CheckLine(line); err != nil {
				return err
			}
		}
	}
	if q.Check == nil {
		return nil
	}
	return q.Check(answer)
}
