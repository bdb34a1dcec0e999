package view

import (
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// Whatever has happened, there is one word, and it is never that of a draft: to people, a draft is not finished.
func TestStandingWord(t *testing.T) {
	for _, state := range cases.States() {
		for _, status := range drafts.Statuses() {
			want := "case.state." + string(state)
			if state == cases.Prepared && status != drafts.StatusDraft {
				want = StatusID(status)
			}
			if got := StandingID(state, status); got != want || got == StatusID(drafts.StatusDraft) {
				t.Errorf("%s, %s: %s, want %s", state, status, got, want)
			}
		}
	}
	for _, language := range []lang.Language{lang.Chinese, lang.English} {
		seen := map[string]string{}
		words := lang.New(language)
		for _, state := range cases.States() {
			for _, status := range drafts.Statuses() {
				id := StandingID(state, status)
				if other := seen[words.Text(id, nil)]; other != "" && other != id {
					t.Errorf("%s and %s are one word: %s", other, id, words.Text(id, nil))
				}
				seen[words.Text(id, nil)] = id
			}
		}
	}
}

// Who answers a question, at the terminal or in a browser, is not told of flags and commands.
func TestCaseProblemsNameNoFlag(t *testing.T) {
	args := map[string]any{
		"ID": "abc", "Value": "xyz", "Most": 250, "Number": 4, "Amount": "9.00", "Missing": "8.00", "Problem": field.NewProblem("money.format", "x", nil),
		"At": field.TimeValue{Time: moment(1, 0), Day: true}, "Earliest": field.TimeValue{Time: moment(18, 0), Day: true}, "Submitted": field.TimeValue{Time: moment(20, 10)},
	}
	for _, code := range []casefile.Code{
		casefile.CodePastTime, casefile.CodePromiseDays, casefile.CodePromiseTime, casefile.CodePromiseOver, casefile.CodeTooEarly, casefile.CodeUnsubmitted,
		casefile.CodeAmount, casefile.CodeForPaid, casefile.CodeForMuch,
	} {
		for _, v := range []*View{english(), chinese()} {
			text := CaseProblem(v, &casefile.Error{Code: code, Args: args})
			if strings.Contains(text, "--") || strings.Contains(text, "draft ") || strings.Contains(text, "<no value>") || strings.HasPrefix(text, "usage.") {
				t.Errorf("%s: %s", code, text)
			}
		}
	}
}

// Every refusal of a case has its own words in both languages, with each of its arguments in place.
func TestCaseErrorsAreWorded(t *testing.T) {
	args := map[string]any{
		"ID": "abc", "State": cases.Asked, "Value": "xyz", "Most": 250, "Number": 4, "Amount": "9.00", "Missing": "8.00", "Problem": field.NewProblem("money.format", "x", nil),
		"At":        field.TimeValue{Time: time.Date(2026, 11, 1, 0, 0, 0, 0, field.Beijing), Day: true},
		"Earliest":  field.TimeValue{Time: time.Date(2026, 11, 18, 0, 0, 0, 0, field.Beijing), Day: true},
		"Submitted": field.TimeValue{Time: time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)},
	}
	for _, language := range []lang.Language{lang.Chinese, lang.English} {
		v := &View{Words: lang.New(language)}
		for _, code := range casefile.Codes() {
			e := CaseError(&casefile.Error{Code: code, Args: args})
			line := e.Lines(v)[0]
			if line == e.ID || strings.Contains(line, "<no value>") {
				t.Errorf("%s: %s", code, line)
			}
			if problem := CaseProblem(v, &casefile.Error{Code: code, Args: args}); strings.Contains(line+problem, "+08") {
				t.Errorf("%s has a time for programs: %s / %s", code, line, problem)
			}
		}
	}
	e := CaseError(&casefile.Error{Code: casefile.CodeTooEarly, Args: args})
	line := e.Lines(&View{Words: lang.New(lang.English)})[0]
	if e.Exit != ExitUsage || !strings.Contains(line, "2026-11-01") || !strings.Contains(line, "2026-11-18") {
		t.Errorf("exit %d: %s", e.Exit, line)
	}
}
