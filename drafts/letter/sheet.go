package letter

import (
	"maps"
	"strings"
	"time"

	"draft/drafts/field"
)

// Values are the valid answers by field name. An answer that was not given has no entry.
type Values map[string]field.Value

// Sheet is the fact sheet: one set of answers to one kind on one day. Every text about a case is rendered from a sheet, so that no
// two texts contradict each other. Its methods see later changes of the Values, but not more records.
type Sheet struct {
	template *Template
	fields   []Field // with those of all records
	records  Records
	values   Values
	at       time.Time
	received field.MoneyValue // of the sum asked for
}

// Sheet returns the fact sheet of values. at is the day of the letter.
func (t *Template) Sheet(values Values, at time.Time) *Sheet {
	records := t.RecordsOf(values)
	return t.SheetOf(records, t.Questions(records), values, at)
}

// SheetOf is Sheet for a caller that knows how many records there are, and their questions.
func (t *Template) SheetOf(records Records, questions []Field, values Values, at time.Time) *Sheet {
	return &Sheet{template: t, fields: questions, records: records, values: values, at: at}
}

// Public returns the sheet without the private answers.
func (s *Sheet) Public() *Sheet {
	public := maps.Clone(s.values)
	for i := range s.fields {
		if f := &s.fields[i]; f.Private {
			delete(public, f.Name)
		}
	}
	if len(public) == len(s.values) {
		return s
	}
	return s.template.SheetOf(s.records, s.fields, public, s.at)
}

// Findings returns the checks whose condition holds, in the order of the file.
func (s *Sheet) Findings() []Check {
	var found []Check
	for _, c := range s.template.Checks {
		if s.Holds(c.When) {
			c.Field = s.resolve(c.Field)
			found = append(found, c)
		}
	}
	return found
}

// Letter renders the letter and its app text.
func (s *Sheet) Letter() (Letter, error) {
	r, err := s.renderer()
	if err != nil {
		return Letter{}, err
	}
	defer r.free()
	subject, err := r.render(SubjectBlock)
	if err != nil {
		return Letter{}, err
	}
	body, err := r.render(LetterBlock)
	if err != nil {
		return Letter{}, err
	}
	l := Letter{
		Kind: s.template.Kind, Subject: strings.Join(strings.Fields(subject), " "), Body: strings.Trim(body, "\n") + "\n",
		Sentences: make([]Sentence, 0, len(s.template.Feedback)),
	}
	for _, c := range s.template.Feedback {
		if !s.Holds(c.When) {
			continue
		}
		said, err := r.clause(c)
		if err != nil {
			return Letter{}, err
		}
		l.Sentences = append(l.Sentences, said...)
	}
	return l, nil
}

// Guide renders a block of its own, such as the one about where to submit the letter; "" if the kind does not define it.
func (s *Sheet) Guide(block string) (string, error) {
	if s.template.Blocks.Lookup(block) == nil {
		return "", nil
	}
	r, err := s.renderer()
	if err != nil {
		return "", err
	}
	defer r.free()
	text, err := r.render(block)
	return strings.Trim(text, "\n"), err
}

// Demand renders what the letter asks for, as a phrase that begins with a verb, after a part of the sum was received; "" if the
// kind does not define it.
func (s *Sheet) Demand(received field.MoneyValue) (string, error) {
	open := *s
	open.received = received
	return open.Guide(DemandBlock)
}

// Fact is one answer with the text that states it.
type Fact struct {
	Field *Field
	Value field.Value
	Text  string // in Chinese, as in a letter: 50.00元, 是, the text of an option
}

// Facts returns the answers in the order of the questions, and the total of a list with several records. An answer that specifies
// another is not a fact of its own, but the text of the other.
func (s *Sheet) Facts() []Fact { return s.facts(s.recordFacts) }

// SummedFacts is Facts with one fact for all records of a list, for later letters about this one.
func (s *Sheet) SummedFacts() []Fact { return s.facts(s.sumFact) }

// facts returns the answers as facts. records returns those of a list with several records.
func (s *Sheet) facts(records func(*List) []Fact) []Fact {
	facts := make([]Fact, 0, len(s.values))
	for i := 0; i < len(s.fields); i++ {
		f := &s.fields[i]
		if f.path != "" {
			facts = append(facts, records(f.List)...)
			i += s.records.Of(f.List)*(f.List.End-f.List.Begin) - 1
			continue
		}
		v, ok := s.values[f.Name]
		if !ok || f.Specifies != "" && s.values[f.Specifies] != nil {
			continue
		}
		text := Stated(v)
		if f.Type == field.Choice {
			text = s.answerText(f, 1, v)
		}
		facts = append(facts, Fact{Field: f, Value: v, Text: text})
	}
	return facts
}

// Stated returns the text by which a letter states an answer.
func Stated(v field.Value) string {
	switch v := v.(type) {
	case field.MoneyValue:
		return v.String() + "元"
	case field.FilesValue:
		return strings.Join(v.Names(), "、")
	}
	return v.String()
}

// answerText returns the text of an answer, or of the answer that specifies it. f is a question of Template.Fields, and record the one that
// the answer is in; 1 outside of lists.
func (s *Sheet) answerText(f *Field, record int, v field.Value) string {
	if f.Type == field.Choice {
		for i := range s.template.Fields {
			if other := &s.template.Fields[i]; other.Specifies == f.Name {
				if own := s.values[f.List.Path(record, other.Name)]; own != nil {
					return own.String()
				}
			}
		}
	}
	return v.String()
}

// Claim returns the sum that the letter asks for. ok is false if it does not name one.
func (s *Sheet) Claim() (sum field.MoneyValue, ok bool) {
	for _, c := range s.template.Claim {
		if s.Holds(c.When) {
			sum, ok = s.Value(c.Amount).(field.MoneyValue)
			if less, given := s.Value(c.Less).(field.MoneyValue); given {
				sum -= less
			}
			return max(sum, 0), ok
		}
	}
	return 0, false
}

// Channels returns the IDs of the ways to reach support with these answers, in the order to try them. Those with a condition come
// first.
func (s *Sheet) Channels() []string {
	var first, others []string
	for _, c := range s.template.Channels {
		switch {
		case !c.When.Conditional():
			others = append(others, c.ID)
		case s.Holds(c.When):
			first = append(first, c.ID)
		}
	}
	return append(first, others...)
}
