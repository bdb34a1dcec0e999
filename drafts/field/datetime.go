package field

import (
	"strings"
	"time"
)

// dateReader parses a date with an optional time of day. Its grammar:
//
//	moment  = "刚才" | ago | day [weekday] ["T"] [clock]
//	ago     = number 小时 | 分钟 | 天 | 周 | 个月 | 年 "前"; for days and longer also with a clock. 3号前 and 3月前
//	          are not, because they mean any time before
//	day     = 昨天 | 上周五 | 上个月15号 | 国庆节 | 11月18日 | 2026-11-18 | 20261118 | …
//	clock   = [part of day] hour ("点" | ":") … [offset]
//
// Each rule is a method that moves pos past the text it parses, and returns the code of a fault or "".
type dateReader struct {
	tokens [maxTokens + 1]token
	pos    int
	now    time.Time // in Beijing, without seconds
	past   bool

	relative bool // the result depends on now
	compact  bool // the day has the form yyyymmdd, so a time may be hhmm
	more     args // arguments of the code
}

// reading is the meaning of a text. The second is set if there are two.
type reading struct{ first, second TimeValue }

// parseTime parses a date or time. It accepts seconds, because bank records have them, and drops them.
func (s *Spec) parseTime(text string, r Reading) (TimeValue, *Problem) {
	d := dateReader{now: r.Now.In(Beijing), past: s.Direction == Past}
	d.now = Midnight(d.now).Add(time.Duration(d.now.Hour()*60+d.now.Minute()) * time.Minute)
	if r.Absolute {
		d.more = args{"Absolute": true}
	}
	scanned := d.scan(strings.ToLower(fold(text)))
	if p := d.checkVague(text); p != nil {
		return TimeValue{}, p
	}
	if !scanned {
		return TimeValue{}, newProblem(codeDatetimeUnreadable, text, d.more)
	}
	found, code := d.moment()
	if code == "" && d.peek(0).kind != kEnd {
		code = codeDatetimeUnreadable
	}
	if code != "" {
		return TimeValue{}, newProblem(code, text, d.more)
	}
	if s.Precision == Day {
		found.first = wholeDayOf(found.first.Time)
		if !found.second.Time.IsZero() {
			found.second = wholeDayOf(found.second.Time)
		}
	}
	return d.resolve(text, found, r.Absolute)
}

// checkVague returns a Problem for a word that does not determine a time: 大概, and holidays without a fixed date.
func (d *dateReader) checkVague(text string) *Problem {
	for _, t := range d.tokens {
		switch t.kind {
		case kEnd:
			return nil
		case kVague:
			return newProblem(codeDatetimeVague, text, args{"Word": t.text})
		case kMoving:
			return newProblem(codeDatetimeHoliday, text, args{"Word": t.text})
		}
	}
	return nil
}

// moment parses a date and time.
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
		code = d.checkWeekday(day)
	}
	if code != "" {
		return reading{}, code
	}
	return d.clock(day)
}

// ago parses 三天前 and the like. The result of hours and minutes is a minute, that of longer units a day.
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
	const most = 10_000 // of any unit, which does not overflow
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

// resolve returns the value of a reading, or a Problem if it is ambiguous or out of range.
func (d *dateReader) resolve(text string, found reading, absolute bool) (TimeValue, *Problem) {
	// The app was released in September 2016, so an event cannot be older.
	earliest := time.Date(2016, 9, 1, 0, 0, 0, 0, Beijing)
	const firstYear, lastYear = 1900, 2100
	v, other := found.first, found.second
	two := !other.Time.IsZero() && other != v && (!d.past || !other.after(d.now))
	switch {
	case absolute && d.relative: // first, because the parsed day may be another one
		return TimeValue{}, newProblem(codeDatetimeRelative, text, nil)
	case v.Time.Year() < firstYear || v.Time.Year() > lastYear:
		return TimeValue{}, newProblem(codeDatetimeImpossible, text, nil)
	case d.past && v.after(d.now):
		return TimeValue{}, newProblem(codeDatetimeFuture, text, args{"Read": v.Answer(), "Now": TimeValue{Time: d.now}.Answer()})
	case two:
		return TimeValue{}, newProblem(codeDatetimeAmbiguous, text, args{"First": v.Answer(), "Second": other.Answer()})
	case d.past && v.Time.Before(earliest):
		return TimeValue{}, newProblem(codeDatetimeTooEarly, text, args{"Read": v.Answer(), "Earliest": wholeDayOf(earliest).Answer()})
	}
	return v, nil
}

// peek returns the token i places after pos; after the last token it is kEnd.
func (d *dateReader) peek(i int) token { return d.tokens[min(d.pos+i, maxTokens)] }

// accept moves past the next token if it has a kind, and reports whether it has.
func (d *dateReader) accept(k kind) bool {
	if d.peek(0).kind != k {
		return false
	}
	d.pos++
	return true
}
