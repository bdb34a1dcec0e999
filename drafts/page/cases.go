package page

import (
	"html/template"
	"io"
	"iter"
	"sync"
)

// CasesPage is the content of the page of all cases.
type CasesPage struct {
	Lang  string // as in CasePage
	Title string
	Words CasesWords
	About string // a line under the title: the number of cases, when the page was made
	Notes []Note

	// Totals has a row for each account. All is their sum; its Account is the label of that row.
	Totals []Total
	All    Total
	// Cases yields the rows in order, and must not be nil. Each row is written before the next is read, so memory does not grow with
	// their number. An error of Cases ends the page and is returned.
	Cases iter.Seq2[CaseRow, error]
}

// Total is the money of the cases of an account.
type Total struct {
	Account                 string
	Count                   string // the number of cases
	Claimed, Received, Open string
}

// CaseRow is a case in the table.
type CaseRow struct {
	ID, Account, Kind       string
	Subject                 string // what the case is about, in one line
	State                   string
	Deadline                string // a day, with a note if it is late or provisional
	Urgency                 Urgency
	Claimed, Received, Open string
}

// CasesWords are the labels of the table. All are required.
type CasesWords struct {
	Totals, Account, Count string

	Cases, Case, State, Deadline string

	Claimed, Received, Open string

	None string // instead of the table, if there are no cases
}

// Cases writes the page of all cases. The same page gives the same bytes. The error is that of w or of p.Cases.
func Cases(w io.Writer, p CasesPage) error {
	return write(w, casesTemplate(), struct {
		CasesPage
		assets
	}{p, casesAssets()})
}

var (
	casesTemplate = sync.OnceValue(func() *template.Template {
		// check ends the execution of the template with the error of a row.
		check := func(err error) (string, error) { return "", err }
		return parse("cases.tmpl", template.FuncMap{"check": check})
	})
	casesAssets = sync.OnceValue(func() assets { return newAssets("", "report.css", "cases.css") })
)
