package main

import (
	"bytes"
	"context"
	"math"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/bill"
	"draft/drafts/letter"
)

// billOptions are the flags that say which payments of a bill are taken.
type billOptions struct {
	app   *app
	paths []string
	pick  []string
	yes   bool
}

func (b *billOptions) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&b.pick, "pick", nil, "flag.pick")
	f.BoolVar(&b.yes, "yes", false, "flag.pick_yes")
}

// billTable are the options of `draft bill`.
type billTable struct {
	app    *app
	bill   billOptions
	output string
	force  bool
}

func newBill(a *app) *cobra.Command {
	b := &billTable{app: a, bill: billOptions{app: a}}
	cmd := &cobra.Command{
		Use:     "bill FILE...",
		GroupID: groupWrite,
		Short:   "cmd.bill.short",
		Long:    "cmd.bill.long",
		Example: billExamples,
		Args:    a.arguments(1, math.MaxInt),
		PreRunE: emptyFlag,
		RunE: func(_ *cobra.Command, args []string) error {
			b.bill.paths = args
			return b.run()
		},
	}
	b.bill.flags(cmd.Flags())
	fileArguments(cmd, stdioIn)
	cmd.Flags().StringVarP(&b.output, "output", "o", "", "flag.bill_output")
	fileFlags(cmd.Flags(), stdioOut, "output")
	cmd.Flags().BoolVar(&b.force, "force", false, "flag.force")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitInterrupted)
	return cmd
}

const billExamples = `draft bill bill.xlsx -o payments.xlsx
draft bill bill.csv --pick 抖音 --pick 2026-11 -o payments.xlsx
draft bill wechat.csv alipay.csv --pick 抖币 --no-input --yes -o payments.csv`

// run writes the payments that are chosen as a table.
func (b *billTable) run() error {
	format, ok := answers.TableFormat(b.output)
	switch {
	case b.output == view.Stdio:
		format = answers.CSV
	case !ok:
		return view.Usage("usage.bill_output", lang.Args{"Path": b.output}, "draft bill")
	}
	if err := b.app.term.CheckWritable(b.output, b.force); err != nil {
		return err
	}
	t, err := b.app.config.LoadStandalone("", bill.Kind)
	if err != nil {
		return err
	}
	words, taken, err := b.bill.take(t, false)
	if err != nil {
		return err
	}
	columns := view.SheetColumns(b.app.view, t)
	var text bytes.Buffer
	table, err := answers.NewTableWriter(&text, format, columns)
	for i := 0; err == nil && i < len(taken); i++ {
		err = table.Write(words.Cells(t, len(columns), taken[i]))
	}
	if err == nil {
		err = table.Close()
	}
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": b.output}, err)
	}
	if err := b.app.term.WriteFile(b.output, text.Bytes(), b.force); err != nil {
		return err
	}
	if b.app.term.JSON {
		o := words.Object(taken)
		o.Kind, o.Path, o.Format = bill.Kind, b.output, format
		return b.app.term.PrintJSON(o)
	}
	if b.output == view.Stdio {
		return nil
	}
	b.app.term.Say("write.saved", lang.Args{"Path": b.output})
	b.app.term.Say("bill.next", lang.Args{"Kind": bill.Kind, "Path": view.Quote(b.output)})
	return nil
}

// answers returns the payments that are chosen as answers to the questions of a letter; none if no bill is named.
func (b *billOptions) answers(t *letter.Template) ([]answers.Answer, error) {
	switch {
	case len(b.paths) == 0 && (b.yes || len(b.pick) > 0):
		return nil, view.Usage("usage.pick_alone", nil, "draft refund")
	case len(b.paths) == 0:
		return nil, nil
	}
	_, taken, err := b.take(t, bill.TakesOne(t))
	if err != nil {
		return nil, err
	}
	return bill.Answers(t, taken), nil
}

// take reads the bills and returns the payments that the words of --pick and a person choose; only one if the letter has room for one.
func (b *billOptions) take(t *letter.Template, one bool) (*view.Bill, []bill.Payment, error) {
	words := &view.Bill{View: b.app.view}
	for _, path := range b.paths {
		words.Paths = append(words.Paths, b.app.term.FileName(path))
	}
	if err := b.read(words, t); err != nil {
		return nil, nil, err
	}
	picked, vouchers := bill.Pick(words.Bill.Payments, b.pick)
	words.Vouchers = vouchers
	for _, line := range words.Notes() {
		b.app.term.PrintOnce(line)
	}
	taken, asked, err := b.choose(words, t, picked, one)
	if err != nil {
		return nil, nil, err
	}
	if faults := bill.Faults(taken); len(faults) > 0 {
		return nil, nil, words.ReadError(t, faults)
	}
	lines := words.Parts(taken)
	if !asked {
		lines = append(words.Taken(taken), lines...)
	}
	for _, line := range lines {
		b.app.term.PrintOnce(line)
	}
	return words, taken, nil
}

// read reads the bills from files or from standard input.
func (b *billOptions) read(words *view.Bill, t *letter.Template) (err error) {
	bills := make([]bill.File, len(b.paths))
	for i, path := range b.paths {
		content, err := b.app.term.ReadFile(path, bill.MaxSize)
		switch {
		case err != nil:
			return view.Fail("error.read", lang.Args{"Path": words.Paths[i]}, err)
		case len(content) > bill.MaxSize:
			return view.TooLarge(words.Paths[i])
		}
		bills[i] = bill.File{Name: words.Paths[i], Content: bytes.NewReader(content), Size: int64(len(content))}
	}
	if words.Bill, err = bill.Read(context.Background(), bills...); err != nil {
		return words.ReadError(t, err)
	}
	return nil
}

// choose returns the payments to take: those that a person chooses, or, if nobody can be asked, all that match --pick. The text of a
// payment's page has one payment, which is taken without a question.
func (b *billOptions) choose(words *view.Bill, t *letter.Template, picked []bill.Payment, one bool) (taken []bill.Payment, asked bool, err error) {
	text := len(picked) == 1 && picked[0].Row == 0
	switch {
	case len(picked) == 0:
		return nil, false, words.Nothing(b.pick)
	case one && b.yes && len(picked) > 1:
		return nil, false, view.Usage("usage.bill_several", lang.Args{"Count": len(picked), "Paths": words.Arguments()}, "draft refund")
	case text, b.yes && len(b.pick) > 0:
		return picked, false, nil
	case b.yes, !b.app.term.Interactive():
		return nil, false, view.Usage("usage.bill_pick", lang.Args{"Count": len(picked)}, "draft bill")
	}
	question := prompt.Question{
		Options: words.Options(picked), First: true, NoDefault: true,
		Check: func(values string) error {
			return words.Refused(t, view.ChosenPayments(picked, strings.Split(values, "\n")))
		},
	}
	var values []string
	if one {
		question.Message = b.app.view.Text("bill.which_one", lang.Args{"Count": len(picked)})
		value, problem := b.app.term.Prompter().Choose(question)
		values, err = []string{value}, problem
	} else {
		question.Message = b.app.view.Text("bill.which", lang.Args{"Count": len(picked)})
		values, err = b.app.term.Prompter().ChooseSeveral(question)
	}
	return view.ChosenPayments(picked, values), true, err
}
