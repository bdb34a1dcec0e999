// Package workday counts Chinese working days: weekends and public holidays are left out, and the weekend days that are
// worked in exchange (调休) are counted. It knows the years whose lists have been announced, and says of every result
// whether one that is still to come may change it. It knows no letter, no disk and no clock, and words nothing.
package workday

import (
	_ "embed" // for holidays.json
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"
)

// holidays.json holds the days off and the make-up days of 2024 to 2026 as the State Council announced them (国务院办公厅
// 关于部分节假日安排的通知), checked between two public data sets that agree, on 2026-11-20. The list of a year comes out
// in the autumn before: add it there.
//
//go:embed holidays.json
var announced []byte

// Announced is the calendar of the lists that are part of the program. A fault in them is one of the program.
var Announced = sync.OnceValue(func() *Calendar {
	c, err := Read("holidays.json", announced, nil)
	if err != nil {
		panic(fmt.Errorf("the embedded calendar: %w", err))
	}
	return c
})

// Calendar tells working days from others. A year that it has no list of has its weekends alone. It does not change, so
// several goroutines may use it.
type Calendar struct {
	years  []int       // that have a list
	listed []listedDay // in order, each day once
}

// listedDay is a day that is not what its weekday says.
type listedDay struct {
	day   int
	year  int // of the list that says so
	works bool
}

// Day is a date that was counted to.
type Day struct {
	Date time.Time // its first moment, in China
	// Provisional says that the list of a year that the count went through is not announced: the date may change.
	Provisional bool
}

// Range is from one day to another, both included.
type Range struct{ First, Last Day }

// Add gives the n-th working day after the date that it is in China at the moment from. Day 1 is the next working day;
// with an n below 1 it is the date itself.
func (c *Calendar) Add(from time.Time, n int) Day {
	start := Number(from)
	w := c.walk(start)
	for ; n > 0; n-- {
		if len(w.rest) == 0 && n > 5 { // weekends alone are left: whole weeks of five working days
			weeks := (n - 1) / 5
			w.day, n = w.day+7*weeks, n-5*weeks
		}
		w.nextWorking()
	}
	return Day{Date: Date(w.day), Provisional: c.provisional(start, w.day)}
}

// Within gives the range from one working day to another, both counted from the same moment.
func (c *Calendar) Within(from time.Time, first, last int) Range {
	return Range{First: c.Add(from, first), Last: c.Add(from, last)}
}

// Between gives how many working days have passed: those after the date of from, up to that of to with it. It is 0 where
// to is not later. Add(from, n) is the first day on which n have passed.
func (c *Calendar) Between(from, to time.Time) (n int, provisional bool) {
	start, end := Number(from), Number(to)
	for w := c.walk(start); w.day < end; {
		if w.next() {
			n++
		}
	}
	return n, c.provisional(start, end)
}

// newYear is how many days before 1 January can be in the list of the next year. The holiday of the New Year may begin in
// December, and be made up for on the last weekend before it.
const newYear = 7

// provisional tells whether a list that is not announced may change what the days after start are, up to end.
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

// walker goes through the days of a calendar.
type walker struct {
	day  int
	rest []listedDay // after day
}

func (c *Calendar) walk(day int) walker {
	i := sort.Search(len(c.listed), func(i int) bool { return c.listed[i].day > day })
	return walker{day, c.listed[i:]}
}

// next goes to the next day, and tells whether it is a working day.
func (w *walker) next() bool {
	w.day++
	if len(w.rest) > 0 && w.rest[0].day == w.day {
		works := w.rest[0].works
		w.rest = w.rest[1:]
		return works
	}
	return !weekend(w.day)
}

// nextWorking goes to the next working day.
func (w *walker) nextWorking() {
	for works := false; !works; {
		works = w.next()
	}
}

// A day is the number of days from 1970-01-01 in China, whose clock has not changed since 1991.

const (
	secondsOfDay = 24 * 60 * 60
	offset       = 8 * 60 * 60 // of China from UTC, in seconds
)

var china = time.FixedZone("UTC+8", offset)

// Number counts the days from 1970-01-01 to the date that it is in China at a moment.
func Number(t time.Time) int {
	seconds := t.Unix() + offset
	day := seconds / secondsOfDay
	if seconds < day*secondsOfDay {
		day--
	}
	return int(day)
}

// Date is the first moment, in China, of the day that has a number.
func Date(day int) time.Time { return time.Unix(int64(day)*secondsOfDay-offset, 0).In(china) }

// weekend tells Saturday and Sunday. Day 2 was the first Saturday.
func weekend(day int) bool { return ((day-2)%7+7)%7 < 2 }
