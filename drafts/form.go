package drafts

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Form collects the answers to one letter kind. Answers may be given in any order and changed. An answer is active while its
// question is asked, given the other answers; an inactive answer is kept, and becomes active again if they change back.
type Form struct {
	template *letter.Template
	reading  field.Reading
	given    letter.Values
	skipped  map[string]bool
	hidden   map[string]*field.Problem // remarks on invisible characters that were removed from answers
	active   letter.Values             // the active ones of given; nil if they must be computed again

	opened    letter.Records // records that were begun, with an answer or not
	records   letter.Records // of each list: those opened, and those with an answer
	questions []letter.Field // of all records
}

// NewForm returns an empty form. reading.Now is the day of the letter.
func NewForm(t *letter.Template, reading field.Reading) *Form {
	return &Form{template: t, reading: reading, given: letter.Values{}, skipped: map[string]bool{}, questions: t.Questions(nil)}
}

// Template returns the template of the form.
func (f *Form) Template() *letter.Template { return f.template }

// The codes of problems with an answer besides its text.
const (
	CodeUnknownField = "unknown_field" // Nearest: a similar name or label, or ""
	CodeGivenTwice   = "given_twice"   // First: the place of the first answer
)

// Fill sets the answers of a set, each under the name or a label of its question. A blank answer clears an earlier one. Two
// answers to one question in a set are a fault; a later set overrides an earlier one. A set that has a list replaces all of its
// records. Fill returns all faults, and sets the answers that have none.
func (f *Form) Fill(set []answers.Answer) answers.Faults {
	if len(f.given) == 0 {
		f.given = make(letter.Values, len(set)) // large enough for the set
	}
	var faults answers.Faults
	if len(f.template.Lists) > 0 {
		set, faults = f.fillLists(set)
	}
	asked := make([]*letter.Field, len(set)) // faster than a map for so few
	for i := range set {
		a := &set[i]
		question := f.question(a.Name)
		if a.Records > 0 && question != nil {
			faults = append(faults, answers.Fault{At: a.At, Name: a.Name, Problem: field.NewProblem(answers.CodeNested, a.Name, nil)})
			continue
		}
		if question == nil {
			if _, _, _, ok := f.template.ParsePath(a.Name); ok || !a.Listed { // else its list is the fault
				faults = append(faults, answers.Fault{At: a.At, Name: a.Name, Problem: f.unknown(a.Name)})
			}
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
			f.clear(question)
			continue
		}
		if problem := f.answer(question, a.Text); problem != nil {
			faults = append(faults, answers.Fault{At: a.At, Name: question.Name, Problem: problem})
		}
	}
	slices.SortStableFunc(faults, func(a, b answers.Fault) int { return cmp.Or(a.At.Line-b.At.Line, a.At.Column-b.At.Column) })
	return faults
}

// Question returns a field by its name, or by its label in either language.
func (f *Form) Question(name string) (letter.Field, bool) {
	if q := f.question(name); q != nil {
		return *q, true
	}
	return letter.Field{}, false
}

// question is Question without the copy, because a Field is large. It returns nil if there is none.
func (f *Form) question(name string) *letter.Field {
	fields := f.questions
	for i := 0; i < len(fields) && !strings.Contains(name, "."); i++ { // else it is a path, and there may be thousands of questions
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	if l, record, item, ok := f.template.ParsePath(name); ok {
		return f.recordQuestion(l, record, item)
	}
	for i := range fields {
		if fields[i].Label.Matches(name) || fields[i].Record == 1 && fields[i].OwnLabel().Matches(name) {
			return &fields[i]
		}
	}
	return nil
}

func (f *Form) unknown(name string) *field.Problem {
	return field.NewProblem(CodeUnknownField, name, map[string]any{"Nearest": f.Nearest(name)})
}

// Nearest returns the name or the label of a question that is most similar to a name that none has; "" if there is none.
func (f *Form) Nearest(name string) string {
	if l, record, item, ok := f.template.ParsePath(name); ok {
		return f.nearestItem(l, record, item)
	}
	var names, labels []string
	for _, q := range f.template.Fields {
		names = append(names, q.Name)
		labels = append(labels, q.Label.ZH, q.Label.EN)
	}
	for _, l := range f.template.Lists {
		names = append(names, l.Name)
	}
	return cmp.Or(field.Nearest(name, names), field.Nearest(name, labels))
}

// nearestItem returns the path or the label of the question of a record that is most similar to a name; "" if there is none.
func (f *Form) nearestItem(l *letter.List, record int, name string) string {
	if near := field.Nearest(name, l.Items(f.template)); near != "" {
		return l.Path(record, near)
	}
	var labels, numbered []string
	for _, item := range l.Items(f.template) {
		own, _ := f.template.Find(item)
		q, _ := f.template.Find(l.Path(record, item))
		labels, numbered = append(labels, own.Label.ZH, own.Label.EN), append(numbered, q.Label.ZH, q.Label.EN)
	}
	if i := slices.Index(labels, field.Nearest(name, labels)); i >= 0 {
		return numbered[i]
	}
	return ""
}

// At sets the current time, by which answers are parsed, for a form that is filled in over some time.
func (f *Form) At(now time.Time) {
	f.reading.Now = now
	f.active = nil
}

// Read parses an answer without changing the form.
func (f *Form) Read(q letter.Field, text string) (field.Value, *field.Problem) {
	return f.read(&q, text)
}

func (f *Form) read(q *letter.Field, text string) (field.Value, *field.Problem) {
	v, err := q.Parse(unlabelled(q, text), f.reading)
	if err == nil {
		return v, nil
	}
	problem := field.AsProblem(err)
	if q.List != nil && q.Item() == q.List.Total && problem.Code == field.CodeMoneySeveral {
		problem.Args["List"], problem.Args["Path"] = q.List.Name, q.List.Path(2, q.Item())
	}
	return nil, f.aboutUID(problem)
}

// UIDQuestion returns the question for the UID of the account; ok is false if the letter has none.
func (f *Form) UIDQuestion() (q letter.Field, ok bool) {
	i := slices.IndexFunc(f.template.Fields, func(q letter.Field) bool { return slices.Contains(q.Shape, field.UID) })
	if i < 0 {
		return letter.Field{}, false
	}
	return f.template.Fields[i], true
}

// aboutUID adds the question for a UID to a problem with one that is in place of a Douyin ID.
func (f *Form) aboutUID(p *field.Problem) *field.Problem {
	if p.Code == field.CodeDouyinUID {
		if q, ok := f.UIDQuestion(); ok {
			p.Args["Question"] = q.Label
		}
	}
	return p
}

// unlabelled removes the label of the question from the beginning of an answer; the letter has it already.
func unlabelled(q *letter.Field, text string) string {
	return q.Unlabelled(text, q.Label, q.OwnLabel())
}

// Answer parses and sets an answer. If it returns a problem, the form is unchanged.
func (f *Form) Answer(q letter.Field, text string) *field.Problem { return f.answer(&q, text) }

func (f *Form) answer(q *letter.Field, text string) *field.Problem {
	v, problem := f.read(q, text)
	if problem != nil {
		return problem
	}
	f.given[q.Name] = v
	f.active = nil
	delete(f.skipped, q.Name)
	f.specify(q, v, text)
	delete(f.hidden, q.Name)
	if p := cmp.Or(q.HiddenRemoved(unlabelled(q, text)), q.HiddenRemoved(text)); p != nil {
		if f.hidden == nil {
			f.hidden = map[string]*field.Problem{}
		}
		f.hidden[q.Name] = p
	}
	if q.Record > f.records.Of(q.List) {
		f.countRecords()
	}
	return nil
}

// specify gives the word by which an option was named to the question that specifies it, such as 云闪付, which is another method. The option
// alone would lose the word.
func (f *Form) specify(q *letter.Field, v field.Value, text string) {
	choice, ok := v.(field.ChoiceValue)
	word := strings.TrimSpace(unlabelled(q, text))
	if !ok || !choice.IsAlso(word) {
		return
	}
	for i := range f.questions {
		about := &f.questions[i]
		if about.Specifies == q.Name && f.given[about.Name] == nil && f.sheet().Holds(about.When) {
			_ = f.answer(about, word) // a word that it refuses specifies nothing
		}
	}
}

// clear removes an answer.
func (f *Form) clear(q *letter.Field) {
	delete(f.given, q.Name)
	f.active = nil
	if q.Record > 1 {
		f.countRecords()
	}
}

// Skip leaves an optional question unanswered.
func (f *Form) Skip(q letter.Field) {
	f.clear(&q)
	f.skipped[q.Name] = true
}

// Reopen removes an answer, so that its question is asked again.
func (f *Form) Reopen(q letter.Field) {
	f.clear(&q)
	delete(f.skipped, q.Name)
}

// ChangeFiles gives each file that the answers name the path that change returns for it. Files that get the same path become one. A file
// keeps its path if change returns an error, which is in the error of ChangeFiles.
func (f *Form) ChangeFiles(change func(path string) (string, error)) error {
	var errs []error
	for name, v := range f.given {
		files, ok := v.(field.FilesValue)
		if !ok {
			continue
		}
		changed := files.Map(func(path string) string {
			to, err := change(path)
			if err != nil {
				errs = append(errs, err)
				return path
			}
			return to
		})
		f.given[name], f.active = changed, nil
	}
	return errors.Join(errs...)
}

// sheet returns the sheet of the active answers.
func (f *Form) sheet() *letter.Sheet {
	return f.template.SheetOf(f.records, f.questions, f.Values(), f.reading.Now)
}

// Values returns the active answers. The caller must not change the map; it does not change with the form.
func (f *Form) Values() letter.Values {
	if f.active == nil {
		f.active, _ = f.template.ActiveOf(f.records, f.questions, f.given, f.reading.Now)
	}
	return f.active
}

// Value returns the answer to a question, to that of the first or last record of a list, or the total of a list; nil if there is none.
func (f *Form) Value(name string) field.Value { return f.sheet().Value(name) }

// AppText returns the text for the app that the answers so far make, within a limit; 0 is no limit.
func (f *Form) AppText(limit int) (string, error) {
	l, err := f.sheet().Letter()
	return letter.Fit(l.Sentences, limit).Whole, err
}

// Strength weighs the answers so far. appText is the text for the app within its limit.
func (f *Form) Strength(appText string) []letter.Point { return f.sheet().Strength(appText) }

// Checklist returns the evidence that support looks for, given the answers so far.
func (f *Form) Checklist() []field.Label { return f.sheet().Checklist() }

// Unused returns the questions of the inactive answers.
func (f *Form) Unused() []letter.Field {
	if len(f.Values()) == len(f.given) {
		return nil
	}
	_, dropped := f.template.ActiveOf(f.records, f.questions, f.given, f.reading.Now)
	fields := make([]letter.Field, len(dropped))
	for i, name := range dropped {
		fields[i] = *f.question(name)
	}
	return fields
}

// Asked returns the questions of the letter, in order, given the answers so far.
func (f *Form) Asked() []letter.Field {
	return f.sheet().Asked()
}

// Open returns the questions that are neither answered nor skipped.
func (f *Form) Open() []letter.Field {
	return slices.DeleteFunc(f.Asked(), func(q letter.Field) bool {
		return f.given[q.Name] != nil || f.skipped[q.Name]
	})
}

// Missing returns the required questions without an answer.
func (f *Form) Missing() []letter.Field {
	var missing []letter.Field
	sheet := f.sheet()
	for i := range f.questions {
		q := &f.questions[i]
		if !q.Optional && f.given[q.Name] == nil && sheet.Holds(q.When) {
			missing = append(missing, *q)
		}
	}
	return missing
}

// Given returns all answers, including inactive ones, in the order of the questions.
func (f *Form) Given() []answers.Answer {
	var given []answers.Answer
	for _, q := range f.questions {
		if v := f.given[q.Name]; v != nil {
			given = append(given, answers.Answer{Name: q.Name, Text: v.Answer()})
		}
	}
	return given
}

// Skipped returns the names of the skipped questions, in order.
func (f *Form) Skipped() []string {
	var names []string
	for _, q := range f.questions {
		if f.skipped[q.Name] {
			names = append(names, q.Name)
		}
	}
	return names
}

// Doubt is a remark on a valid answer.
type Doubt struct {
	Field   letter.Field
	Problem *field.Problem
	Level   letter.Level // Warn, or Note if nothing has to be done
}

// Doubts returns remarks on answers that are valid but look wrong.
func (f *Form) Doubts() []Doubt {
	var doubts []Doubt
	values := f.Values()
	for _, q := range f.questions {
		v := values[q.Name]
		if v == nil {
			continue
		}
		if p := f.hidden[q.Name]; p != nil {
			doubts = append(doubts, Doubt{Field: q, Problem: p, Level: letter.Note})
		}
		for _, p := range q.Doubts(v) {
			doubts = append(doubts, Doubt{Field: q, Problem: f.aboutUID(p), Level: letter.Warn})
		}
	}
	return doubts
}

// Switch returns the other kind of letter that an answer asks for, and the question of that answer, if there is one.
func (f *Form) Switch() (letter.KindSwitch, letter.Field, bool) {
	values := f.Values()
	for i := range f.template.Fields {
		q := &f.template.Fields[i]
		for _, b := range q.Switches {
			if v := values[q.Name]; v != nil && v.Answer() == b.Option && f.sheet().Holds(b.When) {
				return b, *q, true
			}
		}
	}
	return letter.KindSwitch{}, letter.Field{}, false
}

// Carry returns the form of the other kind of letter, filled with the answers that both share.
func (f *Form) Carry(b letter.KindSwitch, t *letter.Template) *Form {
	next := NewForm(t, f.reading)
	sheet := f.sheet()
	for _, q := range t.Questions(f.sharedRecords(t)) {
		source := q.Name
		if carried, ok := b.Carry[q.Name]; ok {
			source = carried
		} else if own, ok := f.template.Find(q.Name); ok && (own.List == nil) != (q.List == nil) {
			continue // a list and a single question of one name do not ask for the same
		}
		if v := sheet.Value(source); v != nil {
			// An answer that the other question refuses is asked again there.
			_ = next.Answer(q, v.Answer())
		}
	}
	return next
}

// Facts returns the active answers, in the order of the questions.
func (f *Form) Facts() []letter.Fact {
	return f.sheet().Facts()
}

// Claim returns the amount that the letter claims; ok is false if it names none.
func (f *Form) Claim() (sum field.MoneyValue, ok bool) { return f.sheet().Claim() }

// Channels returns the IDs of the channels to support for these answers, the best first.
func (f *Form) Channels() []string { return f.sheet().Channels() }

// FirstStop returns the channel to try before the letter is written. ok is false if questions are open that decide it, or if the
// answers name a channel that comes first, because a check says so at their questions.
func (f *Form) FirstStop() (id string, ok bool) {
	open := f.Open()
	for _, c := range f.template.Channels {
		if !c.When.Conditional() {
			if id == "" {
				id = c.ID
			}
			continue
		}
		for _, name := range c.When.Questions() {
			if f.sheet().Holds(c.When) || slices.ContainsFunc(open, func(q letter.Field) bool { return q.Name == name }) {
				return "", false
			}
		}
	}
	return id, id != ""
}

// Findings returns the checks of the template that apply to the answers, and one for each payment that is named twice.
func (f *Form) Findings() []letter.Check {
	return append(f.sheet().Findings(), f.repeats()...)
}
