package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/field"
	"draft/drafts/page"
)

// reportOptions is one run of `draft report`.
type reportOptions struct {
	app    *app
	output string
	force  bool
	masked bool
	full   bool
	forMe  bool // the page is for the owner of the case
}

func newReport(a *app) *cobra.Command {
	r := &reportOptions{app: a}
	cmd := &cobra.Command{
		Use:     "report [ID]",
		GroupID: groupCase,
		Short:   "cmd.report.short",
		Long:    "cmd.report.long",
		Example: "draft report 0k3f -o case.html\ndraft report 0k3f --masked -o case.html\ndraft report 0k3f --for-me -o mine.html\ndraft report -o cases.html",
		Args:    a.arguments(0, 1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			a.onlyReads = true
			if len(args) == 1 {
				return r.one(args[0])
			}
			if r.forMe {
				return view.Usage("usage.report_for_me", nil, "draft report")
			}
			return r.all(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringVarP(&r.output, "output", "o", "", "flag.report_output")
	fileFlags(f, stdioOut, "output")
	f.BoolVar(&r.force, "force", false, "flag.force")
	f.BoolVar(&r.masked, "masked", false, "flag.masked")
	f.BoolVar(&r.forMe, "for-me", false, "flag.report_for_me")
	f.BoolVar(&r.full, "full", false, "flag.report_full")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// check looks at the flags before anything is read.
func (r *reportOptions) check() error {
	ending := strings.ToLower(filepath.Ext(r.output))
	switch {
	case r.output == "":
		return view.Usage("usage.report_output", nil, "draft report")
	case r.output != view.Stdio && ending != ".html" && ending != ".htm":
		return view.Usage("usage.report_ending", lang.Args{"Path": r.output}, "draft report")
	case r.masked && r.full:
		return view.Usage("usage.masked_full", nil, "draft report")
	}
	return r.app.term.CheckWritable(r.output, r.force)
}

// one writes the page of one case.
func (r *reportOptions) one(id string) error {
	if err := r.check(); err != nil {
		return err
	}
	f, err := openCase(r.app, id)
	if err != nil {
		return err
	}
	report := view.Report{View: r.app.view, Now: r.app.now(), Title: titles(r.app), Masked: r.masked, ForMe: r.forMe}
	calendar, err := calendarFor(r.app, f.Clock)
	if err != nil {
		return err
	}
	c, err := report.Content(f, calendar)
	if err != nil {
		return r.app.storeError(err)
	}
	for _, x := range c.Exhibits {
		if x.Problem != casefile.NoProblem {
			r.app.term.Say("report.evidence_problem", lang.Args{"Path": field.ShownPath(x.Path), "Note": report.ExhibitNote(x)})
		}
	}
	var b bytes.Buffer
	if err := page.Case(&b, report.CasePage(c)); err != nil {
		return err
	}
	return r.give(b.Bytes())
}

// all writes the table of all cases. Others may see it, so it is masked unless --full is given.
func (r *reportOptions) all(ctx context.Context) error {
	if err := r.check(); err != nil {
		return err
	}
	source, err := caseSource(r.app)
	if err != nil {
		return err
	}
	report := view.Report{View: r.app.view, Now: r.app.now(), Title: titles(r.app), Masked: !r.full}
	var table view.CaseTable
	for f, err := range source.All(ctx) {
		if err != nil {
			return caseError(r.app, err)
		}
		d, err := caseDeadline(r.app, f.Clock)
		if err != nil {
			return err
		}
		report.AddCase(&table, f, d, view.Mask(f.Values, !r.full))
	}
	var b bytes.Buffer
	if err := page.Cases(&b, report.CasesPage(&table)); err != nil {
		return err
	}
	return r.give(b.Bytes())
}

// give writes the page where it was asked for.
func (r *reportOptions) give(text []byte) error {
	if err := r.app.term.WriteFile(r.output, text, r.force); err != nil {
		return err
	}
	r.app.term.SaySaved(r.output)
	return nil
}
