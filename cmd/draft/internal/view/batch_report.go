package view

import (
	"io"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/delivery"
	"draft/drafts/letter"
)

// The columns of the report of a batch.
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

// BatchRow is a letter of a batch that sends. Its line in the report is written when the result of its letter is known.
type BatchRow struct {
	Rows    []int                   // the numbers of its rows
	Result  *delivery.Result        // nil if this run sends no letter for it
	Already *batch.AlreadySentError // the letter that was sent before; nil if there is none
	Beyond  bool                    // it is beyond --limit

	cells []string
}

// counts counts the results of the letters of this run.
func (b *Batch) counts() delivery.Counts {
	var c delivery.Counts
	for _, row := range b.Rows {
		if row.Result != nil {
			c.Add(*row.Result)
		}
	}
	return c
}

// Stdio in place of the name of a file is standard input or standard output.
const Stdio = "-"

// TableFormat returns the format of a table that is written: that of the ending of its name, or CSV on standard output.
func TableFormat(path string) (format string, ok bool) {
	if path == Stdio {
		return answers.CSV, true
	}
	return answers.TableFormat(path)
}

// ReportTable starts the report.
func (b *Batch) ReportTable(w io.Writer) (*answers.TableWriter, error) {
	names := []string{"row", "file", "subject", "app", "deadline", "state", "reason"}
	if b.Job.Send {
		names[reportPlace] = "id"
	}
	var columns []answers.Column
	for _, id := range names {
		columns = append(columns, answers.Column{Name: b.View.Text("report."+id, nil)})
	}
	format, _ := TableFormat(b.ReportTo)
	return answers.NewTableWriter(w, format, columns)
}

// ReportRow returns the cells of a row in the report. deadline is the date range of the reply to its letter, in words.
func (b *Batch) ReportRow(o batch.Outcome, deadline string) ([]string, error) {
	cells := make([]string, reportColumns)
	cells[reportRow], cells[reportPlace] = letterRows(b.View, o.Entry), o.Place
	cells[reportState], cells[reportReason] = b.state(o)
	if already := o.AlreadySent(); already != nil && o.Place == "" {
		cells[reportPlace] = already.Letter.ID
	}
	if o.Letter != nil && b.ReportTo != "" {
		public, err := o.Letter.Public()
		if err != nil {
			return nil, Fail("error.template", nil, err)
		}
		cells[reportSubject] = public.Subject
		cells[reportApp], cells[reportDeadline] = strings.Join(letter.Fit(public.Sentences, b.Job.Chars).Parts, "\n\n"), deadline
	}
	return cells, nil
}

// AddRow adds a row of a batch that sends. item is the letter of this run, or nil.
func (b *Batch) AddRow(o batch.Outcome, item *delivery.Item, cells []string) {
	row := &BatchRow{Rows: rowNumbers(o.Entry), Already: o.AlreadySent(), Beyond: o.BeyondLimit, cells: cells}
	if item != nil {
		result := delivery.Untried(item)
		row.Result, row.Already, row.Beyond = &result, nil, false
	}
	b.Rows = append(b.Rows, row)
}

// SetResults sets the results of the rows' letters, which are in the order of the rows. The letters over a daily limit,
// which are the last ones, have none.
func (b *Batch) SetResults(results []delivery.Result) {
	i := 0
	for _, row := range b.Rows {
		if row.Result != nil && i < len(results) {
			row.Result = &results[i]
			i++
		}
	}
}

// SentCells returns the cells of a row in the report after the sending. deadline is the date range of the reply, or "" if
// the letter was not sent.
func (b *Batch) SentCells(row *BatchRow, deadline string) []string {
	if r := row.Result; r != nil {
		state, reason := ReportResult(b.View, *r, b.Sending)
		row.cells[reportState] = state
		if r.Kind == delivery.Duplicate {
			row.cells[reportPlace] = r.Earlier.ID // the earlier letter was sent, not the one of this run
		}
		if remarks := row.cells[reportReason]; remarks != "" {
			reason += b.View.Text("batch.reason_separator", nil) + remarks
		}
		row.cells[reportReason] = reason
	}
	row.cells[reportDeadline] = deadline
	return row.cells
}

// WrittenDeadline returns the deadline that the report had for the letter when it was written.
func (row *BatchRow) WrittenDeadline() string { return row.cells[reportDeadline] }

// state returns the state of a row in the report and the reason for it.
func (b *Batch) state(o batch.Outcome) (state, reason string) {
	word := func(id string) string { return b.View.Text("report.state_"+id, nil) }
	switch o.State() {
	case batch.LeftOut:
		return word("left_out"), b.Table.reason(o.Entry.Problems)
	case batch.Duplicate:
		return b.alreadySent(o.AlreadySent(), false)
	case batch.BeyondLimit:
		return word("beyond"), b.View.Text("batch.beyond_reason", lang.Args{"Limit": b.Job.Limit})
	case batch.Failed:
		return word("failed"), strings.Join(b.View.Lines(b.RowError(o)), " ")
	}
	if b.ReportTo != "" {
		reason = b.Table.reason(b.Job.Remarks(o.Entry))
	}
	return word("written"), reason
}

// alreadySent returns the state in the report of a row whose letter was sent, or may have been, and the words for the
// earlier letter. If summed, it leaves out what to do, because that is printed once for all rows.
func (b *Batch) alreadySent(e *batch.AlreadySentError, summed bool) (state, text string) {
	l := e.Letter
	args := lang.Args{
		"ID": l.Short, "At": b.View.Moment(l.HandedOverAt()), "Status": b.View.Status(l.Status), "By": b.Sending.Retry, "Summed": summed,
		"Same": sameWords(b.View, e.Same), "Changed": e.Changed,
	}
	switch {
	case e.Elsewhere():
		return b.View.Text("report.state_elsewhere", nil), b.View.Text("send.elsewhere_sent", elsewhereArgs(b.View, l.Short, l.SentBy(), l.SentAt()))
	case l.Status == drafts.StatusUnknown:
		return b.View.Status(drafts.StatusUnknown), b.View.Text("batch.sent_unknown", args)
	case l.Status != drafts.StatusSent:
		return b.View.Status(l.Status), b.View.Text("batch.sent_busy", args)
	case e.Changed:
		return b.View.Text("report.state_changed", nil), b.View.Text("batch.sent_changed", args)
	}
	return b.View.Text("report.state_already", nil), b.View.Text("batch.sent_before", args)
}

// DeadlineRange returns a deadline as the report has it; "" if there is none.
func DeadlineRange(v *View, d *DeadlineObject) string {
	if d == nil {
		return ""
	}
	return v.Text("report.range", lang.Args{"First": d.First, "Last": d.Last, "Provisional": d.Provisional})
}
