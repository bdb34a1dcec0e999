package main

import (
	"draft/cmd/draft/internal/view"
	"draft/drafts/batch"
)

// object is the batch as data.
func (b *batchOptions) object() *view.BatchObject {
	t := &b.tally
	o := &view.BatchObject{
		Table: view.TableObject{Path: b.path, Encoding: t.encoding, Sheet: t.sheet, Others: t.others}, Kind: b.job.Template.Kind, Rows: t.good + t.bad, Good: t.good, Bad: t.bad,
		Recipients: map[string]int{}, NoTo: t.nobody, Problems: []view.RowObject{}, ByProblem: b.counts(&t.byProblem), Remarks: []view.RowObject{}, ByRemark: b.counts(&t.byRemark),
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
			c := p.batch.mail.counts()
			o.Already, o.Changed, o.Busy, o.Unknown = c.Already+p.had.same, p.had.changed, c.Busy+p.had.busy, c.Unknown+p.had.unknown
			o.Sent, o.Refused, o.Waiting = c.Sent, c.Refused, c.NotTried
			o.Results = p.batch.mail.rowResults()
		} else {
			o.Output = &view.OutputObject{Path: p.out.path, Format: p.out.format}
		}
		if p.stopped {
			o.Next = p.done + 1
		}
	}
	return o
}

// rowResults is what became of each row that has a letter, or had one before.
func (m *outgoingMail) rowResults() []view.SentObject {
	var objects []view.SentObject
	words := m.sending.words()
	for _, row := range m.rows {
		var o view.SentObject
		switch {
		case row.beyond:
			continue
		case row.item != nil:
			o = m.app.view.SentObject(row.result, words)
		case row.before != nil:
			o = view.SentObjectOf(row.before.letter)
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

func (b *batchOptions) counts(c *counter) []view.CountObject {
	objects := []view.CountObject{}
	for _, key := range c.sorted() {
		objects = append(objects, view.CountObject{Count: c.of[key].count, Example: b.rowObject(c.of[key].first)})
	}
	return objects
}

func (b *batchOptions) rowObject(f batch.Finding) view.RowObject {
	o := view.RowObject{Row: f.Row, ProblemObject: view.ProblemObject{
		Source: f.At.Source, Line: f.At.Line, Column: f.At.Column, Field: f.Field, Code: "check", Message: b.findingText(f),
	}}
	if f.Problem != nil {
		o.Code = f.Problem.Code
	}
	return o
}
