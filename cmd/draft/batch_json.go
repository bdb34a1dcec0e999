package main

import (
	"draft/drafts/batch"
)

// batchObject is what a batch found, and what became of it.
type batchObject struct {
	Table      tableObject     `json:"table"`
	Kind       string          `json:"kind"`
	Rows       int             `json:"rows"`
	Good       int             `json:"good"`
	Bad        int             `json:"bad"`
	Amount     string          `json:"amount,omitempty"`  // of all good rows
	Recipients map[string]int  `json:"recipients"`        // letters by domain
	NoTo       int             `json:"without_recipient"` // letters
	Problems   []rowObject     `json:"problems"`          // the first 10 000
	ByProblem  []countObject   `json:"problem_counts"`    // all of them
	Remarks    []rowObject     `json:"remarks"`           // on good rows, the first 10 000
	ByRemark   []countObject   `json:"remark_counts"`     // all of them
	Written    int             `json:"written"`
	Failed     int             `json:"failed"` // good rows that could not be written
	Output     *outputObject   `json:"output,omitempty"`
	Report     string          `json:"report,omitempty"`
	Mend       string          `json:"problems_file,omitempty"`
	Sent       int             `json:"sent,omitempty"`                // letters of this run
	Refused    int             `json:"refused,omitempty"`             // letters of this run, for good or for now
	Waiting    int             `json:"waiting,omitempty"`             // letters of this run that were not tried
	Already    int             `json:"sent_before,omitempty"`         // rows whose letter went before
	Changed    int             `json:"sent_before_changed,omitempty"` // rows about what was sent before, that say something else
	Unknown    int             `json:"unknown,omitempty"`             // letters of which nobody knows whether they arrived, of this run or before
	Busy       int             `json:"being_sent,omitempty"`          // rows whose letter another process is sending
	Beyond     int             `json:"beyond_limit,omitempty"`        // letters that --limit has left for another run
	Results    []sentObject    `json:"results,omitempty"`             // of --send, what became of each letter, and which there were before
	Next       int             `json:"next_row,omitempty"`            // where a batch that was stopped goes on
	First      *documentObject `json:"first,omitempty"`               // the first letter, where nothing is written
}

type tableObject struct {
	Path     string   `json:"path"`
	Encoding string   `json:"encoding"`
	Sheet    string   `json:"sheet,omitempty"`
	Others   []string `json:"other_sheets,omitempty"` // that hold anything
}

type rowObject struct {
	Row int `json:"row"` // as a spreadsheet counts
	problemObject
}

type countObject struct {
	Count   int       `json:"count"`
	Example rowObject `json:"example"`
}

// object is the batch as data.
func (b *batchOptions) object() *batchObject {
	t := &b.tally
	o := &batchObject{
		Table: tableObject{Path: b.path, Encoding: t.encoding, Sheet: t.sheet, Others: t.others}, Kind: b.job.Template.Kind, Rows: t.good + t.bad, Good: t.good, Bad: t.bad,
		Recipients: map[string]int{}, NoTo: t.nobody, Problems: []rowObject{}, ByProblem: b.counts(&t.byProblem), Remarks: []rowObject{}, ByRemark: b.counts(&t.byRemark),
		Mend: b.problems,
	}
	if t.amount > 0 {
		o.Amount = t.amount.String()
	}
	for domain, kind := range t.domains.of {
		o.Recipients[domain] = kind.count
	}
	for _, f := range t.problems {
		o.Problems = append(o.Problems, b.rowObject(f))
	}
	for _, f := range t.remarks {
		o.Remarks = append(o.Remarks, b.rowObject(f))
	}
	if p := b.posting; p != nil {
		o.Written, o.Failed, o.Report, o.Beyond = p.written, p.failed, b.report, b.beyondLimit()
		if p.batch.mail.on {
			f := p.batch.mail.fates()
			o.Already, o.Changed, o.Busy, o.Unknown = f.already+p.had.same, p.had.changed, f.busy+p.had.busy, f.unknown+p.had.unknown
			o.Sent, o.Refused, o.Waiting = f.sent, f.refused, f.waiting
			o.Results = p.batch.mail.rowResults()
		} else {
			o.Output = &outputObject{Path: p.out.path, Format: p.out.format}
		}
		if p.stopped {
			o.Next = p.done + 1
		}
	}
	return o
}

// rowResults is what became of each row that has a letter, or had one before.
func (m *outgoingMail) rowResults() []sentObject {
	var objects []sentObject
	for _, row := range m.rows {
		var o sentObject
		switch {
		case row.beyond:
			continue
		case row.letter != nil:
			o = m.sending.resultObject(row.letter, row.result)
		case row.before != nil:
			o = m.sending.sentObject(row.before.letter)
			if o.Before = "same"; row.before.changed {
				o.Before = "changed"
			}
		default:
			continue
		}
		o.Row = row.number
		objects = append(objects, o)
	}
	return objects
}

func (b *batchOptions) counts(c *counter) []countObject {
	objects := []countObject{}
	for _, key := range c.sorted() {
		objects = append(objects, countObject{Count: c.of[key].count, Example: b.rowObject(c.of[key].first)})
	}
	return objects
}

func (b *batchOptions) rowObject(f batch.Finding) rowObject {
	o := rowObject{Row: f.Row, problemObject: problemObject{
		Source: f.At.Source, Line: f.At.Line, Column: f.At.Column, Field: f.Field, Code: "check", Message: b.findingText(f),
	}}
	if f.Problem != nil {
		o.Code = f.Problem.Code
	}
	return o
}
