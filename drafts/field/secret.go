package field

import (
	"regexp"
	"strings"
	"sync"
	"time"
)

// doubts finds in free text what no letter should hold, or what its writer should think of first: secrets, for support
// never needs one and whoever reads the letter gets it, and words of two well-known frauds.
func (v TextValue) doubts() []*Problem {
	text := string(v)
	var found []*Problem
	for i := range suspicions {
		s := &suspicions[i]
		if s.clued(text) && s.pattern().MatchString(fold(text)) {
			found = append(found, refuse(s.code, "", nil))
		}
	}
	for _, number := range longNumbers(text) {
		switch {
		case isIdentity(number):
			found = append(found, refuse(codeTextIdentity, "", args{"Masked": ends(number)}))
		case isCard(number):
			found = append(found, refuse(codeTextCard, "", args{"Masked": ends(number)}))
		}
	}
	return found
}

// suspicion is a pattern, and the words of which one must be there for it to be worth a try.
type suspicion struct {
	code    string
	clues   []string
	pattern func() *regexp.Regexp
}

func (s *suspicion) clued(text string) bool {
	for _, clue := range s.clues {
		if strings.Contains(text, clue) {
			return true
		}
	}
	return false
}

var suspicions = []suspicion{
	{codeTextPassword, []string{"密码", "口令"}, password},
	{codeTextVerification, []string{"验证码"}, verification},
	{codeTextCashOut, []string{"套现", "变现", "额度"}, cashOut},
	{codeTextAgent, []string{"代", "中介"}, agent},
}

// The patterns run over text whose full-width digits and signs were folded. A number that counts something, or is a
// year, is no secret.
var (
	password = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:密码|口令)(?:\s*(?:是|为|:|=)\s*["“「]?[!-~]{4,}|\s*[!-~]{6,})(?:[^!-~年月日位次元个笔]|$)`)
	})
	verification = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`验证码(?:号|是|为|:|=|\s|["“「])*[0-9]{4,8}(?:[^0-9年月日位次元个笔]|$)`)
	})
	cashOut = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`套现|变现|(?:兑现|提现)[^，。；!?]{0,4}额度|额度[^，。；!?]{0,4}(?:兑现|提现|换成现金)`)
	})
	agent = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:^|[^交替时年现当古近])代(?:理|办|为|客)?退|退款(?:中介|代理|代办)`)
	})
)

// longNumbers finds the runs of digits in a text that are as long as a card's or an identity number, with the single
// spaces or hyphens that people put into them taken off. An X may end one.
func longNumbers(text string) []string {
	const shortest, longest = 15, 19
	var found []string
	var run []byte
	end := func() {
		if len(run) >= shortest && len(run) <= longest {
			found = append(found, string(run))
		}
		run = run[:0]
	}
	parted := false // by a space or a hyphen, once
	for _, r := range text {
		if r >= '０' && r <= '９' {
			r += '0' - '０'
		}
		switch {
		case r >= '0' && r <= '9':
			run, parted = append(run, byte(r)), false
		case (r == ' ' || r == '-') && len(run) > 0 && !parted:
			parted = true
		case (r == 'X' || r == 'x') && len(run) == 17 && !parted:
			run = append(run, 'X')
			end()
		default:
			end()
			parted = false
		}
	}
	end()
	return found
}

// ends shows enough of a number to find it by.
func ends(number string) string { return number[:3] + "…" + number[len(number)-2:] }

// isIdentity tells a number of a Chinese identity card: a birthday in it, and the check character of GB 11643-1999.
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
		if number[i] == 'X' {
			digit = 10
		}
		sum += digit * weight
		weight = weight * 2 % 11
	}
	return sum%11 == 1
}

// isCard tells a bank card's number by the first digits that issuers have (ISO/IEC 7812; UnionPay 62 and 9558, Visa,
// Mastercard) and its check digit. Order numbers of Douyin are as long, and begin otherwise.
func isCard(number string) bool {
	long := len(number)
	switch {
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
