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

// choice is the survey.Prompt of Choose. It wraps survey's Select with other texts, another layout and filtered keys. It
// fits the rows to the window, because Select leaves wrapping to the terminal.
type choice struct {
	survey.Select
	keys     *keyboard
	out      *os.File
	view     view
	question Question
	options  []numberedOption
	config   *survey.PromptConfig // of the open question
	reason   string
	helped   bool
	typed    []rune // a copy of Select's filter, which cannot be read
	waiting  bool   // no option is selected until an arrow key is pressed or something is typed
	refused  bool   // Enter was pressed while no option was selected
	room     int    // cells for the filter
	counted  bool   // there are rows for the number of options above and below the page
}

func newChoice(d *drawn, q Question) *choice {
	c := &choice{keys: d.keys, out: d.out, view: d.view, question: q, options: d.view.numbered(q)}
	c.waiting = q.NoDefault
	for i, o := range c.options {
		if o.Value == q.Prefill { // for an optional question without an answer, the entry that skips it
			c.Default, c.waiting = i, false
		}
	}
	c.Filter = func(typed, _ string, i int) bool {
		found := match(c.options, typed)
		return len(found) == 0 || slices.Contains(found, i) // an empty list could not be left
	}
	c.Description = c.beyond
	return c
}

// noMatch reports whether the filter matches no option. All are listed then.
func (c *choice) noMatch() bool {
	return len(c.typed) > 0 && len(match(c.options, string(c.typed))) == 0
}

// unselected reports whether no option is selected, so that Enter is refused and none is marked. Select's own index is 0 then.
func (c *choice) unselected() bool { return c.waiting && (len(c.typed) == 0 || c.noMatch()) }

// selectTemplate is the layout of a Select. It holds no words: they are passed with each question as the texts of the icons.
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

// templateSet guards survey's global template of Select, which has English words. There is no other way to replace it.
var templateSet sync.Once

// Prompt runs survey's loop. It turns a panic of survey into an error, because the answers so far must still be kept.
func (c *choice) Prompt(config *survey.PromptConfig) (answer any, err error) {
	templateSet.Do(func() { survey.SelectQuestionTemplate = selectTemplate })
	c.config, c.typed = config, nil
	c.layOut()
	stdio := c.Stdio()
	stdio.In, stdio.Out = &selectKeys{choice: c}, &selectScreen{File: c.out}
	c.WithStdio(stdio)
	// Set the mode before Select does, because Select draws first: the terminal would echo a key typed meanwhile, and
	// Ctrl-C would be lost.
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

// Error receives why the option was refused. survey then asks again.
func (c *choice) Error(_ *survey.PromptConfig, err error) error {
	c.wipe()
	c.reason, c.waiting = err.Error(), false // the refused option stays selected
	return nil
}

// Cleanup replaces the question by one row with the answer.
func (c *choice) Cleanup(_ *survey.PromptConfig, answer any) error {
	c.wipe()
	width, _ := window(c.out)
	picked := c.options[answer.(survey.OptionAnswer).Index]
	label := picked.Label
	if picked.Value == "" {
		label = ""
	}
	_, err := c.out.WriteString(c.view.answered(c.question.Message, label, width))
	return err
}

// wipe removes the list from the screen.
func (c *choice) wipe() { _ = c.Render("", nil) }

// layOut renders the parts of the question for the current size of the window.
func (c *choice) layOut() {
	width, height := window(c.out)
	question := c.view.question(c.question, width)
	const least = 12 // cells for the filter
	if question[len(question)-1].cells > width-1-least {
		question = append(question, row{text: " ", cells: 1})
	}
	reason := c.view.reason(c.reason, width)
	switch {
	case c.question.isBack(string(c.typed)):
		reason = c.view.hints([]string{c.view.say("hint.enter_back")}, width)
	case c.noMatch():
		reason = c.view.reason(c.view.say("none_clear"), width)
	case c.refused && c.unselected():
		reason = c.view.reason(c.view.say("unselected"), width)
	}
	help := c.view.help(c.question, width, height)
	hints := []string{c.view.say("hint.move"), c.view.say("hint.filter"), c.view.say("hint.enter")}
	keys := c.view.hints(append(hints, c.view.leaving(c.question, false)...), width)

	c.Message = strings.TrimSuffix(joined(question), "\n")
	c.Help = joined(help)
	c.config.Icons.Error.Text = joined(reason)
	c.config.Icons.HelpInput.Text = joined(keys)
	c.config.Icons.SelectFocus.Text = c.view.paint(cyan, ">") + " "
	if c.unselected() {
		c.config.Icons.SelectFocus.Text = "  "
	}

	c.room = width - 2 - question[len(question)-1].cells
	above := len(question) + len(reason) + len(keys)
	if c.helped {
		above += len(help)
	}
	c.page(height - above - 1) // the cursor is below the list
	c.Options = c.Options[:0]
	for _, o := range c.options {
		c.Options = append(c.Options, c.label(o, width-1-indent))
	}
}

// page sets how many options are shown in a number of rows.
func (c *choice) page(rows int) {
	const most, least = 12, 3
	c.PageSize = max(min(rows, most), 1)
	if c.counted = len(c.options) > c.PageSize && rows >= least; c.counted {
		c.PageSize = min(rows-2, most)
	}
}

// beyond returns the number of options above or below the page whose first option is given, as a row of text. The template
// calls it as Select's Description, because Select passes no other function.
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
		text = c.view.texts.Text("prompt.above", lang.Args{"Count": at})
	case where == "below" && n > 0:
		text = c.view.texts.Text("prompt.below", lang.Args{"Count": n})
	}
	if text == "" {
		return ""
	}
	width, _ := window(c.out)
	return joined(c.view.hints([]string{text}, width))
}

// label returns one row of the list. The description gets the cells that the label leaves.
func (c *choice) label(o numberedOption, room int) string {
	label := o.mark + cut(o.Label, room-len(o.mark))
	left := room - surveyCells(label)
	description := strings.Join(strings.Fields(o.Description), " ")
	const least = 8
	if left -= indent + surveyCells(description) - cells(description); description == "" || left < least {
		return label
	}
	return label + "  " + c.view.paint(dim, cut(description, left))
}

// surveyCells returns the larger of our width and that of survey, which counts an emoji of several code points as wider.
func surveyCells(text string) int { return max(cells(text), terminal.StringWidth(text)) }

func joined(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(r.text + "\n")
	}
	return b.String()
}
