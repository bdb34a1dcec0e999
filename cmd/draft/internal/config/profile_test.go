package config

import (
	"errors"
	"maps"
	"os"
	"strings"
	"testing"

	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
)

// A person who was never asked is not one who wants no profile.
func TestProfile(t *testing.T) {
	c, _ := here(t)
	if p, err := c.ReadProfile(); p != nil || err != nil {
		t.Fatalf("nobody was asked: %v, %v", p, err)
	}
	if err := c.WriteProfile(Profile{}); err != nil {
		t.Fatal(err)
	}
	if p, err := c.ReadProfile(); p == nil || len(p) > 0 || err != nil {
		t.Fatalf("none is wanted: %v, %v", p, err)
	}
	want := Profile{"name": "张三", "phone": "13812345678"}
	if err := c.WriteProfile(want); err != nil {
		t.Fatal(err)
	}
	if p, err := c.ReadProfile(); err != nil || !maps.Equal(p, want) {
		t.Errorf("%v, %v", p, err)
	}
	if info, err := os.Stat(c.ProfilePath()); err != nil || info.Size() == 0 {
		t.Errorf("%v", err)
	}
}

// Answers are parsed as in a letter, and all faults come at once.
func TestFillProfile(t *testing.T) {
	c, _ := here(t)
	p := Profile{"phone": "13812345678"}
	given := []answers.Answer{{Name: "name", Text: " 张三 "}, {Name: "phone", Text: " "}}
	if err := c.FillProfile(p, given, nil); err != nil || !maps.Equal(p, Profile{"name": "张三"}) {
		t.Errorf("%v, %v", p, err)
	}
	before := answers.Faults{{Name: "x"}}
	err := c.FillProfile(p, []answers.Answer{{Name: "amount", Text: "50"}, {Name: "nmae", Text: "李四"}, {Name: "email", Text: "no address"}}, before)
	var faulty *view.AnswersError
	if !errors.As(err, &faulty) || len(faulty.Faults) != 4 || faulty.ExitCode() != view.ExitAnswers {
		t.Fatalf("%v", err)
	}
	if got := lines(&view.AnswersError{Template: faulty.Template, Faults: faulty.Faults[1:], Hint: faulty.Hint}); !strings.Contains(got, "did you mean name?") || strings.Contains(got, "draft template fields") {
		t.Errorf("%q", got)
	}
	if !maps.Equal(p, Profile{"name": "张三"}) {
		t.Errorf("faulty answers changed the profile: %v", p)
	}
}

// Each question of a profile is one of its letter, and a file with any other is refused.
func TestProfileFields(t *testing.T) {
	c, _ := here(t)
	kind, err := c.ProfileTemplate()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range ProfileFields {
		if _, ok := kind.Find(name); !ok {
			t.Errorf("no letter asks for %s", name)
		}
	}
	path := write(t, `{"name": "张三", "password": "x"}`, c.ProfilePath())
	if p, err := c.ReadProfile(); p != nil || err == nil || exit(t, err) != view.ExitAnswers || !strings.Contains(lines(err), path+":1") {
		t.Errorf("%v, %v", p, err)
	}
	write(t, `{"name": `, c.ProfilePath())
	if p, err := c.ReadProfile(); p != nil || err == nil {
		t.Errorf("%v, %v", p, err)
	}
}
