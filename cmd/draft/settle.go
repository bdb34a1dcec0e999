package main

import (
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// settleOptions is one run of `draft settle`.
type settleOptions struct {
	app    *app
	amount string
	at     string
	to     string
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
		Args:    a.arguments(1, 1),
		PreRunE: emptyFlag,
		RunE:    func(_ *cobra.Command, args []string) error { return s.run(args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&s.amount, "amount", "", "flag.settle_amount")
	f.StringVar(&s.at, "at", "", "flag.settle_at")
	f.StringVar(&s.to, "to", "", "flag.settle_to")
	f.BoolVar(&s.done, "done", false, "flag.settle_done")
	f.BoolVar(&s.short, "shortfall", false, "flag.settle_shortfall")
	s.letter.output.flags(f)
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

const settleExamples = `draft settle 0k3f --amount 30 --at 2026-12-01 --to original
draft settle 0k3f --shortfall -o letter.eml
draft settle 0k3f --done`

func (s *settleOptions) run(id string) error {
	if s.short {
		return s.writeShortfall(id)
	}
	c, err := s.app.openCase(id)
	if err != nil {
		return err
	}
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	if err := s.app.notBefore(c, e); err != nil {
		return err
	}
	if e.State, err = s.end(c, e); err != nil {
		return err
	}
	if e.State == "" && e.Paid == nil {
		s.app.term.Say("settle.left", lang.Args{"ID": c.letter.Short})
		return s.app.standing(c)
	}
	if c, err = s.app.enter(c, e); err != nil {
		return err
	}
	if s.app.term.JSON {
		s.warnMissing(c)
		return s.app.printCase(c)
	}
	if e.Paid != nil {
		s.app.term.Say("settle.paid", lang.Args{"Amount": field.MoneyValue(e.Paid.Fen).String()})
	}
	s.sayRest(c)
	return s.app.standing(c)
}

// sayRest says what is missing, unless it was said with the question, or what is to be verified if it is not about money.
func (s *settleOptions) sayRest(c *caseFile) {
	switch {
	case !c.money():
		s.app.term.Say("settle.checks", nil)
	case !s.asked:
		s.app.term.Say(sums(c))
	}
	if c.unstated && !c.State.Over() {
		s.app.term.Say("settle.later", lang.Args{"ID": c.letter.Short})
	}
}

// writeShortfall writes the letter about what is missing. Without a stated sum nothing can be said to be missing.
func (s *settleOptions) writeShortfall(id string) error {
	if s.amount != "" || s.done {
		return view.Usage("usage.settle_shortfall", nil, "draft settle")
	}
	c, err := s.app.openCase(id)
	if err != nil {
		return err
	}
	if c.unstated {
		return view.Fail("settle.no_sum", lang.Args{"ID": c.letter.Short}, nil)
	}
	return s.letter.runAbout(id, cases.KindShortfall)
}

// end returns the state of the case after an entry: Settled if all that was asked for has arrived, or if the person says that
// the case is over; "" if it stays open. An explicit --done is taken without a question if nobody can be asked. Without a
// stated sum only the person knows whether all has arrived.
func (s *settleOptions) end(c *caseFile, e cases.Entry) (cases.State, error) {
	if !c.money() {
		return cases.Settled, nil
	}
	after := *c
	if e.Paid != nil {
		after.Received += e.Paid.Fen
	}
	asks := s.app.term.Interactive() && !s.app.term.JSON
	question := "settle.ask_done"
	switch {
	case !after.unstated && after.rest() == 0:
		return cases.Settled, nil
	case s.done && (!asks || after.unstated && after.Received > 0):
		return cases.Settled, nil
	case s.done:
	case !after.unstated || !asks:
		return "", nil
	default:
		question = "settle.ask_all"
	}
	s.app.term.Say(sums(&after))
	s.asked = true
	yes, err := s.app.term.Prompter().Confirm(prompt.Question{
		Message: s.app.view.Text(question, nil), Prefill: prompt.No, First: true, // the case can be settled later too
	})
	if err != nil || !yes {
		return "", err
	}
	return cases.Settled, nil
}

// sums returns the message that says what was claimed, what arrived, and what is missing.
func sums(c *caseFile) (id string, args lang.Args) {
	args = lang.Args{"Claimed": c.claimed.String(), "Received": fen(c.Received), "Rest": fen(int64(c.rest()))}
	switch {
	case c.unstated:
		return "settle.unstated", args
	case c.rest() > 0:
		return "settle.rest", args
	}
	return "settle.whole", args
}

// warnMissing says on stderr, with --json too, what is missing in a case that --done has settled.
func (s *settleOptions) warnMissing(c *caseFile) {
	if s.done && (c.rest() > 0 || c.unstated && c.Received == 0) {
		s.app.term.PrintErr(s.app.view.Text(sums(c)))
	}
}

// entry is what the flags say, or a person.
func (s *settleOptions) entry(c *caseFile) (cases.Entry, error) {
	e := cases.Entry{At: s.app.now().UTC()}
	if s.amount == "" && c.money() && !s.done {
		if err := s.ask(); err != nil {
			return e, err
		}
	}
	if s.amount == "" {
		if s.at != "" || s.to != "" {
			return e, view.Usage("usage.settle_amount", nil, "draft settle")
		}
		return e, nil
	}
	if !c.money() {
		return e, view.Usage("usage.settle_no_money", lang.Args{"ID": c.letter.Short}, "draft settle")
	}
	money, err := field.Spec{Name: "amount", Type: field.Money}.Parse(s.amount, field.Reading{})
	if err != nil {
		return e, view.Usage("usage.settle_money", lang.Args{"Problem": s.app.view.Problem(field.AsProblem(err))}, "draft settle")
	}
	if s.to != "" && !slices.Contains(cases.Targets(), cases.Target(s.to)) {
		return e, view.Usage("usage.settle_to", lang.Args{"Value": s.to}, "draft settle")
	}
	if s.at != "" {
		on, err := s.app.past("--at", s.at)
		if err != nil {
			return e, err
		}
		e.At, e.Day = on.Time.UTC(), on.Day
	}
	e.Paid = &cases.Payment{
		Fen: int64(money.(field.MoneyValue)), On: e.At.In(field.Beijing).Format(time.DateOnly), To: cases.Target(s.to),
	}
	return e, nil
}

// ask asks how much arrived.
func (s *settleOptions) ask() error {
	if !s.app.term.Interactive() || s.app.term.JSON {
		return view.Usage("usage.settle_amount", nil, "draft settle")
	}
	spec := field.Spec{Name: "amount", Type: field.Money}
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
