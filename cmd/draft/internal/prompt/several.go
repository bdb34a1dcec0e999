package prompt

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/AlecAivazis/survey/v2"
	"golang.org/x/text/width"
)

// several is the survey.Prompt of ChooseSeveral: a choice in which the user ticks options. Space ticks the marked option, * all that
// are listed; Enter takes what is ticked, or the marked option if nothing is.
type several struct {
	choice
}

func newSeveral(d *drawn, q Question) *several {
	s := &several{*newChoice(d, q)}
	s.ticked = make([]bool, len(s.options))
	for i, o := range s.options {
		s.ticked[i] = o.Value != "" && slices.Contains(strings.Split(q.Prefill, "\n"), o.Value)
	}
	return s
}

// Prompt returns the values of the options that the user takes, one per line. It is a method of survey.Prompt.
func (s *several) Prompt(*survey.PromptConfig) (any, error) {
	if err := s.run(s.paint, s.press); err != nil {
		return "", err
	}
	var values []string
	for _, i := range s.taken() {
		values = append(values, s.options[i].Value)
	}
	return strings.Join(values, "\n"), nil
}

// Cleanup replaces the question by one row with the labels of the options.
func (s *several) Cleanup(*survey.PromptConfig, any) error {
	var labels []string
	for _, i := range s.taken() {
		labels = append(labels, s.options[i].Label)
	}
	s.replace(strings.Join(labels, ", "))
	return nil
}

// taken returns the indexes of the ticked options, or the selected one if none is ticked.
func (s *several) taken() (taken []int) {
	for i, ticked := range s.ticked {
		if ticked {
			taken = append(taken, i)
		}
	}
	if taken == nil {
		return []int{s.selected}
	}
	return taken
}

func (s *several) press(k key) (done bool, err error) {
	switch {
	case k.code == keyText:
		for g := range glyphs(width.Fold.String(k.text)) { // what was typed fast comes as one key
			s.typed(g.text)
		}
		return false, nil
	case k.code == keyEnter && slices.Contains(s.ticked, true) && !s.unmatched() && s.question.sign(s.filter.text) == nil:
		s.clear()
		return true, nil
	}
	return s.choice.press(k)
}

// typed takes a typed character.
func (s *several) typed(text string) {
	switch i := s.current(); {
	case text == "*":
		s.tickListed()
	case text != " ":
		s.narrow(text)
	case i != none && !s.unmatched():
		s.selected, s.ticked[i], s.reason = i, !s.ticked[i], ""
	}
}

// tickListed ticks all options in the list, or none of them if all are ticked.
func (s *several) tickListed() {
	if s.unmatched() {
		return
	}
	all := slices.DeleteFunc(s.listed(), func(i int) bool { return s.options[i].Alone })
	tick := slices.ContainsFunc(all, func(i int) bool { return !s.ticked[i] })
	for _, i := range all {
		s.ticked[i] = tick
	}
	s.reason = ""
}

func (d *drawn) ChooseSeveral(q Question) ([]string, error) {
	if len(q.Options) == 0 {
		return nil, errors.New("the question " + strconv.Quote(q.Message) + " has no options")
	}
	s := newSeveral(d, q)
	values, err := d.ask(s, &s.dialog)
	if err != nil {
		return nil, err
	}
	return strings.Split(values, "\n"), nil
}

func (p *plain) ChooseSeveral(q Question) ([]string, error) {
	options := p.view.numbered(q)
	choose := q
	choose.Prefill, choose.Nothing = "", nil
	var values []string
	choose.Check = func(typed string) (err error) {
		if values, err = p.view.pickSeveral(options, typed); err != nil {
			return err
		}
		return p.view.check(q, strings.Join(values, "\n"))
	}
	list := strings.Join(p.view.list(options), "\n") + "\n"
	_, err := p.ask(choose, []string{p.view.say("plain.numbers")}, func(prompt string) (string, error) {
		p.print(list + prompt + ": ")
		return p.readLine(q)
	})
	if err != nil {
		return nil, err
	}
	return values, nil
}

// pickSeveral returns the values of the options that a typed text names: numbers and words between commas or spaces, and ranges such as
// 2-5; * names all.
func (v view) pickSeveral(options []numberedOption, typed string) ([]string, error) {
	picked := make([]bool, len(options))
	number := func(text string) int {
		return slices.IndexFunc(options, func(o numberedOption) bool { return o.number == text })
	}
	for _, word := range strings.FieldsFunc(width.Fold.String(typed), func(r rune) bool { return strings.ContainsRune(",、; \t", r) }) {
		first, last, isRange := strings.Cut(word, "-")
		from, to := number(first), number(last)
		switch {
		case word == "*":
			from, to = 0, len(options)-1
		case !isRange || from < 0 || to < from:
			o, err := v.pick(options, word)
			if err != nil {
				return nil, errors.New(word + ": " + err.Error())
			}
			from = number(o.number)
			to = from
		}
		for i := from; i <= to; i++ {
			picked[i] = picked[i] || from == to || !options[i].Alone
		}
	}
	var values []string
	for i, o := range options {
		if picked[i] {
			values = append(values, o.Value)
		}
	}
	return values, nil
}
