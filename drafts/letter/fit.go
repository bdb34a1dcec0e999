package letter

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// Fitted is the app text within a limit.
type Fitted struct {
	// Parts are the texts to paste, one after another. More than one begins each with (1/2), which counts.
	Parts []string
	// Left are the sentences that found no place, in reading order.
	Left []Sentence
	// Over is by how many characters the longest sentence that must be kept is too long even alone; then Parts
	// is the whole text unsplit. 0 where everything fits.
	Over int
}

// Length counts the characters of a text as UTF-16 units, which is the cautious choice: nobody publishes how the
// app counts, and no usual way counts more.
func Length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Fit chooses the sentences for a box of limit characters; 0 is no limit. It keeps every Need, then as many
// Want and then Nice sentences as go in, in reading order. If the Need alone is too long it is split at sentences
// into numbered parts, filled up in the same way. No sentence is ever cut.
func Fit(sentences []Sentence, limit int) Fitted {
	kept := make([]bool, len(sentences))
	for i, s := range sentences {
		kept[i] = limit <= 0 || s.Keep == Need
	}
	parts, over := pack(sentences, kept, limit)
	if over > 0 {
		return Fitted{Parts: parts, Over: over, Left: left(sentences, kept)}
	}
	for _, keep := range []Keep{Want, Nice} {
		for i, s := range sentences {
			if kept[i] || s.Keep != keep {
				continue
			}
			kept[i] = true
			more, over := pack(sentences, kept, limit)
			if over > 0 || len(more) > max(1, len(parts)) {
				kept[i] = false
				continue
			}
			parts = more
		}
	}
	return Fitted{Parts: parts, Left: left(sentences, kept)}
}

func left(sentences []Sentence, kept []bool) []Sentence {
	var out []Sentence
	for i, s := range sentences {
		if !kept[i] {
			out = append(out, s)
		}
	}
	return out
}

// pack fills parts with the kept sentences in order. Where one sentence is too long for a part by itself, it gives
// the whole text and by how much.
func pack(sentences []Sentence, kept []bool, limit int) (parts []string, over int) {
	var whole strings.Builder
	for i, s := range sentences {
		if kept[i] {
			whole.WriteString(s.Text)
		}
	}
	text := whole.String()
	if text == "" {
		return nil, 0
	}
	if limit <= 0 || Length(text) <= limit {
		return []string{text}, 0
	}
	// The mark (1/2) grows with the number of parts, so try with room for one digit, then two, and so on.
	for digits := 1; ; digits++ {
		parts, over = split(sentences, kept, limit-len("(/)")-2*digits)
		if over > 0 {
			return []string{text}, over
		}
		if len(fmt.Sprint(len(parts))) <= digits {
			break
		}
	}
	for i, p := range parts {
		parts[i] = fmt.Sprintf("(%d/%d)%s", i+1, len(parts), p)
	}
	return parts, 0
}

func split(sentences []Sentence, kept []bool, room int) (parts []string, over int) {
	length := 0
	for i, s := range sentences {
		if !kept[i] {
			continue
		}
		n := Length(s.Text)
		over = max(over, n-room)
		if len(parts) == 0 || length+n > room {
			parts, length = append(parts, ""), 0
		}
		parts[len(parts)-1] += s.Text
		length += n
	}
	return parts, over
}
