package view

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/page"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// moment is a time of November 2026 in China.
func moment(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, field.Beijing) }

// fileOf is a case of 50 yuan in memory.
func fileOf(entries ...cases.Entry) *casefile.File {
	return &casefile.File{
		Case:    cases.Of(entries, letter.Workdays{From: 3, To: 15}),
		Letter:  store.Letter{ID: "abcdefgh", Short: "abcd", Kind: "refund", Subject: "退款 13812345678", Status: drafts.StatusDraft},
		Values:  letter.Values{"douyin_id": field.TextValue("dy_example88")},
		Claimed: 5000,
	}
}

func titleOf(l store.Letter) string { return "Title of " + l.Kind }

// deadlineOf is the deadline of a case on 2026-11-20.
func deadlineOf(f *casefile.File) casefile.Deadline {
	return casefile.DeadlineOf(f.Clock, workday.Announced(), moment(20, 10))
}

// history is that of a case in which everything happened.
func history() []cases.Entry {
	return []cases.Entry{
		{At: moment(16, 10), State: cases.Submitted, Via: cases.App},
		{At: moment(17, 10), Via: cases.Phone, Said: "三天 13812345678", Agent: "1024", Ticket: "88", Promise: &cases.Promise{Workdays: 3}},
		{At: moment(18, 0), Day: true, State: cases.Asked, Via: cases.Web, Asked: "UID", Promise: &cases.Promise{Workdays: 5}},
		{At: moment(18, 12), State: cases.Submitted, Via: cases.Email, Letter: "b", Supplement: true},
		{At: moment(19, 9), State: cases.Submitted, Via: cases.App, Letter: "c", Reminder: 1},
		{At: moment(19, 10), Paid: &cases.Payment{Fen: 2000, On: "2026-11-19", To: cases.Wallet}},
		{At: moment(19, 11), Via: cases.Phone},
	}
}

func TestCasePage(t *testing.T) {
	f := fileOf(history()...)
	r := Report{View: &View{Words: lang.New(lang.English)}, Now: moment(20, 10), Title: titleOf}
	c := CaseContent{
		File: f, Deadline: deadlineOf(f), Calendar: workday.Announced(), Hide: strings.ToUpper,
		Letters: []casefile.Letter{
			{Letter: f.Letter, State: f.State, Submissions: f.Entries[:1], Record: drafts.Record{
				Subject: "s", Body: "b", Limit: 200, Sentences: []drafts.RecordSentence{{Keep: letter.Need, Text: "pasted"}},
			}},
			{Letter: store.Letter{Kind: "supplement", Status: drafts.StatusDraft}, State: cases.Prepared},
			{Letter: store.Letter{Kind: "closure", Created: moment(16, 9)}, State: f.State},
		},
		Exhibits: []casefile.Exhibit{
			{Name: "a.png", Size: 5, Digest: "x", Pictures: []attach.Picture{{Width: 1, Height: 2}}},
			{Name: "b.txt", Problem: casefile.ProblemMissing},
		},
	}
	p := r.CasePage(c)
	var timeline []string
	for _, item := range p.Timeline {
		timeline = append(timeline, fmt.Sprintf("%s: %s|%s|%s", item.Kind, item.What, item.Quote, item.Note))
	}
	if want := []string{
		"submitted: Submitted through the app||",
		"answer: Recorded, the phone|三天 13812345678|agent 1024, ticket 88",
		"promise: Promised time: within 3 working days||",
		"answer: Support asked for something by the web|UID|",
		"promise: Promised time: within 5 working days of receipt||",
		"letter: Submitted what support asked for by mail||",
		"letter: Reminder 1 by the app||",
		"money: 20.00 yuan arrived (2026-11-19)||",
		"answer: Recorded, the phone||",
	}; !slices.Equal(timeline, want) {
		t.Errorf("%s", strings.Join(timeline, "\n"))
	}
	if p.Title != "Title of refund" || p.State != "submitted" || p.Next != "" || p.Notes != nil || p.Urgency != page.Waiting {
		t.Errorf("%+v", p)
	}
	if p.Money.Claimed != "50.00 yuan" || p.Money.Received != "20.00 yuan" || p.Money.Open != "30.00 yuan" || p.Money.Payments[0].To != "the Douyin wallet" {
		t.Errorf("%+v", p.Money)
	}
	if first := p.Letters[0]; first.Subject != "S" || !slices.Equal(first.App, []string{"PASTED"}) || !strings.HasSuffix(first.Title, " · Submitted through the app") {
		t.Errorf("%+v", first)
	}
	if second := p.Letters[1]; len(p.Letters) != 2 || p.Unsent != nil || !strings.HasSuffix(second.Title, " · written") || second.App != nil {
		t.Errorf("%+v", p.Letters)
	}
	if p.Evidence[0].Name != "A.PNG" || p.Evidence[0].Size != "5 B" || len(p.Evidence[0].Pictures) != 1 || p.Evidence[1].Size != "" || !strings.Contains(p.Evidence[1].Note, "no longer existed") {
		t.Errorf("%+v", p.Evidence)
	}
	var due []string
	for _, d := range p.Days {
		if d.Last || d.Today || d.Label == "start" {
			due = append(due, strings.TrimSpace(fmt.Sprintln(d.Date.Format(time.DateOnly), d.Last, d.Today)))
		}
	}
	if want := []string{"2026-11-18 false false", "2026-11-20 false true", "2026-11-25 true false"}; !slices.Equal(due, want) {
		t.Errorf("%q", due)
	}

	// The owner sees what to do and what did not go out; a masked page says so.
	r.ForMe, r.Masked = true, true
	if p = r.CasePage(c); len(p.Unsent) != 1 || !strings.HasSuffix(p.Unsent[0].Title, " · not submitted yet") || p.Next == "" || len(p.Notes) != 2 {
		t.Errorf("%+v", p)
	}
}

// The page names the payments that money is for.
func TestCasePagePayments(t *testing.T) {
	f := fileOf(cases.Entry{At: moment(16, 10), State: cases.Submitted}, cases.Entry{At: moment(19, 10), Paid: &cases.Payment{Fen: 2000, On: "2026-11-19", For: []int{1, 3}}})
	f.List = &letter.List{Each: field.Label{ZH: "第N笔", EN: "Payment N"}}
	r := Report{View: &View{Words: lang.New(lang.Chinese)}, Now: moment(20, 10), Title: titleOf}
	p := r.CasePage(CaseContent{File: f, Deadline: deadlineOf(f), Calendar: workday.Announced(), Hide: strings.ToUpper})
	if what := p.Timeline[1].What; what != "到账 20.00 元，第1、3笔（2026-11-19）" || p.Money.Payments[0].For != "第1、3笔" {
		t.Errorf("%s, %+v", what, p.Money)
	}
	var b strings.Builder
	if err := page.Case(&b, p); err != nil || strings.Count(b.String(), "第1、3笔") != 2 {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestCasesPage(t *testing.T) {
	r := Report{View: &View{Words: lang.New(lang.English)}, Now: moment(20, 10), Title: titleOf, Masked: true}
	var table CaseTable
	late := fileOf(cases.Entry{At: moment(16, 10), State: cases.Submitted, Promise: &cases.Promise{On: "2026-11-18"}})
	other := fileOf(history()...)
	other.Values = letter.Values{"douyin_id": field.TextValue("another")}
	over := fileOf(cases.Entry{At: moment(16, 10), State: cases.Refused})
	noSum := fileOf()
	noSum.Claimed, noSum.Unstated = 0, true
	for _, f := range []*casefile.File{late, other, over, noSum} {
		r.AddCase(&table, f, deadlineOf(f), func(text string) string { return strings.TrimPrefix(text, "dy_") })
	}
	p := r.CasesPage(&table)
	var rows []page.CaseRow
	for row, err := range p.Cases {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if rows[0].Deadline != "2026-11-18 overdue" || rows[0].Account != "example88" || rows[2].Urgency != page.Refused || rows[3].Claimed != "no amount stated" {
		t.Errorf("%+v", rows)
	}
	want := []page.Total{
		{Account: "another", Count: "1", Claimed: "50.00 yuan", Received: "20.00 yuan", Open: "30.00 yuan"},
		{Account: "example88", Count: "3", Claimed: "100.00 yuan", Received: "0 yuan", Open: "50.00 yuan"},
	}
	all := page.Total{Account: "All", Count: "4", Claimed: "150.00 yuan", Received: "20.00 yuan", Open: "80.00 yuan"}
	if !reflect.DeepEqual(p.Totals, want) || p.All != all || len(p.Notes) != 1 {
		t.Errorf("%+v\n%+v", p.Totals, p.All)
	}
	read := 0
	p.Cases(func(page.CaseRow, error) bool { read++; return false }) // a page that cannot be written stops
	if read != 1 {
		t.Errorf("%d rows", read)
	}
}

// dueCases is a case of each urgency, of which one late case is not listed.
func dueCases() casefile.Due {
	day := func(d int) workday.Range {
		one := workday.Day{Date: field.Midnight(moment(d, 0))}
		return workday.Range{First: one, Last: one}
	}
	l := fileOf().Letter
	return casefile.Due{
		{Urgency: cases.Late, Count: 2, Cases: []casefile.DueCase{{Letter: l, Deadline: day(18), Days: -2, Command: "followup"}}},
		{Urgency: cases.Today, Count: 1, Cases: []casefile.DueCase{{Letter: l, Deadline: day(20)}}},
		{Urgency: cases.Soon},
		{Urgency: cases.Waiting, Count: 1, Cases: []casefile.DueCase{{Letter: l, Deadline: day(30), Days: 6}}},
		{Urgency: cases.Yours, State: cases.Asked, Count: 1, Cases: []casefile.DueCase{{Letter: l, Command: "supplement"}}},
		{Urgency: cases.Yours, State: cases.Answered},
	}
}

func TestDueLines(t *testing.T) {
	v := &View{Words: lang.New(lang.English)}
	want := `Overdue: 2 (1 not listed)
  abcd  2026-11-18  2 working days overdue  Title of refund  退款 138****5678
      draft followup abcd
Due today: 1
  abcd  2026-11-20  today  Title of refund  退款 138****5678
Waiting: 1
  abcd  2026-11-30  6 working days left  Title of refund  退款 138****5678
Waiting for you: 1
  abcd  Title of refund  退款 138****5678
      draft supplement abcd
`
	if got := Due(v, dueCases(), titleOf, 0); got != want {
		t.Errorf("%s", got)
	}
	v.Colors = true
	if got := Due(v, dueCases(), titleOf, 0); stripped(got) != want || strings.Count(got, "\x1b[31m") != 2 || strings.Count(got, "\x1b[38;5;136m") != 2 {
		t.Errorf("coloured: %q", got)
	}
	if got := Due(v, nil, titleOf, 0); got != "" {
		t.Errorf("%q", got)
	}
	o := DueObjectOf(dueCases())
	if o.Late != 2 || o.Today != 1 || o.Soon != 0 || o.Waiting != 1 || o.Asked != 1 || o.Answered != 0 || len(o.Cases) != 4 {
		t.Errorf("%+v", o)
	}
	if o.Cases[0].Deadline.Last != "2026-11-18" || o.Cases[3].Deadline != nil || o.Cases[3].Next != "supplement" || o.Cases[3].Urgency != cases.Yours {
		t.Errorf("%+v", o.Cases)
	}
}

func TestCaseObject(t *testing.T) {
	f := fileOf(history()...)
	data, err := json.Marshal(CaseObjectOf(f, deadlineOf(f)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"state":"submitted","since":"2026-11-19T09:00:00+08:00"`, `"claimed":"50.00","received":"20.00","rest":"30.00"`,
		`"at":"2026-11-18","state":"asked"`, `"promised":"5"`, `"paid":"20.00","paid_on":"2026-11-19","paid_to":"wallet"`,
		`"deadline":{"first":"2026-11-25","last":"2026-11-25","provisional":false}`,
	} {
		if !strings.Contains(string(data), part) {
			t.Errorf("no %s in\n%s", part, data)
		}
	}
	f = fileOf()
	f.Claimed, f.Unstated = 0, true
	if o := CaseObjectOf(f, deadlineOf(f)); o.Claimed+o.Rest != "" || o.Received != "0" || o.Since != nil || o.Deadline != nil || o.Entries == nil {
		t.Errorf("%+v", o)
	}
	f.Unstated = false
	if o := CaseObjectOf(f, deadlineOf(f)); o.Claimed+o.Received+o.Rest != "" {
		t.Errorf("%+v", o)
	}
}

// stripped returns a text without the escape sequences of colours.
func stripped(text string) string {
	return regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(text, "")
}
