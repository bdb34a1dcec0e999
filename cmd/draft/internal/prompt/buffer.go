package prompt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// buffer is a text being edited. The cursor is never inside a grapheme cluster, so that a key moves over or deletes one
// visible character.
type buffer struct {
	text string
	at   int // the cursor, an offset in text
}

func newBuffer(text string) buffer {
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	return buffer{text: text, at: len(text)}
}

func (b *buffer) insert(s string) {
	at := b.at + len(s)
	b.text = b.text[:b.at] + s + b.text[b.at:]
	// The text after the cursor may have joined the last character inserted to one cluster.
	b.at = b.boundary(at)
}

func (b *buffer) remove(from, to int) {
	b.text = b.text[:from] + b.text[to:]
	b.at = b.boundary(from)
}

// boundary returns the first offset between two clusters that is not less than at. No cluster crosses the end of a line.
func (b *buffer) boundary(at int) int {
	start := b.lineStart(at)
	for g := range glyphs(b.text[start:b.lineEnd(at)]) {
		if start+g.start >= at {
			return start + g.start
		}
	}
	return b.lineEnd(at)
}

func (b *buffer) lineStart(at int) int { return strings.LastIndexByte(b.text[:at], '\n') + 1 }

func (b *buffer) lineEnd(at int) int {
	if i := strings.IndexByte(b.text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(b.text)
}

// before returns the offset one cluster to the left of the cursor.
func (b *buffer) before() int {
	start := b.lineStart(b.at)
	if start == b.at {
		return max(b.at-1, 0)
	}
	last := start
	for g := range glyphs(b.text[start:b.at]) {
		last = start + g.start
	}
	return last
}

// after returns the offset one cluster to the right of the cursor.
func (b *buffer) after() int {
	end := b.lineEnd(b.at)
	if end == b.at {
		return min(b.at+1, len(b.text))
	}
	for g := range glyphs(b.text[b.at:end]) {
		return b.at + g.end
	}
	return end
}

// wordBefore returns the start of the word to the left of the cursor. Punctuation ends a word too, because Chinese has no
// spaces.
func (b *buffer) wordBefore() int {
	ends := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }
	head := strings.TrimRightFunc(b.text[:b.at], ends)
	return len(strings.TrimRightFunc(head, func(r rune) bool { return !ends(r) }))
}

// wordAfter returns the end of the word to the right of the cursor.
func (b *buffer) wordAfter() int {
	ends := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }
	tail := strings.TrimLeftFunc(b.text[b.at:], ends)
	return len(b.text) - len(strings.TrimLeftFunc(tail, func(r rune) bool { return !ends(r) }))
}

// edit applies a key and reports whether the key edits the text or moves within it. Up and down are not handled here.
func (b *buffer) edit(k key) bool {
	switch k.code {
	case keyText, keyPaste:
		b.insert(k.text)
	case keyLeft:
		b.at = b.before()
	case keyRight:
		b.at = b.after()
	case keyWordLeft:
		b.at = b.wordBefore()
	case keyWordRight:
		b.at = b.wordAfter()
	case keyHome:
		b.at = b.lineStart(b.at)
	case keyEnd:
		b.at = b.lineEnd(b.at)
	case keyTop:
		b.at = 0
	case keyBottom:
		b.at = len(b.text)
	case keyBackspace:
		b.remove(b.before(), b.at)
	case keyDelete:
		b.remove(b.at, b.after())
	case keyKillLeft:
		b.remove(b.lineStart(b.at), b.at)
	case keyKillRight:
		b.remove(b.at, b.lineEnd(b.at))
	case keyKillWord:
		b.remove(b.wordBefore(), b.at)
	default:
		return false
	}
	return true
}

// pasted normalizes a pasted text. Line ends become newlines, or spaces if the field has one line. Control characters are
// dropped, as most terminals do.
func pasted(text string, lines bool) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(strings.ToValidUTF8(text, ""))
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, text)
	if lines || !strings.Contains(text, "\n") {
		return text
	}
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, " ")
}
