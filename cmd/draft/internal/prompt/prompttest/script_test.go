package prompttest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

// recorder is a T that records failures.
type recorder struct {
	failures []string
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) finish() string {
	for _, f := range r.cleanups {
		f()
	}
	return strings.Join(r.failures, "\n")
}

func money(s string) error {
	if s != "50" {
		return errors.New("不是金额")
	}
	return nil
}

var options = []prompt.Option{{Value: "a", Label: "甲"}}

func TestScriptAnswers(t *testing.T) {
	r := &recorder{}
	s := New(r, Refused("金额", "五十", "不是金额"), Answer("金额", "50"), Answer("方式", "a"), Answer("备注", ""), Answer("发送", prompt.No), Back("经过", "一半"))
	var got []string
	note := func(text string, err error) { got = append(got, fmt.Sprint(text, " ", err)) }
	note(s.Line(prompt.Question{Message: "充值金额", Check: money}))
	note(s.Choose(prompt.Question{Message: "充值方式", Options: options}))
	note(s.Text(prompt.Question{Message: "备注", Optional: true}))
	yes, err := s.Confirm(prompt.Question{Message: "现在发送吗？"})
	note(fmt.Sprint(yes), err)
	note(s.Text(prompt.Question{Message: "经过"}))
	want := []string{"50 <nil>", "a <nil>", " <nil>", "false <nil>", "一半 " + prompt.ErrBack.Error()}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if failures := r.finish(); failures != "" {
		t.Error(failures)
	}
	if kinds := len(s.Asked()); kinds != 5 || s.Asked()[1].Kind != "Choose" {
		t.Errorf("asked: %+v", s.Asked())
	}
}

// TestScriptAsksAboutLinesAndNothing checks that CheckLine and Nothing apply to the answers of a script.
func TestScriptAsksAboutLinesAndNothing(t *testing.T) {
	r := &recorder{}
	q := prompt.Question{Message: "证据", Optional: true, CheckLine: money, Nothing: func(s string) bool { return s == "没有" }}
	s := New(r, Refused("证据", "50\n51", "不是金额"), Answer("证据", "50\n\n50"), Answer("证据", "没有"), Answer("证据", "没有"))
	for _, want := range []string{"50\n\n50", ""} {
		if got, err := s.Text(q); err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	q.Options = []prompt.Option{{Value: "没有", Label: "没有"}}
	if got, err := s.Choose(q); err != nil || got != "没有" {
		t.Errorf("%q, %v", got, err)
	}
	if failures := r.finish(); failures != "" {
		t.Error(failures)
	}
}

func TestScriptKeepsNoSecret(t *testing.T) {
	r := &recorder{}
	s := New(r, Interrupt("密码", "hun"), Answer("密码", "hunter2"))
	q := prompt.Question{Message: "密码", Prefill: "旧的"}
	if got, err := s.Secret(q); got != "" || !errors.Is(err, prompt.ErrInterrupted) {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := s.Secret(q); got != "hunter2" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if asked := s.Asked(); r.finish() != "" || asked[1].Kind != "Secret" || asked[1].Prefill != "" {
		t.Errorf("%q, %+v", r.failures, asked)
	}
}

func TestScriptFails(t *testing.T) {
	for want, run := range map[string]func(*Script){
		`nobody asked "金额"`:                                func(*Script) {},
		`Line "时间" was asked where "金额" was expected`:      func(s *Script) { _, _ = s.Line(prompt.Question{Message: "时间"}) },
		`Line "金额" refused "5": 不是金额`:                      func(s *Script) { _, _ = s.Line(prompt.Question{Message: "金额", Check: money}) },
		`Choose "金额" refused "5": there is no such option`: func(s *Script) { _, _ = s.Choose(prompt.Question{Message: "金额", Options: options}) },
		`Line "金额" was asked after the last step`: func(s *Script) {
			_, _ = s.Line(prompt.Question{Message: "金额"})
			_, _ = s.Line(prompt.Question{Message: "金额"})
		},
	} {
		r := &recorder{}
		run(New(r, Answer("金额", "5")))
		if got := r.finish(); !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
