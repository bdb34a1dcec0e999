package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
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
		`a\ b.png`:                       `a\ b.png`, // a file of that very name
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
