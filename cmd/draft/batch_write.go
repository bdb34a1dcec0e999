package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/batch"
)

// batchOutput writes the letters of a checked table to a sink, and what became of them to a report.
type batchOutput struct {
	batch       *batchOptions
	deadline    string               // of every letter
	report      *answers.TableWriter // nil if none is wanted
	queue       *batch.Queue         // with --send
	undelivered error                // why not all letters were sent
}

// write writes the letters, and the report of them.
func (b *batchOptions) write(ctx context.Context) error {
	due, err := b.app.answerDue(b.job.Now, b.job.Template.ReplyWithin)
	if err != nil {
		return err
	}
	o := &batchOutput{batch: b, deadline: view.DeadlineRange(b.app.view, due)}
	if b.report == "" {
		err = o.run(ctx)
	} else {
		err = b.app.term.Stream(b.report, b.force, func(w io.Writer) error { return o.runReported(ctx, w) })
	}
	if err != nil {
		return err
	}
	return o.end(ctx)
}

func (o *batchOutput) runReported(ctx context.Context, w io.Writer) (err error) {
	if o.report, err = o.batch.words.ReportTable(w); err != nil {
		return err
	}
	if err := o.run(ctx); err != nil {
		return err
	}
	return o.report.Close()
}

// run hands the letters to the sink that was asked for.
func (o *batchOutput) run(ctx context.Context) error {
	b, path := o.batch, o.batch.words.Output.Path
	switch {
	case b.send:
		return o.sendAll(ctx)
	case view.IsMbox(path):
		return b.app.term.Stream(path, b.force, func(w io.Writer) error {
			buffered := bufio.NewWriterSize(w, 1<<18)
			if err := o.writeTo(ctx, &batch.Mbox{W: buffered, Render: b.render}); err != nil {
				return err
			}
			return buffered.Flush()
		})
	case b.folder == nil:
		if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return view.Fail("error.write", lang.Args{"Path": path}, err)
		}
		if err := b.openFolder(); err != nil {
			return err
		}
	}
	if err := o.writeTo(ctx, b.folder); err != nil {
		return err
	}
	if err := b.folder.Sync(); err != nil {
		return view.Fail("error.write", lang.Args{"Path": path}, err)
	}
	return nil
}

// writeTo passes the letters to a sink. If something stops it, the report of the batch still counts what was written.
func (o *batchOutput) writeTo(ctx context.Context, sink batch.Sink) error {
	b := o.batch
	table, err := b.source.Open(ctx)
	if err != nil {
		return b.words.Table.ReadError(err)
	}
	defer table.Close() //nolint:errcheck // it was only read
	bar := b.rowProgress("batch.writing", b.words.Summary.Visited())
	b.words.Report, err = b.job.Write(ctx, table, b.app.newID, sink, func(row batch.Outcome) error {
		if !row.BeyondLimit {
			bar.Step()
		}
		if row.State() == batch.Written {
			b.app.term.Wrote = true
		}
		return o.reportRow(row)
	})
	bar.Hide()
	if err != nil && ctx.Err() == nil {
		return b.words.Table.ReadError(err)
	}
	return nil
}

// reportRow writes the line of a row to the report, or keeps it until the letter of the row is sent.
func (o *batchOutput) reportRow(row batch.Outcome) error {
	words := o.batch.words
	if o.report == nil && o.queue == nil {
		return nil
	}
	cells, err := words.ReportRow(row, o.deadline)
	switch {
	case err != nil:
		return err
	case o.queue != nil:
		words.AddRow(row, o.queue.Item(row.Place), cells)
		return nil
	}
	return o.writeReport(cells)
}

func (o *batchOutput) writeReport(cells []string) error {
	if err := o.report.Write(cells); err != nil {
		return view.Fail("error.write", lang.Args{"Path": o.batch.report}, err)
	}
	return nil
}

// render returns a letter in the format of the output. It is safe for concurrent use.
func (b *batchOptions) render(l *batch.Letter) ([]byte, error) {
	if format := b.words.Output.Format; format != formatEML {
		return b.document(l).render(format)
	}
	return b.job.Message(l)
}

// end says what became of the letters and returns the error of the batch.
func (o *batchOutput) end(ctx context.Context) error {
	b, words, report := o.batch, o.batch.words, o.batch.words.Report
	words.Stopped = report.Stop != nil || ctx.Err() != nil && o.undelivered == nil
	if words.Stopped && b.send {
		b.say(words.Delivered()...)
	}
	switch {
	case report.Stop != nil:
		return &view.BatchStoppedError{Batch: words, Cause: view.AsCLIError(words.StopError(report.Stop))}
	case words.Stopped:
		return &view.BatchStoppedError{Batch: words, Cause: view.Interrupted("", false)}
	}
	if report.Cleaned > 0 {
		b.app.term.Say("batch.metadata", lang.Args{"Count": report.Cleaned})
	}
	incomplete := report.LeftOut + report.Failed
	if b.send {
		b.say(words.Delivered()...)
		incomplete += report.Duplicates.Changed
	} else {
		b.say(words.Saved()...)
	}
	switch {
	case o.undelivered != nil:
		return &view.BatchStoppedError{Batch: words, Cause: view.AsCLIError(o.undelivered)}
	case incomplete > 0:
		return &view.BadRowsError{Batch: words, Exit: view.ExitPart, Writes: true}
	case b.app.term.JSON:
		return b.app.term.PrintJSON(words.Object())
	}
	return nil
}
