package prompt

import (
	"golang.org/x/text/width"
)

// selectKeys is what survey's Select reads from. Of all keys it gets those that it understands: it fails on Alt,
// panics on Ctrl-D when nothing matches, goes into another mode on Esc, and knows no key to go back.
type selectKeys struct {
	*choice
	typed []rune // what stands in Select's filter, which cannot be read
	ready []byte // keys that did not fit the last read
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

// What Select understands, besides text.
var (
	selectUp     = []byte("\x1b[A")
	selectDown   = []byte("\x1b[B")
	selectEnter  = []byte("\r")
	selectErase  = []byte("\x7f")
	selectClear  = []byte("\x18") // all that is typed
	selectHelp   = []byte("?")
	selectIgnore = []byte("\x00") // repaints
)

// press translates a key; nothing is a key that does nothing here.
func (s *selectKeys) press(k key) ([]byte, error) {
	switch k.code {
	case keyInterrupt:
		return nil, ErrInterrupted
	case keyBack:
		return nil, ErrBack
	case keyEnter:
		if isBack(string(s.typed)) {
			return nil, ErrBack
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
	return nil, nil
}

// text gives the filter as much as its row has room for. Wide letters and digits become narrow ones, which is what
// the options are compared with, and what Select takes for help.
func (s *selectKeys) text(text string) []byte {
	var keys []byte
	for _, r := range width.Fold.String(text) {
		switch {
		case r == '?' && s.question.Help != "":
			keys = append(keys, s.help()...)
		case cells(string(s.typed)+string(r)) <= s.room:
			s.typed = append(s.typed, r)
			keys = append(keys, string(r)...)
		}
	}
	return keys
}

func (s *selectKeys) help() []byte {
	if s.question.Help == "" {
		return nil
	}
	s.helped = true
	s.fit()
	return selectHelp
}
