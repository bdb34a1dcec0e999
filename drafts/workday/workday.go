// Package workday counts Chinese working days. It skips weekends and public holidays, and counts the make-up days (调休), which are weekend
// days on which people work. It has the lists of the years that were announced, and marks a result as provisional if a list that is not
// announced yet may change it.
package workday

import (
	_ "embed" // for holidays.json
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"
)

// holidaysJSON has the days off and the make-up days of 2024 to 2026 as the State Council announced them (国务院办公厅关于部分节假日安排的通知).
// Two public data sets agreed with it on 2026-11-20. The list of a year is announced in the autumn before; add it to the file.
//
//go:embed holidays.json
var holidaysJSON []byte

// Announced returns the calendar of the embedded lists. It panics if they have a fault.
var Announced = sync.OnceValue(func() *Calendar {
	c, err := Read("holidays.json", holidaysJSON, nil)
	if err != nil {
		panic(fmt.Errorf("the embedded calendar: %w", err))
	}
	return c
})

// Calendar is a set of lists of days off and make-up days by year. In a year without a list only weekends are days off. It is
// immutable.
type Calendar struct {
	years  []int       // the years that have a list
	listed []listedDay // sorted, without duplicates
}

// listedDay is a day off or a make-up day.
type listedDay struct {
	day   int
	year  int // the year of its list
	works bool
}

// Day is the result of a count.
type Day struct {
	Date time.Time // the start of the day in China
	// Provisional is set if the list of one of the counted years is not announced, so that the date may change.
	Provisional bool
}

// Range is a range of days, both ends included.
type Range struct{ First, Last Day }

// Add returns the n-th working day after the date of from in China. Day 1 is the next working day. If n is less than 1, Add returns the
// date of from.
func (c *Calendar) Add(from time.Time, n int) Day {
	start := Number(from)
	w := c.walk(start)
	for ; n > 0; n-- {
		if len(w.rest) == 0 && n > 5 { // no listed days are left, so each week has five working days
			weeks := (n - 1) / 5
			w.day, n = w.day+7*weeks, n-5*weeks
		}
		w.nextWorking()
	}
	return Day{Date: Date(w.day), Provisional: c.provisional(start, w.day)}
}

// LastYear returns the last year that has a list, or 0 if none has.
func (c *Calendar) LastYear() int { return slices.Max(append([]int{0}, c.years...)) }

// Within returns the range between two working days, both counted from the same time.
func (c *Calendar) Within(from time.Time, first, last int) Range {
	return Range{First: c.Add(from, first), Last: c.Add(from, last)}
}

// Between returns the number of working days after the date of from, up to and including the date of to. It is 0 if to is not later.
// Add(from, n) is the first day for which it is n.
func (c *Calendar) Between(from, to time.Time) (n int, provisional bool) {
	start, end := Number(from), Number(to)
	for w := c.walk(start); w.day < end; {
		if w.next() {
			n++
		}
	}
	return n, c.provisional(start, end)
}

// newYear is the number of days before 1 January that the list of the next year may contain, because the New Year holiday and its make-up
// days may be in December.
const newYear = 7

// provisional reports whether a list that is not announced may change one of the days after start, up to end.
func (c *Calendar) provisional(start, end int) bool {
	if end <= start {
		return false
	}
	for year, last := Date(start+1).Year(), Date(end+newYear).Year(); year <= last; year++ {
		if !slices.Contains(c.years, year) {
			return true
		}
	}
	return false
}

// walker iterates over the days of a calendar.
type walker struct {
	day  int
	rest []listedDay // the listed days after day
}

func (c *Calendar) walk(day int) walker {
	i := sort.Search(len(c.listed), func(i int) bool { return c.listed[i].day > day })
	return walker{day, c.listed[i:]}
}

// next moves to the next day and reports whether it is a working day.
func (w *walker) next() bool {
	w.day++
	if len(w.rest) > 0 && w.rest[0].day == w.day {
		works := w.rest[0].works
		w.rest = w.rest[1:]
		return works
	}
	return !isWeekend(w.day)
}

// nextWorking moves to the next working day.
func (w *walker) nextWorking() {
	for works := false; !works; {
		works = w.next()
	}
}

// Days are numbered from 1970-01-01 in China, which has had no daylight saving time since 1991.

const (
	secondsOfDay = 24 * 60 * 60
	offset       = 8 * 60 * 60 // the offset of China from UTC in seconds
)

var china = time.FixedZone("UTC+8", offset)

// Number returns the number of the day in China at a time; 1970-01-01 has the number 0.
func Number(t time.Time) int {
	seconds := t.Unix() + offset
	day := seconds / secondsOfDay
	if seconds < day*secondsOfDay {
		day--
	}
	return int(day)
}

// Date returns the start, in China, of the day with a number.
func Date(day int) time.Time { return time.Unix(int64(day)*secondsOfDay-offset, 0).In(china) }

// isWeekend reports whether a day is a Saturday or Sunday. Day 2 was the first Saturday.
func isWeekend(day int) bool { return ((day-2)%7+7)%7 < 2 }
