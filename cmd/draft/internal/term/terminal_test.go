package term

import (
	"context"
	"errors"
	"strings"
	"testing"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
)

// terminal returns a terminal in English whose streams are out and conversation, both windows of a width; 0 is no window.
func terminal(width int) (t *Terminal, out, conversation *strings.Builder) {
	out, conversation = &strings.Builder{}, &strings.Builder{}
	columns := func() int { return width }
	return &Terminal{
		Out: out, Err: conversation, Env: func(string) string { return "" }, View: &view.View{Words: lang.New(lang.English)},
		OutWidth: columns, ErrWidth: columns, OutHeight: func() int { return 24 },
	}, out, conversation
}

func TestSay(t *testing.T) {
	term, out, conversation := terminal(0)
	term.Say("write.saved", lang.Args{"Path": "a.txt"})
	if got := conversation.String(); !strings.Contains(got, "a.txt") || !strings.HasSuffix(got, "\n") {
		t.Errorf("%q", got)
	}
	if out.Len() > 0 {
		t.Errorf("the conversation is in the product: %q", out)
	}
}

// With --json there is no conversation, or a program that reads both streams would meet lines that are no JSON.
func TestNoConversationWithJSON(t *testing.T) {
	term, out, conversation := terminal(80)
	term.JSON = true
	term.Say("write.saved", lang.Args{"Path": "a.txt"})
	term.SayOnce("write.saved", lang.Args{"Path": "a.txt"})
	term.PrintOnce("a line")
	if out.Len()+conversation.Len() > 0 {
		t.Errorf("out %q, conversation %q", out, conversation)
	}
	term.PrintErr("a question")
	if conversation.String() != "a question\n" {
		t.Errorf("PrintErr prints %q", conversation)
	}
}

// A line is printed once if it says the same: other arguments make another line.
func TestSayOnce(t *testing.T) {
	term, _, conversation := terminal(0)
	for range 3 {
		term.SayOnce("write.saved", lang.Args{"Path": "a.txt"})
		term.SayOnce("write.saved", lang.Args{"Path": "b.txt"})
	}
	term.PrintOnce(term.View.Text("write.saved", lang.Args{"Path": "a.txt"}))
	if got := conversation.String(); strings.Count(got, "a.txt") != 1 || strings.Count(got, "b.txt") != 1 {
		t.Errorf("%q", got)
	}
	term.Say("write.saved", lang.Args{"Path": "a.txt"})
	if got := conversation.String(); strings.Count(got, "a.txt") != 2 {
		t.Errorf("Say holds back what SayOnce printed: %q", got)
	}
}

// Text from outside cannot move the cursor, set colours or hide what follows, and is wrapped like any other.
func TestPrintErr(t *testing.T) {
	term, _, conversation := terminal(0)
	term.PrintErr("file \x1b[2J\x1b]0;title\x07name\rover \u202etxt.exe")
	if got := conversation.String(); strings.ContainsAny(got, "\x1b\x07\r\u202e") || !strings.Contains(got, "name") {
		t.Errorf("%q", got)
	}
	term, _, conversation = terminal(12)
	term.PrintErr("one two three four")
	if got := conversation.String(); got != "one two\n  three\n  four\n" {
		t.Errorf("%q", got)
	}
}

// The product is not touched: what is piped into a file must be what was rendered.
func TestProduct(t *testing.T) {
	term, out, conversation := terminal(10)
	const text = "a long line that is wider than the window\x1b[1m\n"
	if err := term.Product(text); err != nil || out.String() != text || conversation.Len() > 0 {
		t.Errorf("%v: %q, conversation %q", err, out, conversation)
	}
	term.Out = fullDisk{}
	err := term.Product(text)
	var own *view.Error
	if !errors.As(err, &own) || own.ID != "error.write" || own.Exit != view.ExitFailed || !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
	if err := term.PrintJSON(map[string]int{"n": 1}); !errors.Is(err, errFull) {
		t.Errorf("PrintJSON: %v", err)
	}
}

type fullDisk struct{}

var errFull = errors.New("no space")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestPrintJSON(t *testing.T) {
	term, out, _ := terminal(0)
	if err := term.PrintJSON(map[string]string{"text": "<a> & “b”"}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "{\n  \"text\": \"<a> & “b”\"\n}\n" {
		t.Errorf("%q", got)
	}
	if err := term.PrintJSON(func() {}); err == nil {
		t.Error("a value that JSON cannot hold is no error")
	}
}

// Only the first line of an error has the name of the program; the hints follow without it.
func TestComplain(t *testing.T) {
	term, out, conversation := terminal(0)
	term.Complain(view.Usage("usage.lang", lang.Args{"Value": "fr"}, "draft"))
	lines := strings.Split(strings.TrimSuffix(conversation.String(), "\n"), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "draft: ") || !strings.Contains(lines[0], "fr") || strings.HasPrefix(lines[1], "draft: ") {
		t.Errorf("%q", lines)
	}
	conversation.Reset()
	term.Complain(errors.New("something else"))
	if got := conversation.String(); !strings.HasPrefix(got, "draft: ") || !strings.Contains(got, "something else") || out.Len() > 0 {
		t.Errorf("%q, %q", got, out)
	}
	conversation.Reset()
	term.Complain(view.ExitSilently(view.ExitFailed))
	if conversation.Len() > 0 {
		t.Errorf("an error that was said already prints %q", conversation)
	}
}

// pager is a machine whose pager does what shown and err say.
type pager struct {
	desktop.Desktop
	shown bool
	err   error
	texts []string
}

func (p *pager) Page(text, hint string) (bool, error) {
	if hint == "" {
		return false, errors.New("no hint")
	}
	p.texts = append(p.texts, text)
	return p.shown, p.err
}

// nobody is a prompter that is never asked.
func nobody(*Terminal) prompt.Prompter { return nil }

func TestPage(t *testing.T) {
	const text = "a letter\n"
	for name, c := range map[string]struct {
		width       int
		interactive bool
		noInput     bool
		env         map[string]string
		pager       pager
		asked, out  bool
		complaint   bool
	}{
		"no window":         {interactive: true, pager: pager{shown: true}, out: true},
		"nobody":            {width: 80, pager: pager{shown: true}, out: true},
		"--no-input":        {width: 80, interactive: true, noInput: true, pager: pager{shown: true}, out: true},
		"a screen reader":   {width: 80, interactive: true, env: map[string]string{"ACCESSIBLE": "1"}, pager: pager{shown: true}, out: true},
		"a dumb terminal":   {width: 80, interactive: true, env: map[string]string{"TERM": "dumb"}, pager: pager{shown: true}, out: true},
		"a pager":           {width: 80, interactive: true, pager: pager{shown: true}, asked: true},
		"it fits":           {width: 80, interactive: true, asked: true, out: true},
		"a pager that dies": {width: 80, interactive: true, pager: pager{err: errors.New("killed")}, asked: true, out: true, complaint: true},
	} {
		t.Run(name, func(t *testing.T) {
			term, out, conversation := terminal(c.width)
			term.Env = func(name string) string { return c.env[name] }
			term.Machine, term.NoInput = &c.pager, c.noInput
			if c.interactive {
				term.NewPrompter = nobody
			}
			if err := term.Page(text); err != nil {
				t.Fatal(err)
			}
			if asked := len(c.pager.texts) == 1; asked != c.asked || asked && c.pager.texts[0] != text {
				t.Errorf("the pager was given %q", c.pager.texts)
			}
			if printed := out.String() == text; printed != c.out || !printed && out.Len() > 0 {
				t.Errorf("printed %q", out)
			}
			if said := strings.Contains(conversation.String(), "killed"); said != c.complaint || !said && conversation.Len() > 0 {
				t.Errorf("said %q", conversation)
			}
		})
	}
}

// There is one prompter in a run, because it holds what was typed ahead.
func TestPrompter(t *testing.T) {
	term, _, _ := terminal(80)
	made := 0
	term.NewPrompter = func(*Terminal) prompt.Prompter {
		made++
		return &struct{ prompt.Prompter }{}
	}
	if first, second := term.Prompter(), term.Prompter(); first != second || made != 1 {
		t.Errorf("%d prompters", made)
	}
	if term.NoInput = true; term.Interactive() {
		t.Error("--no-input asks")
	}
}

// A signal is not needed to leave: stop ends the handling, and both contexts with it.
func TestInterruptibleStops(t *testing.T) {
	term, _, conversation := terminal(80)
	parent, cancel := context.WithCancel(context.Background())
	ctx, patience, stop := term.Interruptible(parent, "send.leaving")
	cancel()
	if ctx.Err() == nil || patience.Err() != nil {
		t.Errorf("after the parent ended: ctx %v, patience %v", ctx.Err(), patience.Err())
	}
	stop()
	if patience.Err() == nil || conversation.Len() > 0 {
		t.Errorf("after stop: patience %v, said %q", patience.Err(), conversation)
	}
}

// With --quiet a line is printed only when a question follows, because the question may be about it; errors always are.
func TestQuiet(t *testing.T) {
	term, out, conversation := terminal(0)
	term.Quiet = true
	term.NewPrompter = func(*Terminal) prompt.Prompter { return nil }
	term.Say("write.saved", lang.Args{"Path": "a.txt"})
	if out.Len()+conversation.Len() > 0 {
		t.Errorf("out %q, conversation %q", out, conversation)
	}
	term.Prompter()
	if got := conversation.String(); !strings.Contains(got, "a.txt") {
		t.Errorf("the question has no context: %q", got)
	}
	term.Prompter()
	if got := conversation.String(); strings.Count(got, "a.txt") != 1 {
		t.Errorf("%q", got)
	}
	term.Complain(errors.New("broken"))
	if got := conversation.String(); !strings.Contains(got, "draft: ") {
		t.Errorf("%q", got)
	}
}

// Colours are for windows that obey, and a user can turn them off.
func TestColors(t *testing.T) {
	for _, c := range []struct {
		width    int
		variable string
		dumb     bool
		want     bool
	}{{80, "", false, true}, {0, "", false, false}, {80, "NO_COLOR", false, false}, {80, "DRAFT_PLAIN", false, false}, {80, "", true, false}} {
		term, _, conversation := terminal(c.width)
		term.Dumb = c.dumb
		term.Env = func(name string) string {
			if name == c.variable {
				return "1"
			}
			return ""
		}
		term.Complain(errors.New("broken"))
		if got := strings.HasPrefix(conversation.String(), "\x1b[31mdraft: "); got != c.want {
			t.Errorf("%+v: %q", c, conversation)
		}
	}
}
