package main

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// reportOptions is one run of `draft report`.
type reportOptions struct {
	app    *app
	output string
	force  bool
	masked bool
	full   bool
	forMe  bool // the page is for the owner of the case
	titles map[titleKey]string
}

func newReport(a *app) *cobra.Command {
	r := &reportOptions{app: a, titles: map[titleKey]string{}}
	cmd := &cobra.Command{
		Use:     "report [ID]",
		GroupID: groupCase,
		Short:   "cmd.report.short",
		Long:    "cmd.report.long",
		Example: "draft report 0k3f -o case.html\ndraft report 0k3f --masked -o case.html\ndraft report 0k3f --for-me -o mine.html\ndraft report -o cases.html",
		Args:    a.arguments(0, 1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
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
	case r.output != "-" && ending != ".html" && ending != ".htm":
		return view.Usage("usage.report_ending", lang.Args{"Path": r.output}, "draft report")
	case r.masked && r.full:
		return view.Usage("usage.masked_full", nil, "draft report")
	case r.output == "-":
		return nil
	}
	return r.app.term.CheckWritable(r.output, r.force)
}

// give writes the page where it was asked for.
func (r *reportOptions) give(text []byte) error {
	if r.output == "-" {
		return r.app.term.Product(string(text))
	}
	if err := r.app.term.WriteFile(r.output, text, r.force); err != nil {
		return err
	}
	r.app.term.Say("write.saved", lang.Args{"Path": r.output})
	return nil
}
