package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/cases"
)

// A letter that was sent and answered shows the state of its case first and the details of the mail below.
func TestAMailedLetterIsAnswered(t *testing.T) {
	s := newTestEnv(t)
	s.writeExample("refund")
	a := s.app()
	if err := setOutcome(a, "test", outcome{status: drafts.StatusSent}); err != nil {
		t.Fatal(err)
	}
	c, err := openCase(a, "test")
	if err != nil {
		t.Fatal(err)
	}
	answer := cases.Entry{At: today.Add(time.Hour).UTC(), State: cases.Answered, Said: "三个工作日内处理", Promise: &cases.Promise{Workdays: 3}}
	if _, err := c.Add(context.Background(), answer); err != nil {
		t.Fatal(err)
	}
	a.close()
	out, conversation, _ := s.run(nil, "show", "test")
	assertContains(t, out, "status: answered\nthe time that support promised: until the end of 2026-11-25\nwritten ", "\nsent 2026-11-20 10:00, to ")
	assertContains(t, conversation, "Next: wait for support to do it")
	for _, text := range []string{"status: sent", "case:", "working days"} {
		if strings.Contains(out, text) {
			t.Errorf("it says %q:\n%s", text, out)
		}
	}
	for _, args := range [][]string{{"list"}, {"list", "--status", "sent"}, {"list", "--status", "answered"}, {"list", "--status", "已答复"}} {
		if out, _, _ := s.run(nil, args...); !strings.Contains(out, "  answered\n") && !strings.Contains(out, "  answered  ") {
			t.Errorf("%q:\n%s", args, out)
		}
	}
	out, _, _ = s.run(nil, "list", "--json")
	assertContains(t, out, `"status": "sent"`, `"state": "answered"`)
}
