package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
)

var updateHelp = flag.Bool("update-help", false, "write the help pages")

// TestHelpPages compares every help page in both languages with its golden file.
func TestHelpPages(t *testing.T) {
	for _, language := range []string{"en", "zh"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			var pages strings.Builder
			var walk func(*cobra.Command)
			walk = func(c *cobra.Command) {
				args := append(strings.Fields(c.CommandPath())[1:], "--help", "--lang", language)
				out, conversation, code := call(t, "", args...)
				if code != view.ExitDone || conversation != "" {
					t.Fatalf("%q ends with %d: %s", args, code, conversation)
				}
				pages.WriteString("==== " + c.CommandPath() + "\n" + out)
				for _, sub := range c.Commands() {
					walk(sub)
				}
			}
			walk(newRoot(&app{
				term:   &term.Terminal{},
				view:   &view.View{},
				config: &config.Config{},
			}))
			path := filepath.Join("testdata", "help", language+".txt")
			if *updateHelp {
				if err := os.WriteFile(path, []byte(pages.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if pages.String() != string(want) {
				t.Errorf("the help pages are not those of %s; run go test ./cmd/draft -run TestHelpPages -update-help and read the difference", path)
			}
		})
	}
}
