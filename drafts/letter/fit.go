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
	// they take no more parts because of it. The other sentences of Left are not counted in. For a Want record of a list it is the
	// least number so that all records of the list fit into MostParts parts, with all that is kept now and ranks before them.
	Needs int
	// Record is the number of the record, from 1, if the sentence is about a record of a list of which a part is left out; else 0.
	Record int
}

// Length returns the length of a text in UTF-16 units, because how the app counts is not published and no usual count is higher.
func Length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// MostParts is the number of parts up to which a text has all records of a list, because a person pastes them one by one.
const MostParts = 3

// Fit chooses sentences for a limit of characters; 0 is no limit. It keeps every Need sentence, then each Want and then each Nice
// sentence that fits, in reading order. A sentence that depends on the one before it is tried only if that one is kept, so a group
// of them is shortened from its end. If the Need sentences alone exceed the limit, the text is split between sentences into numbered
// parts, which are filled in the same way. No sentence is ever cut.
//
// All Want records of a list are kept if the text then has at most MostParts parts, because a complete list is worth more parts. Else
// they are a group like any other, and the text says how many are left out.
func Fit(sentences []Sentence, limit int) Fitted {
	b := newBox(sentences, limit)
	parts, over := b.choose()
	_, room, _ := b.measure()
	parted, text := b.fill(room)
	return Fitted{Parts: parted, Whole: text, Left: b.left(parts, over), Over: over}
}

// choose keeps as many sentences as fit. parts and over are those of the text without Nice sentences.
func (b box) choose() (parts, over int) {
	parts, _, over = b.measure()
	parts, whole := b.keep(Want, parts)
	if whole { // there may be room now for what is before the list
		parts, _ = b.keep(Want, parts)
	}
	b.keep(Nice, parts)
	return parts, over
}

// keep keeps the sentences of a priority that fit into a number of parts, and returns the number of parts then. whole reports whether it
// kept all records of a list, which may take more parts.
func (b box) keep(priority Keep, parts int) (now int, whole bool) {
	for i, s := range b.sentences {
		if b.kept[i] || s.Keep != priority || b.dependent(i) && !b.kept[i-1] {
			continue
		}
		if list := b.lists[i]; priority == Want && list >= 0 && list == i-1 && b.fitsWhole(list) {
			setAll(b.records(list), true)
			parts, _, _ = b.measure()
			whole = true
			continue
		}
		b.kept[i] = true
		if more, _, tooLong := b.measure(); tooLong > 0 || more > max(1, parts) {
			b.kept[i] = false
		} else {
			parts = more
		}
	}
	return parts, whole
}

// box fits sentences by their lengths. It does not build text, because a sentence is tried many times.
type box struct {
	limit     int
	sentences []Sentence
	lengths   []int
	continued []int // lengths of the sentences before a dependent one that is kept; 0 if the next is independent
	lists     []int // for a sentence about a record, the index of the one that begins the list; -1 for the others
	kept      []bool
}

func newBox(sentences []Sentence, limit int) box {
	n := len(sentences)
	numbers := make([]int, 3*n)
	b := box{
		limit: limit, sentences: sentences, lengths: numbers[:n], continued: numbers[n : 2*n], lists: numbers[2*n:], kept: make([]bool, n),
	}
	begin, end := -1, -1
	for i, s := range sentences {
		b.lengths[i], b.continued[i] = Length(s.Text), Length(s.Continued)
		b.kept[i] = limit <= 0 || s.Keep == Need
		if b.lists[i] = begin; i > end {
			b.lists[i] = -1
		}
		if s.Records > 0 {
			begin, end = i, i+s.Records
		}
	}
	return b
}

// records returns which records of the list that a sentence begins are kept; nil if it begins none.
func (b box) records(i int) []bool {
	return b.kept[i+1 : min(i+1+b.sentences[i].Records, len(b.kept))]
}

func setAll(kept []bool, to bool) {
	for i := range kept {
		kept[i] = to
	}
}

// fitsWhole reports whether the kept sentences and all records of the list that a sentence begins take no more than MostParts parts.
func (b box) fitsWhole(list int) bool {
	b.kept = slices.Clone(b.kept)
	setAll(b.records(list), true)
	parts, _, over := b.measure()
	return over == 0 && parts <= MostParts
}

// dependent reports whether a sentence is kept only if the one before it is.
func (b box) dependent(i int) bool { return i > 0 && b.continued[i-1] > 0 }

// isContinued reports whether the next sentence is kept and depends on this one.
func (b box) isContinued(i int) bool { return b.continued[i] > 0 && i+1 < len(b.kept) && b.kept[i+1] }

// length returns the number of characters of a kept sentence.
func (b box) length(i int) int {
	n := b.lengths[i]
	if b.isContinued(i) {
		n = b.continued[i]
	}
	if rest, left := b.restAfter(i); left > 0 {
		n += Length(rest) - len("N") + len(strconv.Itoa(left))
	}
	return n
}

// text returns the text of a kept sentence.
func (b box) text(i int) string {
	text := b.sentences[i].Text
	if b.isContinued(i) {
		text = b.sentences[i].Continued
	}
	if rest, left := b.restAfter(i); left > 0 {
		text += strings.Replace(rest, "N", strconv.Itoa(left), 1)
	}
	return text
}

// restAfter returns the Rest that stands after a kept sentence, and the number of records that it is about; 0 if none stands there.
func (b box) restAfter(i int) (rest string, left int) {
	list := b.lists[i]
	if b.sentences[i].Records > 0 {
		list = i
	}
	if list < 0 || b.sentences[list].Rest == "" {
		return "", 0
	}
	if left = min(list+b.sentences[list].Records, len(b.kept)-1) - i; left > 0 && b.kept[i+1] {
		return "", 0
	}
	return b.sentences[list].Rest, left
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
		if n > 0 && (parts == 0 || length+n > room) {
			parts, length = parts+1, 0
		}
		length += n
	}
	return parts, over
}

// fill returns the text of the parts that measure counted, numbered if there are several.
func (b box) fill(room int) (parts []string, whole string) {
	var all strings.Builder
	var begins []int // of each part, in all
	length := 0
	for i, kept := range b.kept {
		n := b.length(i)
		if !kept || n == 0 {
			continue
		}
		if len(begins) == 0 || length+n > room {
			begins, length = append(begins, all.Len()), 0
		}
		all.WriteString(b.text(i))
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
func (b box) left(parts, over int) []LeftOut {
	var out []LeftOut
	list, needs := -1, 0 // those of the last record
	for i, s := range b.sentences {
		switch {
		case b.kept[i]:
		case b.lists[i] < 0 || s.Keep != Want:
			out = append(out, LeftOut{Sentence: s, Needs: b.needs(i, parts, over)})
		default:
			if b.lists[i] != list {
				list, needs = b.lists[i], b.needsOfList(b.lists[i])
			}
			out = append(out, LeftOut{Sentence: s, Needs: needs, Record: i - list})
		}
	}
	return out
}

// needsOfList returns LeftOut.Needs for the records of a list.
func (b box) needsOfList(list int) int {
	before := b
	before.kept = b.before(list)
	missing := b.total() - b.limit // for more than all of it in one part
	for i := range b.records(list) {
		missing += b.lengths[list+1+i]
	}
	return 1 + sort.Search(missing, func(more int) bool {
		before.limit = b.limit + 1 + more
		return before.fitsWhole(list)
	})
}

// before returns which sentences are kept that rank before the records of a list.
func (b box) before(list int) []bool {
	kept := slices.Clone(b.kept)
	for i, s := range b.sentences {
		kept[i] = kept[i] && (s.Keep == Need || s.Keep == Want && i < list)
	}
	return kept
}

// needs returns LeftOut.Needs for sentence i.
func (b box) needs(i int, parts, over int) int {
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
	// Both numbers of parts fall as the limit grows, but that of the Need sentences and of whole lists may fall first.
	need := newBox(b.sentences, b.limit)
	for i := range b.sentences {
		if records := b.records(i); len(records) > 0 && !slices.Contains(records, false) {
			copy(need.kept, b.before(i))
			setAll(need.records(i), true)
		}
	}
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
