package field

import (
	"strings"
	"time"
)

// dateReader reads a date with or without a time of day, as people write them. Its grammar:
//
//	moment  = "刚才" | ago | day [weekday] ["T"] [clock]
//	ago     = number 小时 | 分钟 | 天 | 周 | 个月 | 年 "前"; of days and longer also with a clock. 3号前 and 3月前
//	          are none: they may mean any time before
//	day     = 昨天 | 上周五 | 上个月15号 | 国庆节 | 11月18日 | 2026-11-18 | 20261118 | …
//	clock   = [part of day] hour ("点" | ":") … [offset]
//
// Each rule is a method that moves pos past what it has read, and gives the code of what is wrong with it.
type dateReader struct {
	tokens [mostTokens + 1]token
	pos    int
	now    time.Time // a whole minute, in Beijing
	past   bool

	relative bool // now was needed to understand it
	compact  bool // the day was written yyyymmdd, so a time may be hhmm
	more     args // of the code
}

// reading is what a text may mean. The second is set if the text does not decide between two.
type reading struct{ first, second TimeValue }

// parseTime reads a date or a time. Seconds are accepted, because bank records have them, and dropped.
func (s *Spec) parseTime(text string, r Reading) (TimeValue, *Problem) {
	d := dateReader{now: r.Now.In(Beijing), past: s.Direction == Past}
	d.now = Midnight(d.now).Add(time.Duration(d.now.Hour()*60+d.now.Minute()) * time.Minute)
	if r.Absolute {
		d.more = args{"Absolute": true}
	}
	scanned := d.scan(strings.ToLower(fold(text)))
	if p := d.unclear(text); p != nil {
		return TimeValue{}, p
	}
	if !scanned {
		return TimeValue{}, refuse(codeDatetimeUnreadable, text, d.more)
	}
	found, code := d.moment()
	if code == "" && d.peek(0).kind != kEnd {
		code = codeDatetimeUnreadable
	}
	if code != "" {
		return TimeValue{}, refuse(code, text, d.more)
	}
	if s.Precision == Day {
		found.first = wholeDayOf(found.first.Time)
		if !found.second.Time.IsZero() {
			found.second = wholeDayOf(found.second.Time)
		}
	}
	return d.decide(text, found, r.Absolute)
}

// unclear refuses words that leave the time open: 大概, and holidays whose date would have to be looked up.
func (d *dateReader) unclear(text string) *Problem {
	for _, t := range d.tokens {
		switch t.kind {
		case kEnd:
			return nil
		case kVague:
			return refuse(codeDatetimeVague, text, args{"Word": t.text})
		case kMoving:
			return refuse(codeDatetimeHoliday, text, args{"Word": t.text})
		}
	}
	return nil
}

// moment reads all of a date.
func (d *dateReader) moment() (reading, string) {
	if d.peek(0).kind == kNow {
		d.pos++
		d.relative = true
		return reading{first: TimeValue{Time: d.now}}, ""
	}
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
		code = d.sameWeekday(day)
	}
	if code != "" {
		return reading{}, code
	}
	return d.clock(day)
}

// ago reads 三天前 and the like. Hours and minutes give a minute; days and longer give a day.
func (d *dateReader) ago() (v TimeValue, found bool, code string) {
	i, n, pieces, half := 0, 0, false, false
	if t := d.peek(i); t.kind == kNumber {
		n = t.n
		i++
	}
	if d.peek(i).kind == kPieces {
		pieces = true
		i++
	}
	if d.peek(i).kind == kHalf { // 半小时, 一个半小时
		half = true
		i++
	}
	if i > 0 && d.peek(i).kind == kPieces {
		pieces = true
		i++
	}
	unit := d.peek(i).kind
	if i == 0 || d.peek(i+1).kind != kAgo {
		return TimeValue{}, false, ""
	}
	const most = 10_000 // of any unit: none leaves the calendar
	switch {
	case n > most || n == 0 && !half:
		return TimeValue{}, false, codeDatetimeUnreadable
	case unit == kDayNo, unit == kMonth && !pieces: // 3号前, 3月前
		d.more = args{"Word": d.peek(i).text + d.peek(i+1).text}
		return TimeValue{}, false, codeDatetimeVague
	case half && unit != kHours:
		d.more = args{"Word": "半"}
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
	case kMonth:
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

// decide turns what a text may mean into the value, or says why it is none.
func (d *dateReader) decide(text string, found reading, absolute bool) (TimeValue, *Problem) {
	// The app came out in September 2016: nothing that a letter tells of can be older.
	earliest := time.Date(2016, 9, 1, 0, 0, 0, 0, Beijing)
	const firstYear, lastYear = 1900, 2100
	v, other := found.first, found.second
	two := !other.Time.IsZero() && other != v && (!d.past || !other.after(d.now))
	switch {
	case absolute && d.relative: // whatever day it was read as, nobody meant that one
		return TimeValue{}, refuse(codeDatetimeRelative, text, nil)
	case v.Time.Year() < firstYear || v.Time.Year() > lastYear:
		return TimeValue{}, refuse(codeDatetimeImpossible, text, nil)
	case d.past && v.after(d.now):
		return TimeValue{}, refuse(codeDatetimeFuture, text, args{"Read": v.Answer(), "Now": TimeValue{Time: d.now}.Answer()})
	case two:
		return TimeValue{}, refuse(codeDatetimeAmbiguous, text, args{"First": v.Answer(), "Second": other.Answer()})
	case d.past && v.Time.Before(earliest):
		return TimeValue{}, refuse(codeDatetimeTooEarly, text, args{"Read": v.Answer(), "Earliest": wholeDayOf(earliest).Answer()})
	}
	return v, nil
}

// peek is the token i places on; behind the last it is kEnd.
func (d *dateReader) peek(i int) token { return d.tokens[min(d.pos+i, mostTokens)] }

// take moves past a token if it is of this kind.
func (d *dateReader) take(k kind) bool {
	if d.peek(0).kind != k {
		return false
	}
	d.pos++
	return true
}
