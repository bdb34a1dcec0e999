package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/cases"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// This file tests the commands for stored letters, interactively.

// testFolder is the package folder; the tests change to another working folder.
var testFolder, _ = os.Getwd()

// writeExample stores the letter of an example and returns its ID, which is the same for all letters of an environment.
func (s *testEnv) writeExample(kind string, more ...string) string {
	s.t.Helper()
	args := append([]string{kind, "--no-input", "--answers", filepath.Join(testFolder, examplesFolder, kind+".yaml"), "--format", "txt"}, more...)
	if _, conversation, code := s.run(prompttest.New(s.t), args...); code != view.ExitDone {
		s.t.Fatalf("exit %d\n%s", code, conversation)
	}
	return "test"
}

// app returns an app that uses the environment's folders, for tests that call its methods directly.
func (s *testEnv) app() *app {
	s.t.Helper()
	a := withFixedWorld(&app{
		term: &term.Terminal{
			Env:      func(string) string { return "" },
			Err:      &strings.Builder{},
			ErrWidth: func() int { return 0 },
		},
		view:   &view.View{Words: lang.New(lang.English)},
		config: foldersIn(s.folder),
	})
	s.t.Cleanup(a.close)
	return a
}

func TestRemovingAsks(t *testing.T) {
	s := newTestEnv(t)
	s.writeExample("refund")
	list := func(args ...string) string {
		t.Helper()
		out, _, _ := s.run(prompttest.New(t), append([]string{"list"}, args...)...)
		return out
	}
	for _, answer := range []string{prompt.No, prompt.Yes} {
		_, conversation, code := s.run(prompttest.New(t, prompttest.Answer("Remove this letter", answer)), "remove", "test")
		if code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		assertContains(t, conversation, "  test0000  not submitted yet  关于充值退款")
		if removed := list() == ""; removed != (answer == prompt.Yes) {
			t.Errorf("%s: removed: %v\n%s", answer, removed, conversation)
		}
	}
	if list("--removed") == "" {
		t.Error("it is gone")
	}
	if _, conversation, code := s.run(prompttest.New(t, prompttest.Interrupt("Erase 1 removed letter for good", "")), "purge"); code != view.ExitInterrupted {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	for _, answer := range []string{prompt.No, prompt.Yes} {
		script := prompttest.New(t, prompttest.Answer("Erase 1 removed letter for good", answer))
		_, conversation, code := s.run(script, "purge")
		if code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		if asked := script.Asked()[0]; asked.Prefill != prompt.No {
			t.Errorf("Enter alone says %q", asked.Prefill)
		}
		if gone := list("--removed") == ""; gone != (answer == prompt.Yes) {
			t.Errorf("%s: gone: %v\n%s", answer, gone, conversation)
		}
	}
}

// A letter that is being sent cannot be removed. Here this test process is the sender.
func TestWhatIsBeingSentIsNotRemoved(t *testing.T) {
	for _, status := range []drafts.Status{drafts.StatusSending, drafts.StatusCommitting} {
		s := newTestEnv(t)
		s.writeExample("refund")
		if err := setOutcome(s.app(), "test", outcome{status: status}); err != nil {
			t.Fatal(err)
		}
		_, conversation, code := s.run(prompttest.New(t), "remove", "test", "--yes")
		if code != view.ExitFailed {
			t.Fatalf("%s: exit %d\n%s", status, code, conversation)
		}
		assertContains(t, conversation, "so it cannot be removed; wait until that has finished")
		_, conversation, code = s.run(prompttest.New(t), "show", "test")
		if code != view.ExitDone {
			t.Fatalf("%s: exit %d\n%s", status, code, conversation)
		}
		assertContains(t, conversation, "another draft process is ")
	}
}

// If purged letters remain in the files because another process is reading, the error says to run purge again.
func TestPurgeSaysWhatLingers(t *testing.T) {
	s := newTestEnv(t)
	a := s.app()
	err := a.storeError(&store.LingeringError{Path: "draft.db"})
	assertContains(t, strings.Join(a.view.Lines(err), "\n"), "the letters are erased, but another draft process is reading", "run draft purge again")
}

// show --open passes the frozen bytes to the mail program, or a new message if the letter is not frozen.
func TestShowOpensTheMailProgram(t *testing.T) {
	s := newTestEnv(t)
	s.writeExample("refund")
	want, _, _ := s.run(prompttest.New(t), "show", "test", "--format", "eml")
	out, conversation, code := s.run(prompttest.New(t), "show", "test", "--open")
	if code != view.ExitDone || len(s.opened) != 1 || out != "" {
		t.Fatalf("exit %d, opened %q\n%s%s", code, s.opened, out, conversation)
	}
	assertContains(t, conversation, "saved to "+s.opened[0], "draft does not learn whether you did")
	data, err := os.ReadFile(s.opened[0])
	if err != nil || string(data) != want {
		t.Errorf("%v\n%s", err, data)
	}
	if info, err := os.Stat(s.opened[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	if info, err := os.Stat(filepath.Dir(s.opened[0])); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info, err)
	}

	if err := setOutcome(s.app(), "test", outcome{status: drafts.StatusQueued}); err != nil {
		t.Fatal(err)
	}
	out, conversation, code = s.run(prompttest.New(t), "show", "test", "--open", "--json")
	if code != view.ExitDone || conversation != "" {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	o := decode[view.KeptObject](t, out)
	data, err = os.ReadFile(o.Opened)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := eml.Open(data); err != nil || m.Digest() != o.Frozen.Digest || len(m.Bcc) != 1 || m.ID() != o.Frozen.MessageID {
		t.Errorf("%v: %s is not %s\n%s", err, m.Digest(), o.Frozen.Digest, data)
	}

	s.err = &desktop.Error{Code: desktop.NoDisplay}
	_, conversation, code = s.run(prompttest.New(t), "show", "test", "--open")
	if code != view.ExitFailed {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "the mail program could not open "+o.Opened, "the file is saved")
}

// show --copy copies the parts of a stored letter one after another.
func TestShowCopies(t *testing.T) {
	s := newTestEnv(t)
	s.writeExample("closure")
	script := prompttest.New(t, prompttest.Answer("copy part 2/2", ""))
	out, conversation, code := s.run(script, "show", "test", "--copy", "--chars", "60")
	if code != view.ExitDone || len(s.copied) != 2 || out != "" {
		t.Fatalf("exit %d, copied %q\n%s%s", code, s.copied, out, conversation)
	}
}

// TestListLooks compares the list with golden files, in both languages and several window widths.
func TestListLooks(t *testing.T) {
	s := newTestEnv(t)
	a := s.app()
	for i, l := range []struct {
		id, kind, subject string
		to                []string
		at                time.Time
		result            outcome
	}{
		{"2x5q000000000000", "refund", "关于充值退款的申请（2026年11月18日20:15充值50.00元）", []string{"feedback@douyin.com"}, today, outcome{}},
		{"2x4h000000000000", "duplicate", "关于重复订单退款的申请（订单4200002345202611181234567890与4200002345202611189876543210）", []string{"feedback@douyin.com"}, today.Add(-time.Hour), outcome{status: drafts.StatusSent}},
		{"2x3c000000000000", "closure", "关于关闭抖音月付的申请（抖音号dy_example88）", []string{"a-very-long-name-of-a-department@support.douyin.example.com", "b@example.com"}, today.AddDate(0, 0, -9), outcome{status: drafts.StatusFailedTemp, stage: outbox.StageRecipient, reply: outbox.Reply{Code: 450, Text: "later"}}},
		{"1k9z000000000000", "mine", "回电13812345678\x1b[2J", nil, today.AddDate(-1, 0, 0), outcome{}},
		{"1k9y000000000000", "refund", "关于充值退款的申请", []string{"feedback@douyin.com"}, today.AddDate(-1, 0, -1), outcome{status: drafts.StatusUnknown, stage: outbox.StageDot}},
	} {
		kept, err := a.store()
		if err != nil {
			t.Fatal(err)
		}
		err = kept.Put(context.Background(), store.Letter{
			ID: l.id, Kind: l.kind, Created: l.at, Subject: l.subject, From: "me@example.com", To: l.to, Keys: []drafts.Key{{Kind: drafts.KeyOther, Text: fmt.Sprint(i)}},
			Content: fmt.Appendf(nil, `{"subject": %q, "to": ["%s"], "written": %q}`, "x", strings.Join(append(l.to, "c@example.com")[:max(1, len(l.to))], `", "`), l.at.In(field.Beijing).Format(time.RFC3339)),
		})
		if err == nil && l.result.status != "" {
			err = setOutcome(a, l.id, l.result)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, language := range []lang.Language{lang.Chinese, lang.English} {
		for _, width := range []int{0, 160, 80, 40} {
			var out, conversation strings.Builder
			a := s.app()
			a.term.Out, a.term.Err, a.view.Words, a.term.Machine = &out, &conversation, lang.New(language), &s.fakeMachine
			a.term.OutWidth, a.term.ErrWidth = func() int { return width }, func() int { return width }
			if code := run(context.Background(), []string{"--lang", string(language), "list"}, a); code != view.ExitDone {
				t.Fatalf("exit %d\n%s", code, conversation.String())
			}
			for line := range strings.Lines(out.String()) {
				if cells := (displaywidth.Options{ControlSequences: true}).String(strings.TrimSuffix(line, "\n")); width > 0 && cells >= width {
					t.Errorf("%d cells in a window of %d: %s", cells, width, line)
				}
			}
			checkGolden(t, fmt.Sprintf("list-%d-%s.txt", width, language), conversation.String()+"\n"+out.String())
		}
	}
}

// Letters stored by an older version are still readable. testdata/before/draft.db contains the letters of testdata/before in
// the order of their names, as stored by version dc5ef8c; the last one is recorded as submitted through the app.
func TestLettersOfBefore(t *testing.T) {
	folder, paths := copyOldExamples(t)
	s := newTestEnv(t)
	if err := os.MkdirAll(filepath.Join(s.folder, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(testFolder, "testdata", "before", "draft.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.folder, "data", "draft.db"), kept, 0o600); err != nil {
		t.Fatal(err)
	}
	done := func(args ...string) (out, conversation string) {
		t.Helper()
		out, conversation, code := s.run(prompttest.New(t), append(args, "--no-input")...)
		if code != view.ExitDone {
			t.Fatalf("%s: exit %d\n%s%s", args, code, out, conversation)
		}
		return out, conversation
	}

	out, _ := done("list", "--json")
	listed := decode[[]view.ListedObject](t, out)
	if len(listed) != len(paths) {
		t.Fatalf("%d letters are listed, %d were kept", len(listed), len(paths))
	}
	yesOrNo := regexp.MustCompile(`(?i)\b(yes|no|true|false)\b`)
	for i, path := range paths {
		l := listed[len(listed)-1-i] // the newest letter is listed first
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		kind, _, _ := strings.Cut(name, "-")
		submitted := i == len(paths)-1
		if want := fmt.Sprintf("b%02d0000000000000", i+1); l.ID != want || l.Kind != kind || (l.State == cases.Submitted) != submitted {
			t.Fatalf("%s is %+v", name, l)
		}
		a := s.app()
		raw, err := a.letter(l.ID)
		if err != nil {
			t.Fatal(err)
		}
		c, err := raw.Record()
		if err != nil || !strings.Contains(c.Body, "您好！这是一份关于") {
			t.Fatalf("%s was not written before: %v\n%s", name, err, c.Body)
		}
		template, err := a.config.LoadKind(l.Kind)
		if err != nil {
			t.Fatal(err)
		}
		form := drafts.NewForm(template, field.Reading{Now: today})
		given := readOldAnswers(t, path)

		// Every format has the stored words.
		out, _ = done("show", l.ID, "--json", "--lang", "zh")
		o := decode[view.KeptObject](t, out)
		if o.Letter.Subject != c.Subject || o.Letter.Body != c.Body || l.Subject != c.Subject {
			t.Errorf("%s: the words are not those that were kept:\n%s\n---\n%s", name, o.Letter.Body, c.Body)
		}
		out, _ = done("show", l.ID, "--format", "feedback", "--chars", "0")
		for _, sentence := range c.Sentences {
			if !strings.Contains(out, sentence.Text) {
				t.Errorf("%s: the text for the app lacks %q:\n%s", name, sentence.Text, out)
			}
		}
		if out, _ = done("show", l.ID, "--format", "txt"); out != "主题："+c.Subject+"\n\n"+c.Body {
			t.Errorf("%s: the words are not those that were kept:\n%s", name, out)
		}
		if out, _ = done("show", l.ID, "--lang", "zh"); !strings.Contains(out, "主题："+c.Subject) || !strings.Contains(out, "一、") {
			t.Errorf("%s:\n%s", name, out)
		}

		// All facts are present, in the present wording.
		facts := map[string]string{}
		for _, f := range o.Facts {
			facts[f.Field] = f.Value
			if yesOrNo.MatchString(f.Label + " " + f.Value) {
				t.Errorf("%s: the fact %q is %q", name, f.Label, f.Value)
			}
		}
		counted := 0
		for _, g := range given {
			q, ok := form.Question(g.Name)
			if !ok {
				continue // a part of the envelope
			}
			v, err := q.Parse(g.Text, field.Reading{Now: today})
			if err != nil {
				t.Fatal(err)
			}
			counted++
			own := slices.IndexFunc(given, func(other answers.Answer) bool {
				detail, ok := form.Question(other.Name)
				return ok && detail.Specifies == q.Name
			})
			switch want := letter.Stated(v); {
			case name == "refund-redeem_failed" && q.Name == "unused": // no longer asked for this reason; the stored words contain it
				counted--
				if !strings.Contains(o.Letter.Body, "使用情况：全部未使用") {
					t.Errorf("%s: what was said of the use is lost:\n%s", name, o.Letter.Body)
				}
			case q.Specifies != "": // its text replaces the value of the question that it specifies
				counted--
				if facts[q.Specifies] != want {
					t.Errorf("%s: %s is %q, want %q", name, q.Specifies, facts[q.Specifies], want)
				}
			case own >= 0:
				if facts[q.Name] == want {
					t.Errorf("%s: %s is %q, not what specifies it", name, q.Name, want)
				}
			case facts[q.Name] != want:
				t.Errorf("%s: %s is %q, want %q", name, q.Name, facts[q.Name], want)
			}
		}
		if len(facts) != counted {
			t.Errorf("%s: %d facts, %d were given: %v", name, len(facts), counted, facts)
		}

		// A follow-up states the facts too.
		if !submitted {
			done("log", l.ID, "--via", "app")
		}
		var files []string
		if _, ok := facts["evidence"]; ok { // the original evidence is not on this machine
			files = []string{"--set", "evidence=" + filepath.Join(folder, "evidence", "支付凭证.png")}
		}
		out, _ = done(append([]string{"followup", l.ID, "--dry-run", "--lang", "zh"}, files...)...)
		if yesOrNo.MatchString(out) {
			t.Errorf("%s: a reminder states yes or no:\n%s", name, out)
		}
		for _, f := range o.Facts {
			switch f.Field {
			case "evidence", "name", "phone", "email", "douyin_id", "description", "remark": // the follow-up words these differently
				continue
			}
			if !strings.Contains(out, "\n"+f.Label+"："+f.Value+"\n") {
				t.Errorf("%s: the reminder lacks %s：%s\n%s", name, f.Label, f.Value, out)
			}
		}

		// Editing the letter keeps every fact or notes that it is unused.
		_, conversation := done(append([]string{"edit", l.ID, "--set", "douyin_uid=1234567890123456"}, files...)...)
		out, _ = done("show", l.ID, "--json", "--lang", "zh")
		edited := decode[view.KeptObject](t, out)
		if !strings.Contains(edited.Letter.Body, "抖音UID：1234567890123456") || strings.Contains(edited.Letter.Body, "您好！这是一份关于") {
			t.Errorf("%s was not written anew:\n%s", name, edited.Letter.Body)
		}
		for _, f := range o.Facts {
			if f.Field != "evidence" && !slices.Contains(edited.Facts, f) {
				t.Errorf("%s: the change lost %+v\n%s", name, f, conversation)
			}
		}
		if unused := strings.Contains(conversation, "How much is used: the other answers do not need this one"); unused != (name == "refund-redeem_failed") {
			t.Errorf("%s:\n%s", name, conversation)
		}
	}
}

// checkGolden compares a text with a file in testdata/kept, or writes the file with -update.
func checkGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join(testFolder, "testdata", "kept", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || got != string(want) {
		t.Errorf("%s: %v\n%s", name, err, got)
	}
}
