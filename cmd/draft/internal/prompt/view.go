package prompt

import (
	"errors"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
)

// view renders the texts around a question: marks, reasons, help, and the names of keys.
type view struct {
	texts *lang.Catalogue
	color bool
}

func (v view) say(id string) string { return v.texts.Text("prompt."+id, nil) }

// inBrackets returns hints in brackets, behind a question that is a plain line.
func (v view) inBrackets(hints ...string) string {
	return v.texts.Text("prompt.plain.hints", lang.Args{"Text": strings.Join(hints, v.say("plain.separator"))})
}

// The colors. They do not nest, because each ends with a reset.
const (
	bold  = "1"
	dim   = "2"
	red   = "31"
	green = "32"
	cyan  = "36"
	reset = "\x1b[0m"
)

func (v view) paint(style, text string) string {
	if !v.color || style == "" || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + reset
}

// indent is the column where text begins: one cell for the mark, and a space.
const indent = 2

// rows returns prose, wrapped to width-1-indent, with a mark before the first row.
func (v view) rows(mark, markStyle string, prose []string, style string) []row {
	rows := make([]row, len(prose))
	for i, s := range prose {
		rows[i] = row{text: v.paint(markStyle, mark) + " " + v.paint(style, s), cells: indent + cells(s)}
		mark, markStyle = " ", ""
	}
	return rows
}

// question returns the rows of the question itself.
func (v view) question(q Question, width int) []row {
	return v.rows("?", green, wrapped(progress(q)+q.Message, width-1-indent), bold)
}

func progress(q Question) string {
	if q.Progress == "" {
		return ""
	}
	return "[" + q.Progress + "] "
}

func (v view) reason(reason string, width int) []row {
	if reason == "" {
		return nil
	}
	return v.rows("✗", red, wrapped(reason, width-1-indent), red)
}

// help returns the rows of the help text, at most half of the window, so that the answer has room.
func (v view) help(q Question, width, height int) []row {
	if q.Help == "" {
		return nil
	}
	prose := clip(wrapped(q.Help, width-1-indent), max(height/2-1, 1))
	return v.rows(" ", "", prose, cyan)
}

// hints returns the rows that name the keys. A hint is not split over two rows.
func (v view) hints(hints []string, width int) []row {
	const between = " · "
	var lines []string
	for _, h := range hints {
		if n := len(lines); n > 0 && cells(lines[n-1]+between+h) <= width-1-indent {
			lines[n-1] += between + h
			continue
		}
		lines = append(lines, h)
	}
	for i, s := range lines {
		lines[i] = cut(s, width-1-indent)
	}
	return v.rows(" ", "", lines, dim)
}

// signed says what Enter does after the sign that a text is.
func (v view) signed(q Question, text string) string {
	if errors.Is(q.sign(text), ErrAdd) {
		return v.texts.Text("prompt.hint.enter_add", lang.Args{"What": q.Add})
	}
	return v.say("hint.enter_back")
}

// leaving returns the keys for help, to go back and to add: the signs ?, < and +, or other keys if something is typed already.
func (v view) leaving(q Question, typed bool) []string {
	var hints []string
	switch {
	case q.Help == "":
	case typed:
		hints = append(hints, v.say("hint.help_key"))
	default:
		hints = append(hints, v.say("hint.help"))
	}
	switch {
	case q.First:
	case typed:
		hints = append(hints, v.say("hint.back_key"))
	default:
		hints = append(hints, v.say("hint.back"))
	}
	if q.Add != "" && !typed {
		hints = append(hints, v.texts.Text("prompt.hint.add", lang.Args{"What": q.Add}))
	}
	return hints
}

// answered returns the row that replaces an answered question.
func (v view) answered(message, answer string, width int) string {
	answer = strings.Join(strings.Fields(answer), " ")
	if answer == "" {
		answer = v.say("empty")
	}
	message = cut(strings.Join(strings.Fields(message), " "), width*2/3)
	answer = cut(answer, width-1-indent-cells(message)-1)
	return v.paint(green, "✓") + " " + message + " " + v.paint(cyan, answer) + "\r\n"
}

// numbered returns the options of a question with their numbers. If the question is optional, number 0 leaves it empty.
func (v view) numbered(q Question) []numberedOption {
	first := 1
	options := q.Options
	if q.Optional {
		first = 0
		options = append([]Option{{Label: v.say("skip"), Alone: true}}, options...)
	}
	width := len(strconv.Itoa(first + len(options) - 1))
	list := make([]numberedOption, len(options))
	for i, o := range options {
		n := strconv.Itoa(first + i)
		list[i] = numberedOption{Option: o, number: n, mark: strings.Repeat(" ", width-len(n)) + n + " "}
	}
	return list
}
