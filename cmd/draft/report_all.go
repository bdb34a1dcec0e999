package main

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/page"
)

// all writes the table of all cases. Others may see it, so it is masked unless it is to be whole.
func (r *reportOptions) all(ctx context.Context) error {
	if err := r.check(); err != nil {
		return err
	}
	var rows []page.CaseRow
	sums := map[string]*sum{}
	whole := &sum{}
	for c, err := range r.app.openCases(ctx) {
		if err != nil {
			return err
		}
		row, err := r.row(c)
		if err != nil {
			return err
		}
		rows = append(rows, row)
		if sums[row.Account] == nil {
			sums[row.Account] = &sum{}
		}
		sums[row.Account].add(c)
		whole.add(c)
	}
	word := func(id string) string { return r.app.view.Text("report.word_"+id, nil) }
	p := page.CasesPage{
		Lang: r.app.view.PageLanguage(), Title: r.app.view.Text("report.title", nil),
		About: r.app.view.Text("report.about_all", lang.Args{"Count": len(rows), "At": r.app.view.Moment(r.app.now())}),
		Words: page.CasesWords{
			Totals: word("totals"), Account: word("account"), Count: word("count"), Cases: word("cases"),
			Case: word("case"), State: word("state"), Deadline: word("deadline"), Claimed: word("claimed"), Received: word("received"),
			Open: word("open"), None: word("none"),
		},
		All: r.total(word("all"), whole), Cases: pairs(rows),
	}
	if !r.full {
		p.Notes = r.maskedNote()
	}
	for _, account := range slices.Sorted(maps.Keys(sums)) {
		p.Totals = append(p.Totals, r.total(account, sums[account]))
	}
	var b bytes.Buffer
	if err := page.Cases(&b, p); err != nil {
		return err
	}
	return r.give(b.Bytes())
}

// maskedNote says that not all is shown.
func (r *reportOptions) maskedNote() []page.Note {
	return []page.Note{{Text: r.app.view.Text("report.masked", nil)}}
}

// pairs gives values that no error follows.
func pairs[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// sum is the money of several cases.
type sum struct {
	count                   int
	claimed, received, open int64
}

func (s *sum) add(c *caseFile) {
	s.count++
	s.claimed += int64(c.claimed)
	s.received += c.Received
	if !c.State.Over() {
		s.open += int64(c.rest())
	}
}

func (r *reportOptions) total(account string, s *sum) page.Total {
	return page.Total{
		Account: account, Count: fmt.Sprint(s.count), Claimed: r.yuan(s.claimed), Received: r.yuan(s.received), Open: r.yuan(s.open),
	}
}

func (r *reportOptions) row(c *caseFile) (page.CaseRow, error) {
	hide := view.Mask(c.values, !r.full)
	due, urgency, err := r.app.due(c.Clock)
	row := page.CaseRow{
		ID: c.letter.Short, Kind: r.app.title(c.letter, r.titles), Subject: hide(c.letter.Subject),
		State: word(r.app.view, c), Urgency: pageUrgency(c.State, urgency),
	}
	if account := c.values["douyin_id"]; account != nil {
		row.Account = hide(account.String())
	}
	if due != nil {
		row.Deadline = r.app.view.Text("report.row_due", lang.Args{"Last": due.Last, "Provisional": due.Provisional, "Late": urgency == cases.Late})
	}
	if c.money() {
		row.Claimed, row.Received, row.Open = r.sums(c)
	}
	return row, err
}
