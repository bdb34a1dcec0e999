package main

import (
	"slices"
	"time"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// settling is one run of `draft settle`.
type settling struct {
	*app
	amount string
	at     string
	to     string
	done   bool
	letter writing // about what is missing
	short  bool
}

func newSettle(a *app) *cobra.Command {
	s := &settling{app: a, letter: writing{handing: handing{app: a}}}
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
	s.letter.handing.flags(f)
	annotate(cmd, exitDone, exitFailed, exitUsage, exitInterrupted)
	return cmd
}

const settleExamples = `draft settle 0k3f --amount 30 --at 2026-12-01 --to original
draft settle 0k3f --shortfall -o letter.eml
draft settle 0k3f --done`

func (s *settling) run(id string) error {
	if s.short {
		if s.amount != "" || s.done {
			return &usageError{id: "usage.settle_shortfall", command: "draft settle"}
		}
		return s.letter.runAbout(id, kindShortfall)
	}
	c, err := s.openCase(id)
	if err != nil {
		return err
	}
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	if err := s.notBefore(c, e); err != nil {
		return err
	}
	if c, err = s.enter(c, e); err != nil {
		return err
	}
	if s.json {
		return s.printCase(c)
	}
	if e.Paid != nil {
		s.say("settle.paid", lang.Args{"Amount": field.MoneyValue(e.Paid.Fen).String()})
	}
	if c.money() {
		s.sayMoney(c)
	} else {
		s.say("settle.checks", nil)
	}
	return s.standing(c)
}

// sayMoney says what was claimed, what arrived, and what is missing.
func (s *settling) sayMoney(c *caseFile) {
	args := lang.Args{"Claimed": c.claimed.String(), "Received": field.MoneyValue(c.Received).String()}
	if c.unstated {
		s.say("settle.unstated", args)
		return
	}
	if rest := c.rest(); rest > 0 {
		args["Rest"] = rest.String()
		s.say("settle.rest", args)
		return
	}
	s.say("settle.whole", args)
}

// entry is what the flags say, or a person.
func (s *settling) entry(c *caseFile) (cases.Entry, error) {
	e := cases.Entry{At: s.now().UTC()}
	if s.amount == "" && c.money() && !s.done {
		if err := s.ask(); err != nil {
			return e, err
		}
	}
	if s.amount == "" {
		if s.at != "" || s.to != "" {
			return e, &usageError{id: "usage.settle_amount", command: "draft settle"}
		}
		e.State = cases.Settled
		return e, nil
	}
	if !c.money() {
		return e, &usageError{id: "usage.settle_no_money", args: lang.Args{"ID": c.letter.Short}, command: "draft settle"}
	}
	money, err := field.Spec{Name: "amount", Type: field.Money}.Parse(s.amount, field.Reading{})
	if err != nil {
		return e, &usageError{id: "usage.settle_money", args: lang.Args{"Problem": s.wording(field.AsProblem(err))}, command: "draft settle"}
	}
	if s.to != "" && !slices.Contains(cases.Targets(), cases.Target(s.to)) {
		return e, &usageError{id: "usage.settle_to", args: lang.Args{"Value": s.to}, command: "draft settle"}
	}
	if s.at != "" {
		on, err := s.past("--at", s.at)
		if err != nil {
			return e, err
		}
		e.At, e.Day = on.Time.UTC(), on.Day
	}
	e.Paid = &cases.Payment{
		Fen: int64(money.(field.MoneyValue)), On: e.At.In(field.Beijing).Format(time.DateOnly), To: cases.Target(s.to),
	}
	if s.done || c.claimed > 0 && cases.Rest(int64(c.claimed), c.Received+e.Paid.Fen) == 0 {
		e.State = cases.Settled
	}
	return e, nil
}

// ask asks how much arrived.
func (s *settling) ask() error {
	if !s.interactive() || s.json {
		return &usageError{id: "usage.settle_amount", command: "draft settle"}
	}
	spec := field.Spec{Name: "amount", Type: field.Money}
	text, err := s.prompter().Line(prompt.Question{
		Message: s.text("settle.ask_amount", nil), First: true,
		Check: func(text string) error {
			if _, err := spec.Parse(text, field.Reading{}); err != nil {
				return said(s.wording(field.AsProblem(err)))
			}
			return nil
		},
	})
	s.amount = text
	return err
}
