package interview_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/templates"
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

// kinds are the built-in letter kinds that were read.
var kinds = map[string]*letter.Template{}

// load reads a built-in letter kind, once.
func load(kind string) (*letter.Template, error) {
	if t := kinds[kind]; t != nil {
		return t, nil
	}
	t, _, err := templates.Load(kind, "")
	if err == nil {
		kinds[kind] = t
	}
	return t, err
}

func kind(t testing.TB, name string) *letter.Template {
	t.Helper()
	k, err := load(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// options are those of a machine that has every file but missing.png.
func options() interview.Options {
	return interview.Options{
		Now: func() time.Time { return now },
		CheckFiles: func(paths []string) []attach.Problem {
			var problems []attach.Problem
			for _, path := range paths {
				if strings.HasSuffix(path, "missing.png") {
					problems = append(problems, attach.Problem{Path: path, Problem: field.NewProblem("file.missing", path, nil)})
				}
			}
			return problems
		},
		Absolute: func(path string) string {
			if strings.HasPrefix(path, "/") {
				return path
			}
			return "/home/zhang/" + path
		},
	}
}

func open(t testing.TB, name string) *interview.Session {
	t.Helper()
	return interview.New(kind(t, name), options())
}

// set makes a set of answers from pairs of name and text, one a line of a file.
func set(pairs ...string) []answers.Answer {
	var all []answers.Answer
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, answers.Answer{Name: pairs[i], Text: pairs[i+1], At: answers.Place{Source: "a.yaml", Line: i/2 + 1, Column: 1}})
	}
	return all
}

// refund are the required answers of a refund.
func refund(more ...string) []answers.Answer {
	return set(append([]string{
		"method", "wechat", "recharged_at", "2026-11-18 20:15", "amount", "50", "reason", "mistake", "douyin_id", "dy_example88",
	}, more...)...)
}

// fill gives a session answers that must be good.
func fill(t *testing.T, s *interview.Session, from interview.Sources) {
	t.Helper()
	if faults := s.Fill(from); faults != nil {
		t.Fatal(faults)
	}
}

// answer answers the question that is asked, which must be the one of this name.
func answer(t *testing.T, s *interview.Session, name, text string) interview.Reply {
	t.Helper()
	q, ok := s.Next()
	if !ok || q.Name != name {
		t.Fatalf("the question is %q, want %q", q.Name, name)
	}
	reply, problems := s.Answer(q, text)
	if problems != nil {
		t.Fatalf("%s: %v", name, problems)
	}
	return reply
}

// question finds a question of the session.
func question(t *testing.T, s *interview.Session, name string) letter.Field {
	t.Helper()
	q, ok := s.Form().Question(name)
	if !ok {
		t.Fatalf("no question %s", name)
	}
	return q
}

// next is the name of the question that is asked; "" if none is.
func next(s *interview.Session) string {
	q, _ := s.Next()
	return q.Name
}

// value is the answer to a question; "" if it does not count.
func value(s *interview.Session, name string) string {
	if v := s.Form().Values()[name]; v != nil {
		return v.Answer()
	}
	return ""
}

// codes are those of remarks.
func codes(remarks []interview.Remark) []string {
	var all []string
	for _, r := range remarks {
		all = append(all, r.Code)
	}
	return all
}

func names(fields []letter.Field) []string {
	var all []string
	for _, q := range fields {
		all = append(all, q.Name)
	}
	return all
}

// stored is a state as it comes back from where it is saved.
func stored(t *testing.T, state interview.State) interview.State {
	t.Helper()
	data, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	var back interview.State
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if !back.Valid() {
		t.Fatalf("%s is not valid", data)
	}
	return back
}

// restored is a session of another process that goes on with this one.
func restored(t *testing.T, s *interview.Session, name string) *interview.Session {
	t.Helper()
	r, lost := open(t, name).Restore(stored(t, s.State()), load)
	if r == nil || lost != nil {
		t.Fatalf("%v, lost %v", r, lost)
	}
	return r
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
