package letter

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"draft/drafts/field"
)

// Shortening is an answer that a person can make shorter so that the app text has all of it.
type Shortening struct {
	Field   *Field
	By      int    // characters by which the answer must be shorter
	Longest string // its longest sentence
}

// Shorten returns the first answer in a person's own words that the app text has no room for, or that makes a sentence longer than the
// limit. ok is false if there is none, or if the text would have no room for any words in its place.
func Shorten(sentences []Sentence, limit int, t *Template, values Values) (s Shortening, ok bool) {
	b := newBox(sentences, limit)
	_, over := b.choose()
	if limit <= 0 || over == 0 && !slices.Contains(b.kept, false) {
		return s, false
	}
	for i := range t.Fields {
		q := &t.Fields[i]
		if values[q.Name] == nil || q.Type != field.Multiline && (q.Type != field.Text || over == 0) {
			continue
		}
		own := ownWords(q, values[q.Name].String(), sentences)
		if len(own) == 0 || over == 0 && own.kept(b) {
			continue
		}
		if by := own.least(sentences, limit); by > 0 {
			return Shortening{Field: q, By: by, Longest: own[0].text}, true
		}
	}
	return s, false
}

// words are the sentences of an answer as they stand in the app text, the longest first.
type words []ownSentence

type ownSentence struct {
	text     string
	sentence int // the index of the sentence of the app text
}

// ownWords finds the sentences of an answer in the app text.
func ownWords(q *Field, answer string, sentences []Sentence) words {
	parts := []string{answer}
	if q.Type == field.Multiline {
		parts = splitText(joinLines(answer))
	}
	var own words
	at := 0
	for _, part := range parts {
		text := strings.TrimRight(part, "；;。 ")
		i := slices.IndexFunc(sentences[at:], func(s Sentence) bool { return strings.Contains(s.Text, text) })
		if i >= 0 && text != "" {
			at += i
			own = append(own, ownSentence{text, at})
		}
	}
	slices.SortStableFunc(own, func(a, b ownSentence) int { return cmp.Compare(Length(b.text), Length(a.text)) })
	return own
}

// kept reports whether the app text has all of the answer.
func (w words) kept(b box) bool {
	for _, part := range w {
		if !b.kept[part.sentence] {
			return false
		}
	}
	return true
}

// least returns the least number of characters by which the answer must be shorter so that the app text has all of it within a limit; 0
// if none of its words would be left.
func (w words) least(sentences []Sentence, limit int) int {
	total := 0
	for _, part := range w {
		total += Length(part.text)
	}
	by := sort.Search(total, func(by int) bool {
		b := newBox(sentences, limit)
		for _, part := range w { // the longest sentence is shortened first
			cut := min(by, Length(part.text))
			by -= cut
			b.lengths[part.sentence] -= cut
			b.continued[part.sentence] = max(0, b.continued[part.sentence]-cut)
		}
		_, over := b.choose()
		return over == 0 && w.kept(b)
	})
	if by == total {
		return 0
	}
	return by
}
