package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/drafts/field"
)

var update = flag.Bool("update", false, "rewrite the expected letters")

const examplesFolder = "../../examples"

// exampleCommand is how an example is written: its name begins with its kind.
func exampleCommand(path string) []string {
	kind, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".yaml"), "-")
	if kind == "warranty" {
		return []string{"new", "--template", filepath.Join(examplesFolder, "warranty.tmpl"), "--answers", path}
	}
	return []string{kind, "--answers", path}
}

func exampleFiles(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(examplesFolder, "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no examples", err)
	}
	return paths
}

// The letters beside the examples are what the examples give.
func TestExamples(t *testing.T) {
	for _, path := range exampleFiles(t) {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			out, conversation, code := call(t, "", append(exampleCommand(path), "--dry-run")...)
			if code != exitDone {
				t.Fatalf("exit %d\n%s", code, conversation)
			}
			golden := filepath.Join(examplesFolder, "letters", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(out), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if out != string(want) {
				t.Errorf("%s is not what the example gives now; run go test ./cmd/draft -run TestExamples -update and read the difference\n%s", golden, out)
			}
		})
	}
}

// There is an example for every reason there is.
func TestEveryReasonHasAnExample(t *testing.T) {
	given := map[string]bool{}
	for _, path := range exampleFiles(t) {
		out, _, _ := call(t, "", append(exampleCommand(path), "--json")...)
		o := decode[documentObject](t, out)
		reason, _ := o.Values["reason"].(string)
		given[o.Kind+" "+reason] = true
	}
	a := fixed(&app{config: func() (string, error) { return t.TempDir(), nil }})
	for _, kind := range []string{"refund", "closure"} {
		letterKind, err := a.loadKind(kind)
		if err != nil {
			t.Fatal(err)
		}
		q, _ := letterKind.Find("reason")
		for _, o := range field.Offered(q.Options) {
			if kind == "refund" && (o.Value == "duplicate" || o.Value == "renewal") {
				o.Value, kind = "", o.Value // it is a kind of its own
			}
			if !given[kind+" "+o.Value] {
				t.Errorf("no example of %s for the reason %s", kind, o.Value)
			}
			kind = letterKind.Kind
		}
	}
}

func absolute(t *testing.T, path ...string) string {
	t.Helper()
	p, err := filepath.Abs(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The commands of the example of a case do what it says, one after another, on the day that all tests have.
func TestExampleCase(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(examplesFolder, "case.txt"))
	if err != nil {
		t.Fatal(err)
	}
	folder, ids := t.TempDir(), 0
	id := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		args := exampleArgs(t, line)
		for i, arg := range args {
			switch {
			case arg == "ID":
				args[i] = id
			case strings.HasPrefix(arg, "examples/"):
				args[i] = filepath.Join(examplesFolder, strings.TrimPrefix(arg, "examples/"))
			case strings.HasSuffix(arg, ".ics"), strings.HasSuffix(arg, ".html"):
				args[i] = filepath.Join(folder, arg)
			}
		}
		ids++
		var conversation string
		var code int
		_, conversation, code = callIn(t, folder, fmt.Sprintf("case%012d", ids), "", args...)
		if code != exitDone {
			t.Fatalf("%s: exit %d\n%s", line, code, conversation)
		}
		if id == "" {
			id = fmt.Sprintf("case%012d", ids)
		}
	}
	out, _, _ := callIn(t, folder, "", "", "due", id, "--json")
	if !strings.Contains(out, `"state": "settled"`) || !strings.Contains(out, `"rest": "0"`) {
		t.Errorf("the case ends as\n%s", out)
	}
}

// exampleArgs takes a command line apart.
func exampleArgs(t *testing.T, line string) []string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(line))
	r.Comma = ' '
	args, err := r.Read()
	if err != nil || args[0] != "draft" {
		t.Fatalf("%q: %v", line, err)
	}
	return args[1:]
}
