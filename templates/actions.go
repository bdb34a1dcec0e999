package templates

import (
	"strings"
	"text/template/parse"
)

// action is one {{…}} of a template text.
type action struct {
	begin, end int    // offsets of {{ and after }}
	keyword    string // its first word
}

// actions returns the actions of a text. It only recognizes comments and strings; text/template parses the pieces afterwards.
func actions(text string) []action {
	var found []action
	for at := 0; ; {
		open := strings.Index(text[at:], "{{")
		if open < 0 {
			return found
		}
		begin := at + open
		end := actionEnd(text, begin+2)
		inner := strings.TrimSuffix(text[begin+2:end], "}}")
		inner = strings.TrimLeft(strings.TrimPrefix(inner, "-"), " \t\n")
		keyword := inner
		if i := strings.IndexAny(inner, " \t\n\"`(."); i >= 0 {
			keyword = inner[:i]
		}
		found = append(found, action{begin: begin, end: end, keyword: keyword})
		at = end
	}
}

// actionEnd returns the offset after the }} of an action. at is the offset after its {{.
func actionEnd(text string, at int) int {
	inside := strings.TrimLeft(strings.TrimPrefix(text[at:], "-"), " \t\n")
	if strings.HasPrefix(inside, "/*") {
		if i := strings.Index(text[at:], "*/"); i >= 0 {
			at += i
		}
	}
	for at < len(text) {
		switch c := text[at]; {
		case strings.HasPrefix(text[at:], "}}"):
			return at + 2
		case c == '"' || c == '`' || c == '\'':
			at = stringEnd(text, at)
		default:
			at++
		}
	}
	return len(text)
}

// stringEnd returns the offset after the string that begins at an offset. A quoted string that is not closed ends with its line.
func stringEnd(text string, at int) int {
	quote := text[at]
	for at++; at < len(text); at++ {
		switch {
		case text[at] == quote:
			return at + 1
		case quote != '`' && text[at] == '\n':
			return at
		case quote != '`' && text[at] == '\\':
			at++
		}
	}
	return len(text)
}

// unclosedAction returns the offset of the innermost action without an {{end}}, or -1.
func unclosedAction(text string) int {
	var open []int
	for _, a := range actions(text) {
		switch a.keyword {
		case "if", "with", "range", "define", "block":
			open = append(open, a.begin)
		case "end":
			open = open[:max(0, len(open)-1)]
		}
	}
	if len(open) == 0 {
		return -1
	}
	return open[len(open)-1]
}

// parses reports whether the action by itself has no syntax error.
func (a action) parses(text string) bool {
	piece := text[a.begin:a.end]
	switch a.keyword {
	case "end", "else", "break", "continue":
		return true // valid by itself
	case "if", "with", "range", "define", "block":
		piece += "{{end}}"
	}
	t := parse.New("")
	t.Mode = parse.SkipFuncCheck
	_, err := t.Parse(piece, "", "", map[string]*parse.Tree{})
	return err == nil
}
