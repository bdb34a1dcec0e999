package main

import (
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/letter"
)

// Whatever has happened, there is one word, and it is never that of a draft: to people, a draft is not finished.
func TestStandingWord(t *testing.T) {
	for _, state := range cases.States() {
		for _, status := range drafts.Statuses() {
			want := "case.state." + string(state)
			if state == cases.Prepared && status != drafts.StatusDraft {
				want = view.StatusID(status)
			}
			if got := view.StandingID(state, status); got != want || got == view.StatusID(drafts.StatusDraft) {
				t.Errorf("%s, %s: %s, want %s", state, status, got, want)
			}
		}
	}
	for _, language := range []lang.Language{lang.Chinese, lang.English} {
		seen := map[string]string{}
		words := lang.New(language)
		for _, state := range cases.States() {
			for _, status := range drafts.Statuses() {
				id := view.StandingID(state, status)
				if other := seen[words.Text(id, nil)]; other != "" && other != id {
					t.Errorf("%s and %s are one word: %s", other, id, words.Text(id, nil))
				}
				seen[words.Text(id, nil)] = id
			}
		}
	}
}

// A letter that was mailed has the word of its case after an answer, and the details of its mail below.
func TestAMailedLetterIsAnswered(t *testing.T) {
	s := sit(t)
	s.write("refund")
	a := s.app()
	if err := befall(a, "test", fate{status: drafts.StatusSent}); err != nil {
		t.Fatal(err)
	}
	c, err := a.openCase("test")
	if err != nil {
		t.Fatal(err)
	}
	answer := cases.Entry{At: today.Add(time.Hour).UTC(), State: cases.Answered, Said: "三个工作日内处理", Promise: &cases.Promise{Workdays: 3}}
	if _, err := a.enter(c, answer); err != nil {
		t.Fatal(err)
	}
	a.close()
	out, conversation, _ := s.run(nil, "show", "test")
	says(t, out, "status: answered\nsupport promised an answer by 2026-11-25\nwritten ", "\nsent 2026-11-20 10:00, to ")
	says(t, conversation, "Next: wait; when they answer")
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
	says(t, out, `"status": "sent"`, `"state": "answered"`)
}

func TestDeadlineIsPromised(t *testing.T) {
	on := today.Format(time.DateOnly)
	promise := func(p cases.Promise) cases.Entry { return cases.Entry{At: today, State: cases.Answered, Promise: &p} }
	submitted := func(days int) cases.Entry { return cases.Entry{At: today.AddDate(0, 0, days), State: cases.Submitted} }
	for name, test := range map[string]struct {
		entries []cases.Entry
		within  letter.Workdays
		want    bool
	}{
		"no promise":            {[]cases.Entry{submitted(0)}, letter.Workdays{From: 3, To: 15}, false},
		"working days":          {[]cases.Entry{submitted(-1), promise(cases.Promise{Workdays: 3})}, letter.Workdays{From: 3, To: 15}, true},
		"a date":                {[]cases.Entry{submitted(-1), promise(cases.Promise{On: on})}, letter.Workdays{From: 3, To: 15}, true},
		"submitted again":       {[]cases.Entry{promise(cases.Promise{On: on}), submitted(1)}, letter.Workdays{From: 3, To: 15}, false},
		"submitted again, days": {[]cases.Entry{promise(cases.Promise{Workdays: 3}), submitted(1)}, letter.Workdays{From: 3, To: 15}, false},
	} {
		c := &caseFile{Case: cases.Of(test.entries, test.within)}
		if got := c.isPromised(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
