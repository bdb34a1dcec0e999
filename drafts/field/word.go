package field

// kind is the meaning of a token in a date or time.
type kind uint8

const (
	kEnd            kind = iota
	kNumber              // n; width: the number of its digits, 0 for numerals with units
	kMark                // n: one of - / . : + ( )
	kYear                // 年
	kMonth               // 月
	kMonthName           // n: 1 January to 12 December
	kMonths              // months: a number of months
	kDayNo               // 日 号: a day of a month
	kDays                // 天: a number of days
	kWeeks               // 周 星期 without a day
	kWeekday             // n: 1 Monday to 7 Sunday
	kClock               // 点 时
	kMinute              // 分
	kSecond              // 秒
	kQuarter             // 刻
	kHalf                // 半
	kSharp               // 整
	kHours               // 小时
	kMinutes             // 分钟
	kMeasureWord         // 个
	kAgo                 // 前
	kPrevious            // n: weeks or months back: 上 1, 本 0, 下 -1
	kRelDay              // n: days from today: 昨天 -1
	kRelYear             // n: years from this one: 去年 -1
	kHoliday             // n: month*100 + day
	kMovableHoliday      // a holiday without a fixed date
	kPart                // n: a part of day
	kNow                 // 刚才
	kVague               // 大概
	kISOTime             // the T of ISO 8601
	kUTC                 // its Z: UTC
	kFiller              // an English word without a meaning of its own: at
)

// Parts of the day: n of kPart.
const (
	wholeDay = iota // no part
	smallHours
	morning
	forenoon
	noon
	afternoon
	dusk
	evening
	night
	amHalf
	pmHalf
	amFirst // amHalf before the hour
)

// longestWord is the number of characters of the longest word below.
const longestWord = 4

// word returns the meaning of a word in lower case, and its n.
func word(s string) (kind, int) {
	if k := unitWord(s); k != kEnd {
		return k, 0
	}
	if n := partWord(s); n != wholeDay {
		return kPart, n
	}
	if k, n := relativeWord(s); k != kEnd {
		return k, n
	}
	return holidayWord(s)
}

func unitWord(s string) kind {
	switch s {
	case "年":
		return kYear
	case "月", "月份":
		return kMonth
	case "日", "号", "號":
		return kDayNo
	case "天":
		return kDays
	case "周", "週", "星期", "礼拜":
		return kWeeks
	case "点", "點", "时", "点钟":
		return kClock
	case "分":
		return kMinute
	case "秒":
		return kSecond
	case "刻":
		return kQuarter
	case "半":
		return kHalf
	case "整":
		return kSharp
	case "小时", "钟头":
		return kHours
	case "分钟":
		return kMinutes
	case "个":
		return kMeasureWord
	case "前", "以前", "之前":
		return kAgo
	}
	return kEnd
}

func partWord(s string) int {
	switch s {
	case "凌晨":
		return smallHours
	case "清晨", "早晨", "早上", "早", "晨", "大清早", "一早":
		return morning
	case "上午":
		return forenoon
	case "中午", "正午":
		return noon
	case "下午", "午后":
		return afternoon
	case "傍晚":
		return dusk
	case "晚上", "晚间", "晚":
		return evening
	case "夜里", "夜晚", "夜间", "深夜", "半夜", "午夜", "夜":
		return night
	}
	return wholeDay
}

func relativeWord(s string) (kind, int) {
	switch s {
	case "大前天":
		return kRelDay, -3
	case "前天", "前日":
		return kRelDay, -2
	case "昨天", "昨日", "昨":
		return kRelDay, -1
	case "今天", "今日", "今":
		return kRelDay, 0
	case "明天", "明日", "明":
		return kRelDay, 1
	case "后天":
		return kRelDay, 2
	case "大后天":
		return kRelDay, 3
	case "大前年":
		return kRelYear, -3
	case "前年":
		return kRelYear, -2
	case "去年":
		return kRelYear, -1
	case "今年":
		return kRelYear, 0
	case "明年":
		return kRelYear, 1
	case "上上":
		return kPrevious, 2
	case "上":
		return kPrevious, 1
	case "本", "这":
		return kPrevious, 0
	case "下":
		return kPrevious, -1
	case "刚才", "刚刚", "现在", "方才":
		return kNow, 0
	case "左右", "大概", "大约", "约", "前后", "差不多", "可能", "好像", "几", "多", "最近", "前几", "周末",
		"月初", "月中", "月底", "年初", "年底":
		return kVague, 0
	}
	return kEnd, 0
}

func holidayWord(s string) (kind, int) {
	switch s {
	case "元旦", "元旦节":
		return kHoliday, 101
	case "情人节":
		return kHoliday, 214
	case "妇女节":
		return kHoliday, 308
	case "五一", "五一节", "劳动节":
		return kHoliday, 501
	case "五四", "青年节":
		return kHoliday, 504
	case "六一", "六一节", "儿童节":
		return kHoliday, 601
	case "建党节":
		return kHoliday, 701
	case "建军节":
		return kHoliday, 801
	case "教师节":
		return kHoliday, 910
	case "国庆", "国庆节":
		return kHoliday, 1001
	case "双十一", "双11":
		return kHoliday, 1111
	case "双十二", "双12":
		return kHoliday, 1212
	case "平安夜":
		return kHoliday, 1224
	case "圣诞", "圣诞节":
		return kHoliday, 1225
	case "春节", "除夕", "大年", "年三十", "初", "元宵", "元宵节", "清明", "清明节", "端午", "端午节", "七夕", "七夕节",
		"中元", "中秋", "中秋节", "重阳", "重阳节", "冬至", "腊八", "小年", "正月", "腊月", "农历", "阴历",
		"母亲节", "父亲节", "感恩节":
		return kMovableHoliday, 0
	}
	return kEnd, 0
}
