package lang

import (
	"regexp"
	"strings"
	"testing"
)

// action matches what a message fills in.
var action = regexp.MustCompile(`\{\{.*?\}\}`)

// stilted are the ways of writing English that the catalogue avoids, each with what it says instead. A word before
// a colon names a flag or a part of a file and is no sentence.
var stilted = map[string]*regexp.Regexp{
	"if or when":                   regexp.MustCompile(`\b[Ww]here (none|nothing|nobody|one|they|you do|support|there|it is not)\b`),
	"is not a …":                   regexp.MustCompile(`\b(is|are|was|were|be) (no|none of)\b`),
	"the noun again":               regexp.MustCompile(`\b([Oo]f (which|whom|what)|of one that|that of|those (that|of|in))\b`),
	"draft, you, or the server":    regexp.MustCompile(`\b([Nn]obody|[Ww]hoever)\b`),
	"correct":                      regexp.MustCompile(`\b[Mm]end(s|ed|ing)?\b`),
	"again":                        regexp.MustCompile(`\banew\b`),
	"is, appears":                  regexp.MustCompile(`\bstands?\b`),
	"submit":                       regexp.MustCompile(`\b[Hh]and(s|ed|ing)?( it| them)? (in|over)\b`),
	"record":                       regexp.MustCompile(`\b([Nn]oted|[Nn]otes? (it|that|what|the|with|down))\b`),
	"undo, restore, remove":        regexp.MustCompile(`\b(took back|takes? (it |them |this )?(back|away)|brings? (it |them )?back)\b`),
	"cannot be combined with":      regexp.MustCompile(`\bgo(es)? with\b`),
	"continue":                     regexp.MustCompile(`\b(goes on|go on with|going on with)\b`),
	"warning or careful":           regexp.MustCompile(`\b[Tt]ake care\b`),
	"delivery unknown":             regexp.MustCompile(`\b([Uu]nknown whether|not known whether|knows whether)\b`),
	"waiting for":                  regexp.MustCompile(`\bwaited for\b`),
	"anyway":                       regexp.MustCompile(`\ball the same\b`),
	"not changed":                  regexp.MustCompile(`\bleft alone\b`),
	"saved":                        regexp.MustCompile(`\b([Kk]ept (letter|as|in)|(is|are|was|were) kept)\b`),
	"password":                     regexp.MustCompile(`\bsecret\b`),
	"have ready":                   regexp.MustCompile(`\bat hand\b`),
	"text for the app":             regexp.MustCompile(`\bapp text\b`),
	"one letter per row":           regexp.MustCompile(`\b(letter|file|row|payment|fault) a (letter|file|row|line)\b`),
	"login method":                 regexp.MustCompile(`\bways? to log in\b`),
	"write, see, or tell somebody": regexp.MustCompile(`\b(tells? of|speaks? of)\b`),
}

// Help lists a command in lower case, and explains it with a request such as “Write …”, as every command does.
func TestEnglishHelpIsInOneMood(t *testing.T) {
	short, long := regexp.MustCompile(`^(draft )?[a-z]+,? `), regexp.MustCompile(`^(draft|[A-Z][a-z]*[a-rt-z]),? `)
	for id, forms := range messages(t, English) {
		for ending, pattern := range map[string]*regexp.Regexp{".short": short, ".long": long} {
			if strings.HasPrefix(id, "cmd.") && strings.HasSuffix(id, ending) && !pattern.MatchString(forms[0]) {
				t.Errorf("%q is %q", id, forms[0])
			}
		}
	}
}

// there matches the start of an ordinary English sentence that says no.
var there = regexp.MustCompile(`\b[Tt]here (is|are|was|were) no\b`)

func TestEnglishIsPlain(t *testing.T) {
	for id, forms := range messages(t, English) {
		for _, form := range forms {
			if strings.HasPrefix(id, "usage.") && strings.HasPrefix(form, "draft ") {
				t.Errorf("%q says draft twice, as an error begins with “draft: ”\n%s", id, form)
			}
			text := there.ReplaceAllString(action.ReplaceAllString(form, "…"), "there")
			for better, pattern := range stilted {
				if found := pattern.FindString(text); found != "" {
					t.Errorf("%q says %q, better: %s\n%s", id, found, better, form)
				}
			}
		}
	}
}

var (
	// typed matches what a person types as it stands: a line of YAML, a URL.
	typed = regexp.MustCompile(`(名称|键): (答案|值)|答案文件里写  …: …|smtps?://\S+`)
	// halfWidth matches punctuation of English between Chinese characters.
	halfWidth = regexp.MustCompile(`[\p{Han}…”）》] ?[,;:!?()] ?[\p{Han}…“（《]|\p{Han}[,;:!?(]|\)\p{Han}|\p{Han}\.(\p{Han}|\s|$)|"\p{Han}*[\p{Han}，；：。]"\p{Han}`)
)

func TestChinesePunctuation(t *testing.T) {
	for id, forms := range messages(t, Chinese) {
		for _, form := range forms {
			text := typed.ReplaceAllString(action.ReplaceAllString(form, "…"), "")
			if found := halfWidth.FindString(text); found != "" {
				t.Errorf("%q has half-width punctuation at %q\n%s", id, found, form)
			}
		}
	}
}
