//go:build !windows

package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp/smtptest"
)

const docsScripts = "testdata/docs"

// runElsewhere are the commands of the documents that ask a person or go on until they are stopped, with the test that runs each.
var runElsewhere = map[string]string{
	"draft":                              "TestHomeDoesTheNextStep",
	"draft refund":                       "TestScreens",
	"draft web":                          "TestWebOpensTheBrowser",
	"draft web --no-browser":             "TestWebPrintsTheAddress",
	"draft web --no-browser --port 8765": "TestWebPortIsTaken",
	"draft refund --bill wechat.xlsx":    "TestRefundFromABillAtTheTerminal",
	"draft refund --bill wechat.xlsx --bill alipay.csv": "TestRefundFromABillAtTheTerminal",
}

// endToEnd runs the commands of Go, except `go test ./...`, which runs this.
const endToEnd = ".ci/e2e.d/05-readme"

// seatsScript runs the commands of the document that needs a PostgreSQL server, which it reads there.
const (
	seatsDocument = "docs/seats.md"
	seatsScript   = ".ci/e2e.d/66-postgres"
)

// Every command of README.md and docs is run, in a script of the document's name, which prepares what the command needs. Mail goes to
// servers of the test. TestDocumentsInBothLanguages keeps the commands of the Chinese documents the same.
func TestDocumentsRun(t *testing.T) {
	testscript.RunT(inTurn{t}, docsParams(t))
}

// docsParams returns how the scripts of the documents run.
func docsParams(t *testing.T) testscript.Params {
	t.Helper()
	servers := map[string]*smtptest.Server{}
	for host, user := range map[string]string{"smtp.qq.com": "zhangsan@qq.com", "smtp.example.com": mailbox, "host": "user"} {
		certificate, err := smtptest.For(host)
		if err != nil {
			t.Fatal(err)
		}
		servers[host] = smtptest.Start(t, smtptest.Config{
			Security: smtptest.Implicit, Certificate: &certificate, Mechanisms: []string{"PLAIN", "LOGIN"}, User: user, Password: secretText,
		})
	}
	examples := absolute(t, examplesFolder)
	params := scriptParams(t, docsScripts, &inProcess{network: network{
		roots: smtptest.Roots(t),
		dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, _ := net.SplitHostPort(address)
			if server := servers[host]; server != nil {
				address = server.Address()
			}
			return dialHere(ctx, network, address)
		},
	}})
	setup := params.Setup
	params.Setup = func(e *testscript.Env) error {
		e.Setenv("DRAFT_SMTP_PASSWORD", secretText)
		e.Setenv("EXAMPLES", examples)
		if err := os.CopyFS(filepath.Join(e.WorkDir, "examples"), os.DirFS(examples)); err != nil {
			return err
		}
		return setup(e)
	}
	return params
}

// beforeCommand matches what a script writes before a command that a document shows.
var beforeCommand = regexp.MustCompile(`^(\[unix\] )?(! |agree |exec-code \d+ |exec )?`)

func TestEveryCommandOfTheDocumentsIsRun(t *testing.T) {
	steps, err := os.ReadFile(filepath.Join(sourceFolder, filepath.FromSlash(endToEnd)))
	if err != nil {
		t.Fatal(err)
	}
	server, err := os.ReadFile(filepath.Join(sourceFolder, filepath.FromSlash(seatsScript)))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range englishDocuments(t) {
		if strings.HasSuffix(filepath.ToSlash(d.path), seatsDocument) {
			if !strings.Contains(string(server), seatsDocument) {
				t.Errorf("%s does not run the commands of %s", seatsScript, d.path)
			}
			continue
		}
		run := scriptCommands(t, strings.ToLower(strings.TrimSuffix(filepath.Base(d.path), ".md")))
		for _, command := range d.commands() {
			switch {
			case strings.HasPrefix(command, "go "):
				if command != "go test ./..." && !strings.Contains(string(steps), "\n"+command+"\n") {
					t.Errorf("%s: %s does not run %q", d.path, endToEnd, command)
				}
			case slices.Contains(run, command):
			case runElsewhere[command] == "":
				t.Errorf("%s: no script runs %q", d.path, command)
			}
		}
	}
}

// scriptCommands returns the commands of the script of a document.
func scriptCommands(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(docsScripts, name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.SplitSeq(string(text), "\n") {
		line = beforeCommand.ReplaceAllString(line, "")
		if inner, ok := strings.CutPrefix(line, "sh -c '"); ok {
			line = strings.TrimSuffix(inner, "'")
		}
		all = append(all, line)
	}
	return all
}

// The tests that run the other commands are there.
func TestWhatRunsElsewhere(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for command, name := range runElsewhere {
		if !strings.Contains(all.String(), "func "+name+"(t *testing.T)") {
			t.Errorf("%q: there is no test %s", command, name)
		}
	}
}

// The answers files of the documents give letters.
func TestAnswersOfTheDocuments(t *testing.T) {
	for _, path := range []string{"docs/commands.md", "docs/commands.zh-CN.md"} {
		folder := t.TempDir()
		if err := os.CopyFS(filepath.Join(folder, "evidence"), os.DirFS(filepath.Join(examplesFolder, "evidence"))); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"answers.yaml": "50.00", "payments.yaml": "80.00"} {
			file := filepath.Join(folder, name)
			if err := os.WriteFile(file, []byte(readDocument(t, path).file(t, name)), 0o600); err != nil {
				t.Fatal(err)
			}
			out, conversation, code := call(t, "", "refund", "--answers", file, "--dry-run", "--json")
			if code != view.ExitDone || !strings.Contains(out, want) {
				t.Errorf("%s: %s: exit %d\n%s%s", path, name, code, out, conversation)
			}
		}
	}
}
