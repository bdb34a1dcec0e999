package field

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// ChoiceValue is the option that was chosen.
type ChoiceValue struct{ Option }

// String is how a letter states the choice.
func (v ChoiceValue) String() string { return cmp.Or(v.Text, v.Label.ZH) }

// Answer is the option's value.
func (v ChoiceValue) Answer() string { return v.Value }

// Offered are the options that a person is offered: all but the retired ones.
func Offered(options []Option) []Option {
	return slices.DeleteFunc(slices.Clone(options), func(o Option) bool { return o.Retired })
}

func parseChoice(text string, options []Option) (ChoiceValue, *Problem) {
	key := fold(text)
	for _, o := range options {
		if o.named(key) {
			return ChoiceValue{o}, nil
		}
	}
	if o, ok := unexplained(key, options); ok {
		return ChoiceValue{o}, nil
	}
	if yes, p := parseYesNo(text); p == nil { // an option called yes or no takes all words for it
		for _, o := range options {
			if o.Value == yes.Answer() {
				return ChoiceValue{o}, nil
			}
		}
	}
	const third = 3 // a syllable that two names share (抖音支付, 微信支付) says nothing
	near := nearest(text, options, third)
	var values, labels, english []string
	for _, o := range Offered(options) {
		values, labels = append(values, o.Value), append(labels, o.Label.ZH)
		english = append(english, cmp.Or(o.Label.EN, o.Label.ZH))
	}
	return ChoiceValue{}, refuse(codeChoiceUnknown, text, args{
		"Known": values, "Labels": labels, "LabelsEN": english, "Nearest": near.Value, "NearestLabel": near.Label.ZH,
	})
}

// unexplained gives the one option whose label is this text once what it explains in brackets is left out: 未成年人 chooses
// 未成年人（孩子）.
func unexplained(key string, options []Option) (Option, bool) {
	var found []Option
	for _, o := range options {
		if strings.EqualFold(bare(o.Label.ZH), key) || strings.EqualFold(bare(o.Label.EN), key) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return Option{}, false
	}
	return found[0], true
}

// bare is a folded label without the brackets at its end; empty where it has none.
func bare(label string) string {
	label = fold(label)
	i := strings.IndexByte(label, '(')
	if i < 0 || !strings.HasSuffix(label, ")") {
		return ""
	}
	return strings.TrimSpace(label[:i])
}

// named reports whether a folded text is one of the option's names.
func (o Option) named(key string) bool {
	for _, name := range o.names() {
		if strings.EqualFold(fold(name), key) {
			return true
		}
	}
	return slices.ContainsFunc(o.Also, func(word string) bool { return strings.EqualFold(fold(word), key) })
}

// names are the texts that an option is shown by; the English label may be empty.
func (o Option) names() [3]string { return [...]string{o.Value, o.Label.ZH, o.Label.EN} }

// nearest gives the one option that a text was probably meant to be, or none. A text that holds the whole name
// of an option (支付宝支付) is near to it; else at most one in alike characters may differ, and no other option may be
// as near.
func nearest(text string, options []Option, alike int) Option {
	const longest = 64 // the distance takes time in the square of the length
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

// distance is 0 for a text that holds the name, else the edits between them, or more than any limit if more than one in
// alike characters of the longer one differ.
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
