package templates

import (
	"regexp"
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// builtinKind returns a built-in kind.
func builtinKind(t *testing.T, kind string) *linter {
	t.Helper()
	text, _, err := Source(kind, "")
	if err != nil {
		t.Fatal(err)
	}
	return &linter{parser: read(kind, text, kind)}
}

// TestOrderNumbersCanBeFound: the help of an order number says where to find it, that Apple's may look different, and that the answers
// are kept meanwhile.
func TestOrderNumbersCanBeFound(t *testing.T) {
	for kind, names := range map[string][]string{"refund": {"order_no"}, "duplicate": {"first_order_no", "second_order_no"}} {
		for _, name := range names {
			q, ok := builtinKind(t, kind).parser.kind.Find(name)
			if !ok {
				t.Fatal(name)
			}
			if lack := missingText(kind+" "+name, q.Help.ZH, "微信", "支付宝", "交易单号", "订单号", "苹果", "手头没有", "填过的会留着"); lack != "" {
				t.Error(lack)
			}
			if lack := missingText(kind+" "+name, q.Help.EN, "WeChat", "Alipay", "交易单号", "Apple", "ready", "answers are saved"); lack != "" {
				t.Error(lack)
			}
		}
	}
}

// TestTimesInHelpCanBeTyped: an example of a time in a help is a valid answer.
func TestTimesInHelpCanBeTyped(t *testing.T) {
	inChinese, inEnglish := regexp.MustCompile(`“([^”]*)”`), regexp.MustCompile(`such as (.*?)\. `)
	tried := 0
	for _, kind := range AllBuiltin() {
		for _, q := range builtinKind(t, kind).parser.kind.Fields {
			if q.Type != field.Datetime {
				continue
			}
			var examples []string
			for _, m := range inChinese.FindAllStringSubmatch(q.Help.ZH, -1) {
				examples = append(examples, m[1])
			}
			for _, m := range inEnglish.FindAllStringSubmatch(q.Help.EN, -1) {
				for example := range strings.SplitSeq(m[1], " or ") {
					examples = append(examples, example)
					if strings.ContainsFunc(example, func(r rune) bool { return r > '~' }) {
						t.Errorf("%s: %q is no English", q.Name, example)
					}
				}
			}
			for _, example := range examples {
				tried++
				if _, err := q.Parse(example, field.Reading{Now: writtenAt}); err != nil {
					t.Errorf("%s: %q: %v", q.Name, example, err)
				}
			}
		}
	}
	if tried < 4 {
		t.Errorf("only %d examples were tried", tried)
	}
}

// TestConditionsAreAskedPositively: yes is the favourable answer to each condition of closing, without a double negation.
func TestConditionsAreAskedPositively(t *testing.T) {
	for _, name := range []string{"bill_cleared", "instalment_cleared", "undisputed"} {
		q, _ := builtinKind(t, "closure").parser.kind.Find(name)
		zh, _, _ := strings.Cut(q.Label.ZH, "（")
		en, _, _ := strings.Cut(q.Label.EN, "(")
		if regexp.MustCompile(`没|无|不|未`).MatchString(zh) || regexp.MustCompile(`(?i)\b(no|not|neither|nor|nothing)\b`).MatchString(en) {
			t.Errorf("%s asks %q, %q", name, q.Label.ZH, q.Label.EN)
		}
	}
}

// TestAMinorIsAChild: the option is labelled 孩子 for a parent, and the letter says 未成年人.
func TestAMinorIsAChild(t *testing.T) {
	q, _ := builtinKind(t, "refund").parser.kind.Find("recharged_by")
	for _, o := range q.Options {
		if o.Value == "minor" && (!strings.Contains(o.Label.ZH, "孩子") || !strings.Contains(o.Label.EN, "child") || o.Text != "未成年人") {
			t.Errorf("%+v", o)
		}
	}
	if v, err := q.Parse("未成年人", field.Reading{}); err != nil || v.Answer() != "minor" {
		t.Errorf("an older answers file: %v, %v", v, err)
	}
}

// TestPhoneGoesBeforeTheStory: at a low limit the app text has the phone rather than the description.
func TestPhoneGoesBeforeTheStory(t *testing.T) {
	for _, kind := range AllBuiltin() {
		if kind == "escalation" {
			continue // the form of 12315 has a separate field for the phone
		}
		l := builtinKind(t, kind)
		full := letter.Values{}
		for _, q := range l.parser.kind.Fields {
			full[q.Name] = l.sample(q)
		}
		kept, _ := l.parser.kind.ActiveAnswers(full, writtenAt)
		written, err := l.parser.kind.Sheet(kept, writtenAt).Letter()
		if err != nil {
			t.Fatal(err)
		}
		alone := 0 // number of limits at which only one of the two fits
		for limit := 100; limit < 400; limit++ {
			text := letter.Fit(written.Sentences, limit).Whole
			phone, story := strings.Contains(text, "联系电话"), strings.Contains(text, "情况说明")
			if story && !phone {
				t.Fatalf("%s in %d characters: %s", kind, limit, text)
			}
			if phone && !story {
				alone++
			}
		}
		if alone == 0 {
			t.Errorf("%s: nothing was tried", kind)
		}
	}
}

// TestNothingIsSaidForCertain: questions and remarks say what support may do, not what it will do.
func TestNothingIsSaidForCertain(t *testing.T) {
	for _, kind := range AllBuiltin() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"直接查到", "会被退回", "is turned down", "leads support to"} {
			if strings.Contains(string(text), words) {
				t.Errorf("%s says %q", kind, words)
			}
		}
	}
}
