package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// posting is the second half of a batch: the letters of a checked table on their way to a sink.
type posting struct {
	app      *app
	batch    *batchOptions
	out      target
	written  int
	leftOut  int // rows with problems
	failed   int // good rows that have no letter after all
	done     int // the last row that was told of
	failure  error
	failures []error              // the first of the failed
	cleaned  atomic.Int64         // photos
	ledger   *answers.TableWriter // the report; nil where none is wanted
	stopped  bool                 // before its end
	had      had                  // rows for which nothing went out, for somebody has a letter
	// undelivered says that not all letters were sent.
	undelivered error

	deadline string // of every letter
}

// States of a row in the report.
const (
	stateWritten = "written"
	stateLeftOut = "left_out"
	stateFailed  = "failed"
)

// write writes the letters, and the report of them.
func (b *batchOptions) write(ctx context.Context, out target) error {
	due, err := b.due()
	if err != nil {
		return err
	}
	p := &posting{app: b.app, batch: b, out: out, deadline: due}
	b.posting = p
	if b.report == "" {
		err = p.run(ctx)
	} else {
		err = p.streamed(b.report, func(w io.Writer) error { return p.reported(ctx, w) })
	}
	if err != nil {
		return err
	}
	return p.sum(ctx)
}

// streamed writes a file whole or not at all.
func (p *posting) streamed(path string, write func(io.Writer) error) error {
	err := files.Stream(path, p.batch.force, write)
	switch {
	case errors.Is(err, fs.ErrExist):
		return view.Fail("error.exists_batch", lang.Args{"Path": path}, err)
	case err != nil && !isFault(err):
		return view.Fail("error.write", lang.Args{"Path": path}, err)
	}
	return err
}

func (p *posting) reported(ctx context.Context, w io.Writer) error {
	var columns []answers.Column
	names := []string{"row", "file", "subject", "app", "deadline", "state", "reason"}
	if p.batch.mail.on {
		names[reportPlace] = "id"
	}
	for _, id := range names {
		columns = append(columns, answers.Column{Name: p.app.view.Text("report."+id, nil)})
	}
	var err error
	format, _ := answers.TableFormat(p.batch.report)
	if p.ledger, err = answers.NewTableWriter(w, format, columns); err != nil {
		return err
	}
	if err := p.run(ctx); err != nil {
		return err
	}
	return p.ledger.Close()
}

// The columns of a report.
const (
	reportRow = iota
	reportPlace
	reportSubject
	reportApp
	reportDeadline
	reportState
	reportReason
	reportColumns
)

// run hands the letters to the sink that was asked for.
func (p *posting) run(ctx context.Context) error {
	if p.batch.mail.on {
		return p.mailAll(ctx)
	}
	if isMbox(p.out.path) {
		return p.streamed(p.out.path, func(w io.Writer) error {
			buffered := bufio.NewWriterSize(w, 1<<18)
			if err := p.post(ctx, &batch.Mbox{W: buffered, Render: p.render}); err != nil {
				return err
			}
			return buffered.Flush()
		})
	}
	if p.batch.folder == nil {
		if err := os.Mkdir(p.out.path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return view.Fail("error.write", lang.Args{"Path": p.out.path}, err)
		}
		if err := p.batch.openFolder(p.out); err != nil {
			return err
		}
	}
	p.batch.folder.Render = p.render
	if err := p.post(ctx, p.batch.folder); err != nil {
		return err
	}
	if err := p.batch.folder.Sync(); err != nil {
		return view.Fail("error.write", lang.Args{"Path": p.out.path}, err)
	}
	return nil
}

// post writes the letters. What stops it is kept in p.failure: what was written until then is told of all the same.
func (p *posting) post(ctx context.Context, sink batch.Sink) error {
	table, err := p.batch.open()
	if err != nil {
		return err
	}
	defer table.Close() //nolint:errcheck // it was only read
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	bar := p.batch.progress("batch.writing", p.batch.letters())
	p.batch.job.IncludeBeyondLimit = p.batch.report != "" // nobody else would hear of them one by one
	err = p.batch.job.Write(ctx, table, p.app.newID, sink, func(o batch.Outcome) {
		if !o.BeyondLimit {
			bar.step()
		}
		if err := p.note(o); err != nil && p.failure == nil {
			p.failure = err
			cancel()
		}
	})
	bar.end()
	if err == nil || ctx.Err() != nil {
		return nil
	}
	return p.batch.tableError(err)
}

// letters is how many rows will be told of.
func (b *batchOptions) letters() int {
	if b.limit > 0 {
		return min(b.limit, b.tally.good)
	}
	return b.tally.good + b.tally.bad
}

// note counts what became of a row, and reports it. An error ends the batch.
func (p *posting) note(o batch.Outcome) error {
	if before := p.batch.tally.before[o.Entry.Row.Number]; o.BeyondLimit && before != nil {
		o.Err = before
	}
	if !o.BeyondLimit {
		p.done = o.Entry.Row.Number
	}
	state, reason, stop := p.state(o)
	if p.batch.report == "" && !p.batch.mail.on {
		return stop
	}
	row := make([]string, reportColumns)
	row[reportRow], row[reportPlace] = strconv.Itoa(o.Entry.Row.Number), o.Place
	row[reportState], row[reportReason] = state, reason
	if o.Letter != nil && p.batch.report != "" {
		public, err := o.Letter.Public()
		if err != nil {
			return view.Fail("error.template", nil, err)
		}
		row[reportSubject] = public.Subject
		row[reportApp], row[reportDeadline] = strings.Join(letter.Fit(public.Sentences, p.batch.chars).Parts, "\n\n"), p.deadline
	}
	switch {
	case p.batch.mail.on:
		sent := p.batch.mail.of[o.Place]
		if o.Place == "" || sent == nil {
			sent = &sentRow{beyond: o.BeyondLimit}
			if errors.As(o.Err, &sent.before) {
				row[reportPlace] = sent.before.letter.ID
			}
		}
		sent.number, sent.cells = o.Entry.Row.Number, row
		p.batch.mail.rows = append(p.batch.mail.rows, sent)
	case p.ledger != nil:
		if err := p.ledger.Write(row); err != nil {
			return view.Fail("error.write", lang.Args{"Path": p.batch.report}, err)
		}
	}
	return stop
}

// state is what became of a row, in words, and why; stop ends the batch.
func (p *posting) state(o batch.Outcome) (state, reason string, stop error) {
	word := func(id string) string { return p.app.view.Text("report.state_"+id, nil) }
	var before *sentBefore
	switch {
	case o.BeyondLimit:
		state, reason = p.beyond(o)
		return state, reason, nil
	case !o.Entry.Good():
		p.leftOut++
		if !p.batch.keepGoing {
			stop = view.Fail("batch.changed", lang.Args{"Path": p.batch.path}, nil)
		}
		return word(stateLeftOut), p.batch.reason(o.Entry.Problems), stop
	case errors.As(o.Err, &before):
		p.had.add(before)
		if before.letter.Status == drafts.StatusUnknown {
			p.batch.mail.sending.unsure++
		}
		state, reason = p.batch.beforeRow(before, false)
		return state, reason, nil
	case o.Err != nil:
		p.failed++
		err := p.letterError(o)
		if len(p.failures) < shownProblems {
			p.failures = append(p.failures, err)
		}
		var path *fs.PathError
		if !p.batch.keepGoing || errors.As(o.Err, &path) {
			stop = err
		}
		return word(stateFailed), strings.Join(p.app.view.Lines(err), " "), stop
	}
	p.written++
	p.app.term.Wrote = true
	if p.batch.report != "" {
		reason = p.batch.reason(p.batch.job.Remarks(o.Entry))
	}
	return word(stateWritten), reason, nil
}

// beyond is what the report says of a row after the last letter within --limit. Such rows count for nothing: the next run
// has them.
func (p *posting) beyond(o batch.Outcome) (state, reason string) {
	var before *sentBefore
	switch {
	case !o.Entry.Good():
		return p.app.view.Text("report.state_left_out", nil), p.batch.reason(o.Entry.Problems)
	case errors.As(o.Err, &before):
		return p.batch.beforeRow(before, false)
	}
	return p.app.view.Text("report.state_beyond", nil), p.app.view.Text("batch.beyond_reason", lang.Args{"Limit": p.batch.limit})
}

// sayBeyond tells how many letters --limit has left for another run.
func (p *posting) sayBeyond() {
	count := p.batch.beyondLimit()
	if count == 0 {
		return
	}
	rows := strconv.Itoa(p.done+1) + "-"
	if to := p.batch.job.Rows.To; to > 0 && to < math.MaxInt {
		rows += strconv.Itoa(to)
	}
	p.app.term.Say("batch.beyond", lang.Args{"Count": count, "Limit": p.batch.limit, "Send": p.batch.mail.on, "Rows": rows, "Mbox": isMbox(p.out.path)})
}

// letterError says why a letter could not be written, and where.
func (p *posting) letterError(o batch.Outcome) error {
	err := o.Err
	var path *fs.PathError
	switch {
	case isFault(err):
	case errors.Is(err, fs.ErrExist):
		err = view.Fail("error.exists_batch", lang.Args{"Path": filepath.Join(p.out.path, o.Entry.Name)}, err)
	case errors.As(err, &path):
		err = view.Fail("error.write", lang.Args{"Path": filepath.Join(p.out.path, path.Path)}, err)
	default:
		err = view.Fail("error.template", nil, err)
	}
	return view.Fail("batch.row", lang.Args{
		"Place": p.batch.place(o.Entry.Row.At, o.Entry.Row.Number), "Detail": strings.Join(p.app.view.Lines(err), "\n"),
	}, o.Err)
}

// fit is the app text of a letter.
func (b *batchOptions) fit(l *batch.Letter) letter.Fitted {
	return letter.Fit(l.Draft.Letter.Sentences, b.chars)
}

// render gives a letter in the format that was asked for. Several goroutines call it.
func (p *posting) render(l *batch.Letter) ([]byte, error) {
	if p.out.format != formatEML {
		return p.batch.document(l).render(p.out.format)
	}
	g, err := p.gatherFiles(l)
	if err != nil {
		return nil, err
	}
	message, err := eml.Freeze(l.Draft, g.Files)
	if err != nil {
		return nil, p.app.view.MessageError(err)
	}
	return message.Unsent(), nil
}

// readFiles reads the files of a letter.
func (b *batchOptions) readFiles(l *batch.Letter) (attach.Attachments, error) {
	read, err := attach.Read(l.Files, field.FilesValue(l.Files).Names(), b.evidence, b.keepMeta)
	if err != nil {
		return read, view.AttachmentError(err)
	}
	return read, nil
}

// gatherFiles reads the files of a letter that is written, and counts what was done to them.
func (p *posting) gatherFiles(l *batch.Letter) (attach.Attachments, error) {
	read, err := p.batch.readFiles(l)
	p.cleaned.Add(int64(len(read.Cleaned)))
	return read, err
}

// document is a letter in all that it can be given as but a message.
func (b *batchOptions) document(l *batch.Letter) *document {
	doc := &document{
		app: b.app, template: b.job.Template, draft: l.Draft, limit: b.chars, composed: l.Draft.Letter,
		files: l.Files, notes: b.notes(l.Entry),
	}
	doc.resetWords()
	doc.strength = l.Form.Strength(doc.fitted.Whole)
	return doc
}

// notes are the remarks on a letter.
func (b *batchOptions) notes(e *batch.Entry) []view.Note {
	var notes []view.Note
	for _, f := range b.job.Remarks(e) {
		n := view.Note{Level: letter.Warn, Field: f.Field, Code: "check", Text: b.findingText(f)}
		if f.Check != nil {
			n.Level = f.Check.Level
		} else {
			n.Code = f.Problem.Code
		}
		if q, ok := b.job.Template.Find(f.Field); ok {
			n.Label = b.app.view.Label(q.Stated())
		}
		notes = append(notes, n)
	}
	return notes
}

// due is when an answer is due to what goes out today, as the report tells it; empty where nobody says.
func (b *batchOptions) due() (string, error) {
	d, err := b.app.answerDue(b.job.Now, b.job.Template.ReplyWithin)
	if d == nil || err != nil {
		return "", err
	}
	return b.dueRange(d), nil
}

// dueRange is a deadline as the report has it.
func (b *batchOptions) dueRange(d *view.DeadlineObject) string {
	return b.app.view.Text("report.range", lang.Args{"First": d.First, "Last": d.Last, "Provisional": d.Provisional})
}
