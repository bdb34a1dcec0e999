package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/batch"
)

// badRows is a table with rows that give no letter: exit 3 where nothing was written, 4 where the others were.
type badRows struct {
	batching *batching
	code_    int //nolint:revive // exit is the method
	out      bool
}

func (e *badRows) Error() string { return fmt.Sprintf("%d bad rows", e.batching.tally.bad) }
func (e *badRows) exit() int     { return e.code_ }
func (e *badRows) code() string {
	if e.code_ == exitPart {
		return "part"
	}
	return "answers"
}

// lines names the first problems with their places, all of them by their kinds, and what to do.
func (e *badRows) lines(a *app) []string {
	var lines []string
	if e.batching.tally.bad > 0 {
		lines = e.problemLines(a)
	}
	if p := e.batching.posting; p != nil && p.failed > 0 {
		lines = append(lines, a.text("batch.failures", lang.Args{"Count": p.failed}))
		for _, err := range p.failures {
			lines = append(lines, "  "+a.known(err).lines(a)[0])
		}
	}
	if len(lines) == 0 {
		lines = append(lines, a.text("batch.not_all", lang.Args{"Above": !a.json}))
	}
	return lines
}

func (e *badRows) problemLines(a *app) []string {
	b, t := e.batching, &e.batching.tally
	var lines []string
	if wrong := t.bad - t.taken; wrong > 0 {
		lines = append(lines, a.text("batch.bad", lang.Args{"Count": wrong, "Rows": t.bad + t.good}))
	}
	if t.taken > 0 {
		lines = append(lines, a.text("batch.taken", lang.Args{"Count": t.taken, "Path": b.output}))
	}
	for _, f := range t.problems[:min(len(t.problems), shownProblems)] {
		lines = append(lines, "  "+b.findingLine(f))
	}
	if t.count > shownProblems {
		lines = append(lines, a.text("batch.more", lang.Args{"Count": t.count - shownProblems}))
		for _, key := range t.byProblem.sorted() {
			kind := t.byProblem.of[key]
			lines = append(lines, "  "+a.text("batch.kind", lang.Args{"Count": kind.count, "Text": b.findingLine(kind.first)}))
		}
	}
	switch mend := t.mend(); {
	case b.problems != "" && mend > 0:
		lines = append(lines, a.text("batch.mend", lang.Args{"Path": b.problems}))
	case mend > 0:
		lines = append(lines, a.text("hint.problems", nil))
	}
	if t.duplicates > 0 {
		lines = append(lines, a.text("batch.duplicates", lang.Args{"Count": t.duplicates}))
	}
	if e.out && e.code_ == exitAnswers && t.good > 0 { // with --keep-going it would not come to this
		lines = append(lines, a.text("hint.keep_going", nil))
	}
	return lines
}

// refused ends a batch whose table has bad rows.
func (b *batching) refused(out target) error {
	if out.path == "" && !b.json && b.tally.first != nil {
		if err := b.show(); err != nil {
			return err
		}
	}
	return &badRows{batching: b, code_: exitAnswers, out: out.path != ""}
}

// look shows what the letters would be, and writes nothing.
func (b *batching) look() error {
	switch {
	case b.json:
		o := b.object()
		if b.tally.first != nil {
			doc, err := b.firstLetter()
			if err != nil {
				return err
			}
			o.First = doc.object()
		}
		return b.printJSON(o)
	case b.tally.first == nil:
		b.say("batch.empty", nil)
		return nil
	}
	if err := b.show(); err != nil {
		return err
	}
	b.say("batch.next", lang.Args{"Kind": b.job.Template.Kind, "Path": b.path})
	return nil
}

// show prints the first letter, and the totals.
func (b *batching) show() error {
	doc, err := b.firstLetter()
	if err != nil {
		return err
	}
	head := b.text("batch.first", lang.Args{"Place": b.place(b.tally.first.Row.At, b.tally.first.Row.Number)})
	if err := b.product(head + "\n\n" + doc.preview() + "\n"); err != nil {
		return err
	}
	b.sayTotals()
	return nil
}

func (b *batching) firstLetter() (*document, error) {
	e := b.tally.first
	d, err := drafts.Compose(e.Form, e.Envelope, drafts.Stamp{ID: b.newID(), At: b.job.Now})
	if err != nil {
		return nil, failed(b.app, "error.template", nil, err)
	}
	return b.document(&batch.Letter{Entry: e, Draft: d}), nil
}

// sayTotals sums the table up.
func (b *batching) sayTotals() {
	t := &b.tally
	b.say("batch.totals", lang.Args{"Table": b.path, "Encoding": t.encoding, "Rows": t.good + t.bad, "Good": t.good, "Bad": t.bad})
	if t.amount > 0 {
		b.say("batch.amount", lang.Args{"Amount": t.amount.String()})
	}
	var domains []string
	for _, domain := range t.domains.sorted() {
		domains = append(domains, fmt.Sprintf("%s ×%d", domain, t.domains.of[domain].count))
		if b.unlisted(domain) {
			domains[len(domains)-1] += " " + b.text("batch.unlisted", nil)
		}
	}
	if len(domains) > 0 {
		b.say("batch.recipients", lang.Args{"Domains": strings.Join(domains, b.text("list.separator", nil))})
	}
	if t.nobody > 0 {
		b.say("batch.nobody", lang.Args{"Count": t.nobody})
	}
	b.saySent()
	b.sayRemarks()
}

// saySent tells of the rows about what somebody has a letter already.
func (b *batching) saySent() {
	t := &b.tally
	if t.sent > 0 {
		b.say("batch.sent_rows", lang.Args{"Count": t.sent, "Place": t.firstSent.String(), "Send": false})
	}
	if t.unsure > 0 {
		b.say("batch.unsure_rows", lang.Args{"Count": t.unsure, "Place": t.firstUnsure.String()})
	}
}

// sayRemarks tells what is to be said of good rows: each kind with its first places, and the words of the first.
func (b *batching) sayRemarks() {
	left := 0
	for i, key := range b.tally.byRemark.sorted() {
		kind := b.tally.byRemark.of[key]
		if i >= shownProblems {
			left += kind.count
			continue
		}
		places := kind.first.At.String()
		for _, at := range kind.at[1:] {
			places += b.text("batch.places_separator", nil) + strconv.Itoa(at.Line)
		}
		b.say("batch.remark", lang.Args{
			"Count": kind.count, "Places": places, "More": kind.count > len(kind.at),
			"Text": b.labelled(kind.first.Field) + b.findingText(kind.first),
		})
	}
	if left > 0 {
		b.say("batch.more_remarks", lang.Args{"Count": left})
	}
}

// unlisted tells that support is not known to have a domain.
func (b *batching) unlisted(domain string) bool {
	known := b.job.Template.OfficialDomains
	return len(known) > 0 && !official("@"+domain, known)
}

// batchStopped is a batch that did not come to its end: by what is wrong with the machine or a letter, or by Ctrl-C. What it
// wrote is whole, and it says how to go on.
type batchStopped struct {
	posting *posting
	cause   fault
}

func (e *batchStopped) Error() string { return e.cause.Error() }
func (e *batchStopped) Unwrap() error { return e.cause }
func (e *batchStopped) exit() int     { return e.cause.exit() }
func (e *batchStopped) code() string  { return e.cause.code() }
func (e *batchStopped) lines(a *app) []string {
	p := e.posting
	lines := []string{a.text("batch.interrupted", nil)}
	if e.exit() != exitInterrupted {
		lines = e.cause.lines(a)
	}
	args := lang.Args{"Count": p.written, "Path": p.out.path, "Next": p.done + 1, "Force": !p.force && p.report+p.problems != ""}
	id := "batch.go_on"
	switch {
	case p.done == 0:
		id = "batch.nothing"
	case p.mail.on:
		if f := p.mail.fates(); f.waiting+f.later > 0 {
			lines = append(lines, a.text("batch.go_on_queue", lang.Args{"By": p.mail.queueWay()}))
		} else if !p.stopped {
			return lines
		}
		id = "batch.go_on_send"
	case isMbox(p.out.path):
		id = "batch.go_on_mbox"
	}
	return append(lines, a.text(id, args))
}

// sum tells what became of the letters, and ends the batch.
func (p *posting) sum(ctx context.Context) error {
	p.stopped = p.failure != nil || ctx.Err() != nil && p.undelivered == nil
	if p.stopped && p.mail.on {
		p.sayMail()
	}
	switch {
	case p.failure != nil:
		return &batchStopped{posting: p, cause: p.known(p.failure)}
	case p.stopped:
		return &batchStopped{posting: p, cause: interrupted{}}
	}
	if n := p.cleaned.Load(); n > 0 {
		p.say("batch.metadata", lang.Args{"Count": int(n)})
	}
	if p.mail.on {
		return p.sumMail()
	}
	p.saySent()
	p.sayRemarks()
	p.say("batch.saved", lang.Args{"Count": p.written, "Path": p.out.path})
	p.sayBeyond()
	if p.report != "" {
		p.say("write.saved", lang.Args{"Path": p.report})
	}
	if p.leftOut+p.failed > 0 {
		return &badRows{batching: p.batching, code_: exitPart, out: true}
	}
	if p.json {
		return p.printJSON(p.object())
	}
	return nil
}
