package field

import (
	"strconv"
	"strings"
	"time"
)

// Beijing is the time zone of all times in a letter. It is fixed, because China has had no daylight saving time since 1991.
var Beijing = time.FixedZone("UTC+8", 8*60*60)

// TimeValue is a time, or a whole day, in Beijing.
type TimeValue struct {
	Time time.Time // the first minute if Day is set; its seconds are 0 if they are not known
	Day  bool      // the time of day is not known
	Part DayPart   // of a Day: what is known of the time of day
}

// DayPart is a part of the day; "" is all of it.
type DayPart string

// word returns the Chinese word, which Parse reads.
func (p DayPart) word() string {
	for part, name := range dayParts {
		if name == p && p != "" {
			return partWords[part]
		}
	}
	return ""
}

// dayParts and partWords are the names and the words of the parts of the day that are kept.
var (
	dayParts = [...]DayPart{
		smallHours: "small_hours", morning: "morning", forenoon: "forenoon", noon: "noon", afternoon: "afternoon", dusk: "dusk", evening: "evening",
	}
	partWords = [...]string{
		smallHours: "凌晨", morning: "早上", forenoon: "上午", noon: "中午", afternoon: "下午", dusk: "傍晚", evening: "晚上",
	}
)

// DayParts returns all parts of the day, so that a test can check that each has words.
func DayParts() []DayPart { return dayParts[smallHours:] }

// String returns the time as 2026年11月18日20:15, with seconds if there are any, 2026年11月18日, or 2026年11月18日晚上.
func (v TimeValue) String() string {
	year, month, day := v.Time.Date()
	b := make([]byte, 0, 32)
	b = append(strconv.AppendInt(b, int64(year), 10), "年"...)
	b = append(strconv.AppendInt(b, int64(month), 10), "月"...)
	b = append(strconv.AppendInt(b, int64(day), 10), "日"...)
	if v.Day {
		return string(append(b, v.Part.word()...))
	}
	return string(v.Time.AppendFormat(b, v.clock()))
}

// To returns the time from v to a later one, without what both have in common: 2026年11月18日20:15至21:30. It is one time if they
// are the same.
func (v TimeValue) To(last TimeValue) string {
	from, to := v.String(), last.String()
	day := TimeValue{Time: last.Time, Day: true}.String()
	switch sameDay := Midnight(v.Time).Equal(Midnight(last.Time)); {
	case from == to:
		return from
	case sameDay && (v.Day || last.Day):
		return day
	case sameDay:
		return from + "至" + strings.TrimPrefix(to, day)
	case v.Time.Year() == last.Time.Year():
		_, to, _ = strings.Cut(to, "年")
	}
	return from + "至" + to
}

// clock returns the layout of the time of day.
func (v TimeValue) clock() string {
	if v.Time.Second() > 0 {
		return "15:04:05"
	}
	return "15:04"
}

// Minute returns the value without its seconds, and a day without its part.
func (v TimeValue) Minute() TimeValue {
	v.Time, v.Part = v.Time.Truncate(time.Minute), ""
	return v
}

// Answer returns the time as 2026-11-18 20:15, with seconds if there are any, 2026-11-18, or 2026-11-18 晚上.
func (v TimeValue) Answer() string {
	if v.Day {
		return strings.TrimSpace(v.Time.Format("2006-01-02 ") + v.Part.word())
	}
	return v.Time.Format("2006-01-02 " + v.clock())
}

// after reports whether the value is after now, in its own precision: today and this minute are not.
func (v TimeValue) after(now time.Time) bool {
	if v.Day {
		return v.Time.After(Midnight(now))
	}
	return v.Minute().Time.After(now)
}

// Midnight returns the first minute of a day in Beijing.
func Midnight(t time.Time) time.Time {
	year, month, day := t.In(Beijing).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, Beijing)
}

// civil returns a day of the calendar; ok is false if it does not exist.
func civil(year, month, day int) (t time.Time, ok bool) {
	t = time.Date(year, time.Month(month), day, 0, 0, 0, 0, Beijing)
	return t, t.Year() == year && int(t.Month()) == month && t.Day() == day
}

// monthsBefore returns the day some months earlier, or the last day of that month if the day does not exist.
func monthsBefore(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month()-time.Month(months), 1, 0, 0, 0, 0, Beijing)
	last := first.AddDate(0, 1, -1)
	return first.AddDate(0, 0, min(t.Day(), last.Day())-1)
}
