package page

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// CasePage is the content of the page of one case. A section without content is left out. The caller formats dates and amounts, and
// masks what is private.
type CasePage struct {
	// Lang is the language of Words as an HTML lang attribute: zh-CN or en. The words of support, the facts and the letters are always
	// zh-CN.
	Lang  string
	Title string
	Words CaseWords

	About string // a line under the title: the ID of the case, its kind, when the page was made
	State string
	// Urgency is the highlighting of State and Deadline.
	Urgency  Urgency
	Deadline string // the day or days by which an answer is due; "" if none is expected
	// Provisional is the mark of a deadline in a year whose public holidays are not announced; "" for other deadlines.
	Provisional string
	// Next is the suggested next step for the owner of the case. It is not printed. It is "" on a page for others.
	Next string
	// Money is nil if the case is not about money.
	Money *Money
	Notes []Note

	Timeline []Item // in time order
	Days     []Day  // consecutive, at most a few months
	Facts    []Fact
	Evidence []Evidence
	Letters  []CaseLetter // in the order they were sent
	// Unsent are letters that were not sent. They are not printed. It is empty on a page for others.
	Unsent []CaseLetter
}

// Urgency is the highlighting of a case. If it is empty, the case is not highlighted.
type Urgency string

// A case is Late after its last day, Today on that day, Soon shortly before it, and Waiting otherwise. It is Yours if support
// answered, Refused if they refused, and Over if it is closed.
const (
	Late    Urgency = "late"
	Today   Urgency = "today"
	Soon    Urgency = "soon"
	Waiting Urgency = "waiting"
	Yours   Urgency = "yours"
	Refused Urgency = "refused"
	Over    Urgency = "over"
)

// Money is the sum asked for and what was received of it.
type Money struct {
	Claimed, Received, Open string
	Payments                []Payment // in time order
}

// Payment is money that was received.
type Payment struct {
	On     string
	To     string // the way of the refund: the original one or the wallet; "" if it was not noted
	Amount string
	For    string // the payments that it is for: 第1、3笔; "" if it is not known
}

// Item is an event of a case, or its next deadline.
type Item struct {
	When  string
	What  string
	Quote string // the exact words of support, without quotation marks
	Note  string // such as the number of the agent, the ticket, the promised date
	Kind  ItemKind
}

// ItemKind selects the symbol of an item.
type ItemKind string

// The kinds of item. An ItemDeadline is in the future.
const (
	ItemSubmitted ItemKind = "submitted"
	ItemAnswer    ItemKind = "answer"
	ItemPromise   ItemKind = "promise"
	ItemMoney     ItemKind = "money"
	ItemLetter    ItemKind = "letter"
	ItemState     ItemKind = "state"
	ItemDeadline  ItemKind = "deadline"
)

// Day is a day of the calendar, which has a row for each week from Monday on.
type Day struct {
	Date  time.Time // determines the cell, by the weekday in its own location
	Text  string    // the date in the cell, at most five letters: 20, 10/1
	Label string    // a note such as 提交, 国庆节, 补班, 截止, or ""; four characters fit on a line
	Kind  DayKind
	Due   bool // within the deadline, working day or not
	Last  bool // the last day of the deadline
	Today bool
}

// DayKind is the kind of a day.
type DayKind string

// The kinds of day. A weekend day that is a working day in exchange for a holiday is a DayWork.
const (
	DayWork    DayKind = "work"
	DayOff     DayKind = "off" // a weekend
	DayHoliday DayKind = "holiday"
)

// Evidence is a file that supports the case.
type Evidence struct {
	Name   string
	Size   string
	Digest string // SHA-256 in hexadecimal
	Note   string // why the file is not shown, such as that it is missing or was changed; else ""
	// Pictures show the file, one below the other. It is empty if the file is not an image.
	Pictures []Picture
}

// Picture is an image that is embedded in the page. Data is a PNG or a JPEG file.
type Picture struct {
	Data          []byte
	Width, Height int
}

// CaseLetter is a letter of the case.
type CaseLetter struct {
	Title   string // its role in the case and when it was sent: 第一次催办 · 2026年11月26日
	Subject string
	Text    string // with its line breaks
	// App are the texts that were pasted into the app instead of Text. It is empty for a letter that was not sent through the app.
	App []string
}

// CaseWords are the labels of the page. Those of sections that are left out may be empty.
type CaseWords struct {
	State, Deadline, Next    string
	Claimed, Received, Open  string
	Timeline, Calendar       string
	Weekdays                 [7]string // from Monday on, short
	Legend                   CalendarLegend
	Facts                    string
	Payments, On, To, Amount string
	NotGiven                 string // for a payment whose To is empty
	Evidence                 string
	Digest                   string
	Letters, Unsent          string
	App, Whole               string // headings of CaseLetter.App and of the Text below it
}

// CalendarLegend explains the calendar.
type CalendarLegend struct{ Due, Holiday, Off, Today string }

// Case writes the page of one case. The same page gives the same bytes. The error is that of w.
func Case(w io.Writer, p CasePage) error {
	a := caseAssets()
	if slices.ContainsFunc(p.Evidence, func(e Evidence) bool { return len(e.Pictures) > 0 }) {
		a.Policy += "; img-src data:"
	}
	return write(w, caseTemplate(), struct {
		CasePage
		assets
	}{p, a})
}

var (
	caseTemplate = sync.OnceValue(func() *template.Template {
		return parse("case.tmpl", template.FuncMap{"inlined": dataURL})
	})
	caseAssets = sync.OnceValue(func() assets { return newAssets("", "report.css", "case.css") })
)

// dataURL returns the data URL of a picture.
func dataURL(p Picture) template.URL {
	kind := "image/jpeg"
	if bytes.HasPrefix(p.Data, []byte("\x89PNG")) {
		kind = "image/png"
	}
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(p.Data))
}

// weeks returns rows of days from Monday to Sunday. A cell without a day is nil.
func weeks(days []Day) [][7]*Day {
	var rows [][7]*Day
	last := 7 // column of the day before
	for i := range days {
		column := (int(days[i].Date.Weekday()) + 6) % 7
		if column <= last {
			rows = append(rows, [7]*Day{})
		}
		rows[len(rows)-1][column] = &days[i]
		last = column
	}
	return rows
}

// dayClass returns the CSS classes of a day.
func dayClass(d *Day) string {
	names := []string{string(d.Kind)}
	if d.Due {
		names = append(names, "due")
	}
	if d.Last {
		names = append(names, "last")
	}
	if d.Today {
		names = append(names, "today")
	}
	return strings.Join(names, " ")
}

// legendEntry explains a CSS class of the calendar.
type legendEntry struct{ Class, Word string }

// legend returns the entries for the classes that occur in the calendar.
func legend(days []Day, words CalendarLegend) []legendEntry {
	var marks []legendEntry
	for _, m := range []struct {
		legendEntry
		has func(Day) bool
	}{
		{legendEntry{"due", words.Due}, func(d Day) bool { return d.Due }},
		{legendEntry{"holiday", words.Holiday}, func(d Day) bool { return d.Kind == DayHoliday }},
		{legendEntry{"off", words.Off}, func(d Day) bool { return d.Kind == DayOff }},
		{legendEntry{"today", words.Today}, func(d Day) bool { return d.Today }},
	} {
		if slices.ContainsFunc(days, m.has) {
			marks = append(marks, m.legendEntry)
		}
	}
	return marks
}
