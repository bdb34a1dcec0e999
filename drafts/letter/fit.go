package letter

import (
	"fmt"
	"math"
	"slices"
	"sort"
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
	Left []LeftOut
	// Over is by how many characters the longest sentence that must be kept is too long even alone; then Parts
	// is the whole text unsplit. 0 where everything fits.
	Over int
}

// LeftOut is a sentence that found no place.
type LeftOut struct {
	Sentence
	// Needs is the least number of characters by which the limit must grow so that Fit has room for this sentence, for
	// those it depends on, and for all that is kept now. If the Need sentences still take several parts at that limit,
	// they take no more parts because of it. The other sentences of Left are not counted in.
	Needs int
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
// Want and then Nice sentences as go in, in reading order. A sentence that depends on the one before it is tried only if that
// one is kept, so a group of them is shortened from its end. If the Need alone is too long it is split at sentences
// into numbered parts, filled up in the same way. No sentence is ever cut.
func Fit(sentences []Sentence, limit int) Fitted {
	b := newBox(sentences, limit)
	parts, room, over := b.measure()
	for _, keep := range []Keep{Want, Nice} {
		for i, s := range sentences {
			if b.kept[i] || s.Keep != keep || b.dependent(i) && !b.kept[i-1] {
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
	return Fitted{Parts: parted, Whole: whole, Left: b.left(sentences, parts, over), Over: over}
}

// box works on lengths alone: a sentence is tried many times, and written once.
type box struct {
	limit     int
	lengths   []int
	continued []int // lengths of the sentences before a dependent one that is kept; 0 if the next is independent
	kept      []bool
}

func newBox(sentences []Sentence, limit int) box {
	b := box{
		limit: limit, lengths: make([]int, len(sentences)), continued: make([]int, len(sentences)),
		kept: make([]bool, len(sentences)),
	}
	for i, s := range sentences {
		b.lengths[i], b.continued[i] = Length(s.Text), Length(s.Continued)
		b.kept[i] = limit <= 0 || s.Keep == Need
	}
	return b
}

// dependent reports whether a sentence is kept only if the one before it is.
func (b box) dependent(i int) bool { return i > 0 && b.continued[i-1] > 0 }

// isContinued reports whether the sentence after this one is kept and depends on it.
func (b box) isContinued(i int) bool { return b.continued[i] > 0 && i+1 < len(b.kept) && b.kept[i+1] }

// length returns the number of characters that are printed for a kept sentence.
func (b box) length(i int) int {
	if b.isContinued(i) {
		return b.continued[i]
	}
	return b.lengths[i]
}

// total returns the number of characters of all kept sentences.
func (b box) total() int {
	total := 0
	for i, kept := range b.kept {
		if kept {
			total += b.length(i)
		}
	}
	return total
}

// measure tells how many parts the kept sentences need, and how many characters of them go into each. Where one
// sentence is too long for a part by itself, it tells by how much, and the part is the whole text.
func (b box) measure() (parts, room, over int) {
	total := b.total()
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
	for i, kept := range b.kept {
		if !kept {
			continue
		}
		n := b.length(i)
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
		n, text := b.length(i), s.Text
		if b.isContinued(i) {
			text = s.Continued
		}
		if len(parts) == 0 || length+n > room {
			parts, length = append(parts, ""), 0
		}
		parts[len(parts)-1] += text
		length += n
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

// left lists the sentences that are not kept. parts and over are those of the kept ones.
func (b box) left(sentences []Sentence, parts, over int) []LeftOut {
	var out []LeftOut
	for i, s := range sentences {
		if !b.kept[i] {
			out = append(out, LeftOut{Sentence: s, Needs: b.needs(sentences, i, parts, over)})
		}
	}
	return out
}

// needs returns LeftOut.Needs of sentence i.
func (b box) needs(sentences []Sentence, i, parts, over int) int {
	with := b
	with.kept = slices.Clone(b.kept)
	with.kept[i] = true
	for ; with.dependent(i); i-- {
		with.kept[i-1] = true
	}
	missing := with.total() - b.limit // for all of it in one part
	if parts <= 1 && over == 0 {
		return missing
	}
	// Both counts fall as the limit grows, but the Need sentences may become fewer parts first, which leave less room.
	need := newBox(sentences, b.limit)
	for n := 1; ; {
		least := need.partsWith(b.limit + n)
		n += sort.Search(missing-n, func(more int) bool { return with.partsWith(b.limit+n+more) <= min(least, math.MaxInt-1) })
		if need.partsWith(b.limit+n) == least {
			return n
		}
	}
}

// partsWith returns how many parts the kept sentences need within a limit: at least one, and math.MaxInt if one of them
// is too long.
func (b box) partsWith(limit int) int {
	b.limit = limit
	parts, _, over := b.measure()
	if over > 0 {
		return math.MaxInt
	}
	return max(1, parts)
}
