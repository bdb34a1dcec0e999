package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/store"
)

// batchOptions is one run of `draft batch`: the flags, and the batch that they describe.
type batchOptions struct {
	app        *app
	output     string
	format     string
	name       string
	report     string
	problems   string
	attachRoot string
	template   string
	limit      int
	force      bool
	chars      int
	keepGoing  bool
	keepMeta   bool
	send       bool
	table      tableOptions
	mail       *sendOptions

	names  []string // of the kind, and of the table
	source *batch.Source
	job    *batch.Job
	words  *view.Batch
	folder *batch.Folder // nil if letters go elsewhere, or the folder does not exist yet
}

func newBatch(a *app) *cobra.Command {
	b := &batchOptions{app: a, mail: &sendOptions{app: a, table: true}}
	cmd := &cobra.Command{
		Use:     "batch KIND TABLE",
		GroupID: groupWrite,
		Short:   "cmd.batch.short",
		Long:    "cmd.batch.long",
		Example: batchExamples,
		Args: func(cmd *cobra.Command, args []string) (err error) {
			if b.names, err = b.mail.server("draft batch", args); err != nil {
				return err
			}
			return a.arguments(2, 2)(cmd, b.names)
		},
		PreRunE:           emptyFlag,
		RunE:              func(cmd *cobra.Command, _ []string) error { return b.run(cmd.Context(), b.names[0], b.names[1]) },
		ValidArgsFunction: a.completeBatch,
	}
	f := cmd.Flags()
	f.StringVarP(&b.output, "output", "o", "", "flag.batch_output")
	f.StringVar(&b.format, "format", "", "flag.format")
	f.StringVar(&b.name, "name", "", "flag.batch_name")
	f.StringVar(&b.problems, "problems", "", "flag.problems")
	f.StringVar(&b.report, "report", "", "flag.report")
	f.BoolVar(&b.force, "force", false, "flag.batch_force")
	f.BoolVar(&b.keepGoing, "keep-going", false, "flag.keep_going")
	b.table.flags(f)
	f.IntVar(&b.limit, "limit", 0, "flag.limit")
	f.StringVar(&b.attachRoot, "attach-root", "", "flag.attach_root")
	f.BoolVar(&b.keepMeta, "keep-metadata", false, "flag.keep_metadata")
	f.IntVar(&b.chars, "chars", defaultChars, "flag.chars")
	f.StringVar(&b.template, "template", "", "flag.template")
	f.BoolVar(&b.send, "send", false, "flag.batch_send")
	b.mail.mailFlags(f)
	fileFlags(f, stdioOut, "problems", "report")
	fileFlags(f, stdioFolder, "output", "attach-root")
	fileFlags(f, stdioNone, "template")
	fileArguments(cmd, stdioIn)
	b.completeTable(cmd)
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitPart, view.ExitUnknown, view.ExitInterrupted)
	return cmd
}

const batchExamples = `draft template fields refund --xlsx -o orders.xlsx
draft batch refund orders.xlsx
draft batch refund orders.xlsx --problems mend.xlsx
draft batch refund orders.xlsx -o letters --report report.xlsx
draft batch refund orders.csv -o letters.mbox --rows 2-500
draft batch refund export.xlsx --where 状态=待退 --column 实付=amount --set reason=mistake -o letters
draft batch refund families.xlsx --group-by 家庭 -o letters
draft batch refund orders.xlsx --send --rate 30/m --report report.xlsx`

// completeBatch completes a kind, then files.
func (a *app) completeBatch(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return a.completeNew(cmd, args, typed)
}

func (b *batchOptions) run(ctx context.Context, kind, path string) error {
	b.openSource(path)
	out, err := b.target()
	if err != nil {
		return err
	}
	if err := b.newJob(kind, out); err != nil {
		return err
	}
	defer b.close()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	ctx, _, stop := b.app.term.Interruptible(ctx, "")
	defer stop()
	if err := b.check(ctx); err != nil {
		return err
	}
	b.saySheet()
	b.say(b.words.Table.Unseen(b.words.Summary)...)
	switch s := b.words.Summary; {
	case s.Encoding != nil:
		return b.refuseEncoding()
	case s.IsRefused(b.writes() && b.keepGoing):
		return b.refuse()
	case !b.writes():
		return b.preview()
	case b.send && s.Good == 0:
		b.app.term.Say("batch.empty", nil)
		return nil
	case b.send:
		if err := b.confirmMail(); err != nil {
			return err
		}
	}
	return b.write(ctx)
}

// newJob makes the job that the flags describe.
func (b *batchOptions) newJob(kind string, out target) error {
	t, err := b.app.config.LoadStandalone(b.template, kind)
	if err != nil {
		return err
	}
	b.job = &batch.Job{
		Template: t, Now: b.app.now().In(field.Beijing), Limit: b.limit, Chars: b.chars, KeepMetadata: b.keepMeta, Send: b.send,
		KeepGoing: b.keepGoing, KeepRemarks: b.app.term.JSON, RequireAddresses: b.send, IncludeHidden: b.table.hidden,
		IncludeBeyondLimit: b.report != "", // because only the report lists those rows
	}
	if b.template != "" {
		b.job.TemplatePath = absolutePath(b.template)
	}
	b.words = &view.Batch{
		View: b.app.view, Job: b.job, Output: view.OutputObject{Path: out.path, Format: out.format}, ReportTo: b.report, Force: b.force,
		Table: &view.Table{
			View: b.app.view, Job: b.job, Name: b.source.Path, Object: view.TableObject{Path: b.names[1]}, Problems: b.problems,
		},
	}
	return b.table.choose(b.job)
}

// say prints lines of the conversation. The object of --json holds them.
func (b *batchOptions) say(lines ...string) {
	for _, line := range lines {
		if !b.app.term.JSON {
			b.app.term.PrintErr(line)
		}
	}
}

// writes reports whether letters are written or sent.
func (b *batchOptions) writes() bool { return b.output != "" || b.send }

// target checks the flags of the output before any work is done for it.
func (b *batchOptions) target() (target, error) {
	usage := func(id string, args lang.Args) (target, error) {
		return target{}, view.Usage(id, args, "draft batch")
	}
	mbox := view.IsMbox(b.output)
	switch ending := strings.ToLower(filepath.Ext(b.output)); {
	case b.limit < 0:
		return usage("usage.limit", lang.Args{"Value": b.limit})
	case b.chars < 0:
		return usage("usage.chars", lang.Args{"Value": b.chars})
	case b.format != "" && !slices.Contains(formats, b.format):
		return usage("usage.format", lang.Args{"Value": b.format, "Known": strings.Join(formats, ", ")})
	case mbox && b.format != "" && b.format != formatEML:
		return usage("usage.mbox_format", lang.Args{"Value": b.format})
	case mbox && b.name != "":
		return usage("usage.mbox_name", nil)
	case ending != "" && slices.Contains([]string{".eml", ".txt", ".html", ".htm", ".json", ".csv", ".xlsx", ".zip"}, ending):
		return usage("usage.batch_output", lang.Args{"Path": b.output})
	case b.send && (b.output != "" || b.name != "" || b.format != ""):
		return usage("usage.batch_send_output", nil)
	case !b.send && b.mail.any():
		return usage("usage.batch_not_send", nil)
	case !b.writes() && (b.report != "" || b.name != "" || b.format != "" || b.keepGoing):
		return usage("usage.batch_no_output", nil)
	}
	for _, table := range []string{b.problems, b.report} {
		if table == "" {
			continue
		}
		if _, ok := view.TableFormat(table); !ok {
			return usage("usage.table_ending", lang.Args{"Path": table})
		}
		if err := b.app.term.CheckWritable(table, b.force); err != nil {
			return target{}, err
		}
	}
	if path, twice := b.repeatedPath(); twice {
		return usage("usage.batch_twice", lang.Args{"Path": path})
	}
	t := target{path: b.output, format: b.format}
	if t.format == "" {
		t.format = formatEML
	}
	if mbox {
		return t, b.app.term.CheckWritable(b.output, b.force)
	}
	return t, nil
}

// repeatedPath returns a path that two of the options name, because one file would replace the other.
func (b *batchOptions) repeatedPath() (string, bool) {
	paths := []string{b.source.Path, b.problems, b.report}
	if view.IsMbox(b.output) {
		paths = append(paths, b.output)
	}
	for i, path := range paths {
		for _, other := range paths[:i] {
			a, errA := os.Stat(path)
			z, errZ := os.Stat(other)
			if path != "" && (absolutePath(path) == absolutePath(other) || errA == nil && errZ == nil && os.SameFile(a, z)) {
				return path, true
			}
		}
	}
	return "", false
}

// prepare opens the folders, reads the header of the table, and finds the account and the letters that are stored.
func (b *batchOptions) prepare(ctx context.Context) error {
	if b.attachRoot != "" {
		folder, err := attach.OpenFolder(b.attachRoot)
		if err != nil {
			return view.Fail("error.read", lang.Args{"Path": b.attachRoot}, err)
		}
		b.job.Evidence = folder
	}
	if path := b.words.Output.Path; path != "" && !view.IsMbox(path) {
		if err := b.prepareFolder(path); err != nil {
			return err
		}
	}
	if err := b.readHeader(ctx); err != nil {
		return err
	}
	if b.send {
		var err error
		if b.mail.mailbox, err = b.mail.chooseMailbox(ctx, nil); err != nil {
			return err
		}
		b.job.Sender, b.words.Sending = b.mail.mailbox.Address, b.mail.words()
	}
	return b.loadHistory(ctx)
}

// prepareFolder checks that the folder can be written to. If it does not exist, it is made when the first letter is written.
func (b *batchOptions) prepareFolder(path string) error {
	b.job.Name = batch.DefaultPattern(b.job.Template)
	if b.name != "" {
		pattern, problem := batch.ParsePattern(b.name, b.job.Template)
		if problem != nil {
			return view.Usage("usage.batch_name", lang.Args{"Value": b.name, "Detail": b.app.view.Problem(problem)}, "draft batch")
		}
		b.job.Name = pattern
	}
	if !files.Taken(path) {
		return b.app.term.CheckWritable(path, false) // whether it can be made
	}
	if err := b.openFolder(); err != nil {
		return err
	}
	b.job.NameTaken = b.folder.Taken
	return nil
}

func (b *batchOptions) openFolder() error {
	out := b.words.Output
	root, err := os.OpenRoot(out.Path)
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": out.Path}, err)
	}
	b.folder = &batch.Folder{Root: root, Ending: "." + endingOf(out.Format), Render: b.render}
	return nil
}

// endingOf returns the ending of a file in a format.
func endingOf(format string) string {
	if format == formatFeedback {
		return formatText
	}
	return format
}

// loadHistory reads the keys of the stored letters. It does not create a store, except to send.
func (b *batchOptions) loadHistory(ctx context.Context) error {
	place, err := b.app.config.StorePlace()
	if err != nil || !store.IsServer(place) && !files.Taken(filepath.Join(place, "draft.db")) && !b.send {
		return nil //nolint:nilerr // there can be no letters
	}
	open := b.app.store
	if b.send {
		open = b.app.storeToSend
	}
	b.app.onlyReads = !b.send
	kept, err := open()
	if err != nil {
		return err
	}
	if b.job.History, err = batch.LoadHistory(ctx, kept); err != nil {
		return b.app.storeError(err)
	}
	return nil
}

func (b *batchOptions) close() {
	_ = b.source.Close()
	if b.job.Evidence != nil {
		_ = b.job.Evidence.Close()
	}
	if b.folder != nil {
		_ = b.folder.Root.Close()
	}
	_ = b.job.Close()
}
