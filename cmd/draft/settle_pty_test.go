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
			must := func(args ...string) string { return mustRun(t, folder, args...) }
			must("refund", "--no-input", "--format", "txt", "--set", "recharged_at=2026-11-18 20:15", "--set", "method=微信", "--set", "amount=50",
				"--set", "reason=mistake", "--set", "douyin_id=dy_example88")
			must("log", "test", "--via", "app")
			for _, step := range []struct{ keys, want string }{
				{enter, "没有结案"},
				{"是" + enter, "已结案"},
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
			if out := must("show", "test"); !strings.Contains(out, "状态：已结案\n") {
				t.Errorf("it stands:\n%s", out)
			}

			// Ctrl-C does not answer the question.
			must("log", "test", "--undo")
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

// Money for several payments is asked about: which it is for. It can be skipped, and what cannot be is refused.
func TestSettlingAsksForWhichPayments(t *testing.T) {
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			must := func(args ...string) string { return mustRun(t, folder, args...) }
			must("refund", "--no-input", "--format", "txt", "--answers", absolute(t, examplesFolder, "refund-payments.yaml"))
			must("log", "test", "--via", "app")
			settle := func(amount string, keys ...string) string {
				t.Helper()
				console := screentest.New(t, width, 24)
				cmd := draftCommand(t, folder, "settle", "test")
				console.Run(cmd)
				console.See("到账多少元")
				console.Send(amount + enter)
				console.See("3 第3笔 98.00 元")
				shown := func() string { return strings.NewReplacer("\n", "", " ", "").Replace(console.String()) }
				for _, key := range keys {
					if refusal, ok := strings.CutPrefix(key, "see:"); ok { // keys that come before it are lost
						console.Wait(refusal, func() bool { return strings.Contains(shown(), refusal) })
						continue
					}
					console.Send(key)
				}
				console.See("哪天到账的")
				console.Send(enter)
				console.See("退到了哪里")
				console.Send("1" + enter)
				if err := cmd.Wait(); err != nil {
					t.Fatalf("%v\n%s", err, console)
				}
				console.See("--done") // of the last line
				return shown()
			}
			if shown := settle("648", enter); !strings.Contains(shown, "已记录到账648.00元申请") || strings.Contains(shown, "还没有全部到账（") {
				t.Errorf("it is skipped, and says:\n%s", shown)
			}
			must("log", "test", "--undo")
			if shown := settle("648", "2 ", enter, "see:比这几笔还差的", "\x152 ", "\x151 ", enter); !strings.Contains(shown, "（第1笔）") { // the second is less than that
				t.Errorf("the first is said to be:\n%s", shown)
			}
			if shown := settle("98", "\x151 ", enter, "see:已经记过全部到账", "\x151 ", "\x153 ", enter); !strings.Contains(shown, "（第3笔）") || !strings.Contains(shown, "还没有全部到账（第2笔）") {
				t.Errorf("the third is said to be:\n%s", shown)
			}
		})
	}
}

// mustRun runs draft in a folder without a terminal, and returns what it prints.
func mustRun(t *testing.T, folder string, args ...string) string {
	t.Helper()
	out, err := draftCommand(t, folder, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}
