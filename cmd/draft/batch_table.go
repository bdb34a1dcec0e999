package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/batch"
)

// tableOptions are the flags that say how the table of a batch is read, and which of its rows are.
type tableOptions struct {
	sheet    string
	encoding string
	rows     string
	hidden   bool
	columns  batch.ColumnOptions
	set      []string
	to       []string
	from     string
}

func (o *tableOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.rows, "rows", "", "flag.rows")
	f.StringArrayVar(&o.columns.Where, batch.FlagWhere, nil, "flag.where")
	f.StringVar(&o.columns.GroupBy, batch.FlagGroupBy, "", "flag.group_by")
	f.BoolVar(&o.hidden, "hidden", false, "flag.hidden")
	f.StringVar(&o.sheet, "sheet", "", "flag.batch_sheet")
	f.StringVar(&o.encoding, "encoding", "", "flag.encoding")
	f.StringArrayVar(&o.columns.Ignore, batch.FlagIgnore, nil, "flag.ignore")
	f.StringArrayVar(&o.columns.Mapped, batch.FlagColumn, nil, "flag.column")
	f.StringArrayVar(&o.set, "set", nil, "flag.batch_set")
	f.StringArrayVar(&o.to, "to", nil, "flag.batch_to")
	f.StringVar(&o.from, "from", "", "flag.batch_from")
}

// choose sets the rows of a job, and the answers that the flags give for each of them.
func (o *tableOptions) choose(j *batch.Job) (err error) {
	if o.rows != "" {
		if j.Rows, err = batch.ParseRange(o.rows); err != nil {
			return view.Usage("usage.rows", lang.Args{"Value": o.rows}, "draft batch")
		}
	}
	set, err := view.ParseSet(o.set, "draft batch")
	if err != nil {
		return err
	}
	if faults := j.Give(set, o.from, o.to); len(faults) > 0 {
		return &view.AnswersError{Template: j.Template, Faults: faults}
	}
	return nil
}

// options returns how the table is read.
func (o *tableOptions) options() answers.TableOptions {
	return answers.TableOptions{Sheet: o.sheet, Encoding: o.encoding}
}

// openSource says where the table is read from: a file, or standard input.
func (b *batchOptions) openSource(path string) {
	b.source = &batch.Source{Path: path, Options: b.table.options()}
	if path == view.Stdio {
		b.source.Path, b.source.Stream = b.app.term.FileName(path), b.app.term.In
	}
}

func (b *batchOptions) readHeader(ctx context.Context) error {
	table, err := b.job.ReadHeader(ctx, b.source, b.table.columns)
	if err != nil {
		return b.words.Table.ReadError(err)
	}
	defer table.Close() //nolint:errcheck // it was only read
	b.words.Table.ReadHeader(table)
	return nil
}

// completeTable completes the flags that name columns and questions.
func (b *batchOptions) completeTable(cmd *cobra.Command) {
	const part = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace // a value follows
	for _, flag := range []string{batch.FlagIgnore, batch.FlagGroupBy} {
		_ = cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return b.columnNames(args, ""), cobra.ShellCompDirectiveNoFileComp
		})
	}
	_ = cmd.RegisterFlagCompletionFunc(batch.FlagWhere, func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		return b.columnNames(args, "="), part
	})
	_ = cmd.RegisterFlagCompletionFunc(batch.FlagColumn, func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if at := strings.LastIndexByte(typed, '='); at >= 0 && len(args) > 0 {
			return b.app.questionNames(b.template, args[0], typed[:at+1], ""), cobra.ShellCompDirectiveNoFileComp
		}
		return b.columnNames(args, "="), part
	})
	b.app.completeSet(cmd, "")
}

// columnNames returns the names in the header of the table, followed by a text.
func (b *batchOptions) columnNames(args []string, after string) []string {
	if len(args) < 2 || args[1] == view.Stdio { // what is read there is gone
		return nil
	}
	table, err := (&batch.Source{Path: args[1], Options: b.table.options()}).Open(context.Background())
	if err != nil {
		return nil
	}
	defer table.Close() //nolint:errcheck // it was only read
	var names []string
	for _, cell := range table.Header() {
		if cell.Name != "" {
			names = append(names, cell.Name+after)
		}
	}
	return names
}
