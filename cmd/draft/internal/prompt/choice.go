package prompt

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/AlecAivazis/survey/v2"
	"golang.org/x/text/width"

	"draft/cmd/draft/internal/lang"
)

// choice is the survey.Prompt of Choose and Confirm: a list from which an option is selected with the arrow keys, by its
// number, or by typing a part of it. survey's own Select is not used, because it reads the console of Windows without our
// keys, ends on Ctrl-D, fails on Alt, and cannot go back.
type choice struct {
	dialog
	options  []numberedOption
	selected int    // an index of options, or none; a filter may select another
	filter   buffer // what was typed; the cursor is at its end
	room     int    // cells for the filter
	page     int    // options shown at a time
	ticked   []bool // of several; nil if one option is taken
	more     string // a pasted text that is more than an answer
}

// none is the index of no option.
const none = -1

func newChoice(d *drawn, q Question) *choice {
	c := &choice{dialog: d.dialog(q), options: d.view.numbered(q)}
	// For an optional question without an answer, this is the entry that skips it.
	c.selected = slices.IndexFunc(c.options, func(o numberedOption) bool { return o.Value == q.Prefill })
	if c.selected == none && !q.NoDefault {
		c.selected = 0
	}
	return c
}

// Prompt returns the value of the option that the user takes. It is a method of survey.Prompt.
func (c *choice) Prompt(*survey.PromptConfig) (any, error) {
	if err := c.run(c.paint, c.press); err != nil {
		return "", err
	}
	if c.more != "" {
		return c.more, nil
	}
	return c.options[c.selected].Value, nil
}

// Cleanup replaces the question by one row with the label of the option. A text that is more than an answer leaves no row.
func (c *choice) Cleanup(*survey.PromptConfig, any) error {
	if c.more != "" {
		c.painter.wipe()
		return nil
	}
	taken := c.options[c.selected]
	if taken.Value == "" {
		taken.Label = ""
	}
	c.replace(taken.Label)
	return nil
}

// listed returns the indexes of the options in the list. If the filter matches none, all are listed, because an empty list
// could not be left.
func (c *choice) listed() []int {
	if found := c.found(); len(found) > 0 {
		return found
	}
	all := make([]int, len(c.options))
	for i := range all {
		all[i] = i
	}
	return all
}

// found returns the indexes of the options that the filter matches, nil without a filter.
func (c *choice) found() []int {
	if c.filter.text == "" {
		return nil
	}
	return match(c.options, c.filter.text)
}

// unmatched reports whether there is a filter that matches no option.
func (c *choice) unmatched() bool { return c.filter.text != "" && len(c.found()) == 0 }

// current returns the index of the option that is marked and that Enter takes, or none. It is the first option that a filter
// leaves, unless the selected one is left.
func (c *choice) current() int {
	if found := c.found(); len(found) > 0 && !slices.Contains(found, c.selected) {
		return found[0]
	}
	return c.selected
}

// press handles a key and reports whether the user took an option.
func (c *choice) press(k key) (done bool, err error) {
	switch k.code {
	case keyInterrupt:
		return false, ErrInterrupted
	case keyBack:
		if !c.question.First {
			return false, ErrBack
		}
	case keyEnter:
		return c.enter()
	case keyHelp:
		c.toggleHelp()
	case keyPaste:
		if text := strings.TrimSpace(pasted(k.text, true)); c.question.isMore(text) {
			c.more = text
			return true, nil
		}
		c.narrow(width.Fold.String(pasted(k.text, false)))
	case keyText:
		c.narrow(width.Fold.String(pasted(k.text, false)))
	case keyBackspace:
		c.filter.edit(k)
		c.reason = ""
	case keyKillLeft, keyKillWord, keyEscape:
		c.clear()
	default:
		c.move(k.code)
	}
	return false, nil
}

// enter takes the marked option. It takes none that was not asked for: a filter without a match is cleared instead.
func (c *choice) enter() (done bool, err error) {
	switch {
	case c.question.sign(c.filter.text) != nil:
		return false, c.question.sign(c.filter.text)
	case c.unmatched():
		c.clear()
		return false, nil
	case c.current() == none:
		c.reason = c.view.say("unselected")
		return false, nil
	}
	c.selected = c.current()
	c.clear() // if the option is refused, the whole list is shown with it
	return true, nil
}

func (c *choice) clear() { c.filter, c.reason = buffer{}, "" }

// move selects the option to which a key moves, if it moves. The arrows go around the ends of the list.
func (c *choice) move(code keyCode) {
	listed := c.listed()
	at, last := slices.Index(listed, c.current()), len(listed)-1
	switch code {
	case keyUp:
		if at--; at < 0 {
			at = last
		}
	case keyDown, keyTab:
		if at++; at > last {
			at = 0
		}
	case keyPageUp:
		at = max(at-c.page, 0)
	case keyPageDown:
		at = min(at+c.page, last)
	case keyHome, keyTop:
		at = 0
	case keyEnd, keyBottom:
		at = last
	default:
		return
	}
	if c.unmatched() {
		c.clear() // the next key takes an option that is not what was typed
	}
	c.selected, c.reason = listed[at], ""
}

// narrow adds visible characters to the filter, as many as its row has cells for. The number of an option replaces a filter
// that matches nothing.
func (c *choice) narrow(text string) {
	if c.unmatched() && c.isNumber(text) {
		c.clear()
	}
	for g := range glyphs(text) {
		switch {
		case g.text == "?" && c.question.Help != "":
			c.toggleHelp()
		case g.text == text[g.start:g.end] && cells(c.filter.text+g.text) <= c.room:
			c.filter.insert(g.text)
			c.reason = ""
		}
	}
}

// isNumber reports whether a text is the number of an option, and not the next digit of another number.
func (c *choice) isNumber(text string) bool {
	if last, _ := utf8.DecodeLastRuneInString(c.filter.text); unicode.IsDigit(last) {
		return false
	}
	return slices.ContainsFunc(c.options, func(o numberedOption) bool { return o.number == text })
}

func (c *choice) paint() {
	width, height := window(c.painter.out)
	head := c.asking(width)
	y, x := len(head)-1, head[len(head)-1].cells+1
	c.room = width - 1 - x
	typed := &head[y]
	if c.filter.text != "" {
		typed.text += " " + c.filter.text
		typed.cells = x + cells(c.filter.text)
		x = typed.cells
	}
	head = append(head, c.notes(width, height)...)
	foot := []row{{}} // keeps the list off the edge of the window
	body := c.list(width, height-len(head)-len(foot))
	c.painter.paint(block{head: head, body: body, foot: foot, x: x, y: y - len(head)}, height)
}

// asking returns the rows of the question. The last one has room for the filter.
func (c *choice) asking(width int) []row {
	const least = 12 // cells for the filter
	rows := c.view.question(c.question, width)
	if rows[len(rows)-1].cells > width-1-least {
		rows = append(rows, row{text: " ", cells: 1})
	}
	return rows
}

// notes returns the rows with the reason of a refusal, the help, and the keys.
func (c *choice) notes(width, height int) []row {
	var notes []row
	switch {
	case c.question.sign(c.filter.text) != nil:
		notes = c.view.hints([]string{c.view.signed(c.question, c.filter.text)}, width)
	case c.unmatched():
		notes = c.view.reason(c.view.say("none_clear"), width)
	default:
		notes = c.view.reason(c.reason, width)
	}
	if c.helped {
		notes = append(notes, c.view.help(c.question, width, height)...)
	}
	hints := []string{c.view.say("hint.move"), c.view.say("hint.filter")}
	if c.ticked != nil {
		hints = append(hints, c.view.say("hint.tick"), c.view.say("hint.tick_all"))
	}
	hints = append(hints, c.view.say("hint.enter"))
	return append(notes, c.view.hints(append(hints, c.view.leaving(c.question, false)...), width)...)
}

// list returns the rows of the options around the current one, and the number of those above and below if there is room.
func (c *choice) list(width, room int) []row {
	most := 12
	if c.question.Whole {
		most = room
	}
	const least = 3
	listed, current := c.listed(), c.current()
	height := func(i int) int {
		if !c.question.Whole {
			return 1
		}
		return len(c.option(i, i == current, width))
	}
	total := 0
	for i := range c.options {
		total += height(i)
	}
	space := max(min(room, most), 1)
	counted := total > space && room >= least
	if counted {
		space = min(room-2, most)
	}
	from, to := around(max(slices.Index(listed, current), 0), len(listed), space, func(n int) int { return height(listed[n]) })
	c.page = to - from
	var rows []row
	if counted && from > 0 {
		above := c.view.texts.Text("prompt.above", lang.Args{"Count": from})
		rows = append(rows, c.view.hints([]string{above}, width)...)
	}
	for _, i := range listed[from:to] {
		rows = append(rows, c.option(i, i == current, width)...)
	}
	if counted && to < len(listed) {
		below := c.view.texts.Text("prompt.below", lang.Args{"Count": len(listed) - to})
		rows = append(rows, c.view.hints([]string{below}, width)...)
	}
	return rows
}

// around returns which of n options are shown in a space of some rows, so that the one at is in their middle: from, and before to.
func around(at, n, space int, height func(int) int) (from, to int) {
	from, to = at, at+1
	used := height(at)
	for from > 0 && used+height(from-1) <= space/2+1 {
		from--
		used += height(from)
	}
	for to < n && used+height(to) <= space {
		used += height(to)
		to++
	}
	for from > 0 && used+height(from-1) <= space {
		from--
		used += height(from)
	}
	return from, to
}

// box returns the box that shows whether an option is ticked, in ASCII.
func (c *choice) box(i int) string {
	switch {
	case c.ticked == nil:
		return ""
	case c.ticked[i]:
		return "[x] "
	}
	return "[ ] "
}

// option returns the rows of an option: one, unless it is to be shown whole and has no room in it.
func (c *choice) option(i int, current bool, width int) []row {
	o, mark := c.options[i], " "
	if current {
		mark = c.view.paint(cyan, ">")
	}
	box := c.box(i)
	in := indent + len(box) + len(o.mark) // where the label begins
	labels := []string{cut(o.Label, width-1-in)}
	if c.question.Whole {
		labels = wrapped(o.Label, width-1-in)
	}
	rows := make([]row, len(labels))
	for n, label := range labels {
		rows[n] = row{text: strings.Repeat(" ", in) + c.view.paint(o.Color, label), cells: in + cells(label)}
	}
	rows[0].text = mark + " " + box + c.view.paint(o.Color, o.mark+labels[0])
	description, color := strings.Join(strings.Fields(o.Description), " "), cmp.Or(o.Color, dim)
	last := &rows[len(rows)-1]
	left := width - 1 - last.cells - indent
	if c.question.Whole && cells(description) > left {
		for _, line := range wrapped(description, width-1-in) {
			rows = append(rows, row{text: strings.Repeat(" ", in) + c.view.paint(color, line), cells: in + cells(line)})
		}
		return rows
	}
	const least = 8 // cells of a description that is cut
	if description == "" || left < least && !c.question.Whole {
		return rows
	}
	description = cut(description, left)
	last.text += "  " + c.view.paint(color, description)
	last.cells += indent + cells(description)
	return rows
}
