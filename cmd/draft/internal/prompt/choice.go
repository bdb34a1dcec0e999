package prompt

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/terminal"

	"draft/cmd/draft/internal/lang"
)

// choice is the survey.Prompt of Choose: survey's Select, with our words, our look, and only those keys that it can
// bear. It fits what it shows to the window, because Select trusts the terminal to wrap.
type choice struct {
	survey.Select
	keys     *keyboard
	out      *os.File
	voice    voice
	question Question
	options  []numberedOption
	config   *survey.PromptConfig // of the question that is open
	reason   string
	helped   bool
	typed    []rune // what stands in Select's filter, which cannot be read
	waiting  bool   // no option is selected until an arrow key is pressed or something is typed
	refused  bool   // Enter was pressed while no option was selected
	room     int    // cells for what is typed
	counted  bool   // there is room to say how many options are above and below those that are shown
}

func newChoice(d *drawn, q Question) *choice {
	c := &choice{keys: d.keys, out: d.out, voice: d.voice, question: q, options: d.voice.numbered(q)}
	c.waiting = q.NoDefault
	for i, o := range c.options {
		if o.Value == q.Prefill { // of an optional question that was not answered, the entry that skips it
			c.Default, c.waiting = i, false
		}
	}
	c.Filter = func(typed, _ string, i int) bool {
		found := match(c.options, typed)
		return len(found) == 0 || slices.Contains(found, i) // with none to choose from, nobody could go on
	}
	c.Description = c.beyond
	return c
}

// lost tells that what is typed means none of the options. All are listed then.
func (c *choice) lost() bool { return len(c.typed) > 0 && len(match(c.options, string(c.typed))) == 0 }

// unselected reports whether no option is selected: Enter takes none, and none is marked. Select's own index is 0 then.
func (c *choice) unselected() bool { return c.waiting && (len(c.typed) == 0 || c.lost()) }

// selectTemplate says how a Select looks. It holds no words: they come with each question, in the texts of the icons.
const selectTemplate = `
{{- define "option"}}
    {{- if eq .SelectedIndex .CurrentIndex}}{{.Config.Icons.SelectFocus.Text}}{{else}}{{"  "}}{{end}}
    {{- .CurrentOpt.Value}}{{"\n"}}
{{- end}}
{{- .Message}}{{.FilterMessage}}{{"\n"}}
{{- .Config.Icons.Error.Text}}
{{- if .ShowHelp}}{{.Help}}{{end}}
{{- .Config.Icons.HelpInput.Text}}
{{- $first := (index .PageEntries 0).Index}}
{{- call .Description "above" $first}}
{{- range $i, $option := .PageEntries}}{{template "option" $.IterateOption $i $option}}{{end}}
{{- call .Description "below" $first}}`

// templateSet guards the one global that is changed: survey keeps the template of its Select, with English words, in
// a variable of the package, and there is no other way to have it say something else.
var templateSet sync.Once

// Prompt runs survey's loop. A panic of survey becomes an error: what was answered before must still be kept.
func (c *choice) Prompt(config *survey.PromptConfig) (answer any, err error) {
	templateSet.Do(func() { survey.SelectQuestionTemplate = selectTemplate })
	c.config, c.typed = config, nil
	c.fit()
	stdio := c.Stdio()
	stdio.In, stdio.Out = &selectKeys{choice: c}, &selectScreen{File: c.out}
	c.WithStdio(stdio)
	// Select draws before it stops the terminal from showing what is typed: a key that came in between would be
	// shown by the terminal, and a Ctrl-C lost.
	mode := c.NewRuneReader()
	if err := mode.SetTermMode(); err != nil {
		return nil, err
	}
	_, _ = c.out.WriteString(hideCursor + wrapOff)
	defer func() {
		if fault := recover(); fault != nil {
			answer, err = nil, fmt.Errorf("survey failed to ask %q: %v", c.question.Message, fault)
		}
		_, _ = c.out.WriteString(wrapOn + showCursor)
		_ = mode.RestoreTermMode()
	}()
	return c.Select.Prompt(config)
}

// Error is told why the option was refused; survey then asks again.
func (c *choice) Error(_ *survey.PromptConfig, err error) error {
	c.wipe()
	c.reason, c.waiting = err.Error(), false // the refused option stays selected
	return nil
}

// Cleanup leaves one row of the question.
func (c *choice) Cleanup(_ *survey.PromptConfig, answer any) error {
	c.wipe()
	width, _ := window(c.out)
	picked := c.options[answer.(survey.OptionAnswer).Index]
	label := picked.Label
	if picked.Value == "" {
		label = ""
	}
	_, err := c.out.WriteString(c.voice.answered(c.question.Message, label, width))
	return err
}

// wipe takes the list off the screen.
func (c *choice) wipe() { _ = c.Render("", nil) }

// fit words the question for the window as it is now.
func (c *choice) fit() {
	width, height := window(c.out)
	question := c.voice.question(c.question, width)
	const least = 12 // cells to type in
	if question[len(question)-1].cells > width-1-least {
		question = append(question, row{text: " ", cells: 1})
	}
	reason := c.voice.reason(c.reason, width)
	switch {
	case c.question.isBack(string(c.typed)):
		reason = c.voice.hints([]string{c.voice.say("hint.enter_back")}, width)
	case c.lost():
		reason = c.voice.reason(c.voice.say("none_clear"), width)
	case c.refused && c.unselected():
		reason = c.voice.reason(c.voice.say("unselected"), width)
	}
	help := c.voice.help(c.question, width, height)
	hints := []string{c.voice.say("hint.move"), c.voice.say("hint.filter"), c.voice.say("hint.enter")}
	keys := c.voice.hints(append(hints, c.voice.leaving(c.question, false)...), width)

	c.Message = strings.TrimSuffix(joined(question), "\n")
	c.Help = joined(help)
	c.config.Icons.Error.Text = joined(reason)
	c.config.Icons.HelpInput.Text = joined(keys)
	c.config.Icons.SelectFocus.Text = c.voice.paint(cyan, ">") + " "
	if c.unselected() {
		c.config.Icons.SelectFocus.Text = "  "
	}

	c.room = width - 2 - question[len(question)-1].cells
	above := len(question) + len(reason) + len(keys)
	if c.helped {
		above += len(help)
	}
	c.page(height - above - 1) // the cursor rests below the list
	c.Options = c.Options[:0]
	for _, o := range c.options {
		c.Options = append(c.Options, c.label(o, width-1-indent))
	}
}

// page says how many options are shown in so many rows.
func (c *choice) page(rows int) {
	const most, least = 12, 3
	c.PageSize = max(min(rows, most), 1)
	if c.counted = len(c.options) > c.PageSize && rows >= least; c.counted {
		c.PageSize = min(rows-2, most)
	}
}

// beyond says how many options there are above or below a page that begins with this one. It reaches the template as
// Select's Description: Select gives nothing else of ours to call.
func (c *choice) beyond(where string, first int) string {
	listed := match(c.options, string(c.typed))
	at := slices.Index(listed, first)
	if listed == nil {
		listed, at = make([]int, len(c.options)), first
	}
	var text string
	switch n := len(listed) - at - c.PageSize; {
	case !c.counted:
	case where == "above" && at > 0:
		text = c.voice.texts.Text("prompt.above", lang.Args{"Count": at})
	case where == "below" && n > 0:
		text = c.voice.texts.Text("prompt.below", lang.Args{"Count": n})
	}
	if text == "" {
		return ""
	}
	width, _ := window(c.out)
	return joined(c.voice.hints([]string{text}, width))
}

// label is one row of the list; the description has what room the rest leaves.
func (c *choice) label(o numberedOption, room int) string {
	label := o.mark + cut(o.Label, room-len(o.mark))
	left := room - surveyCells(label)
	description := strings.Join(strings.Fields(o.Description), " ")
	const least = 8
	if left -= indent + surveyCells(description) - cells(description); description == "" || left < least {
		return label
	}
	return label + "  " + c.voice.paint(dim, cut(description, left))
}

// surveyCells is a width as survey counts it, if that is more: an emoji of several code points is.
func surveyCells(text string) int { return max(cells(text), terminal.StringWidth(text)) }

func joined(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(r.text + "\n")
	}
	return b.String()
}
