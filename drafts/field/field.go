// Package field implements the kinds of answers. It parses what people type into values, or returns a Problem, which is a code with
// arguments, and prints values for a Chinese reader.
package field

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Type is a kind of answer, as template files spell it.
type Type string

// The kinds of answer.
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

// Direction limits a Datetime to one side of now.
type Direction string

// Past refuses times after now, and reads a date without a year as the most recent one.
const Past Direction = "past"

// Precision is the precision of a Datetime.
type Precision string

// Minute keeps the time of day if there is one; Day drops it.
const (
	Minute Precision = "minute"
	Day    Precision = "day"
)

// Label is a short text in both languages of the terminal. Letters use ZH.
type Label struct{ ZH, EN string }

// Option is an option of a Choice. An answer names it by Value, by either label, with or without the brackets at its end, or by one of
// Also.
type Option struct {
	Value   string
	Label   Label
	Text    string   // the words of a letter; if empty, the Chinese label
	Also    []string // other names that people use
	Retired bool     // not offered any more, but still accepted
}

// Spec says how to parse the answer to a question.
type Spec struct {
	Name      string
	Type      Type
	Options   []Option  // Choice
	Direction Direction // Datetime
	Precision Precision // Datetime; empty is Minute
	Shape     []Shape   // Number, Text: the known shapes
	Reason    bool      // Text: the answer must give a reason
	Max       int       // characters of Text and Multiline, number of Files, years of Age; 0 means the default of the type
}

// YesNo reports whether the answer may be yes or no, possibly among other options.
func (s *Spec) YesNo() bool {
	return s.Type == YesNo || s.Type == Choice && slices.ContainsFunc(s.Options, func(o Option) bool { return o.Value == "yes" })
}

// Reading is the context in which an answer is parsed.
type Reading struct {
	// Now is what relative dates count from.
	Now time.Time
	// Absolute refuses dates that need Now to be understood (昨天, 11-18): a table is read again later.
	Absolute bool
}

// Value is a valid answer.
type Value interface {
	// String returns the value in the words of a Chinese letter.
	String() string
	// Answer returns the canonical text. Parse returns the same value for it.
	Answer() string
}

// Problem says why an answer is refused or doubtful: a code and its arguments. The argument Value is the text of the answer.
type Problem struct {
	Code string
	Args map[string]any
}

// Error returns the code and the arguments. It is not for users.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Code)
	for _, k := range slices.Sorted(maps.Keys(p.Args)) {
		fmt.Fprintf(&b, " %s=%q", k, fmt.Sprint(p.Args[k]))
	}
	return b.String()
}
