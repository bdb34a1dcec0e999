package page

import (
	"html/template"
	"io"
	"iter"
	"sync"
)

// CasesPage is the table of many cases.
type CasesPage struct {
	Lang  string // as that of CasePage
	Title string
	Words CasesWords
	About string // a line under the title: how many cases, when the page was made
	Notes []Note

	// Totals has a row for each account; All is their sum, and its Account the word for it.
	Totals []Total
	All    Total
	// Cases gives the rows in the order they are shown; it is not nil. They are written as they come, so many need no
	// memory. An error ends the page and is that of Cases the function.
	Cases iter.Seq2[CaseRow, error]
}

// Total is the money of the cases of an account.
type Total struct {
	Account                 string
	Count                   string // of its cases
	Claimed, Received, Open string
}

// CaseRow is a case in the table. An empty text leaves its cell empty.
type CaseRow struct {
	ID, Account, Kind       string
	Subject                 string // what the case is about, in a line
	State                   string
	Deadline                string // a day, with a word where it is late or provisional
	Urgency                 Urgency
	Claimed, Received, Open string
}

// CasesWords are the labels of the table. Each must be given.
type CasesWords struct {
	Totals, Account, Count string

	Cases, Case, State, Deadline string

	Claimed, Received, Open string

	None string // where there is no case
}

// Cases writes the table of many cases. The same page gives the same bytes. An error is that of w or of p.Cases.
func Cases(w io.Writer, p CasesPage) error {
	return write(w, casesTemplate(), struct {
		CasesPage
		inline
	}{p, casesInline()})
}

var (
	casesTemplate = sync.OnceValue(func() *template.Template {
		// check ends the page with the error of a row.
		check := func(err error) (string, error) { return "", err }
		return parse("cases.tmpl", template.FuncMap{"check": check})
	})
	casesInline = sync.OnceValue(func() inline { return inlined("", "report.css", "cases.css") })
)
