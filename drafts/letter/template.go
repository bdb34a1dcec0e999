package letter

import (
	"sync"
	"text/template"

	"draft/drafts/field"
)

// Template is one letter kind: its questions, checks and texts, read from a template file and validated. It must not be changed
// once it is in use, and is then safe for concurrent use.
type Template struct {
	Kind            string
	About           About
	Title           field.Label
	ReplyWithin     Workdays
	Channels        []Channel // ways to reach support, in the order to try them
	OfficialDomains []string  // mail domains that support is known to use
	Fields          []Field   // in the order they are asked; of a list, those of its first record
	Lists           []*List
	Claim           []Claim // what sum is asked for; empty if the kind is not about money
	Checks          []Check
	Feedback        []Clause // the app text, in reading order
	Strength        []Merit  // what helps the letter with support, the most important first
	Checklist       []Item   // what support looks for among the evidence

	// Blocks holds the parsed texts, named by the constants below and by the Block of each Clause. They must be parsed with Funcs.
	Blocks *template.Template

	renderers sync.Pool // of *renderer, those that are free
}

// About is what a letter refers to besides its own answers. It is empty for a letter that stands by itself.
type About string

// Case is a letter that was written before, with its history. A letter about a case takes answers from it.
const Case About = "case"

// Names of the blocks that a template file defines itself.
const (
	SubjectBlock = "subject"
	LetterBlock  = "letter"
	GuideBlock   = "guide"    // Chinese
	GuideBlockEN = "guide_en" // English
	DemandBlock  = "demand"   // what the letter asks for, for later letters about it: 关闭抖音月付
)

// Channel is a way to reach support.
type Channel struct {
	ID string
	// When is the condition under which the channel comes first; otherwise it cannot be used. A channel without a condition can
	// always be used.
	When Condition
}

// Claim names the answer that is the sum asked for. The first of several whose condition holds is used; if it has no answer, the
// letter does not ask for a sum.
type Claim struct {
	When   Condition
	Amount string // a field of type money, or the total of a list
	Less   string // a field of type money that is subtracted; empty if nothing is
}

// Field is one question.
type Field struct {
	field.Spec
	Label field.Label
	// Noun is the label in a statement (账单), for a question whose label is a whole question (账单是否已还清). If it is empty, Label
	// is used.
	Noun field.Label
	Help field.Label
	// SheetHelp is the help beside a cell of a table, which does not take keys or relative dates. If it is empty, Help is used.
	SheetHelp field.Label
	Sample    string // a valid answer, shown as an example and used to test the template
	Optional  bool
	// Once says that the answer is about one occasion: a letter like this one asks it again.
	Once bool
	// Private keeps an optional answer out of reports about several letters.
	Private  bool
	When     Condition
	Switches []KindSwitch
	// Specifies is the name of an earlier choice whose answer this answer replaces in the letter, such as 其他.
	Specifies string
	List      *List // the list that the question is part of; nil if it is asked once
	Record    int   // the number of its record; 0 if List is nil

	path string      // payments.1.amount; empty unless the list has several records
	own  field.Label // the label without the number of the record; if path is not empty
}

// Stated returns the label of an answer in a list of facts.
func (f *Field) Stated() field.Label {
	if f.Noun != (field.Label{}) {
		return f.Noun
	}
	return f.Label
}

// KindSwitch changes the kind of the letter if an option is chosen.
type KindSwitch struct {
	Option string    // the value that is chosen
	When   Condition // if it does not hold, the kind stays
	Kind   string    // the kind to continue with
	// Carry maps fields of the other kind to the fields of this kind whose answers they start from, or to the first or the last
	// record of a list. Fields of the same name need no entry.
	Carry map[string]string
}

// Check is a remark about the answers.
type Check struct {
	When  Condition
	Level Level
	Say   field.Label
	Field string // the answer it concerns, or the list; empty if it concerns several
	// Problem takes the place of Say in a check that no template declares.
	Problem *field.Problem
}

// Level is the severity of a Check.
type Level string

// A Note informs, a Warn warns, and a Stop prevents the letter.
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
	// Multiline reports whether Block prints the answer to a multi-line question, or the records of a list among other text. Fit shortens
	// such a clause by whole sentences from its end, and leaves out any other as a whole.
	Multiline bool
	List      *List // the list over whose records Block is a loop, and nothing else: each record is a sentence; nil if there is none
	// Rest is Sentence.Rest. If List is nil, Block prints the answer to a multi-line question, and nothing else: each line is a sentence
	// like that about a record.
	Rest string
}

// Merit is a property that makes a letter stronger. It does not promise a result.
type Merit struct {
	When  Condition // if it does not hold, the merit is not considered
	Met   Condition
	Field string      // the question that the merit depends on; empty if there are several
	Good  field.Label // about a letter that has the merit
	Lack  field.Label // about a letter without it: what is missing, and why it would help
	InApp bool        // the merit counts only if the text for the app states the answers
}

// Item is a piece of evidence that support looks for.
type Item struct {
	When Condition
	Say  field.Label
}

// Find returns the field of a name, or of a path.
func (t *Template) Find(name string) (Field, bool) {
	if i := t.index(name); i >= 0 {
		return t.Fields[i], true
	}
	if l, record, item, ok := t.ParsePath(name); ok && t.isItem(l, item) {
		return t.question(t.index(item), record), true
	}
	return Field{}, false
}

// index returns the index of a question in Fields; -1 if there is none.
func (t *Template) index(name string) int {
	for i := range t.Fields { // not slices.IndexFunc, because a Field is large
		if t.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

// Example returns a valid answer: the sample if there is one, else the first option or yes; "" for other types.
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
