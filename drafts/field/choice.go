package field

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// ChoiceValue is the chosen option.
type ChoiceValue struct{ Option }

// String returns the words of a letter for the option.
func (v ChoiceValue) String() string { return cmp.Or(v.Text, v.Label.ZH) }

// Answer returns the value of the option.
func (v ChoiceValue) Answer() string { return v.Value }

// Offered returns the options without the retired ones.
func Offered(options []Option) []Option {
	return slices.DeleteFunc(slices.Clone(options), func(o Option) bool { return o.Retired })
}

func parseChoice(text string, options []Option) (ChoiceValue, *Problem) {
	key := fold(text)
	for _, o := range options {
		if o.matches(key) {
			return ChoiceValue{o}, nil
		}
	}
	if o, ok := findWithoutBrackets(key, options); ok {
		return ChoiceValue{o}, nil
	}
	if yes, p := parseYesNo(text); p == nil { // all words for yes or no name an option with that value
		for _, o := range options {
			if o.Value == yes.Answer() {
				return ChoiceValue{o}, nil
			}
		}
	}
	near := nearest(text, options)
	var values, labels, english []string
	for _, o := range Offered(options) {
		values, labels = append(values, o.Value), append(labels, o.Label.ZH)
		english = append(english, cmp.Or(o.Label.EN, o.Label.ZH))
	}
	return ChoiceValue{}, newProblem(codeChoiceUnknown, text, args{
		"Known": values, "Labels": labels, "LabelsEN": english, "Nearest": near.Value, "NearestLabel": near.Label.ZH,
	})
}

// findWithoutBrackets returns the only option whose label, without the brackets at its end, is key: 未成年人 is 未成年人（孩子）.
func findWithoutBrackets(key string, options []Option) (Option, bool) {
	var found []Option
	for _, o := range options {
		if strings.EqualFold(withoutBrackets(o.Label.ZH), key) || strings.EqualFold(withoutBrackets(o.Label.EN), key) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return Option{}, false
	}
	return found[0], true
}

// withoutBrackets returns a folded label without the brackets at its end; "" if it has none.
func withoutBrackets(label string) string {
	label = fold(label)
	i := strings.IndexByte(label, '(')
	if i < 0 || !strings.HasSuffix(label, ")") {
		return ""
	}
	return strings.TrimSpace(label[:i])
}

// matches reports whether a folded text is one of the option's names.
func (o Option) matches(key string) bool {
	for _, name := range o.names() {
		if strings.EqualFold(fold(name), key) {
			return true
		}
	}
	return o.IsAlso(key)
}

// IsAlso reports whether a text is one of the other words that people use for the option.
func (o Option) IsAlso(text string) bool {
	key := fold(text)
	return slices.ContainsFunc(o.Also, func(word string) bool { return strings.EqualFold(fold(word), key) })
}

// names returns the texts that an option is displayed as; the English label may be empty.
func (o Option) names() [3]string { return [...]string{o.Value, o.Label.ZH, o.Label.EN} }

// nearest returns the option whose name is most similar to a text, or the zero Option. A text that contains the whole name of an option
// (支付宝支付) is similar to it; otherwise the text must look like the name mistyped. No other option may be equally similar.
func nearest(text string, options []Option) Option {
	const longest = 64 // because the time for a distance grows with the square of the length
	key := strings.ToLower(fold(text))
	if utf8.RuneCountInString(key) > longest {
		return Option{}
	}
	var best Option
	least, tie := longest, false
	for _, o := range options {
		if o.Retired {
			continue
		}
		d := longest
		for _, name := range o.names() {
			if name != "" {
				d = min(d, distance(key, strings.ToLower(fold(name))))
			}
		}
		switch {
		case d < least:
			best, least, tie = o, d, false
		case d == least:
			tie = true
		}
	}
	if tie {
		return Option{}
	}
	return best
}

// distance returns 0 if a text contains the name, 1 if it is the beginning of it, else the number of characters that differ, or a very large number if they are too many
// for a slip of the keyboard: one in three of Latin letters, where two that changed places count once; of Chinese characters one in a word
// of three and more, because each of them has a meaning: 客户编号 is not 商户单号.
func distance(text, name string) int {
	const unlike = 1 << 10
	a, b := []rune(text), []rune(name)
	if len(b) > 1 && strings.Contains(text, name) && (strings.ContainsFunc(name, isHan) || len(a) < 2*len(b)) {
		return 0
	}
	d := levenshtein.ComputeDistance(text, name)
	if d == 2 && isSwapped(a, b) {
		d = 1
	}
	const shortest = 3
	longer := max(len(a), len(b))
	han := strings.ContainsFunc(text, isHan)
	switch {
	case d == 0:
		return 0
	case strings.HasPrefix(name, text) && (han || len(a) >= shortest): // order is order_no
		return 1
	case longer < shortest, d*shortest > longer:
		return unlike
	case strings.ContainsFunc(name, isHan) && d > 1:
		return unlike
	}
	return d
}

// isSwapped reports whether two words differ by two neighbours that changed places.
func isSwapped(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
