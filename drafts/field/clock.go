package field

import "time"

// clock parses a time of day, if there is one. 24点 and 晚上12点 are the first minute of the next day.
func (d *dateReader) clock(day time.Time) (reading, string) {
	day = Midnight(day)
	iso := d.accept(kISOTime)
	part, code := d.part()
	if code != "" {
		return reading{}, code
	}
	if d.peek(0).kind != kNumber {
		if iso {
			return reading{}, codeDatetimeUnreadable
		}
		return partOnly(day, part)
	}
	hour, minute, seconds, code := d.hourMinute()
	if code != "" {
		return reading{}, code
	}
	switch half := d.peek(0); {
	case half.kind == kPart && half.n >= amHalf && part == wholeDay: // 8:15pm
		d.pos++
		part = half.n
	case half.kind == kPart && half.n == pmHalf && part >= noon && part <= night: // last night at 8pm
		d.pos++
	case half.kind == kPart && half.n == amHalf && part <= forenoon: // this morning at 8am
		d.pos++
	case part == amHalf:
		part = amFirst
	}
	shift := time.Duration(0)
	if iso {
		shift = d.offset()
	}
	first, second, ok := inPart(part, hour)
	if !ok {
		return reading{}, codeDatetimeImpossible
	}
	at := func(hour int) TimeValue {
		return TimeValue{Time: day.Add(time.Duration(hour*3600+minute*60+seconds)*time.Second + shift)}
	}
	if second < 0 {
		return reading{first: at(first)}, ""
	}
	return reading{first: at(first), second: at(second)}, ""
}

// part parses the part of the day before an hour. 昨晚凌晨两点 has two of them and means the night.
func (d *dateReader) part() (int, string) {
	if d.peek(0).kind != kPart {
		return wholeDay, ""
	}
	part := d.peek(0).n
	d.pos++
	if second := d.peek(0); second.kind == kPart {
		if part != evening || second.n != smallHours && second.n != night {
			return wholeDay, codeDatetimeUnreadable
		}
		d.pos++
		part = night
	}
	return part, ""
}

// partOnly returns the reading of a part of the day without an hour: a day with its part, or two possible days for a night.
func partOnly(day time.Time, part int) (reading, string) {
	switch part {
	case amHalf, pmHalf:
		return reading{}, codeDatetimeUnreadable
	case night:
		return reading{first: wholeDayOf(day), second: wholeDayOf(day.AddDate(0, 0, 1))}, ""
	}
	first := wholeDayOf(day)
	if part != wholeDay {
		first.Part = dayParts[part]
	}
	return reading{first: first}, ""
}

// hours is a range of hours in a part of the day, and what to add for the 24-hour clock.
type hours struct {
	from, to, add int
	either        bool // the hours may also be those of the next day
	orNoon        bool // the hour is the first of the day or noon
}

// partHours has the hours of each part of the day. 12 in the evening is the end of the day. Hours after midnight may belong to the night
// before the day or to the night after it. 上午12:15 is a quarter past midnight as computers write it, and past noon to many people; so is
// AM 12:15, while 12:15 AM, as English has it, is the former.
var partHours = [...][]hours{
	wholeDay:   {{from: 0, to: 24}},
	smallHours: {{from: 0, to: 6}, {from: 12, to: 12, add: -12}},
	morning:    {{from: 1, to: 11}},
	forenoon:   {{from: 1, to: 11}, {from: 12, to: 12, add: -12, orNoon: true}},
	noon:       {{from: 11, to: 14}, {from: 1, to: 2, add: 12}},
	afternoon:  {{from: 1, to: 11, add: 12}, {from: 12, to: 23}},
	dusk:       {{from: 4, to: 8, add: 12}, {from: 16, to: 20}},
	evening:    {{from: 5, to: 12, add: 12}, {from: 17, to: 24}, {from: 0, to: 4, either: true}},
	night:      {{from: 8, to: 12, add: 12}, {from: 20, to: 24}, {from: 0, to: 6, either: true}},
	amHalf:     {{from: 0, to: 11}, {from: 12, to: 12, add: -12}},
	pmHalf:     {{from: 1, to: 11, add: 12}, {from: 12, to: 23}},
	amFirst:    {{from: 0, to: 11}, {from: 12, to: 12, add: -12, orNoon: true}},
}

// inPart returns an hour of a part of the day on the 24-hour clock, where 24 and more belong to the next day. second is the other
// possible meaning, or -1. ok is false if the part does not have the hour, as in 早上20点.
func inPart(part, hour int) (first, second int, ok bool) {
	for _, h := range partHours[part] {
		switch {
		case hour < h.from || hour > h.to:
		case h.either:
			return hour, hour + 24, true
		case h.orNoon:
			return hour + h.add, hour, true
		default:
			return hour + h.add, -1, true
		}
	}
	return 0, -1, false
}

// hourMinute parses 20:15, 20:15:33.120, 20点15分33秒, 八点半, 8点一刻, 8 before am or pm, and 2015 after a compact date.
func (d *dateReader) hourMinute() (hour, minute, second int, code string) {
	t := d.peek(0)
	hour = t.n
	d.pos++
	switch next := d.peek(0); {
	case next.kind == kMark && next.n == ':':
		d.pos++
		minute, second, code = d.afterColon()
	case next.kind == kClock:
		d.pos++
		minute, second, code = d.afterHour()
	case d.compact && (t.width == 4 || t.width == 6):
		if t.width == 6 {
			second = t.n % 100
			t.n /= 100
		}
		hour, minute = t.n/100, t.n%100
	case next.kind == kPart && next.n >= amHalf:
	default:
		code = codeDatetimeUnreadable
	}
	if code == "" && (hour > 24 || minute > 59 || second > 59 || hour == 24 && minute+second > 0) {
		code = codeDatetimeImpossible
	}
	return hour, minute, second, code
}

// afterColon parses mm, mm:ss or mm:ss.fraction.
func (d *dateReader) afterColon() (minute, second int, code string) {
	t := d.peek(0)
	if t.kind != kNumber {
		return 0, 0, codeDatetimeUnreadable
	}
	d.pos++
	if mark, s := d.peek(0), d.peek(1); mark.kind == kMark && mark.n == ':' && s.kind == kNumber {
		d.pos += 2
		second = s.n
		if point, fraction := d.peek(0), d.peek(1); point.kind == kMark && point.n == '.' && fraction.kind == kNumber {
			d.pos += 2
		}
	}
	d.accept(kMinute)
	return t.n, second, ""
}

// afterHour parses what follows 点: nothing, 整, 半, 一刻, or minutes and seconds.
func (d *dateReader) afterHour() (minute, second int, code string) {
	switch {
	case d.accept(kSharp):
		return 0, 0, ""
	case d.accept(kHalf):
		return 30, 0, ""
	}
	t := d.peek(0)
	if t.kind != kNumber {
		return 0, 0, ""
	}
	d.pos++
	if t.n == 0 && d.peek(0).kind == kNumber { // 8点零5分
		t = d.peek(0)
		d.pos++
	}
	if d.accept(kQuarter) {
		if t.n < 1 || t.n > 3 {
			return 0, 0, codeDatetimeImpossible
		}
		return 15 * t.n, 0, ""
	}
	if d.accept(kMinute) {
		if s := d.peek(0); s.kind == kNumber && d.peek(1).kind == kSecond {
			d.pos += 2
			second = s.n
		}
	}
	return t.n, second, ""
}

// offset parses the zone of an ISO 8601 time and returns what to add for Beijing. A time without a zone is in Beijing's.
func (d *dateReader) offset() time.Duration {
	const beijing = 8 * time.Hour
	sign, hours, colon, minutes := d.peek(0), d.peek(1), d.peek(2), d.peek(3)
	east := beijing
	switch {
	case sign.kind == kUTC:
		d.pos++
		east = 0
	case sign.kind == kMark && hours.width == 2 && colon.n == ':' && minutes.width == 2:
		d.pos += 4
		east = time.Duration(hours.n)*time.Hour + time.Duration(minutes.n)*time.Minute
	case sign.kind == kMark && hours.width == 4:
		d.pos += 2
		east = time.Duration(hours.n/100)*time.Hour + time.Duration(hours.n%100)*time.Minute
	}
	if sign.n == '-' {
		east = -east
	}
	return beijing - east
}
