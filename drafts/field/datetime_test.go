package field

import (
	"os"
	"strings"
	"testing"
	"time"
)

// base is a Friday.
var base = time.Date(2026, 11, 20, 10, 0, 30, 0, Beijing)

var past = Spec{Name: "at", Type: Datetime, Direction: Past}

// code returns the code of an error; it is empty if there is none.
func code(err error) string {
	if err == nil {
		return ""
	}
	return AsProblem(err).Code
}

func TestDatetimeGoldens(t *testing.T) {
	text, err := os.ReadFile("testdata/dates.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		input, want, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		rows++
		v, err := past.Parse(input, Reading{Now: base})
		switch {
		case want == "ask" && err == nil:
			t.Errorf("%s: %s, want a refusal", input, v.Answer())
		case want != "ask" && err != nil:
			t.Errorf("%s: %v, want %s", input, err, want)
		case want != "ask" && v.Answer() != want:
			t.Errorf("%s: %s, want %s", input, v.Answer(), want)
		}
	}
	if rows < 24 {
		t.Errorf("only %d rows were read", rows)
	}
}

func TestDatetime(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// past days
		{"大前天", "2026-11-17"},
		{"前日", "2026-11-18"},
		{"今天", "2026-11-20"},
		{"今早8点", "2026-11-20 08:00"},
		{"昨天8点", "2026-11-19 08:00"},
		{"昨晚", "2026-11-19 晚上"},
		{"昨天傍晚6点", "2026-11-19 18:00"},
		{"昨天凌晨2点", "2026-11-19 02:00"},
		{"今天凌晨", "2026-11-20 凌晨"},
		{"昨天中午12点", "2026-11-19 12:00"},
		{"昨天中午1点", "2026-11-19 13:00"},
		{"昨天下午12点半", "2026-11-19 12:30"},
		{"昨天上午11点半", "2026-11-19 11:30"},
		{"今天上午12:15", "2026-11-20 00:15"}, // noon is still to come
		{"2026-11-18 12:15 AM", "2026-11-18 00:15"},
		{"2026-11-18 下午 12:15", "2026-11-18 12:15"},
		{"2026-11-18 PM 12:15", "2026-11-18 12:15"},
		{"2026-11-18 AM 11:15", "2026-11-18 11:15"},
		{"今天凌晨12点", "2026-11-20 00:00"},
		{"昨天凌晨零点", "2026-11-19 00:00"},
		{"昨夜11点", "2026-11-19 23:00"},
		{"上周日", "2026-11-15"},
		{"上个星期三", "2026-11-11"},
		{"本周一", "2026-11-16"},
		{"这周三", "2026-11-18"},
		{"上上周五", "2026-11-06"},
		{"周日", "2026-11-15"},
		{"星期五", "2026-11-20"},
		{"周3", "2026-11-18"},
		{"周五早上9点", "2026-11-20 09:00"},
		{"周四二十点", "2026-11-19 20:00"},
		{"礼拜天", "2026-11-15"},
		// ago
		{"3天前", "2026-11-17"},
		{"3天前晚上8点", "2026-11-17 20:00"},
		{"两小时前", "2026-11-20 08:00"},
		{"半小时前", "2026-11-20 09:30"},
		{"半个小时前", "2026-11-20 09:30"},
		{"一个半小时前", "2026-11-20 08:30"},
		{"十分钟前", "2026-11-20 09:50"},
		{"一周前", "2026-11-13"},
		{"两个星期以前", "2026-11-06"},
		{"两个月前", "2026-09-20"},
		{"1年前", "2025-11-20"},
		{"现在", "2026-11-20 10:00"},
		// months and years
		{"上月15日", "2026-10-15"},
		{"本月3号", "2026-11-03"},
		{"这个月3号", "2026-11-03"},
		{"上上个月3号", "2026-09-03"},
		{"15号", "2026-11-15"},
		{"25日", "2026-10-25"},
		{"31号", "2026-10-31"},
		{"去年12月25日", "2025-12-25"},
		{"前年1月2号", "2024-01-02"},
		{"去年国庆节", "2025-10-01"},
		{"2025年国庆", "2025-10-01"},
		{"去年12/25", "2025-12-25"},
		{"元旦", "2026-01-01"},
		{"五一", "2026-05-01"},
		{"劳动节", "2026-05-01"},
		{"圣诞节", "2025-12-25"},
		{"双11晚上8点", "2026-11-11 20:00"},
		{"今年六一", "2026-06-01"},
		{"2月29日", "2024-02-29"},
		// whole dates
		{"2026年11月18日", "2026-11-18"},
		{"26年11月18日", "2026-11-18"},
		{"二〇二六年十一月十八日", "2026-11-18"},
		{"二零二六年十一月十八日二十点十五分", "2026-11-18 20:15"},
		{"2026年11月18日（周三）20:15", "2026-11-18 20:15"},
		{"2026年11月18日星期三 晚上8：15", "2026-11-18 20:15"},
		{"２０２６－１１－１８　２０：１５", "2026-11-18 20:15"},
		{"2026-11-18T20:15", "2026-11-18 20:15"},
		{"2026-11-18T20:15:33+08:00", "2026-11-18 20:15:33"},
		{"2026-11-18T12:15:33.120Z", "2026-11-18 20:15:33"},
		{"2026-11-18 20:15:33", "2026-11-18 20:15:33"},
		{"2026-11-18 20:15:00", "2026-11-18 20:15"},
		{"2026-11-18T07:15-0500", "2026-11-18 20:15"},
		{"202611182015", "2026-11-18 20:15"},
		{"20261118201533", "2026-11-18 20:15:33"},
		{"20261118 20:15", "2026-11-18 20:15"},
		{"20261118T201533Z", "2026-11-19 04:15:33"},
		{"11/18", "2026-11-18"},
		{"11.18", "2026-11-18"},
		{"11月18", "2026-11-18"},
		{"18/11/2026", "2026-11-18"},
		{"2026–11–18", "2026-11-18"},
		{"2026 年 11 月 18 日 20 时 15 分 33 秒", "2026-11-18 20:15:33"},
		{"2026-11-18, 8:15 PM", "2026-11-18 20:15"},
		{"2026-11-18 8pm", "2026-11-18 20:00"},
		{"2026-11-18 12am", "2026-11-18 00:00"},
		// times of day
		{"昨天8点零5分", "2026-11-19 08:05"},
		{"昨天八点零五", "2026-11-19 08:05"},
		{"昨天八点三刻", "2026-11-19 08:45"},
		{"昨天8点整", "2026-11-19 08:00"},
		{"昨天8点钟", "2026-11-19 08:00"},
		{"昨晚12点", "2026-11-20 00:00"},
		{"昨晚12点半", "2026-11-20 00:30"},
		{"2026-11-18 24:00", "2026-11-19 00:00"},
		{"今晚0点", "2026-11-20 00:00"},
		{"11月18日的晚上8点", "2026-11-18 20:00"},
		{"今天10点", "2026-11-20 10:00"},
	} {
		v, err := past.Parse(c.text, Reading{Now: base})
		if err != nil || v.Answer() != c.want {
			t.Errorf("%s: %v %v, want %s", c.text, v, err, c.want)
		}
	}
}

func TestDatetimeRefused(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"2026-02-30", codeDatetimeImpossible},
		{"2月30日", codeDatetimeImpossible},
		{"昨天25点", codeDatetimeImpossible},
		{"昨天8点70分", codeDatetimeImpossible},
		{"昨天8:15:60", codeDatetimeImpossible},
		{"昨天24:01", codeDatetimeImpossible},
		{"上个月31号", ""},
		{"上上个月31号", codeDatetimeImpossible},
		{"昨天早上20点", codeDatetimeImpossible},
		{"昨天凌晨13点", codeDatetimeImpossible},
		{"2026-11-18 13am", codeDatetimeImpossible},
		{"昨天8点五刻", codeDatetimeImpossible},
		{"1800-01-01", codeDatetimeImpossible},
		{"32号", codeDatetimeImpossible},
		{"20261318", codeDatetimeImpossible},
		{"32/13/2026", codeDatetimeImpossible},
		{"100年前", codeDatetimeTooEarly},
		{"1000年前", codeDatetimeImpossible},
		{"晚上", codeDatetimeNoDay},
		{"八点", codeDatetimeNoDay},
		{"20:15", codeDatetimeNoDay},
		{"2026年11月", codeDatetimeNoDay},
		{"11月", codeDatetimeNoDay},
		{"2026-11", codeDatetimeNoDay},
		{"上周", codeDatetimeNoDay},
		{"上个月", codeDatetimeNoDay},
		{"去年", codeDatetimeNoDay},
		{"26-11-18", codeDatetimeAmbiguous},
		{"10/11/2026", codeDatetimeAmbiguous},
		{"昨晚2点", codeDatetimeAmbiguous},
		{"昨天上午12点", codeDatetimeAmbiguous},
		{"2026-11-18 上午 12:15", codeDatetimeAmbiguous},
		{"2026年11月18日上午12:15:30", codeDatetimeAmbiguous},
		{"2026-11-18 AM 12:15", codeDatetimeAmbiguous},
		{"昨晚凌晨2点", codeDatetimeAmbiguous},
		{"昨天半夜", codeDatetimeAmbiguous},
		{"昨天半夜1点", codeDatetimeAmbiguous},
		{"明天", codeDatetimeFuture},
		{"今晚8点", codeDatetimeFuture},
		{"今天10点01分", codeDatetimeFuture},
		{"2026-11-21", codeDatetimeFuture},
		{"11月20日11:00", codeDatetimeFuture},
		{"下周一", codeDatetimeFuture},
		{"2016-08-31", codeDatetimeTooEarly},
		{"2016-09-01", ""},
		{"2026年11月18日（周四）", codeDatetimeWeekday},
		{"11月18日星期一", codeDatetimeWeekday},
		{"春节", codeDatetimeHoliday},
		{"去年中秋节", codeDatetimeHoliday},
		{"大年初一", codeDatetimeHoliday},
		{"昨晚8点左右", codeDatetimeVague},
		{"前几天", codeDatetimeVague},
		{"上周末", codeDatetimeVague},
		{"半个月前", codeDatetimeVague},
		{"昨天八点多", codeDatetimeVague},
		{"3号前", codeDatetimeVague},
		{"三日前", codeDatetimeVague},
		{"3月前", codeDatetimeVague},
		{"国庆前", codeDatetimeUnreadable},
		{"昨天8点前", codeDatetimeUnreadable},
		{"不记得了", codeDatetimeUnreadable},
		{"十一", codeDatetimeUnreadable},
		{"8", codeDatetimeUnreadable},
		{"昨天8点到9点", codeDatetimeUnreadable},
		{"2026-11-18 20:15-21:00", codeDatetimeUnreadable},
		{"0天前", codeDatetimeUnreadable},
		{"2026-11-18T", codeDatetimeUnreadable},
		{"1763500000", codeDatetimeUnreadable},
		{"4200001234202611180123456789", codeDatetimeUnreadable},
		{"2026-11-18 （周三", codeDatetimeUnreadable},
		{"昨天pm", codeDatetimeUnreadable},
		{"2026-11/18", codeDatetimeUnreadable},
		{strings.Repeat("昨", 30), codeDatetimeUnreadable},
		{"前", codeDatetimeUnreadable},
		{"昨天\n8点", codeTextLineBreak},
	} {
		if v, err := past.Parse(c.text, Reading{Now: base}); code(err) != c.code {
			t.Errorf("%s: %v %v, want %q", c.text, v, err, c.code)
		}
	}
}

func TestDatetimeArguments(t *testing.T) {
	absolute := Reading{Now: base, Absolute: true}
	for _, c := range []struct{ text, key, want string }{
		{"26-11-18", "First", "2026-11-18"},
		{"26-11-18", "Second", "2018-11-26"},
		{"2026-11-21", "Read", "2026-11-21"},
		{"2026-11-21", "Now", "2026-11-20 10:00"},
		{"2010-01-01", "Earliest", "2016-09-01"},
		{"昨晚8点左右", "Word", "左右"},
		{"昨晚8点左右", "Value", "昨晚8点左右"},
	} {
		_, err := past.Parse(c.text, absolute)
		if p := AsProblem(err); p == nil || p.Args[c.key] != c.want {
			t.Errorf("%s: %v, want %s %s", c.text, err, c.key, c.want)
		}
	}
	for _, text := range []string{"昨天晚上八点", "11-18", "周一", "三天前", "刚才", "国庆节", "去年12月25日", "3号", "昨晚1点", "明天"} {
		_, err := past.Parse(text, absolute)
		if p := AsProblem(err); p == nil || p.Code != codeDatetimeRelative || len(p.Args) != 1 { // no arguments with another date
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, r := range []Reading{absolute, {Now: base}} {
		_, err := past.Parse("看不懂", r)
		if p := AsProblem(err); p == nil || p.Code != codeDatetimeUnreadable || (p.Args["Absolute"] == true) != r.Absolute {
			t.Errorf("%v: %v", r, err)
		}
	}
	if v, err := past.Parse("2026-11-18 20:15", absolute); err != nil {
		t.Errorf("%v %v, want an absolute date to pass", v, err)
	}
}

// Without Past, dates may be in the future or long ago, and a date without a year is in this year.
func TestDatetimeAnyTime(t *testing.T) {
	for text, want := range map[string]string{
		"明天": "2026-11-21", "12月25日": "2026-12-25", "周日": "2026-11-22", "25号": "2026-11-25", "今晚12点": "2026-11-21 00:00",
		"1999-12-31": "1999-12-31", "下周一": "2026-11-23",
	} {
		v, err := Spec{Type: Datetime}.Parse(text, Reading{Now: base})
		if err != nil || v.Answer() != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
	for text, want := range map[string]string{
		"2月29日": codeDatetimeImpossible, "今天半夜2点": codeDatetimeAmbiguous, "31号": codeDatetimeImpossible,
	} {
		if v, err := (Spec{Type: Datetime}).Parse(text, Reading{Now: base}); code(err) != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
}

func TestDatetimeDayPrecision(t *testing.T) {
	s := Spec{Type: Datetime, Direction: Past, Precision: Day}
	for text, want := range map[string]string{"昨晚8点": "2026-11-19", "今晚8点": "2026-11-20", "昨晚12点": "2026-11-20"} {
		v, err := s.Parse(text, Reading{Now: base})
		if err != nil || v != (TimeValue{Time: Midnight(base).AddDate(0, 0, v.(TimeValue).Time.Day()-20), Day: true}) || v.Answer() != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
}

// Now may have any zone; days begin in Beijing.
func TestDatetimeZone(t *testing.T) {
	now := time.Date(2026, 11, 19, 17, 0, 0, 0, time.UTC) // 01:00 on the 20th
	for text, want := range map[string]string{"昨天": "2026-11-19", "刚才": "2026-11-20 01:00"} {
		v, err := past.Parse(text, Reading{Now: now})
		if err != nil || v.Answer() != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
}

func TestTimeString(t *testing.T) {
	at := time.Date(2026, 1, 5, 8, 5, 0, 0, Beijing)
	if got := (TimeValue{Time: at}).String(); got != "2026年1月5日08:05" {
		t.Error(got)
	}
	if got := (TimeValue{Time: Midnight(at), Day: true}).String(); got != "2026年1月5日" {
		t.Error(got)
	}
}

func TestMonthsBefore(t *testing.T) {
	for months, want := range map[int]string{1: "2026-04-30", 3: "2026-02-28", 12: "2025-05-31", 5: "2025-12-31"} {
		from := time.Date(2026, 5, 31, 0, 0, 0, 0, Beijing)
		if got := wholeDayOf(monthsBefore(from, months)).Answer(); got != want {
			t.Errorf("%d: %s, want %s", months, got, want)
		}
	}
}

func TestTimeTo(t *testing.T) {
	at := func(text string) TimeValue {
		v, err := Spec{Type: Datetime}.Parse(text, Reading{Absolute: true})
		if err != nil {
			t.Fatal(err)
		}
		return v.(TimeValue)
	}
	for _, test := range [][3]string{
		{"2026-11-18 20:15", "2026-11-18 20:15", "2026年11月18日20:15"},
		{"2026-11-18 20:15", "2026-11-18 21:30", "2026年11月18日20:15至21:30"},
		{"2026-11-18 20:15", "2026-12-03 08:00", "2026年11月18日20:15至12月3日08:00"},
		{"2025-11-18 20:15", "2026-12-03", "2025年11月18日20:15至2026年12月3日"},
		{"2026-11-18", "2026-11-18 21:30", "2026年11月18日"},
		{"2026-11-18", "2026-11-19", "2026年11月18日至11月19日"},
	} {
		if got := at(test[0]).To(at(test[1])); got != test[2] {
			t.Errorf("%s to %s: %s, want %s", test[0], test[1], got, test[2])
		}
	}
}

// English dates, as people and Apple's receipts write them. The base is Friday, 20 November 2026.
func TestEnglishDatetime(t *testing.T) {
	for text, want := range map[string]string{
		"Nov 18 8:15pm": "2026-11-18 20:15", "yesterday 8pm": "2026-11-19 20:00", "18 Nov 2026 20:15": "2026-11-18 20:15",
		"November 18, 2026 at 8:15 PM": "2026-11-18 20:15", "18th of November 2026, 20:15:07": "2026-11-18 20:15:07",
		"Nov. 18, 2026": "2026-11-18", "Nov 18th": "2026-11-18", "the 18th of Nov": "2026-11-18", "18 November": "2026-11-18",
		"Wednesday, November 18, 2026 8:15 p.m.": "2026-11-18 20:15", "Wed 18 Nov": "2026-11-18", "wednesday 8pm": "2026-11-18 20:00",
		"8pm yesterday": "2026-11-19 20:00", "8:15 PM on Nov 18": "2026-11-18 20:15", "20:15:07 18 Nov 2026": "2026-11-18 20:15:07",
		"20:15 11月18日": "2026-11-18 20:15", "8点 昨天": "2026-11-19 08:00",
		"Dec 25": "2025-12-25", "3 days ago": "2026-11-17", "an hour ago": "2026-11-20 09:00", "2 weeks ago": "2026-11-06", "3 months ago": "2026-08-20",
		"just now": "2026-11-20 10:00", "now": "2026-11-20 10:00", "today 9am": "2026-11-20 09:00", "today at 9:30 am": "2026-11-20 09:30",
		"last night at 8pm": "2026-11-19 20:00", "yesterday evening": "2026-11-19 晚上", "this morning": "2026-11-20 早上", "Nov 18 noon": "2026-11-18 中午",
		"8 o'clock yesterday": "2026-11-19 08:00", "yesterday at 20:15": "2026-11-19 20:15", "ＮＯＶ １８ ８：１５ＰＭ": "2026-11-18 20:15",
	} {
		v, err := past.Parse(text, Reading{Now: base})
		if err != nil || v.Answer() != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
	for text, want := range map[string]string{
		"Nov 2026": codeDatetimeNoDay, "November": codeDatetimeNoDay, "8pm": codeDatetimeNoDay, "Thursday, Nov 18": codeDatetimeWeekday,
		"last Friday": codeDatetimeVague, "about 8pm yesterday": codeDatetimeVague, "Nov 31": codeDatetimeImpossible, "Nov 18 25:00": codeDatetimeImpossible,
		"yesterday 13pm": "", "Novem 18": codeDatetimeUnreadable, "Nov": codeDatetimeNoDay, "yesterday morning 8pm": codeDatetimeUnreadable,
		"10/11/2026 8pm": codeDatetimeAmbiguous, "yesterday at night": codeDatetimeAmbiguous, "Nov 21": "",
	} {
		if v, err := past.Parse(text, Reading{Now: base}); code(err) != want {
			t.Errorf("%s: %v %v, want %q", text, v, err, want)
		}
	}
	if _, err := past.Parse("Nov 18 8pm", Reading{Now: base, Absolute: true}); code(err) != codeDatetimeRelative {
		t.Error("a table may have a date without a year:", err)
	}
}

// A part of the day is kept where no hour is known, and a second where it is.
func TestPrecisionIsKept(t *testing.T) {
	for text, want := range map[string]string{
		"18日晚": "2026年11月18日晚上", "双11凌晨": "2026年11月11日凌晨", "昨天下午": "2026年11月19日下午", "11月18日中午": "2026年11月18日中午", "昨天傍晚": "2026年11月19日傍晚",
		"昨天上午": "2026年11月19日上午", "昨天一早": "2026年11月19日早上", "11月18日": "2026年11月18日",
		"2026-11-18 20:15:07": "2026年11月18日20:15:07", "2026-11-18 20:15:41": "2026年11月18日20:15:41", "2026-11-18 20:15": "2026年11月18日20:15",
		"今天10:00:59": "2026年11月20日10:00:59", // this minute is not in the future
	} {
		v, err := past.Parse(text, Reading{Now: base})
		if err != nil || v.String() != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
	day := Spec{Type: Datetime, Direction: Past, Precision: Day}
	if v, err := day.Parse("18日晚", Reading{Now: base}); err != nil || v.Answer() != "2026-11-18" {
		t.Error(v, err)
	}
	for _, part := range DayParts() {
		if part == "" || part.word() == "" {
			t.Errorf("part %q has no word", part)
		}
	}
}
