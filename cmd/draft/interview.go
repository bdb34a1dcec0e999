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
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// interviewer asks a person the questions of a session at the terminal, and saves it after every answer.
type interviewer struct {
	app     *app
	session *interview.Session
	sources interview.Sources // they override what an earlier run saved
	saved   unfinished
}

func (i *interviewer) form() *drafts.Form { return i.session.Form() }

// fill puts the answers of the sources into the session.
func (i *interviewer) fill() error {
	if faults := i.session.Fill(i.sources); len(faults) > 0 {
		return &view.AnswersError{Template: i.form().Template(), Faults: faults}
	}
	return nil
}

// asks reports whether there is something to answer and a person to do so.
func (i *interviewer) asks() bool { return i.app.term.Interactive() && i.session.Unfinished() }

// complete asks for what is missing. If nobody can be asked, the error names all of it.
func (i *interviewer) complete() error {
	for {
		if b, _, ok := i.form().Switch(); ok && i.app.term.Interactive() {
			if err := i.switchKind(b); err != nil {
				return err
			}
		}
		if i.session.Begun() {
			i.sayRefused(i.session.Reopen())
		}
		if !i.asks() {
			return i.check()
		}
		if err := i.askOpen(); err != nil {
			return err
		}
	}
}

// switchKind continues with another letter kind, and prints the answers that both share.
func (i *interviewer) switchKind(b letter.KindSwitch) error {
	t, err := i.app.config.LoadStandalone("", b.Kind)
	if err != nil {
		return err
	}
	carried := i.session.Switch(b, t)
	i.app.term.Say("write.becomes", lang.Args{"Title": i.app.view.Label(t.Title)})
	for _, f := range carried {
		i.app.term.Say("write.carried", lang.Args{"Label": i.app.view.Label(f.Field.Label), "Value": i.app.view.ShownValue(f)})
	}
	return nil
}

// check returns an error if the letter cannot be written yet. Else it prints the remarks on the answers.
func (i *interviewer) check() error {
	if err := i.session.Ready(); err != nil {
		return view.NotReady(i.form().Template(), err)
	}
	i.say(slices.DeleteFunc(i.session.Remarks(), func(r interview.Remark) bool {
		return r.Code == interview.CodeUnused && i.session.Begun() // said when another answer made it so
	}))
	return nil
}

// askOpen asks a person the questions that are open, one by one, until none is left or the answers make it another
// letter.
func (i *interviewer) askOpen() error {
	if i.session.Begin() {
		i.app.term.Say("write.begin", lang.Args{"Title": i.app.view.Label(i.form().Template().Title), "Count": len(i.session.Open())})
	}
	for {
		if text := view.FirstStop(i.app.view, i.form()); text != "" {
			i.app.term.PrintOnce(text)
		}
		q, ok := i.session.Next()
		if _, _, other := i.form().Switch(); other || !ok {
			return nil
		}
		text, err := i.ask(q, false)
		for isBack(err) {
			if q, ok = i.session.Back(q); !ok {
				break
			}
			text, err = i.ask(q, false)
		}
		switch {
		case !ok, errors.Is(err, errOther):
			continue
		case err != nil:
			i.save()
			return err
		}
		reply, problems := i.session.Answer(q, text)
		if len(problems) > 0 {
			i.save()
			return i.unexpected(problems)
		}
		i.sayRead(q, text, reply)
		i.say(reply.Remarks)
		i.sayRefused(reply.Refused)
		i.save()
	}
}

// unexpected returns the error for an answer that the prompt accepted and the session refuses.
func (i *interviewer) unexpected(problems []*field.Problem) error {
	return view.Fail("error.failed", lang.Args{"Detail": i.app.view.Problem(problems[0])}, nil)
}

// ask puts one question and returns the answer, or errOther if something else was done instead. If the person goes back, the session keeps what
// was typed. change means that an answer is given again out of its order, so that going back is possible from the first question too.
func (i *interviewer) ask(q letter.Field, change bool) (string, error) {
	if q.AsksAnother() {
		return i.askAnother(q)
	}
	asked := i.session.Question(q)
	question := i.question(asked)
	if change {
		question.First = false
	} else {
		question.Add = i.sayRecord(asked)
	}
	p := i.app.term.Prompter()
	ask := p.Line
	switch q.Type {
	case field.Choice, field.YesNo:
		ask = p.Choose
	case field.Multiline, field.Files:
		ask = p.Text
	}
	if q.Type == field.Files {
		i.sayChecklist()
	}
	text, err := ask(question)
	switch {
	case errors.Is(err, prompt.ErrAdd):
		return "", i.add(asked.Another.List)
	case err != nil:
		i.session.Leave(q, text)
		return "", err
	}
	if offer, more := i.session.Offer(q, text); more {
		if err := i.confirmOffer(q, text, offer); err != nil {
			return "", err
		}
		return i.ask(q, change)
	}
	text, again, err := i.heedWarning(q, dragged(q, text))
	if err == nil && !again {
		text, again, err = i.confirmInApp(q, text)
	}
	if again {
		return i.ask(q, change)
	}
	return text, err
}

// question words a question for the prompt.
func (i *interviewer) question(q interview.Question) prompt.Question {
	if q.FromProfile {
		i.app.term.SayOnce("profile.offered", nil)
	}
	if q.FoundIn != nil {
		i.app.term.SayOnce("ask.found", lang.Args{"Label": i.app.view.Label(q.Label), "In": i.app.view.Label(q.FoundIn.Label)})
	}
	question := prompt.Question{
		Message: i.app.view.Label(q.Label), Help: i.help(q.Field), Optional: q.Optional, Prefill: q.Prefill, First: q.First,
		NoDefault: true, // the answers are statements of fact in a letter
		Check:     func(text string) error { return i.checkAnswer(q.Field, text) },
		More:      i.offers(q.Field),
	}
	if q.Number > 0 {
		question.Progress = strconv.Itoa(q.Number) + "/" + strconv.Itoa(q.Count)
	}
	if q.Type != field.Choice && q.Type != field.YesNo { // there 不清楚 may be an option
		question.Nothing = field.Nothing
	}
	switch q.Type {
	case field.Choice:
		for _, o := range field.Offered(q.Options) {
			question.Options = append(question.Options, prompt.Option{Value: o.Value, Label: i.app.view.Label(o.Label), Also: o.Also})
		}
	case field.YesNo:
		for _, value := range []string{prompt.Yes, prompt.No} {
			question.Options = append(question.Options, prompt.Option{Value: value, Label: i.app.view.Text("word."+value, nil)})
		}
	case field.Multiline:
		question.Hint = "" // an example of several lines would hide the question
	case field.Files:
		question.Hint = q.Sample
		question.CheckLine = question.Check // whoever takes it for the next question hears of it at once
	default:
		question.Hint = q.Sample
	}
	for n := range question.Options {
		if o := &question.Options[n]; o.Value == q.Repeated {
			o.Description = i.app.view.Text("ask.repeated", lang.Args{"Each": i.app.view.Label(q.List.RecordLabel(q.Record - 1))})
		}
	}
	return question
}

// help returns the help of a question, and what a terminal takes for an answer to it.
func (i *interviewer) help(q letter.Field) string {
	lines := []string{i.app.view.Label(q.Help)}
	if q.OrderNumber() {
		lines = append(lines, i.app.view.Text("ask.look_up", nil))
	}
	if q.Type == field.Files {
		lines = append(lines, i.app.view.Text("ask.files", nil))
	}
	if interview.TakesPage(q) {
		lines = append(lines, i.app.view.Text("offer.help", nil))
	}
	return strings.Join(lines, "\n")
}

// checkAnswer returns in words why an answer is refused.
func (i *interviewer) checkAnswer(q letter.Field, text string) error {
	if _, _, ok := i.session.InApp(q, dragged(q, text)); ok {
		return nil // it is asked what is meant
	}
	var lines []string
	for _, p := range i.session.Check(q, dragged(q, text)) {
		lines = append(lines, i.app.view.Problem(p))
	}
	if len(lines) > 0 {
		return errors.New(strings.Join(lines, "\n"))
	}
	return nil
}

// sayChecklist prints the evidence that support looks for.
func (i *interviewer) sayChecklist() {
	for n, say := range i.form().Checklist() {
		if n == 0 {
			i.app.term.SayOnce("ask.checklist", nil)
		}
		i.app.term.SayOnce("ask.checklist_line", lang.Args{"Text": i.app.view.Label(say)})
	}
}

// sayRead prints how a date or a sum of money was read, unless that is what was typed.
func (i *interviewer) sayRead(q letter.Field, text string, reply interview.Reply) {
	if reply.Read == nil {
		return
	}
	if read := i.app.view.ShownValue(letter.Fact{Field: &q, Value: reply.Read}); read != text {
		i.app.term.Say("write.read", lang.Args{"Value": read})
	}
}

// sayRefused prints why answers are asked again.
func (i *interviewer) sayRefused(checks []letter.Check) {
	for _, c := range checks {
		i.app.term.Say("note.stop", lang.Args{"Text": i.app.view.Check(c)})
	}
}

// say prints remarks, each once in a run.
func (i *interviewer) say(remarks []interview.Remark) {
	for _, n := range i.app.view.Notes(remarks) {
		if n.Level != letter.Stop {
			i.app.term.PrintOnce(n.Line(i.app.view))
		}
	}
}

func isBack(err error) bool { return errors.Is(err, prompt.ErrBack) }
