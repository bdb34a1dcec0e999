package letter

import (
	"text/template"

	"draft/drafts/field"
)

// Template is one letter kind: its questions, its checks and its words, read from a template file and already
// checked. It is safe for several goroutines and must not be changed once it is in use.
type Template struct {
	Kind            string
	About           About
	Title           field.Label
	ReplyWithin     Workdays
	Channels        []Channel // ways to reach support, the first one first
	OfficialDomains []string  // mail domains that support is known to use
	Fields          []Field   // in the order they are asked
	Claim           []Claim   // what sum is asked for; empty if the kind is not about money
	Checks          []Check
	Feedback        []Clause // the app text, in reading order
	Strength        []Merit  // what makes support act on it, the weightiest first
	Checklist       []Item   // what support looks for among the evidence

	// Blocks holds the parsed words. The names of its templates are the constants below and the Block of each
	// Clause. It must have been parsed with Funcs.
	Blocks *template.Template
}

// About says what a letter is written about besides its own answers: nothing, where it stands by itself.
type About string

// Case is a letter that was written before, with all that came of it. A kind about one is filled in from there.
const Case About = "case"

// Names of the blocks that a template file defines itself.
const (
	SubjectBlock = "subject"
	LetterBlock  = "letter"
	GuideBlock   = "guide"    // Chinese
	GuideBlockEN = "guide_en" // English
	DemandBlock  = "demand"   // what the letter asks for, as papers that follow it say it: 关闭抖音月付
)

// Workdays is a range of Chinese working days, both ends included. Both are 0 where nothing is known.
type Workdays struct{ From, To int }

// Channel is a way to reach support.
type Channel struct {
	ID string
	// When, if it can fail, says for which answers this is the way to go first. It is no way for the others.
	When Condition
}

// Claim names the answer that is the sum asked for. Of several, the first whose condition holds counts, also if that
// answer was not given: then no sum is asked for.
type Claim struct {
	When   Condition
	Amount string // a field of type money
}

// Field is one question.
type Field struct {
	field.Spec
	Label field.Label
	// Noun is the label as a statement has it (账单), for a question whose label is a whole one (账单是否已还清); empty is Label.
	Noun field.Label
	Help field.Label
	// SheetHelp is the help beside a cell of a table, where there are no keys to press and relative dates are not taken;
	// empty is Help.
	SheetHelp field.Label
	Sample    string // a valid answer, shown as an example and used to try the template
	Optional  bool
	// Private keeps an optional answer out of the reports about many letters.
	Private bool
	When    Condition
	Switches []KindSwitch
	// Specifies is the name of a choice, asked before, that the answer to this question states in other words: the letter
	// prints it in place of 其他.
	Specifies string
}

// Stated is the label before the answer in a list of facts.
func (f *Field) Stated() field.Label {
	if f.Noun != (field.Label{}) {
		return f.Noun
	}
	return f.Label
}

// KindSwitch says that choosing an option makes this another letter.
type KindSwitch struct {
	Option string // the value that is chosen
	Kind   string // the kind to go on with
	// Carry names, for fields of the other kind, the field of this one whose answer they start from,
	// besides those that have the same name in both.
	Carry map[string]string
}

// Check is a remark that the answers call for.
type Check struct {
	When  Condition
	Level Level
	Say   field.Label
	Field string // the answer it concerns; empty where it is about the whole
}

// Level says what a Check does.
type Level string

// A Note informs, a Warn doubts, a Stop refuses to write the letter.
const (
	Note Level = "note"
	Warn Level = "warn"
	Stop Level = "stop"
)

// Clause is one sentence of the app text before its values are filled in, or several if it is Multiline.
type Clause struct {
	Keep  Keep
	When  Condition
	Block string // name of the template that prints it
	// Multiline reports whether Block prints the answer to a multi-line question. Fit shortens such a clause by whole
	// sentences from its end, and leaves out any other as a whole.
	Multiline bool
}

// Merit is something that makes a letter stronger. It is never a promise.
type Merit struct {
	When  Condition // where it does not hold, the merit does not matter
	Met   Condition
	Field string      // the question that it hangs on; empty where it is more than one
	Good  field.Label // said of a letter that has it
	Lack  field.Label // said of one that lacks it: what is missing, and why it would help
	InApp bool        // it counts only if the text for the app has it
}

// Item is a piece of evidence that support looks for.
type Item struct {
	When Condition
	Say  field.Label
}

// Find gives the field of this name.
func (t *Template) Find(name string) (Field, bool) {
	for i := range t.Fields { // fields are large; looking for one must not copy those before it
		if t.Fields[i].Name == name {
			return t.Fields[i], true
		}
	}
	return Field{}, false
}

// Example is an answer to show and to try: the sample; where there is none the first choice, or yes; else nothing.
func (f Field) Example() string {
	switch {
	case f.Sample != "":
		return f.Sample
	case f.Type == field.Choice:
		return field.Offered(f.Options)[0].Value
	case f.Type == field.YesNo:
		return "yes"
	}
	return ""
}
