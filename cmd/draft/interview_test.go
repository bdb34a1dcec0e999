package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
)

// testEnv is a place at the terminal where one draft after another is run, in English.
type testEnv struct {
	t      *testing.T
	folder string        // what is kept, and what is set
	newID  func() string // nil gives every letter the same ID
	fakeMachine
}

// newTestEnv gives a seat in a folder of its own.
func newTestEnv(t *testing.T) *testEnv {
	t.Helper()
	t.Chdir(t.TempDir())
	s := &testEnv{t: t, folder: t.TempDir()}
	s.writeProfile("{}") // nothing: else every test would be asked
	return s
}

// writeProfile writes the profile.
func (s *testEnv) writeProfile(profile string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Join(s.folder, "config"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.folder, "config", "defaults.json"), []byte(profile), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// run runs draft with somebody who answers.
func (s *testEnv) run(script prompt.Prompter, args ...string) (out, conversation string, code int) {
	s.t.Helper()
	var stdout, stderr bytes.Buffer
	a := withFixedWorld(&app{
		term:   newTestTerminal("", &stdout, &stderr),
		view:   &view.View{},
		config: foldersIn(s.folder),
	})
	a.term.OutWidth, a.term.OutHeight, a.term.Machine = func() int { return 80 }, func() int { return 24 }, &s.fakeMachine
	a.term.NewPrompter = func(*term.Terminal) prompt.Prompter { return script }
	if s.newID != nil {
		a.newID = s.newID
	}
	code = run(context.Background(), append([]string{"--lang", "en"}, args...), a)
	return stdout.String(), stderr.String(), code
}

// countedIDs gives each letter an ID of its own, whose short ID is its number.
func countedIDs() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("%08dabcdefgh", n)
	}
}

// runOnce runs draft once with somebody at the terminal.
func runOnce(t *testing.T, script *prompttest.Script, args ...string) (out, conversation string, code int) {
	t.Helper()
	return newTestEnv(t).run(script, args...)
}

// fakeMachine is a machine whose programs do as a test wants.
type fakeMachine struct {
	copied    []string
	opened    []string
	editor    string                   // its name, where it takes the terminal
	edit      func(text string) string // what the editor makes of a file; nil is one that fails
	err       error                    // of the clipboard, the viewer and the pager
	noDisplay bool                     // there is no display
	fetch     string                   // the command of Fetch
	tunnel    string                   // the command of Tunnel
	browse    func(address string) error
}

func (b *fakeMachine) Copy(_ context.Context, text string) (desktop.Way, error) {
	b.copied = append(b.copied, text)
	return desktop.Way{Tool: "xclip"}, b.err
}

func (b *fakeMachine) Editor() string { return b.editor }

func (b *fakeMachine) Edit(path string) error {
	if b.edit == nil {
		return errors.New("no editor")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(b.edit(string(text))), 0o600)
}

func (b *fakeMachine) Open(path string) error {
	b.opened = append(b.opened, path)
	return b.err
}

func (b *fakeMachine) Browse(address string) error { return b.browse(address) }

func (b *fakeMachine) Browses() bool { return b.browse != nil }

func (b *fakeMachine) Tunnel(int) string { return b.tunnel }

func (b *fakeMachine) Fetch(paths []string) string { return b.fetch }

func (b *fakeMachine) Means() desktop.Means {
	return desktop.Means{Clipboard: desktop.Way{Tool: "xclip"}, Editor: b.editor, Shows: !b.noDisplay}
}

func (b *fakeMachine) Shows() bool { return !b.noDisplay }

func (b *fakeMachine) Page(string, string) (bool, error) { return false, b.err }

// reviewSteps confirms the review and makes these choices in the menu.
func reviewSteps(choices ...string) []prompttest.Step {
	all := []prompttest.Step{prompttest.Answer("Is everything correct", "write")}
	for _, choice := range choices {
		all = append(all, prompttest.Answer("What next", choice))
	}
	return all
}

// optionalSteps skips the optional questions at the end of every letter kind.
var optionalSteps = []prompttest.Step{
	prompttest.Answer("Douyin UID", ""), prompttest.Answer("What happened", ""), prompttest.Answer("Evidence (files)", ""),
	prompttest.Answer("Name", ""),
	prompttest.Answer("Phone", ""), prompttest.Answer("E-mail", ""), prompttest.Answer("Remark", ""),
}

func withOptionalSteps(first ...prompttest.Step) []prompttest.Step {
	return append(first, optionalSteps...)
}

func TestDuplicateGoesOnAsAnotherLetter(t *testing.T) {
	script := prompttest.New(t, append(withOptionalSteps(
		prompttest.Answer("Who recharged", ""),
		prompttest.Answer("Payment method", "wechat"),
		prompttest.Answer("Time of the recharge", "2026-11-18 20:15"),
		prompttest.Answer("Amount", "50"),
		prompttest.Answer("Order number", ""),
		prompttest.Answer("Merchant order number", ""),
		prompttest.Answer("Reason", "duplicate"),
		// Going back returns to the previous letter.
		prompttest.Back("First order number", "42"),
		prompttest.Answer("Reason", "duplicate"),
		prompttest.Answer("First order number", "4200002345202611181234567890"),
		prompttest.Answer("Second order number", "4200002345202611189876543210"),
		prompttest.Answer("Time of the second", "2026-11-18 20:16"),
		prompttest.Answer("Which to keep", "first"),
		prompttest.Answer("Douyin ID", "dy_example88"),
	), reviewSteps("done")...)...)
	out, conversation, code := runOnce(t, script, "refund")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	for _, want := range []string{"第一笔时间：2026年11月18日20:15", "每笔金额：50.00元", "充值方式：微信支付", "请保留第一笔"} {
		if !strings.Contains(out, want) {
			t.Errorf("the letter lacks %s:\n%s", want, out)
		}
	}
	for _, want := range []string{"another letter, “Duplicate order refund request”", "carried over Amount of each: 50.00 yuan", "carried over Time of the first: 2026-11-18 20:15"} {
		if !strings.Contains(conversation, want) {
			t.Errorf("the output does not contain %q:\n%s", want, conversation)
		}
	}
}

func TestAnswerThatACheckStopsIsAskedAgain(t *testing.T) {
	script := prompttest.New(t, append(withOptionalSteps(
		prompttest.Answer("Who recharged", "minor"),
		prompttest.Answer("Age of the child", ""),
		prompttest.Answer("You are the child's", ""),
		prompttest.Answer("Payment method", "app_store"),
		prompttest.Answer("Time of the recharge", "2026-11-18 20:15"),
		prompttest.Answer("Amount", "50"),
		prompttest.Answer("Order number", ""),
		prompttest.Answer("Merchant order number", ""),
		prompttest.Answer("Reason", "mistake"),
		prompttest.Answer("How much is used", "part"),
		prompttest.Answer("Unused amount", "60"),
		prompttest.Answer("Unused amount", "30"),
		prompttest.Answer("Noticed at", ""),
		prompttest.Answer("What it was spent on", ""),
		prompttest.Answer("Streamer or live room", ""),
		prompttest.Answer("Douyin ID", "dy_example88"),
	), reviewSteps("eml", "done")...)...)
	out, conversation, code := runOnce(t, script, "refund")
	if code != view.ExitDone || !strings.Contains(out, "未使用金额：30.00元") {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	for want, times := range map[string]int{
		"larger than the amount recharged": 1, "refund-20261120.eml": 1, "next: draft guide refund": 1,
		"reportaproblem.apple.com": 2, "未成年人退款": 2, // also listed beside the answer, because all options are shown
	} {
		if got := strings.Count(conversation, want); got != times {
			t.Errorf("%q was said %d times, want %d:\n%s", want, got, times, conversation)
		}
	}
}

// A payment is added at the review, another corrected, one removed: the letter is the one that the answers file gives.
func TestPaymentsAreAddedAtTheReview(t *testing.T) {
	second := func(at, amount string) []prompttest.Step {
		return []prompttest.Step{
			prompttest.Answer("Is everything correct", "add"), prompttest.Answer("Payment 2: Payment method", "alipay"),
			prompttest.Answer("Payment 2: Time of the recharge", at), prompttest.Answer("Payment 2: Amount", amount),
			prompttest.Answer("Payment 2: Order number", ""), prompttest.Answer("Payment 2: Merchant order number", ""),
		}
	}
	script := concatSteps(refundSteps, second("2026-11-18 20:31", "328")...)
	script = concatSteps(script,
		prompttest.Answer("Any other payment", "no"),
		prompttest.Answer("Is everything correct", "add"), prompttest.Answer("Payment 3: Payment method", "wechat"),
		prompttest.Back("Payment 3: Time of the recharge", ""), prompttest.Answer("Payment 3: Payment method", "bank"),
		prompttest.Answer("Payment 3: Time of the recharge", "2026-11-18 21:12"), prompttest.Answer("Payment 3: Amount", "98"),
		prompttest.Answer("Payment 3: Order number", ""), prompttest.Answer("Payment 3: Merchant order number", ""),
		prompttest.Answer("Any other payment", "no"),
		// A payment that is not begun is none.
		prompttest.Answer("Is everything correct", "add"), prompttest.Back("Payment 4: Payment method", ""),
		prompttest.Answer("Is everything correct", "change"), prompttest.Answer("Which answer", "payments.2.method"), prompttest.Back("Which answer", ""),
		prompttest.Answer("Is everything correct", "change"), prompttest.Answer("Which answer", "payments.2.method"),
		prompttest.Answer("Which answer", "payments.2.amount"), prompttest.Answer("Payment 2: Amount", "300"),
		prompttest.Answer("Is everything correct", "remove"), prompttest.Answer("Which one", "1"),
	)
	out, conversation, code := runOnce(t, prompttest.New(t, concatSteps(script, reviewSteps("done")...)...), "refund")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	want, _, _ := call(t, "payments: [{method: alipay, recharged_at: 2026-11-18 20:31, amount: 300}, {method: bank, recharged_at: 2026-11-18 21:12, amount: 98}]\nreason: mistake\ndouyin_id: dy_example88\n", "refund", "--answers", "-", "--no-keep")
	_, body, _ := strings.Cut(want, "抖音客服：")
	oneLine := func(text string) string { return strings.ReplaceAll(text, "\n", "") } // because out is wrapped
	if body == "" || !strings.Contains(oneLine(out), oneLine(body)) || !strings.Contains(out, "充值2笔，共398.00元") {
		t.Errorf("%s\nwant\n%s", out, want)
	}
}

// Going back from the final menu returns to the review, then to the last question, whose answer is still filled in.
func TestBackFromTheMenu(t *testing.T) {
	first := withOptionalSteps(
		prompttest.Answer("Are all bills paid", "yes"),
		prompttest.Answer("Are all instalments and deferrals settled", "no"),
		prompttest.Answer("Is the account in good standing (no dispute, no freeze)", "yes"),
		prompttest.Answer("Are any monthly pay orders or refunds in progress", ""),
		prompttest.Answer("How it was opened", ""),
		prompttest.Answer("Reason", "unused"),
		prompttest.Answer("Douyin ID", "dy_example88"),
	)
	first[len(first)-1] = prompttest.Answer("Remark", "一")
	script := prompttest.New(t, append(first,
		prompttest.Answer("Is everything correct", "write"),
		prompttest.Back("What next", ""),
		prompttest.Back("Is everything correct", ""),
		prompttest.Answer("Remark", "二"),
		prompttest.Answer("Is everything correct", "write"),
		prompttest.Answer("What next", "done"))...)
	out, conversation, code := runOnce(t, script, "closure")
	if code != view.ExitDone || !strings.Contains(out, "备注：二") {
		t.Fatalf("exit %d\n%s", code, out)
	}
	atOnce, _, _ := strings.Cut(conversation, "Your answers")
	if strings.Count(atOnce, "Settle the instalments") != 1 || strings.Contains(conversation, "Pay the bills first") {
		t.Errorf("what is still open was not said once, at its answer:\n%s", conversation)
	}
	asked := script.Asked()
	if again := asked[len(asked)-3]; again.Question.Prefill != "一" {
		t.Errorf("asked again with %q", again.Question.Prefill)
	}
}

// With an answers file, only missing required answers are asked for.
func TestFileLeavesOnlyTheRequiredToAsk(t *testing.T) {
	script := prompttest.New(t, append([]prompttest.Step{prompttest.Answer("The reason in your words", "选错了账号")}, reviewSteps("done")...)...)
	_, conversation, code := runOnce(t, script, "refund", "--answers", absolute(t, examplesFolder, "refund.yaml"), "--set", "reason=other")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
}

func TestInterruptedInterviewWritesNothing(t *testing.T) {
	script := prompttest.New(t, prompttest.Answer("Who recharged", "self"), prompttest.Interrupt("Payment method", ""))
	out, conversation, code := runOnce(t, script, "refund", "-o", "x.eml")
	if code != view.ExitInterrupted || out != "" || files.Taken("x.eml") {
		t.Errorf("exit %d, printed %q, wrote a file: %v\n%s", code, out, files.Taken("x.eml"), conversation)
	}
}

// If two answers contradict each other, either can be changed: going back returns to the one given last.
func TestEitherOfTwoContradictingAnswersCanBeChanged(t *testing.T) {
	script := prompttest.New(t, append(withOptionalSteps(
		prompttest.Answer("Are all bills paid", "yes"),
		prompttest.Answer("Are all instalments and deferrals settled", "yes"),
		prompttest.Answer("Is the account in good standing (no dispute, no freeze)", "yes"),
		prompttest.Answer("Are any monthly pay orders or refunds in progress", ""),
		prompttest.Answer("How it was opened", "self"),
		prompttest.Answer("Reason", "opened_unaware"),
		prompttest.Back("How it was opened", "self"),
		prompttest.Answer("Reason", "unused"),
		prompttest.Answer("How it was opened", "self"),
		prompttest.Answer("Douyin ID", "dy_example88"),
	), reviewSteps("done")...)...)
	out, conversation, code := runOnce(t, script, "closure")
	if code != view.ExitDone || !strings.Contains(out, "开通方式：本人主动开通") || !strings.Contains(out, "本人不打算继续使用抖音月付，现申请关闭") {
		t.Fatalf("exit %d\n%s\n%s", code, out, conversation)
	}
}

// An answer of the file that a check refuses is asked for again, required or not.
func TestRefusedAnswerOfTheFileIsAskedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.yaml")
	text := "recharged_at: 2026-11-18 20:15\nmethod: wechat\namount: 50\nreason: mistake\nunused: part\nunused_amount: 60\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	script := prompttest.New(t, append([]prompttest.Step{
		prompttest.Answer("Douyin ID", "dy_example88"),
		prompttest.Answer("Unused amount", "30"),
	}, reviewSteps("done")...)...)
	out, conversation, code := runOnce(t, script, "refund", "--answers", path)
	if code != view.ExitDone || !strings.Contains(out, "未使用金额：30.00元") {
		t.Fatalf("exit %d\n%s\n%s", code, out, conversation)
	}
}

// A time after the start of the interview, but before the answer, is not refused as a future time.
func TestTheClockGoesOnDuringTheInterview(t *testing.T) {
	script := prompttest.New(t, prompttest.Answer("Who recharged", ""), prompttest.Answer("Payment method", "wechat"),
		prompttest.Answer("Time of the recharge", "2026-11-20 10:05"), prompttest.Interrupt("Amount", ""))
	var conversation bytes.Buffer
	minutes, dir := 0, t.TempDir()
	folder := func() (string, error) { return dir, nil }
	a := withFixedWorld(&app{
		term: &term.Terminal{
			In:          strings.NewReader(""),
			Out:         &conversation,
			Err:         &conversation,
			Env:         func(string) string { return "" },
			OutWidth:    func() int { return 0 },
			ErrWidth:    func() int { return 0 },
			NewPrompter: func(*term.Terminal) prompt.Prompter { minutes = 6; return script },
		},
		view:   &view.View{},
		config: &config.Config{SettingsDir: folder, StateDir: folder, DataDir: folder},
	})
	a.now = func() time.Time { return today.Add(time.Duration(minutes) * time.Minute) }
	if code := run(context.Background(), []string{"--lang", "en", "refund"}, a); code != view.ExitInterrupted {
		t.Errorf("exit %d\n%s", code, conversation.String())
	}
}

// The way to try first is said once its questions are answered, and again where the text is to be pasted.
func TestFirstStopIsSaid(t *testing.T) {
	s := newTestEnv(t)
	_, conversation, code := s.run(prompttest.New(t, concatSteps(refundSteps, reviewSteps("copy", "copy", "done")...)...), "refund")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if n := strings.Count(conversation, "you can try this first: In the app: the order's own page"); n != 1 {
		t.Errorf("said %d times:\n%s", n, conversation)
	}
	if method, first := strings.Index(conversation, "you can try this first"), strings.Index(conversation, "first try this: In the app: the order's own page"); method < 0 || first < method {
		t.Errorf("the conversation is\n%s", conversation)
	}
}

// TestHelpSaysWhatATerminalTakes: the help of a letter kind speaks for every face; the keys and the paths come from the terminal.
func TestHelpSaysWhatATerminalTakes(t *testing.T) {
	s := newTestEnv(t)
	script := prompttest.New(t, concatSteps(refundSteps, reviewSteps("copy", "copy", "done")...)...)
	if _, conversation, code := s.run(script, "refund"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	help := map[string]string{}
	for _, q := range script.Asked() {
		help[q.Message] = q.Help
	}
	for message, want := range map[string]string{"Order number": "To look it up first, press Ctrl-C.", "Evidence (files)": "File paths, one per line."} {
		if !strings.Contains(help[message], want) {
			t.Errorf("%s: the help is %q", message, help[message])
		}
	}
	if got := help["Douyin ID"]; strings.Contains(got, "Ctrl") || strings.Contains(got, "\n") {
		t.Errorf("Douyin ID: the help is %q", got)
	}
}
