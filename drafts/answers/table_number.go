package answers

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// cellStyle is what the number format of a cell says of its number, as far as it changes what the number means.
type cellStyle struct {
	date, clock, seconds bool
	elapsed              bool // hours beyond 24
	percent              bool
	currency             string // the sign of another currency than the yuan
	unit                 string // 万 and the like, which the number is counted in
	zeros                int    // the digits that 000000 fills up with zeros
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
	f := readFormat(code)
	bare := f.bare
	s := cellStyle{percent: strings.Contains(bare, "%"), elapsed: f.elapsed}
	if strings.Trim(bare, "0") == "" && len(bare) > 1 {
		s.zeros = len(bare)
	}
	s.seconds = strings.Contains(bare, "s")
	s.clock = f.elapsed || s.seconds || strings.Contains(bare, "h")
	s.date = strings.ContainsAny(bare, "ydea") || !s.clock && strings.Contains(bare, "m")
	s.currency = f.currency
	if !scaled(bare) {
		s.unit = f.unit
	}
	return s
}

// numberFormat is a format code taken apart.
type numberFormat struct {
	// bare is without what is shown as it is, and without what is no part of a date: colours, conditions, currencies.
	bare     string
	elapsed  bool
	currency string // the sign of another currency than the yuan
	unit     string // that stands behind the number
}

// scaled tells whether a format shows a number in thousands, by a comma behind its digits: what is shown behind it is then
// no unit of the number that is stored.
func scaled(bare string) bool {
	last := strings.LastIndexAny(bare, "0#?")
	return last >= 0 && strings.HasPrefix(bare[last+1:], ",") || strings.Contains(bare, ",.")
}

// readFormat takes the first section of a format code apart. A currency stands in a text, as in "US$"0.00, or in brackets
// with the language that it is for, as in [$€-2] 0.00.
func readFormat(code string) (f numberFormat) {
	var bare, said strings.Builder // said is the text up to the next digit
	flush := func() {
		if f.currency == "" && foreign(said.String()) {
			f.currency = currencySign(said.String())
		}
		for _, unit := range []string{"百", "千", "万", "亿"} {
			if f.unit == "" && strings.ContainsAny(bare.String(), "0#?") && strings.HasPrefix(strings.TrimSpace(said.String()), unit) {
				f.unit = unit
			}
		}
		said.Reset()
	}
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch c := code[i]; {
		case c == '"':
			length := strings.IndexByte(code[i+1:]+`"`, '"')
			said.WriteString(code[i+1 : i+1+length])
			i += length + 1
		case c == '\\':
			i++
			said.WriteString(code[min(i, len(code)):min(i+1, len(code))])
		case c == '_', c == '*':
			i++
		case c == '[':
			length := strings.IndexByte(code[i:]+"]", ']')
			inside := code[i+1 : min(len(code), i+length)]
			if sign, ok := strings.CutPrefix(inside, "$"); ok {
				sign, _, _ = strings.Cut(sign, "-")
				flush()
				if f.currency == "" && !yuan(sign) {
					f.currency = currencySign(sign)
				}
			} else if inside = strings.ToLower(inside); inside != "" && strings.Trim(inside, "hms") == "" {
				f.elapsed = true
				bare.WriteString(inside)
			}
			i += length
		case c == '$', c >= 0x80:
			said.WriteByte(c)
			bare.WriteByte(c)
		default:
			if c != ' ' {
				flush()
			}
			bare.WriteByte(c)
		}
	}
	flush()
	f.bare = strings.NewReplacer("general", "", "am/pm", "", "a/p", "", "e+", "", "e-", "").Replace(strings.ToLower(bare.String()))
	return f
}

// currencySign makes the sign of a currency fit to stand before a number. One that cannot be read, or is too long for one,
// is ¤, the sign of any currency.
func currencySign(text string) string {
	const longest = 32
	text = strings.TrimSpace(text)
	if len(text) > longest || strings.ContainsFunc(text, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) }) {
		return "¤"
	}
	return text
}

// foreign tells whether a text that a format shows beside its number names a currency other than the yuan.
func foreign(text string) bool {
	for _, r := range text {
		if unicode.Is(unicode.Sc, r) && r != '¥' && r != '￥' {
			return true
		}
	}
	text = strings.ToLower(text)
	for _, word := range []string{"usd", "hkd", "twd", "eur", "gbp", "jpy", "krw", "美元", "港元", "港币", "台币", "欧元", "英镑", "日元", "韩元"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// yuan tells whether what stands in the brackets of a currency is the yuan's sign, or none. The yen has the same sign.
func yuan(sign string) bool {
	switch strings.ToLower(strings.TrimSpace(sign)) {
	case "", "¥", "￥", "cn¥", "cny", "rmb", "元", "人民币":
		return true
	}
	return false
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
	if isDigits(shown) && len(shown) < s.zeros {
		shown = strings.Repeat("0", s.zeros-len(shown)) + shown
	}
	if s.percent {
		shown += "%"
	}
	return s.currency + shown + s.unit, ""
}

// moment gives the date or the time of a day count.
func (s cellStyle) moment(f float64, from1904 bool) (shown, code string) {
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
	s := cellStyle{date: true, clock: math.Mod(seconds, 86400) != 0, seconds: math.Mod(seconds, 60) != 0}
	date, _ = s.moment(f, from1904) // what is no date is not in these years
	return date, date >= "2010" && date < "2041"
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
