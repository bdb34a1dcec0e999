package view

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/store"
)

// shownProblems is the number of problems, and of kinds of remarks, that are shown.
const shownProblems = 20

// IsMbox reports whether a path is that of an mbox file.
func IsMbox(path string) bool { return strings.EqualFold(filepath.Ext(path), ".mbox") }

// Totals returns the lines with the numbers of the table: rows, amount, recipients.
func (b *Batch) Totals() []string {
	s, v := b.Summary, b.View
	lines := []string{v.Text("batch.totals", lang.Args{"Table": b.Table.Name, "Encoding": b.Table.Object.Encoding, "Rows": s.Rows, "Good": s.Good, "Bad": s.Bad})}
	if s.Amount > 0 {
		lines = append(lines, v.Text("batch.amount", lang.Args{"Amount": s.Amount.String()}))
	}
	var domains []string
	for _, domain := range s.Domains.Keys() {
		text := fmt.Sprintf("%s ×%d", domain, s.Domains.Kind(domain).Count)
		if b.isUnlisted(domain) {
			text += " " + v.Text("batch.unlisted", nil)
		}
		domains = append(domains, text)
	}
	if len(domains) > 0 {
		lines = append(lines, v.Text("batch.recipients", lang.Args{"Domains": join(v, domains)}))
	}
	if s.NoRecipient > 0 {
		lines = append(lines, v.Text("batch.nobody", lang.Args{"Count": s.NoRecipient}))
	}
	return append(append(lines, b.Sent()...), b.Remarks()...)
}

// isUnlisted reports whether a domain is not a known one of support.
func (b *Batch) isUnlisted(domain string) bool {
	known := b.Job.Template.OfficialDomains
	return len(known) > 0 && !drafts.IsOfficial("@"+domain, known)
}

// Unlisted returns the recipients' domains that are not known ones of support.
func (b *Batch) Unlisted() []string {
	var unlisted []string
	for _, domain := range b.Summary.Domains.Keys() {
		if b.isUnlisted(domain) {
			unlisted = append(unlisted, domain)
		}
	}
	return unlisted
}

// UnlistedArgs returns the arguments of the question about unlisted domains.
func (b *Batch) UnlistedArgs(unlisted []string) lang.Args {
	return lang.Args{"Domain": join(b.View, unlisted), "Count": len(unlisted), "Domains": join(b.View, b.Job.Template.OfficialDomains)}
}

// Sent returns the lines about rows whose letters were sent before, for a batch that does not send.
func (b *Batch) Sent() []string {
	var lines []string
	s := b.Summary
	if b.Job.Send {
		return nil
	}
	if n := s.Duplicates.Same; n > 0 {
		lines = append(lines, b.View.Text("batch.sent_rows", lang.Args{"Grouped": b.grouped(), "Count": n, "Place": b.Table.rowPlace(s.FirstSent), "Send": false}))
	}
	if n := s.Duplicates.Unknown; n > 0 {
		lines = append(lines, b.View.Text("batch.unsure_rows", lang.Args{"Grouped": b.grouped(), "Count": n, "Place": b.Table.rowPlace(s.FirstUnknown)}))
	}
	return lines
}

// Duplicates returns the lines about rows for which nothing will be sent, for the question before sending: how many have
// the same words as the letter sent before, which ones need a look, and how many more of those there are.
func (b *Batch) Duplicates() (same, notable, more []string) {
	s, d := b.Summary, b.Summary.Duplicates
	if d.Same > 0 {
		same = append(same, b.View.Text("batch.sent_rows", lang.Args{"Grouped": b.grouped(), "Count": d.Same, "Place": b.Table.rowPlace(s.FirstSent), "Send": true}))
	}
	for _, row := range s.Notable {
		_, text := b.alreadySent(row.AlreadySentError, true)
		notable = append(notable, b.View.Text("batch.row", lang.Args{"Place": b.Table.rowPlace(row.At), "Detail": text}))
	}
	if others := d.Total() - d.Same - len(s.Notable); others > 0 {
		more = append(more, b.View.Text("batch.had_more", lang.Args{"Count": others, "Changed": d.Changed, "Unknown": d.Unknown}))
	}
	return same, notable, more
}

// Remarks returns the lines with the remarks on good rows: for each kind the first one and its first places.
func (b *Batch) Remarks() []string {
	var lines []string
	left := 0
	kinds := &b.Summary.RemarkKinds
	for i, key := range kinds.Keys() {
		kind := kinds.Kind(key)
		if i >= shownProblems {
			left += kind.Count
			continue
		}
		places := b.Table.rowPlace(kind.First.At)
		for _, at := range kind.Places[1:] {
			places += b.View.Text("batch.places_separator", nil) + b.rowAgain(at)
		}
		lines = append(lines, b.View.Text("batch.remark", lang.Args{
			"Count": kind.Count, "Places": places, "More": kind.Count > len(kind.Places),
			"Text": b.Table.labelled(kind.First.Item(b.Job.Template)) + b.Table.findingText(kind.First),
		}))
	}
	if left > 0 {
		lines = append(lines, b.View.Text("batch.more_remarks", lang.Args{"Count": left}))
	}
	return lines
}

// rowAgain returns the place of a row after another one.
func (b *Batch) rowAgain(at answers.Place) string {
	if b.View.OnPage {
		return b.Table.rowPlace(at)
	}
	return strconv.Itoa(at.Line)
}

// FirstHead returns the line above the first letter.
func (b *Batch) FirstHead() string {
	return b.View.Text("batch.first", lang.Args{"Place": b.Table.letterPlace(b.Summary.First)})
}

// Beyond returns the line about the letters that --limit leaves for another run, if there are any.
func (b *Batch) Beyond() []string {
	count := b.Summary.BeyondLimit()
	if count == 0 {
		return nil
	}
	rows := strconv.Itoa(b.Report.LastRow+1) + "-"
	if to := b.Job.Rows.To; to > 0 && to < math.MaxInt {
		rows += strconv.Itoa(to)
	}
	return []string{b.View.Text("batch.beyond", lang.Args{
		"Count": count, "Limit": b.Job.Limit, "Send": b.Job.Send, "Rows": rows, "Mbox": IsMbox(b.Output.Path), "Grouped": b.grouped(),
	})}
}

// Saved returns the lines about what was written.
func (b *Batch) Saved() []string {
	lines := append(b.Sent(), b.Remarks()...)
	lines = append(lines, b.View.Text("batch.saved", lang.Args{"Count": b.Report.Written, "Path": b.Output.Path}))
	return append(append(lines, b.Beyond()...), b.reportSaved()...)
}

// Delivered returns the lines about how many letters were sent, and why others were not.
func (b *Batch) Delivered() []string {
	c, d := b.counts(), b.Report.Duplicates
	lines := []string{b.View.Text("batch.sent", lang.Args{
		"Sent": c.Sent, "Already": c.Already + d.Same, "Elsewhere": c.Elsewhere + d.Meanwhile, "Changed": c.Changed + d.Changed,
		"Busy": c.Busy, "Unknown": c.Unknown + d.Unknown, "Refused": c.Refused, "Waiting": c.NotTried,
	})}
	if c.Busy > 0 {
		lines = append(lines, b.View.Text("batch.look_again", lang.Args{"Force": b.mustForce()}))
	}
	lines = append(lines, b.Beyond()...)
	if c.Unknown+d.Unknown > 0 {
		lines = append(lines, b.View.Text("send.find_out", lang.Args{"By": b.Sending.Retry}))
	}
	return append(lines, b.reportSaved()...)
}

func (b *Batch) reportSaved() []string {
	if b.ReportTo == "" || b.ReportTo == Stdio {
		return nil
	}
	return []string{b.View.Text("write.saved", lang.Args{"Path": b.ReportTo})}
}

// BadRowsError reports rows without a letter. Its exit code is 3 if nothing was written, and 4 if other rows were.
type BadRowsError struct {
	Batch  *Batch
	Exit   int
	Writes bool // letters were to be written
}

func (e *BadRowsError) Error() string { return fmt.Sprintf("%d bad rows", e.Batch.Summary.Bad) }
func (e *BadRowsError) ExitCode() int { return e.Exit }
func (e *BadRowsError) ErrorCode() string {
	if e.Exit == ExitPart {
		return "part"
	}
	return "answers"
}

func (e *BadRowsError) Detail(_ *View, o *ErrorObject) { o.Batch = e.Batch.Object() }

// Lines returns the first problems with their places, the kinds of all problems, and what to do.
func (e *BadRowsError) Lines(v *View) []string {
	var lines []string
	if e.Batch.Summary.Bad > 0 {
		lines = e.problemLines(v)
	}
	if r := e.Batch.Report; r != nil && r.Failed > 0 {
		lines = append(lines, v.Text("batch.failures", lang.Args{"Count": r.Failed}))
		for _, o := range r.Failures {
			lines = append(lines, "  "+v.Lines(e.Batch.RowError(o))[0])
		}
	}
	if len(lines) == 0 {
		lines = append(lines, v.Text("batch.not_all", lang.Args{"Above": !v.AsData}))
	}
	return lines
}

// Bad returns the lines that count the rows with problems.
func (b *Batch) Bad() (lines []string) {
	s, v := b.Summary, b.View
	if wrong := s.Bad - s.NamesTaken; wrong > 0 {
		lines = append(lines, v.Text("batch.bad", lang.Args{"Count": wrong, "Rows": s.Bad + s.Good, "Unit": b.unit()}))
	}
	if s.NamesTaken > 0 {
		lines = append(lines, v.Text("batch.taken", lang.Args{"Count": s.NamesTaken, "Path": b.Output.Path}))
	}
	return lines
}

// BadKinds returns the lines that count the problems by their kinds, if there are more than shown.
func (b *Batch) BadKinds(shown int) (lines []string) {
	s, v := b.Summary, b.View
	if s.ProblemCount <= shown {
		return nil
	}
	lines = append(lines, v.Text("batch.more", lang.Args{"Count": s.ProblemCount - shown}))
	for _, key := range s.ProblemKinds.Keys() {
		kind := s.ProblemKinds.Kind(key)
		lines = append(lines, "  "+v.Text("batch.kind", lang.Args{"Count": kind.Count, "Text": b.Table.findingLine(kind.First)}))
	}
	return lines
}

// Repeats returns the line about rows that are about the same as others, if there are any.
func (b *Batch) Repeats() []string {
	if b.Summary.DuplicateRows == 0 {
		return nil
	}
	return []string{b.View.Text("batch.duplicates", lang.Args{"Count": b.Summary.DuplicateRows, "Grouped": b.grouped()})}
}

func (e *BadRowsError) problemLines(v *View) []string {
	b, s := e.Batch, e.Batch.Summary
	lines := b.Bad()
	for _, f := range s.Problems[:min(len(s.Problems), shownProblems)] {
		lines = append(lines, "  "+b.Table.findingLine(f))
	}
	lines = append(lines, b.BadKinds(shownProblems)...)
	switch n := s.ToCorrect; {
	case b.Table.Problems == Stdio: // they are on the screen
	case b.Table.Problems != "" && n > 0 && s.Good > 0 && e.Exit == ExitAnswers: // the other rows have no letter yet
		lines = append(lines, v.Text("batch.mend_part", lang.Args{"Path": b.Table.Problems}))
	case b.Table.Problems != "" && n > 0:
		lines = append(lines, v.Text("batch.mend", lang.Args{"Path": b.Table.Problems}))
	case n > 0:
		lines = append(lines, v.Text("hint.problems", nil))
	}
	lines = append(lines, b.Repeats()...)
	if e.Writes && e.Exit == ExitAnswers && s.Good > 0 { // with --keep-going the good rows would have been written
		lines = append(lines, v.Text("hint.keep_going", nil))
	}
	return lines
}

// BatchStoppedError reports a batch that ended before its last row because of an error or Ctrl-C. What was written is
// complete, and the lines say how to continue.
type BatchStoppedError struct {
	Batch *Batch
	Cause CLIError
}

func (e *BatchStoppedError) Error() string                  { return e.Cause.Error() }
func (e *BatchStoppedError) Unwrap() error                  { return e.Cause }
func (e *BatchStoppedError) ExitCode() int                  { return e.Cause.ExitCode() }
func (e *BatchStoppedError) ErrorCode() string              { return e.Cause.ErrorCode() }
func (e *BatchStoppedError) Detail(_ *View, o *ErrorObject) { o.Batch = e.Batch.Object() }

// Lines returns why the batch stopped, and how to continue.
func (e *BatchStoppedError) Lines(v *View) []string {
	b := e.Batch
	lines := []string{v.Text("batch.interrupted", nil)}
	if e.ExitCode() != ExitInterrupted {
		lines = e.Cause.Lines(v)
	}
	id := "batch.go_on"
	switch {
	case errors.As(e.Cause, new(*store.GoneError)):
		return lines
	case b.Report.LastRow == 0:
		id = "batch.nothing"
	case b.Job.Send:
		if c := b.counts(); c.NotTried+c.Deferred > 0 {
			lines = append(lines, v.Text("batch.go_on_queue", lang.Args{"By": b.Sending.RetryQueue}))
		} else if !b.Stopped {
			return lines
		}
		id = "batch.go_on_send"
	case IsMbox(b.Output.Path):
		id = "batch.go_on_mbox"
	}
	return append(lines, v.Text(id, lang.Args{
		"Count": b.Report.Written, "Path": b.Output.Path, "Next": b.Report.LastRow + 1, "Force": b.mustForce(),
	}))
}

// mustForce reports whether the same command needs --force next time, because it has written a report.
func (b *Batch) mustForce() bool {
	return !b.Force && strings.Trim(b.ReportTo+b.Table.Problems, Stdio) != ""
}
