package view

import "draft/drafts/batch"

// Object returns the object of the batch for --json.
func (b *Batch) Object() *BatchObject {
	s := b.Summary
	o := &BatchObject{
		Table: b.Table, Kind: b.Job.Template.Kind, Rows: s.Good + s.Bad, Good: s.Good, Bad: s.Bad,
		Recipients: map[string]int{}, NoTo: s.NoRecipient, Problems: b.rowObjects(s.Problems), ByProblem: b.countObjects(&s.ProblemKinds),
		Remarks: b.rowObjects(s.Remarks), ByRemark: b.countObjects(&s.RemarkKinds), Mend: b.Problems,
	}
	if s.Amount > 0 {
		o.Amount = s.Amount.String()
	}
	for _, domain := range s.Domains.Keys() {
		o.Recipients[domain] = s.Domains.Kind(domain).Count
	}
	if b.Report == nil {
		return o
	}
	o.Written, o.Failed, o.Report, o.Beyond = b.Report.Written, b.Report.Failed, b.ReportTo, s.BeyondLimit()
	if b.Job.Send {
		c, d := b.counts(), b.Report.Duplicates
		o.Already, o.Changed, o.Busy, o.Unknown = c.Already+d.Same, d.Changed, c.Busy+d.Busy, c.Unknown+d.Unknown
		o.Sent, o.Refused, o.Waiting = c.Sent, c.Refused, c.NotTried
		o.Results = b.sentObjects()
	} else {
		o.Output = &b.Output
	}
	if b.Stopped {
		o.Next = b.Report.LastRow + 1
	}
	return o
}

// sentObjects returns the result of each row that has a letter, or had one before.
func (b *Batch) sentObjects() []SentObject {
	var objects []SentObject
	for _, row := range b.Rows {
		var o SentObject
		switch {
		case row.Beyond:
			continue
		case row.Result != nil:
			o = b.View.SentObject(*row.Result, b.Sending)
		case row.Already != nil:
			o = SentObjectOf(row.Already.Letter)
			if o.Before = "same"; row.Already.Changed {
				o.Before = "changed"
			}
		default:
			continue
		}
		o.Row = row.Number
		objects = append(objects, o)
	}
	return objects
}

func (b *Batch) countObjects(c *batch.Counter) []CountObject {
	objects := []CountObject{}
	for _, key := range c.Keys() {
		kind := c.Kind(key)
		objects = append(objects, CountObject{Count: kind.Count, Example: b.rowObject(kind.First)})
	}
	return objects
}

func (b *Batch) rowObjects(findings []batch.Finding) []RowObject {
	objects := []RowObject{}
	for _, f := range findings {
		objects = append(objects, b.rowObject(f))
	}
	return objects
}

func (b *Batch) rowObject(f batch.Finding) RowObject {
	o := RowObject{Row: f.Row, ProblemObject: ProblemObject{
		Source: f.At.Source, Line: f.At.Line, Column: f.At.Column, Field: f.Field, Code: "check", Message: b.findingText(f),
	}}
	if f.Problem != nil {
		o.Code = f.Problem.Code
	}
	return o
}
