package field

import (
	"errors"
	"strings"
)

// Blank tells whether a text holds nothing that could be an answer.
func Blank(text string) bool { return strings.TrimSpace(text) == "" }

// NewProblem makes the Problem of a text that another room refuses, fit to be shown as those of this one are.
func NewProblem(code, text string, more map[string]any) *Problem { return refuse(code, text, more) }

// AsProblem gives the Problem that an error of Parse is.
func AsProblem(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// AllProblems gives every Problem among joined errors.
func AllProblems(err error) []*Problem {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Problem
		for _, e := range joined.Unwrap() {
			all = append(all, AllProblems(e)...)
		}
		return all
	}
	if p := AsProblem(err); p != nil {
		return []*Problem{p}
	}
	return nil
}

// Matches tells whether a name, as people write it, is this label in either language.
func (l Label) Matches(name string) bool {
	for _, label := range []string{l.ZH, l.EN} {
		if label != "" && strings.EqualFold(fold(label), fold(strings.TrimSpace(name))) {
			return true
		}
	}
	return false
}

// Nearest gives the one of several names that a text was probably meant to be; empty where none is like it, or two
// are as like.
func Nearest(text string, names []string) string {
	options := make([]Option, len(names))
	for i, name := range names {
		options[i].Value = name
	}
	const half = 2
	return nearest(text, options, half).Value
}
