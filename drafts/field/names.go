package field

import (
	"errors"
	"strings"
)

// Blank reports whether a text consists of white space.
func Blank(text string) bool { return strings.TrimSpace(text) == "" }

// NewProblem returns a Problem with a code of another package. It makes excerpts of the texts, as this package does.
func NewProblem(code, text string, more map[string]any) *Problem { return newProblem(code, text, more) }

// AsProblem returns the Problem in an error, or nil if there is none.
func AsProblem(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// AllProblems returns the Problems in joined errors.
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

// Matches reports whether a name is this label in either language. It ignores case, full-width forms and spaces around the name.
func (l Label) Matches(name string) bool {
	for _, label := range []string{l.ZH, l.EN} {
		if label != "" && strings.EqualFold(fold(label), fold(strings.TrimSpace(name))) {
			return true
		}
	}
	return false
}

// Nearest returns the name that is most similar to a text. It returns "" if no name is similar, or if two are equally similar.
func Nearest(text string, names []string) string {
	options := make([]Option, len(names))
	for i, name := range names {
		options[i].Value = name
	}
	return nearest(text, options).Value
}
