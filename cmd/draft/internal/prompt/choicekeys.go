package prompt

import (
	"os"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// selectKeys is the input of survey's Select. It passes only the keys that Select handles well. Select fails on Alt, ends
// on Ctrl-D, changes its mode on Esc, and has no key to go back.
type selectKeys struct {
	*choice
	ready string // keys that did not fit in the last read
}

func (s *selectKeys) Fd() uintptr { return s.keys.in.Fd() }

func (s *selectKeys) Read(p []byte) (int, error) {
	for len(s.ready) == 0 {
		k, err := s.keys.next()
		if err != nil {
			return 0, err
		}
		if s.ready, err = s.press(k); err != nil {
			return 0, err
		}
	}
	n := copy(p, s.ready)
	s.ready = s.ready[n:]
	return n, nil
}

// selectScreen is the output of Select. Select saves the position of the cursor below the list, moves it into the list, and
// restores it before it draws again. A resized window moves the list but not the saved position. So selectScreen drops
// everything from a save to the next restore, and the cursor stays below the list. Select writes each movement in one
// call.
type selectScreen struct {
	*os.File
	away bool
}

func (s *selectScreen) Write(p []byte) (int, error) {
	switch string(p) {
	case "\x1b7":
		s.away = true
	case "\x1b8":
		s.away = false
	default:
		if !s.away {
			return s.File.Write(p)
		}
	}
	return len(p), nil
}

// The keys of Select, besides text.
const (
	selectUp     = "\x1b[A"
	selectDown   = "\x1b[B"
	selectEnter  = "\r"
	selectErase  = "\x7f"
	selectClear  = "\x18" // clears the filter
	selectHelp   = "?"
	selectIgnore = "\x00" // repaints
)

// press translates a key for Select; "" is a key without effect.
func (s *selectKeys) press(k key) (string, error) {
	switch k.code {
	case keyInterrupt:
		return "", ErrInterrupted
	case keyBack:
		if !s.question.First {
			return "", ErrBack
		}
	case keyEnter:
		switch {
		case s.question.isBack(string(s.typed)):
			return "", ErrBack
		case s.noMatch(): // the marked option is not what was typed
			return s.clear(), nil
		case s.unselected():
			s.refused = true
			s.layOut()
			return selectIgnore, nil
		}
		return selectEnter, nil
	case keyUp:
		return s.move(selectUp), nil
	case keyDown, keyTab:
		return s.move(selectDown), nil
	case keyBackspace:
		s.typed = s.typed[:max(len(s.typed)-1, 0)]
		s.layOut()
		return selectErase, nil
	case keyKillLeft, keyKillWord, keyEscape:
		return s.clear(), nil
	case keyHelp:
		return s.help(), nil
	case keyText, keyPaste:
		return s.text(pasted(k.text, false)), nil
	case keyResized:
		s.layOut()
		return selectIgnore, nil
	}
	return "", nil
}

func (s *selectKeys) clear() string {
	s.typed = nil
	s.layOut()
	return selectClear
}

// move returns the keys for an arrow. If no option is selected, down selects the first one.
func (s *selectKeys) move(arrow string) string {
	first := s.unselected()
	s.waiting = false
	keys := s.found()
	if first {
		s.layOut() // now with a mark
		if arrow == selectDown {
			arrow = selectIgnore
		}
	}
	return keys + arrow
}

// found returns the keys that clear a filter without a match, because the next key selects an option.
func (s *selectKeys) found() string {
	if s.noMatch() {
		return s.clear()
	}
	return ""
}

// isNumber reports whether a text is the number of an option, and not the next digit of another number.
func (s *selectKeys) isNumber(text string) bool {
	if n := len(s.typed); n > 0 && unicode.IsDigit(s.typed[n-1]) {
		return false
	}
	return slices.ContainsFunc(s.options, func(o numberedOption) bool { return o.number == text })
}

// text adds visible characters to the filter, as many as its row has cells for. It folds full-width letters and digits,
// because the options are compared so, and because Select expects a narrow ? for help.
func (s *selectKeys) text(text string) string {
	var keys strings.Builder
	text = width.Fold.String(text)
	if s.isNumber(text) {
		keys.WriteString(s.found())
	}
	for _, r := range text {
		switch {
		case r == '?' && s.question.Help != "":
			keys.WriteString(s.help())
		case visible(string(r)) == string(r) && cells(string(s.typed)+string(r)) <= s.room:
			s.typed = append(s.typed, r)
			keys.WriteRune(r)
		}
	}
	s.layOut()
	return keys.String()
}

func (s *selectKeys) help() string {
	if s.question.Help == "" {
		return ""
	}
	s.helped = true
	s.layOut()
	return selectHelp
}
