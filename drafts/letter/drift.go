package letter

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/width"

	"draft/drafts/field"
)

// Drift is a place where edited words no longer say what the answers say.
type Drift struct {
	Field *Field // the answer; nil where something is new that belongs to none
	Was   string // as the words stated it before
	Now   string // as they state it; empty where they do not any more
}

// Drifts compares edited words with the facts that they stated before: amounts, times and numbers, however they are
// written. What was only said in other words, or moved, is no drift.
func Drifts(facts []Fact, before, after string) []Drift {
	was, now := statements(before), statements(after)
	fresh := slices.DeleteFunc(slices.Clone(now), func(s statement) bool {
		// A number that was cut by spaces is none but the one it was.
		return slices.ContainsFunc(was, func(w statement) bool {
			return w.same(s) || w.class == number && s.class == number && strings.Contains(w.key, s.key)
		})
	})
	var drifts []Drift
	var gone []int // drifts of facts that nothing states now
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
			for { // one place of several may have been changed
				new := slices.IndexFunc(fresh, func(f statement) bool { return f.class == s.class && f.inContextOf(was, s) })
				if new < 0 {
					break
				}
				if d := (Drift{facts[i].Field, text, fresh[new].text}); !slices.Contains(drifts, d) {
					drifts = append(drifts, d)
				}
				fresh = slices.Delete(fresh, new, new+1)
			}
			told := slices.ContainsFunc(drifts, func(d Drift) bool { return d.Field == facts[i].Field })
			if !told && s.class != capital && !containsStatement(now, s) && !strings.Contains(removeSpaces(after), s.key) {
				gone = append(gone, len(drifts))
				drifts = append(drifts, Drift{Field: facts[i].Field, Was: text})
			}
		}
	}
	for _, s := range fresh {
		// Where one fact of its class is gone, this is what stands for it.
		if i := slices.IndexFunc(gone, func(g int) bool { return statements(drifts[g].Was)[0].class == s.class }); i >= 0 {
			drifts[gone[i]].Now = s.text
			gone = slices.Delete(gone, i, i+1)
			continue
		}
		drifts = append(drifts, Drift{Now: s.text})
	}
	return drifts
}

// statedForms are the texts by which a letter states a fact.
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

// statement is an amount, a time or a number that stands in a text.
type statement struct {
	class  class
	key    string // the same for all ways to write it
	text   string
	before string // what stands before it, a few characters
}

type class int

const (
	moment class = iota
	money
	capital
	number
)

func (s statement) same(other statement) bool { return s.class == other.class && s.key == other.key }

// inContextOf tells whether this stands after the same words as one of those that state a fact.
func (s statement) inContextOf(was []statement, fact statement) bool {
	return s.before != "" && slices.ContainsFunc(was, func(w statement) bool { return w.same(fact) && w.before == s.before })
}

func containsStatement(all []statement, s statement) bool { return slices.ContainsFunc(all, s.same) }

// The patterns run over folded text, one class after another: the digits of a date are no number.
var patterns = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		moment:  regexp.MustCompile(`[0-9]{4}(?:年|-|/|\.)[0-9]{1,2}(?:月|-|/|\.)[0-9]{1,2}日?(?:\s*[0-9]{1,2}(?::|时|点)[0-9]{1,2}分?)?`),
		money:   regexp.MustCompile(`[0-9][0-9,]*(?:\.[0-9]+)?\s*元`),
		capital: regexp.MustCompile(`[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+元[零壹贰叁肆伍陆柒捌玖角分整]*`),
		number:  regexp.MustCompile(`[0-9A-Za-z+][0-9A-Za-z_.@+\-]{2,}[0-9A-Za-z]`),
	}
})

var digits = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+`) })

// statements finds what a text states, in its order.
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

// key brings the ways to write a thing to one.
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

// contextBefore is the last few characters of a text, enough to know a place by; a line's beginning is none.
func contextBefore(text string) string {
	const enough = 4
	runes := []rune(text[strings.LastIndexByte(text, '\n')+1:])
	if len(runes) < 2 {
		return ""
	}
	return string(runes[max(0, len(runes)-enough):])
}

func removeSpaces(text string) string { return strings.Join(strings.Fields(width.Fold.String(text)), "") }
