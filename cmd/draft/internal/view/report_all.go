package view

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/page"
)

// CaseTable is the rows of the page of all cases, and their totals by account.
type CaseTable struct {
	rows   []page.CaseRow
	totals map[string]*casefile.Total // by the account, masked if the page is
	all    casefile.Total
}

// AddCase adds a case to the table.
func (r *Report) AddCase(t *CaseTable, f *casefile.File, d casefile.Deadline, hide func(string) string) {
	v := r.View
	row := page.CaseRow{
		ID: f.Letter.Short, Kind: r.Title(f.Letter), Subject: hide(f.Letter.Subject),
		State: caseStanding(v, f), Urgency: pageUrgency(f.State, d.Urgency),
	}
	if account := f.Values["douyin_id"]; account != nil {
		row.Account = hide(account.String())
	}
	if due := DeadlineOf(d.Range); due != nil {
		row.Deadline = v.Text("report.row_due", lang.Args{"Last": due.Last, "Provisional": due.Provisional, "Late": d.Urgency == cases.Late})
	}
	if f.AsksMoney() {
		row.Claimed, row.Received, row.Open = r.sums(f)
	}
	t.rows = append(t.rows, row)
	if t.totals == nil {
		t.totals = map[string]*casefile.Total{}
	}
	if t.totals[row.Account] == nil {
		t.totals[row.Account] = &casefile.Total{}
	}
	t.totals[row.Account].Add(f)
	t.all.Add(f)
}

// CasesPage returns the page of all cases.
func (r *Report) CasesPage(t *CaseTable) page.CasesPage {
	v := r.View
	word := func(id string) string { return v.Text("report.word_"+id, nil) }
	p := page.CasesPage{
		Lang: v.PageLanguage(), Title: v.Text("report.title", nil),
		About: v.Text("report.about_all", lang.Args{"Count": len(t.rows), "At": v.Moment(r.Now)}),
		Words: page.CasesWords{
			Totals: word("totals"), Account: word("account"), Count: word("count"), Cases: word("cases"),
			Case: word("case"), State: word("state"), Deadline: word("deadline"), Claimed: word("claimed"), Received: word("received"),
			Open: word("open"), None: word("none"),
		},
		All: r.total(word("all"), t.all), Cases: withoutErrors(t.rows),
	}
	if r.Masked {
		p.Notes = r.maskedNote()
	}
	for _, account := range slices.Sorted(maps.Keys(t.totals)) {
		p.Totals = append(p.Totals, r.total(account, *t.totals[account]))
	}
	return p
}

func (r *Report) total(account string, t casefile.Total) page.Total {
	return page.Total{
		Account: account, Count: fmt.Sprint(t.Count), Claimed: r.yuan(t.Claimed), Received: r.yuan(t.Received), Open: r.yuan(t.Outstanding),
	}
}

// withoutErrors yields each value with a nil error.
func withoutErrors[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}
