// Package batch turns a table of answers into letters, a row each: it checks every row before anything is written, and
// then hands the letters over in the order of their rows. It reads a table twice rather than keep it, so that its memory
// does not grow with it but for a few bytes a row. It words nothing, and does not know where letters go: a Sink does.
package batch

import (
	"cmp"
	"context"
	"hash/maphash"
	"strconv"
	"strings"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Table gives rows one after another; the error after the last is io.EOF.
type Table interface {
	Next() (answers.Row, error)
}

// Job is what is to be made of a table.
type Job struct {
	Template *letter.Template
	Columns  Columns
	// Now is the moment that every letter of the batch is written.
	Now time.Time
	// Rows are those that are wanted, by the numbers that a spreadsheet shows; Limit is how many letters, 0 is no limit.
	Rows  Range
	Limit int
	// Beyond has Write tell of the rows after the last letter within Limit, too.
	Beyond bool
	// Envelope makes the envelope of a letter of what its row says and of its answers.
	Envelope func(from string, to []string, values letter.Values) drafts.Envelope
	// Files tells what is wrong with the files of a row.
	Files func(paths []string) []FileProblem
	// Before tells who has the letter of a good row already. Such a row is none of Limit. Several goroutines call it; nil
	// knows of no letters.
	Before func(*Entry) error
	// Earlier gives remarks on a row of who knows of earlier letters. Several goroutines call it; nil has none.
	Earlier func(*Entry) []Finding
	// Addressed wants every letter to have a sender and a recipient.
	Addressed bool
	// Name makes the names of files; nil where letters have none. Taken tells that a name cannot be had.
	Name  *Pattern
	Taken func(name string) bool

	seed  maphash.Seed
	index *rowIndex // of the keys, the payments and the file names of the good rows
	last  int       // the row of the last letter within Limit; 0 if the limit was not reached
}

// FileProblem is a file that cannot be sent.
type FileProblem struct {
	Path string
	*field.Problem
}

// Codes of what is wrong with a row as such.
const (
	CodeMissing   = "batch.missing"    // a question without an answer. Value: what says that there is none; "" of a blank cell
	CodeBecomes   = "batch.becomes"    // Kind: of the letter that these answers ask for; Option
	CodeDayCount  = "batch.day_count"  // a number where a date is wanted. Read: the date that it is to a spreadsheet
	CodeDuplicate = "batch.duplicate"  // First: the row about the same
	CodeSeveral   = "batch.several"    // more than one sender
	CodeNobody    = "batch.nobody"     // no recipient, where one is wanted
	CodeNoSender  = "batch.no_sender"  // no sender, where one is wanted
	CodeUnused    = "batch.unused"     // an answer to a question that is not asked with the other answers: a remark
	CodeNameTaken = "batch.name_taken" // Value: the name of a file that is there, or that another row has
	CodeAlike     = "batch.alike"      // a remark. First: the row of the same account, time and amount
	CodeResembles = "batch.resembles"  // a remark of Job.Earlier. ID, At, Status: of the letter that may be about the same; Waits: nobody has it
	CodeNothing   = "batch.nothing"    // Value: what says that there is no answer, where the cell could be empty
	CodeTotal     = "batch.total"      // the row sums up others. Value: what says so
	CodeLabelled  = "batch.labelled"   // Value: what has labels in it, where none can be a part of the answer
)

// Codes lists every code of this package.
func Codes() []string {
	return []string{
		CodeMissing, CodeBecomes, CodeDayCount, CodeDuplicate, CodeSeveral, CodeNobody, CodeNoSender, CodeUnused, CodeNameTaken, CodeAlike,
		CodeResembles, CodeNothing, CodeTotal, CodeLabelled,
		CodeUnknownColumn, CodeColumnTwice, CodeNoColumn,
		CodePatternBroken, CodePatternField, CodePatternFolder,
	}
}

// Check reads the whole table and hands every wanted row to visit, in order. The caller must call Close after it.
func (j *Job) Check(ctx context.Context, t Table, visit func(*Entry)) error {
	if err := j.Close(); err != nil { // of an earlier Check
		return err
	}
	index, err := newRowIndex()
	if err != nil {
		return err
	}
	j.seed, j.index = maphash.MakeSeed(), index
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	letters := 0
	work := func(row answers.Row) *Entry {
		e := j.read(row)
		if e.Good() && j.Rows.Has(row.Number) {
			if j.Before != nil {
				e.Before = j.Before(e)
			}
			e.Remarks = j.Remarks(e)
		}
		return e
	}
	var failed error // of the index
	err = walk(ctx, j.Rows.until(t, false, 0), work, func(e *Entry) {
		if failed == nil {
			failed = j.dedupe(e, j.index.add)
		}
		if failed != nil {
			cancel()
			return
		}
		if !j.Rows.Has(e.Row.Number) { // the rows after it are compared with it, and that is all
			return
		}
		if e.samePayment != 0 {
			e.Remarks = append(e.Remarks, e.samePaymentRemark())
		}
		if e.Good() && j.Taken != nil && j.Taken(e.Name) {
			e.refuse("", CodeNameTaken, e.Name, nil)
		}
		if e.Good() && e.Before == nil {
			if letters++; letters == j.Limit {
				j.last = e.Row.Number
			}
		}
		visit(e)
	})
	return cmp.Or(failed, err)
}

// Close removes the temporary file that Check made and Write reads.
func (j *Job) Close() error {
	if j.index == nil {
		return nil
	}
	err := j.index.close()
	j.index = nil
	return err
}

// dedupe compares a row with the rows before it by means of lookup: rowIndex.add when the table is checked, in the order of
// the rows, and rowIndex.first when it is written, in any order and concurrently. The error is that of the index.
func (j *Job) dedupe(e *Entry, lookup func(digest uint64, row int) (first int, err error)) error {
	if !e.Good() {
		return nil
	}
	first, err := lookup(e.key, e.Row.Number)
	if err != nil {
		return err
	}
	if first != e.Row.Number {
		e.refuse("", CodeDuplicate, "", map[string]any{"First": first})
		return nil
	}
	if e.payment != 0 {
		if first, err = lookup(e.payment, e.Row.Number); err != nil {
			return err
		}
		if first != e.Row.Number {
			e.samePayment = first
		}
	}
	if j.Name == nil || j.Name.unique || !j.Rows.Has(e.Row.Number) {
		return nil
	}
	if first, err = lookup(j.nameDigest(e.Name), e.Row.Number); err != nil || first == e.Row.Number {
		return err
	}
	e.Name = withSuffix(e.Name, "-"+strconv.Itoa(e.Row.Number))
	if first, err = lookup(j.nameDigest(e.Name), e.Row.Number); err == nil && first != e.Row.Number {
		e.refuse("", CodeNameTaken, e.Name, nil)
	}
	return err
}

// nameDigest returns the same digest for names that differ only in case, because some file systems do not tell them apart.
func (j *Job) nameDigest(name string) uint64 { return j.digest("name", strings.ToLower(name)) }

// digest returns the digest of a text among the texts of its kind.
func (j *Job) digest(kind, text string) uint64 {
	return maphash.Comparable(j.seed, [2]string{kind, text})
}

// Letter is a letter that is ready to go.
type Letter struct {
	*Entry
	Draft drafts.Draft
}

// Public is the letter as reports show it: without the private answers.
func (l *Letter) Public() (letter.Letter, error) {
	sheet := l.Form.Template().Sheet(l.Values, l.Draft.Stamp.At)
	public := sheet.Public()
	if public == sheet {
		return l.Draft.Letter, nil
	}
	return public.Letter()
}

// Sink is where letters go.
type Sink interface {
	// Make does all of the work that needs no order; several goroutines call it at once. What it gives is called in the
	// order of the rows, by one goroutine, and tells where the letter is.
	Make(l *Letter) (put func() (place string, err error), err error)
}

// Outcome is what became of a row. Letter is nil where the row has problems, or was not composed.
type Outcome struct {
	Entry  *Entry
	Letter *Letter
	Place  string
	Err    error // why a good row has no letter after all
	Beyond bool  // it comes after the last letter within Limit: it was looked at, and no letter made
}

// Write hands the letters of a table to a sink, and tells of every wanted row, in order. Check must have read the same
// table before. A context that ends stops it between two rows: those that were begun are finished. newID names a draft;
// several goroutines call it.
func (j *Job) Write(ctx context.Context, t Table, newID func() string, sink Sink, visit func(Outcome)) error {
	type made struct {
		Outcome
		put func() (string, error)
	}
	work := func(row answers.Row) (m made) {
		e := j.read(row)
		m.Entry, m.Beyond = e, j.last > 0 && row.Number > j.last
		if m.Err = j.dedupe(e, j.index.first); m.Err != nil || !e.Good() || m.Beyond {
			return m
		}
		l := &Letter{Entry: e}
		if l.Draft, m.Err = drafts.Compose(e.Form, e.Envelope, drafts.Stamp{ID: newID(), At: j.Now}); m.Err == nil {
			m.Letter = l
			m.put, m.Err = sink.Make(l)
		}
		return m
	}
	last := j.last
	if j.Beyond {
		last = 0
	}
	return walk(ctx, j.Rows.until(t, true, last), work, func(m made) {
		if m.put != nil && m.Err == nil {
			m.Place, m.Err = m.put()
		}
		visit(m.Outcome)
	})
}
