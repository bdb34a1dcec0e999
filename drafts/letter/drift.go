package letter

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/width"

	"draft/drafts/field"
)

// Drift is a contradiction between an edited text and the answers.
type Drift struct {
	Field *Field // the question; nil if the text states something new that belongs to no question
	Was   string // as the text stated it before
	Now   string // as the edited text states it; empty if it does not state it
}

// Drifts compares the amounts, times and numbers of an edited text with the facts that the text stated before. A statement that
// was moved, or is written in another form, is not a drift.
func Drifts(facts []Fact, before, after string) []Drift {
	was, now := statements(before), statements(after)
	added := slices.DeleteFunc(slices.Clone(now), func(s statement) bool {
		// Part of a number that was there before is not new: the edited text may separate its digits by spaces.
		return slices.ContainsFunc(was, func(w statement) bool {
			return w.same(s) || w.class == number && s.class == number && strings.Contains(w.key, s.key)
		})
	})
	var drifts []Drift
	var gone []int // indices of the drifts of facts that the edited text does not state
	for i := range facts {
		for _, text := range statedForms(facts[i]) {
			s := statement{text: text}
			if found := statements(text); len(found) == 1 {
				s = found[0]
			}
			at := slices.IndexFunc(was, s.same)
			if at < 0 {
				continue
			}
			// The edited text may differ in some of the places that state the fact. A place that states it still is not one of them:
			// several facts may stand after the same words, as the payments of a list do.
			for range countStatements(was, s) - countStatements(now, s) {
				new := slices.IndexFunc(added, func(f statement) bool { return f.class == s.class && f.inContextOf(was, s) })
				if new < 0 {
					break
				}
				if d := (Drift{facts[i].Field, text, added[new].text}); !slices.Contains(drifts, d) {
					drifts = append(drifts, d)
				}
				added = slices.Delete(added, new, new+1)
			}
			reported := slices.ContainsFunc(drifts, func(d Drift) bool { return d.Field == facts[i].Field })
			if !reported && s.class != capital && !containsStatement(now, s) && !strings.Contains(removeSpaces(after), s.key) {
				gone = append(gone, len(drifts))
				drifts = append(drifts, Drift{Field: facts[i].Field, Was: text})
			}
		}
	}
	for _, s := range added {
		// A new statement replaces a fact of its class that is gone.
		if i := slices.IndexFunc(gone, func(g int) bool { return statements(drifts[g].Was)[0].class == s.class }); i >= 0 {
			drifts[gone[i]].Now = s.text
			gone = slices.Delete(gone, i, i+1)
			continue
		}
		drifts = append(drifts, Drift{Now: s.text})
	}
	return drifts
}

// statedForms returns the texts by which a letter may state a fact.
func statedForms(f Fact) []string {
	switch v := f.Value.(type) {
	case field.MoneyValue:
		return []string{v.String() + "元", v.Capital()}
	case field.TimeValue, field.NumberValue, field.PhoneValue, field.EmailValue:
		return []string{v.String()}
	case field.TextValue:
		if found := statements(string(v)); len(found) == 1 && found[0].text == string(v) {
			return []string{string(v)} // an account or a code
		}
	}
	return nil
}

// statement is an amount, a time or a number in a text.
type statement struct {
	class  class
	key    string // the same for all forms of one value
	text   string
	before string // the few characters before it
}

type class int

const (
	moment class = iota
	money
	capital
	number
)

func (s statement) same(other statement) bool { return s.class == other.class && s.key == other.key }

// inContextOf reports whether s stands after the same characters as one of the earlier statements of a fact.
func (s statement) inContextOf(was []statement, fact statement) bool {
	return s.before != "" && slices.ContainsFunc(was, func(w statement) bool { return w.same(fact) && w.before == s.before })
}

func countStatements(all []statement, s statement) int {
	n := 0
	for _, other := range all {
		if s.same(other) {
			n++
		}
	}
	return n
}

func containsStatement(all []statement, s statement) bool { return slices.ContainsFunc(all, s.same) }

// patterns are applied to folded text in the order of the classes, because the digits of a date must not count as a number.
var patterns = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		moment:  regexp.MustCompile(`[0-9]{4}(?:年|-|/|\.)[0-9]{1,2}(?:月|-|/|\.)[0-9]{1,2}日?(?:\s*[0-9]{1,2}(?::|时|点)[0-9]{1,2}分?)?`),
		money:   regexp.MustCompile(`[0-9][0-9,]*(?:\.[0-9]+)?\s*元`),
		capital: regexp.MustCompile(`[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+元[零壹贰叁肆伍陆柒捌玖角分整]*`),
		number:  regexp.MustCompile(`[0-9A-Za-z+][0-9A-Za-z_.@+\-]{2,}[0-9A-Za-z]`),
	}
})

var digits = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+`) })

// statements returns the statements of a text, by class and then in reading order.
func statements(text string) []statement {
	folded := width.Fold.String(text)
	var found []statement
	for c, pattern := range patterns() {
		rest := []byte(folded)
		for _, at := range pattern.FindAllStringIndex(folded, -1) {
			match := strings.TrimSpace(folded[at[0]:at[1]])
			found = append(found, statement{class: class(c), key: class(c).key(match), text: match, before: contextBefore(folded[:at[0]])})
			for i := at[0]; i < at[1]; i++ {
				rest[i] = '\n'
			}
		}
		folded = string(rest)
	}
	return found
}

// key returns the canonical form of a statement.
func (c class) key(text string) string {
	switch c {
	case moment:
		parts := digits().FindAllString(text, -1)
		for i, p := range parts {
			parts[i] = strings.TrimLeft(p, "0")
		}
		return strings.Join(parts, " ")
	case money:
		v, err := field.Spec{Type: field.Money}.Parse(strings.TrimSpace(strings.TrimSuffix(text, "元")), field.Reading{})
		if err != nil {
			return text
		}
		return v.String()
	case capital, number:
	}
	return text
}

// contextBefore returns the last few characters of a text, to recognize a place in an edited text; "" near the beginning of a
// line.
func contextBefore(text string) string {
	const enough = 4
	runes := []rune(text[strings.LastIndexByte(text, '\n')+1:])
	if len(runes) < 2 {
		return ""
	}
	return string(runes[max(0, len(runes)-enough):])
}

func removeSpaces(text string) string {
	return strings.Join(strings.Fields(width.Fold.String(text)), "")
}
