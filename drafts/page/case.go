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

// CasePage is what the page of one case shows. Empty lists and texts leave their section out. Every text is as its
// reader is to see it: dates, amounts and what is masked are the caller's.
type CasePage struct {
	// Lang is the language of Words and of the texts that are not Chinese by nature, as HTML names it: zh-CN or en. What
	// support said, the facts and the letters are zh-CN in both.
	Lang  string
	Title string
	Words CaseWords

	About string // a line under the title: the ID of the case, its kind, when the page was made
	State string
	// Urgency says how State and Deadline stand out.
	Urgency  Urgency
	Deadline string // by when an answer is due: a day or a range; "" where none is waited for
	// Provisional says that the calendar of the deadline is not announced; "" where it is.
	Provisional string
	// Next is what the owner of the case may do now. It is on the screen only, never in print; "" on a page for others.
	Next string
	// Money is nil where the case is not about money.
	Money *Money
	Notes []Note

	Timeline []Item // in time order
	Days     []Day  // one after the other, at most a few months of them
	Facts    []Fact
	Evidence []Evidence
	Letters  []CaseLetter // in the order they went out
	// Unsent are letters that did not go out. They are on the screen only, as Next is; empty on a page for others.
	Unsent []CaseLetter
}

// Urgency says how much a case stands out.
type Urgency string

// What a case can be: Late past its last day, Today on it, Soon shortly before, Waiting else; Yours where support has
// answered, Over where nothing is left to do. An empty one is plain.
const (
	Late    Urgency = "late"
	Today   Urgency = "today"
	Soon    Urgency = "soon"
	Waiting Urgency = "waiting"
	Yours   Urgency = "yours"
	Over    Urgency = "over"
)

// Money is what was asked for and what came.
type Money struct {
	Claimed, Received, Open string
	Payments                []Payment // in time order
}

// Payment is money that came.
type Payment struct {
	On     string
	To     string // where it went: the original way or the wallet; "" where nobody noted it
	Amount string
}

// Item is one thing that happened, or the deadline that is to come.
type Item struct {
	When  string
	What  string
	Quote string // of support, word for word; quotation marks are the page's
	// Note holds what belongs to it in a few words: the number of the agent, the ticket, the promised date.
	Note string
	Kind ItemKind
}

// ItemKind chooses the mark of an item.
type ItemKind string

// The kinds of item. A Deadline has not come yet.
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
	Date time.Time // decides where it stands; read in its own location
	// Text is the date as it is printed: the day alone, with its month where one begins: 20, 10/1. There is room for five
	// letters.
	Text  string
	Label string // what is special about it: 提交, 国庆节, 补班, 截止; "" else. Four characters fit a line.
	Kind  DayKind
	Due   bool // within the deadline, working day or not
	Last  bool // the last day of the deadline
	Today bool
}

// DayKind says whether a day counts.
type DayKind string

// The kinds of day. A weekend that is worked in exchange is a DayWork.
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
	Note   string // why it is not shown: it is missing, or was changed; "" else
	// Pictures show the file, one below the other; empty where it is not an image.
	Pictures []Picture
}

// Picture is an image. Data is a PNG or a JPEG file, which goes into the page.
type Picture struct {
	Data          []byte
	Width, Height int
}

// CaseLetter is a letter of the case.
type CaseLetter struct {
	Title   string // what it is to the case, and when it went: 第一次催办 · 2026年11月26日
	Subject string
	Text    string // its line breaks are kept
	// App are the texts that were pasted into the app in place of Text; empty for a letter that went another way.
	App []string
}

// CaseWords are the labels of the page. Each must be given but those of what is left out.
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
	App, Whole               string // heads of CaseLetter.App and of the Text that stands below it
}

// CalendarLegend explains the calendar.
type CalendarLegend struct{ Due, Holiday, Off, Today string }

// Case writes the page of one case. The same page gives the same bytes. An error is that of w.
func Case(w io.Writer, p CasePage) error {
	in := caseInline()
	if slices.ContainsFunc(p.Evidence, func(e Evidence) bool { return len(e.Pictures) > 0 }) {
		in.Policy += "; img-src data:"
	}
	return write(w, caseTemplate(), struct {
		CasePage
		inline
	}{p, in})
}

var (
	caseTemplate = sync.OnceValue(func() *template.Template {
		return parse("case.tmpl", template.FuncMap{"weeks": weeks, "class": class, "legend": legend, "inlined": inlinedPicture})
	})
	caseInline = sync.OnceValue(func() inline { return inlined("", "report.css", "case.css") })
)

// inlinedPicture is the address of a picture that is in the page itself.
func inlinedPicture(p Picture) template.URL {
	kind := "image/jpeg"
	if bytes.HasPrefix(p.Data, []byte("\x89PNG")) {
		kind = "image/png"
	}
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(p.Data))
}

// weeks puts the days into rows from Monday to Sunday. Where there is no day, a row has nil.
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

// class gives the style of a day.
func class(d *Day) string {
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

// mark is a style of the calendar, and what it says.
type mark struct{ Class, Word string }

// legend explains the styles that the calendar shows, and no other.
func legend(days []Day, words CalendarLegend) []mark {
	var marks []mark
	for _, m := range []struct {
		mark
		has func(Day) bool
	}{
		{mark{"due", words.Due}, func(d Day) bool { return d.Due }},
		{mark{"holiday", words.Holiday}, func(d Day) bool { return d.Kind == DayHoliday }},
		{mark{"off", words.Off}, func(d Day) bool { return d.Kind == DayOff }},
		{mark{"today", words.Today}, func(d Day) bool { return d.Today }},
	} {
		if slices.ContainsFunc(days, m.has) {
			marks = append(marks, m.mark)
		}
	}
	return marks
}
