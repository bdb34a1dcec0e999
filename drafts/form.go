package drafts

import (
	"slices"
	"strings"
	"time"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Form collects the answers to one letter kind. Answers may come in any order and be changed; what a changed answer
// makes pointless stops counting, and counts again when it is changed back.
type Form struct {
	template *letter.Template
	reading  field.Reading
	given    letter.Values
	skipped  map[string]bool
	counting letter.Values // of the given; nil where one was changed since, or the moment
}

// NewForm opens an empty form. reading.Now is the day of the letter.
func NewForm(t *letter.Template, reading field.Reading) *Form {
	return &Form{template: t, reading: reading, given: letter.Values{}, skipped: map[string]bool{}}
}

// Template is the kind that the form asks for.
func (f *Form) Template() *letter.Template { return f.template }

// Codes of what can be wrong with an answer beyond its own text.
const (
	CodeUnknownField = "unknown_field" // Nearest: a name or a label, or ""
	CodeGivenTwice   = "given_twice"   // First: where it was given under another of its names
)

// Fill takes a set of answers, each under the name or a label of its question. A blank one is no answer; a name
// given twice in one set is a fault, while a later set overrides an earlier one, also with a blank. All faults are found at once.
func (f *Form) Fill(set []answers.Answer) answers.Faults {
	var faults answers.Faults
	if len(f.given) == 0 {
		f.given = make(letter.Values, len(set)) // which need not grow
	}
	asked := make([]*letter.Field, len(set)) // a map takes longer than to look through these
	for i := range set {
		a := &set[i]
		question := f.question(a.Name)
		if question == nil {
			faults = append(faults, answers.Fault{At: a.At, Name: a.Name, Problem: f.unknown(a.Name)})
			continue
		}
		if first := slices.Index(asked[:i], question); first >= 0 {
			faults = append(faults, answers.Fault{At: a.At, Name: question.Name, Problem: field.NewProblem(
				CodeGivenTwice, a.Name, map[string]any{"First": set[first].At.String()},
			)})
			continue
		}
		asked[i] = question
		if field.Blank(unlabelled(question, a.Text)) {
			f.forget(question.Name)
			continue
		}
		if problem := f.answer(question, a.Text); problem != nil {
			faults = append(faults, answers.Fault{At: a.At, Name: question.Name, Problem: problem})
		}
	}
	return faults
}

// Question finds a field by its name, or by its label in either language.
func (f *Form) Question(name string) (letter.Field, bool) {
	if q := f.question(name); q != nil {
		return *q, true
	}
	return letter.Field{}, false
}

// question is Question without a copy, which is large; nil where there is none.
func (f *Form) question(name string) *letter.Field {
	fields := f.template.Fields
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	for i := range fields {
		if fields[i].Label.Matches(name) {
			return &fields[i]
		}
	}
	return nil
}

func (f *Form) unknown(name string) *field.Problem {
	var names, labels []string
	for _, q := range f.template.Fields {
		names = append(names, q.Name)
		labels = append(labels, q.Label.ZH, q.Label.EN)
	}
	near := field.Nearest(name, names)
	if near == "" {
		near = field.Nearest(name, labels)
	}
	return field.NewProblem(CodeUnknownField, name, map[string]any{"Nearest": near})
}

// At moves the moment that answers are read at, for a form that is filled in over some time.
func (f *Form) At(now time.Time) {
	f.reading.Now = now
	f.counting = nil
}

// Read tells what an answer would mean, and leaves the form as it is.
func (f *Form) Read(q letter.Field, text string) (field.Value, *field.Problem) {
	return f.read(&q, text)
}

func (f *Form) read(q *letter.Field, text string) (field.Value, *field.Problem) {
	v, err := q.Parse(unlabelled(q, text), f.reading)
	if err != nil {
		return nil, field.AsProblem(err)
	}
	return v, nil
}

// unlabelled takes the question's own label off the beginning of an answer, as it comes along where it was copied from:
// the letter has it already. A label alone is no answer: it leaves "".
func unlabelled(q *letter.Field, text string) string {
	if q.Type != field.Text && q.Type != field.Multiline && q.Type != field.Number {
		return text
	}
	const between = ":： \u00a0\u3000"
	if colon := strings.IndexAny(text, ":："); colon >= 0 && labels(q, text[:colon]) {
		return strings.TrimLeft(text[colon:], between)
	}
	if q.Type == field.Multiline {
		return text // What happened is that …
	}
	for _, label := range []string{q.Label.ZH, q.Label.EN} {
		begin := strings.TrimSpace(text)
		if label == q.Label.EN && !strings.Contains(label, " ") || len(begin) <= len(label) || !strings.EqualFold(begin[:len(label)], label) {
			continue // one English word may be the first of a title, or of somebody's name
		}
		if rest := strings.TrimLeft(begin[len(label):], between); len(rest) < len(begin)-len(label) {
			return rest
		}
	}
	return text
}

// labels tells whether a text is what the question is called. A Douyin ID is called ID, too.
func labels(q *letter.Field, text string) bool {
	return q.Label.Matches(text) || strings.HasSuffix(q.Label.EN, " ID") && strings.EqualFold(strings.TrimSpace(text), "ID")
}

// Answer takes one answer as typed. A problem leaves the form as it was.
func (f *Form) Answer(q letter.Field, text string) *field.Problem { return f.answer(&q, text) }

func (f *Form) answer(q *letter.Field, text string) *field.Problem {
	v, problem := f.read(q, text)
	if problem != nil {
		return problem
	}
	f.given[q.Name] = v
	f.counting = nil
	delete(f.skipped, q.Name)
	return nil
}

// forget takes an answer back.
func (f *Form) forget(name string) {
	delete(f.given, name)
	f.counting = nil
}

// Skip leaves an optional question unanswered.
func (f *Form) Skip(q letter.Field) {
	f.forget(q.Name)
	f.skipped[q.Name] = true
}

// Reopen takes an answer back, so that its question is asked again.
func (f *Form) Reopen(q letter.Field) {
	f.forget(q.Name)
	delete(f.skipped, q.Name)
}

// sheet lays out the answers that count.
func (f *Form) sheet() *letter.Sheet { return f.template.Sheet(f.Values(), f.reading.Now) }

// Values are the answers that count. They are not to be changed, and do not change with the form.
func (f *Form) Values() letter.Values {
	if f.counting == nil {
		f.counting, _ = f.template.ActiveAnswers(f.given, f.reading.Now)
	}
	return f.counting
}

// AppText returns the text for the app that the answers so far make, within a limit; 0 is no limit.
func (f *Form) AppText(limit int) (string, error) {
	l, err := f.sheet().Letter()
	return letter.Fit(l.Sentences, limit).Whole, err
}

// Strength weighs the answers so far. appText is the text for the app within its limit.
func (f *Form) Strength(appText string) []letter.Point { return f.sheet().Strength(appText) }

// Checklist names the evidence that support looks for with the answers so far.
func (f *Form) Checklist() []field.Label { return f.sheet().Checklist() }

// Unused names the answers that do not count because, after the other answers, their question is not asked.
func (f *Form) Unused() []letter.Field {
	if len(f.Values()) == len(f.given) {
		return nil
	}
	_, dropped := f.template.ActiveAnswers(f.given, f.reading.Now)
	fields := make([]letter.Field, len(dropped))
	for i, name := range dropped {
		fields[i], _ = f.template.Find(name)
	}
	return fields
}

// Asked are the questions of this letter, in order, as far as the answers so far tell.
func (f *Form) Asked() []letter.Field {
	return f.sheet().Asked()
}

// Open are the questions still to be asked: neither answered nor skipped.
func (f *Form) Open() []letter.Field {
	return slices.DeleteFunc(f.Asked(), func(q letter.Field) bool {
		return f.given[q.Name] != nil || f.skipped[q.Name]
	})
}

// Missing are the questions that a letter cannot do without and that have no answer.
func (f *Form) Missing() []letter.Field {
	var missing []letter.Field
	sheet := f.sheet()
	for i := range f.template.Fields {
		q := &f.template.Fields[i]
		if !q.Optional && f.given[q.Name] == nil && sheet.Holds(q.When) {
			missing = append(missing, *q)
		}
	}
	return missing
}

// Given are all answers as they stand, in the order of the questions, also those that do not count after the others.
func (f *Form) Given() []answers.Answer {
	var given []answers.Answer
	for _, q := range f.template.Fields {
		if v := f.given[q.Name]; v != nil {
			given = append(given, answers.Answer{Name: q.Name, Text: v.Answer()})
		}
	}
	return given
}

// Skipped names the optional questions that were left unanswered, in order.
func (f *Form) Skipped() []string {
	var names []string
	for _, q := range f.template.Fields {
		if f.skipped[q.Name] {
			names = append(names, q.Name)
		}
	}
	return names
}

// Doubt is a remark on one valid answer.
type Doubt struct {
	Field   letter.Field
	Problem *field.Problem
}

// Doubts are the answers that are valid but look wrong.
func (f *Form) Doubts() []Doubt {
	var doubts []Doubt
	values := f.Values()
	for _, q := range f.template.Fields {
		if v := values[q.Name]; v != nil {
			for _, p := range q.Doubts(v) {
				doubts = append(doubts, Doubt{Field: q, Problem: p})
			}
		}
	}
	return doubts
}

// Switch tells whether the answers make this another letter, and which.
func (f *Form) Switch() (letter.KindSwitch, letter.Field, bool) {
	values := f.Values()
	for i := range f.template.Fields {
		q := &f.template.Fields[i]
		for _, b := range q.Switches {
			if v := values[q.Name]; v != nil && v.Answer() == b.Option {
				return b, *q, true
			}
		}
	}
	return letter.KindSwitch{}, letter.Field{}, false
}

// Carry starts the form of the letter that this one becomes, with the answers that both share.
func (f *Form) Carry(b letter.KindSwitch, t *letter.Template) *Form {
	next := NewForm(t, f.reading)
	values := f.Values()
	for _, q := range t.Fields {
		source := q.Name
		if carried, ok := b.Carry[q.Name]; ok {
			source = carried
		}
		if v := values[source]; v != nil {
			// An answer that the other question does not take is asked again there.
			_ = next.Answer(q, v.Answer())
		}
	}
	return next
}

// Facts are the answers that count, in the order of the questions.
func (f *Form) Facts() []letter.Fact {
	return f.sheet().Facts()
}

// Claim is the sum that the letter asks for; ok is false if it names none.
func (f *Form) Claim() (sum field.MoneyValue, ok bool) { return f.sheet().Claim() }

// Channels are the ids of the ways to reach support with these answers, the first one first.
func (f *Form) Channels() []string { return f.sheet().Channels() }

// Findings are the template's checks that the answers call for.
func (f *Form) Findings() []letter.Check {
	return f.sheet().Findings()
}
