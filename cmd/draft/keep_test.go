package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

// This file tests how an interview is saved and resumed, and how a finished letter is kept and passed on.

// closureSteps answers all questions of a letter that closes monthly pay.
var closureSteps = withOptionalSteps(
	prompttest.Answer("Are all bills paid", "yes"),
	prompttest.Answer("Are all instalments and deferrals settled", "yes"),
	prompttest.Answer("Is the account in good standing (no dispute, no freeze)", "yes"),
	prompttest.Answer("Are any monthly pay orders or refunds in progress", ""),
	prompttest.Answer("How it was opened", "self"),
	prompttest.Answer("Reason", "unused"),
	prompttest.Answer("Douyin ID", "dy_example88"),
)

// refundSteps answers the questions of a recharge refund with as few details as possible.
var refundSteps = withOptionalSteps(
	prompttest.Answer("Who recharged", ""),
	prompttest.Answer("Payment method", "wechat"),
	prompttest.Answer("Time of the recharge", "2026-11-18 20:15"),
	prompttest.Answer("Amount", "50"),
	prompttest.Answer("Order number", ""),
	prompttest.Answer("Merchant order number", ""),
	prompttest.Answer("Reason", "mistake"),
	prompttest.Answer("How much is used", ""),
	prompttest.Answer("Douyin ID", "dy_example88"),
)

func concatSteps(first []prompttest.Step, more ...prompttest.Step) []prompttest.Step {
	return append(append([]prompttest.Step(nil), first...), more...)
}

// unfinishedFiles returns the unfinished letters of a seat, the one saved last first.
func (s *testEnv) unfinishedFiles() []store.Unfinished {
	s.t.Helper()
	opened, err := store.Open(filepath.Join(s.folder, "data"), store.Options{})
	if err != nil {
		return nil // nothing can be kept
	}
	defer opened.Close() //nolint:errcheck // it was only read
	all, err := opened.ListUnfinished(s.t.Context(), "")
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func assertContains(t *testing.T, conversation string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(conversation, text) {
			t.Errorf("the output does not contain %q:\n%s", text, conversation)
		}
	}
}

// A resumed interview has the saved answers and the partly typed text. Finishing the letter removes the unfinished draft.
func TestAnInterviewGoesOn(t *testing.T) {
	s := newTestEnv(t)
	half := prompttest.New(t, concatSteps(closureSteps[:6], prompttest.Interrupt("Douyin ID", "dy_exam"))...)
	_, conversation, code := s.run(half, "closure")
	if code != view.ExitInterrupted || len(s.unfinishedFiles()) != 1 {
		t.Fatalf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
	}
	assertContains(t, conversation, "draft closure")
	rest := prompttest.New(t, concatSteps([]prompttest.Step{prompttest.Answer("Continue it", "on")}, concatSteps(closureSteps[6:], reviewSteps("txt", "done")...)...)...)
	out, conversation, code := s.run(rest, "closure")
	if code != view.ExitDone || len(s.unfinishedFiles()) != 0 {
		t.Fatalf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
	}
	assertContains(t, conversation, "5 answered, 8 to go", "How it was opened", "By myself")
	assertContains(t, out, "开通方式：本人主动开通")
	if asked := rest.Asked()[1]; asked.Prefill != "dy_exam" {
		t.Errorf("%q was asked with %q", asked.Message, asked.Prefill)
	}
}

func TestAnInterviewStartsAnew(t *testing.T) {
	for _, how := range []string{"--fresh", "anew"} {
		s := newTestEnv(t)
		s.newID = countedIDs()
		s.run(prompttest.New(t, concatSteps(closureSteps[:2], prompttest.Interrupt("Is the account", ""))...), "closure")
		args, first := []string{"closure", "--fresh"}, closureSteps[:0:0]
		if how == "anew" {
			args, first = []string{"closure"}, []prompttest.Step{prompttest.Answer("Continue it", "anew")}
		}
		_, conversation, code := s.run(prompttest.New(t, concatSteps(first, concatSteps(closureSteps, reviewSteps("txt", "done")...)...)...), args...)
		if code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		assertContains(t, conversation, "the old answers are saved as 00000001: draft list shows them")
		if kept := s.unfinishedFiles(); len(kept) != 1 || kept[0].Short != "00000001" { // not lost
			t.Errorf("%s: kept %+v", how, kept)
		}
	}
}

// An unfinished letter that cannot be read, or whose kind is gone, stays as it is; the one before is offered.
func TestAnUnreadableUnfinishedLetterIsPassedBy(t *testing.T) {
	s := newTestEnv(t)
	s.newID = countedIDs()
	s.run(prompttest.New(t, closureSteps[0], prompttest.Interrupt("Are all instalments", "")), "closure")
	opened, err := store.Open(filepath.Join(s.folder, "data"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{`{"version": 2}`, `{"version": 1, "kind": "gone", "saved": "2026-11-20T02:00:00Z", "chapters": [{"kind": "gone"}]}`} {
		row := store.Unfinished{Kind: "closure", Place: "closure", State: []byte(state)}
		if _, err := opened.SaveUnfinished(t.Context(), row, s.newID); err != nil {
			t.Fatal(err)
		}
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	script := prompttest.New(t, concatSteps([]prompttest.Step{prompttest.Answer("Continue it", "on")}, concatSteps(closureSteps[1:], reviewSteps("txt", "done")...)...)...)
	_, conversation, code := s.run(script, "closure")
	if code != view.ExitDone || len(s.unfinishedFiles()) != 2 {
		t.Fatalf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
	}
	assertContains(t, conversation, "the unfinished letter 00000002 cannot be read", "the unfinished letter 00000003 cannot be read")
}

// Of several unfinished letters of one place the one saved last is offered, and each can be looked at.
func TestSeveralUnfinishedLetters(t *testing.T) {
	s := newTestEnv(t)
	s.newID = countedIDs()
	for _, reason := range []string{"unused", "leaving", "other"} {
		answers := concatSteps(closureSteps[:5], prompttest.Answer("Reason", reason), prompttest.Interrupt("", ""))
		s.run(prompttest.New(t, answers...), "closure", "--fresh")
	}
	look := prompttest.Answer("Continue it", "other")
	_, conversation, code := s.run(prompttest.New(t, look, look, prompttest.Interrupt("Continue it", "")), "closure")
	if code != view.ExitInterrupted || len(s.unfinishedFiles()) != 3 {
		t.Fatalf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
	}
	assertContains(t, conversation, "5 answered, 9 to go; 2 more unfinished):", "; 1 more unfinished):", "5 answered, 8 to go):")
	_, conversation, code = s.run(prompttest.New(t, concatSteps([]prompttest.Step{look, look, prompttest.Answer("Continue it", "on")},
		concatSteps(closureSteps[6:], reviewSteps("txt", "done")...)...)...), "closure")
	if code != view.ExitDone || len(s.unfinishedFiles()) != 2 || s.unfinishedFiles()[0].Short != "00000003" {
		t.Fatalf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
	}
	_, conversation, _ = s.run(prompttest.New(t, prompttest.Answer("Continue it", "anew"), prompttest.Interrupt("Are all bills", "")), "closure")
	assertContains(t, conversation, "the old answers are saved as 00000003, and 1 more: draft list shows them")
}

// meanwhile does something before a question is answered.
type meanwhile struct {
	prompt.Prompter
	message string
	do      func()
}

func (m *meanwhile) Choose(q prompt.Question) (string, error) {
	if strings.Contains(q.Message, m.message) {
		m.do()
	}
	return m.Prompter.Choose(q)
}

// If two processes save the same unfinished letter, neither overwrites the other: the second one makes another letter, and says so.
func TestTwoWritersOfOneUnfinishedLetter(t *testing.T) {
	s := newTestEnv(t)
	s.newID = countedIDs()
	s.run(prompttest.New(t, concatSteps(closureSteps[:2], prompttest.Interrupt("Is the account", ""))...), "closure")
	script := prompttest.New(t, concatSteps([]prompttest.Step{prompttest.Answer("Continue it", "on")}, prompttest.Answer("Is the account", "yes"), prompttest.Interrupt("Are any monthly pay orders", ""))...)
	_, conversation, code := s.run(&meanwhile{script, "Is the account", func() { // in another window
		other := prompttest.New(t, concatSteps([]prompttest.Step{prompttest.Answer("Continue it", "on")}, prompttest.Answer("Is the account", "no"), prompttest.Interrupt("", ""))...)
		s.run(other, "closure")
	}}, "closure")
	kept := s.unfinishedFiles()
	if code != view.ExitInterrupted || len(kept) != 2 || strings.Count(conversation, "is saved as a separate unfinished letter, 00000002") != 1 {
		t.Fatalf("exit %d, kept %+v\n%s", code, kept, conversation)
	}
	if !strings.Contains(string(kept[0].State), `"undisputed","text":"yes"`) || !strings.Contains(string(kept[1].State), `"undisputed","text":"no"`) {
		t.Errorf("%s\n%s", kept[0].State, kept[1].State)
	}
}

// If the unfinished draft cannot be saved, the interview continues and says so once.
func TestAnInterviewWithoutAPlaceToKeepIt(t *testing.T) {
	for name, spoil := range map[string]func(data string) error{
		"no folder": func(data string) error { return os.WriteFile(data, nil, 0o600) },
		"no database": func(data string) error {
			return errors.Join(os.Mkdir(data, 0o700), os.WriteFile(filepath.Join(data, "draft.db"), bytes.Repeat([]byte("other "), 1000), 0o600))
		},
	} {
		s := newTestEnv(t)
		if err := spoil(filepath.Join(s.folder, "data")); err != nil {
			t.Fatal(err)
		}
		_, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps("txt", "done")...)...), "closure")
		if code != view.ExitFailed || strings.Count(conversation, "answers cannot be saved") != 1 { // nor the letter, in the end
			t.Fatalf("%s: exit %d\n%s", name, code, conversation)
		}
		assertContains(t, conversation, "saved to", "could not be saved", "with --store")
	}
}

// A finished letter is kept as a draft, wherever else it was put, and its interview is over.
func TestAFinishedLetterIsKept(t *testing.T) {
	for _, choices := range [][]string{{"done"}, {"copy", "done"}, {"txt", "done"}, {"keep", "done"}} {
		args := []string{"closure"}
		if choices[0] == "keep" {
			args = append(args, "--no-keep")
		}
		s := newTestEnv(t)
		_, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps(choices...)...)...), args...)
		if code != view.ExitDone || len(s.unfinishedFiles()) != 0 {
			t.Errorf("%q: exit %d, kept %+v\n%s", choices, code, s.unfinishedFiles(), conversation)
		}
		assertContains(t, conversation, "saved as test")
	}
}

// After a changed reason, newly required questions are asked, and answers that do not apply are named and restored if the
// reason is changed back.
func TestAReasonIsChanged(t *testing.T) {
	answers := concatSteps(closureSteps[:5], prompttest.Answer("Reason", "other"), prompttest.Answer("The reason in your words", "只想留一种付款方式"))
	script := prompttest.New(t, concatSteps(answers, concatSteps(closureSteps[6:],
		prompttest.Answer("Is everything correct", "change"), prompttest.Answer("Which answer", "reason"), prompttest.Answer("Reason", "leaving"),
		prompttest.Answer("Is everything correct", "change"), prompttest.Answer("Which answer", "reason"), prompttest.Answer("Reason", "other"),
		prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "change"), prompttest.Back("Which answer", ""),
		prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "txt"), prompttest.Answer("What next", "done"),
	)...)...)
	out, conversation, code := runOnce(t, script, "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "“The reason in your words” is not needed", "“The reason in your words” is in the letter again", "not given: ",
		"○ No evidence", "✓ Bills, instalments and account", "只想留一种付款方式") // the review shows it
	assertContains(t, out, "只想留一种付款方式")
}

// Copying or showing a letter does not store it: with --no-keep the unfinished draft stays.
func TestOnlyAFileKeepsALetter(t *testing.T) {
	for _, how := range []string{"copy", "show", "guide"} {
		s := newTestEnv(t)
		_, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps(how, "done")...)...), "closure", "--no-keep")
		if code != view.ExitDone || len(s.unfinishedFiles()) != 1 {
			t.Errorf("%s: exit %d, kept %+v\n%s", how, code, s.unfinishedFiles(), conversation)
		}
	}
}

// An interview without any answer is not saved.
func TestAnEmptyInterviewIsNotKept(t *testing.T) {
	s := newTestEnv(t)
	for range 2 {
		_, conversation, code := s.run(prompttest.New(t, prompttest.Interrupt("Are all bills paid", "")), "closure")
		if code != view.ExitInterrupted || len(s.unfinishedFiles()) != 0 || strings.Contains(conversation, "continues") {
			t.Errorf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
		}
	}
}

// Leaving a saved interview prints the command that resumes it, even if no question was answered in this run.
func TestLeavingSaysHowToGoOn(t *testing.T) {
	s := newTestEnv(t)
	s.run(prompttest.New(t, closureSteps[0], prompttest.Interrupt("Are all instalments", "")), "closure")
	_, conversation, code := s.run(prompttest.New(t, prompttest.Interrupt("Continue it", "")), "closure")
	if code != view.ExitInterrupted {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "draft closure continues")
}

// A resumed interview shows the partly typed text with the answers.
func TestHalfTypedTextIsShown(t *testing.T) {
	s := newTestEnv(t)
	s.run(prompttest.New(t, concatSteps(closureSteps[:6], prompttest.Interrupt("Douyin ID", "dy_exam"))...), "closure")
	_, conversation, _ := s.run(prompttest.New(t, prompttest.Interrupt("Continue it", "")), "closure")
	assertContains(t, conversation, "Douyin ID, partly typed: dy_exam")
}

// Going back skips questions that a changed answer made unnecessary, even across a switch to another letter kind.
func TestGoingBackPassesWhatIsNotAsked(t *testing.T) {
	s := newTestEnv(t)
	change := func(field, question, answer string) []prompttest.Step {
		return []prompttest.Step{prompttest.Answer("Is everything correct", "change"), prompttest.Answer("Which answer", field), prompttest.Answer(question, answer)}
	}
	script := concatSteps(refundSteps, change("reason", "Reason", "not_credited")...)
	script = concatSteps(script, prompttest.Answer("Time of the charge", "2026-11-18 20:16"))
	script = concatSteps(script, change("reason", "Reason", "mistake")...)
	script = concatSteps(script, change("reason", "Reason", "duplicate")...)
	// At the first question of the other letter kind, going back returns to the last question that still applies.
	script = concatSteps(script, prompttest.Back("First order number", ""), prompttest.Interrupt("Remark", ""))
	_, conversation, code := s.run(prompttest.New(t, script...), "refund")
	if code != view.ExitInterrupted {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
}

// The parts of a long text are copied one after another, each after a key press.
func TestPartsAreCopiedOneByOne(t *testing.T) {
	s := newTestEnv(t)
	script := prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "copy"),
		prompttest.Answer("copy part 2/2", ""), prompttest.Answer("What next", "done"))...)
	_, conversation, code := s.run(script, "closure", "--chars", "60")
	if code != view.ExitDone || len(s.copied) != 2 || !strings.HasPrefix(s.copied[0], "(1/2)您好，我不打算继续使用抖音月付") {
		t.Fatalf("exit %d, copied %q\n%s", code, s.copied, conversation)
	}
	assertContains(t, conversation, "copied part 1/2 to the clipboard", "copied part 2/2 to the clipboard", "by xclip")

	s = newTestEnv(t)
	s.err = &desktop.Error{Code: desktop.NotFound, Name: "xclip, xsel"}
	_, conversation, code = s.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps("copy", "txt", "done")...)...), "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "could not copy: none of the programs for it is installed (xclip, xsel)", "closure-20261120.txt")
}

// A QR code that does not fit the window is written as a picture, which can be opened.
func TestACodeWithoutRoomIsAPicture(t *testing.T) {
	s := newTestEnv(t)
	script := prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "qr"),
		prompttest.Answer("How do you want to scan it", "picture"), prompttest.Answer("Open the picture now", prompt.Yes), prompttest.Answer("What next", "done"))...)
	_, conversation, code := s.run(script, "closure")
	if code != view.ExitDone || len(s.opened) != 1 {
		t.Fatalf("exit %d, opened %q\n%s", code, s.opened, conversation)
	}
	if picture, err := os.ReadFile(s.opened[0]); err != nil || !bytes.HasPrefix(picture, []byte("\x89PNG")) {
		t.Errorf("%.20q, %v", picture, err)
	}

	s = newTestEnv(t) // without a display the picture is saved, and no question is asked about opening it
	s.noDisplay, s.fetch = true, "scp me@host:/picture.png ."
	script = prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "qr"),
		prompttest.Answer("How do you want to scan it", "picture"), prompttest.Answer("What next", "done"))...)
	if _, conversation, code = s.run(script, "closure"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "closure-20261120-qr.png", "needs a window of", "this one has 80 and 24", "run there: scp me@host:/picture.png .")
}

// If the pager fails, the letter is printed without it.
func TestALetterIsShownWithoutItsPager(t *testing.T) {
	s := newTestEnv(t)
	s.err = &desktop.Error{Code: desktop.NotFound, Setting: "PAGER", Name: "most"}
	out, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps("done")...)...), "closure")
	if code != view.ExitDone || !strings.Contains(out, "抖音客服") {
		t.Fatalf("exit %d\n%s\n%s", code, out, conversation)
	}
	assertContains(t, conversation, "the pager failed: most, which PAGER names, does not exist; here is the whole text")
}

// Metadata is removed from an attached photo unless --keep-metadata is given.
func TestThePlaceOfAPhoto(t *testing.T) {
	photo, answers := absolute(t, "..", "..", "drafts", "attach", "testdata", "jpeg.jpg"), absolute(t, examplesFolder, "refund.yaml")
	t.Chdir(t.TempDir())
	original, err := os.ReadFile(photo)
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"", "--keep-metadata"} {
		args := []string{"--lang", "en", "refund", "--answers", answers, "--attach", photo, "-o", "x.eml", "--force"}
		if flag != "" {
			args = append(args, flag)
		}
		_, conversation, code := call(t, "", args...)
		if code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		data, err := os.ReadFile("x.eml")
		if err != nil {
			t.Fatal(err)
		}
		e, err := enmime.ReadEnvelope(bytes.NewReader(data))
		if err != nil || len(e.Attachments) != 3 || e.Attachments[2].FileName != "03_jpeg.jpg" {
			t.Fatal(err, len(e.Attachments))
		}
		same := bytes.Equal(e.Attachments[2].Content, original)
		notes := strings.Count(conversation, "removed location, time, device and other metadata from photos (the images are unchanged): 03_jpeg.jpg")
		if same != (flag != "") || same == (notes == 1) {
			t.Errorf("%q: the same bytes: %v\n%s", flag, same, conversation)
		}
	}
}

// TestAPlaceThatCannotBeRemoved checks that a video, whose metadata cannot be removed, is only attached with
// --keep-metadata.
func TestAPlaceThatCannotBeRemoved(t *testing.T) {
	s := newTestEnv(t)
	const video = "video.mov"
	data, err := os.ReadFile(filepath.Join(testFolder, "..", "..", "drafts", "attach", "testdata", "mov.mov"))
	if err == nil {
		err = os.WriteFile(video, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	const refusal = "may reveal where it was taken, and draft can remove that only from intact JPEG or PNG files"
	args := []string{"refund", "--no-input", "--answers", filepath.Join(testFolder, examplesFolder, "refund.yaml"), "--attach", video}
	_, conversation, code := s.run(prompttest.New(t), append(args, "-o", "x.eml")...)
	if _, err := os.Stat("x.eml"); code != view.ExitAnswers || err == nil {
		t.Errorf("exit %d, %v", code, err)
	}
	assertContains(t, conversation, "--attach: Evidence (files): “video.mov” "+refusal, "--keep-metadata")
	if _, conversation, code = s.run(prompttest.New(t), append(args, "-o", "x.eml", "--keep-metadata")...); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	message, err := os.ReadFile("x.eml")
	if err != nil {
		t.Fatal(err)
	}
	e, err := enmime.ReadEnvelope(bytes.NewReader(message))
	if err != nil || len(e.Attachments) != 3 || !bytes.Equal(e.Attachments[2].Content, data) {
		t.Errorf("%v, %d attachments", err, len(e.Attachments))
	}

	// The interview refuses the file when it is entered.
	steps := concatSteps(closureSteps, reviewSteps("done")...)
	evidence := slices.IndexFunc(steps, func(s prompttest.Step) bool { return s.Message == "Evidence (files)" })
	script := prompttest.New(t, slices.Insert(steps, evidence, prompttest.Refused("Evidence (files)", video, refusal))...)
	if _, conversation, code = s.run(script, "closure"); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}

	// A batch refuses the row before it writes a letter.
	if err := os.WriteFile("shot.png", data, 0o600); err != nil {
		t.Fatal(err)
	}
	table := "douyin_id,recharged_at,method,amount,reason,evidence\ndy_one,2026-11-18 20:15,wechat,50,mistake,shot.png\n"
	if err := os.WriteFile("table.csv", []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	args = []string{"batch", "refund", "table.csv", "--attach-root", ".", "-o", "letters", "--no-input"}
	_, conversation, code = s.run(prompttest.New(t), args...)
	if _, err := os.Stat("letters"); code != view.ExitAnswers || err == nil {
		t.Errorf("exit %d, %v", code, err)
	}
	assertContains(t, conversation, "table.csv:2: Evidence (files): “shot.png” "+refusal)
	if _, conversation, code = s.run(prompttest.New(t), append(args, "--keep-metadata")...); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// The profile is offered once, after the first letter, and fills in the next letter.
func TestTheProfileIsOffered(t *testing.T) {
	for _, keep := range []string{prompt.Yes, prompt.No} {
		s := newTestEnv(t)
		path := filepath.Join(s.folder, "config", "defaults.json")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		_, conversation, code := s.run(prompttest.New(t, concatSteps(closureSteps, concatSteps(reviewSteps("txt", "done"), prompttest.Answer("Save them", keep))...)...), "closure")
		if code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		assertContains(t, conversation, "Douyin ID: dy_example88")
		next := prompttest.New(t, concatSteps(closureSteps, reviewSteps("eml", "done")...)...)
		_, conversation, code = s.run(next, "closure")
		if code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		prefill := map[string]string{prompt.Yes: "dy_example88", prompt.No: ""}[keep]
		if asked := next.Asked()[6]; asked.Prefill != prefill || strings.Contains(conversation, "defaults are filled in") != (prefill != "") {
			t.Errorf("%q was asked with %q\n%s", asked.Message, asked.Prefill, conversation)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(info, err)
		}
	}
}

// TestEveryFaultOfTheDesktopIsWorded checks that every error code of package desktop has a message.
func TestEveryFaultOfTheDesktopIsWorded(t *testing.T) {
	for _, code := range []desktop.Code{
		desktop.NoTerminal, desktop.Plain, desktop.NoDisplay, desktop.TooLong, desktop.NotFound, desktop.BadCommand, desktop.Failed,
		desktop.Killed, desktop.Hung, desktop.Refused,
	} {
		checkMessage(t, "desktop."+strings.ReplaceAll(string(code), "-", "_"))
		a := &app{
			term:   &term.Terminal{},
			view:   &view.View{Words: lang.New(lang.English)},
			config: &config.Config{},
		}
		if text := a.view.DesktopCause(&desktop.Error{Code: code, Name: "vi", Err: errors.New("x")}); text == "" || strings.Contains(text, "<") {
			t.Errorf("%s: %q", code, text)
		}
	}
}
