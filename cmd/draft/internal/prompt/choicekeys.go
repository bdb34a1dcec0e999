package prompt

import (
	"os"
	"strings"

	"golang.org/x/text/width"
)

// selectKeys is what survey's Select reads from. Of all keys it gets those that it understands: it fails on Alt,
// panics on Ctrl-D when nothing matches, goes into another mode on Esc, and knows no key to go back.
type selectKeys struct {
	*choice
	typed []rune // what stands in Select's filter, which cannot be read
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
		return "", ErrBack
	case keyEnter:
		if isBack(string(s.typed)) {
			return "", ErrBack
		}
		return selectEnter, nil
	case keyUp:
		return selectUp, nil
	case keyDown, keyTab:
		return selectDown, nil
	case keyBackspace:
		s.typed = s.typed[:max(len(s.typed)-1, 0)]
		return selectErase, nil
	case keyKillLeft, keyKillWord:
		s.typed = nil
		return selectClear, nil
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

// text gives the filter as much as its row has room for, and nothing that cannot be seen there. Wide letters and
// digits become narrow ones, which is what the options are compared with, and what Select takes for help.
func (s *selectKeys) text(text string) string {
	var keys strings.Builder
	for _, r := range width.Fold.String(text) {
		switch {
		case r == '?' && s.question.Help != "":
			keys.WriteString(s.help())
		case visible(string(r)) == string(r) && cells(string(s.typed)+string(r)) <= s.room:
			s.typed = append(s.typed, r)
			keys.WriteRune(r)
		}
	}
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
