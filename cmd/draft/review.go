package main

import (
	"errors"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// review shows the strength of the letter and all answers, and asks whether they are right. limit is that of the text for the
// app. It returns prompt.ErrBack if a question is to be asked again.
func (i *interviewer) review(limit int) error {
	i.app.term.PrintErr("")
	if err := i.sayStrength(limit); err != nil {
		return err
	}
	i.app.term.Say("review.title", nil)
	i.sayAnswers() // last: what has to be right must not scroll out of the window
	choice, err := i.app.term.Prompter().Choose(prompt.Question{Message: i.app.view.Text("review.question", nil), Options: i.reviewOptions()})
	switch {
	case isBack(err):
		i.session.ReopenLast()
		return err
	case err != nil:
		return err
	case choice == "change":
		if err := i.change(); err != nil {
			return err
		}
		return prompt.ErrBack
	case choice == "add":
		i.session.AddRecord(i.form().Template().Lists[0])
		i.save()
		return prompt.ErrBack
	case choice == "remove":
		if err := i.removeRecord(i.form().Template().Lists[0]); err != nil {
			return err
		}
		return prompt.ErrBack
	}
	return nil
}

// reviewOptions returns what can be done with the answers: with a list, a record more or less, too.
func (i *interviewer) reviewOptions() []prompt.Option {
	options := []prompt.Option{
		{Value: "write", Label: i.app.view.Text("review.write", nil)}, {Value: "change", Label: i.app.view.Text("review.change", nil)},
	}
	for _, l := range i.form().Template().Lists[:min(1, len(i.form().Template().Lists))] {
		label := lang.Args{"Label": i.app.view.Label(l.Label)}
		if n := i.form().Records(l); n < l.Most {
			options = append(options, prompt.Option{Value: "add", Label: i.app.view.Text("review.add", label)})
		}
		if n := i.form().Records(l); n > l.Least {
			options = append(options, prompt.Option{Value: "remove", Label: i.app.view.Text("review.remove", label)})
		}
	}
	return options
}

// change asks which answer to give again, and asks its question. Of a list with several records, it asks for the record first.
func (i *interviewer) change() error {
	var options []prompt.Option
	var before letter.Field
	for _, q := range i.form().Asked() {
		switch {
		case i.form().Records(q.List) < 2:
			options = append(options, i.answerOption(q))
		case q.List != before.List || q.Record != before.Record:
			options = append(options, i.recordOption(q.List, q.Record, q.Name))
		}
		before = q
	}
	name, err := i.chooseOption("review.which", options)
	if err != nil || name == "" {
		return err
	}
	q, _ := i.form().Question(name)
	if i.form().Records(q.List) > 1 {
		return i.changeRecord(q.List, q.Record)
	}
	return i.changeAnswer(q)
}

// chooseOption asks for one of the options; "" is none, because the person went back.
func (i *interviewer) chooseOption(message string, options []prompt.Option) (string, error) {
	value, err := i.app.term.Prompter().Choose(prompt.Question{Message: i.app.view.Text(message, nil), Options: options})
	if isBack(err) {
		return "", nil
	}
	return value, err
}

// answerOption returns the option for an answer.
func (i *interviewer) answerOption(q letter.Field) prompt.Option {
	return prompt.Option{Value: q.Name, Label: i.app.view.Label(q.Label), Description: i.app.view.Answer(i.form(), q)}
}

// changeAnswer asks a question again. Going back leaves the answer as it was.
func (i *interviewer) changeAnswer(q letter.Field) error {
	text, err := i.ask(q, true)
	if isBack(err) {
		i.session.Discard(q)
		return nil
	}
	if errors.Is(err, errOther) {
		return nil
	}
	if err != nil {
		i.save()
		return err
	}
	reply, problems := i.session.Change(q, text)
	if len(problems) > 0 {
		i.save()
		return i.unexpected(problems)
	}
	i.sayRead(q, text, reply)
	i.save()
	i.say(reply.Remarks)
	i.sayUse(reply)
	return nil
}

// sayUse prints which answers an answer made pointless, and which count again.
func (i *interviewer) sayUse(reply interview.Reply) {
	for _, q := range reply.Unused {
		i.app.term.Say("review.unused", lang.Args{"Label": i.app.view.Label(q.Label)})
	}
	for _, q := range reply.Used {
		i.app.term.Say("review.used", lang.Args{"Label": i.app.view.Label(q.Label)})
	}
}

// sayAnswers prints a table of the answers, each with the remarks about it.
func (i *interviewer) sayAnswers() {
	if i.app.term.JSON {
		return
	}
	lines, open := view.AnswerLines(i.app.view, i.form(), i.session.Remarks(), i.app.term.ErrWidth())
	for _, line := range lines {
		i.app.term.PrintErr(line)
	}
	if len(open) > 0 {
		i.app.term.Say("review.empty", lang.Args{"Missing": strings.Join(open, i.app.view.Text("list.separator", nil))})
	}
}

// sayStrength prints what speaks for the letter and what it lacks.
func (i *interviewer) sayStrength(limit int) error {
	points, err := i.session.Strength(limit)
	if err != nil {
		return view.Fail("error.template", nil, err)
	}
	for n, p := range points {
		if n == 0 {
			i.app.term.Say("review.strength", nil)
		}
		i.app.term.Say(view.PointLine(i.app.view, p))
	}
	return nil
}
