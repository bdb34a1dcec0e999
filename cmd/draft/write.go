package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
	"draft/drafts/bill"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/writing"
)

// writeOptions are the flags of `draft refund` and its like, and what a letter about a case begins with.
type writeOptions struct {
	app      *app
	output   outputOptions
	answers  string
	set      []string
	attach   []string
	to       []string
	from     string
	dryRun   bool
	template string
	fresh    bool
	like     string
	keepMeta bool
	noKeep   bool
	bill     billOptions

	about writing.Case
}

// newWrite makes the command of a built-in letter kind.
func newWrite(a *app, kind string) *cobra.Command {
	w := &writeOptions{app: a, output: outputOptions{app: a}}
	cmd := &cobra.Command{
		Use:     kind,
		GroupID: groupWrite,
		Short:   "cmd." + kind + ".short",
		Long:    "cmd." + kind + ".long",
		Example: strings.ReplaceAll(writeExamples, "KIND", kind),
		Args:    a.arguments(0, 0),
		PreRunE: emptyFlag,
		RunE:    func(*cobra.Command, []string) error { return w.run(kind) },
	}
	w.flags(cmd)
	w.likeFlag(cmd)
	if kind == bill.Kind {
		w.bill.app = a
		cmd.Flags().StringArrayVar(&w.bill.paths, "bill", nil, "flag.bill")
		w.bill.flags(cmd.Flags())
		fileFlags(cmd.Flags(), stdioIn, "bill")
		cmd.Example += "\n" + "draft refund --bill bill.xlsx\ndraft refund --bill wechat.xlsx --bill alipay.csv --pick 抖音"
	}
	showFirst(cmd, "copy", "qr", "output")
	a.completeSet(cmd, kind)
	return cmd
}

// newNew makes `draft new KIND`, for every kind there is.
func newNew(a *app) *cobra.Command {
	w := &writeOptions{app: a, output: outputOptions{app: a}}
	cmd := &cobra.Command{
		Use:     "new KIND",
		GroupID: groupWrite,
		Short:   "cmd.new.short",
		Long:    "cmd.new.long",
		Example: strings.ReplaceAll(writeExamples, "KIND", "new warranty") + "\ndraft new --template warranty.tmpl",
		Args:    a.arguments(0, 1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 1:
				return w.run(args[0])
			case w.template != "":
				return w.run("")
			}
			return a.arguments(1, 1)(cmd, args)
		},
		ValidArgsFunction: a.completeNew,
	}
	w.flags(cmd)
	w.likeFlag(cmd)
	showFirst(cmd, "copy", "qr", "output")
	a.completeSet(cmd, "")
	return cmd
}

const writeExamples = `draft KIND
draft KIND --answers answers.yaml -o letter.eml
draft KIND --answers answers.yaml --format feedback --chars 200
draft KIND --set douyin_id=dy_example88 --dry-run
draft KIND --like 0k3f`

// emptyFlag refuses a flag whose value is empty: it is a variable of the shell that is not set, and to go on without it
// would lose what was meant.
func emptyFlag(cmd *cobra.Command, _ []string) error {
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		empty := f.Value.String() == ""
		if list, ok := f.Value.(pflag.SliceValue); ok {
			empty = slices.Contains(list.GetSlice(), "")
		}
		if empty {
			err = view.Usage("usage.flag_value", lang.Args{"Value": "--" + f.Name}, cmd.CommandPath())
		}
	})
	return err
}

func (w *writeOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&w.answers, "answers", "", "flag.answers")
	f.StringArrayVar(&w.set, "set", nil, "flag.set")
	f.StringArrayVar(&w.attach, "attach", nil, "flag.attach")
	f.StringArrayVar(&w.to, "to", nil, "flag.to")
	f.StringVar(&w.from, "from", "", "flag.from")
	w.output.flags(f)
	f.BoolVar(&w.keepMeta, "keep-metadata", false, "flag.keep_metadata")
	f.BoolVar(&w.fresh, "fresh", false, "flag.fresh")
	f.BoolVar(&w.dryRun, "dry-run", false, "flag.dry_run")
	f.BoolVar(&w.noKeep, "no-keep", false, "flag.no_keep")
	f.StringVar(&w.template, "template", "", "flag.template")
	fileFlags(f, stdioIn, "answers")
	fileFlags(f, stdioNone, "attach", "template")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitInterrupted)
}

// defaultChars is how long the app text may be unless --chars says otherwise. Nobody publishes the app's limit; 200
// is usual on such forms.
const defaultChars = 200

func (w *writeOptions) run(kind string) error {
	target, err := w.output.parseTarget()
	if err != nil {
		return err
	}
	t, err := w.load(kind)
	if err != nil {
		return err
	}
	session, err := w.newSession(t)
	if err != nil {
		return err
	}
	session.Addresses = w.about.Addresses
	r := w.start(session)
	if err := r.fill(); err != nil {
		return err
	}
	r.useProfile()
	return r.run(target, r.interview.asks())
}

// load returns the letter kind.
func (w *writeOptions) load(kind string) (*letter.Template, error) {
	if w.about.ID != "" {
		return w.app.config.LoadAny(w.template, kind)
	}
	return w.app.config.LoadStandalone(w.template, kind)
}

// sessionOptions returns what a session needs of this machine: its clock and its files.
func (w *writeOptions) sessionOptions() interview.Options {
	return interview.Options{
		Now: w.app.now, Absolute: absolutePath,
		CheckFiles: func(paths []string) []attach.Problem { return attach.Check(paths, attach.Disk{}, w.keepMeta) },
	}
}

// start returns a run with its interview.
func (w *writeOptions) start(session *interview.Session) *writeRun {
	return &writeRun{app: w.app, options: w, interview: &interviewer{app: w.app, session: session}}
}
