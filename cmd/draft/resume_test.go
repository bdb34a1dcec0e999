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

// newUnfinished returns an unfinished draft stored in folder, the output about it, and a refund session with this
// description.
func newUnfinished(t *testing.T, folder, description string) (*unfinished, *bytes.Buffer, *interview.Session) {
	t.Helper()
	var stderr bytes.Buffer
	v := &view.View{Words: lang.New(lang.English)}
	a := &app{
		term:   &term.Terminal{Err: &stderr, View: v, ErrWidth: func() int { return 0 }},
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
	return &unfinished{app: a, command: "draft refund"}, &stderr, session
}

// resumeCommand is empty if there is no saved state to resume.
func TestUnfinishedInterview(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	u, stderr, session := newUnfinished(t, folder, "一")
	u.save(session) // not saved, because no state was claimed
	if u.resumeCommand() != "" {
		t.Error("an interview that was not saved has a resume command")
	}
	if state := u.claim("refund"); state != nil {
		t.Errorf("unexpected state %+v", state)
	}
	u.sheet = "/x/words.txt"
	u.save(session)
	if u.resumeCommand() != "draft refund" {
		t.Errorf("resume command %q", u.resumeCommand())
	}
	u.release()

	other, _, empty := newUnfinished(t, folder, "")
	state := other.claim("refund")
	if state == nil || state.Sheet != "/x/words.txt" || state.Forms[0].Answers[0].Text != "一" {
		t.Fatalf("%+v", state)
	}
	other.save(empty) // an empty session is not saved
	if other.resumeCommand() != "" {
		t.Error("an empty interview has a resume command")
	}
	other.release()
	last, _, session := newUnfinished(t, folder, "二")
	if state := last.claim("refund"); state != nil {
		t.Errorf("unexpected state %+v", state)
	}
	last.save(session)
	if err := last.setAside(); err != nil || last.resumeCommand() != "" {
		t.Errorf("%v, resume command %q", err, last.resumeCommand())
	}
	last.save(session)
	last.clear()
	if left, _ := filepath.Glob(filepath.Join(folder, "refund*", "letter.json")); last.resumeCommand() != "" || len(left) != 1 || !strings.Contains(left[0], "aside") {
		t.Errorf("left %q", left)
	}
	if stderr.Len() > 0 {
		t.Errorf("unexpected output %s", stderr)
	}
}

// If an unfinished draft cannot be saved, this is reported once, and the interview continues.
func TestUnfinishedInterviewThatCannotBeSaved(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a folder with an open file cannot be removed there")
	}
	folder := filepath.Join(t.TempDir(), "state")
	u, stderr, session := newUnfinished(t, folder, "一")
	u.claim("refund")
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder, nil, 0o600); err != nil { // a file in place of the folder makes the write fail
		t.Fatal(err)
	}
	u.save(session)
	u.save(session)
	if n := strings.Count(stderr.String(), "\n"); n != 1 || u.resumeCommand() != "" {
		t.Errorf("%d lines, resume command %q:\n%s", n, u.resumeCommand(), stderr)
	}

	u, stderr, _ = newUnfinished(t, "", "")
	u.app.config.StateDir = func() (string, error) { return "", errors.New("no home") }
	if state := u.claim("refund"); state != nil || !strings.Contains(stderr.String(), "no home") {
		t.Errorf("%v: %s", state, stderr)
	}
	u.save(nil)
	u.clear()
	u.release()
}
