package field

import (
	"fmt"
	"unicode/utf8"
)

// Limits in bytes, which no valid answer reaches. They are checked first, so that an answer of megabytes is refused before it is
// normalised.
const (
	lineBytes      = 1 << 10
	characterBytes = 16 // of a character that is not in NFC
	pathBytes      = 4 << 10
)

// Types returns all types.
func Types() []Type {
	return []Type{Text, Multiline, Choice, YesNo, Money, Datetime, Number, Phone, Email, Files, Age}
}

// Parse parses an answer. The error is always a *Problem; its code is "empty" if the answer is blank. Parse panics if the Type is
// unknown, because that is a mistake in the program.
func (s Spec) Parse(text string, r Reading) (Value, error) {
	v, p := s.parse(text, r)
	if p != nil {
		return nil, p
	}
	return v, nil
}

// parse is like Parse and returns the error as a *Problem.
func (s *Spec) parse(text string, r Reading) (Value, *Problem) {
	if p := s.checkSize(text); p != nil {
		return nil, p
	}
	trimmed, _ := HiddenEnds(text)
	if trimmed == "" {
		return nil, newProblem(codeEmpty, "", nil)
	}
	switch s.Type {
	case Multiline:
		return valueOrNil(parseMultiline(trimmed, s.limit()))
	case Files:
		return valueOrNil(parseFiles(trimmed, s.limit()))
	}
	if p := checkOneLine(trimmed); p != nil {
		return nil, p
	}
	switch s.Type {
	case Text:
		return valueOrNil(s.parseLine(trimmed))
	case Choice:
		return valueOrNil(parseChoice(trimmed, s.Options))
	case YesNo:
		return valueOrNil(parseYesNo(trimmed))
	case Money:
		return valueOrNil(parseMoney(trimmed))
	case Datetime:
		return valueOrNil(s.parseTime(trimmed, r))
	case Number:
		return valueOrNil(parseNumber(trimmed))
	case Phone:
		return valueOrNil(parsePhone(trimmed))
	case Email:
		return valueOrNil(parseEmail(trimmed))
	case Age:
		return valueOrNil(parseAge(trimmed, s.limit()))
	}
	panic(fmt.Sprintf("field: %q has the unknown type %q", s.Name, s.Type))
}

// valueOrNil returns nil in place of the zero value of a refused answer.
func valueOrNil[V Value](v V, p *Problem) (Value, *Problem) {
	if p != nil {
		return nil, p
	}
	return v, nil
}

// MaxFiles is the default limit of the files in an answer.
const MaxFiles = 20

// limit returns the limit of an answer: characters of a text, entries of a list, years of an age.
func (s *Spec) limit() int {
	switch {
	case s.Max > 0:
		return s.Max
	case s.Type == Multiline:
		return 5000
	case s.Type == Files:
		return MaxFiles
	case s.Type == Age:
		return 120
	}
	return 200
}

// checkSize refuses an answer with too many bytes.
func (s *Spec) checkSize(text string) *Problem {
	limit := lineBytes
	switch s.Type {
	case Text, Multiline:
		limit = s.limit() * characterBytes
		if len(text) > limit {
			return newProblem(codeTextTooLong, text, args{"Limit": s.limit(), "Length": utf8.RuneCountInString(text)})
		}
	case Files:
		limit = s.limit() * pathBytes
	}
	if len(text) > limit {
		return newProblem(codeTooLong, text, args{"Limit": limit})
	}
	return nil
}

// Doubts returns warnings about a valid answer.
func (s Spec) Doubts(v Value) []*Problem {
	switch v := v.(type) {
	case NumberValue:
		return v.doubts(s.Shape)
	case EmailValue:
		return v.doubts()
	case TextValue:
		return append(s.textDoubts(v), v.doubts()...)
	}
	return nil
}
