//go:build !windows

package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt/screentest"
	"draft/cmd/draft/internal/view"
)

// If money is missing, Enter alone does not close the case, but 是 does.
func TestSettlingAsksAtTheTerminal(t *testing.T) {
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			must := func(args ...string) string {
				t.Helper()
				out, err := draftCommand(t, folder, args...).CombinedOutput()
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				return string(out)
			}
			must("refund", "--no-input", "--format", "txt", "--set", "recharged_at=2026-11-18 20:15", "--set", "method=微信", "--set", "amount=50",
				"--set", "reason=mistake", "--set", "douyin_id=dy_example88")
			must("log", "test", "--via", "app")
			for _, step := range []struct{ keys, want string }{
				{enter, "没有结案"},
				{"是" + enter, "已办结"},
			} {
				console := screentest.New(t, width, 24)
				cmd := draftCommand(t, folder, "settle", "test", "--done")
				console.Run(cmd)
				console.See("2 否")
				shown := strings.ReplaceAll(console.String(), "\n", "")
				if !strings.Contains(strings.ReplaceAll(shown, " ", ""), "还差50.00元") || !strings.Contains(shown, "> 2 否") {
					t.Errorf("it asks:\n%s", console)
				}
				console.Send(step.keys)
				if err := cmd.Wait(); err != nil {
					t.Fatalf("%v\n%s", err, console)
				}
				console.See(step.want)
			}
			if out := must("show", "test"); !strings.Contains(out, "状态：已办结\n") {
				t.Errorf("it stands:\n%s", out)
			}

			// Ctrl-C does not answer the question.
			console := screentest.New(t, width, 24)
			cmd := draftCommand(t, folder, "settle", "test", "--done")
			console.Run(cmd)
			console.See("2 否")
			console.Send(ctrlC)
			var exit *exec.ExitError
			if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != view.ExitInterrupted {
				t.Errorf("%v\n%s", err, console)
			}
		})
	}
}
