package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/interview"
)

// newUnfinished is a place for an interview in a folder, what is said about it, and a session of a refund with this description.
func newUnfinished(t *testing.T, folder, description string) (*unfinished, *bytes.Buffer, *interview.Session) {
	t.Helper()
	var said bytes.Buffer
	v := &view.View{Words: lang.New(lang.English)}
	a := &app{
		term:   &term.Terminal{Err: &said, View: v, ErrWidth: func() int { return 0 }},
		view:   v,
		config: &config.Config{StateDir: func() (string, error) { return folder, nil }, SettingsDir: func() (string, error) { return t.TempDir(), nil }},
	}
	kind, err := a.config.LoadKind("refund")
	if err != nil {
		t.Fatal(err)
	}
	session := interview.New(kind, interview.Options{
		Now: func() time.Time { return today }, CheckFiles: func([]string) []attach.Problem { return nil }, Absolute: absolutePath,
	})
	if description != "" {
		if faults := session.Fill(interview.Sources{Set: []answers.Answer{{Name: "description", Text: description}}}); faults != nil {
			t.Fatal(faults)
		}
	}
	return &unfinished{app: a, command: "draft refund"}, &said, session
}

// A command to go on with is named only while there is something to go on with.
func TestUnfinishedInterview(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	u, said, session := newUnfinished(t, folder, "一")
	u.save(session) // nowhere
	if u.resumeCommand() != "" {
		t.Error("an interview without a place is gone on with")
	}
	if state := u.claim("refund"); state != nil {
		t.Errorf("%+v was left there", state)
	}
	u.sheet = "/x/words.txt"
	u.save(session)
	if u.resumeCommand() != "draft refund" {
		t.Errorf("go on with %q", u.resumeCommand())
	}
	u.release()

	other, _, empty := newUnfinished(t, folder, "")
	state := other.claim("refund")
	if state == nil || state.Sheet != "/x/words.txt" || state.Forms[0].Answers[0].Text != "一" {
		t.Fatalf("%+v", state)
	}
	other.save(empty) // nothing that is worth going on with
	if other.resumeCommand() != "" {
		t.Error("an empty interview is gone on with")
	}
	other.release()
	last, _, session := newUnfinished(t, folder, "二")
	if state := last.claim("refund"); state != nil {
		t.Errorf("%+v was left there", state)
	}
	last.save(session)
	if err := last.setAside(); err != nil || last.resumeCommand() != "" {
		t.Errorf("%v, go on with %q", err, last.resumeCommand())
	}
	last.save(session)
	last.clear()
	if left, _ := filepath.Glob(filepath.Join(folder, "refund*", "letter.json")); last.resumeCommand() != "" || len(left) != 1 || !strings.Contains(left[0], "aside") {
		t.Errorf("left %q", left)
	}
	if said.Len() > 0 {
		t.Errorf("said %s", said)
	}
}

// That an interview cannot be saved is said once, and does not end it.
func TestUnfinishedInterviewThatCannotBeSaved(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a folder with an open file cannot be removed there")
	}
	folder := filepath.Join(t.TempDir(), "state")
	u, said, session := newUnfinished(t, folder, "一")
	u.claim("refund")
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder, nil, 0o600); err != nil { // where the folder was
		t.Fatal(err)
	}
	u.save(session)
	u.save(session)
	if n := strings.Count(said.String(), "\n"); n != 1 || u.resumeCommand() != "" {
		t.Errorf("%d lines, go on with %q:\n%s", n, u.resumeCommand(), said)
	}

	u, said, _ = newUnfinished(t, "", "")
	u.app.config.StateDir = func() (string, error) { return "", errors.New("no home") }
	if state := u.claim("refund"); state != nil || !strings.Contains(said.String(), "no home") {
		t.Errorf("%v: %s", state, said)
	}
	u.save(nil)
	u.clear()
	u.release()
}
