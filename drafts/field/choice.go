package field

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// ChoiceValue is the chosen option.
type ChoiceValue struct{ Option }

// String returns the text of the option in a letter.
func (v ChoiceValue) String() string { return cmp.Or(v.Text, v.Label.ZH) }

// Answer returns the value of the option.
func (v ChoiceValue) Answer() string { return v.Value }

// Offered returns the options that are not retired.
func Offered(options []Option) []Option {
	return slices.DeleteFunc(slices.Clone(options), func(o Option) bool { return o.Retired })
}

func parseChoice(text string, options []Option) (ChoiceValue, *Problem) {
	key := fold(text)
	for _, o := range options {
		if o.hasName(key) {
			return ChoiceValue{o}, nil
		}
	}
	if o, ok := optionWithoutBrackets(key, options); ok {
		return ChoiceValue{o}, nil
	}
	if yes, p := parseYesNo(text); p == nil { // an option yes or no matches all words for yes or no
		for _, o := range options {
			if o.Value == yes.Answer() {
				return ChoiceValue{o}, nil
			}
		}
	}
	const third = 3 // because unrelated names may have half of their characters in common (抖音支付, 微信支付)
	near := nearest(text, options, third)
	var values, labels, english []string
	for _, o := range Offered(options) {
		values, labels = append(values, o.Value), append(labels, o.Label.ZH)
		english = append(english, cmp.Or(o.Label.EN, o.Label.ZH))
	}
	return ChoiceValue{}, newProblem(codeChoiceUnknown, text, args{
		"Known": values, "Labels": labels, "LabelsEN": english, "Nearest": near.Value, "NearestLabel": near.Label.ZH,
	})
}

// optionWithoutBrackets returns the only option whose label without its explanation in brackets is key: 未成年人 for 未成年人（孩子）.
func optionWithoutBrackets(key string, options []Option) (Option, bool) {
	var found []Option
	for _, o := range options {
		if strings.EqualFold(trimBrackets(o.Label.ZH), key) || strings.EqualFold(trimBrackets(o.Label.EN), key) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return Option{}, false
	}
	return found[0], true
}

// trimBrackets returns a folded label without the brackets at its end; "" if it has none.
func trimBrackets(label string) string {
	label = fold(label)
	i := strings.IndexByte(label, '(')
	if i < 0 || !strings.HasSuffix(label, ")") {
		return ""
	}
	return strings.TrimSpace(label[:i])
}

// hasName reports whether a folded text is one of the option's names.
func (o Option) hasName(key string) bool {
	for _, name := range o.names() {
		if strings.EqualFold(fold(name), key) {
			return true
		}
	}
	return slices.ContainsFunc(o.Also, func(word string) bool { return strings.EqualFold(fold(word), key) })
}

// names returns the value and the labels of an option. The English label may be empty.
func (o Option) names() [3]string { return [...]string{o.Value, o.Label.ZH, o.Label.EN} }

// nearest returns the option with a name nearest to a text, or none if it is not unique. A text that contains a name (支付宝支付) has
// distance 0; otherwise at most one in alike characters may differ.
func nearest(text string, options []Option, alike int) Option {
	const longest = 64 // because computing the distance takes quadratic time
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
				d = min(d, distance(key, strings.ToLower(fold(name)), alike))
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

// distance returns 0 if a text contains a name, otherwise the edit distance, or a very large number if more than one in alike
// characters of the longer one differ.
func distance(text, name string, alike int) int {
	a, b := utf8.RuneCountInString(text), utf8.RuneCountInString(name)
	if b > 1 && strings.Contains(text, name) {
		return 0
	}
	if d := levenshtein.ComputeDistance(text, name); alike*d <= max(a, b) {
		return d
	}
	return 1 << 10
}
