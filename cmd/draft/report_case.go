package main

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/page"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// one writes the page of one case.
func (r *reportOptions) one(id string) error {
	if err := r.check(); err != nil {
		return err
	}
	c, err := r.app.openCase(id)
	if err != nil {
		return err
	}
	p, err := r.casePage(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.Case(&b, p); err != nil {
		return err
	}
	return r.give(b.Bytes())
}

func (r *reportOptions) casePage(c *caseFile) (page.CasePage, error) {
	hide := view.Mask(c.values, r.masked)
	due, urgency, err := r.app.due(c.Clock)
	if err != nil {
		return page.CasePage{}, err
	}
	p := page.CasePage{
		Lang: r.app.view.PageLanguage(), Title: r.app.title(c.letter, r.titles), Words: r.caseWords(), State: word(r.app.view, c),
		About:   r.app.view.Text("report.about", lang.Args{"ID": c.letter.ID, "At": r.app.view.Moment(r.app.now())}),
		Urgency: pageUrgency(c.State, urgency),
	}
	if r.forMe {
		p.Next = nextStepText(r.app.view, c, urgency)
	}
	if due != nil {
		p.Deadline = dueText(r.app.view, c, view.DeadlineObject{First: due.First, Last: due.Last})
		if due.Provisional {
			p.Provisional = r.app.view.Text("report.provisional", nil)
		}
		if p.Days, err = r.days(c.Clock); err != nil {
			return p, err
		}
	}
	if c.money() {
		p.Money = r.money(c)
	}
	if r.masked {
		p.Notes = r.maskedNote()
	}
	for _, e := range c.Entries {
		p.Timeline = append(p.Timeline, r.items(e, hide)...)
	}
	for _, f := range c.facts {
		if _, ok := f.Value.(field.FilesValue); ok {
			continue // among the evidence
		}
		p.Facts = append(p.Facts, page.Fact{Label: r.app.view.Label(f.Field.Stated()), Value: hide(r.app.view.ShownValue(f))})
	}
	return p, r.letters(c, &p, hide)
}

// pageUrgency is how a case stands out.
func pageUrgency(state cases.State, u cases.Urgency) page.Urgency {
	switch {
	case state.Over():
		return page.Over
	}
	return page.Urgency(u)
}

func (r *reportOptions) money(c *caseFile) *page.Money {
	m := &page.Money{}
	m.Claimed, m.Received, m.Open = r.sums(c)
	for _, e := range c.Entries {
		if e.Paid == nil {
			continue
		}
		p := page.Payment{On: e.Paid.On, Amount: r.yuan(e.Paid.Fen)}
		if e.Paid.To != "" {
			p.To = r.app.view.Text("case.to."+string(e.Paid.To), nil)
		}
		m.Payments = append(m.Payments, p)
	}
	return m
}

// sums are what was asked for, what arrived and what is open, as a page shows them.
func (r *reportOptions) sums(c *caseFile) (claimed, received, open string) {
	if c.unstated {
		return r.app.view.Text("report.unstated", nil), r.yuan(c.Received), r.app.view.Text("report.unstated", nil)
	}
	return r.yuan(int64(c.claimed)), r.yuan(c.Received), r.yuan(int64(c.rest()))
}

func (r *reportOptions) yuan(n int64) string {
	text := "0"
	if n > 0 {
		text = field.MoneyValue(n).String()
	}
	return text + " " + r.app.view.Text("word.yuan", nil)
}

// items tell what happened in one entry.
func (r *reportOptions) items(e cases.Entry, hide func(string) string) []page.Item {
	via := ""
	if e.Via != "" {
		via = r.app.view.Text("case.via."+string(e.Via), nil)
	}
	when := r.app.view.ShownValue(letter.Fact{Value: entryAt(e)})
	item := page.Item{When: when, Kind: page.ItemState, Quote: hide(cmp.Or(e.Asked, e.Said))}
	args := lang.Args{"Via": via, "State": "", "Count": e.Reminder}
	switch {
	case e.Letter != "" && e.Reminder > 0:
		item.Kind, item.What = page.ItemLetter, r.app.view.Text("report.item_reminder", args)
	case e.Supplement:
		item.Kind, item.What = page.ItemLetter, r.app.view.Text("report.item_supplement", args)
	case e.State == cases.Asked:
		item.Kind, item.What = page.ItemAnswer, r.app.view.Text("report.item_asked", args)
	case e.State == cases.Submitted:
		item.Kind, item.What = page.ItemSubmitted, r.app.view.Text("report.item_submitted", args)
	case e.State == cases.Answered:
		item.Kind, item.What = page.ItemAnswer, r.app.view.Text("report.item_answered", args)
	case e.Paid != nil:
		item.Kind, item.What = page.ItemMoney, r.app.view.Text("report.item_paid", lang.Args{"Amount": r.yuan(e.Paid.Fen), "On": e.Paid.On})
	case e.State != "":
		item.What = r.app.view.Text("case.state."+string(e.State), nil)
	default:
		item.Kind, item.What = page.ItemAnswer, r.app.view.Text("report.item_note", args)
	}
	var notes []string
	if e.Agent != "" {
		notes = append(notes, r.app.view.Text("report.agent", lang.Args{"Text": hide(e.Agent)}))
	}
	if e.Ticket != "" {
		notes = append(notes, r.app.view.Text("report.ticket", lang.Args{"Text": hide(e.Ticket)}))
	}
	item.Note = strings.Join(notes, r.app.view.Text("list.separator", nil))
	items := []page.Item{item}
	if e.Promise != nil {
		items = append(items, page.Item{When: when, Kind: page.ItemPromise, What: r.app.view.Text("report.item_promise", lang.Args{
			"On": e.Promise.On, "Count": e.Promise.Workdays, "Receipt": e.State == cases.Asked,
		})})
	}
	if e.Paid != nil && e.State == cases.Settled {
		items = append(items, page.Item{When: when, Kind: page.ItemState, What: r.app.view.Text("case.state.settled", nil)})
	}
	return items
}

// longestStrip is how many days of a wait are shown.
const longestStrip = 120

// days are those of a wait, with what makes each of them count or not.
func (r *reportOptions) days(c cases.Clock) ([]page.Day, error) {
	calendar, err := r.app.config.Calendar()
	if err != nil {
		return nil, err
	}
	due := c.Due(calendar)
	from := field.Midnight(c.From.In(field.Beijing))
	n, _ := calendar.Between(from, due.Last.Date)
	days := []page.Day{{Date: from, Text: dayText(from, true), Label: r.app.view.Text("report.day_start", nil), Kind: page.DayWork}}
	today := field.Midnight(r.app.now().In(field.Beijing))
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
				d.Label = r.app.view.Text("case.holiday."+string(step.Holiday), nil)
			}
		case workday.MakeUp:
			d.Label = r.app.view.Text("case.make_up", nil)
		}
		days = append(days, d)
	}
	for i := range days {
		days[i].Today = days[i].Date.Equal(today)
	}
	return days, nil
}

// dayText is a day in the calendar: its month too where one begins.
func dayText(t time.Time, first bool) string {
	if first || t.Day() == 1 {
		return fmt.Sprintf("%d/%d", t.Month(), t.Day())
	}
	return fmt.Sprint(t.Day())
}

// letters adds the letters of a case and their evidence. Letters that did not go out are on the owner's page only.
func (r *reportOptions) letters(c *caseFile, p *page.CasePage, hide func(string) string) error {
	var files [][]drafts.RecordFile
	for i, l := range append([]store.Letter{c.letter}, c.letters...) {
		content, err := l.Record()
		if err != nil {
			return r.app.storeError(err)
		}
		out := c.out(l)
		if out || i == 0 {
			files = append(files, content.Files)
		}
		shown := page.CaseLetter{Subject: hide(content.Subject), Text: hide(content.Body)}
		switch {
		case out:
			args := lang.Args{"Title": r.app.title(l, r.titles), "At": r.app.view.Moment(l.Created), "Status": r.app.view.Text("report.letter_written", nil)}
			for n, e := range c.submissions(l.ID) {
				via := ""
				if e.Via != "" {
					via = r.app.view.Text("case.via."+string(e.Via), nil)
				}
				if n == 0 {
					args["At"] = r.app.view.ShownValue(letter.Fact{Value: entryAt(e)})
					args["Status"] = r.app.view.Text("report.item_submitted", lang.Args{"Via": via})
				}
				if e.Via == cases.App && shown.App == nil {
					for _, part := range letter.Fit(r.app.keptWords(l, content).composed.Sentences, content.Limit).Parts {
						shown.App = append(shown.App, hide(part))
					}
				}
			}
			shown.Title = r.app.view.Text("report.letter", args)
			p.Letters = append(p.Letters, shown)
		case r.forMe:
			shown.Title = r.app.view.Text("report.letter", lang.Args{
				"Title": r.app.title(l, r.titles), "At": r.app.view.Moment(l.Created), "Status": r.app.view.Text(view.StandingID(c.stateOf(l), l.Status), nil),
			})
			p.Unsent = append(p.Unsent, shown)
		}
	}
	p.Evidence = r.evidence(files, hide)
	if r.masked && len(p.Evidence) > 0 {
		p.Notes = append(p.Notes, page.Note{Text: r.app.view.Text("report.masked_pictures", nil)})
	}
	return nil
}

// out reports whether support has a letter of the case: it was sent or noted as submitted. The first letter was
// submitted also if something happened that nobody could have done without it.
func (c *caseFile) out(l store.Letter) bool {
	return c.submitted(l.ID) || l.ID == c.letter.ID && c.State != cases.Prepared
}

// submissions returns the entries that tell of the submission of a letter.
func (c *caseFile) submissions(id string) []cases.Entry {
	var entries []cases.Entry
	for _, e := range c.Entries {
		if (e.State == cases.Submitted || e.Submits) && (e.Letter == id || e.Letter == "" && id == c.letter.ID) {
			entries = append(entries, e)
		}
	}
	return entries
}

func (r *reportOptions) caseWords() page.CaseWords {
	word := func(id string) string { return r.app.view.Text("report.word_"+id, nil) }
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
