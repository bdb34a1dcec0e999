// Package workday counts Chinese working days: all days except weekends and public holidays, and the make-up days (调休), which are
// weekend days worked in exchange for a holiday. Every result says whether the list of a year that is not announced yet may change it.
package workday

import (
	_ "embed" // for holidays.json
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"
)

// holidays.json has the days off and the make-up days of 2024 to 2026 as announced by the State Council (国务院办公厅关于部分节假日安排的
// 通知). They were compared with two public data sets on 2026-11-20. The list of a year is announced in the autumn before; add it there.
//
//go:embed holidays.json
var announced []byte

// Announced returns the embedded calendar.
var Announced = sync.OnceValue(func() *Calendar {
	c, err := Read("holidays.json", announced, nil)
	if err != nil {
		panic(fmt.Errorf("the embedded calendar: %w", err))
	}
	return c
})

// Calendar distinguishes working days from other days. In a year without a list, only weekends are days off. It is immutable, and safe
// for concurrent use.
type Calendar struct {
	years  []int       // with a list
	listed []listedDay // in order, each day once
}

// listedDay is a day off or a make-up day.
type listedDay struct {
	day   int
	year  int // whose list has the day
	works bool
}

// Day is the result of a count.
type Day struct {
	Date time.Time // midnight in China
	// Provisional reports whether the date may change, because the count includes a year whose list is not announced.
	Provisional bool
}

// Range is a range of days, both ends included.
type Range struct{ First, Last Day }

// Add returns the n-th working day after the date of from in China. Day 1 is the next working day. If n is less than 1, it returns the
// date of from.
func (c *Calendar) Add(from time.Time, n int) Day {
	start := Number(from)
	w := c.walk(start)
	for ; n > 0; n-- {
		if len(w.rest) == 0 && n > 5 { // no listed days are left, so every week has five working days
			weeks := (n - 1) / 5
			w.day, n = w.day+7*weeks, n-5*weeks
		}
		w.nextWorking()
	}
	return Day{Date: Date(w.day), Provisional: c.provisional(start, w.day)}
}

// Within returns the range from the first to the last working day after the date of from.
func (c *Calendar) Within(from time.Time, first, last int) Range {
	return Range{First: c.Add(from, first), Last: c.Add(from, last)}
}

// Between returns the number of working days after the date of from, up to and including the date of to; 0 if to is not later. Add(from,
// n) is the first day for which it is n.
func (c *Calendar) Between(from, to time.Time) (n int, provisional bool) {
	start, end := Number(from), Number(to)
	for w := c.walk(start); w.day < end; {
		if w.next() {
			n++
		}
	}
	return n, c.provisional(start, end)
}

// newYear is the number of days before 1 January that the list of the new year may include, because its first holiday may begin in
// December and have a make-up day on the weekend before.
const newYear = 7

// provisional reports whether a list that is not announced may include days after start, up to end.
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
	rest []listedDay // those after day
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
	return !weekend(w.day)
}

// nextWorking moves to the next working day.
func (w *walker) nextWorking() {
	for works := false; !works; {
		works = w.next()
	}
}

// A day is represented by the number of days since 1970-01-01 in China, which has not changed its time zone since 1991.

const (
	secondsOfDay = 24 * 60 * 60
	offset       = 8 * 60 * 60 // of China to UTC, in seconds
)

var china = time.FixedZone("UTC+8", offset)

// Number returns the day number of the date of t in China.
func Number(t time.Time) int {
	seconds := t.Unix() + offset
	day := seconds / secondsOfDay
	if seconds < day*secondsOfDay {
		day--
	}
	return int(day)
}

// Date returns midnight in China of the day with a number.
func Date(day int) time.Time { return time.Unix(int64(day)*secondsOfDay-offset, 0).In(china) }

// weekend reports whether a day is a Saturday or Sunday. Day 2 was a Saturday.
func weekend(day int) bool { return ((day-2)%7+7)%7 < 2 }
