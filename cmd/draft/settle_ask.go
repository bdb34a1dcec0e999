package main

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// askAmount asks how much arrived.
func (s *settleOptions) askAmount() error {
	if !s.app.asks() {
		return view.Usage("usage.settle_amount", nil, "draft settle")
	}
	spec := casefile.AmountSpec()
	text, err := s.app.term.Prompter().Line(prompt.Question{
		Message: s.app.view.Text("settle.ask_amount", nil), First: true,
		Check: func(text string) error {
			if _, err := spec.Parse(text, field.Reading{}); err != nil {
				return errors.New(s.app.view.Problem(field.AsProblem(err)))
			}
			return nil
		},
	})
	s.amount = text
	return err
}

// askArrival asks when the money arrived, and where.
func (s *settleOptions) askArrival(f *casefile.File) error {
	return askInTurn([]turn{
		{missing(s.at), func(first bool) error { return s.askAt(f, first) }},
		{missing(s.to), s.askTo},
	})
}

// askAt asks on which day the money arrived.
func (s *settleOptions) askAt(f *casefile.File, first bool) error {
	text, err := s.app.term.Prompter().Line(prompt.Question{
		Message: s.app.view.Text("settle.ask_at", nil), Help: s.app.view.Text("settle.ask_at_help", nil), Prefill: s.at, First: first,
		Optional: true,
		Check: func(text string) error {
			o := s.payment()
			o.At = text
			e, err := f.ParsePayment(o, s.app.now())
			return s.refusal(cmp.Or(err, f.CheckTime(e)))
		},
	})
	if err == nil {
		s.at = text
	}
	return err
}

// askTo asks where the money arrived.
func (s *settleOptions) askTo(first bool) error {
	var options []prompt.Option
	for _, to := range cases.Targets() {
		options = append(options, prompt.Option{Value: string(to), Label: s.app.view.Text("case.to."+string(to), nil)})
	}
	to, err := s.app.term.Prompter().Choose(prompt.Question{
		Message: s.app.view.Text("settle.ask_to", nil), Options: options, Prefill: s.to, First: first, Optional: true,
	})
	if err == nil {
		s.to = to
	}
	return err
}

// refusal words why a payment is refused.
func (s *settleOptions) refusal(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(view.CaseProblem(s.app.view, err))
}

// askFor asks which of several payments the amount is for. The number of an option is that of the payment in the letter.
func (s *settleOptions) askFor(f *casefile.File) error {
	var options []prompt.Option
	for _, d := range f.Details {
		options = append(options, prompt.Option{
			Value: strconv.Itoa(d.Number), Label: s.app.view.Text("settle.for_option", lang.Args{
				"Payment": s.app.view.PaymentsOf(f, []int{d.Number}), "Amount": d.Amount.String(), "Paid": f.Paid(d),
			}), Description: d.Text,
		})
	}
	numbers, err := s.app.term.Prompter().ChooseSeveral(prompt.Question{
		Message: s.app.view.Text("settle.ask_for", lang.Args{"Amount": s.amount}), Options: options, First: true, Optional: true,
		Check: func(values string) error {
			o := s.payment()
			o.For = strings.ReplaceAll(values, "\n", ",")
			_, err := f.ParsePayment(o, s.app.now())
			return s.refusal(err)
		},
	})
	s.paid = strings.Join(numbers, ",")
	return err
}
