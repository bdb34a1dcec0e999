package drafts

import (
	"slices"
	"strings"

	"draft/drafts/answers"
	"draft/drafts/field"
)

// Addresses are who a letter is from and to, as far as somebody said; there is no default recipient.
type Addresses struct {
	From string
	To   []string
}

// Extract keeps the sender and the recipients of a set of answers, and returns the others, because
// addresses do not belong to the letter.
func (a *Addresses) Extract(set []answers.Answer) (rest []answers.Answer, faults answers.Faults) {
	for _, given := range set {
		name, ok := AddressNames[strings.ToLower(given.Name)]
		if !ok {
			rest = append(rest, given)
			continue
		}
		all := field.Addresses(given.Text)
		if len(all) > 1 && name == NameFrom {
			faults = append(faults, answers.Fault{At: given.At, Name: given.Name, Problem: field.NewProblem(CodeSeveralSenders, given.Text, nil)})
			continue
		}
		for _, text := range all {
			if problem := a.add(name, text); problem != nil {
				faults = append(faults, answers.Fault{At: given.At, Name: given.Name, Problem: problem})
			}
		}
	}
	return rest, faults
}

// Replace puts a sender and recipients in place of those that were given before.
func (a *Addresses) Replace(from string, to []string) answers.Faults {
	var faults answers.Faults
	add := func(name, text string) {
		if problem := a.add(name, text); problem != nil {
			faults = append(faults, answers.Fault{At: answers.Place{Source: "--" + name}, Name: name, Problem: problem})
		}
	}
	if from != "" {
		add(NameFrom, from)
	}
	if len(to) > 0 {
		a.To = nil
	}
	for _, text := range to {
		add(NameTo, text)
	}
	return faults
}

func (a *Addresses) add(name, text string) *field.Problem {
	v, err := field.Spec{Name: name, Type: field.Email}.Parse(text, field.Reading{})
	if err != nil {
		return field.AsProblem(err)
	}
	switch {
	case name == NameFrom:
		a.From = v.Answer()
	case !slices.Contains(a.To, v.Answer()):
		a.To = append(a.To, v.Answer())
	}
	return nil
}
