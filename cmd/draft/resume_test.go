package main

import (
	"bytes"
	"errors"
	"path/filepath"
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
	"draft/drafts/store"
)

// newUnfinished is a place for an interview in a folder, what is said about it, and a session of a refund with this description.
func newUnfinished(t *testing.T, folder, description string) (*unfinished, *bytes.Buffer, *interview.Session) {
	t.Helper()
	var said bytes.Buffer
	v := &view.View{Words: lang.New(lang.English)}
	a := &app{
		term: &term.Terminal{Err: &said, View: v, ErrWidth: func() int { return 0 }},
		view: v, now: func() time.Time { return today }, newID: newTestID,
		config: &config.Config{
			StateDir: func() (string, error) { return t.TempDir(), nil }, SettingsDir: func() (string, error) { return t.TempDir(), nil },
			DataDir: func() (string, error) { return folder, nil },
		},
	}
	t.Cleanup(a.close)
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
	return &unfinished{app: a, command: "draft refund", row: store.Unfinished{Place: "refund"}}, &said, session
}

var newTestID = countedIDs()

// A command to go on with is named only while there is something to go on with.
func TestUnfinishedInterview(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "store")
	u, said, session := newUnfinished(t, folder, "一")
	u.save(session) // nowhere
	if u.resumeCommand() != "" {
		t.Error("an interview that is saved nowhere is gone on with")
	}
	if found := u.find(); len(found) > 0 {
		t.Errorf("%+v was left there", found)
	}
	u.sheet = "/x/words.txt"
	u.save(session)
	if u.resumeCommand() != "draft refund" {
		t.Errorf("go on with %q", u.resumeCommand())
	}

	other, _, empty := newUnfinished(t, folder, "")
	found := other.find()
	if len(found) != 1 {
		t.Fatalf("%+v", found)
	}
	state, err := interview.ReadState(found[0].State)
	if err != nil || state.Sheet != "/x/words.txt" || state.Forms[0].Answers[0].Text != "一" {
		t.Fatalf("%+v, %v", state, err)
	}
	other.row.ID, other.row.Revision = found[0].ID, found[0].Revision
	other.save(empty) // nothing that is worth going on with
	if other.resumeCommand() != "" {
		t.Error("an empty interview is gone on with")
	}
	last, _, session := newUnfinished(t, folder, "二")
	if found := last.find(); len(found) > 0 {
		t.Errorf("%+v was left there", found)
	}
	last.save(session)
	old := last.row.ID
	last.begin(nil)
	if last.resumeCommand() != "" {
		t.Errorf("go on with %q", last.resumeCommand())
	}
	last.save(session)
	last.clear()
	if left := last.find(); last.resumeCommand() != "" || len(left) != 1 || left[0].ID != old {
		t.Errorf("left %+v", left)
	}
	if said.Len() > 0 {
		t.Errorf("said %s", said)
	}
}

// That an interview cannot be saved is said once, and does not end it.
func TestUnfinishedInterviewThatCannotBeSaved(t *testing.T) {
	u, said, session := newUnfinished(t, filepath.Join(t.TempDir(), "store"), "一")
	u.find()
	u.app.close() // as if the disk failed
	u.save(session)
	u.save(session)
	if n := strings.Count(said.String(), "\n"); n != 1 || u.resumeCommand() != "" {
		t.Errorf("%d lines, go on with %q:\n%s", n, u.resumeCommand(), said)
	}

	u, said, session = newUnfinished(t, "", "")
	u.app.config.DataDir = func() (string, error) { return "", errors.New("no home") }
	if found := u.find(); found != nil || !strings.Contains(said.String(), "no home") {
		t.Errorf("%v: %s", found, said)
	}
	u.save(session)
	u.clear()
}
