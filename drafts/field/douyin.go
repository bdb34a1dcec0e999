package field

import (
	"regexp"
	"strings"
	"sync"
)

// douyinID returns a Douyin ID without the @ that the app shows before it. What can be no ID is named for what it is: a link, a UID, or
// the code of an account in the address of its page.
func douyinID(text string) (string, *Problem) {
	folded := fold(text)
	if uid := labelledUID().FindStringSubmatch(folded); uid != nil {
		return "", newProblem(CodeDouyinUID, text, args{"UID": uid[1]})
	}
	switch lower := strings.ToLower(folded); {
	case strings.Contains(lower, "://"), strings.Contains(lower, "douyin.com/"), strings.Contains(lower, "iesdouyin.com"):
		return "", newProblem(codeDouyinLink, text, nil)
	case strings.HasPrefix(folded, "MS4wLj") && len(folded) > len("MS4wLjABAAAA"):
		return "", newProblem(codeDouyinCode, text, nil)
	}
	if id := strings.TrimSpace(strings.TrimLeft(text, "@＠")); id != "" {
		text = id
	}
	return text, nil
}

// looksLikeUID reports whether an ID has so many digits that it is probably a UID: one of digits, as the app assigns it, has at most eleven.
func looksLikeUID(id string) bool {
	const shortest = 15
	id = fold(id)
	return len(id) >= shortest && isDecimal(id)
}

var labelledUID = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:抖音|douyin|用户)?\s*uid(?:\s*[:=]\s*|\s+)([0-9]+)$`)
})
