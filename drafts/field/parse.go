package field

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Maximal lengths of answers in bytes. They are far above the limits of valid answers, and are checked before the text is normalized.
const (
	lineBytes      = 1 << 10
	characterBytes = 16 // of a character before NFC composes it
	pathBytes      = 4 << 10
)

// Types returns all types of answer.
func Types() []Type {
	return []Type{Text, Multiline, Choice, YesNo, Money, Datetime, Number, Phone, Email, Files, Age}
}

// Parse parses an answer. The error is a *Problem. Its code is "empty" for an answer without content. Parse panics if the Type is not
// known.
func (s Spec) Parse(text string, r Reading) (Value, error) {
	v, p := s.parse(text, r)
	if p != nil {
		return nil, p
	}
	return v, nil
}

// parse is Parse with the error as a *Problem.
func (s *Spec) parse(text string, r Reading) (Value, *Problem) {
	if p := s.tooLong(text); p != nil {
		return nil, p
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return nil, newProblem(codeEmpty, "", nil)
	}
	switch s.Type {
	case Multiline:
		return orNil(parseMultiline(trimmed, s.limit()))
	case Files:
		return orNil(parseFiles(trimmed, s.limit()))
	}
	if p := checkOneLine(trimmed); p != nil {
		return nil, p
	}
	switch s.Type {
	case Text:
		return orNil(s.parseLine(trimmed))
	case Choice:
		return orNil(parseChoice(trimmed, s.Options))
	case YesNo:
		return orNil(parseYesNo(trimmed))
	case Money:
		return orNil(parseMoney(trimmed))
	case Datetime:
		return orNil(s.parseTime(trimmed, r))
	case Number:
		return orNil(parseNumber(trimmed))
	case Phone:
		return orNil(parsePhone(trimmed))
	case Email:
		return orNil(parseEmail(trimmed))
	case Age:
		return orNil(parseAge(trimmed, s.limit()))
	}
	panic(fmt.Sprintf("field: %q has the unknown type %q", s.Name, s.Type))
}

// orNil returns a nil Value if there is a Problem, instead of a zero V.
func orNil[V Value](v V, p *Problem) (Value, *Problem) {
	if p != nil {
		return nil, p
	}
	return v, nil
}

// MaxFiles is the default of the maximal number of files in an answer.
const MaxFiles = 20

// limit returns the maximal number of characters, files or years.
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

// tooLong returns a Problem if a text has too many bytes.
func (s *Spec) tooLong(text string) *Problem {
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
