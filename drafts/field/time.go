package field

import (
	"strconv"
	"strings"
	"time"
)

// Beijing is the time zone of all times in a letter. It is fixed, because China has had no daylight saving time since 1991.
var Beijing = time.FixedZone("UTC+8", 8*60*60)

// TimeValue is a minute, or a whole day, in Beijing.
type TimeValue struct {
	Time time.Time // the first minute if Day is set
	Day  bool      // the time of day is not known
}

// String returns the time as 2026年11月18日20:15, or 2026年11月18日.
func (v TimeValue) String() string {
	year, month, day := v.Time.Date()
	b := make([]byte, 0, 32)
	b = append(strconv.AppendInt(b, int64(year), 10), "年"...)
	b = append(strconv.AppendInt(b, int64(month), 10), "月"...)
	b = append(strconv.AppendInt(b, int64(day), 10), "日"...)
	if !v.Day {
		b = v.Time.AppendFormat(b, "15:04")
	}
	return string(b)
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

// Answer returns the time as 2026-11-18 20:15, or 2026-11-18.
func (v TimeValue) Answer() string {
	if v.Day {
		return v.Time.Format("2006-01-02")
	}
	return v.Time.Format("2006-01-02 15:04")
}

// after reports whether the value is after now, in its own precision: today and this minute are not.
func (v TimeValue) after(now time.Time) bool {
	if v.Day {
		return v.Time.After(Midnight(now))
	}
	return v.Time.After(now)
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
