package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/batch"
)

// badRows is a table with rows that give no letter: exit 3 where nothing was written, 4 where the others were.
type badRows struct {
	batching *batchOptions
	exit     int
	out      bool
}

func (e *badRows) Error() string { return fmt.Sprintf("%d bad rows", e.batching.tally.bad) }
func (e *badRows) ExitCode() int { return e.exit }
func (e *badRows) ErrorCode() string {
	if e.exit == view.ExitPart {
		return "part"
	}
	return "answers"
}

func (e *badRows) Detail(_ *view.View, o *view.ErrorObject) { o.Batch = e.batching.object() }

// Lines names the first problems with their places, all of them by their kinds, and what to do.
func (e *badRows) Lines(v *view.View) []string {
	var lines []string
	if e.batching.tally.bad > 0 {
		lines = e.problemLines(v)
	}
	if p := e.batching.posting; p != nil && p.failed > 0 {
		lines = append(lines, v.Text("batch.failures", lang.Args{"Count": p.failed}))
		for _, err := range p.failures {
			lines = append(lines, "  "+v.Lines(err)[0])
		}
	}
	if len(lines) == 0 {
		lines = append(lines, v.Text("batch.not_all", lang.Args{"Above": !v.AsData}))
	}
	return lines
}

func (e *badRows) problemLines(v *view.View) []string {
	b, t := e.batching, &e.batching.tally
	var lines []string
	if wrong := t.bad - t.taken; wrong > 0 {
		lines = append(lines, v.Text("batch.bad", lang.Args{"Count": wrong, "Rows": t.bad + t.good}))
	}
	if t.taken > 0 {
		lines = append(lines, v.Text("batch.taken", lang.Args{"Count": t.taken, "Path": b.output}))
	}
	for _, f := range t.problems[:min(len(t.problems), shownProblems)] {
		lines = append(lines, "  "+b.findingLine(f))
	}
	if t.count > shownProblems {
		lines = append(lines, v.Text("batch.more", lang.Args{"Count": t.count - shownProblems}))
		for _, key := range t.byProblem.sorted() {
			kind := t.byProblem.of[key]
			lines = append(lines, "  "+v.Text("batch.kind", lang.Args{"Count": kind.count, "Text": b.findingLine(kind.first)}))
		}
	}
	switch mend := t.mend(); {
	case b.problems != "" && mend > 0:
		lines = append(lines, v.Text("batch.mend", lang.Args{"Path": b.problems}))
	case mend > 0:
		lines = append(lines, v.Text("hint.problems", nil))
	}
	if t.duplicates > 0 {
		lines = append(lines, v.Text("batch.duplicates", lang.Args{"Count": t.duplicates}))
	}
	if e.out && e.exit == view.ExitAnswers && t.good > 0 { // with --keep-going it would not come to this
		lines = append(lines, v.Text("hint.keep_going", nil))
	}
	return lines
}

// refused ends a batch whose table has bad rows.
func (b *batchOptions) refused(out target) error {
	if out.path == "" && !b.app.term.JSON && b.tally.first != nil {
		if err := b.show(); err != nil {
			return err
		}
	}
	return &badRows{batching: b, exit: view.ExitAnswers, out: out.path != ""}
}

// look shows what the letters would be, and writes nothing.
func (b *batchOptions) look() error {
	switch {
	case b.app.term.JSON:
		o := b.object()
		if b.tally.first != nil {
			doc, err := b.firstLetter()
			if err != nil {
				return err
			}
			o.First = doc.object()
		}
		return b.app.term.PrintJSON(o)
	case b.tally.first == nil:
		b.app.term.Say("batch.empty", nil)
		return nil
	}
	if err := b.show(); err != nil {
		return err
	}
	b.app.term.Say("batch.next", lang.Args{"Kind": b.job.Template.Kind, "Path": b.path})
	return nil
}

// show prints the first letter, and the totals.
func (b *batchOptions) show() error {
	doc, err := b.firstLetter()
	if err != nil {
		return err
	}
	head := b.app.view.Text("batch.first", lang.Args{"Place": b.place(b.tally.first.Row.At, b.tally.first.Row.Number)})
	if err := b.app.term.Product(head + "\n\n" + doc.preview() + "\n"); err != nil {
		return err
	}
	b.sayTotals()
	return nil
}

func (b *batchOptions) firstLetter() (*document, error) {
	e := b.tally.first
	d, err := drafts.Compose(e.Form, e.Envelope, drafts.Stamp{ID: b.app.newID(), At: b.job.Now})
	if err != nil {
		return nil, view.Fail("error.template", nil, err)
	}
	return b.document(&batch.Letter{Entry: e, Draft: d}), nil
}

// sayTotals sums the table up.
func (b *batchOptions) sayTotals() {
	t := &b.tally
	b.app.term.Say("batch.totals", lang.Args{"Table": b.path, "Encoding": t.encoding, "Rows": t.good + t.bad, "Good": t.good, "Bad": t.bad})
	if t.amount > 0 {
		b.app.term.Say("batch.amount", lang.Args{"Amount": t.amount.String()})
	}
	var domains []string
	for _, domain := range t.domains.sorted() {
		domains = append(domains, fmt.Sprintf("%s ×%d", domain, t.domains.of[domain].count))
		if b.unlisted(domain) {
			domains[len(domains)-1] += " " + b.app.view.Text("batch.unlisted", nil)
		}
	}
	if len(domains) > 0 {
		b.app.term.Say("batch.recipients", lang.Args{"Domains": strings.Join(domains, b.app.view.Text("list.separator", nil))})
	}
	if t.nobody > 0 {
		b.app.term.Say("batch.nobody", lang.Args{"Count": t.nobody})
	}
	b.saySent()
	b.sayRemarks()
}

// saySent tells of the rows about what somebody has a letter already.
func (b *batchOptions) saySent() {
	t := &b.tally
	if t.sent > 0 {
		b.app.term.Say("batch.sent_rows", lang.Args{"Count": t.sent, "Place": t.firstSent.String(), "Send": false})
	}
	if t.unsure > 0 {
		b.app.term.Say("batch.unsure_rows", lang.Args{"Count": t.unsure, "Place": t.firstUnsure.String()})
	}
}

// sayRemarks tells what is to be said of good rows: each kind with its first places, and the words of the first.
func (b *batchOptions) sayRemarks() {
	left := 0
	for i, key := range b.tally.byRemark.sorted() {
		kind := b.tally.byRemark.of[key]
		if i >= shownProblems {
			left += kind.count
			continue
		}
		places := kind.first.At.String()
		for _, at := range kind.at[1:] {
			places += b.app.view.Text("batch.places_separator", nil) + strconv.Itoa(at.Line)
		}
		b.app.term.Say("batch.remark", lang.Args{
			"Count": kind.count, "Places": places, "More": kind.count > len(kind.at),
			"Text": b.labelled(kind.first.Field) + b.findingText(kind.first),
		})
	}
	if left > 0 {
		b.app.term.Say("batch.more_remarks", lang.Args{"Count": left})
	}
}

// unlisted tells that support is not known to have a domain.
func (b *batchOptions) unlisted(domain string) bool {
	known := b.job.Template.OfficialDomains
	return len(known) > 0 && !drafts.IsOfficial("@"+domain, known)
}

// batchStopped is a batch that did not come to its end: by what is wrong with the machine or a letter, or by Ctrl-C. What it
// wrote is whole, and it says how to go on.
type batchStopped struct {
	posting *posting
	cause   view.CLIError
}

func (e *batchStopped) Error() string                            { return e.cause.Error() }
func (e *batchStopped) Unwrap() error                            { return e.cause }
func (e *batchStopped) ExitCode() int                            { return e.cause.ExitCode() }
func (e *batchStopped) ErrorCode() string                        { return e.cause.ErrorCode() }
func (e *batchStopped) Detail(_ *view.View, o *view.ErrorObject) { o.Batch = e.posting.batch.object() }

func (e *batchStopped) Lines(v *view.View) []string {
	p := e.posting
	lines := []string{v.Text("batch.interrupted", nil)}
	if e.ExitCode() != view.ExitInterrupted {
		lines = e.cause.Lines(v)
	}
	args := lang.Args{"Count": p.written, "Path": p.out.path, "Next": p.done + 1, "Force": !p.batch.force && p.batch.report+p.batch.problems != ""}
	id := "batch.go_on"
	switch {
	case p.done == 0:
		id = "batch.nothing"
	case p.batch.mail.on:
		if f := p.batch.mail.fates(); f.waiting+f.later > 0 {
			lines = append(lines, v.Text("batch.go_on_queue", lang.Args{"By": p.batch.mail.sending.queueWay()}))
		} else if !p.stopped {
			return lines
		}
		id = "batch.go_on_send"
	case isMbox(p.out.path):
		id = "batch.go_on_mbox"
	}
	return append(lines, v.Text(id, args))
}

// sum tells what became of the letters, and ends the batch.
func (p *posting) sum(ctx context.Context) error {
	p.stopped = p.failure != nil || ctx.Err() != nil && p.undelivered == nil
	if p.stopped && p.batch.mail.on {
		p.sayMail()
	}
	switch {
	case p.failure != nil:
		return &batchStopped{posting: p, cause: view.AsCLIError(p.failure)}
	case p.stopped:
		return &batchStopped{posting: p, cause: view.Interrupted("", false)}
	}
	if n := p.cleaned.Load(); n > 0 {
		p.app.term.Say("batch.metadata", lang.Args{"Count": int(n)})
	}
	if p.batch.mail.on {
		return p.sumMail()
	}
	p.batch.saySent()
	p.batch.sayRemarks()
	p.app.term.Say("batch.saved", lang.Args{"Count": p.written, "Path": p.out.path})
	p.sayBeyond()
	if p.batch.report != "" {
		p.app.term.Say("write.saved", lang.Args{"Path": p.batch.report})
	}
	if p.leftOut+p.failed > 0 {
		return &badRows{batching: p.batch, exit: view.ExitPart, out: true}
	}
	if p.app.term.JSON {
		return p.app.term.PrintJSON(p.batch.object())
	}
	return nil
}
