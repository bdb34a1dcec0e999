package field

import (
	"slices"
	"strings"
	"time"
)

// dateReader parses a date with or without a time of day. Its grammar:
//
//	parse   = "刚才" | ago | [weekday] day [weekday] ["T"] [clock] | clock day
//	ago     = number 小时 | 分钟 | 天 | 周 | 个月 | 年 "前"; for days and longer units also with a clock. 3号前 and 3月前
//	          do not match, because they may mean any time before
//	day     = 昨天 | 上周五 | 上个月15号 | 国庆节 | 11月18日 | 2026-11-18 | 20261118 | 18 Nov 2026 | …
//	clock   = [part of day] hour ("点" | ":") … [offset]
//
// Each rule is a method that advances pos and returns the code of a problem.
type dateReader struct {
	tokens [mostTokens + 1]token
	pos    int
	now    time.Time // a whole minute, in Beijing
	past   bool

	relative    bool // the result depends on now
	compact     bool // the day is yyyymmdd, so the time may be hhmm
	problemArgs args // the arguments of the returned code
}

// reading is the meaning of a text. second is set if there are two possible meanings.
type reading struct{ first, second TimeValue }

// parseTime parses a date with or without a time of day. Seconds are kept: two payments may be in one minute.
func (s *Spec) parseTime(text string, r Reading) (TimeValue, *Problem) {
	d := dateReader{now: r.Now.In(Beijing), past: s.Direction == Past}
	d.now = Midnight(d.now).Add(time.Duration(d.now.Hour()*60+d.now.Minute()) * time.Minute)
	if r.Absolute {
		d.problemArgs = args{"Absolute": true}
	}
	scanned := d.scan(inEnglish(strings.ToLower(fold(text))))
	if p := d.checkVague(text); p != nil {
		return TimeValue{}, p
	}
	if !scanned {
		return TimeValue{}, newProblem(codeDatetimeUnreadable, text, d.problemArgs)
	}
	found, code := d.parse()
	if code == "" && d.peek(0).kind != kEnd {
		code = codeDatetimeUnreadable
	}
	if code != "" {
		return TimeValue{}, newProblem(code, text, d.problemArgs)
	}
	if s.Precision == Day {
		found.first = wholeDayOf(found.first.Time)
		if !found.second.Time.IsZero() {
			found.second = wholeDayOf(found.second.Time)
		}
	}
	return d.check(text, found, r.Absolute)
}

// checkVague refuses vague words such as 大概, and holidays without a fixed date.
func (d *dateReader) checkVague(text string) *Problem {
	for _, t := range d.tokens {
		switch t.kind {
		case kEnd:
			return nil
		case kVague:
			return newProblem(codeDatetimeVague, text, args{"Word": t.text})
		case kMovableHoliday:
			return newProblem(codeDatetimeHoliday, text, args{"Word": t.text})
		}
	}
	return nil
}

// parse parses all tokens except those after the time of day.
func (d *dateReader) parse() (reading, string) {
	if d.peek(0).kind == kNow {
		d.pos++
		d.relative = true
		return reading{first: TimeValue{Time: d.now}}, ""
	}
	d.dayFirst()
	ago, found, code := d.ago()
	switch {
	case code != "":
		return reading{}, code
	case found && !ago.Day:
		return reading{first: ago}, ""
	case found:
		return d.clock(ago.Time)
	}
	day, code := d.date()
	if code == "" {
		code = d.checkWeekday(day)
	}
	if code != "" {
		return reading{}, code
	}
	return d.clock(day)
}

// dayFirst moves a time of day that is before the day behind it, as in 8pm yesterday.
func (d *dateReader) dayFirst() {
	if d.peek(0).kind != kNumber {
		return
	}
	next := d.peek(1)
	if isClock := next.kind == kClock || next.kind == kMark && next.n == ':' || next.kind == kPart && next.n >= amHalf; !isClock {
		return
	}
	ahead := *d
	if _, _, _, code := ahead.hourMinute(); code != "" {
		return
	}
	if half := ahead.peek(0); half.kind == kPart && half.n >= amHalf {
		ahead.pos++
	}
	end := slices.IndexFunc(d.tokens[:], func(t token) bool { return t.kind == kEnd })
	if ahead.pos == end {
		return
	}
	copy(d.tokens[:], ahead.tokens[ahead.pos:end])
	copy(d.tokens[end-ahead.pos:], ahead.tokens[:ahead.pos])
}

// ago parses a text such as 三天前. The result is a minute for hours and minutes, and a day for longer units.
func (d *dateReader) ago() (v TimeValue, found bool, code string) {
	i, n, pieces, half := 0, 0, false, false
	if t := d.peek(i); t.kind == kNumber {
		n = t.n
		i++
	}
	if d.peek(i).kind == kMeasureWord {
		pieces = true
		i++
	}
	if d.peek(i).kind == kHalf { // 半小时, 一个半小时
		half = true
		i++
	}
	if i > 0 && d.peek(i).kind == kMeasureWord {
		pieces = true
		i++
	}
	unit := d.peek(i).kind
	if i == 0 || d.peek(i+1).kind != kAgo {
		return TimeValue{}, false, ""
	}
	const most = 10_000 // of any unit, so that the result has a year
	switch {
	case n > most || n == 0 && !half:
		return TimeValue{}, false, codeDatetimeUnreadable
	case unit == kDayNo, unit == kMonth && !pieces: // 3号前, 3月前
		d.problemArgs = args{"Word": d.peek(i).text + d.peek(i+1).text}
		return TimeValue{}, false, codeDatetimeVague
	case half && unit != kHours:
		d.problemArgs = args{"Word": "半"}
		return TimeValue{}, false, codeDatetimeVague
	}
	today := Midnight(d.now)
	switch unit {
	case kHours:
		v.Time = d.now.Add(-time.Duration(n) * time.Hour)
		if half {
			v.Time = v.Time.Add(-30 * time.Minute)
		}
	case kMinutes, kMinute:
		v.Time = d.now.Add(-time.Duration(n) * time.Minute)
	case kDays:
		v = wholeDayOf(today.AddDate(0, 0, -n))
	case kWeeks:
		v = wholeDayOf(today.AddDate(0, 0, -7*n))
	case kMonth, kMonths:
		v = wholeDayOf(monthsBefore(today, n))
	case kYear:
		v = wholeDayOf(monthsBefore(today, 12*n))
	default:
		return TimeValue{}, false, codeDatetimeUnreadable
	}
	d.pos += i + 2
	d.relative = true
	return v, true, ""
}

// check returns the value of a reading, or a problem if it is ambiguous or out of range.
func (d *dateReader) check(text string, found reading, absolute bool) (TimeValue, *Problem) {
	// The app was released in September 2016, so nothing in a letter can be older.
	earliest := time.Date(2016, 9, 1, 0, 0, 0, 0, Beijing)
	const firstYear, lastYear = 1900, 2100
	v, other := found.first, found.second
	ambiguous := !other.Time.IsZero() && other != v && (!d.past || !other.after(d.now))
	switch {
	case absolute && d.relative: // a table may be read on another day than it was written
		return TimeValue{}, newProblem(codeDatetimeRelative, text, nil)
	case v.Time.Year() < firstYear || v.Time.Year() > lastYear:
		return TimeValue{}, newProblem(codeDatetimeImpossible, text, nil)
	case d.past && v.after(d.now):
		return TimeValue{}, newProblem(codeDatetimeFuture, text, args{"Read": v.Answer(), "Now": TimeValue{Time: d.now}.Answer()})
	case ambiguous:
		return TimeValue{}, newProblem(codeDatetimeAmbiguous, text, args{"First": v.Answer(), "Second": other.Answer()})
	case d.past && v.Time.Before(earliest):
		return TimeValue{}, newProblem(codeDatetimeTooEarly, text, args{"Read": v.Answer(), "Earliest": wholeDayOf(earliest).Answer()})
	}
	return v, nil
}

// peek returns the token i places ahead, or kEnd after the last one.
func (d *dateReader) peek(i int) token { return d.tokens[min(d.pos+i, mostTokens)] }

// accept skips a token of a kind, and reports whether there was one.
func (d *dateReader) accept(k kind) bool {
	if d.peek(0).kind != k {
		return false
	}
	d.pos++
	return true
}
