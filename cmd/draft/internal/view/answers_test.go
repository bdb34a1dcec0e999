package view

import (
	"errors"
	"strings"
	"testing"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// One group of faults is worded at a time, the invalid ones first; --json has all of them.
func TestAnswersError(t *testing.T) {
	form := refund(t)
	amount, _ := form.Question("amount")
	why, _ := form.Question("reason")
	e := &AnswersError{
		Template: form.Template(),
		Faults:   answers.Faults{{At: answers.Place{Source: "a.yaml", Line: 3}, Name: "amount", Problem: field.NewProblem("money.unreadable", "x", nil)}},
		Missing:  []letter.Field{why},
		Stops:    []letter.Check{{Field: "amount", Say: field.Label{ZH: "太大", EN: "too large"}}},
		Becomes:  &letter.KindSwitch{Option: why.Options[0].Value, Kind: "duplicate"}, Field: why,
	}
	for _, v := range []*View{english(), chinese()} {
		invalid := v.Lines(e)
		if len(invalid) != 3 || !strings.HasPrefix(invalid[1], "  a.yaml:3: "+v.Label(amount.Label)+": ") || !strings.Contains(invalid[2], "draft template fields refund") {
			t.Errorf("invalid: %q", invalid)
		}
		missing := v.Lines(&AnswersError{Template: e.Template, Missing: e.Missing, Stops: e.Stops})
		if len(missing) != 3 || !strings.Contains(missing[1], "--set reason="+why.Options[0].Value) || !strings.Contains(missing[1], v.Label(why.Options[1].Label)) {
			t.Errorf("missing: %q", missing)
		}
		stopped := v.Lines(&AnswersError{Template: e.Template, Stops: e.Stops})
		if len(stopped) != 2 || stopped[1] != "  "+v.Label(e.Stops[0].Say) {
			t.Errorf("stopped: %q", stopped)
		}
		becomes := v.Lines(&AnswersError{Template: e.Template, Stops: e.Stops, Becomes: e.Becomes, Field: why})
		if len(becomes) != 1 || !strings.Contains(becomes[0], "draft duplicate") || !strings.Contains(becomes[0], v.Label(why.Options[0].Label)) {
			t.Errorf("becomes: %q", becomes)
		}
		o := v.ErrorObject(e)
		if o.Exit != ExitAnswers || len(o.Missing) != 1 || len(o.Problems) != 3 || o.Problems[0].Line != 3 || o.Problems[1].Code != "check" || o.Problems[2].Code != "becomes" {
			t.Errorf("%+v", o)
		}
		if m := o.Missing[0]; m.Key != "reason" || !strings.HasPrefix(m.Flag, "--set reason=") || len(m.Options) != len(field.Offered(why.Options)) {
			t.Errorf("%+v", m)
		}
	}
	e.Hint = "hint.profile"
	if lines := english().Lines(e); lines[len(lines)-1] != english().Text("hint.profile", map[string]any{"Kind": "refund"}) {
		t.Errorf("another hint: %q", lines)
	}
}

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "充值": "充值", "two words": `"two words"`, `a"b`: `"a\"b"`, "a:b": `"a:b"`, "it's": `"it's"`, "": "",
		"*必填": `"*必填"`, "a$b": "'a$b'", "it's $1": `'it'\''s $1'`, "a`b": "'a`b'", "急!": "'急!'", "[a]": `"[a]"`,
	} {
		if got := quote(text, false); got != want {
			t.Errorf("%q is quoted as %s, want %s", text, got, want)
		}
		if strings.HasPrefix(want, "'") { // cmd.exe knows no single quotes
			want = `"` + text + `"`
		}
		if got := quote(text, true); got != want {
			t.Errorf("%q is quoted as %s on Windows, want %s", text, got, want)
		}
	}
	const path = `C:\我的 信件\a.yaml`
	if got := quote(path, true); got != `"`+path+`"` {
		t.Errorf("a path of Windows is quoted as %s", got)
	}
	if got, want := quote(`a\b c`, false), `"a\\b c"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What mail cannot carry is worded problem by problem; another error stays as it is.
func TestMessageError(t *testing.T) {
	problems := errors.Join(field.NewProblem("money.unreadable", "a@", nil), field.NewProblem("empty", "", nil))
	lines := strings.Split(strings.Join(english().Lines(english().MessageError(problems)), "\n"), "\n")
	if len(lines) < 2 || !strings.Contains(strings.Join(lines, "\n"), "a@") {
		t.Errorf("%q", lines)
	}
	other := errors.New("other")
	if err := english().MessageError(other); err != other { //nolint:errorlint // it must be the same
		t.Errorf("%v", err)
	}
}

func TestNoteLine(t *testing.T) {
	for want, n := range map[string]Note{
		"note: text":         {Level: letter.Note, Text: "text"},
		"warning: text":      {Level: letter.Warn, Text: "text"},
		"note: Amount: text": {Level: letter.Note, Label: "Amount", Text: "text"},
	} {
		if got := n.Line(english()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
