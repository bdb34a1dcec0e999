package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/field"
)

// Problems that are shown, and that are kept for --json: nobody reads thousands on a screen, and memory must not grow with
// them. --problems has all.
const (
	shownProblems = 20
	keptProblems  = 10_000
)

// tally is what a table holds, as far as it was looked at.
type tally struct {
	encoding  string
	sheet     string   // that is read; "" of a text
	others    []string // the sheets that are not
	good, bad int
	amount    field.MoneyValue // of all good rows
	domains   counter          // of recipients
	nobody    int              // letters without a recipient
	first     *batch.Entry     // that is good
	problems  []batch.Finding  // the first of them
	count     int              // of all
	byProblem counter
	byRemark  counter
	remarks   []batch.Finding     // the first of them, where they are all wanted
	every     bool                // they are
	sent      int                 // good rows about what a letter was sent about, where none is sent
	unsure    int                 // and those about what one may have been
	had       had                 // those of them for which nothing goes out
	before    map[int]*sentBefore // those, by their rows
	told      []string            // of the first that a person should know of
	firstSent answers.Place
	// firstUnsure is the first of unsure.
	firstUnsure answers.Place
	duplicates  int // bad rows that are about the same as another
	totals      int // bad rows that sum up others
	taken       int // bad rows whose letter, or another file of its name, is there
}

// counter counts what is alike, and keeps the first of each.
type counter struct {
	order []string
	of    map[string]*counted
}

type counted struct {
	count int
	first batch.Finding
	at    []answers.Place // of the first few
}

// shownPlaces is how many places of one kind are named.
const shownPlaces = 5

// mostKinds bounds a counter whose keys come from a table.
const mostKinds = 1000

func (c *counter) add(key string, f batch.Finding) {
	if c.of == nil {
		c.of = map[string]*counted{}
	}
	if c.of[key] == nil {
		if len(c.order) == mostKinds {
			return
		}
		c.order = append(c.order, key)
		c.of[key] = &counted{first: f}
	}
	k := c.of[key]
	if k.count++; k.count <= shownPlaces {
		k.at = append(k.at, f.At)
	}
}

// sorted gives the keys, the commonest first.
func (c *counter) sorted() []string {
	keys := slices.Clone(c.order)
	slices.SortStableFunc(keys, func(a, b string) int { return c.of[b].count - c.of[a].count })
	return keys
}

// kindOf is what findings that are alike have in common.
func kindOf(f batch.Finding) string {
	if f.Check != nil {
		return f.Field + " " + f.Check.Say.ZH
	}
	if f.Problem.Code == batch.CodeSimilarLetter { // each is another letter's
		return f.Problem.Code + fmt.Sprint(" ", f.Problem.Args["ID"])
	}
	return f.Field + " " + f.Problem.Code
}

// check looks at every row, and writes down those that are bad.
func (b *batchOptions) check(ctx context.Context) error {
	if b.problems == "" {
		return b.checkInto(ctx, nil)
	}
	err := files.Stream(b.problems, b.force, func(w io.Writer) error {
		return b.checkInto(ctx, w)
	})
	switch {
	case errors.Is(err, errNoProblems):
		return b.noProblems()
	case isFault(err):
		return err
	case err != nil:
		return view.Fail("error.write", lang.Args{"Path": b.problems}, err)
	}
	return nil
}

// errNoProblems keeps a file of no rows from being written.
var errNoProblems = errors.New("no problems")

// noProblems says that there is no table of rows to correct. One that it would have replaced goes, lest its rows be taken for
// rows of this table.
func (b *batchOptions) noProblems() error {
	err := os.ErrNotExist
	if b.force { // else it was not there
		err = os.Remove(b.problems)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return view.Fail("error.write", lang.Args{"Path": b.problems}, err)
	}
	b.app.term.Say("batch.no_mend", lang.Args{"Path": b.problems, "Removed": err == nil})
	b.problems = ""
	return nil
}

// checkInto is check with the place for the bad rows; nil is none.
func (b *batchOptions) checkInto(ctx context.Context, w io.Writer) error {
	table, err := b.open()
	if err != nil {
		return err
	}
	defer table.Close() //nolint:errcheck // it was only read
	var bad *answers.TableWriter
	if w != nil {
		if bad, err = b.problemsTable(w, table.Header()); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b.tally.every = b.app.term.JSON
	p := b.progress("batch.checking", 0)
	err = b.job.Check(ctx, table, func(e *batch.Entry) {
		b.tally.add(e)
		if b.mail.on {
			b.noteHad(e)
		} else {
			b.noteSent(e)
		}
		p.step()
		if bad != nil && mendable(e) {
			if err := bad.Write(append([]string{b.rowReason(e)}, b.cells(e.Row.Cells, table.Header())...)); err != nil {
				cancel(err)
			}
		}
	})
	p.end()
	if b.matters != nil && b.matters.earlier.err != nil {
		return b.matters.earlier.err
	}
	switch {
	case err != nil && ctx.Err() != nil:
		if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
			return cause
		}
		return view.Interrupted("", false)
	case err != nil:
		return b.tableError(err)
	case w != nil && b.tally.mend() == 0:
		return errNoProblems
	case bad != nil:
		return bad.Close()
	}
	return nil
}

// mendable tells whether a row belongs among those to be corrected. One that is about the same as another does not: in a
// table of its own nothing would speak against it, and the letter would be written twice. Nor does one whose letter is
// there, or one that is to be deleted.
func mendable(e *batch.Entry) bool {
	return !e.Good() && !e.HasProblem(batch.CodeDuplicate) && !e.HasProblem(batch.CodeNameTaken) && !e.HasProblem(batch.CodeTotal)
}

// mend is how many rows are to be corrected.
func (t *tally) mend() int { return t.bad - t.duplicates - t.taken - t.totals }

// reasonWidth shows most of a reason.
const reasonWidth = 60

// problemsTable begins the table of the bad rows: one column that says why, and then those of the table, so that a row of
// too many cells keeps them all. It has the lists to choose from that the empty table has.
func (b *batchOptions) problemsTable(w io.Writer, header []answers.Answer) (*answers.TableWriter, error) {
	form := drafts.NewForm(b.job.Template, field.Reading{})
	columns := []answers.Column{{Name: b.app.view.Text("batch.reason_column", nil), Width: reasonWidth}}
	for _, cell := range header {
		if b.job.Columns.IsReason(cell.Name) { // of an earlier run, see cells
			continue
		}
		c := answers.Column{Name: cell.Name}
		if q, ok := form.Question(b.job.Columns.Question(cell.Name)); ok {
			c = b.app.view.SheetColumn(form, q)
			c.Name = cell.Name
		}
		columns = append(columns, c)
	}
	format, _ := answers.TableFormat(b.problems)
	return answers.NewTableWriter(w, format, columns)
}

// cells are those of a row, without the reason of an earlier run.
func (b *batchOptions) cells(cells []string, header []answers.Answer) []string {
	kept := make([]string, 0, len(cells))
	for i, cell := range cells {
		if i >= len(header) || !b.job.Columns.IsReason(header[i].Name) {
			kept = append(kept, cell)
		}
	}
	return kept
}

// rowReason is reason with the row of the table that the copy was made of.
func (b *batchOptions) rowReason(e *batch.Entry) string {
	return b.app.view.Text("batch.reason_row", lang.Args{"Row": e.Row.Number, "Text": b.reason(e.Problems)})
}

// reason says in one cell what is wrong with a row.
func (b *batchOptions) reason(problems []batch.Finding) string {
	parts := make([]string, len(problems))
	for i, f := range problems {
		parts[i] = b.labelled(f.Field) + b.findingText(f)
	}
	return strings.Join(parts, b.app.view.Text("batch.reason_separator", nil))
}

// labelled is what a message about a question begins with.
func (b *batchOptions) labelled(name string) string {
	q, ok := b.job.Template.Find(name)
	switch {
	case ok:
		return b.app.view.Label(q.Label) + ": "
	case name == batch.RoleTo, name == batch.RoleFrom:
		return b.app.view.Text("batch."+name, nil) + ": "
	case name != "":
		return name + ": "
	}
	return ""
}

// findingText words what is to be said of a row.
func (b *batchOptions) findingText(f batch.Finding) string {
	if f.Check != nil {
		return b.app.view.Label(f.Check.Say)
	}
	q, _ := b.job.Template.Find(f.Field)
	p := f.Problem
	switch p.Code {
	case batch.CodeMissing:
		return b.app.view.Text("problem.batch.missing", lang.Args{"Value": p.Args["Value"], "Values": b.app.view.Values(q), "Type": string(q.Type)})
	case batch.CodeUnused:
		return b.app.view.Text("problem.batch.unused", b.app.view.Printable(map[string]any{
			"Value": p.Args["Value"], "Questions": b.app.view.ConditionFields(b.job.Template, q.When),
		}))
	case batch.CodeOtherKind:
		args := b.app.view.Printable(p.Args)
		for _, o := range q.Options {
			if o.Value == p.Args["Value"] {
				args["Value"] = b.app.view.Label(o.Label)
			}
		}
		return b.app.view.Text("problem."+p.Code, args)
	}
	return b.app.view.Problem(p)
}

// findingLine is findingText with its place.
func (b *batchOptions) findingLine(f batch.Finding) string {
	return b.place(f.At, f.Row) + ": " + b.labelled(f.Field) + b.findingText(f)
}

// place is where editors find a row, and its number in a spreadsheet where that is another, after cells of several lines.
func (b *batchOptions) place(at answers.Place, row int) string {
	if at.Line == row {
		return at.String()
	}
	return b.app.view.Text("batch.place", lang.Args{"Place": at.String(), "Row": row})
}

// add counts a row.
func (t *tally) add(e *batch.Entry) {
	if !e.Good() {
		t.bad++
		switch {
		case e.HasProblem(batch.CodeDuplicate):
			t.duplicates++
		case e.HasProblem(batch.CodeNameTaken):
			t.taken++
		case e.HasProblem(batch.CodeTotal):
			t.totals++
		}
		for _, f := range e.Problems {
			t.count++
			t.byProblem.add(kindOf(f), f)
			if len(t.problems) < keptProblems {
				t.problems = append(t.problems, f)
			}
		}
		return
	}
	t.good++
	if t.first == nil {
		t.first = e
	}
	for _, f := range e.Remarks {
		t.byRemark.add(kindOf(f), f)
		if t.every && len(t.remarks) < keptProblems {
			t.remarks = append(t.remarks, f)
		}
	}
	if amount, ok := e.Values[amountField].(field.MoneyValue); ok {
		t.amount += amount
	}
	if len(e.Envelope.To) == 0 {
		t.nobody++
	}
	for _, to := range e.Envelope.To {
		_, domain, _ := strings.Cut(to.Address, "@")
		t.domains.add(strings.ToLower(domain), batch.Finding{})
	}
}

// noteSent counts a row whose letter somebody has already, or may have.
func (b *batchOptions) noteSent(e *batch.Entry) {
	if b.matters == nil || !e.Good() {
		return
	}
	switch b.matters.look(drafts.Key(b.job.Template, e.Values)) {
	case farSent:
		if b.tally.sent++; b.tally.sent == 1 {
			b.tally.firstSent = e.Row.At
		}
	case farOut:
		if b.tally.unsure++; b.tally.unsure == 1 {
			b.tally.firstUnsure = e.Row.At
		}
	}
}

// amountField is the answer whose sum is told.
const amountField = "amount"

// isFault tells whether an error is worded already.
func isFault(err error) bool {
	var known view.CLIError
	return errors.As(err, &known)
}
