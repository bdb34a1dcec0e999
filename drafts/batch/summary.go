package batch

import (
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// maxKept is the most findings that a summary keeps, because memory must not grow with the table.
const maxKept = 10_000

// maxNotable is the most rows that a summary keeps in Notable.
const maxNotable = 5

// amountField is the answer whose sum is counted.
const amountField = "amount"

// amountOf returns the amount of a row: the total of the payments, or the one amount.
func amountOf(t *letter.Template, e *Entry) field.MoneyValue {
	if len(t.Lists) > 0 && e.Form.Records(t.Lists[0]) > 1 {
		total, _ := e.Form.Value(t.Lists[0].TotalName()).(field.MoneyValue)
		return total
	}
	amount, _ := e.Values[amountField].(field.MoneyValue)
	return amount
}

// Summary is what a table contains. It counts letters, which are rows unless Job.GroupBy makes one of several.
type Summary struct {
	Good, Bad int
	Rows      int // of all letters
	// Of the bad letters:
	DuplicateRows int // about the same as another row
	NamesTaken    int // their letter, or another file of its name, exists
	ToCorrect     int // Correctable is true

	Problems     []Finding // the first of them
	ProblemCount int       // of all
	ProblemKinds Counter
	Remarks      []Finding // the first of them; only with Job.KeepRemarks
	RemarkKinds  Counter

	Amount      field.MoneyValue // of all good rows
	Domains     Counter          // of recipients
	NoRecipient int              // letters
	First       *Entry           // that is good

	// Duplicates are the good rows whose letter was sent, or may have been. Without Job.Send only their keys are compared.
	Duplicates   Duplicates
	FirstSent    answers.Place // of Duplicates.Same
	FirstUnknown answers.Place // of Duplicates.Unknown
	Notable      []SentRow     // the first whose letter is not the same, or not sent for sure; only with Job.Send

	// Hidden are the rows that get no letter because they are hidden in a spreadsheet: their number, and the numbers of the first.
	Hidden     int
	HiddenRows []int

	// Ungrouped are the rows that are letters of their own because their cell in the column of Job.GroupBy is blank: their number, and the
	// numbers of the first.
	Ungrouped     int
	UngroupedRows []int

	// NoRowCount is the number of rows that are none of the table's, see Entry.NoRow; NoRows are the numbers of the first, and NoRowText is
	// the first cell of the first of them.
	NoRowCount int
	NoRows     []int
	NoRowText  string

	// Encoding is a cell that shows how the table was decoded, if nothing confirms that; else nil.
	Encoding *EncodingDoubt

	send  bool
	limit int
}

// SentRow is a row whose letter was sent, or may have been.
type SentRow struct {
	At answers.Place
	*AlreadySentError
}

// Duplicates counts rows whose letter was sent, or may have been.
type Duplicates struct {
	Same      int // it says what was sent
	Meanwhile int // and another process has sent that since the table was checked
	Changed   int // it says something else
	Unknown   int // its outcome is unknown
}

// Add counts a row.
func (d *Duplicates) Add(e *AlreadySentError) {
	switch {
	case e.Letter.Status == drafts.StatusUnknown:
		d.Unknown++
	case e.Changed:
		d.Changed++
	case e.Elsewhere():
		d.Meanwhile++
	default:
		d.Same++
	}
}

// Total returns the number of rows.
func (d Duplicates) Total() int { return d.Same + d.Meanwhile + d.Changed + d.Unknown }

// Letters returns the number of letters that Write makes.
func (s *Summary) Letters() int {
	n := s.fresh()
	if s.limit > 0 {
		n = min(n, s.limit)
	}
	return n
}

// BeyondLimit returns the number of letters that are left for another run.
func (s *Summary) BeyondLimit() int { return s.fresh() - s.Letters() }

// IsRefused reports whether no letter may be written because rows have problems. keepGoing is Job.KeepGoing.
func (s *Summary) IsRefused(keepGoing bool) bool { return s.Bad > 0 && (s.Good == 0 || !keepGoing) }

// fresh returns the number of good rows for which letters are made.
func (s *Summary) fresh() int {
	if s.send {
		return s.Good - s.Duplicates.Total()
	}
	return s.Good
}

// Visited returns the number of letters that Write tells of.
func (s *Summary) Visited() int {
	if s.limit > 0 {
		return min(s.limit, s.Good)
	}
	return s.Good + s.Bad
}

// Correctable reports whether a row belongs in a table of rows to correct. A row about the same as another does not: in a table
// of its own nothing would be wrong with it, and its letter would be written twice. Nor does a row whose letter exists, nor a group with
// too many rows, of which not all are kept.
func (e *Entry) Correctable() bool {
	return len(e.Problems) > 0 && !e.HasProblem(CodeDuplicate) && !e.HasProblem(CodeNameTaken) && !e.HasProblem(CodeGroupMost)
}

// add counts a row.
func (s *Summary) add(j *Job, e *Entry) {
	s.Rows += len(e.Rows)
	if j.GroupBy != nil && j.GroupBy.key(e.Row) == "" {
		if s.Ungrouped++; len(s.UngroupedRows) < maxKept {
			s.UngroupedRows = append(s.UngroupedRows, e.Row.Number)
		}
	}
	if !e.Good() {
		s.addBad(j, e)
		return
	}
	s.Good++
	if s.First == nil {
		s.First = e
	}
	for _, f := range e.Remarks {
		s.RemarkKinds.add(f.kind(j.Template), f)
		if j.KeepRemarks && len(s.Remarks) < maxKept {
			s.Remarks = append(s.Remarks, f)
		}
	}
	s.Amount += amountOf(j.Template, e)
	if len(e.Envelope.To) == 0 {
		s.NoRecipient++
	}
	for _, to := range e.Envelope.To {
		_, domain, _ := strings.Cut(to.Address, "@")
		s.Domains.add(strings.ToLower(domain), Finding{})
	}
	s.addSent(j, e)
}

// addHidden counts a row that is hidden.
func (s *Summary) addHidden(row answers.Row) {
	if s.Hidden++; len(s.HiddenRows) < maxKept {
		s.HiddenRows = append(s.HiddenRows, row.Number)
	}
}

// addNoRow counts a row that is none of the table's.
func (s *Summary) addNoRow(row answers.Row) {
	if s.NoRowCount++; len(s.NoRows) < maxKept {
		s.NoRows = append(s.NoRows, row.Number)
	}
	for i := 0; i < len(row.Cells) && s.NoRowText == ""; i++ {
		s.NoRowText = field.Excerpt(strings.TrimSpace(row.Cells[i]))
	}
}

func (s *Summary) addBad(j *Job, e *Entry) {
	s.Bad++
	if e.Correctable() {
		s.ToCorrect++
	}
	switch {
	case e.HasProblem(CodeDuplicate):
		s.DuplicateRows++
	case e.HasProblem(CodeNameTaken):
		s.NamesTaken++
	}
	for _, f := range e.Problems {
		s.ProblemCount++
		s.ProblemKinds.add(f.kind(j.Template), f)
		if len(s.Problems) < maxKept {
			s.Problems = append(s.Problems, f)
		}
	}
}

// addSent counts a good row whose letter was sent, or may have been.
func (s *Summary) addSent(j *Job, e *Entry) {
	before := s.Duplicates
	already := e.AlreadySent
	switch {
	case already != nil:
		s.Duplicates.Add(already)
		if len(s.Notable) < maxNotable && (already.Changed || already.Letter.Status != drafts.StatusSent) {
			s.Notable = append(s.Notable, SentRow{e.Row.At, already})
		}
	case j.Send:
	default:
		switch j.History.state(e.Keys()) {
		case sent:
			s.Duplicates.Same++
		case maybeSent:
			s.Duplicates.Unknown++
		}
	}
	if before.Same == 0 && s.Duplicates.Same == 1 {
		s.FirstSent = e.Row.At
	}
	if before.Unknown == 0 && s.Duplicates.Unknown == 1 {
		s.FirstUnknown = e.Row.At
	}
}

// Counter counts findings of the same kind.
type Counter struct {
	order []string
	kinds map[string]*Kind
}

// Kind is findings that are alike.
type Kind struct {
	Count  int
	First  Finding
	Places []answers.Place // of the first
}

const (
	maxPlaces = 5    // of a Kind
	maxKinds  = 1000 // of a Counter, because its keys come from a table
)

func (c *Counter) add(key string, f Finding) {
	if c.kinds == nil {
		c.kinds = map[string]*Kind{}
	}
	if c.kinds[key] == nil {
		if len(c.order) == maxKinds {
			return
		}
		c.order = append(c.order, key)
		c.kinds[key] = &Kind{First: f}
	}
	k := c.kinds[key]
	if k.Count++; k.Count <= maxPlaces {
		k.Places = append(k.Places, f.At)
	}
}

// Keys returns the keys, the commonest first.
func (c *Counter) Keys() []string {
	keys := slices.Clone(c.order)
	slices.SortStableFunc(keys, func(a, b string) int { return c.kinds[b].Count - c.kinds[a].Count })
	return keys
}

// Kind returns what was counted under a key.
func (c *Counter) Kind(key string) *Kind { return c.kinds[key] }

// Item returns what a finding is about, as Field has it, but the question of the first record for that of a later one.
func (f Finding) Item(t *letter.Template) string {
	if _, _, item, ok := t.ParsePath(f.Field); ok {
		return item
	}
	return f.Field
}

// kind returns a text that findings of the same kind have in common, in whichever record of a letter they are.
func (f Finding) kind(t *letter.Template) string {
	if f.Check != nil {
		return f.Item(t) + " " + f.Check.Say.ZH
	}
	return f.Item(t) + " " + f.Problem.Code
}
