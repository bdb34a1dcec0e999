package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
)

// leave puts the files of an older version into the state folder of a seat, and one that cannot be read.
func (s *testEnv) leave() {
	s.t.Helper()
	state := filepath.Join(s.folder, "state")
	if err := os.RemoveAll(state); err != nil {
		s.t.Fatal(err)
	}
	if err := os.CopyFS(state, os.DirFS(filepath.Join(testFolder, "testdata", "slots"))); err != nil {
		s.t.Fatal(err)
	}
	broken := filepath.Join(state, "closure.3")
	if err := os.Mkdir(broken, 0o700); err != nil {
		s.t.Fatal(err)
	}
	for name, text := range map[string]string{"letter.json": `{"slot": "closure", "half`, "lock": ""} {
		if err := os.WriteFile(filepath.Join(broken, name), []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
}

// left returns the folders of unfinished letters of older versions that are still there.
func (s *testEnv) left() string {
	s.t.Helper()
	entries, err := os.ReadDir(filepath.Join(s.folder, "state"))
	if err != nil {
		s.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// What an older version left is gone on with at its open question; what cannot be read stays, and is named once.
func TestFilesOfOlderVersionsAreTakenIn(t *testing.T) {
	s := newTestEnv(t)
	s.newID = countedIDs()
	s.leave()
	rest := slices.DeleteFunc(concatSteps(closureSteps[6:], reviewSteps("txt", "done")...), func(s prompttest.Step) bool { return s.Message == "Name" }) // answered
	script := prompttest.New(t, concatSteps([]prompttest.Step{prompttest.Answer("Continue it", "on")}, rest...)...)
	_, conversation, code := s.run(script, "closure")
	if code != view.ExitDone || s.left() != "closure.3" || strings.Count(conversation, "cannot be read") != 1 {
		t.Fatalf("exit %d, left %s\n%s", code, s.left(), conversation)
	}
	assertContains(t, conversation, "(saved 2026-11-19 21:00, 6 answered, 7 to go; 2 more unfinished)", "Douyin ID, partly typed: dy_exam",
		filepath.Join("closure.3", "letter.json")+", from an older version, cannot be read and was left unchanged")
	if asked := script.Asked()[1]; asked.Prefill != "dy_exam" {
		t.Errorf("%q was asked with %q", asked.Message, asked.Prefill)
	}
	out, conversation, code := s.run(nil, "list", "--status", "unfinished")
	if code != view.ExitDone || strings.Count(out, "unfinished") != 4 || strings.Contains(conversation, "cannot be read") {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	assertContains(t, conversation, "To continue an unfinished letter: draft edit test000000000000, draft closure")
	for _, u := range s.unfinishedFiles() {
		if want := map[string]string{
			"closure": "draft closure", "edit-test000000000000": "draft edit test000000000000", "refund-0123abcd": "",
		}[u.Place]; u.Command != want || u.Place == "" {
			t.Errorf("%q is gone on with by %q", u.Place, u.Command)
		}
	}
}

// A crash between the row and the removal of its file takes nothing in twice, nor does a letter that is finished since.
func TestFilesOfOlderVersionsAreTakenInOnce(t *testing.T) {
	s := newTestEnv(t)
	s.newID = countedIDs()
	s.leave()
	s.run(nil, "list")
	before := s.unfinishedFiles()
	if len(before) != 5 || s.left() != "closure.3" {
		t.Fatalf("%+v, left %s", before, s.left())
	}
	if _, conversation, code := s.run(nil, "remove", before[0].ID, "--yes"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	s.leave() // as if none of the files had been removed
	_, conversation, _ := s.run(nil, "list")
	if after := s.unfinishedFiles(); len(after) != 4 || after[0].ID != before[1].ID || s.left() != "closure.3" {
		t.Errorf("%+v, left %s", after, s.left())
	}
	if strings.Contains(conversation, "cannot be read") {
		t.Errorf("it is named again:\n%s", conversation)
	}
}

// While the store cannot be opened the files stay where they are, and so they do if another store is named.
func TestFilesOfOlderVersionsStayWithoutAStore(t *testing.T) {
	s := newTestEnv(t)
	s.newID = countedIDs()
	s.leave()
	data := filepath.Join(s.folder, "data")
	if err := os.WriteFile(data, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	before := s.left()
	if out, conversation, code := s.run(nil, "list", "--store", t.TempDir()); code != view.ExitDone || out != "" || s.left() != before {
		t.Errorf("exit %d, left %s\n%s%s", code, s.left(), out, conversation)
	}
	_, conversation, code := s.run(prompttest.New(t, prompttest.Interrupt("Are all bills paid", "")), "closure")
	if code != view.ExitInterrupted || s.left() != before {
		t.Errorf("exit %d, left %s\n%s", code, s.left(), conversation)
	}
}

// The place of a file tells the case or the letter that it was about.
func TestSlots(t *testing.T) {
	a := &app{newID: countedIDs(), config: &config.Config{SettingsDir: func() (string, error) { return t.TempDir(), nil }}}
	for slot, want := range map[[2]string][2]string{
		{"refund", "refund"}:                              {"", "draft refund"},
		{"followup", "followup-0k3f0000abcdefgh"}:         {"0k3f0000abcdefgh", "draft followup 0k3f0000abcdefgh"},
		{"refund", "edit-0k3f0000abcdefgh"}:               {"0k3f0000abcdefgh", "draft edit 0k3f0000abcdefgh"},
		{"refund", "refund-0123abcd"}:                     {"", ""}, // a digest of a file
		{"refund", "refund-0123abcd-0123abcd"}:            {"", ""},
		{"followup", "followup"}:                          {"", ""}, // its case is not known
		{"mine", "mine-0123abcd"}:                         {"", ""},
		{"refund", "closure"}:                             {"", ""},
		{"followup", "followup-../../0k3f0000abcdefghij"}: {"", ""},
	} {
		row, err := a.slotOf([]byte(`{"slot": "` + slot[1] + `", "version": 1, "kind": "duplicate", "saved": "2026-11-20T02:00:00Z",
			"chapters": [{"kind": "` + slot[0] + `", "answers": [{"name": "a", "text": "b"}]}, {"kind": "duplicate"}]}`))
		if err != nil || row.Kind != "duplicate" || row.Place != slot[1] || [2]string{row.About, row.Command} != want {
			t.Errorf("%q: %+v, %v", slot, row, err)
		}
	}
	for _, wrong := range []string{``, `null`, `{}`, `{"version": 1, "kind": "refund", "chapters": [{"kind": "refund"}]}`} {
		if row, err := a.slotOf([]byte(wrong)); err == nil {
			t.Errorf("%s: %+v", wrong, row)
		}
	}
}
