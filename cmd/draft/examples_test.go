package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/interview"
)

var update = flag.Bool("update", false, "rewrite the expected letters")

const examplesFolder = "../../examples"

// exampleCommand returns the arguments that write the letter of an example. The file name of the example begins with its
// letter kind.
func exampleCommand(path string) []string {
	kind, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".yaml"), "-")
	if own := filepath.Join(examplesFolder, kind+".tmpl"); fileExists(own) {
		return []string{"new", "--template", own, "--answers", path}
	}
	return []string{kind, "--answers", path}
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func exampleFiles(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(examplesFolder, "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no examples", err)
	}
	return paths
}

// Each example produces the letter stored beside it.
func TestExamples(t *testing.T) {
	for _, path := range exampleFiles(t) {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			out, conversation, code := call(t, "", append(exampleCommand(path), "--dry-run")...)
			if code != view.ExitDone {
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

// There is an example for every reason.
func TestEveryReasonHasAnExample(t *testing.T) {
	given := map[string]bool{}
	for _, path := range exampleFiles(t) {
		out, _, _ := call(t, "", append(exampleCommand(path), "--json")...)
		o := decode[view.DocumentObject](t, out)
		reason, _ := o.Values["reason"].(string)
		given[o.Kind+" "+reason] = true
	}
	a := withFixedWorld(&app{
		term:   &term.Terminal{},
		view:   &view.View{},
		config: &config.Config{SettingsDir: func() (string, error) { return t.TempDir(), nil }},
	})
	for _, kind := range []string{"refund", "closure"} {
		letterKind, err := a.config.LoadKind(kind)
		if err != nil {
			t.Fatal(err)
		}
		q, _ := letterKind.Find("reason")
		for _, o := range field.Offered(q.Options) {
			if kind == "refund" && (o.Value == "duplicate" || o.Value == "renewal") {
				o.Value, kind = "", o.Value // the reason is a letter kind of its own
			}
			if !given[kind+" "+o.Value] {
				t.Errorf("no example of %s for the reason %s", kind, o.Value)
			}
			kind = letterKind.Kind
		}
	}
}

// copyOldExamples copies the examples of testdata/before and their evidence into a temporary folder. Their answers were
// written for an older version of the questions.
func copyOldExamples(t *testing.T) (folder string, paths []string) {
	t.Helper()
	folder = t.TempDir()
	for from, to := range map[string]string{
		filepath.Join(testFolder, "testdata", "before"): folder, filepath.Join(testFolder, examplesFolder, "evidence"): filepath.Join(folder, "evidence"),
	} {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no examples of before", err)
	}
	return folder, paths
}

// readOldAnswers returns the answers of an example exactly as the file states them.
func readOldAnswers(t *testing.T, path string) []answers.Answer {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	given, err := answers.Parse(path, text)
	if err != nil {
		t.Fatal(err)
	}
	return given
}

// Answers to an older version of the questions are still read: none is refused, and none is dropped without a note.
func TestExamplesOfBefore(t *testing.T) {
	folder, paths := copyOldExamples(t)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yaml"), func(t *testing.T) {
			out, conversation, code := call(t, "", append(exampleCommand(path), "--dry-run", "--json")...)
			if code != view.ExitDone {
				t.Fatalf("exit %d\n%s%s", code, out, conversation)
			}
			o := decode[view.DocumentObject](t, out)
			for _, a := range readOldAnswers(t, path) {
				if want, got, ok := findAnswer(o, t, folder, a); !ok {
					t.Errorf("%s: %q is %v, want %v", a.Name, a.Text, got, want)
				}
			}
		})
	}

	orders := filepath.Join(folder, "orders.csv")
	out, conversation, code := call(t, "", "--lang", "en", "batch", "refund", orders)
	if code != view.ExitDone || !strings.Contains(conversation, "4 rows, 4 letters") {
		t.Errorf("exit %d\n%s%s", code, out, conversation)
	}
	letters := filepath.Join(folder, "letters")
	out, conversation, code = call(t, "", "--lang", "en", "batch", "refund", orders, "-o", letters, "--format", "json")
	if code != view.ExitDone || !strings.Contains(conversation, "4 letters saved to") {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	written, err := filepath.Glob(filepath.Join(letters, "*.json"))
	if err != nil || len(written) != 4 {
		t.Fatalf("%q, %v", written, err)
	}
	rows := readCSV(t, orders)
	for i, path := range written { // sorted like the rows, because the file names begin with the row number
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		o := decode[view.DocumentObject](t, string(text))
		for column, cell := range rows[i+1] {
			a := answers.Answer{Name: rows[0][column], Text: cell}
			if want, got, ok := findAnswer(o, t, folder, a); cell != "" && !ok {
				t.Errorf("row %d, %s: %q is %v, want %v", i+2, a.Name, a.Text, got, want)
			}
		}
	}
}

// readCSV returns the rows of a .csv file.
func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// findAnswer reports whether a letter states an answer or notes it as unused. The answer is named by its question's name or
// label; its paths are relative to folder.
func findAnswer(o view.DocumentObject, t *testing.T, folder string, a answers.Answer) (want, got any, ok bool) {
	t.Helper()
	switch a.Name {
	case "from", "发件人":
		return a.Text, o.Envelope.From, o.Envelope.From == a.Text
	case "to", "收件人":
		return []string{a.Text}, o.Envelope.To, slices.Equal(o.Envelope.To, []string{a.Text})
	}
	program := withFixedWorld(&app{
		term:   &term.Terminal{},
		view:   &view.View{},
		config: &config.Config{SettingsDir: func() (string, error) { return t.TempDir(), nil }},
	})
	kind, err := program.config.LoadKind(o.Kind)
	if err != nil {
		t.Fatal(err)
	}
	q, known := drafts.NewForm(kind, field.Reading{Now: today}).Question(a.Name)
	if !known {
		return "a question", a.Name, false
	}
	if slices.ContainsFunc(o.Checks, func(c view.CheckObject) bool { return c.Code == interview.CodeUnused && c.Field == q.Name }) {
		return nil, nil, true
	}
	v, err := q.Parse(a.Text, field.Reading{Now: today})
	if err != nil {
		return "an answer", err, false
	}
	if files, ok := v.(field.FilesValue); ok {
		var all []any
		for _, path := range files {
			all = append(all, filepath.Join(folder, path))
		}
		return all, o.Values[q.Name], reflect.DeepEqual(o.Values[q.Name], any(all))
	}
	return v.Answer(), o.Values[q.Name], o.Values[q.Name] == v.Answer()
}

func absolute(t *testing.T, path ...string) string {
	t.Helper()
	p, err := filepath.Abs(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The example command lines of a case succeed when run in order at the fixed test time.
func TestExampleCases(t *testing.T) {
	for file, ends := range map[string][]string{
		"case.txt":       {`"state": "settled"`, `"rest": "0"`},
		"case-asked.txt": {`"state": "submitted"`, `"received": "30.00"`, `"rest": "20.00"`},
	} {
		t.Run(file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(examplesFolder, file))
			if err != nil {
				t.Fatal(err)
			}
			folder, ids := t.TempDir(), 0
			first, last := "", ""
			for line := range strings.Lines(string(text)) {
				line = strings.TrimSpace(line)
				if line == "" || strings.HasPrefix(line, "#") {
					continue
				}
				args := exampleArgs(t, line)
				for i, arg := range args {
					switch {
					case arg == "ID":
						args[i] = first
					case arg == "NEW":
						args[i] = last
					case strings.HasPrefix(arg, "examples/"):
						args[i] = filepath.Join(examplesFolder, strings.TrimPrefix(arg, "examples/"))
					case strings.HasSuffix(arg, ".ics"), strings.HasSuffix(arg, ".html"):
						args[i] = filepath.Join(folder, arg)
					}
				}
				ids++
				id := fmt.Sprintf("case%012d", ids)
				_, conversation, code := callIn(t, folder, id, "", args...)
				if code != view.ExitDone {
					t.Fatalf("%s: exit %d\n%s", line, code, conversation)
				}
				if first == "" {
					first = id
				}
				if args[0] == "supplement" || args[0] == "followup" {
					last = id
				}
			}
			out, _, _ := callIn(t, folder, "", "", "due", first, "--json")
			for _, want := range ends {
				if !strings.Contains(out, want) {
					t.Errorf("the case lacks %s, it ends as\n%s", want, out)
				}
			}
		})
	}
}

// exampleArgs splits a command line.
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
