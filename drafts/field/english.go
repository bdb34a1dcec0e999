package field

import (
	"strings"
	"time"
)

// scanEnglish scans a word in lower case. A dot may end it (nov.) or be inside (p.m.).
func scanEnglish(s string) token {
	end := 0
	for end < len(s) && (s[end] >= 'a' && s[end] <= 'z' || s[end] == '\'' || s[end] == '.' && end > 0 && s[end-1] != '.') {
		end++
	}
	for _, w := range [...]string{s[:end], strings.TrimRight(s[:end], ".")} {
		if k, n := englishWord(w); k != kEnd {
			return token{kind: k, n: n, text: s[:end]}
		}
	}
	return token{}
}

// englishWord returns the meaning of an English word, and its n.
func englishWord(s string) (kind, int) {
	if n := monthName(s); n > 0 {
		return kMonthName, n
	}
	if n := weekdayName(s); n > 0 {
		return kWeekday, n
	}
	switch s {
	case "t":
		return kISOTime, 0
	case "z", "utc", "gmt":
		return kUTC, 0
	case "am", "a.m":
		return kPart, amHalf
	case "pm", "p.m":
		return kPart, pmHalf
	case "today":
		return kRelDay, 0
	case "yesterday":
		return kRelDay, -1
	case "tomorrow":
		return kRelDay, 1
	case "now":
		return kNow, 0
	case "ago":
		return kAgo, 0
	case "st", "nd", "rd", "th": // 28th
		return kDayNo, 0
	case "o'clock", "oclock":
		return kClock, 0
	case "a", "an": // an hour ago
		return kNumber, 1
	case "at", "on", "of", "the", "in", "just":
		return kFiller, 0
	case "last", "next", "this", "about", "around", "approximately", "maybe", "probably", "early", "late", "before", "after":
		return kVague, 0
	}
	return englishUnit(s)
}

// englishUnit returns the meaning of a unit or a part of the day.
func englishUnit(s string) (kind, int) {
	switch s {
	case "minute", "minutes", "min", "mins":
		return kMinutes, 0
	case "hour", "hours":
		return kHours, 0
	case "day", "days":
		return kDays, 0
	case "week", "weeks":
		return kWeeks, 0
	case "month", "months":
		return kMonths, 0
	case "year", "years":
		return kYear, 0
	case "morning":
		return kPart, morning
	case "noon":
		return kPart, noon
	case "afternoon":
		return kPart, afternoon
	case "evening":
		return kPart, evening
	case "night":
		return kPart, night
	}
	return kEnd, 0
}

// monthName returns 1 for January to 12 for December, in three letters or in full; 0 for any other word.
func monthName(s string) int {
	if s == "sept" {
		s = "sep"
	}
	for i, name := range [...]string{
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
	} {
		if s == name || s == name[:3] {
			return i + 1
		}
	}
	return 0
}

// weekdayName returns 1 for Monday to 7 for Sunday, short or in full; 0 for any other word.
func weekdayName(s string) int {
	const shortest = 3
	for i, name := range [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		short := len(s) >= shortest && len(s) <= len("thurs") && strings.HasPrefix(name, s)
		if short || s == name {
			return i + 1
		}
	}
	return 0
}

// englishDay parses 28 November 2026, 28th Nov, November 28, 2026 or Nov 28.
func (d *dateReader) englishDay() (time.Time, string) {
	day, month, used := d.peek(0), d.peek(1), 2
	switch {
	case day.kind == kMonthName:
		day, month = month, day
	case month.kind == kDayNo: // 28th
		month, used = d.peek(2), 3
	}
	if day.kind != kNumber || day.width == 4 { // November 2026
		return time.Time{}, codeDatetimeNoDay
	}
	d.pos += used
	d.accept(kDayNo)
	if year := d.peek(0); year.kind == kNumber && year.width == 4 {
		d.pos++
		return calendarDay(year.n, month.n, day.n)
	}
	return d.inferYear(month.n, day.n)
}

// isEnglishDay reports whether a day with the name of its month begins some tokens ahead.
func (d *dateReader) isEnglishDay(ahead int) bool {
	a, b, c := d.peek(ahead), d.peek(ahead+1), d.peek(ahead+2)
	return a.kind == kMonthName || a.kind == kNumber && (b.kind == kMonthName || b.kind == kDayNo && c.kind == kMonthName)
}

// inEnglish returns a text in which phrases of several words are replaced by those that scanEnglish knows.
func inEnglish(s string) string {
	if !strings.Contains(s, "night") && !strings.Contains(s, "this ") {
		return s
	}
	for _, p := range [...][2]string{
		{"last night", "yesterday evening"},
		{"tonight", "today evening"},
		{"this morning", "today morning"},
		{"this noon", "today noon"},
		{"this afternoon", "today afternoon"},
		{"this evening", "today evening"},
	} {
		s = strings.ReplaceAll(s, p[0], p[1])
	}
	return s
}
