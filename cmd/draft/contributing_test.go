package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Every path that CONTRIBUTING.md names exists.
func TestContributingNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile("`((?:cmd|drafts|templates)/[a-zA-Z0-9_./-]*)`").FindAllSubmatch(text, -1)
	if len(paths) < 20 {
		t.Fatalf("%d paths", len(paths))
	}
	for _, path := range paths {
		if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(string(path[1])))); err != nil {
			t.Errorf("CONTRIBUTING.md: %v", err)
		}
	}
}
