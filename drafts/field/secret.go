package field

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// doubts warns about secrets in free text, which support never needs, about the words of two common frauds, and about insults.
func (v TextValue) doubts() []*Problem {
	text := strings.ToLower(fold(string(v)))
	var found, numbers []*Problem
	number := func(code, digits string) {
		p := newProblem(code, "", args{"Masked": masked(digits)})
		if !slices.ContainsFunc(numbers, func(known *Problem) bool { return known.Args["Masked"] == p.Args["Masked"] }) {
			numbers = append(numbers, p)
		}
	}
	clues := findClues(text)
	for i, s := range suspicions {
		switch {
		case clues&(1<<i) == 0:
		case s.code == codeTextIdentity, s.code == codeTextCard: // the word before a number is enough, because a mistyped one is secret too
			for _, match := range s.pattern().FindAllStringSubmatch(text, -1) {
				number(s.code, digitsOf(match[1]))
			}
		case s.pattern().MatchString(text):
			found = append(found, newProblem(s.code, "", nil))
		}
	}
	for _, n := range longNumbers(text) {
		switch {
		case isIdentity(n.digits), !n.inGroups && isOldIdentity(n.digits):
			number(codeTextIdentity, n.digits)
		case isCard(n.digits):
			number(codeTextCard, n.digits)
		}
	}
	return append(found, numbers...)
}

// digitsOf returns the digits of a number, and the X at its end if there is one.
func digitsOf(number string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == 'x' {
			return r
		}
		return -1
	}, number))
}

// suspicion is a pattern for folded text in lower case. Every match contains one of the clues, so that most texts need not be matched.
type suspicion struct {
	code    string
	clues   []string
	pattern func() *regexp.Regexp
}

// findClues returns a bit set of the suspicions that have a clue in a text. It skips most characters by their low bits, because a search
// for each clue is slow in Chinese, where nearly all characters begin with the same few bytes.
func findClues(text string) (found uint) {
	starts := clueStarts()
	for at, r := range text {
		if starts[r%1024/64]&(1<<(r%64)) == 0 {
			continue
		}
		for i, s := range suspicions {
			if slices.ContainsFunc(s.clues, func(clue string) bool { return strings.HasPrefix(text[at:], clue) }) {
				found |= 1 << i
			}
		}
	}
	return found
}

// clueStarts is the set of the low ten bits of the first characters of all clues.
var clueStarts = sync.OnceValue(func() *[1024 / 64]uint64 {
	var set [1024 / 64]uint64
	for _, s := range suspicions {
		for _, clue := range s.clues {
			r, _ := utf8.DecodeRuneInString(clue)
			set[r%1024/64] |= 1 << (r % 64)
		}
	}
	return &set
})

var suspicions = []suspicion{
	{codeTextPassword, []string{"密码", "口令", "passw", "pwd", "passcode"}, password},
	{codeTextVerification, []string{"验证码", "校验码", "短信码", "动态码", "确认码", "verification code", "otp"}, verification},
	{codeTextIdentity, []string{"身份证", "证件号", "id card", "id number", "identity"}, namedIdentity},
	{codeTextCard, []string{"银行卡", "卡号", "储蓄卡", "信用卡", "借记卡", "card"}, namedCard},
	{codeTextCashOut, []string{"套现", "变现", "额度"}, cashOut},
	{codeTextAgent, []string{"代", "中介"}, agent},
	{codeTextAnger, angerClues, anger},
}

// Patterns of secrets. They do not match a number with a unit, a year, a date, a time or an amount, nor an English word without digits
// after "password is", such as "required".
var (
	password = sync.OnceValue(func() *regexp.Regexp {
		const end = `(?:[^!-~年月日位次元个笔]|$)`
		return regexp.MustCompile(`(?:密码|口令)(?:\s*(?:是|为|:|=)\s*["“「]?[!-~]{3,}|\s*[!-~]{6,})` + end +
			`|(?:password|passwd|pwd|passcode)(?:\s*[:=]\s*["“]?[!-~]{3,}|\s+(?:is\s+)?["“]?(?:[a-z]{3,}[0-9]|[0-9]{3,}[a-z])[!-~]*|\s+is\s+["“]?[0-9]{4,})` + end)
	})
	verification = sync.OnceValue(func() *regexp.Regexp {
		const code = `(?:[0-9]{4,8}|[0-9](?: [0-9]){3,7}|[0-9]{2}(?: [0-9]{2}){2,3}|[0-9]{3} [0-9]{3}|[0-9]{4} [0-9]{4})`
		return regexp.MustCompile(`(?:验证码|校验码|短信码|动态码|确认码|verification code|\botp)(?:号|是|为|is\b|:|=|\s|["“「])*` + code +
			`(?:[^0-9年月日位次元个笔/:. -]|[/:. -](?:[^0-9年月日位次元个笔]|$)|$)`)
	})
)

// Patterns of numbers after the word for what they are. Only words such as 号码是 are between them, because 银行卡支付，订单号 is before an
// order number.
var (
	namedIdentity = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:身份证|证件号|id card|id number|identity card)` + beforeNumber + `([0-9](?:[ -]?[0-9]){13,16}(?:[ -]?[0-9x])?)(?:[^0-9]|$)`)
	})
	namedCard = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:银行卡|卡号|储蓄卡|信用卡|借记卡|card)` + beforeNumber + `([0-9](?:[ -]?[0-9]){13,18})(?:[^0-9]|$)`)
	})
)

const beforeNumber = `(?:号码|号|码|是|为|number|no\.?|is|[:=\s("“「#])*`

// Patterns of frauds, within one clause.
var (
	cashOut = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`套现|变现|(?:兑现|提现)[^,。;!?]{0,4}额度|额度[^,。;!?]{0,4}(?:兑现|提现|换成现金)`)
	})
	agent = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:^|[^交替时年现当古近])代(?:理|办|为|客)?退|退款(?:中介|代理|代办)`)
	})
)

// anger matches insults, threats and demands, which weaken a letter. Most words match only in certain contexts: 骗子 may be about somebody
// else, 垃圾短信 and 我妈的手机 are not insults, and 投诉 is a right.
var (
	angerClues = []string{
		"骗子", "垃圾", "蛋", "畜生", "人渣", "不要脸", "操你", "草泥马", "去你妈", "傻", "狗东西", "去死", "曝光", "好看", "着瞧", "没完",
		"后果自负", "必须", "给我", "把钱", "把我", "我钱", "血汗钱", "fuck", "bullshit", "nmsl", "tmd",
	}
	anger = sync.OnceValue(func() *regexp.Regexp {
		const stop = `[,。;!?\s]`
		return regexp.MustCompile(strings.Join([]string{
			`王八蛋|混蛋|滚蛋|畜生|人渣|不要脸|操你|草泥马|去你妈|傻[逼叉b]|狗东西|\bfuck|bullshit|\bnmsl|\btmd\b`,
			`去死(?:吧|` + stop + `|$)`,
			`你们?(?:就|都|全|这|那|群|帮|些|真|也|是|一|大|个|的)*骗子|抖音(?:就|都|真)?是[^,。;!?]{0,3}骗子|[群帮大死]骗子|骗子抖音`,
			`(?:^|` + stop + `)(?:骗子|垃圾)(?:` + stop + `|$)`,
			`垃圾(?:平台|公司|客服|抖音|app|东西|产品|服务)|(?:真|太|最|真是|你们|什么)垃圾(?:` + stop + `|$)`,
			`曝光(?:你|抖音|平台|到|出去)|网上?曝光|[让叫]你们?好看|[等走]着瞧|[跟和]你们?没完|后果自负`,
			`必须(?:马上|立刻|立即|现在|今天|全额|全部)[^,。;!?]{0,6}退(?:款|钱|给|还|我|` + stop + `|$)`,
			`(?:马上|立刻|立即|赶紧|赶快|快)(?:给我|把钱|把我)[^,。;!?]{0,8}退|(?:^|` + stop + `)(?:还|退)我(?:血汗)?钱`,
		}, "|"))
	})
)

// longNumber is a row of digits that may be the number of a bank card or an identity card.
type longNumber struct {
	digits   string
	inGroups bool // separated by spaces or hyphens
}

// longNumbers returns the rows of digits that have the length of a card number. A row may contain spaces and hyphens; because two numbers
// may be beside each other, both the whole row and each of its parts are returned. The last digit may be X.
func longNumbers(text string) []longNumber {
	const widestGap = 3
	var (
		found  []longNumber
		row    []byte
		starts []int // of the parts of row
		gap    int   // characters since the last digit
	)
	keep := func(digits []byte, inGroups bool) {
		if n := len(digits); n >= 15 && n <= 19 {
			found = append(found, longNumber{string(digits), inGroups})
		}
	}
	end := func() {
		keep(row, len(starts) > 1)
		for i := 0; i < len(starts) && len(starts) > 1; i++ {
			next := len(row)
			if i+1 < len(starts) {
				next = starts[i+1]
			}
			keep(row[starts[i]:next], false)
		}
		row, starts, gap = row[:0], starts[:0], 0
	}
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			if len(row) == 0 || gap > 0 {
				starts = append(starts, len(row))
			}
			row, gap = append(row, byte(r)), 0
		case len(row) == 0:
		case (r == ' ' || r == '\u00a0' || isHyphen(r)) && gap < widestGap:
			gap++
		case r == 'x':
			row = append(row, 'X')
			end()
		default:
			end()
		}
	}
	end()
	return found
}

// masked returns the first and last digits of a number.
func masked(number string) string { return number[:3] + "…" + number[len(number)-2:] }

// isIdentity reports whether a number is that of a Chinese identity card, by its birthday and its check character (GB 11643-1999).
func isIdentity(number string) bool {
	if len(number) != 18 || number[0] == '0' {
		return false
	}
	born, err := time.Parse("20060102", number[6:14])
	if err != nil || born.Year() < 1900 || born.Year() > 2100 {
		return false
	}
	sum, weight := 0, 1
	for i := len(number) - 1; i >= 0; i-- {
		digit := int(number[i] - '0')
		if number[i] == 'X' && i == len(number)-1 {
			digit = 10
		}
		sum += digit * weight
		weight = weight * 2 % 11
	}
	return sum%11 == 1
}

// isOldIdentity reports whether a number is that of a first-generation identity card (GB 11643-1989): 15 digits with a province and a
// birthday in the 20th century, and without a check digit.
func isOldIdentity(number string) bool {
	if len(number) != 15 || number[14] == 'X' || !slices.Contains(provinces, number[:2]) {
		return false
	}
	_, err := time.Parse("20060102", "19"+number[6:12])
	return err == nil
}

// provinces are the first two digits of identity numbers (GB/T 2260).
var provinces = []string{
	"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46",
	"50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
}

// isCard reports whether a number is that of a bank card, by its issuer (ISO/IEC 7812; UnionPay 62 and 9558, Visa, Mastercard) and its
// check digit. Douyin's order numbers have the same length and other first digits.
func isCard(number string) bool {
	long := len(number)
	switch {
	case number[long-1] == 'X':
		return false
	case strings.HasPrefix(number, "62") && long >= 16:
	case strings.HasPrefix(number, "9558") && long == 19:
	case number[0] == '4' && long == 16:
	case number[0] == '5' && number[1] >= '1' && number[1] <= '5' && long == 16:
	default:
		return false
	}
	sum := 0
	for i := range long {
		digit := int(number[long-1-i] - '0')
		if i%2 == 1 {
			digit *= 2
		}
		sum += digit/10 + digit%10
	}
	return sum%10 == 0
}
