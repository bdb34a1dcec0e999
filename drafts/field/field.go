// Package field owns the kinds of answer a letter is made of: it parses what people type, says what is
// wrong with it, and prints it for a Chinese reader. It knows no letter, no question order, no disk and
// no terminal, and it words nothing for the user: a fault is a code with arguments.
package field

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Type names a kind of answer, as template files spell it.
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

// Past refuses what lies after now, and reads a date without a year as the last one that was.
const Past Direction = "past"

// Precision is how exactly a Datetime is wanted.
type Precision string

// Minute takes a time of day where it is given; Day drops it.
const (
	Minute Precision = "minute"
	Day    Precision = "day"
)

// Label is a short text in both languages of the terminal. Letters use ZH.
type Label struct{ ZH, EN string }

// Option is one choice. Answers may name it by Value, by either label, with or without the brackets at its end, or by a
// word of Also.
type Option struct {
	Value   string
	Label   Label
	Text    string   // how a letter states it; the Chinese label if empty
	Also    []string // other words that people use for it
	Retired bool     // not offered any more; answers that name it are still read
}

// Spec is what parsing needs to know of a question.
type Spec struct {
	Name      string
	Type      Type
	Options   []Option  // Choice
	Direction Direction // Datetime
	Precision Precision // Datetime; empty is Minute
	Shape     []Shape   // Number, Text: the shapes it is known to have
	Reason    bool      // Text: it says why, so that a text that gives no reason is refused
	Max       int       // characters of Text and Multiline, count of Files, years of Age; 0 is the kind's own limit
}

// YesNo reports whether the answer is yes or no, be it a choice that also has others.
func (s *Spec) YesNo() bool {
	return s.Type == YesNo || s.Type == Choice && slices.ContainsFunc(s.Options, func(o Option) bool { return o.Value == "yes" })
}

// Reading is what the meaning of an answer depends on besides its text.
type Reading struct {
	// Now is what relative dates count from.
	Now time.Time
	// Absolute refuses dates that need Now to be understood (昨天, 11-18): a table is read again later.
	Absolute bool
}

// Value is a valid answer.
type Value interface {
	// String prints the value as a Chinese letter shows it.
	String() string
	// Answer is the canonical text, which Parse reads back to the same value.
	Answer() string
}

// Problem is what is wrong with an answer: a code, and the arguments that its wording needs.
// The text that was refused is always the argument Value.
type Problem struct {
	Code string
	Args map[string]any
}

// Error spells the code and the arguments out; users read the command's wording instead.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Code)
	for _, k := range slices.Sorted(maps.Keys(p.Args)) {
		fmt.Fprintf(&b, " %s=%q", k, fmt.Sprint(p.Args[k]))
	}
	return b.String()
}
