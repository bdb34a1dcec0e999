package answers

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"draft/drafts/field"
)

// number returns what a cell shows for a number: the whole number, and the texts beside it. A problem says why what it shows cannot be
// read; shown is then "" if it is not certain what that is.
func (f *cellFormat) number(stored string, from1904 bool) (shown string, problem *cellFault) {
	n, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return "#NUM!", &cellFault{code: CodeTableErrorCell}
	}
	f.parse()
	if f.unclear {
		return "", f.uncertain(stored)
	}
	s, signed := f.section(n)
	switch {
	case s == nil || s.unclear || n < 0 && f.sections[0].condition != "":
		return "", f.uncertain(stored)
	case s.date:
		shown, code := s.moment.show(n, from1904)
		return shown, faultOf(code)
	}
	return f.digits(s, n, signed)
}

// faultOf returns the fault with a code; nil if that is "".
func faultOf(code string) *cellFault {
	if code == "" {
		return nil
	}
	return &cellFault{code: code}
}

// uncertain returns the fault of a cell of which it is not certain what a spreadsheet shows.
func (f *cellFormat) uncertain(stored string) *cellFault {
	return &cellFault{code: CodeTableUncertain, args: map[string]any{"Value": stored, "Format": f.code}}
}

// digits returns what a section shows for a number that is no date. signed says that its literals must show the sign.
func (f *cellFormat) digits(s *formatSection, n float64, signed bool) (shown string, problem *cellFault) {
	stored := decimalOf(n)
	scaled := stored
	scaled.negative = stored.negative && !signed
	scaled.exponent += 2*s.percent - 3*s.scale
	switch {
	case math.Abs(n) >= 1e15:
		return stored.scientific(), &cellFault{code: CodeTableDigits}
	case n != 0 && scaled.exponent < -9:
		return stored.scientific(), &cellFault{code: CodeTableExponent}
	}
	whole, decimals := scaled.split()
	shown = s.show(whole, decimals)
	switch hidden := shown == ""; {
	case hidden && n == 0:
		return "", nil
	case hidden, signed && !strings.ContainsAny(shown, "-−–("): // the number, or its sign, is not shown
		return "", f.uncertain(stored.String())
	case !s.general && s.whole+s.decimals > 0 && len(decimals) > s.decimals:
		return "", &cellFault{code: CodeTableRoundedCell, args: map[string]any{
			"Value": stored.String(), "Shown": s.show(scaled.round(s.decimals)), "Format": f.code,
		}}
	case scaled.negative:
		shown = "-" + shown
	}
	return shown, nil
}

// show returns the parts of a section with the digits of a number. It does not group digits, and it shows no decimals that are zero.
func (s *formatSection) show(whole, decimals string) string {
	var b strings.Builder
	if s.whole > 0 {
		whole = strings.TrimPrefix(whole, "0")
	}
	left := s.whole // placeholders before the point
	point := func() {
		if decimals != "" {
			b.WriteString("." + decimals)
		}
	}
	for _, p := range s.parts {
		switch p.kind {
		case partLiteral:
			b.WriteString(p.text)
		case partPercent:
			b.WriteByte('%')
		case partNumber:
			b.WriteString(whole)
			point()
		case partPoint:
			if s.whole == 0 || whole == "" && decimals != "" && s.whole == s.hashes {
				b.WriteString(cmp.Or(whole, "0"))
			}
			point()
		case partDigit:
			if left == 0 {
				continue // a decimal, which the point has shown
			}
			switch start := len(whole) - left; {
			case left == s.whole && start >= 0:
				b.WriteString(whole[:start+1])
			case start >= 0:
				b.WriteByte(whole[start])
			case p.text == "0":
				b.WriteByte('0')
			}
			left--
		}
	}
	return strings.TrimSpace(b.String())
}

// decimal is a number of up to 15 digits, as spreadsheets keep them; the rest is the noise of binary fractions.
type decimal struct {
	negative bool
	figures  string // without zeros at the end; "" is zero
	exponent int    // of ten, for the first figure
}

func decimalOf(n float64) decimal {
	text := strconv.FormatFloat(math.Abs(n), 'E', 14, 64)
	mantissa, exponent, _ := strings.Cut(text, "E")
	d := decimal{negative: n < 0, figures: strings.TrimRight(mantissa[:1]+mantissa[2:], "0")}
	d.exponent, _ = strconv.Atoi(exponent) // FormatFloat has written it
	if d.figures == "" {
		return decimal{}
	}
	return d
}

// scientific returns a number such as 1.38E+10.
func (d decimal) scientific() string {
	n, _ := strconv.ParseFloat(d.figures+"E"+strconv.Itoa(d.exponent-len(d.figures)+1), 64) // it is one of the numbers of decimalOf
	if d.negative {
		n = -n
	}
	return strconv.FormatFloat(n, 'E', -1, 64)
}

// split returns the digits before and after the point, without zeros at the end.
func (d decimal) split() (whole, decimals string) {
	end := d.exponent + 1
	switch {
	case d.figures == "":
		return "0", ""
	case end <= 0:
		return "0", strings.Repeat("0", -end) + d.figures
	case len(d.figures) <= end:
		return d.figures + strings.Repeat("0", end-len(d.figures)), ""
	}
	return d.figures[:end], d.figures[end:]
}

// round is like split, after rounding to a number of decimals, which is less than those that it has.
func (d decimal) round(decimals int) (whole, rest string) {
	kept := d.exponent + 1 + decimals
	if kept < 0 {
		return "0", ""
	}
	n, _ := strconv.Atoi("0" + d.figures[:kept]) // all of them are digits
	if d.figures[kept] >= '5' {
		n++
	}
	rounded := strconv.Itoa(n)
	return decimal{figures: strings.TrimRight(rounded, "0"), exponent: len(rounded) - 1 - decimals}.split()
}

func (d decimal) String() string {
	whole, decimals := d.split()
	text := whole
	if decimals != "" {
		text += "." + decimals
	}
	if d.negative {
		text = "-" + text
	}
	return text
}

// dateStyle is how a format shows a date or a time.
type dateStyle struct {
	date, clock, seconds bool
	elapsed              bool // hours beyond 24
}

// show gives the date or the time of a day count.
func (s dateStyle) show(f float64, from1904 bool) (shown, code string) {
	const lastDay = 2958466 // the first one after the year 9999
	if f < 0 || f >= lastDay {
		return "########", CodeTableErrorCell // as spreadsheets show it
	}
	seconds := int64(math.Round(f * 86400))
	if s.date && !s.clock { // spreadsheets round only what they show; a smaller rest is the noise of binary fractions
		const noise = 0.0001
		seconds = int64(math.Floor(f*86400 + noise))
	}
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

// DayCount reads a number as spreadsheets count days, and gives the date, with the time where it has one. It is for a number
// where a date is wanted, which lost its format; ok tells that it is one of the years 2010 to 2040.
func DayCount(text string, from1904 bool) (date string, ok bool) {
	if strings.Trim(text, "0123456789. ") != "" {
		return "", false
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		return "", false
	}
	seconds := math.Round(f * 86400)
	s := dateStyle{date: true, clock: math.Mod(seconds, 86400) != 0, seconds: math.Mod(seconds, 60) != 0}
	date, _ = s.show(f, from1904) // what is no date is not in these years
	return date, date >= "2010" && date < "2041"
}

// format writes a time as far as the cell shows it; a date is written in full.
func (s dateStyle) format(t time.Time) string {
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
func (f *cellFormat) isoDate(stored string) (shown string, problem *cellFault) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00"} {
		t, err := time.Parse(layout, stored)
		if err != nil {
			continue
		}
		f.parse()
		style := dateStyle{clock: len(stored) > len("2006-01-02"), seconds: t.Second() != 0}
		switch {
		case f.unclear || f.sections[0].unclear:
			return "", f.uncertain(stored)
		case f.sections[0].date:
			style = f.sections[0].moment
		}
		return style.format(t), nil
	}
	return stored, &cellFault{code: CodeTableDate}
}

// words returns what a cell shows for a text.
func (f *cellFormat) words(text string) (shown string, problem *cellFault) {
	if f.parse(); f.text == nil || text == "" {
		return text, nil
	}
	for _, p := range f.text.parts {
		switch p.kind {
		case partText:
			shown += text
		default:
			shown += p.text
		}
	}
	switch {
	case f.unclear || f.text.unclear || f.text.date || field.Blank(shown) && !field.Blank(text):
		return "", f.uncertain(text)
	case strings.TrimSpace(shown) == strings.TrimSpace(text): // blanks that align the text are no part of it
		return text, nil
	}
	return shown, nil
}
