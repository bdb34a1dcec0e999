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

// Fitted is the app text, fitted to a limit.
type Fitted struct {
	// Parts are the texts to paste, one after another. If there are several, each begins with a mark such as (1/2), which counts
	// towards the limit.
	Parts []string
	// Whole is all of Parts as one text, without the marks.
	Whole string
	// Left are the sentences that do not fit, in reading order.
	Left []LeftOut
	// Over is the number of characters by which the longest sentence that must be kept exceeds a part of its own. If it is not 0,
	// Parts is the whole text in one part.
	Over int
}

// LeftOut is a sentence that does not fit.
type LeftOut struct {
	Sentence
	// Needs is the least number of characters by which the limit must grow so that Fit has room for this sentence, for
	// those it depends on, and for all that is kept now. If the Need sentences still take several parts at that limit,
	// they take no more parts because of it. The other sentences of Left are not counted in.
	Needs int
}

// Length returns the length of a text in UTF-16 units, because how the app counts is not published and no usual count is higher.
func Length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Fit chooses sentences for a limit of characters; 0 is no limit. It keeps every Need sentence, then each Want and then each Nice
// sentence that fits, in reading order. A sentence that depends on the one before it is tried only if that one is kept, so a group
// of them is shortened from its end. If the Need sentences alone exceed the limit, the text is split between sentences into numbered
// parts, which are filled in the same way. No sentence is ever cut.
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

// box fits sentences by their lengths. It does not build text, because a sentence is tried many times.
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

// isContinued reports whether the next sentence is kept and depends on this one.
func (b box) isContinued(i int) bool { return b.continued[i] > 0 && i+1 < len(b.kept) && b.kept[i+1] }

// length returns the number of characters of a kept sentence.
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

// measure returns the number of parts that the kept sentences need and the number of characters that a part has for them. over is
// not 0 if a sentence exceeds a part of its own by so many characters; then the whole text is one part.
func (b box) measure() (parts, room, over int) {
	total := b.total()
	switch {
	case total == 0:
		return 0, 0, 0
	case b.limit <= 0 || total <= b.limit:
		return 1, total, 0
	}
	// The mark (1/2) grows with the number of parts, so try one digit, then two, and so on.
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

// fill returns the text of the parts that measure counted, numbered if there are several.
func (b box) fill(sentences []Sentence, room int) (parts []string, whole string) {
	var all strings.Builder
	var begins []int // of each part, in all
	length := 0
	for i, s := range sentences {
		if !b.kept[i] || s.Text == "" {
			continue
		}
		n, text := b.length(i), s.Text
		if b.isContinued(i) {
			text = s.Continued
		}
		if len(begins) == 0 || length+n > room {
			begins, length = append(begins, all.Len()), 0
		}
		all.WriteString(text)
		length += n
	}
	whole = all.String()
	for i, begin := range begins {
		end := len(whole)
		if i+1 < len(begins) {
			end = begins[i+1]
		}
		parts = append(parts, whole[begin:end])
		if len(begins) > 1 {
			parts[i] = fmt.Sprintf("(%d/%d)%s", i+1, len(begins), parts[i])
		}
	}
	return parts, whole
}

// Sentences splits a text after the marks that end a sentence. Each sentence is a Need.
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

// left returns the sentences that are not kept. parts and over describe the kept ones.
func (b box) left(sentences []Sentence, parts, over int) []LeftOut {
	var out []LeftOut
	for i, s := range sentences {
		if !b.kept[i] {
			out = append(out, LeftOut{Sentence: s, Needs: b.needs(sentences, i, parts, over)})
		}
	}
	return out
}

// needs returns LeftOut.Needs for sentence i.
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
	// Both numbers of parts fall as the limit grows, but that of the Need sentences may fall first.
	need := newBox(sentences, b.limit)
	for n := 1; ; {
		least := need.partsWith(b.limit + n)
		n += sort.Search(missing-n, func(more int) bool { return with.partsWith(b.limit+n+more) <= min(least, math.MaxInt-1) })
		if need.partsWith(b.limit+n) == least {
			return n
		}
	}
}

// partsWith returns the number of parts that the kept sentences need within a limit: at least 1, and math.MaxInt if one of them is
// too long.
func (b box) partsWith(limit int) int {
	b.limit = limit
	parts, _, over := b.measure()
	if over > 0 {
		return math.MaxInt
	}
	return max(1, parts)
}
