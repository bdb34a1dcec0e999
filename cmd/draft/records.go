package main

import (
	"errors"
	"strconv"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// errOther reports that other answers than that to the question were given, or other records, so that another question may be next.
var errOther = errors.New("something else was done")

// What can be done besides answering the question whether there is one more record.
const (
	recordChange = "change"
	recordRemove = "remove"
)

// sayRecord says how to write several records before the first one is asked for, and after it how to add another. It returns the words
// for that one; "" if there can be none yet.
func (i *interviewer) sayRecord(q interview.Question) (other string) {
	if l := q.List; l != nil && q.Record == 1 && l.Most > 1 && i.form().Records(l) == 1 && l.Help != (field.Label{}) {
		i.app.term.PrintOnce(i.app.view.Label(l.Help))
	}
	if q.Another == nil {
		return ""
	}
	other = i.app.view.Label(q.Another.List.RecordLabel(2))
	i.app.term.SayOnce("ask.another", lang.Args{"Question": i.app.view.Label(q.Another.Label), "Each": other})
	return other
}

// askAnother shows the records of a list and asks whether there is one more. The answer is yes or no; the error is errOther if a record
// was changed or removed instead.
func (i *interviewer) askAnother(q letter.Field) (string, error) {
	l, n := q.List, i.form().Records(q.List)
	i.sayRecords(l)
	option := func(value, id string, also []string) prompt.Option {
		return prompt.Option{Value: value, Label: i.app.view.Text(id, lang.Args{"Each": i.app.view.Label(l.RecordLabel(n + 1))}), Also: also}
	}
	// Of 没有 and 有, one contains the other: each names its option as a whole.
	options := []prompt.Option{option(prompt.No, "ask.another_no", append(prompt.Words(prompt.No), "没", "没有", "没有了", "无"))}
	if n < l.Most {
		options = append(options, option(prompt.Yes, "ask.another_yes", append(prompt.Words(prompt.Yes), "有", "还有")))
	}
	options = append(options, option(recordChange, "ask.another_change", nil))
	if n > l.Least {
		options = append(options, option(recordRemove, "ask.another_remove", nil))
	}
	choice, err := i.app.term.Prompter().Choose(prompt.Question{
		Message: i.app.view.Label(q.Label), Help: i.app.view.Label(q.Help), Options: options,
		NoDefault: true, // Enter, which left the questions before empty, must not end the list
		More:      i.offers(q),
	})
	offer, more := i.session.Offer(q, choice)
	switch {
	case err != nil:
		return "", err
	case more:
		err = i.confirmOffer(q, choice, offer)
	case choice == recordChange:
		var record int
		if record, err = i.chooseRecord("review.change_which", l); record > 0 {
			err = i.changeRecord(l, record)
		}
	case choice == recordRemove:
		err = i.removeRecord(l)
	default:
		return choice, nil
	}
	if err != nil {
		return "", err
	}
	i.sayRefused(i.session.Reopen())
	return "", errOther
}

// sayRecords prints a table of the records of a list.
func (i *interviewer) sayRecords(l *letter.List) {
	if i.app.term.JSON {
		return
	}
	i.app.term.PrintErr("")
	for _, line := range view.RecordLines(i.app.view, i.form(), l, i.app.term.ErrWidth()) {
		i.app.term.PrintErr(line)
	}
}

// add opens one more record of a list.
func (i *interviewer) add(l *letter.List) error {
	i.session.AddRecord(l)
	i.save()
	return errOther
}

// chooseRecord asks for a record of a list; 0 is none, because the person went back.
func (i *interviewer) chooseRecord(message string, l *letter.List) (int, error) {
	options := make([]prompt.Option, i.form().Records(l))
	for n := range options {
		options[n] = i.recordOption(l, n+1, strconv.Itoa(n+1))
	}
	choice, err := i.chooseOption(message, options)
	record, _ := strconv.Atoi(choice)
	return record, err
}

// recordOption returns the option for a record.
func (i *interviewer) recordOption(l *letter.List, record int, value string) prompt.Option {
	return prompt.Option{
		Value: value, Label: i.app.view.Label(l.RecordLabel(record)), Description: view.RecordLine(i.app.view, i.form(), l, record),
	}
}

// removeRecord asks which record of a list to remove. Going back removes none.
func (i *interviewer) removeRecord(l *letter.List) error {
	record, err := i.chooseRecord("review.remove_which", l)
	if err != nil || record == 0 {
		return err
	}
	i.session.RemoveRecord(l, record)
	i.save()
	return nil
}

// changeRecord asks which answer of a record to give again, and asks its question.
func (i *interviewer) changeRecord(l *letter.List, record int) error {
	var options []prompt.Option
	for _, q := range i.form().Asked() {
		if q.List == l && q.Record == record {
			options = append(options, i.answerOption(q))
		}
	}
	name, err := i.chooseOption("review.which", options)
	if err != nil || name == "" {
		return err
	}
	q, _ := i.form().Question(name)
	return i.changeAnswer(q)
}
