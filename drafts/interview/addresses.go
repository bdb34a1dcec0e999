package interview

import (
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
)

// Addresses are who a letter is from and to, as far as somebody said; there is no default recipient.
type Addresses struct {
	From string
	To   []string
}

// Envelope returns who the letter is from and to, as mail needs it.
func (s *Session) Envelope() drafts.Envelope {
	return drafts.NewEnvelope(s.Addresses.From, s.Addresses.To, s.current.form.Values())
}

// extract keeps the sender and the recipients of a set of answers, and returns the others: addresses do not belong to the letter.
func (a *Addresses) extract(set []answers.Answer) (rest []answers.Answer, faults answers.Faults) {
	for _, given := range set {
		name, ok := drafts.AddressNames[strings.ToLower(given.Name)]
		if !ok {
			rest = append(rest, given)
			continue
		}
		all := field.Addresses(given.Text)
		if len(all) > 1 && name == drafts.NameFrom {
			faults = append(faults, answers.Fault{At: given.At, Name: given.Name, Problem: field.NewProblem(drafts.CodeSeveralSenders, given.Text, nil)})
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

// replace puts a sender and recipients in place of those that were given before.
func (a *Addresses) replace(from string, to []string) answers.Faults {
	var faults answers.Faults
	add := func(name, text string) {
		if problem := a.add(name, text); problem != nil {
			faults = append(faults, answers.Fault{At: answers.Place{Source: "--" + name}, Name: name, Problem: problem})
		}
	}
	if from != "" {
		add(drafts.NameFrom, from)
	}
	if len(to) > 0 {
		a.To = nil
	}
	for _, text := range to {
		add(drafts.NameTo, text)
	}
	return faults
}

func (a *Addresses) add(name, text string) *field.Problem {
	v, err := field.Spec{Name: name, Type: field.Email}.Parse(text, field.Reading{})
	if err != nil {
		return field.AsProblem(err)
	}
	switch {
	case name == drafts.NameFrom:
		a.From = v.Answer()
	case !slices.Contains(a.To, v.Answer()):
		a.To = append(a.To, v.Answer())
	}
	return nil
}
