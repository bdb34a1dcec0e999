//go:build unix

package web_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"draft/drafts/answers"
)

// examples is the folder of the examples.
const examples = "../../../../examples"

// TestBrowser uses `draft web` in a Chromium as a person does.
func TestBrowser(t *testing.T) {
	ctx := openBrowser(t)
	for _, one := range []struct {
		name string
		run  func(*tab)
	}{
		{"refund", letterKind{"refund", "充值退款申请"}.write},
		{"duplicate", letterKind{"duplicate", "重复订单取消并退款申请"}.write},
		{"closure", letterKind{"closure", "关闭抖音月付申请"}.write},
		{"renewal", letterKind{"renewal", "停止自动续费并退款申请"}.write},
		{"a kind of one's own", letterKind{"warranty", "保修申请"}.write},
		{"without script", letterKind{"refund", "充值退款申请"}.writeWithoutScript},
		{"about a case", aboutCase},
		{"bill", bill},
		{"table", table},
		{"back", backAndCorrect},
		{"two tabs", twoTabs},
		{"lost server", lostServer},
		{"type on", typeOn},
		{"press from a field", pressFromField},
		{"several amounts", severalAmounts},
		{"another kind", anotherKind},
		{"secret", secret},
		{"twice", twice},
		{"large file", largeFile},
		{"leave in a word", leaveInAWord},
		{"keyboard alone", keyboardAlone},
		{"focus", focusStays},
	} {
		t.Run(one.name, func(t *testing.T) { one.run(newTab(ctx, t, newProgram(t))) })
	}
}

// letterKind is a letter kind whose answers file is in the examples under its name, and its entry on the first page.
type letterKind struct{ name, entry string }

// write writes the letter of the answers file from the first page to the copied text.
func (k letterKind) write(tb *tab) {
	feedback, eml := k.fill(tb, true)
	if got := tb.copied(); got != feedback {
		tb.t.Errorf("copied %q\nwant   %q", got, feedback)
	}
	k.compareMessage(tb, eml)
}

// writeWithoutScript writes it in a browser that runs no script: the text is copied by hand.
func (k letterKind) writeWithoutScript(tb *tab) {
	call(tb, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	feedback, eml := k.fill(tb, false)
	if got := ask[string](tb, `document.getElementById("app-0").textContent`); got != feedback {
		tb.t.Errorf("the text is %q\nwant        %q", got, feedback)
	}
	k.compareMessage(tb, eml)
}

// fill answers the questions to the end, and returns what the command line makes of the answers file.
func (k letterKind) fill(tb *tab, script bool) (feedback, eml string) {
	p := tb.program
	args := []string{k.name}
	if _, err := os.Stat(filepath.Join(examples, k.name+".tmpl")); err == nil {
		args = []string{"new", k.name}
		p.install(k.name + ".tmpl")
	}
	file := p.answersFile(k.name)
	tb.start()
	tb.press(k.entry)
	tb.answer(file, script)
	tb.press("写好了")
	if !strings.HasPrefix(tb.path(), "/letter/") {
		tb.t.Fatalf("the letter is not written:\n%s", tb.text())
	}
	run := func(format string) string {
		return p.output(append(args, "--answers", file, "--no-keep", "--no-input", "--format", format, "-o", "-")...)
	}
	return strings.TrimSuffix(run("feedback"), "\n"), run("eml")
}

// compareMessage saves the letter for a mail program and compares it with a message.
func (k letterKind) compareMessage(tb *tab, eml string) {
	if got, want := withoutNumbers(string(tb.downloaded("存成邮件"))), withoutNumbers(eml); got != want {
		tb.t.Errorf("the message is\n%s\nwant\n%s", got, want)
	}
}

// withoutNumbers returns a message without what is new in each: its numbers and its date.
func withoutNumbers(message string) string {
	return regexp.MustCompile(`(?m)^(Date|Message-ID):.*$|draft_[0-9a-f]{24}`).ReplaceAllString(message, "")
}

// install copies a template of the examples into the folder of one's own kinds.
func (p *program) install(name string) {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(examples, name))
	if err != nil {
		p.t.Fatal(err)
	}
	folder := filepath.Join(p.home, ".config", "draft", "templates")
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, name), data, 0o600)); err != nil {
		p.t.Fatal(err)
	}
}

// answersFile copies an answers file of the examples with its evidence, but for what is asked at the terminal only: the addresses.
func (p *program) answersFile(name string) string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(examples, name+".yaml"))
	if err != nil {
		p.t.Fatal(err)
	}
	data = regexp.MustCompile(`(?m)^(to|from):.*\n`).ReplaceAll(data, nil)
	path := filepath.Join(p.home, name+".yaml")
	copied := os.CopyFS(filepath.Join(p.home, "evidence"), os.DirFS(filepath.Join(examples, "evidence")))
	if err := errors.Join(copied, os.WriteFile(path, data, 0o600)); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// answer gives the answers of a file, each at its question, as the page shows them from top to bottom. Without a script the page is sent
// by its button.
func (tb *tab) answer(file string, script bool) {
	tb.t.Helper()
	data, err := os.ReadFile(file)
	tb.must(err)
	list, err := answers.Parse(file, data)
	tb.must(err)
	open := map[string]string{}
	for _, a := range list {
		open[a.Name] = a.Text
	}
	for len(open) > 0 {
		before := len(open)
		for _, question := range tb.questions() {
			if text, ok := open[question]; ok {
				tb.put(question, text)
				delete(open, question)
				if script {
					tb.settle()
				}
			}
		}
		if len(open) == before {
			tb.t.Fatalf("the page does not ask for %v:\n%s", open, tb.text())
		}
		if !script {
			tb.press("保存")
		}
	}
}

// questions returns the names of the questions that the page shows.
func (tb *tab) questions() []string {
	return ask[[]string](tb, `Array.from(new Set(Array.from(document.querySelectorAll("[data-question] [name^='a.'], [data-question] [type=file]"), e => e.name.slice(e.name.indexOf(".") + 1))))`)
}

// field returns the name of the field of a question.
func (tb *tab) field(question string) string {
	tb.t.Helper()
	for _, name := range []string{"a." + question, "file." + question, question} {
		if ask[bool](tb, `!!document.querySelector('main [name="' + %s + '"]')`, name) {
			return name
		}
	}
	tb.t.Fatalf("the page does not ask for %s:\n%s", question, tb.text())
	return ""
}

// put gives an answer at its question, and leaves the field.
func (tb *tab) put(question, text string) {
	tb.t.Helper()
	name := tb.field(question)
	switch kind := ask[string](tb, `document.querySelector('main [name="' + %s + '"]').type`, name); kind {
	case "file":
		var paths []string
		for _, path := range strings.Split(text, "\n") {
			if !filepath.IsAbs(path) {
				path = filepath.Join(tb.program.home, path)
			}
			paths = append(paths, path)
		}
		tb.do(chromedp.SetUploadFiles(chromedp.CSS(`[name="`+name+`"]`), paths))
	case "radio", "checkbox":
		tb.choose(question, text)
	default:
		tb.into(question)
		tb.write(text)
		tb.keys("\t")
	}
}

// choose clicks on the option of a choice that has a value or a label.
func (tb *tab) choose(question, option string) {
	tb.t.Helper()
	name := tb.field(question)
	value := ask[string](tb, `(Array.from(document.querySelectorAll('[name="' + %s + '"]')).find(e => e.value === %s || e.value && e.parentElement.textContent.includes(%[2]s)) || {}).value || ""`, name, option)
	tb.click(`label:has([name="`+name+`"][value="`+value+`"])`, "")
}

// into clicks into the field of a question.
func (tb *tab) into(question string) {
	tb.t.Helper()
	tb.click(`[name="`+tb.field(question)+`"]`, "")
}

// copied presses the first button that copies, and returns what is on the clipboard.
func (tb *tab) copied() string {
	tb.t.Helper()
	tb.allowClipboard()
	tb.press("复制")
	return ask[string](tb, "navigator.clipboard.readText()")
}

// allowClipboard lets the pages use the clipboard, which a browser without a window does not ask about.
func (tb *tab) allowClipboard() {
	tb.t.Helper()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(tb.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted, Origin: tb.program.origin,
		})
		tb.must(err)
	}
}
