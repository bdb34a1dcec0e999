package main

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/writing"
)

// check looks at every row, and writes those that are bad to the file of --problems.
func (b *batchOptions) check(ctx context.Context) error {
	if b.problems == "" {
		return b.checkInto(ctx, nil)
	}
	err := b.app.term.Stream(b.problems, b.force, func(w io.Writer) error {
		return b.checkInto(ctx, w)
	})
	if errors.Is(err, errNoProblems) {
		return b.noProblems()
	}
	return err
}

// errNoProblems keeps a file without rows from being written.
var errNoProblems = errors.New("no problems")

// noProblems says that there is no table of rows to correct. One that it would have replaced is removed, because its rows would be taken
// for rows of this table.
func (b *batchOptions) noProblems() error {
	if b.problems == view.Stdio {
		return nil
	}
	err := os.ErrNotExist
	if b.force { // else it did not exist
		err = os.Remove(b.problems)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return view.Fail("error.write", lang.Args{"Path": b.problems}, err)
	}
	b.app.term.Say("batch.no_mend", lang.Args{"Path": b.problems, "Removed": err == nil})
	b.words.Table.Problems = ""
	return nil
}

// checkInto checks the rows and writes those to correct to w, if that is not nil.
func (b *batchOptions) checkInto(ctx context.Context, w io.Writer) error {
	table, err := b.source.Open(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return view.Interrupted("", false)
	case err != nil:
		return b.words.Table.ReadError(err)
	}
	defer table.Close() //nolint:errcheck // it was only read
	var bad *answers.TableWriter
	if w != nil {
		if bad, err = b.words.Table.ProblemsTable(w, table.Header()); err != nil {
			return err
		}
	}
	bar := b.rowProgress("batch.checking", 0)
	var writing error
	b.words.Summary, err = b.job.Check(ctx, table, func(e *batch.Entry) error {
		bar.Step()
		if bad != nil {
			writing = b.words.Table.WriteProblems(bad, e, table.Header())
		}
		return writing
	})
	bar.Hide()
	switch {
	case writing != nil:
		return writing
	case err != nil && ctx.Err() != nil:
		return view.Interrupted("", false)
	case err != nil:
		return b.words.Table.ReadError(err)
	case w != nil && b.words.Summary.ToCorrect == 0:
		return errNoProblems
	case bad != nil:
		return bad.Close()
	}
	return nil
}

// rowProgress shows the progress through the rows, or the letters of several rows. It draws rarely, because thousands of rows may pass in
// a second.
func (b *batchOptions) rowProgress(id string, total int) *term.Progress {
	return b.app.term.NewProgress(term.ProgressOptions{
		ID: id, Unit: b.words.UnitID(), Total: total, Every: 32, After: 500 * time.Millisecond,
	})
}

// saySheet says which sheet was read if --sheet did not name it and there are others.
func (b *batchOptions) saySheet() {
	if b.table.sheet == "" {
		b.say(b.words.Table.OtherSheets()...)
	}
}

// refuseEncoding returns the error of a table whose encoding nothing confirms.
func (b *batchOptions) refuseEncoding() error {
	if !b.writes() && !b.app.term.JSON && b.words.Summary.First != nil {
		if err := b.printFirst(); err != nil {
			return err
		}
	}
	return b.words.Table.EncodingError(b.words.Summary.Encoding)
}

// refuse returns the error of a table with bad rows.
func (b *batchOptions) refuse() error {
	if b.output == "" && !b.app.term.JSON && b.words.Summary.First != nil {
		if err := b.printFirst(); err != nil {
			return err
		}
	}
	return &view.BadRowsError{Batch: b.words, Exit: view.ExitAnswers, Writes: b.output != ""}
}

// preview shows what the letters would be, and writes nothing.
func (b *batchOptions) preview() error {
	switch {
	case b.app.term.JSON:
		o := b.words.Object()
		if b.words.Summary.First != nil {
			doc, err := b.firstLetter()
			if err != nil {
				return err
			}
			o.SetFirst(doc.object(), b.words.Summary.First)
		}
		return b.app.term.PrintJSON(o)
	case b.words.Summary.First == nil:
		b.app.term.Say("batch.empty", nil)
		return nil
	}
	if err := b.printFirst(); err != nil {
		return err
	}
	b.app.term.Say("batch.next", nil)
	return nil
}

// printFirst prints the first letter, unless standard output is that of --problems, and the totals.
func (b *batchOptions) printFirst() error {
	if b.problems != view.Stdio {
		doc, err := b.firstLetter()
		if err != nil {
			return err
		}
		if err := b.app.term.Product(b.words.FirstHead() + "\n\n" + doc.preview() + "\n"); err != nil {
			return err
		}
	}
	b.say(b.words.Totals()...)
	return nil
}

func (b *batchOptions) firstLetter() (*document, error) {
	l, err := b.job.Compose(b.words.Summary.First, b.app.newID())
	if err != nil {
		return nil, view.Fail("error.template", nil, err)
	}
	return b.document(l), nil
}

// document returns a letter in all formats but that of a message.
func (b *batchOptions) document(l *batch.Letter) *document {
	return &document{
		Document: writing.Of(l.Form, l.Draft, l.Files, writing.Options{Limit: b.chars}), app: b.app, notes: b.words.Table.Notes(l.Entry),
	}
}
