package prompt

import (
	"bytes"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

type keyCode int

const (
	keyNone keyCode = iota // a key without a meaning
	keyText
	keyPaste
	keyEnter
	keyFinish // Ctrl-D, Alt-Enter
	keyTab
	keyBack
	keyHelp
	keyInterrupt
	keyEscape  // Esc alone
	keyResized // not a key: the window was resized
	keyUp
	keyDown
	keyLeft
	keyRight
	keyWordLeft
	keyWordRight
	keyHome
	keyEnd
	keyTop
	keyBottom
	keyPageUp
	keyPageDown
	keyBackspace
	keyDelete
	keyKillLeft
	keyKillRight
	keyKillWord
)

type key struct {
	code keyCode
	text string // of keyText and keyPaste
}

const (
	escape   = 0x1b
	pasteEnd = "\x1b[201~"
	// escapeTime is how long the rest of an escape sequence may take over a slow connection. After that, Esc was pressed
	// alone.
	escapeTime = 100 * time.Millisecond
)

// control returns the key that sends a control character.
func control(c byte) keyCode {
	switch c {
	case '\r', '\n':
		return keyEnter
	case '\t':
		return keyTab
	case 0x01: // Ctrl-A, and so on
		return keyHome
	case 0x02:
		return keyLeft
	case 0x03:
		return keyInterrupt
	case 0x04:
		return keyFinish
	case 0x05:
		return keyEnd
	case 0x06:
		return keyRight
	case 0x08, 0x7f:
		return keyBackspace
	case 0x0b:
		return keyKillRight
	case 0x0e:
		return keyDown
	case 0x10:
		return keyUp
	case 0x15:
		return keyKillLeft
	case 0x17:
		return keyKillWord
	}
	return keyNone
}

// namedKey returns the key that sends ESC [ or ESC O and a name. It knows the names of all common terminals.
func namedKey(name string) keyCode {
	switch name {
	case "A":
		return keyUp
	case "B":
		return keyDown
	case "C":
		return keyRight
	case "D":
		return keyLeft
	case "H", "1~", "7~":
		return keyHome
	case "F", "4~", "8~":
		return keyEnd
	case "1;5H":
		return keyTop
	case "1;5F":
		return keyBottom
	case "1;5C":
		return keyWordRight
	case "1;5D":
		return keyWordLeft
	case "3~":
		return keyDelete
	case "5~":
		return keyPageUp
	case "6~":
		return keyPageDown
	case "P", "11~", "[A":
		return keyHelp // F1
	case "M":
		return keyEnter // of the keypad
	case "Z":
		return keyBack
	}
	return keyNone
}

// next returns the next key. Text that arrived together is one key, so that it is painted once.
func (k *keyboard) next() (key, error) {
	for len(k.raw) == 0 {
		switch err := k.wait(nil); {
		case errors.Is(err, errResized):
			return key{code: keyResized}, nil
		case err != nil:
			return key{}, err
		}
	}
	c := k.raw[0]
	switch {
	case c == escape:
		return k.sequence()
	case c < 0x20 || c == 0x7f:
		k.raw = k.raw[1:]
		return key{code: control(c)}, nil
	}
	return k.run()
}

// run returns the printable text up to the next control character.
func (k *keyboard) run() (key, error) {
	var text strings.Builder
	for len(k.raw) > 0 && k.raw[0] >= 0x20 && k.raw[0] != 0x7f {
		if err := k.fullRune(0); err != nil {
			return key{}, err
		}
		r, n := utf8.DecodeRune(k.raw)
		k.raw = k.raw[n:]
		if !unicode.IsControl(r) && (r != utf8.RuneError || n > 1) {
			text.WriteRune(r)
		}
	}
	return key{code: keyText, text: text.String()}, nil
}

// sequence decodes a sequence that begins with ESC: a key with Alt, a named key, or a paste.
func (k *keyboard) sequence() (key, error) {
	if ok, err := k.byteAt(1); !ok {
		k.raw = k.raw[1:]
		return key{code: keyEscape}, err
	}
	switch c := k.raw[1]; c {
	case '[', 'O':
		return k.named()
	case escape:
		k.raw = k.raw[1:] // Alt and a named key in some terminals
		return k.sequence()
	case '\r', '\n':
		k.raw = k.raw[2:]
		return key{code: keyFinish}, nil
	}
	if err := k.fullRune(1); err != nil {
		return key{}, err
	}
	_, n := utf8.DecodeRune(k.raw[1:])
	k.raw = k.raw[1+n:]
	return key{}, nil
}

// named decodes the key after ESC [ or ESC O. It drops a sequence that is incomplete or invalid.
func (k *keyboard) named() (key, error) {
	const introducer = 2
	end := introducer
	for ; ; end++ {
		ok, err := k.byteAt(end)
		if !ok {
			k.raw = k.raw[end:]
			return key{}, err
		}
		c := k.raw[end]
		if c == '[' && end == introducer {
			continue // the Linux console sends ESC [ [ A for F1
		}
		if c < 0x20 || c > 0x7e {
			k.raw = k.raw[end:]
			return key{}, nil
		}
		if c >= 0x40 {
			break
		}
	}
	name := string(k.raw[introducer : end+1])
	k.raw = k.raw[end+1:]
	if name == "200~" {
		return k.paste()
	}
	// An arrow, Home or End with another modifier is the key without it.
	code := namedKey(name)
	if last := name[len(name)-1:]; code == keyNone && strings.HasPrefix(name, "1;") && strings.Contains("ABCDHF", last) {
		code = namedKey(last)
	}
	return key{code: code}, nil
}

// paste returns everything up to the mark that ends a paste, including control characters.
func (k *keyboard) paste() (key, error) {
	seen := 0
	for {
		if i := bytes.Index(k.raw[seen:], []byte(pasteEnd)); i >= 0 {
			text := string(k.raw[:seen+i])
			k.raw = k.raw[seen+i+len(pasteEnd):]
			return key{code: keyPaste, text: text}, nil
		}
		seen = max(len(k.raw)-len(pasteEnd), 0)
		if err := k.wait(nil); err != nil && !errors.Is(err, errResized) {
			return key{}, err
		}
	}
}

// byteAt waits for the byte at an index of raw, at most escapeTime, and reports whether it is there.
func (k *keyboard) byteAt(i int) (bool, error) {
	if i < len(k.raw) {
		return true, nil
	}
	timer := time.NewTimer(escapeTime)
	defer timer.Stop()
	for i >= len(k.raw) {
		switch err := k.wait(timer.C); {
		case errors.Is(err, errQuiet):
			return false, nil
		case err != nil && !errors.Is(err, errResized):
			return false, err
		}
	}
	return true, nil
}

// fullRune waits for the rest of the character whose first byte is at an index of raw.
func (k *keyboard) fullRune(at int) error {
	for !utf8.FullRune(k.raw[at:]) {
		if err := k.wait(nil); err != nil && !errors.Is(err, errResized) {
			return err
		}
	}
	return nil
}
