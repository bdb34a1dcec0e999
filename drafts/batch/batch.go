// Package batch turns the rows of a table into letters, one letter for each row. Check reads the table and finds all problems
// before anything is written; Write reads it again and passes the letters to a Sink in the order of their rows. The table is
// read twice, and not kept, so that the memory does not grow with it. The package returns codes and arguments, no words.
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

// Table is a stream of rows. Next returns io.EOF after the last row.
type Table interface {
	Next() (answers.Row, error)
}

// Job says how the rows of one table become letters. Its functions must be safe for concurrent use.
type Job struct {
	Template *letter.Template
	Columns  Columns
	// Now is the time at which all letters are written.
	Now time.Time
	// Rows are the rows to read, by the numbers that a spreadsheet shows.
	Rows Range
	// Limit is the most letters that Write makes; 0 means no limit.
	Limit int
	// IncludeBeyondLimit makes Write visit the rows after the last letter within Limit, too.
	IncludeBeyondLimit bool
	// Envelope returns the envelope of a letter. from and to are the addresses in its row, if there are any.
	Envelope func(from string, to []string, values letter.Values) drafts.Envelope
	// Files returns the problems with the files that a row names; nil accepts all files.
	Files func(paths []string) []FileProblem
	// FindSent returns a non-nil error if the letter of a good row was sent, or may have been. Such a row does not count
	// towards Limit. FindSent may be nil.
	FindSent func(*Entry) error
	// FindSimilar returns remarks on earlier letters that may be about the same payment as a good row. It may be nil.
	FindSimilar func(*Entry) []Finding
	// RequireAddresses refuses rows whose letters have no sender or no recipient.
	RequireAddresses bool
	// Name makes the names of the letters' files; nil if letters have no files.
	Name *Pattern
	// NameTaken reports whether a file of a name exists already. It may be nil.
	NameTaken func(name string) bool

	seed  maphash.Seed
	index *rowIndex // the keys, payments and file names of the good rows; nil before Check
	last  int       // the row of the last letter within Limit; 0 if the limit was not reached
}

// FileProblem says why a file cannot be attached.
type FileProblem struct {
	Path string
	*field.Problem
}

// Codes of problems with a row. All have the argument Value, the text of the cell; other arguments are named here.
const (
	CodeMissing       = "batch.missing"    // a required answer is missing; Value may be a word for "none"
	CodeOtherKind     = "batch.becomes"    // the answers ask for a letter of another kind. Kind, Option
	CodeDayCount      = "batch.day_count"  // a spreadsheet's day number in place of a date. Read: that date
	CodeDuplicate     = "batch.duplicate"  // an earlier row has the same key. First: its number
	CodeNoRecipient   = "batch.nobody"     // no recipient, see Job.RequireAddresses
	CodeNoSender      = "batch.no_sender"  // no sender, see Job.RequireAddresses
	CodeUnused        = "batch.unused"     // remark: an answer to a question that the other answers make irrelevant
	CodeNameTaken     = "batch.name_taken" // a file of this name exists, or another row has the name
	CodeSamePayment   = "batch.alike"      // remark: an earlier row has the same account, time and amount. First: its number
	CodeSimilarLetter = "batch.resembles"  // remark of Job.FindSimilar. ID, At, Status; Waits: whether the letter is still to be sent
	CodeNoAnswer      = "batch.nothing"    // a word for "none" in a cell that may be empty
	CodeTotal         = "batch.total"      // a row of totals
	CodeHasLabel      = "batch.labelled"   // a label in an answer that can contain none
)

// Codes returns all codes of this package.
func Codes() []string {
	return []string{
		CodeMissing, CodeOtherKind, CodeDayCount, CodeDuplicate, drafts.CodeSeveralSenders, CodeNoRecipient, CodeNoSender, CodeUnused, CodeNameTaken, CodeSamePayment,
		CodeSimilarLetter, CodeNoAnswer, CodeTotal, CodeHasLabel,
		CodeUnknownColumn, CodeColumnTwice, CodeNoColumn,
		CodePatternBroken, CodePatternField, CodePatternFolder,
	}
}

// Check reads the whole table, compares its rows, and calls visit for each row of Rows, in order. The caller must call Close
// after it.
func (j *Job) Check(ctx context.Context, t Table, visit func(*Entry)) error {
	if err := j.Close(); err != nil { // of an earlier Check
		return err
	}
	index, err := newRowIndex()
	if err != nil {
		return err
	}
	j.seed, j.index, j.last = maphash.MakeSeed(), index, 0
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	letters := 0
	work := func(row answers.Row) *Entry {
		e := j.readRow(row)
		if e.Good() && j.Rows.Has(row.Number) {
			if j.FindSent != nil {
				e.AlreadySent = j.FindSent(e)
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
		if !j.Rows.Has(e.Row.Number) { // it was read only to compare later rows with it
			return
		}
		if e.samePayment != 0 {
			e.Remarks = append(e.Remarks, e.samePaymentRemark())
		}
		if e.Good() && j.NameTaken != nil && j.NameTaken(e.Name) {
			e.refuse("", CodeNameTaken, e.Name, nil)
		}
		if e.Good() && e.AlreadySent == nil {
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

// Letter is the letter of a row.
type Letter struct {
	*Entry
	Draft drafts.Draft
}

// Public returns the letter without the private answers, as reports show it.
func (l *Letter) Public() (letter.Letter, error) {
	sheet := l.Form.Template().Sheet(l.Values, l.Draft.Stamp.At)
	public := sheet.Public()
	if public == sheet {
		return l.Draft.Letter, nil
	}
	return public.Letter()
}

// Sink receives letters.
type Sink interface {
	// Prepare does the part of the work that does not depend on the order of the letters. It must be safe for concurrent use.
	// The functions that it returns are called one at a time, in the order of the rows, and return the place of the letter.
	Prepare(l *Letter) (put func() (place string, err error), err error)
}

// Outcome is the result of Write for one row.
type Outcome struct {
	Entry       *Entry
	Letter      *Letter // nil if the row has problems or BeyondLimit is set
	Place       string  // as the Sink returned it
	Err         error   // why the letter of a good row was not written
	BeyondLimit bool    // the row follows the last letter within Limit, so no letter was made
}

// Write passes the letters of a table to sink and calls visit for each row of Rows, in order. Check must have read the same
// table. If ctx ends, Write stops between two rows and finishes the rows that it has begun. newID returns the ID of a new draft;
// it must be safe for concurrent use.
func (j *Job) Write(ctx context.Context, t Table, newID func() string, sink Sink, visit func(Outcome)) error {
	type made struct {
		Outcome
		put func() (string, error)
	}
	work := func(row answers.Row) (m made) {
		e := j.readRow(row)
		m.Entry, m.BeyondLimit = e, j.last > 0 && row.Number > j.last
		if m.Err = j.dedupe(e, j.index.first); m.Err != nil || !e.Good() || m.BeyondLimit {
			return m
		}
		l := &Letter{Entry: e}
		if l.Draft, m.Err = drafts.Compose(e.Form, e.Envelope, drafts.Stamp{ID: newID(), At: j.Now}); m.Err == nil {
			m.Letter = l
			m.put, m.Err = sink.Prepare(l)
		}
		return m
	}
	last := j.last
	if j.IncludeBeyondLimit {
		last = 0
	}
	return walk(ctx, j.Rows.until(t, true, last), work, func(m made) {
		if m.put != nil && m.Err == nil {
			m.Place, m.Err = m.put()
		}
		visit(m.Outcome)
	})
}
