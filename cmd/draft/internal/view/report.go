package view

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/page"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// Report builds the pages of cases.
type Report struct {
	View   *View
	Now    time.Time
	Title  func(store.Letter) string // returns the title of a letter's kind
	Masked bool                      // mask numbers and names
	ForMe  bool                      // the page is for the owner of the case
}

// CaseContent is everything that the page of a case shows.
type CaseContent struct {
	File     *casefile.File
	Deadline casefile.Deadline
	Calendar *workday.Calendar // counts the days of the wait; nil if the Deadline is zero
	Letters  []casefile.Letter
	Exhibits []casefile.Exhibit
	Hide     func(string) string // masks a text if the page is masked
}

// Content returns what the page of a case shows. calendar may be nil if no answer is awaited. The error is that of a record.
func (r *Report) Content(f *casefile.File, calendar *workday.Calendar) (CaseContent, error) {
	c := CaseContent{File: f, Calendar: calendar, Deadline: casefile.DeadlineOf(f.Clock, calendar, r.Now), Hide: Mask(f.Values, r.Masked)}
	var err error
	if c.Letters, err = f.Letters(); err != nil {
		return c, err
	}
	c.Exhibits = casefile.Exhibits(c.Letters, !r.Masked) // numbers in a picture cannot be masked
	return c, nil
}

// CasePage returns the page of a case.
func (r *Report) CasePage(c CaseContent) page.CasePage {
	f, v := c.File, r.View
	p := page.CasePage{
		Lang: v.PageLanguage(), Title: r.Title(f.Letter), Words: r.caseWords(), State: caseStanding(v, f),
		About:   v.Text("report.about", lang.Args{"ID": f.Letter.ID, "At": v.Moment(r.Now)}),
		Urgency: pageUrgency(f.State, c.Deadline.Urgency),
	}
	if r.ForMe {
		p.Next = NextStep(v, f, c.Deadline.Urgency)
	}
	if d := c.Deadline; !d.IsZero() {
		if d.Last.Provisional {
			p.Provisional = v.Text("report.provisional", nil)
		}
		d.Last.Provisional = false // which is shown separately
		p.Deadline = CaseDue(v, f, d.Range)
		p.Days = r.days(f.Clock, c.Calendar)
	}
	if f.AsksMoney() {
		p.Money = r.money(f)
	}
	if r.Masked {
		p.Notes = r.maskedNote()
	}
	for _, e := range f.Entries {
		p.Timeline = append(p.Timeline, r.items(f, e, c.Hide)...)
	}
	for _, fact := range f.Facts {
		if files, ok := fact.Value.(field.FilesValue); ok && len(files.InApp()) == 0 {
			continue // it is shown with the evidence
		}
		p.Facts = append(p.Facts, page.Fact{Label: v.Label(fact.Field.Stated()), Value: c.Hide(v.ShownValue(fact))})
	}
	r.letters(c, &p)
	for _, e := range c.Exhibits {
		p.Evidence = append(p.Evidence, r.evidence(e, c.Hide))
	}
	if r.Masked && len(p.Evidence) > 0 {
		p.Notes = append(p.Notes, page.Note{Text: v.Text("report.masked_pictures", nil)})
	}
	return p
}

// pageUrgency returns the urgency that the page shows for a case.
func pageUrgency(state cases.State, u cases.Urgency) page.Urgency {
	switch {
	case state == cases.Refused:
		return page.Refused
	case state.Over():
		return page.Over
	}
	return page.Urgency(u)
}

// maskedNote returns the note that numbers and names are masked.
func (r *Report) maskedNote() []page.Note {
	return []page.Note{{Text: r.View.Text("report.masked", nil)}}
}

func (r *Report) money(f *casefile.File) *page.Money {
	m := &page.Money{}
	m.Claimed, m.Received, m.Open = r.sums(f)
	for _, e := range f.Entries {
		if e.Paid == nil {
			continue
		}
		p := page.Payment{On: e.Paid.On, Amount: r.yuan(e.Paid.Fen), For: r.View.PaymentsOf(f, e.Paid.For)}
		if e.Paid.To != "" {
			p.To = r.View.Text("case.to."+string(e.Paid.To), nil)
		}
		m.Payments = append(m.Payments, p)
	}
	return m
}

// sums returns what was claimed, what arrived and what is outstanding, as a page shows them.
func (r *Report) sums(f *casefile.File) (claimed, received, open string) {
	if f.Unstated {
		return r.View.Text("report.unstated", nil), r.yuan(f.Received), r.View.Text("report.unstated", nil)
	}
	return r.yuan(int64(f.Claimed)), r.yuan(f.Received), r.yuan(int64(f.Outstanding()))
}

func (r *Report) yuan(fen int64) string {
	text := "0"
	if fen > 0 {
		text = field.MoneyValue(fen).String()
	}
	return text + " " + r.View.Text("word.yuan", nil)
}

// Item returns what happened in one entry, without its promise.
func (r *Report) Item(f *casefile.File, e cases.Entry) page.Item {
	return r.items(f, e, Mask(nil, false))[0]
}

// items returns what happened in one entry.
func (r *Report) items(f *casefile.File, e cases.Entry, hide func(string) string) []page.Item {
	when := r.View.When(e)
	item := page.Item{When: when, Quote: hide(cmp.Or(e.Asked, e.Said))}
	item.Kind, item.What = r.itemWhat(f, e)
	var notes []string
	if e.Agent != "" {
		notes = append(notes, r.View.Text("report.agent", lang.Args{"Text": hide(e.Agent)}))
	}
	if e.Ticket != "" {
		notes = append(notes, r.View.Text("report.ticket", lang.Args{"Text": hide(e.Ticket)}))
	}
	if e.Seat != "" && r.ForMe && !r.Masked { // a page for others does not say who works at the desk
		notes = append(notes, r.View.Text("report.seat", lang.Args{"Text": field.OneLine(e.Seat)}))
	}
	item.Note = strings.Join(notes, r.View.Text("list.separator", nil))
	items := []page.Item{item}
	if e.Promise != nil {
		items = append(items, page.Item{When: when, Kind: page.ItemPromise, What: r.View.Text("report.item_promise", lang.Args{
			"On": e.Promise.On, "Count": e.Promise.Workdays, "Receipt": e.State == cases.Asked,
		})})
	}
	if e.Paid != nil && e.State == cases.Settled {
		items = append(items, page.Item{When: when, Kind: page.ItemState, What: r.View.Text("case.state.settled", nil)})
	}
	return items
}

// itemWhat returns the kind of an entry and its words.
func (r *Report) itemWhat(f *casefile.File, e cases.Entry) (page.ItemKind, string) {
	args := lang.Args{"Via": r.View.Via(e.Via), "State": "", "Count": e.Reminder}
	switch {
	case e.Letter != "" && e.Reminder > 0:
		return page.ItemLetter, r.View.Text("report.item_reminder", args)
	case e.Supplement:
		return page.ItemLetter, r.View.Text("report.item_supplement", args)
	case e.State == cases.Asked:
		return page.ItemAnswer, r.View.Text("report.item_asked", args)
	case e.State == cases.Submitted:
		return page.ItemSubmitted, r.View.Text("report.item_submitted", args)
	case e.State == cases.Answered:
		return page.ItemAnswer, r.View.Text("report.item_answered", args)
	case e.Paid != nil:
		return page.ItemMoney, r.View.Text("report.item_paid", lang.Args{
			"Amount": r.yuan(e.Paid.Fen), "On": e.Paid.On, "For": r.View.PaymentsOf(f, e.Paid.For),
		})
	case e.State != "":
		return page.ItemState, r.View.Text("case.state."+string(e.State), nil)
	}
	return page.ItemAnswer, r.View.Text("report.item_note", args)
}

// longestStrip is the number of days of a wait that are shown.
const longestStrip = 120

// days returns the days of a wait, with the reason why each counts or not.
func (r *Report) days(c cases.Clock, calendar *workday.Calendar) []page.Day {
	v := r.View
	due := c.Due(calendar)
	from := field.Midnight(c.From.In(field.Beijing))
	n, _ := calendar.Between(from, due.Last.Date)
	days := []page.Day{{Date: from, Text: dayText(from, true), Label: v.Text("report.day_start", nil), Kind: page.DayWork}}
	for _, step := range calendar.Explain(from, n) {
		if len(days) == longestStrip {
			break
		}
		d := page.Day{
			Date: step.Date, Text: dayText(step.Date, false), Kind: page.DayWork,
			Due: !step.Date.Before(due.First.Date) && !step.Date.After(due.Last.Date), Last: step.Date.Equal(due.Last.Date),
		}
		switch step.Reason {
		case workday.Weekend:
			d.Kind = page.DayOff
		case workday.DayOff:
			d.Kind = page.DayHoliday
			if step.Holiday != "" {
				d.Label = v.Text("case.holiday."+string(step.Holiday), nil)
			}
		case workday.MakeUp:
			d.Label = v.Text("case.make_up", nil)
		}
		days = append(days, d)
	}
	today := field.Midnight(r.Now.In(field.Beijing))
	for i := range days {
		days[i].Today = days[i].Date.Equal(today)
	}
	return days
}

// dayText returns a date, with its month if it is the first day shown or the first of its month.
func dayText(t time.Time, first bool) string {
	if first || t.Day() == 1 {
		return fmt.Sprintf("%d/%d", t.Month(), t.Day())
	}
	return fmt.Sprint(t.Day())
}

// letters adds the letters of a case to its page. Letters that support does not have are on the owner's page only.
func (r *Report) letters(c CaseContent, p *page.CasePage) {
	v := r.View
	for _, l := range c.Letters {
		shown := page.CaseLetter{Subject: c.Hide(l.Record.Subject), Text: c.Hide(l.Record.Body)}
		args := lang.Args{"Title": r.Title(l.Letter), "At": v.Moment(l.Created)}
		switch {
		case l.State != cases.Prepared:
			args["Status"] = v.Text("report.letter_written", nil)
			if len(l.Submissions) > 0 {
				first := l.Submissions[0]
				args["At"], args["Status"] = v.When(first), v.Text("report.item_submitted", lang.Args{"Via": v.Via(first.Via)})
			}
			for _, part := range l.PastedParts() {
				shown.App = append(shown.App, c.Hide(part))
			}
			shown.Title = v.Text("report.letter", args)
			p.Letters = append(p.Letters, shown)
		case r.ForMe:
			args["Status"] = v.Standing(l.State, l.Status)
			shown.Title = v.Text("report.letter", args)
			p.Unsent = append(p.Unsent, shown)
		}
	}
}

// evidence returns a file for the page. The digest is that of the file when the letter was written.
func (r *Report) evidence(x casefile.Exhibit, hide func(string) string) page.Evidence {
	e := page.Evidence{Name: hide(x.Name), Digest: x.Digest, Note: r.ExhibitNote(x)}
	if x.Problem == casefile.NoProblem || x.Problem == casefile.ProblemUnshown {
		e.Size = Size(x.Size)
	}
	for _, picture := range x.Pictures {
		e.Pictures = append(e.Pictures, page.Picture(picture))
	}
	return e
}

// ExhibitNote returns why a file is not shown; "" if it is.
func (r *Report) ExhibitNote(x casefile.Exhibit) string {
	if x.Problem == casefile.NoProblem {
		return ""
	}
	return r.View.Text("report.evidence_"+string(x.Problem), nil)
}

func (r *Report) caseWords() page.CaseWords {
	word := func(id string) string { return r.View.Text("report.word_"+id, nil) }
	var weekdays [7]string
	copy(weekdays[:], strings.Fields(word("weekdays")))
	return page.CaseWords{
		State: word("state"), Deadline: word("deadline"), Next: word("next"), Claimed: word("claimed"), Received: word("received"),
		Open: word("open"), Timeline: word("timeline"), Calendar: word("calendar"), Weekdays: weekdays,
		Legend: page.CalendarLegend{Due: word("legend_due"), Holiday: word("legend_holiday"), Off: word("legend_off"), Today: word("legend_today")},
		Facts:  word("facts"), Payments: word("payments"), On: word("on"), To: word("to"), Amount: word("amount"),
		NotGiven: word("not_given"), Evidence: word("evidence"), Digest: word("digest"),
		Letters: word("letters"), Unsent: word("unsent"), App: word("app"), Whole: word("whole"),
	}
}
