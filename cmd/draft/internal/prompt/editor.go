package prompt

import (
	"strings"
	"unicode"

	"github.com/AlecAivazis/survey/v2"

	"draft/cmd/draft/internal/lang"
)

// editor is the survey.Prompt of Line, Text and Secret. survey's own Input and Multiline are not used, because they count
// characters instead of cells, lose a pasted paragraph, and discard a refused text.
type editor struct {
	dialog
	lines  bool // Enter begins a new line
	secret bool // the text is not shown, and ? and < are ordinary characters
	buffer buffer
	column int // the column that up and down keep, or -1
}

func newEditor(d *drawn, q Question, lines bool) *editor {
	return &editor{dialog: d.dialog(q), lines: lines, buffer: newBuffer(q.Prefill), column: -1}
}

// Prompt edits the text until the user submits it. It is a method of survey.Prompt.
func (e *editor) Prompt(*survey.PromptConfig) (any, error) {
	err := e.run(e.paint, e.press)
	if err != nil && e.secret {
		e.forget()
	}
	return e.question.answer(e.buffer.text), err
}

// Cleanup replaces the question by one row with the answer. A text that is more than an answer leaves no row.
func (e *editor) Cleanup(_ *survey.PromptConfig, answer any) error {
	text := answer.(string)
	if e.question.isMore(text) {
		e.painter.wipe()
		return nil
	}
	if e.secret && text != "" {
		text = hidden
	}
	e.replace(text)
	return nil
}

// press handles a key and reports whether the user submitted the text.
func (e *editor) press(k key) (done bool, err error) {
	text := e.buffer.text
	if k.code == keyUp || k.code == keyDown {
		if !e.secret { // a secret is shown as dots
			e.moveRow(k.code)
		}
		return false, nil
	}
	if k.code != keyResized && k.code != keyNone {
		e.column = -1
	}
	switch k.code {
	case keyInterrupt:
		return false, ErrInterrupted
	case keyBack:
		if !e.question.First {
			return false, ErrBack
		}
	case keyHelp:
		e.toggleHelp()
	case keyEnter, keyFinish:
		switch {
		case !e.secret && e.question.sign(text) != nil:
			return false, e.question.sign(text)
		case !e.secret && e.question.isHelp(text):
			e.buffer, e.helped = newBuffer(""), true
		case k.code == keyEnter && e.lines:
			return e.endLine(), nil
		default:
			return true, e.takeRest()
		}
	case keyText:
		// Asked for at once: nobody should have to guess that the sign wants Enter.
		if text == "" && !e.secret && e.question.isHelp(k.text) {
			e.toggleHelp()
			return false, nil
		}
		e.buffer.edit(k)
	case keyPaste:
		if text := pasted(k.text, true); !e.lines && e.question.isMore(text) {
			e.buffer = newBuffer(text)
			return true, nil
		}
		e.buffer.insert(pasted(k.text, e.lines))
	default:
		e.buffer.edit(k)
	}
	return false, nil
}

// endLine is Enter in a text of many lines. It begins a new line; on an empty line below which there is nothing the
// text is done, and so is one that comes to nothing altogether. A line that is refused stays to be mended. The line
// ends of a paste only begin lines, marked or not.
func (e *editor) endLine() (done bool) {
	b := &e.buffer
	line := strings.TrimSpace(b.text[b.lineStart(b.at):b.lineEnd(b.at)])
	ends := (line == "" || e.question.answer(b.text) == "") && strings.TrimSpace(b.text[b.at:]) == ""
	asks := line != "" && strings.TrimSpace(b.text[b.at:b.lineEnd(b.at)]) == "" && e.question.CheckLine != nil
	switch {
	case !ends && !asks || e.keys.more():
	case ends:
		// If the text is refused, it is gone on with at its end.
		e.buffer = newBuffer(strings.TrimRightFunc(b.text, unicode.IsSpace))
		return true
	default:
		err := e.question.CheckLine(line)
		if err != nil {
			e.reason = err.Error()
			return false
		}
		e.reason = ""
	}
	b.insert("\n")
	return false
}

// takeRest adds to a line that would be refused the lines that follow at once, if together they say more than an answer.
func (e *editor) takeRest() error {
	answer := e.question.answer(e.buffer.text)
	if e.view.check(e.question, answer) == nil {
		return nil
	}
	text, err := e.keys.whole(answer, e.question)
	if text != answer {
		e.buffer = newBuffer(text)
	}
	return err
}

// moveRow moves the cursor one row of the window up or down. It keeps the first column when it passes shorter rows.
func (e *editor) moveRow(code keyCode) {
	width, _ := window(e.painter.out)
	_, start := e.start(width)
	rows := lay(e.buffer.text, start, indent, width-1)
	y, x := rows.find(e.buffer.text, e.buffer.at)
	if e.column < 0 {
		e.column = x
	}
	if code == keyUp {
		y--
	} else {
		y++
	}
	if y >= 0 && y < len(rows) {
		e.buffer.at = rows.at(e.buffer.text, y, e.column)
	}
}

// start returns the rows of the question, and the column where the text begins. A line begins in the last row of the
// question if at least a third of the row is free.
func (e *editor) start(width int) ([]row, int) {
	rows := e.view.question(e.question, width)
	if last := rows[len(rows)-1]; !e.lines && last.cells+1 <= (width-1)*2/3 {
		return rows, last.cells + 1
	}
	return rows, indent
}

func (e *editor) paint() {
	width, height := window(e.painter.out)
	above, start := e.start(width)
	shown := e.shown()
	text, style := shown.text, ""
	if text == "" && e.question.Hint != "" {
		example := strings.Join(strings.Fields(e.question.Hint), " ")
		text, style = e.view.texts.Text("prompt.example", lang.Args{"Text": example}), dim
	}
	rows := lay(text, start, indent, width-1)
	b := block{head: above}
	if shown.text == "" {
		b.x = start
	} else {
		b.y, b.x = rows.find(text, shown.at)
	}
	for _, r := range rows {
		b.body = append(b.body, row{text: strings.Repeat(" ", r.indent) + e.view.paint(style, r.text), cells: r.indent + r.cells})
	}
	if start > indent { // the text begins in the row of the question
		last := above[len(above)-1]
		b.head = above[:len(above)-1]
		b.body[0].text = last.text + " " + e.view.paint(style, rows[0].text)
	}
	notes := e.notes(width, height, "")
	if over := len(b.head) + len(b.body) + len(notes) - height; e.lines && over > 0 {
		where := e.view.texts.Text("prompt.rows", lang.Args{"Row": b.y + 1, "Rows": len(rows)})
		notes = e.notes(width, height, where)
	}
	// Below a long text the notes could be outside the window.
	if e.lines {
		b.head = append(b.head, notes...)
	} else {
		b.foot = notes
	}
	e.painter.paint(b, height)
}

// notes returns the rows with the reason of a refusal, the help, and the keys.
func (e *editor) notes(width, height int, where string) []row {
	empty := e.buffer.text == ""
	var hints []string
	switch {
	case !e.secret && e.question.sign(e.buffer.text) != nil:
		hints = []string{e.view.signed(e.question, e.buffer.text)}
	case e.lines && empty && e.question.Optional:
		hints = []string{e.view.say("hint.enter_empty"), e.view.say("hint.lines")}
	case e.lines:
		hints = []string{e.view.say("hint.newline"), e.view.say("hint.finish")}
	case empty && e.question.Optional:
		hints = []string{e.view.say("hint.enter_empty")}
	default:
		hints = []string{e.view.say("hint.enter")}
	}
	if !empty && e.question.Optional {
		hints = append(hints, e.view.say("hint.clear"))
	}
	hints = append(hints, e.view.leaving(e.question, e.secret || !empty)...)
	if where != "" {
		hints = append([]string{where}, hints...)
	}
	notes := e.view.reason(e.reason, width)
	if e.helped {
		notes = append(notes, e.view.help(e.question, width, height)...)
	}
	return append(notes, e.view.hints(hints, width)...)
}
