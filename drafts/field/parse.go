package field

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The longest answers that are read at all, in bytes. They are far above anything valid, and keep an answer of
// megabytes from being normalised before it is refused.
const (
	lineBytes      = 1 << 10
	characterBytes = 16 // of a character before NFC puts its parts together
	pathBytes      = 4 << 10
)

// Types lists the kinds of answer.
func Types() []Type {
	return []Type{Text, Multiline, Choice, YesNo, Money, Datetime, Number, Phone, Email, Files, Age}
}

// Parse reads an answer. The error is always a *Problem; that of an answer without content has the code "empty".
// A Spec of no known Type is a fault of the program, and panics.
func (s Spec) Parse(text string, r Reading) (Value, error) {
	v, p := s.parse(text, r)
	if p != nil {
		return nil, p
	}
	return v, nil
}

// parse is Parse with the error as what it is.
func (s *Spec) parse(text string, r Reading) (Value, *Problem) {
	if p := s.tooLong(text); p != nil {
		return nil, p
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return nil, refuse(codeEmpty, "", nil)
	}
	switch s.Type {
	case Multiline:
		return known(parseMultiline(trimmed, s.limit()))
	case Files:
		return known(parseFiles(trimmed, s.limit()))
	}
	if p := oneLine(trimmed); p != nil {
		return nil, p
	}
	switch s.Type {
	case Text:
		return known(s.parseLine(trimmed))
	case Choice:
		return known(parseChoice(trimmed, s.Options))
	case YesNo:
		return known(parseYesNo(trimmed))
	case Money:
		return known(parseMoney(trimmed))
	case Datetime:
		return known(s.parseTime(trimmed, r))
	case Number:
		return known(parseNumber(trimmed))
	case Phone:
		return known(parsePhone(trimmed))
	case Email:
		return known(parseEmail(trimmed))
	case Age:
		return known(parseAge(trimmed, s.limit()))
	}
	panic(fmt.Sprintf("field: %q has the unknown type %q", s.Name, s.Type))
}

// known keeps the zero value of a refused answer from looking like an answer.
func known[V Value](v V, p *Problem) (Value, *Problem) {
	if p != nil {
		return nil, p
	}
	return v, nil
}

// MaxFiles is how many files an answer may name unless its Spec says otherwise.
const MaxFiles = 20

// limit is the most that an answer may hold: characters of a text, entries of a list, years of an age.
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

// tooLong refuses by the number of bytes alone, before any other work.
func (s *Spec) tooLong(text string) *Problem {
	limit := lineBytes
	switch s.Type {
	case Text, Multiline:
		limit = s.limit() * characterBytes
		if len(text) > limit {
			return refuse(codeTextTooLong, text, args{"Limit": s.limit(), "Length": utf8.RuneCountInString(text)})
		}
	case Files:
		limit = s.limit() * pathBytes
	}
	if len(text) > limit {
		return refuse(codeTooLong, text, args{"Limit": limit})
	}
	return nil
}

// Doubts gives warnings about a valid answer: it is kept, but is worth a second look.
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
