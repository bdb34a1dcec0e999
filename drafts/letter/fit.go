package letter

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Fitted is the app text within a limit.
type Fitted struct {
	// Parts are the texts to paste, one after another. More than one begins each with (1/2), which counts.
	Parts []string
	// Whole is all of Parts as one text, without the marks.
	Whole string
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
	b := box{limit: limit, lengths: make([]int, len(sentences)), kept: make([]bool, len(sentences))}
	for i, s := range sentences {
		b.lengths[i] = Length(s.Text)
		b.kept[i] = limit <= 0 || s.Keep == Need
	}
	parts, room, over := b.measure()
	for _, keep := range []Keep{Want, Nice} {
		for i, s := range sentences {
			if b.kept[i] || s.Keep != keep {
				continue
			}
			b.kept[i] = true
			more, roomier, tooLong := b.measure()
			if tooLong > 0 || more > max(1, parts) {
				b.kept[i] = false
				continue
			}
			parts, room = more, roomier
		}
	}
	parted, whole := b.fill(sentences, room)
	return Fitted{Parts: parted, Whole: whole, Left: b.left(sentences), Over: over}
}

// box works on lengths alone: a sentence is tried many times, and written once.
type box struct {
	limit   int
	lengths []int
	kept    []bool
}

// measure tells how many parts the kept sentences need, and how many characters of them go into each. Where one
// sentence is too long for a part by itself, it tells by how much, and the part is the whole text.
func (b box) measure() (parts, room, over int) {
	total := 0
	for i, n := range b.lengths {
		if b.kept[i] {
			total += n
		}
	}
	switch {
	case total == 0:
		return 0, 0, 0
	case b.limit <= 0 || total <= b.limit:
		return 1, total, 0
	}
	// The mark (1/2) grows with the number of parts, so try with room for one digit, then two, and so on.
	for digits := 1; ; digits++ {
		room = b.limit - len("(/)") - 2*digits
		if parts, over = b.split(room); over > 0 {
			return 1, total, over
		}
		if len(strconv.Itoa(parts)) <= digits {
			return parts, room, 0
		}
	}
}

func (b box) split(room int) (parts, over int) {
	length := 0
	for i, n := range b.lengths {
		if !b.kept[i] {
			continue
		}
		over = max(over, n-room)
		if parts == 0 || length+n > room {
			parts, length = parts+1, 0
		}
		length += n
	}
	return parts, over
}

// fill writes the parts that measure has counted, and numbers them if there are several.
func (b box) fill(sentences []Sentence, room int) (parts []string, whole string) {
	length := 0
	for i, s := range sentences {
		if !b.kept[i] || s.Text == "" {
			continue
		}
		if len(parts) == 0 || length+b.lengths[i] > room {
			parts, length = append(parts, ""), 0
		}
		parts[len(parts)-1] += s.Text
		length += b.lengths[i]
	}
	whole = strings.Join(parts, "")
	for i := range parts {
		if len(parts) > 1 {
			parts[i] = fmt.Sprintf("(%d/%d)%s", i+1, len(parts), parts[i])
		}
	}
	return parts, whole
}

// Sentences takes a text apart behind the marks that end a sentence. Each is needed.
func Sentences(text string) []Sentence {
	var all []Sentence
	from, ended := 0, false
	for i, r := range text {
		end := strings.ContainsRune("。！？!?", r)
		within := ended && strings.ContainsRune("”’」』）)", r) // a quotation ends with its mark
		if ended && !end && !within {
			all = append(all, Sentence{Keep: Need, Text: text[from:i]})
			from = i
		}
		ended = end || within
	}
	if text[from:] != "" {
		all = append(all, Sentence{Keep: Need, Text: text[from:]})
	}
	return all
}

func (b box) left(sentences []Sentence) []Sentence {
	var out []Sentence
	for i, s := range sentences {
		if !b.kept[i] {
			out = append(out, s)
		}
	}
	return out
}
