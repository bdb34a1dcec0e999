package main

import (
	"context"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
)

// settleOptions is one run of `draft settle`.
type settleOptions struct {
	app    *app
	amount string
	at     string
	to     string
	paid   string // the numbers of the payments that the amount is for
	done   bool
	letter writeOptions // about what is missing
	short  bool
	asked  bool // how the case ends was asked, below its sums
}

func newSettle(a *app) *cobra.Command {
	s := &settleOptions{app: a, letter: writeOptions{app: a, output: outputOptions{app: a}}}
	cmd := &cobra.Command{
		Use:     "settle ID",
		GroupID: groupCase,
		Short:   "cmd.settle.short",
		Long:    "cmd.settle.long",
		Example: settleExamples,
		Args:    a.idArguments(1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			command, takes := "settle", anyMatter
			if s.short {
				command, takes = "shortfall", func(m casefile.Matter) bool { return m.CheckLetter(cases.KindShortfall) == nil }
			}
			id, err := a.pickCase(cmd.Context(), command, args, takes)
			if err != nil {
				return err
			}
			return s.run(id)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.amount, "amount", "", "flag.settle_amount")
	f.StringVar(&s.at, "at", "", "flag.settle_at")
	f.StringVar(&s.to, "to", "", "flag.settle_to")
	f.StringVar(&s.paid, "for", "", "flag.settle_for")
	f.BoolVar(&s.done, "done", false, "flag.settle_done")
	f.BoolVar(&s.short, "shortfall", false, "flag.settle_shortfall")
	s.letter.output.flags(f)
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

const settleExamples = `draft settle 0k3f --amount 30 --at 2026-12-01 --to original
draft settle 0k3f --amount 648 --for 1,3
draft settle 0k3f --shortfall -o letter.eml
draft settle 0k3f --done`

func (s *settleOptions) run(id string) error {
	if s.short && (s.amount != "" || s.done) {
		return view.Usage("usage.settle_shortfall", nil, "draft settle")
	}
	f, err := openCase(s.app, id)
	if err != nil {
		return err
	}
	if s.short {
		if err := f.CheckSum(); err != nil {
			return caseError(s.app, err)
		}
		return s.letter.runAbout(f, cases.KindShortfall)
	}
	e, err := s.entry(f)
	if err != nil {
		return err
	}
	if e.Paid == nil {
		if err := f.CheckClosing(); err != nil {
			return caseError(s.app, err)
		}
	}
	if err := f.CheckTime(e); err != nil {
		return caseError(s.app, err)
	}
	if e.State, err = s.end(f, e); err != nil {
		return err
	}
	if e.State == "" && e.Paid == nil {
		s.app.term.Say("settle.left", lang.Args{"ID": f.Letter.Short})
		return sayStanding(s.app, f)
	}
	if f, err = f.Add(context.Background(), e); err != nil {
		return caseError(s.app, err)
	}
	if s.app.term.JSON {
		if s.done && f.Short() { // said on stderr
			s.app.term.PrintErr(s.app.view.Text(view.Sums(f)))
		}
		return printCase(s.app, f)
	}
	if e.Paid != nil {
		s.app.term.Say("settle.paid", view.Paid(s.app.view, f, e))
	}
	s.saySums(f)
	return sayStanding(s.app, f)
}

// saySums says what is missing, unless it was said with the question, or what is to be verified if it is not about money.
func (s *settleOptions) saySums(f *casefile.File) {
	switch {
	case s.asked:
	case !f.AsksMoney():
		s.app.term.Say("settle.checks", nil)
	default:
		s.app.term.Say(view.Sums(f))
	}
	if f.Unstated && !f.State.Over() {
		s.app.term.Say("settle.later", lang.Args{"ID": f.Letter.Short})
	}
}

// end returns the state of the case after an entry: Settled, or "" if the case stays open. It asks if only a person can know.
func (s *settleOptions) end(f *casefile.File, e cases.Entry) (cases.State, error) {
	closing := f.Closing(e, s.done, s.app.asks())
	switch closing {
	case casefile.Closes:
		return cases.Settled, nil
	case casefile.StaysOpen:
		return "", nil
	}
	about, args, question := view.ClosingQuestion(f, e, closing)
	s.app.term.Say(about, args)
	s.asked = true
	yes, err := s.app.term.Prompter().Confirm(prompt.Question{
		Message: s.app.view.Text(question, nil), Prefill: prompt.No, First: true, // the case can be settled later too
	})
	if err != nil || !yes {
		return "", err
	}
	return cases.Settled, nil
}

// entry returns the payment that the flags state, or a person.
func (s *settleOptions) entry(f *casefile.File) (cases.Entry, error) {
	asks := s.amount == "" && f.AsksMoney() && !s.done
	if asks {
		if err := s.askAmount(); err != nil {
			return cases.Entry{}, err
		}
	}
	e, err := f.ParsePayment(s.payment(), s.app.now())
	if err != nil {
		return e, caseError(s.app, err)
	}
	if s.paid == "" && f.CanName(e) && s.app.asks() {
		if err := s.askFor(f); err != nil {
			return e, err
		}
	}
	if asks {
		if err := s.askArrival(f); err != nil {
			return e, err
		}
	}
	e, err = f.ParsePayment(s.payment(), s.app.now())
	return e, caseError(s.app, err)
}

func (s *settleOptions) payment() casefile.PaymentOptions {
	return casefile.PaymentOptions{Amount: s.amount, At: s.at, To: s.to, For: s.paid}
}
