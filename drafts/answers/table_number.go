package answers

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// cellStyle is what the number format of a cell says of its number, as far as it changes what the number means.
type cellStyle struct {
	date, clock, seconds bool
	elapsed              bool // hours beyond 24
	percent              bool
	zeros                int // the digits that 000000 fills up with zeros
}

// builtinFormat gives the formats that files only name by number; those of Chinese Excel among them. Others are those
// of plain numbers.
func builtinFormat(id string) string {
	switch id {
	case "9", "10":
		return "0%"
	case "14", "15", "16", "17", "27", "28", "29", "30", "31", "36", "50", "51", "52", "53", "54", "57", "58":
		return "yyyy-mm-dd"
	case "22":
		return "yyyy-mm-dd hh:mm"
	case "18", "20", "32", "34", "55":
		return "hh:mm"
	case "19", "21", "33", "35", "45", "47", "56":
		return "hh:mm:ss"
	case "46":
		return "[h]:mm:ss"
	}
	return ""
}

// styleOf reads a format code, its first section.
func styleOf(code string) cellStyle {
	bare, elapsed := bareFormat(code)
	s := cellStyle{percent: strings.Contains(bare, "%"), elapsed: elapsed}
	if strings.Trim(bare, "0") == "" && len(bare) > 1 {
		s.zeros = len(bare)
	}
	s.seconds = strings.Contains(bare, "s")
	s.clock = elapsed || s.seconds || strings.Contains(bare, "h")
	s.date = strings.ContainsAny(bare, "ydea") || !s.clock && strings.Contains(bare, "m")
	return s
}

// bareFormat leaves out what a format shows as it is, and what are no parts of a date: colours, conditions, currencies.
func bareFormat(code string) (bare string, elapsed bool) {
	var b strings.Builder
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch c := code[i]; c {
		case '"':
			i += strings.IndexByte(code[i+1:]+`"`, '"') + 1
		case '\\', '_', '*':
			i++
		case '[':
			length := strings.IndexByte(code[i:]+"]", ']')
			if inside := strings.ToLower(code[i+1 : min(len(code), i+length)]); inside != "" && strings.Trim(inside, "hms") == "" {
				elapsed = true
				b.WriteString(inside)
			}
			i += length
		default:
			b.WriteByte(c)
		}
	}
	return strings.NewReplacer("general", "", "am/pm", "", "a/p", "", "e+", "", "e-", "").Replace(strings.ToLower(b.String())), elapsed
}

// number gives what a cell shows for a number. Of a number that it cannot give, code says why; what is shown
// then is refused as a text, too.
func (s cellStyle) number(stored string, from1904 bool) (shown, code string) {
	f, err := strconv.ParseFloat(stored, 64)
	switch {
	case err != nil || math.IsNaN(f) || math.IsInf(f, 0):
		return "#NUM!", CodeTableErrorCell
	case s.date || s.clock:
		return s.moment(f, from1904)
	}
	if s.percent {
		f *= 100
	}
	// Spreadsheets keep 15 digits; the rest is the noise of binary fractions.
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'E', 14, 64), 64) // it has just been written
	switch {
	case math.Abs(f) >= 1e15:
		return strconv.FormatFloat(f, 'E', -1, 64), CodeTableDigits
	case f != 0 && math.Abs(f) < 1e-9:
		return strconv.FormatFloat(f, 'E', -1, 64), CodeTableExponent
	}
	shown = strconv.FormatFloat(f, 'f', -1, 64)
	if digits(shown) && len(shown) < s.zeros {
		shown = strings.Repeat("0", s.zeros-len(shown)) + shown
	}
	if s.percent {
		shown += "%"
	}
	return shown, ""
}

// moment gives the date or the time of a day count.
func (s cellStyle) moment(f float64, from1904 bool) (shown, code string) {
	const lastDay = 2958466 // the first one after the year 9999
	if f < 0 || f >= lastDay {
		return "########", CodeTableErrorCell // as spreadsheets show it
	}
	seconds := int64(math.Round(f * 86400))
	day := seconds / 86400
	if !s.date && (s.elapsed || day == 0) {
		return clock(seconds, s.seconds), ""
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 0:
		return "1900-01-00", CodeTableDate
	case day == 60: // Excel has it, the calendar has not
		return "1900-02-29", CodeTableDate
	case day < 60:
		start = start.AddDate(0, 0, 1)
	}
	return s.format(start.AddDate(0, 0, int(day)).Add(time.Duration(seconds%86400) * time.Second)), ""
}

// format writes a time as far as the cell shows it; a date is written in full.
func (s cellStyle) format(t time.Time) string {
	switch {
	case !s.clock:
		return t.Format("2006-01-02")
	case s.seconds:
		return t.Format("2006-01-02 15:04:05")
	}
	return t.Format("2006-01-02 15:04")
}

func clock(seconds int64, withSeconds bool) string {
	text := fmt.Sprintf("%02d:%02d", seconds/3600, seconds/60%60)
	if withSeconds {
		text += fmt.Sprintf(":%02d", seconds%60)
	}
	return text
}

// isoDate reads the dates that some programs write in place of day counts.
func (s cellStyle) isoDate(stored string) (shown, code string) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00"} {
		t, err := time.Parse(layout, stored)
		if err != nil {
			continue
		}
		if !s.date && !s.clock {
			s = cellStyle{clock: len(stored) > len("2006-01-02"), seconds: t.Second() != 0}
		}
		return s.format(t), ""
	}
	return stored, CodeTableDate
}
