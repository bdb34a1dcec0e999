package field

import "time"

// date parses a day and returns its first minute.
func (d *dateReader) date() (time.Time, string) {
	today := Midnight(d.now)
	t := d.peek(0)
	switch {
	case d.isEnglishDay(0):
		return d.englishDay()
	case t.kind == kNumber:
		return d.numberedDay(t)
	case t.kind == kRelDay:
		d.pos++
		d.relative = true
		return today.AddDate(0, 0, t.n), ""
	case t.kind == kAgo && d.peek(1).kind == kPart: // 前晚 is 前天晚上
		d.pos++
		d.relative = true
		return today.AddDate(0, 0, -2), ""
	case t.kind == kRelYear:
		d.pos++
		d.relative = true
		return d.inYear(today.Year() + t.n)
	case t.kind == kHoliday:
		d.pos++
		return d.inferYear(t.n/100, t.n%100)
	case t.kind == kPrevious:
		d.pos++
		d.relative = true
		d.accept(kMeasureWord)
		return d.previous(t.n)
	case t.kind == kWeekday && d.isEnglishDay(1): // Friday, 20 November
		d.pos++
		day, code := d.englishDay()
		if code == "" {
			code = d.onWeekday(day, t.n)
		}
		return day, code
	case t.kind == kWeekday:
		d.pos++
		d.relative = true
		day := inWeek(today, 0, t.n)
		if d.past && day.After(today) {
			day = day.AddDate(0, 0, -7)
		}
		return day, ""
	}
	return d.noDay()
}

// noDay returns codeDatetimeNoDay for a time of day without a day, else codeDatetimeUnreadable.
func (d *dateReader) noDay() (time.Time, string) {
	start := d.pos
	if _, code := d.clock(d.now); code == "" && d.pos > start && d.peek(0).kind == kEnd {
		return time.Time{}, codeDatetimeNoDay
	}
	return time.Time{}, codeDatetimeUnreadable
}

// numberedDay parses a day that begins with a number.
func (d *dateReader) numberedDay(t token) (time.Time, string) {
	switch next := d.peek(1); {
	case next.kind == kYear:
		d.pos += 2
		if t.width == 2 {
			t.n += 2000
		}
		return d.inYear(t.n)
	case next.kind == kMonth:
		month, day, code := d.monthDay()
		if code != "" {
			return time.Time{}, code
		}
		return d.inferYear(month, day)
	case next.kind == kDayNo:
		d.pos += 2
		return d.inferMonth(t.n)
	case next.kind == kMark && (next.n == '-' || next.n == '/' || next.n == '.'):
		return d.separated(next.n)
	case t.width == 8:
		d.pos++
		d.compact = true
		return calendarDay(t.n/10_000, t.n/100%100, t.n%100)
	}
	return d.noDay()
}

// inYear parses what follows a year: a month and a day, or a holiday.
func (d *dateReader) inYear(year int) (time.Time, string) {
	if t := d.peek(0); t.kind == kHoliday {
		d.pos++
		return calendarDay(year, t.n/100, t.n%100)
	}
	month, day, code := d.monthDay()
	if code != "" {
		return time.Time{}, code
	}
	return calendarDay(year, month, day)
}

// monthDay parses 11月18日, 11月18 or 11-18.
func (d *dateReader) monthDay() (month, day int, code string) {
	first, between, second := d.peek(0), d.peek(1), d.peek(2)
	separated := between.kind == kMonth || between.kind == kMark && between.n != ':'
	switch {
	case first.kind == kEnd, between.kind == kMonth && second.kind == kEnd:
		return 0, 0, codeDatetimeNoDay
	case first.kind != kNumber || !separated || second.kind != kNumber:
		return 0, 0, codeDatetimeUnreadable
	}
	d.pos += 3
	d.accept(kDayNo)
	return first.n, second.n, ""
}

// separated parses numbers with marks between them. A number of four digits is the year; otherwise the order must be unambiguous.
func (d *dateReader) separated(mark int) (time.Time, string) {
	a, b, c := d.peek(0), d.peek(2), d.peek(4)
	if again := d.peek(3); again.kind != kMark || again.n != mark || c.kind != kNumber {
		switch {
		case a.width == 4 && b.kind == kNumber && again.kind == kEnd: // 2026-11
			return time.Time{}, codeDatetimeNoDay
		case a.width == 4:
			return time.Time{}, codeDatetimeUnreadable
		}
		month, day, code := d.monthDay()
		if code != "" {
			return time.Time{}, code
		}
		return d.inferYear(month, day)
	}
	if b.kind != kNumber {
		return time.Time{}, codeDatetimeUnreadable
	}
	d.pos += 5
	d.accept(kDayNo)
	switch {
	case a.width == 4:
		return calendarDay(a.n, b.n, c.n)
	case c.width == 4:
		return d.unambiguous([3]int{c.n, a.n, b.n}, [3]int{c.n, b.n, a.n})
	}
	return d.unambiguous([3]int{2000 + a.n, b.n, c.n}, [3]int{2000 + c.n, b.n, a.n}, [3]int{2000 + c.n, a.n, b.n})
}

// unambiguous returns the day if exactly one of the readings (year, month, day) exists.
func (d *dateReader) unambiguous(readings ...[3]int) (time.Time, string) {
	var found, other time.Time
	for _, r := range readings {
		t, ok := civil(r[0], r[1], r[2])
		switch {
		case !ok || t.Equal(found):
		case found.IsZero():
			found = t
		case other.IsZero():
			other = t
		}
	}
	switch {
	case found.IsZero():
		return found, codeDatetimeImpossible
	case !other.IsZero():
		d.problemArgs = args{"First": wholeDayOf(found).Answer(), "Second": wholeDayOf(other).Answer()}
		return found, codeDatetimeAmbiguous
	}
	return found, ""
}

// previous parses a day of an earlier week or month, such as 上周五 or 上个月15号.
func (d *dateReader) previous(back int) (time.Time, string) {
	t, number := d.peek(0), d.peek(1)
	switch {
	case t.kind == kWeekday && d.isEnglishDay(1): // Friday, 20 November
		d.pos++
		day, code := d.englishDay()
		if code == "" {
			code = d.onWeekday(day, t.n)
		}
		return day, code
	case t.kind == kWeekday:
		d.pos++
		return inWeek(Midnight(d.now), back, t.n), ""
	case t.kind == kMonth && number.kind == kNumber:
		d.pos += 2
		d.accept(kDayNo)
		first := time.Date(d.now.Year(), d.now.Month()-time.Month(back), 1, 0, 0, 0, 0, Beijing)
		return calendarDay(first.Year(), int(first.Month()), number.n)
	case (t.kind == kMonth || t.kind == kWeeks) && number.kind == kEnd:
		return time.Time{}, codeDatetimeNoDay
	}
	return time.Time{}, codeDatetimeUnreadable
}

// inferYear returns a day whose year is not given: with Past the most recent one up to today, else that of this year. Today is possible
// even if the time of day is later than now, because then the hour is probably wrong, not the year.
func (d *dateReader) inferYear(month, day int) (time.Time, string) {
	d.relative = true
	today := Midnight(d.now)
	if !d.past {
		return calendarDay(today.Year(), month, day)
	}
	const leap = 8 // years, the longest way back to a 29 February
	for back := range leap + 1 {
		if t, ok := civil(today.Year()-back, month, day); ok && !t.After(today) {
			return t, ""
		}
	}
	return time.Time{}, codeDatetimeImpossible
}

// inferMonth is like inferYear for a day without a month. Three months are enough, because of two months in a row one has every day.
func (d *dateReader) inferMonth(day int) (time.Time, string) {
	d.relative = true
	today := Midnight(d.now)
	for back := range 3 {
		first := time.Date(today.Year(), today.Month()-time.Month(back), 1, 0, 0, 0, 0, Beijing)
		t, ok := civil(first.Year(), int(first.Month()), day)
		if ok && (!d.past || !t.After(today)) {
			return t, ""
		}
		if !d.past {
			break
		}
	}
	return time.Time{}, codeDatetimeImpossible
}

// checkWeekday parses a day of the week after a date, if there is one, and refuses it if the date is another day of the week.
func (d *dateReader) checkWeekday(day time.Time) string {
	i := 0
	bracket := d.peek(0).kind == kMark && d.peek(0).n == '('
	if bracket {
		i++
	}
	t := d.peek(i)
	if t.kind != kWeekday {
		return ""
	}
	if i++; bracket {
		if closing := d.peek(i); closing.kind != kMark || closing.n != ')' {
			return codeDatetimeUnreadable
		}
		i++
	}
	d.pos += i
	return d.onWeekday(day, t.n)
}

// onWeekday returns codeDatetimeWeekday if a day is another day of the week.
func (d *dateReader) onWeekday(day time.Time, weekday int) string {
	if weekday == isoWeekday(day) {
		return ""
	}
	d.problemArgs = args{"Read": wholeDayOf(day).Answer()}
	return codeDatetimeWeekday
}

// calendarDay returns a day, or codeDatetimeImpossible if it does not exist.
func calendarDay(year, month, day int) (time.Time, string) {
	if t, ok := civil(year, month, day); ok {
		return t, ""
	}
	return time.Time{}, codeDatetimeImpossible
}

// inWeek returns a day (1 Monday to 7 Sunday) of the week that is some weeks back.
func inWeek(today time.Time, back, day int) time.Time {
	return today.AddDate(0, 0, day-isoWeekday(today)-7*back)
}

// isoWeekday returns 1 for Monday to 7 for Sunday.
func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

func wholeDayOf(t time.Time) TimeValue { return TimeValue{Time: Midnight(t), Day: true} }
