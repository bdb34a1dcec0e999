package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
)

// Every flag and every argument that names a file or a folder says what - means there.
func TestStdioIsSaid(t *testing.T) {
	words := lang.New(lang.English)
	names := []string{"FILE", "DIR", "FOLDER", "TABLE", "FILE.png"}
	found := map[string]int{}
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		check := func(f *pflag.Flag) {
			_, rest, _ := strings.Cut(words.Text(f.Usage, nil), "`")
			value, _, _ := strings.Cut(rest, "`")
			means := strings.Join(f.Annotations[stdioKey], "")
			found[means]++
			if slices.Contains(names, value) != (means != "") {
				t.Errorf("%s --%s %s: - means %q", cmd.CommandPath(), f.Name, value, means)
			}
		}
		cmd.LocalFlags().VisitAll(check)
		file := slices.ContainsFunc(names, func(name string) bool { return strings.Contains(cmd.Use, name) })
		if means := cmd.Annotations[stdioKey]; file != (means != "") {
			t.Errorf("%s: - means %q", cmd.Use, means)
		}
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(newRoot(system()))
	for _, means := range []stdio{stdioIn, stdioOut, stdioOutToo, stdioNone, stdioFolder} {
		if found[string(means)] == 0 {
			t.Errorf("no flag means %q", means)
		}
	}
}

// A - that can be no file is refused in words before anything else, and there never is a file of that name.
func TestStdioRefused(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	table := filepath.Join(folder, "orders.csv")
	if err := os.WriteFile(table, []byte("douyin_id,recharged_at,method,amount,reason\ndy_one,2026-11-18 20:15,wechat,50,mistake\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"refund --template -":                                  "--template -",
		"refund --attach a.png --attach -":                     "--attach -",
		"refund --qr=-":                                        "--qr -",
		"edit 0k3f --attach -":                                 "--attach -",
		"new --template -":                                     "--template -",
		"batch refund orders.csv -o -":                         "-o -",
		"batch refund orders.csv --attach-root -":              "--attach-root -",
		"batch refund orders.csv --template -":                 "--template -",
		"batch refund orders.csv --send --ca-file -":           "--ca-file -",
		"send --ca-file -":                                     "--ca-file -",
		"account add --ca-file -":                              "--ca-file -",
		"list --config -":                                      "--config -",
		"list --store -":                                       "--store -",
		"batch refund orders.csv --problems - -o x --report -": "--problems - and --report -",
		"batch refund orders.csv -o x --report - --json":       "--json and --report -",
		"batch refund orders.csv --problems - --json":          "--json and --problems -",
		"due --ics - --json":                                   "--json and --ics -",
		"report -o - --json":                                   "--json and -o -",
		"refund -o - --json":                                   "--json and -o -",
		"template fields refund --csv -o - --json":             "--json and -o -",
		"store backup - --json":                                "--json and -",
		"send - -":                                             "- and -",
	} {
		_, conversation, code := call(t, "", append([]string{"--lang", "en"}, strings.Fields(line)...)...)
		out := conversation
		if strings.Contains(line, "--json") {
			out, _, _ = call(t, "", append([]string{"--lang", "en"}, strings.Fields(line)...)...)
		}
		if code != view.ExitUsage || !strings.Contains(out, want) || !strings.Contains(out, "standard") {
			t.Errorf("%s: exit %d\n%s", line, code, out)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("left %v, %v", entries, err)
	}
}

// Who types standard input is told how to end it, and is asked nothing then.
func TestStdioTyped(t *testing.T) {
	p := newMailEnv(t)
	_, conversation, code := p.run("", prompttest.New(t), "template", "check", "-")
	if code != view.ExitFailed || !strings.Contains(conversation, "reading standard input: type or paste it") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if _, conversation, _ := p.run("", nil, "template", "check", "-"); strings.Contains(conversation, "reading standard input") {
		t.Errorf("nobody types:\n%s", conversation)
	}
}
