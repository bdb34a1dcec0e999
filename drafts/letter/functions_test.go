package letter_test

import (
	"strings"
	"testing"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

var functionTests = []struct {
	words   string
	answers []string
	want    string
}{
	{`{{if is "why" "b"}}是{{else}}否{{end}}`, []string{"why", "b"}, "是"},
	{`{{if is "why" "b"}}是{{else}}否{{end}}`, []string{"why", "a"}, "否"},
	{`{{if is "why" "b"}}是{{else}}否{{end}}`, nil, "否"},
	{`{{if is "fine" "no"}}是{{else}}否{{end}}`, []string{"fine", "no"}, "是"},
	{`{{if is "fine" "no"}}是{{else}}否{{end}}`, nil, "否"},
	{`{{if has "files"}}是{{else}}否{{end}}`, []string{"files", "a.png"}, "是"},
	{`{{if has "files"}}是{{else}}否{{end}}`, nil, "否"},
	{`{{if same "why" "other_why"}}是{{else}}否{{end}}`, []string{"why", "a", "other_why", "a"}, "是"},
	{`{{if same "why" "other_why"}}是{{else}}否{{end}}`, []string{"why", "b", "other_why", "a"}, "否"},
	{`{{if same "why" "other_why"}}是{{else}}否{{end}}`, []string{"why", "a"}, "否"},
	{`{{if same "why" "other_why"}}是{{else}}否{{end}}`, nil, "否"},
	{`{{if over "sum" "1000"}}是{{else}}否{{end}}`, []string{"sum", "1000.01"}, "是"},
	{`{{if over "sum" "1000"}}是{{else}}否{{end}}`, []string{"sum", "1000"}, "否"},
	{`{{if over "sum" "1000"}}是{{else}}否{{end}}`, nil, "否"},
	{`{{if over "part" "sum"}}是{{else}}否{{end}}`, []string{"part", "50.01", "sum", "50"}, "是"},
	{`{{if over "part" "sum"}}是{{else}}否{{end}}`, []string{"part", "50", "sum", "50"}, "否"},
	{`{{if over "part" "sum"}}是{{else}}否{{end}}`, []string{"part", "50"}, "否"},
	{`{{if lt (days "at") 3}}是{{else}}否{{end}}`, []string{"at", "2026-11-18"}, "是"},
	{`{{if lt (days "at") 2}}是{{else}}否{{end}}`, []string{"at", "2026-11-18"}, "否"},
	{`{{if le (days "at") 2}}是{{else}}否{{end}}`, []string{"at", "2026-11-18"}, "是"},
	{`{{if le (days "at") 1}}是{{else}}否{{end}}`, []string{"at", "2026-11-18"}, "否"},
	{`{{if gt (days "at") 1}}是{{else}}否{{end}}`, []string{"at", "2026-11-18"}, "是"},
	{`{{if gt (days "at") 2}}是{{else}}否{{end}}`, []string{"at", "2026-11-18"}, "否"},
	{`{{if ge (days "at") 2}}是{{else}}否{{end}}`, []string{"at", "2026-11-18"}, "是"},
	{`{{if ge 1 (days "at")}}是{{else}}否{{end}}`, []string{"at", "2026-11-18"}, "否"},
	{`{{if not (has "sum")}}是{{else}}否{{end}}`, nil, "是"},
	{`{{if not (has "sum")}}是{{else}}否{{end}}`, []string{"sum", "5"}, "否"},
	{`{{if and (has "sum") (has "part")}}是{{else}}否{{end}}`, []string{"sum", "5"}, "否"},
	{`{{if and (has "sum") (has "part")}}是{{else}}否{{end}}`, []string{"sum", "5", "part", "5"}, "是"},
	{`{{if or (has "sum") (has "part")}}是{{else}}否{{end}}`, []string{"part", "5"}, "是"},
	{`{{if or (has "sum") (has "part")}}是{{else}}否{{end}}`, nil, "否"},
	{`{{if and (has "sum") .detail}}是{{else}}否{{end}}`, []string{"sum", "5"}, "否"},
	{`{{capital "sum"}}|{{capital "part"}}`, []string{"sum", "1409.50"}, "壹仟肆佰零玖元伍角|"},
	{`{{masked "call"}}|{{masked "number"}}`, []string{"call", "13812345678"}, "138****5678|"},
	{`{{masked "number"}}`, []string{"number", "4200002345202611181234567890"}, "4200****7890"},
	{`{{list "一。" (and (has "sum") "二。") .detail .files "三。"}}`, []string{"files", "图/a.png\nb.png"}, "1. 一。\n2. 01_a.png\n3. 02_b.png\n4. 三。"},
	{`{{list .detail .files}}空`, nil, "空"},
	{`{{attached .files}}`, []string{"files", "图/a.png\nb.png"}, "附件1：01_a.png\n附件2：02_b.png"},
	{`{{attached .files}}`, []string{"files", "app:截图_1\nb.png"}, "在App内附上：截图_1\n附件1：01_b.png"},
	{`{{with .files}}{{attached .}}{{end}}`, []string{"files", "a.png"}, "附件1：01_a.png"},
	{`{{attached .files}}空`, nil, "空"},
	{`{{join "，" .sum "" (and (has "part") .part) .files (days "at")}}`, []string{"sum", "5", "files", "a.png", "at", "2026-11-18"}, "5.00，01_a.png，2"},
	{`{{.why}}{{.other_why}}{{.fine}}`, []string{"why", "b", "other_why", "c", "fine", "yes"}, "因为乙丙是"},
	{`{{.why}}{{.fine}}{{.sum}}空`, nil, "空"},
	{`{{range .files}}[{{.}}]{{else}}空{{end}}`, nil, "空"},
}

func TestFunctions(t *testing.T) {
	for _, test := range functionTests {
		k := kind(t, "", test.words)
		// The second letter must not be affected by the answers of another one.
		for range 2 {
			l, err := k.Sheet(answered(t, k, test.answers...), noon).Letter()
			if err != nil || l.Body != test.want+"\n" {
				t.Errorf("%s with %q = %q, %v; want %q", test.words, test.answers, l.Body, err, test.want)
			}
			if _, err := k.Sheet(answered(t, k, "why", "b", "files", "z", "sum", "9", "at", "2020-01-01"), noon).Letter(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestConditions: a condition in the front matter gives the same result as in a block.
func TestConditions(t *testing.T) {
	tested := 0
	for _, test := range functionTests {
		when, ok := strings.CutSuffix(strings.TrimPrefix(test.words, "{{if "), "}}是{{else}}否{{end}}")
		if !ok || strings.Contains(when, ".detail") { // a text is not a test
			continue
		}
		tested++
		k := kind(t, "checks: [{when: '"+when+"', level: note, say: {zh: 是, en: yes}}]", "信")
		if found := k.Sheet(answered(t, k, test.answers...), noon).Findings(); len(found) > 0 != (test.want == "是") {
			t.Errorf("%s with %q: %v", when, test.answers, found)
		}
	}
	if tested < 30 {
		t.Errorf("only %d conditions", tested)
	}
}

// TestDays: days are those of the Beijing calendar in any local time zone.
func TestDays(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	k := kind(t, "", `{{days "at"}} {{today}}`)
	tests := []struct {
		answer string
		now    time.Time
		want   string
	}{
		{"2026-11-18 23:59", time.Date(2026, 11, 19, 0, 0, 0, 0, field.Beijing), "1 2026年11月19日"},
		{"2026-11-18 00:00", time.Date(2026, 11, 18, 23, 59, 59, 0, field.Beijing), "0 2026年11月18日"},
		{"2026-11-18", time.Date(2026, 11, 18, 15, 59, 59, 0, time.UTC), "0 2026年11月18日"},
		{"2026-11-18", time.Date(2026, 11, 18, 16, 0, 0, 0, time.UTC), "1 2026年11月19日"},
		{"2025-11-20", noon, "365 2026年11月20日"},
		{"2026-11-22", noon, "-2 2026年11月20日"},
	}
	for _, offset := range []int{-12, 0, 8, 14} {
		time.Local = time.FixedZone("here", offset*60*60)
		for _, test := range tests {
			l, err := k.Sheet(answered(t, k, "at", test.answer), test.now.Local()).Letter()
			if err != nil || l.Body != test.want+"\n" {
				t.Errorf("UTC%+d: from %s to %s = %q, %v; want %q", offset, test.answer, test.now, l.Body, err, test.want)
			}
		}
	}
	if l, _ := k.Sheet(nil, noon).Letter(); l.Body != "0 2026年11月20日\n" {
		t.Errorf("no answer is %q", l.Body)
	}
}

func TestSentence(t *testing.T) {
	for given, want := range map[string]string{
		"选错了账号": "选错了账号。", "选错了。": "选错了。", "选错了！": "选错了！", "为什么?": "为什么?", "选错了，": "选错了，",
		"选错了 ， ": "选错了 ，", "选错了；、": "选错了；、", "，选错": "，选错。", "等等…": "等等…", "": "", " \n": "",
		"他说“不要。”": "他说“不要。”", "他说“不要”": "他说“不要”。", "（选错了。）": "（选错了。）", "Wrong one.": "Wrong one.",
	} {
		k := kind(t, "feedback: [{keep: need, text: '{{sentence .detail}}'}]", "{{sentence .detail}}")
		values := letter.Values{"detail": field.TextValue(given)}
		l, err := k.Sheet(values, noon).Letter()
		if err != nil || l.Body != want+"\n" {
			t.Errorf("sentence(%q) = %q, %v; want %q", given, l.Body, err, want)
		}
		if got := strings.Join(texts(l.Sentences), "|"); got != want {
			t.Errorf("the app text of %q is %q, want %q", given, got, want)
		}
	}
}

// TestOneLine: the lines of an answer are joined in the app text, because it is pasted into a single box.
func TestOneLine(t *testing.T) {
	for given, want := range map[string]string{
		"一\n二": "一；二。", "一\n\n二": "一；二。", "一。\n\n  二。": "一。二。", "一，\n二": "一，二。", "“一”\n二": "“一”；二。",
		"一：\n二": "一：二。", "一；\n二": "一；二。", "“一。”\n二": "“一。”二。", "one.\ntwo": "one. two。", "一\n，二": "一，二。",
	} {
		k := kind(t, "feedback: [{keep: need, text: '{{.detail}}'}, {keep: nice, when: has \"sum\", text: 无}]", "")
		l, err := k.Sheet(letter.Values{"detail": field.TextValue(given)}, noon).Letter()
		if err != nil || len(l.Sentences) != 1 || l.Sentences[0].Text != want {
			t.Errorf("%q becomes %q, %v; want %q", given, texts(l.Sentences), err, want)
		}
	}
}
