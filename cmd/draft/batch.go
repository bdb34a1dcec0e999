package main

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// batchOptions is one run of `draft batch`: the flags, and what becomes of them step by step.
type batchOptions struct {
	app        *app
	output     string
	format     string
	name       string
	report     string
	problems   string
	attachRoot string
	rows       string
	template   string
	sheet      string
	ignore     []string // as given
	limit      int
	force      bool
	chars      int
	keepGoing  bool
	keepMeta   bool
	quiet      bool

	names    []string // of the kind, and of the table
	path     string   // of the table
	seen     os.FileInfo
	job      batch.Job
	evidence *attach.Folder // nil without --attach-root
	folder   *batch.Folder  // nil where letters go elsewhere, or the folder is not there yet
	tally    tally
	matters  *matters // nil where there are no kept letters
	posting  *posting // nil until letters are written
	mail     outgoingMail
}

func newBatch(a *app) *cobra.Command {
	b := &batchOptions{app: a, mail: outgoingMail{app: a, sending: &sendOptions{app: a}}}
	cmd := &cobra.Command{
		Use:     "batch KIND TABLE",
		GroupID: groupWrite,
		Short:   "cmd.batch.short",
		Long:    "cmd.batch.long",
		Example: batchExamples,
		Args: func(cmd *cobra.Command, args []string) (err error) {
			if b.names, err = b.mail.sending.server("draft batch", args); err != nil {
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
	f.StringVar(&b.rows, "rows", "", "flag.rows")
	f.IntVar(&b.limit, "limit", 0, "flag.limit")
	f.StringVar(&b.sheet, "sheet", "", "flag.batch_sheet")
	f.StringArrayVar(&b.ignore, "ignore", nil, "flag.ignore")
	f.StringVar(&b.attachRoot, "attach-root", "", "flag.attach_root")
	f.BoolVar(&b.keepMeta, "keep-metadata", false, "flag.keep_metadata")
	f.IntVar(&b.chars, "chars", defaultChars, "flag.chars")
	f.StringVar(&b.template, "template", "", "flag.template")
	f.BoolVarP(&b.quiet, "quiet", "q", false, "flag.quiet")
	f.BoolVar(&b.mail.on, "send", false, "flag.batch_send")
	b.mail.sending.mailFlags(f)
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitPart, view.ExitUnknown, view.ExitInterrupted)
	return cmd
}

const batchExamples = `draft template fields refund --xlsx -o orders.xlsx
draft batch refund orders.xlsx
draft batch refund orders.xlsx --problems mend.xlsx
draft batch refund orders.xlsx -o letters --report report.xlsx
draft batch refund orders.csv -o letters.mbox --rows 2-500
draft batch refund orders.xlsx --send --rate 30/m --report report.xlsx`

// completeBatch completes a kind, then files.
func (a *app) completeBatch(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return a.completeNew(cmd, args, typed)
}

// columnRoles are the columns of a table that hold no answers: those of the envelope, and the one that --problems adds.
func columnRoles() map[string]string {
	roles := maps.Clone(drafts.AddressNames)
	roles["to correct"], roles["需要改正"] = batch.RoleReason, batch.RoleReason
	return roles
}

func (b *batchOptions) run(ctx context.Context, kind, path string) error {
	b.path = path
	out, err := b.target()
	if err != nil {
		return err
	}
	t, err := b.app.config.LoadStandalone(b.template, kind)
	if err != nil {
		return err
	}
	b.job = batch.Job{
		Template: t, Now: b.app.now().In(field.Beijing), Limit: b.limit, Files: b.filesOf,
		Envelope: func(from string, to []string, values letter.Values) drafts.Envelope {
			return drafts.NewEnvelope(from, to, values)
		},
	}
	if b.rows != "" {
		if b.job.Rows, err = batch.ParseRange(b.rows); err != nil {
			return view.Usage("usage.rows", lang.Args{"Value": b.rows}, "draft batch")
		}
	}
	if err := b.prepare(out); err != nil {
		return err
	}
	defer b.closeFolders()
	if b.mail.on {
		if err := b.prepareMail(ctx); err != nil {
			return err
		}
	}
	if b.matters, err = b.lookUp(ctx); err != nil {
		return err
	}
	ctx, _, stop := b.app.term.Interruptible(ctx, "")
	defer stop()
	if err := b.check(ctx); err != nil {
		return err
	}
	b.saySheet()
	switch {
	case b.tally.bad > 0 && (!b.writes() || !b.keepGoing), b.tally.good == 0 && b.tally.bad > 0:
		return b.refused(out)
	case !b.writes():
		return b.look()
	case b.mail.on:
		if b.tally.good == 0 {
			b.app.term.Say("batch.empty", nil)
			return nil
		}
		if err := b.confirmMail(); err != nil {
			return err
		}
	}
	return b.write(ctx, out)
}

// writes tells whether letters go anywhere.
func (b *batchOptions) writes() bool { return b.output != "" || b.mail.on }

// target reads the flags of the output, before anybody works for it.
func (b *batchOptions) target() (target, error) {
	usage := func(id string, args lang.Args) (target, error) {
		return target{}, view.Usage(id, args, "draft batch")
	}
	mbox := isMbox(b.output)
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
	case b.output == "-", ending != "" && slices.Contains([]string{".eml", ".txt", ".html", ".htm", ".json", ".csv", ".xlsx", ".zip"}, ending):
		return usage("usage.batch_output", lang.Args{"Path": b.output})
	case b.mail.on && (b.output != "" || b.name != "" || b.format != ""):
		return usage("usage.batch_send_output", nil)
	case !b.mail.on && b.mail.sending.any():
		return usage("usage.batch_not_send", nil)
	case !b.writes() && (b.report != "" || b.name != "" || b.format != "" || b.keepGoing):
		return usage("usage.batch_no_output", nil)
	}
	for _, table := range []string{b.problems, b.report} {
		if table == "" {
			continue
		}
		if _, ok := answers.TableFormat(table); !ok {
			return usage("usage.table_ending", lang.Args{"Path": table})
		}
		if err := b.app.term.CheckWritable(table, b.force); err != nil {
			return target{}, err
		}
	}
	if path, twice := b.twice(); twice {
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

// twice gives a file that is named for two purposes, one of which would take the other's place; the table is one of them.
func (b *batchOptions) twice() (string, bool) {
	paths := []string{b.path, b.problems, b.report}
	if isMbox(b.output) {
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

func isMbox(path string) bool { return strings.EqualFold(filepath.Ext(path), ".mbox") }

// prepare opens the folders, and reads the header of the table.
func (b *batchOptions) prepare(out target) error {
	if b.attachRoot != "" {
		folder, err := attach.OpenFolder(b.attachRoot)
		if err != nil {
			return view.Fail("error.read", lang.Args{"Path": b.attachRoot}, err)
		}
		b.evidence = folder
	}
	if out.path != "" && !isMbox(out.path) {
		if err := b.prepareFolder(out); err != nil {
			return err
		}
	}
	table, err := b.open()
	if err != nil {
		return err
	}
	defer table.Close() //nolint:errcheck // it was only read
	return b.readHeader(table)
}

// prepareFolder sees to it that the letters can go where they are wanted. A folder that is not there is made when there
// is something to go into it.
func (b *batchOptions) prepareFolder(out target) error {
	if b.name != "" {
		pattern, problem := batch.ParsePattern(b.name, b.job.Template)
		if problem != nil {
			return view.Usage("usage.batch_name", lang.Args{"Value": b.name, "Detail": b.app.view.Problem(problem)}, "draft batch")
		}
		b.job.Name = pattern
	} else {
		b.job.Name = batch.DefaultPattern(b.job.Template)
	}
	if !files.Taken(out.path) {
		if err := b.app.term.CheckWritable(out.path, false); err != nil { // where it is to be made
			return err
		}
		return nil
	}
	if err := b.openFolder(out); err != nil {
		return err
	}
	b.job.NameTaken = b.folder.Taken
	return nil
}

func (b *batchOptions) openFolder(out target) error {
	root, err := os.OpenRoot(out.path)
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": out.path}, err)
	}
	b.folder = &batch.Folder{Root: root, Ending: "." + endingOf(out.format)}
	return nil
}

// endingOf is the ending of a file in a format.
func endingOf(format string) string {
	if format == formatFeedback {
		return formatText
	}
	return format
}

func (b *batchOptions) closeFolders() {
	if b.evidence != nil {
		_ = b.evidence.Close()
	}
	if b.folder != nil {
		_ = b.folder.Root.Close()
	}
	_ = b.job.Close()
}

// open opens the table. Both times it must be the same.
func (b *batchOptions) open() (*answers.Table, error) {
	info, err := os.Stat(b.path)
	if err == nil && info.IsDir() {
		return nil, view.Fail("batch.folder", lang.Args{"Path": b.path}, nil)
	}
	if err == nil {
		if b.seen != nil && (info.Size() != b.seen.Size() || !info.ModTime().Equal(b.seen.ModTime())) {
			return nil, view.Fail("batch.changed", lang.Args{"Path": b.path}, nil)
		}
		b.seen = info
	}
	table, err := answers.OpenSheet(b.path, b.sheet)
	if err != nil {
		return nil, b.tableError(err)
	}
	return table, nil
}

// tableError says why a table cannot be read.
func (b *batchOptions) tableError(err error) error {
	var faults answers.Faults
	none := (*answers.NoSheetError)(nil)
	path := (*fs.PathError)(nil)
	switch {
	case errors.As(err, &path) && path.Path != b.path: // the temporary file of batch.Job
		return view.Fail("error.write", lang.Args{"Path": path.Path}, err)
	case errors.As(err, &none):
		return b.sheetError(none)
	case errors.As(err, &faults):
		return &view.AnswersError{Template: b.job.Template, Faults: faults, Hint: tableHint(faults[0].Problem)}
	}
	return view.Fail("error.read", lang.Args{"Path": b.path}, err)
}

// tableHint is the next step where a table cannot be read: to save it as another kind of file, unless that would not help.
func tableHint(p *field.Problem) string {
	if p.Code == answers.CodeTableMerged || p.Code == answers.CodeTableHeaderTwice || p.Args["Found"] == answers.FoundEncrypted {
		return "hint.table_mend"
	}
	return "hint.table"
}

// tableForm says how a table was read, as far as that could be wrong.
func tableForm(t *answers.Table) string {
	switch t.Separator() {
	case "":
		return t.Encoding() + " " + t.Sheet()
	case ",":
		return t.Encoding()
	case "\t":
		return t.Encoding() + " TAB"
	}
	return t.Encoding() + " " + t.Separator()
}
