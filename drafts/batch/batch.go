// Package batch turns the rows of a table into letters: one letter for each row, or for each group of rows. Check reads the table, finds all problems before
// anything is written and sums them up; Write reads it again and passes the letters to a Sink in the order of their rows: a Folder, an
// Mbox or a Queue. The table is read twice, and not kept, so that the memory does not grow with it. History tells which letters were
// sent before. The package returns codes and arguments, no words, and asks nobody.
package batch

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Table is a stream of rows. Next returns io.EOF after the last row.
type Table interface {
	Next() (answers.Row, error)
}

// Job says how the rows of one table become letters.
type Job struct {
	Template *letter.Template
	TableColumns
	// Now is the time at which all letters are written.
	Now time.Time
	// Rows are the rows to read, by the numbers that a spreadsheet shows.
	Rows Range
	// IncludeHidden takes rows, too, that are hidden in a spreadsheet.
	IncludeHidden bool
	// Given are the answers and addresses for every row, see Give.
	Given Given
	// EncodingGuessed says that the encoding of the table may be another one, see answers.Table.EncodingGuessed.
	EncodingGuessed bool
	// Limit is the most letters that Write makes; 0 means no limit.
	Limit int
	// IncludeBeyondLimit makes Write visit the rows after the last letter within Limit, too.
	IncludeBeyondLimit bool
	// Sender is the address that letters without one of their own are from; "" is the address in the answers.
	Sender string
	// Evidence is the folder of the files that rows may name; nil allows none.
	Evidence *attach.Folder
	// KeepMetadata leaves the metadata of photos as it is.
	KeepMetadata bool
	// Chars is the most characters of the text for the app.
	Chars int
	// TemplatePath is the absolute path of a template outside the template folder; "" is none.
	TemplatePath string
	// History tells of the letters that are stored; nil if there is no store.
	History *History
	// Send says that letters are sent. A row whose letter was sent, or may have been, gets no other one then, and does not count
	// towards Limit.
	Send bool
	// KeepGoing makes Write go on after rows with problems and letters that cannot be written.
	KeepGoing bool
	// KeepRemarks makes Check keep remarks, and not only count them.
	KeepRemarks bool
	// RequireAddresses refuses rows whose letters have no sender or no recipient.
	RequireAddresses bool
	// Name makes the names of the letters' files; nil if letters have no files.
	Name *Pattern
	// NameTaken reports whether a file of a name exists already. It may be nil.
	NameTaken func(name string) bool

	seed    maphash.Seed
	index   *rowIndex                 // the keys and file names of the good rows; nil before Check
	last    int                       // the row of the last letter within Limit; 0 if the limit was not reached
	already map[int]*AlreadySentError // by row
	cleaned atomic.Int64              // photos whose metadata was removed for a Sink
}

// Codes of problems with a row. All have the argument Value, the text of the cell; other arguments are named here.
const (
	CodeMissing     = "batch.missing"    // a required answer is missing; Value may be a word for "none"
	CodeOtherKind   = "batch.becomes"    // the answers ask for a letter of another kind. Kind, Option
	CodeDayCount    = "batch.day_count"  // a spreadsheet's day number in place of a date. Read: that date
	CodeDuplicate   = "batch.duplicate"  // an earlier row shares a key. First: its number; Payment: it has the same time and amount, else the same order
	CodeNoRecipient = "batch.nobody"     // no recipient, see Job.RequireAddresses
	CodeNoSender    = "batch.no_sender"  // no sender, see Job.RequireAddresses
	CodeUnused      = "batch.unused"     // remark: an answer to a question that the other answers make irrelevant
	CodeReplaced    = "batch.replaced"   // remark: a flag gives another answer. Given: that answer
	CodeNameTaken   = "batch.name_taken" // a file of this name exists, or another row has the name
	CodeNoAnswer    = "batch.nothing"    // a word for "none" in a cell that may be empty
	CodeMachineWord = "batch.machine"    // remark: a word that a program wrote, as NULL, and that is taken for no answer
	CodeEncoding    = "batch.encoding"   // nothing confirms the encoding. Encoding: the one that was taken
	CodeInexact     = "batch.inexact"    // a number with a point and more digits than programs keep of those
	CodeHasLabel    = "batch.labelled"   // a label in an answer that can contain none
)

// Codes returns all codes of this package.
func Codes() []string {
	return []string{
		CodeMissing, CodeOtherKind, CodeDayCount, CodeDuplicate, drafts.CodeSeveralSenders, CodeNoRecipient, CodeNoSender, CodeUnused, CodeReplaced, CodeNameTaken,
		CodeNoAnswer, CodeEncoding, CodeMachineWord, CodeInexact, CodeHasLabel,
		CodeUnknownColumn, CodeColumnTwice, CodeColumnNote, CodeNoColumn,
		CodePatternBroken, CodePatternField, CodePatternFolder, CodeGroupApart, CodeGroupDiffers, CodeGroupMost,
	}
}

// Check reads the whole table, compares its rows, and calls visit for each letter that is to be made, in order. An error of visit ends
// it. The error is a *NoRowError if Where chooses no row, a *CutGroupError if Rows cuts through a group, and answers.Faults if groups stand
// apart. The caller must call Close after it.
func (j *Job) Check(ctx context.Context, t Table, visit func(*Entry) error) (*Summary, error) {
	if err := j.Close(); err != nil { // of an earlier Check
		return nil, err
	}
	index, err := newRowIndex()
	if err != nil {
		return nil, err
	}
	j.seed, j.index, j.last, j.already = maphash.MakeSeed(), index, 0, map[int]*AlreadySentError{}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &Summary{send: j.Send, limit: j.Limit}
	where, encoding, groups := newWhereCheck(j.Where), j.newEncodingCheck(), &groupCheck{job: j}
	var failed error
	err = walk(ctx, j.letters(j.until(t, false, 0)), j.checkRows, func(e *Entry) {
		if failed == nil {
			failed = cmp.Or(groups.add(e), j.dedupe(e, j.index.add))
		}
		chosen := j.chooses(e.Row)
		where.add(e.Row, chosen)
		switch { // rows that are not wanted were read only to compare other rows with them
		case failed != nil || !chosen:
		case !j.wants(e.Row):
			s.addHidden(e.Row)
		case e.NoRow:
			s.addNoRow(e.Row)
		default:
			encoding.add(j, e)
			j.finish(e, s)
			failed = visit(e)
		}
		if failed != nil {
			cancel()
		}
	})
	s.Encoding = encoding.doubt()
	return s, cmp.Or(failed, err, groups.err(), where.err())
}

// checkRows reads the rows of a letter and makes the remarks on them that do not depend on other rows. It is safe for concurrent use.
func (j *Job) checkRows(rows []answers.Row) *Entry {
	e := j.readRows(rows)
	if e.Good() && j.wants(e.Row) {
		if j.Send {
			e.AlreadySent = j.findSent(e)
		}
		e.Remarks = j.Remarks(e)
	}
	return e
}

// finish makes the remarks on a row that depend on other rows, and counts the row.
func (j *Job) finish(e *Entry, s *Summary) {
	if e.Good() && j.NameTaken != nil && j.NameTaken(e.Name) {
		e.refuse("", CodeNameTaken, e.Name, nil)
	}
	s.add(j, e)
	switch {
	case !e.Good():
	case e.AlreadySent != nil:
		j.already[e.Row.Number] = e.AlreadySent
	case s.fresh() == j.Limit:
		j.last = e.LastRow()
	}
}

// findSent returns the letter of a good row that was sent, or may have been; nil if there is none. Any other error comes again when
// the letter is made.
func (j *Job) findSent(e *Entry) *AlreadySentError {
	if j.History.state(e.Keys()) < maybeSent {
		return nil
	}
	l, err := j.Compose(e, "")
	if err != nil {
		return nil
	}
	attached, err := j.readFiles(l)
	if err != nil {
		return nil
	}
	_, err = j.History.find(context.Background(), l, j.record(l, attached))
	var already *AlreadySentError
	errors.As(err, &already)
	return already
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
	for _, k := range e.keys {
		first, err := j.firstWith(k, e.Row.Number, lookup)
		if err != nil {
			return err
		}
		if first < e.Row.Number {
			at := e.Rows[slices.IndexFunc(e.Rows, func(row answers.Row) bool { return row.Number == k.row })].At
			e.addFault(answers.Fault{At: at, Problem: field.NewProblem(
				CodeDuplicate, "", map[string]any{"First": first, "Payment": k.Kind == drafts.KeyPayment},
			)})
			return nil
		}
	}
	if j.Name == nil || j.Name.unique || !j.wants(e.Row) {
		return nil
	}
	first, err := lookup(j.nameDigest(e.Name), e.Row.Number)
	if err != nil || first == e.Row.Number {
		return err
	}
	e.Name = withSuffix(e.Name, "-"+strconv.Itoa(e.Row.Number))
	if first, err = lookup(j.nameDigest(e.Name), e.Row.Number); err == nil && first != e.Row.Number {
		e.refuse("", CodeNameTaken, e.Name, nil)
	}
	return err
}

// firstWith returns the first row with a key that matches k, a key of the letter whose first row is begin; lookup is that of dedupe.
func (j *Job) firstWith(k rowKey, begin int, lookup func(digest uint64, row int) (first int, err error)) (int, error) {
	if k.counterpart != 0 {
		first, err := j.index.first(k.counterpart, k.row)
		if err != nil || first != 0 && first < begin {
			return first, err
		}
	}
	first, err := lookup(k.digest, k.row)
	if k.Numbered { // it matches no other numbered key
		first = k.row
	}
	return first, err
}

// nameDigest returns the same digest for names that differ only in case, because some file systems do not tell them apart.
func (j *Job) nameDigest(name string) uint64 { return j.digest("name", strings.ToLower(name)) }

// digest returns the digest of a text among the texts of its kind.
func (j *Job) digest(kind, text string) uint64 {
	return maphash.Comparable(j.seed, [2]string{kind, text})
}
