package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/writing"
)

func TestDragged(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a backslash parts folders there")
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Chdir(home)
	if err := os.WriteFile(`a\ b.png`, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	q := letter.Field{Spec: field.Spec{Type: field.Files}}
	for typed, want := range map[string]string{
		"x.png":                          "x.png",
		"~/图 1.png":                      filepath.Join(home, "图 1.png"),
		"~other/x.png":                   "~other/x.png",
		`/tmp/x\ y\(1\).png`:             "/tmp/x y(1).png",
		`a\ b.png`:                       `a\ b.png`, // a file whose name contains the backslash
		"'/tmp/x y.png'":                 "/tmp/x y.png",
		"file:///tmp/%E5%9B%BE%201.png":  "/tmp/图 1.png",
		"file://localhost/tmp/x.png":     "/tmp/x.png",
		"https://example.com/x.png":      "https://example.com/x.png",
		"one.png\nfile:///tmp/two.png\n": "one.png\n/tmp/two.png",
	} {
		if got := dragged(q, typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	if text := "file:///x"; dragged(letter.Field{Spec: field.Spec{Type: field.Text}}, text) != text {
		t.Error("an answer that is no path was changed")
	}
}

// Answers from flags and files are read without a terminal.
func TestSources(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.yaml", []byte("amount: 50\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stdin := func(text string) *app {
		v := &view.View{Words: lang.New(lang.English)}
		return &app{term: &term.Terminal{In: strings.NewReader(text), View: v}, view: v}
	}
	w := &writeOptions{
		app: stdin(""), answers: filepath.Join("..", filepath.Base(absolutePath(".")), "a.yaml"), set: []string{" reason = mistake=x "}, to: []string{"a@example.com"}, attach: []string{"x.png"},
		about: writing.Case{Answers: []answers.Answer{{Name: "ticket", Text: "1"}}, Unknown: []string{"nth"}},
	}
	s, err := w.sources()
	if err != nil || s.File.Folder != filepath.Dir(w.answers) || len(s.File.Answers) != 1 || s.File.Answers[0].At.Line != 1 {
		t.Fatalf("%v %+v", err, s.File)
	}
	if want := (answers.Answer{Name: "reason", Text: " mistake=x ", At: answers.Place{Source: "--set"}}); len(s.Set) != 1 || s.Set[0] != want {
		t.Errorf("--set is %+v, want %+v", s.Set, want)
	}
	if s.Case[0].Text != "1" || s.Unknown[0] != "nth" || s.To[0] != "a@example.com" || s.Attach[0] != "x.png" {
		t.Errorf("%+v", s)
	}

	w = &writeOptions{app: stdin("amount: 60\nevidence: x.png\n"), answers: "-"}
	s, err = w.sources()
	if err != nil || s.File.Folder != "." || len(s.File.Answers) != 2 || s.File.Answers[0].At.Source != "standard input" {
		t.Fatalf("%v %+v", err, s.File)
	}
	if w.app.term.NoInput {
		t.Error("reading a file turned the questions off")
	}

	var faults answers.Faults
	w = &writeOptions{app: stdin("amount: 60\namount: 70\n"), answers: "-"}
	if _, err = w.sources(); !errors.As(err, &faults) || faults[0].At.Line != 2 {
		t.Errorf("an answer given twice: %v", err)
	}
	var refused *view.Error
	for _, wrong := range []*writeOptions{{set: []string{"amount"}}, {set: []string{" =5"}}, {answers: "missing.yaml"}} {
		wrong.app = stdin("")
		if _, err = wrong.sources(); !errors.As(err, &refused) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}
