package main

import (
	"context"
	"errors"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/delivery"
	"draft/drafts/field"
)

// askAbout asks what must be confirmed about one letter.
func (s *sendOptions) askAbout(ctx context.Context, item *delivery.Item) error {
	questions, err := s.plan.Questions(ctx, item)
	if err != nil {
		return s.cliError(err)
	}
	for _, q := range questions {
		var err error
		switch {
		case q.Earlier != nil:
			err = s.askEarlier(q)
		case !s.unlisted:
			err = s.askUnlisted(q)
		}
		if err != nil {
			return err
		}
		q.Accept()
	}
	return nil
}

func (s *sendOptions) askUnlisted(q delivery.Question) error {
	if !s.app.asks() {
		return view.Usage("usage.unlisted", view.UnlistedArgs(s.app.view, q), "draft send")
	}
	return s.confirmRisk(view.SendQuestion(s.app.view, q))
}

func (s *sendOptions) askEarlier(q delivery.Question) error {
	if !s.app.asks() {
		return view.EarlierError(q, view.Earlier(s.app.view, q.Earlier), s.words())
	}
	return s.confirmRisk(view.SendQuestion(s.app.view, q))
}

// askRecipient asks where a letter goes.
func (s *sendOptions) askRecipient() (string, error) {
	spec := field.Spec{Name: "to", Type: field.Email}
	text, err := s.app.term.Prompter().Line(prompt.Question{
		Message: s.app.view.Text("send.to", nil), Help: s.app.view.Text("send.to_help", nil), First: true,
		Check: func(text string) error {
			if _, err := spec.Parse(text, field.Reading{}); err != nil {
				return errors.New(s.app.view.Problem(field.AsProblem(err)))
			}
			return nil
		},
	})
	if err != nil {
		return "", err
	}
	v, err := spec.Parse(text, field.Reading{})
	if err != nil {
		return "", err
	}
	return v.Answer(), nil
}

// confirmAll asks once for all that goes out.
func (s *sendOptions) confirmAll() error {
	if s.yes {
		return nil
	}
	if !s.app.asks() {
		return view.Usage("usage.confirm_send", nil, "draft send")
	}
	return s.confirm(s.app.view.Text("send.confirm", lang.Args{"Count": len(s.plan.Items)}), prompt.No)
}

// confirmRisk says what speaks against going on, and returns an error unless a person wants to.
func (s *sendOptions) confirmRisk(text, question string) error {
	s.app.term.PrintErr(text)
	return s.confirm(question, prompt.No)
}

// confirm returns an error unless a person says yes. Enter alone takes the answer that is suggested.
func (s *sendOptions) confirm(question, suggested string) error {
	yes, err := s.app.term.Prompter().Confirm(prompt.Question{Message: question, Prefill: suggested, First: true})
	switch {
	case err != nil && !isBack(err):
		return err
	case err != nil || !yes:
		return &view.Error{Exit: view.ExitFailed, Code: view.CodeDeclined, ID: "send.declined"}
	}
	return nil
}
