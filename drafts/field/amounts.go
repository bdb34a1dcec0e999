package field

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// mostAmounts is the largest number of amounts in one text.
const mostAmounts = 9999

// ParseAmounts parses several amounts of money in one text: 648、328、98, 648+328+98, 6元×3, 每笔6元共3笔. ok is false if the text is one
// amount, as 1,074 is, or anything else. A number of amounts or a total at the end of the text must agree with them.
func ParseAmounts(text string) (amounts []MoneyValue, ok bool) {
	if len(text) > lineBytes {
		return nil, false
	}
	if _, problem := parseAmount(text); problem == nil {
		return nil, false
	}
	s := strings.ReplaceAll(amountWords().lineEnd.ReplaceAllString(strings.TrimSpace(text), "、"), "，", "、") // no part of a number
	s = amountWords().space.ReplaceAllString(strings.ToLower(fold(s)), " ")
	s = amountWords().before.ReplaceAllString(amountWords().after.ReplaceAllString(s, "$1"), "$1")
	amounts, ok = summedAmounts(strings.TrimRight(s, " 、,;。"))
	return amounts, ok && len(amounts) > 1
}

// Sum returns the sum of amounts.
func Sum(amounts []MoneyValue) (total MoneyValue) {
	for _, m := range amounts {
		total += m
	}
	return total
}

// amountPatterns are the forms of several amounts. In each, the first group is an amount or the rest of the text.
type amountPatterns struct {
	lineEnd, space, after, before *regexp.Regexp
	unit                          *regexp.Regexp   // 笔
	counted, totalled             *regexp.Regexp   // what comes at the end: 共3笔, =1074
	times                         []*regexp.Regexp // 6元×3, 6元3笔. The groups: amount, number
	timesFirst                    []*regexp.Regexp // 3笔6元, 3×6元. The groups: number, amount
	each                          *regexp.Regexp   // 每笔6元
	separators                    []*regexp.Regexp // the strongest one first
}

var amountWords = sync.OnceValue(func() amountPatterns {
	const (
		number = `([0-9]{1,4}|[一二两三四五六七八九十百]{1,6})`
		unit   = ` ?[笔次单个份回]`
		times  = ` ?(?:[×x*✕✖]|乘以?) ?`
		each   = `(?:每笔|每次|每单|每个|每份|单笔|各) ?`
		marks  = `[ 、,;]`
		all    = marks + `*(?:一共|总共|合计|共计|总计|共)是? ?`
	)
	compile := regexp.MustCompile
	return amountPatterns{
		lineEnd: compile(`\s*[\r\n]\s*`), space: compile(`\s+`),
		after: compile(`(¥|rmb|人民币) `), before: compile(` (元|块|圆|角|毛|分)`),
		unit:    compile(unit),
		counted: compile(`^(.+?)` + all + number + unit + `$`), totalled: compile(`^(.+?)(?:` + all + `| ?= ?)(.+)$`),
		times: []*regexp.Regexp{
			compile(`^(?:` + each + `)?(.+?)` + times + number + `(?:` + unit + `)?$`),
			compile(`^(?:` + each + `)?(.+[元块圆角毛分钱整])` + marks + `*` + number + unit + `$`),
			compile(`^(?:` + each + `)?(.+?)(?:` + all + `|` + marks + `+)` + number + unit + `$`),
		},
		timesFirst: []*regexp.Regexp{
			compile(`^` + number + unit + marks + `*(?:` + times + `|` + each + `|都)?是? ?(.+)$`),
			compile(`^` + number + times + `(.*[元块圆角毛分¥.].*)$`),
		},
		each:       compile(`^` + each + `(.+)$`),
		separators: []*regexp.Regexp{compile(` ?(?:[、;+/&]|, |和|跟|与|及|加|还有| and ) ?`), compile(` `), compile(`,`)},
	}
})

// summedAmounts parses amounts with their number or their total at the end. A single amount counts as often as the number says.
func summedAmounts(s string) ([]MoneyValue, bool) {
	if m := amountWords().counted.FindStringSubmatch(s); m != nil {
		amounts, ok := separateAmounts(m[1])
		switch n := count(m[2]); {
		case ok && len(amounts) == 1:
			return repeated(amounts[0], n)
		case ok && !amountWords().unit.MatchString(m[1]): // else the number is that of the last amount
			return amounts, len(amounts) == n
		}
	}
	if m := amountWords().totalled.FindStringSubmatch(s); m != nil {
		amounts, ok := separateAmounts(m[1])
		total, problem := parseAmount(m[2])
		if ok && problem == nil {
			return amounts, Sum(amounts) == total
		}
	}
	return separateAmounts(s)
}

// separateAmounts parses an amount, an amount that is repeated, or several of them between separators.
func separateAmounts(s string) ([]MoneyValue, bool) {
	if m, ok := oneAmount(s); ok {
		return []MoneyValue{m}, true
	}
	if amounts, ok := repeatedAmount(s); ok {
		return amounts, true
	}
	for _, separator := range amountWords().separators {
		parts := separator.Split(s, -1)
		if len(parts) == 1 {
			continue
		}
		var amounts []MoneyValue
		for _, part := range parts {
			some, ok := separateAmounts(part)
			if amounts = append(amounts, some...); !ok || len(amounts) > mostAmounts {
				return nil, false
			}
		}
		return amounts, true
	}
	return nil, false
}

// oneAmount parses an amount. A number with a zero before it is a part of a longer number, such as 1 074.
func oneAmount(s string) (MoneyValue, bool) {
	if len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9' {
		return 0, false
	}
	m, problem := parseAmount(s)
	return m, problem == nil
}

// repeatedAmount parses an amount and how often it was paid.
func repeatedAmount(s string) ([]MoneyValue, bool) {
	for _, pattern := range amountWords().times {
		if m := pattern.FindStringSubmatch(s); m != nil {
			if amount, ok := oneAmount(m[1]); ok {
				return repeated(amount, count(m[2]))
			}
		}
	}
	for _, pattern := range amountWords().timesFirst {
		if m := pattern.FindStringSubmatch(s); m != nil {
			if amount, ok := oneAmount(m[2]); ok {
				return repeated(amount, count(m[1]))
			}
		}
	}
	if m := amountWords().each.FindStringSubmatch(s); m != nil {
		amount, ok := oneAmount(m[1])
		return []MoneyValue{amount}, ok
	}
	return nil, false
}

// count parses a number of payments; 0 if it is none.
func count(s string) int {
	if n, _, ok := numeral(s); ok {
		return int(min(n, mostAmounts+1))
	}
	n, _ := strconv.Atoi(s)
	return n
}

// repeated returns an amount n times; ok is false if there are too many, or none.
func repeated(m MoneyValue, n int) (amounts []MoneyValue, ok bool) {
	if n < 1 || n > mostAmounts {
		return nil, false
	}
	return slices.Repeat([]MoneyValue{m}, n), true
}
