package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
)

// This file tests editing the words of a letter.

// A fact that the edited words contradict is reported once, and the original words can be restored.
func TestTheWordsAreEdited(t *testing.T) {
	s := newTestEnv(t)
	s.edit = func(text string) string { return strings.ReplaceAll(text, "dy_example88", "dy_other") }
	out, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps("words", "txt", "restore", "eml", "done")...)...), "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	assertContains(t, conversation, "Douyin ID was dy_example88, but the edited text says dy_other", "the original wording is restored")
	if n := strings.Count(conversation, "the edited text says dy_other"); n != 1 { // once, although both the letter and the app text say it
		t.Errorf("said %d times:\n%s", n, conversation)
	}
	text, err := os.ReadFile("closure-20261120.txt")
	if err != nil || !strings.Contains(string(text), "dy_other") {
		t.Errorf("%v\n%s", err, text)
	}
	message, err := os.ReadFile("closure-20261120.eml")
	if err != nil {
		t.Fatal(err)
	}
	read, err := enmime.ReadEnvelope(bytes.NewReader(message))
	if err != nil || !strings.Contains(read.Text, "dy_example88") || strings.Contains(read.Text, "dy_other") {
		t.Errorf("%v\n%s", err, read.Text)
	}
}

// Editing the words does not change the subject, even if it contains a colon.
func TestEditingLeavesTheRestAlone(t *testing.T) {
	s := newTestEnv(t)
	s.editor = "vi"
	s.edit = func(text string) string { return strings.Replace(text, "您好！", "您好，打扰了！", 1) }
	_, conversation, code := s.run(prompttest.New(t, concatSteps(refundSteps, prompttest.Answer("Is everything correct", "write"),
		prompttest.Answer("What next", "words"), prompttest.Answer("press any key", ""),
		prompttest.Answer("What next", "txt"), prompttest.Answer("What next", "done"))...), "refund")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "this is vi", "the text for the app did not")
	text, err := os.ReadFile("refund-20261120.txt")
	if err != nil || !strings.HasPrefix(string(text), "主题：关于充值退款的申请（2026年11月18日20:15充值50.00元）\n") {
		t.Errorf("%v\n%s", err, text)
	}
}

// Edited words are checked like answers: control characters are refused, and a password is reported.
func TestEditedWordsAreLookedAt(t *testing.T) {
	s := newTestEnv(t)
	edits := []string{"\x1b]0;x\a", "\u202e", "抖音密码是 hunter22。"}
	original := ""
	s.edit = func(text string) string {
		if original == "" {
			original = text
		}
		edit := edits[0]
		edits = edits[1:]
		return strings.Replace(original, "您好！", "您好！"+edit, 1)
	}
	again := prompttest.Answer("Open the editor again", prompt.Yes)
	_, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"),
		prompttest.Answer("What next", "words"), again, again,
		prompttest.Answer("What next", "txt"), prompttest.Answer("What next", "done"))...), "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "U+001B", "U+202E", "password")

	s = newTestEnv(t) // an empty app text is refused
	s.edit = func(text string) string { before, _, _ := strings.Cut(text, "\n===="); return before + "\n====\n" }
	_, conversation, code = s.run(prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"),
		prompttest.Answer("What next", "words"), prompttest.Answer("Open the editor again", prompt.No),
		prompttest.Answer("What next", "txt"), prompttest.Answer("What next", "done"))...), "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "the edited text cannot be used")
}

// A resumed interview has the edited words, and the words file of a failed edit is opened again.
func TestEditedWordsOutliveTheRun(t *testing.T) {
	s := newTestEnv(t)
	s.edit = func(text string) string { return strings.Replace(text, "您好！", "您好，打扰了！", 1) }
	_, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"),
		prompttest.Answer("What next", "words"), prompttest.Interrupt("What next", ""))...), "closure")
	if code != view.ExitInterrupted {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	resume := prompttest.Answer("Continue it", "on")
	s.edit = nil // the editor fails after draft wrote the file
	_, conversation, code = s.run(prompttest.New(t, resume, prompttest.Answer("Is everything correct", "write"),
		prompttest.Answer("What next", "words"), prompttest.Interrupt("What next", "")), "closure")
	if code != view.ExitInterrupted {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	sheets, err := filepath.Glob(filepath.Join(s.folder, "state", "*-words.txt"))
	if err != nil || len(sheets) != 1 {
		t.Fatalf("%q, %v", sheets, err)
	}
	sheet, err := os.ReadFile(sheets[0])
	if err != nil || !strings.Contains(string(sheet), "打扰了") { // the file contains the words of the first edit
		t.Fatalf("%v\n%s", err, sheet)
	}
	if err := os.WriteFile(sheets[0], []byte(strings.Replace(string(sheet), "打扰了", "再次打扰了", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.edit = func(text string) string { return text } // unchanged
	_, conversation, code = s.run(prompttest.New(t, resume, prompttest.Answer("Is everything correct", "write"),
		prompttest.Answer("What next", "words"), prompttest.Answer("What next", "txt"), prompttest.Answer("What next", "done")), "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "the wording you were editing is still in")
	text, err := os.ReadFile("closure-20261120.txt")
	if err != nil || !strings.Contains(string(text), "再次打扰了") {
		t.Errorf("%v\n%s", err, text)
	}
	if sheets, _ := filepath.Glob(filepath.Join(s.folder, "state", "*-words*.txt")); len(sheets) != 0 {
		t.Errorf("left %q", sheets)
	}
}

// A fact that only the edited app text contradicts is reported.
func TestTheAppTextDrifts(t *testing.T) {
	s := newTestEnv(t)
	s.edit = func(text string) string {
		letter, app, _ := strings.Cut(text, "\n====")
		return letter + "\n====" + strings.Replace(app, "dy_example88", "dy_other", 1)
	}
	_, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps("words", "txt", "done")...)...), "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "Douyin ID was dy_example88, but the edited text says dy_other")
}

// If the editor fails, the words stay in a file. A file that cannot be parsed can be corrected; an empty file changes nothing.
func TestTheEditorFails(t *testing.T) {
	s := newTestEnv(t)
	_, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps("words", "txt", "done")...)...), "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "the editor failed", "the text is in ")
	left, err := filepath.Glob(filepath.Join(s.folder, "state", "*-words.txt"))
	if err != nil || len(left) != 1 {
		t.Errorf("left %q, %v", left, err)
	}

	s = newTestEnv(t)
	tries := 0
	s.edit = func(text string) string {
		if tries++; tries == 1 {
			return "只有一行"
		}
		return ""
	}
	_, conversation, code = s.run(prompttest.New(t, concatSteps(closureSteps,
		prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "words"), prompttest.Answer("Open the editor again", prompt.Yes),
		prompttest.Answer("What next", "txt"), prompttest.Answer("What next", "done"))...), "closure")
	if code != view.ExitDone || tries != 2 {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "the edited text cannot be used", "the wording was not changed")
}

// If an answer changes after the words were edited, the person chooses between the edited and the new words.
func TestEditedWordsAreStale(t *testing.T) {
	s := newTestEnv(t)
	s.edit = func(text string) string { return strings.ReplaceAll(text, "您好！", "您好，打扰了！") }
	out, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps,
		prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "words"), prompttest.Answer("What next", "change"),
		prompttest.Answer("Which answer", "opened_by"), prompttest.Answer("How it was opened", "unknown"),
		prompttest.Answer("Is everything correct", "write"), prompttest.Answer("An answer changed", "own"),
		prompttest.Answer("What next", "txt"), prompttest.Answer("What next", "done"))...), "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	text, err := os.ReadFile("closure-20261120.txt")
	if err != nil || !strings.Contains(string(text), "打扰了") || !strings.Contains(string(text), "本人主动开通") {
		t.Errorf("%v\n%s\n%s", err, text, out)
	}
}
