package prompt

import (
	"os"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// selectKeys is what survey's Select reads from. Of all keys it gets those that it understands: it fails on Alt,
// ends on Ctrl-D, goes into another mode on Esc, and knows no key to go back.
type selectKeys struct {
	*choice
	ready string // keys that did not fit the last read
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

// selectScreen is what Select draws on. Select saves the cursor's place below the list, moves the cursor into the
// list, and restores the place before it draws again; but a window that changes its size moves the list and not the
// saved place. So the cursor stays below: everything from a save to the next restore is dropped. Select writes each
// movement on its own.
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

// What Select understands, besides text.
const (
	selectUp     = "\x1b[A"
	selectDown   = "\x1b[B"
	selectEnter  = "\r"
	selectErase  = "\x7f"
	selectClear  = "\x18" // all that is typed
	selectHelp   = "?"
	selectIgnore = "\x00" // repaints
)

// press translates a key; nothing is a key that does nothing here.
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
		case s.lost(): // the option under the mark is not what was typed
			return s.clear(), nil
		case s.unselected():
			s.refused = true
			s.fit()
			return selectIgnore, nil
		}
		return selectEnter, nil
	case keyUp:
		return s.move(selectUp), nil
	case keyDown, keyTab:
		return s.move(selectDown), nil
	case keyBackspace:
		s.typed = s.typed[:max(len(s.typed)-1, 0)]
		s.fit()
		return selectErase, nil
	case keyKillLeft, keyKillWord, keyEscape:
		return s.clear(), nil
	case keyHelp:
		return s.help(), nil
	case keyText, keyPaste:
		return s.text(pasted(k.text, false)), nil
	case keyResized:
		s.fit()
		return selectIgnore, nil
	}
	return "", nil
}

func (s *selectKeys) clear() string {
	s.typed = nil
	s.fit()
	return selectClear
}

// move gives the keys for an arrow. The first one down selects the first option.
func (s *selectKeys) move(arrow string) string {
	first := s.unselected()
	s.waiting = false
	keys := s.found()
	if first {
		s.fit() // now with a mark
		if arrow == selectDown {
			arrow = selectIgnore
		}
	}
	return keys + arrow
}

// found makes an end of what means no option, for who goes on with a key that means one.
func (s *selectKeys) found() string {
	if s.lost() {
		return s.clear()
	}
	return ""
}

// isNumber tells that a key is the number of an option, and not the next digit of a number that is none.
func (s *selectKeys) isNumber(text string) bool {
	if n := len(s.typed); n > 0 && unicode.IsDigit(s.typed[n-1]) {
		return false
	}
	return slices.ContainsFunc(s.options, func(o numberedOption) bool { return o.number == text })
}

// text gives the filter as much as its row has room for, and nothing that cannot be seen there. Wide letters and
// digits become narrow ones, which is what the options are compared with, and what Select takes for help.
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
	s.fit()
	return keys.String()
}

func (s *selectKeys) help() string {
	if s.question.Help == "" {
		return ""
	}
	s.helped = true
	s.fit()
	return selectHelp
}
