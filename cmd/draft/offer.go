package main

import (
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// offers returns whether a text says more than the answer to a question.
func (i *interviewer) offers(q letter.Field) func(text string) bool {
	return func(text string) bool {
		_, more := i.session.Offer(q, text)
		return more
	}
}

// confirmOffer shows what a text says besides the answer to q, and asks whether to take it. The error is errOther, or that of the prompt; it is
// nil if the question is to be asked again.
func (i *interviewer) confirmOffer(q letter.Field, text string, o interview.Offer) error {
	words := view.Offer{View: i.app.view, Template: i.form().Template(), List: q.List, Offer: o}
	for _, line := range words.Lines(i.app.term.ErrWidth()) {
		i.app.term.PrintErr(line)
	}
	if len(o.Faults) > 0 {
		return nil
	}
	choice, err := i.app.term.Prompter().Choose(words.Question())
	if err != nil && !isBack(err) {
		i.session.Leave(q, text)
		return err
	}
	if choice != prompt.Yes || err != nil {
		return nil
	}
	reply := i.session.Take(o)
	i.save()
	i.say(reply.Remarks)
	i.sayRefused(reply.Refused)
	i.sayUse(reply)
	return errOther
}
