package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// interview is what has been asked so far.
type interview struct {
	asked  bool           // questions of this letter were put to a person
	behind []letter.Field // questions answered, in order
	// preset are the questions that need not be asked: flags, a file or the case have answered them.
	preset []string
	typed  map[string]string // what was in a field when its question was left without an answer
	before []chapter         // the letters that became this one
	// changing tells that one answer is given again out of its order: going back leaves it as it was.
	changing bool
}

// chapter is an interview that an answer turned into one for another letter. Going back leads into it again.
type chapter struct {
	form   *drafts.Form
	behind []letter.Field
}

// askOpen asks a person the questions that are open, one by one, until none is left or the answers make it another
// letter.
func (w *writeOptions) askOpen() error {
	p := w.app.term.Prompter()
	if !w.session.asked {
		open := w.open()
		w.session.preset = without(names(w.form.Asked()), names(open))
		if len(w.session.before) == 0 {
			w.app.term.Say("write.begin", lang.Args{"Title": w.app.view.Label(w.form.Template().Title), "Count": len(open)})
		}
	}
	w.session.asked = true
	for {
		open := w.open()
		if len(open) == 0 {
			return nil
		}
		q := open[0]
		err := w.ask(p, q)
		for errors.Is(err, prompt.ErrBack) {
			q = w.back(q)
			err = w.ask(p, q)
		}
		if err != nil {
			w.remember()
			return err
		}
		w.comment(q)
		if !slices.Contains(w.reopen(), q.Name) {
			w.session.behind = append(w.session.behind, q)
		}
		w.remember()
		if _, _, other := w.form.Switch(); other {
			return nil
		}
	}
}

// open are the questions to ask now: with an answers file those that are required, and those asked again.
func (w *writeOptions) open() []letter.Field {
	open := w.form.Open()
	if w.answers == "" {
		return open
	}
	return slices.DeleteFunc(open, func(q letter.Field) bool {
		_, again := w.session.typed[q.Name]
		return q.Optional && !again
	})
}

// back gives the question before this one, in the letter before this one if need be; the same where there is none. A
// question that later answers made pointless is passed by.
func (w *writeOptions) back(q letter.Field) letter.Field {
	for {
		if last := len(w.session.before) - 1; len(w.session.behind) == 0 && last >= 0 {
			w.form, w.session.behind, w.session.before = w.session.before[last].form, w.session.before[last].behind, w.session.before[:last]
		}
		last := len(w.session.behind) - 1
		if last < 0 {
			return q
		}
		before := w.session.behind[last]
		w.session.behind = w.session.behind[:last]
		if w.progress(before) != "" {
			return before
		}
	}
}

// again opens the last question once more.
func (w *writeOptions) again() {
	w.askAgain(w.back(letter.Field{}))
}

// askAgain takes an answer back and keeps its text, so that its question is asked once more.
func (w *writeOptions) askAgain(q letter.Field) {
	if v := w.form.Values()[q.Name]; v != nil {
		w.session.keepTyped(q, v.Answer())
	}
	w.form.Reopen(q)
}

// ask puts one question and takes the answer. What is typed so far is kept when the person goes back.
func (w *writeOptions) ask(p prompt.Prompter, q letter.Field) error {
	question := w.question(q)
	if text, ok := w.session.typed[q.Name]; ok {
		question.Prefill = text
	}
	ask := p.Line
	switch q.Type {
	case field.Choice, field.YesNo:
		ask = p.Choose
	case field.Multiline, field.Files:
		ask = p.Text
	}
	if q.Type == field.Files {
		w.sayChecklist()
	}
	text, err := ask(question)
	if err != nil {
		w.session.keepTyped(q, text)
		return err
	}
	delete(w.session.typed, q.Name)
	return w.take(q, text)
}

// take notes an answer, and shows how it was understood where that is not just what was typed.
func (w *writeOptions) take(q letter.Field, text string) error {
	if text == "" {
		w.form.Skip(q)
		return nil
	}
	if problem := w.form.Answer(q, dragged(q, text)); problem != nil { // the prompt let it through, so this is a fault of ours
		return view.Fail("error.failed", lang.Args{"Detail": w.app.view.Problem(problem)}, nil)
	}
	v := w.form.Values()[q.Name]
	if v != nil && (q.Type == field.Datetime || q.Type == field.Money) {
		if read := w.app.view.ShownValue(letter.Fact{Field: &q, Value: v}); read != text {
			w.app.term.Say("write.read", lang.Args{"Value": read})
		}
	}
	return nil
}

// comment says at once what there is to say about an answer: who pays through the app store should hear of Apple's
// own way before ten more questions.
func (w *writeOptions) comment(q letter.Field) {
	for _, n := range w.notes() {
		if n.Field == q.Name {
			w.note(n)
		}
	}
}

// reopen takes back the answers that a check refuses, so that they are asked again, and names their questions.
func (w *writeOptions) reopen() []string {
	var reopened []string
	for _, c := range w.form.Findings() {
		q, ok := w.form.Question(c.Field)
		if c.Level != letter.Stop || !ok {
			continue
		}
		w.app.term.Say("note.stop", lang.Args{"Text": w.app.view.Label(c.Say)})
		w.askAgain(q)
		reopened = append(reopened, q.Name)
	}
	return reopened
}

// keepTyped keeps what stands in a field, to be offered when its question is asked again.
func (w *interview) keepTyped(q letter.Field, text string) {
	if w.typed == nil {
		w.typed = map[string]string{}
	}
	w.typed[q.Name] = text
}

// note says a remark, once.
func (w *writeOptions) note(n view.Note) {
	if n.Level != letter.Stop {
		w.app.term.PrintOnce(n.Line(w.app.view))
	}
}

// question words a field for the prompt.
func (w *writeOptions) question(q letter.Field) prompt.Question {
	question := prompt.Question{
		Message: w.app.view.Label(q.Label), Progress: w.progress(q), Help: w.app.view.Label(q.Help), Optional: q.Optional,
		NoDefault: true, // the answers are statements of fact in a letter
		Check:     func(text string) error { return w.checkAnswer(q, text) },
		First:     len(w.session.behind) == 0 && len(w.session.before) == 0 && !w.session.changing,
	}
	if q.Type != field.Choice && q.Type != field.YesNo { // there 不清楚 may be an option
		question.Nothing = field.Nothing
	}
	switch q.Type {
	case field.Choice:
		for _, o := range field.Offered(q.Options) {
			question.Options = append(question.Options, prompt.Option{Value: o.Value, Label: w.app.view.Label(o.Label), Also: o.Also})
		}
	case field.YesNo:
		for _, value := range []string{prompt.Yes, prompt.No} {
			question.Options = append(question.Options, prompt.Option{Value: value, Label: w.app.view.Text("word."+value, nil)})
		}
	case field.Multiline:
		question.Hint = "" // an example of several lines would hide the question
	case field.Files:
		question.Hint = q.Sample
		question.CheckLine = question.Check // whoever takes it for the next question hears of it at once
	default:
		question.Hint = q.Sample
	}
	if v := w.form.Values()[q.Name]; v != nil {
		question.Prefill = v.Answer()
	} else if text := w.fromProfile(q); text != "" {
		w.app.term.SayOnce("profile.offered", nil)
		question.Prefill = text
	}
	return question
}

// sayChecklist names what support looks for among the evidence.
func (w *writeOptions) sayChecklist() {
	for i, say := range w.form.Checklist() {
		if i == 0 {
			w.app.term.SayOnce("ask.checklist", nil)
		}
		w.app.term.SayOnce("ask.checklist_line", lang.Args{"Text": w.app.view.Label(say)})
	}
}

// progress is where a question stands among those of this letter, as far as the answers so far tell.
func (w *writeOptions) progress(q letter.Field) string {
	asked := without(names(w.form.Asked()), w.session.preset)
	if i := slices.Index(asked, q.Name); i >= 0 {
		return strconv.Itoa(i+1) + "/" + strconv.Itoa(len(asked))
	}
	return ""
}

// without is a list but for some of its names.
func without(names, some []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(some, name) })
}

func names(fields []letter.Field) []string {
	names := make([]string, len(fields))
	for i, q := range fields {
		names[i] = q.Name
	}
	return names
}

// checkAnswer says in words why an answer cannot be taken.
func (w *writeOptions) checkAnswer(q letter.Field, text string) error {
	// An interview takes minutes: what is still to come is measured when the answer is given.
	w.form.At(w.app.now())
	v, problem := w.form.Read(q, dragged(q, text))
	if problem != nil {
		return errors.New(w.app.view.Problem(problem))
	}
	var faults []string
	paths, _ := v.(field.FilesValue)
	for _, problem := range attach.Check(paths, attach.Disk{}, w.keepMeta) {
		faults = append(faults, w.app.view.Problem(problem.Problem))
	}
	if len(faults) > 0 {
		return errors.New(strings.Join(faults, "\n"))
	}
	return nil
}
