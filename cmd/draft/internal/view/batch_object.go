package view

import "draft/drafts/batch"

// Object returns the object of the batch for --json.
func (b *Batch) Object() *BatchObject {
	s := b.Summary
	o := &BatchObject{
		Table: b.Table.Object, Kind: b.Job.Template.Kind, Rows: s.Rows, Good: s.Good, Bad: s.Bad,
		Recipients: map[string]int{}, NoTo: s.NoRecipient, Problems: b.rowObjects(s.Problems), ByProblem: b.countObjects(&s.ProblemKinds),
		Remarks: b.rowObjects(s.Remarks), ByRemark: b.countObjects(&s.RemarkKinds), Mend: b.Table.Problems,
		Hidden: s.Hidden, HiddenRows: s.HiddenRows, Ungrouped: s.Ungrouped, UngroupedRows: s.UngroupedRows, NoRowCount: s.NoRowCount, NoRows: s.NoRows,
	}
	if s.Amount > 0 {
		o.Amount = s.Amount.String()
	}
	if b.grouped() {
		o.GroupBy = b.Job.GroupBy.Column
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
		o.Already, o.Elsewhere, o.Changed = c.Already+d.Same, c.Elsewhere+d.Meanwhile, c.Changed+d.Changed
		o.Busy, o.Unknown = c.Busy, c.Unknown+d.Unknown
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

// SetFirst sets the first letter.
func (o *BatchObject) SetFirst(letter *DocumentObject, e *batch.Entry) {
	o.First, o.FirstRows = letter, severalRows(rowNumbers(e))
}

// rowNumbers returns the numbers of the rows of a letter.
func rowNumbers(e *batch.Entry) []int {
	numbers := make([]int, len(e.Rows))
	for i := range e.Rows {
		numbers[i] = e.Rows[i].Number
	}
	return numbers
}

// severalRows returns the numbers of rows, or nil for a single one, which an object names by itself.
func severalRows(rows []int) []int {
	if len(rows) == 1 {
		return nil
	}
	return rows
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
			switch {
			case row.Already.Changed:
				o.Before = "changed"
			case row.Already.Elsewhere():
				o.Elsewhere, o.Seat = true, row.Already.Letter.SentBy()
			default:
				o.Before = "same"
			}
		default:
			continue
		}
		o.Row, o.Rows = row.Rows[0], severalRows(row.Rows)
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
		Source: f.At.Source, Line: f.At.Line, Column: f.At.Column, Field: f.Field, Code: "check", Message: b.Table.findingText(f),
	}}
	if f.Problem != nil {
		o.Code = f.Problem.Code
	}
	return o
}

// BatchObject is what a batch found in a table and did with its rows, in --json.
type BatchObject struct {
	Table         TableObject     `json:"table"`
	Kind          string          `json:"kind"`
	GroupBy       string          `json:"group_by,omitempty"` // the column by which several rows make one letter
	Rows          int             `json:"rows"`
	Good          int             `json:"good"` // letters; each has one row without group_by
	Bad           int             `json:"bad"`
	Hidden        int             `json:"hidden,omitempty"`      // rows that a spreadsheet does not show, and that got no letter
	HiddenRows    []int           `json:"hidden_rows,omitempty"` // the first 10 000 of them
	Ungrouped     int             `json:"ungrouped,omitempty"`   // rows that are letters of their own because they are blank in the column of group_by
	UngroupedRows []int           `json:"ungrouped_rows,omitempty"`
	NoRowCount    int             `json:"no_rows,omitempty"` // rows that are none of the table's, such as totals
	NoRows        []int           `json:"no_row_numbers,omitempty"`
	Amount        string          `json:"amount,omitempty"`  // the total of the good rows
	Recipients    map[string]int  `json:"recipients"`        // letters by domain
	NoTo          int             `json:"without_recipient"` // letters
	Problems      []RowObject     `json:"problems"`          // the first 10 000
	ByProblem     []CountObject   `json:"problem_counts"`    // all of them
	Remarks       []RowObject     `json:"remarks"`           // on good rows, the first 10 000
	ByRemark      []CountObject   `json:"remark_counts"`     // all of them
	Written       int             `json:"written"`
	Failed        int             `json:"failed"` // good rows that could not be written
	Output        *OutputObject   `json:"output,omitempty"`
	Report        string          `json:"report,omitempty"`
	Mend          string          `json:"problems_file,omitempty"`
	Sent          int             `json:"sent,omitempty"`                // letters of this run
	Refused       int             `json:"refused,omitempty"`             // letters that the server refused, permanently or temporarily, in this run or elsewhere during it
	Waiting       int             `json:"waiting,omitempty"`             // letters of this run that were not tried
	Already       int             `json:"sent_before,omitempty"`         // rows whose letter was sent before
	Elsewhere     int             `json:"sent_elsewhere,omitempty"`      // rows whose letter another process has sent during this run
	Changed       int             `json:"sent_before_changed,omitempty"` // rows with the payment of a letter that was sent before or elsewhere, and other words
	Unknown       int             `json:"unknown,omitempty"`             // letters that may or may not have arrived, of this run or before
	Busy          int             `json:"being_sent,omitempty"`          // rows whose letter another process is sending
	Beyond        int             `json:"beyond_limit,omitempty"`        // letters that --limit has left for another run
	Results       []SentObject    `json:"results,omitempty"`             // with --send, the result of each letter, duplicates included
	Next          int             `json:"next_row,omitempty"`            // where a batch that was stopped continues
	First         *DocumentObject `json:"first,omitempty"`               // the first letter, if nothing is written
	FirstRows     []int           `json:"first_rows,omitempty"`          // its rows, if there are several
}

// RowObject is a problem or a remark about a row of a table.
type RowObject struct {
	Row int `json:"row"` // from 1, the header included
	ProblemObject
}

// TableObject is the table that a batch read.
type TableObject struct {
	Path     string   `json:"path"`
	Encoding string   `json:"encoding"`
	Sheet    string   `json:"sheet,omitempty"`
	Others   []string `json:"other_sheets,omitempty"` // that are not empty

	HeaderRow     int      `json:"header_row,omitempty"`     // if there are rows above it
	HiddenColumns []string `json:"hidden_columns,omitempty"` // that are read all the same
}

// CountObject counts the rows with the same problem or remark.
type CountObject struct {
	Count   int       `json:"count"`
	Example RowObject `json:"example"`
}
