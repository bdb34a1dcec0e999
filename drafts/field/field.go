// Package field parses and validates the answers in a letter, and formats them for a Chinese reader. Faults are codes with arguments, which
// the caller words. The package does not use the disk or the terminal.
package field

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Type is a type of answer, by its name in template files.
type Type string

// The types of answer.
const (
	Text      Type = "text"      // one line
	Multiline Type = "multiline" // several paragraphs
	Choice    Type = "choice"
	YesNo     Type = "yesno"
	Money     Type = "money"
	Datetime  Type = "datetime"
	Number    Type = "number" // an order number: digits and Latin letters
	Phone     Type = "phone"
	Email     Type = "email"
	Files     Type = "files" // paths, one a line
	Age       Type = "age"   // whole years
)

// Direction limits a Datetime to the time before now.
type Direction string

// Past rejects times after now, and a date without a year is the latest such date.
const Past Direction = "past"

// Precision is the precision of a Datetime.
type Precision string

// Minute keeps an optional time of day; Day drops it.
const (
	Minute Precision = "minute"
	Day    Precision = "day"
)

// Label is a short text in both languages of the interface. Letters use ZH.
type Label struct{ ZH, EN string }

// Option is one option of a Choice. An answer may be its Value, either label, with or without brackets at its end, or a word of Also.
type Option struct {
	Value   string
	Label   Label
	Text    string   // the text in a letter; if empty, the Chinese label
	Also    []string // other words for the option
	Retired bool     // not offered any more, but still valid
}

// Spec has the properties of a question that parsing depends on.
type Spec struct {
	Name      string
	Type      Type
	Options   []Option  // Choice
	Direction Direction // Datetime
	Precision Precision // Datetime; empty is Minute
	Shape     []Shape   // Number, Text: the known shapes
	Reason    bool      // Text: it must give a reason
	Max       int       // characters of Text and Multiline, number of Files, years of Age; 0 is the default of the type
}

// YesNo reports whether the question is a YesNo, or a Choice with the option yes.
func (s *Spec) YesNo() bool {
	return s.Type == YesNo || s.Type == Choice && slices.ContainsFunc(s.Options, func(o Option) bool { return o.Value == "yes" })
}

// Reading has the circumstances that the meaning of an answer depends on.
type Reading struct {
	Now time.Time // for relative dates
	// Absolute rejects dates that depend on Now (昨天, 11-18), because a table may be read again later.
	Absolute bool
}

// Value is a valid answer.
type Value interface {
	// String returns the value as in a Chinese letter.
	String() string
	// Answer returns the canonical text, which Parse parses to the same value.
	Answer() string
}

// Problem is a fault of an answer: a code, and the arguments for its message. The argument Value is the invalid text.
type Problem struct {
	Code string
	Args map[string]any
}

// Error returns the code and the arguments for logs and tests.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Code)
	for _, k := range slices.Sorted(maps.Keys(p.Args)) {
		fmt.Fprintf(&b, " %s=%q", k, fmt.Sprint(p.Args[k]))
	}
	return b.String()
}
