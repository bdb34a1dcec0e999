package templates

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// listed is a template with a list and without faults. Tests replace one of its lines.
const listed = `---
kind: trial
title: {zh: 试, en: Trial}
fields:
  - {name: who, type: choice, label: {zh: 谁, en: Who}, options: [{value: a, label: {zh: 甲, en: A}}, {value: b, label: {zh: 乙, en: B}}]}
  - name: parts
    type: list
    label: {zh: 配件, en: Parts}
    each: {zh: 第N件, en: Part N}
    another: {zh: 还有别的配件吗？, en: Any other part?}
    most: 12
    total: price
    sort: bought_at
    item:
      - {name: what, type: choice, label: {zh: 名称, en: What}, options: [{value: a, label: {zh: 甲, en: A}}, {value: other, label: {zh: 其他, en: Other}}]}
      - {name: what_else, type: text, label: {zh: 具体, en: Which}, when: 'is "what" "other"', specifies: what, sample: 螺丝}
      - {name: price, type: money, label: {zh: 价格, en: Price}, sample: "5"}
      - {name: bought_at, type: datetime, label: {zh: 日期, en: Day}, optional: true, sample: "2026-11-01"}
  - {name: last, type: text, label: {zh: 末, en: Last}, sample: 末}
feedback: [{keep: need, text: '共{{count "parts"}}件，{{total "parts"}}元。'}, {keep: want, text: '{{range .parts}}第{{.number}}件：{{.what}}，{{.price}}元。{{end}}', rest: 还有N件}]
---
{{define "subject"}}题目{{end}}
{{define "letter"}}共{{count "parts"}}件，{{total "parts"}}元（{{capital "parts.total"}}）{{with span "parts" "bought_at"}}，{{.}}{{end}}：
{{- range .parts}}
{{.number}}. {{.what}}，{{.price}}元{{with .bought_at}}，{{.}}{{end}}
{{- end}}
{{first "parts" "what"}}到{{last "parts" "what"}}；{{join "、" (distinct "parts" "what")}}。
{{end}}
{{define "guide"}}信{{end}}
{{define "guide_en"}}a letter{{end}}
`

const (
	lastListed = "  - {name: last, type: text, label: {zh: 末, en: Last}, sample: 末}"
	endListed  = `{{define "subject"}}题目{{end}}`
)

func TestListHasNoFaults(t *testing.T) {
	if faults := Check("trial.tmpl", []byte(listed)); faults != nil {
		t.Error(faults)
	}
}

// whenListed returns the last field with a condition.
func whenListed(condition string) string {
	return "  - {name: last, type: text, label: {zh: 末, en: Last}, sample: 末, when: '" + condition + "'}"
}

// partsLine is a small list.
const partsLine = "  - {name: parts, type: list, label: 配件, each: 第N件, another: 还有吗, total: price, item: [{name: price, type: money, label: 价格}, {name: bought_at, type: datetime, label: 购买日}]}"

// listFaults are faults of listed, and changes that are none.
var listFaults = []faultTest{
	{"a bare name outside", lastListed, whenListed(`is →"what" "a"`), faultItemName},
	{"a bare name in a text", endListed, `{{define "subject"}}{{→.price}}{{end}}`, faultItemName},
	{"a part", lastListed, whenListed(`is "parts.first.what" "other"`), ""},
	{"any part", lastListed, whenListed(`or (is "parts.any.what" "other") (has "parts.all.bought_at") (over "parts.total" "3")`), ""},
	{"an option of a part", lastListed, whenListed(`is "parts.any.what" →"zzz"`), faultUnknownOption},
	{"an unknown part", lastListed, whenListed(`has →"parts.middle.what"`), faultPart},
	{"an unknown question of a part", lastListed, whenListed(`has →"parts.any.wat"`), faultPart},
	{"a record", lastListed, whenListed(`has →"parts.2.what"`), faultPart},
	{"the count", lastListed, whenListed(`gt (count "parts") 1`), ""},
	{"the count as a part", lastListed, whenListed(`has →"parts.count"`), faultPart},
	{"days of any", lastListed, whenListed(`gt (days →"parts.any.bought_at") 1`), faultPart},
	{"days of the first", lastListed, whenListed(`gt (days "parts.first.bought_at") 1`), ""},
	{"days of an amount", lastListed, whenListed(`gt (→days "parts.first.price") 1`), faultArguments},
	{"a list before it", `{name: who, type: choice`, `{name: early, type: text, label: 早, when: 'has →"parts.any.what"'}` + "\n  - " + `{name: who, type: choice`, faultLater},
	{"no list", lastListed, whenListed(`gt (count →"zzz") 1`), faultUnknownField},
	{"a list twice", lastListed, "  - {name: →parts, type: text, label: 末}", faultDuplicateName},
	{"an item's name again", lastListed, "  - {name: →price, type: text, label: 末}", faultDuplicateName},
	{"each without N", "    each: {zh: 第N件, en: Part N}", "    each: →{zh: 第件, en: Part N}", faultEach},
	{"a rest without N", "rest: 还有N件", "rest: →还有几件", faultEach},
	{"a rest of no loop", "元。{{end}}', rest: 还有N件", "元。{{end}}好。', rest: →还有N件", faultRest},
	{"a rest of a line", "元。{{end}}', rest: 还有N件}", "元。{{end}}'}, {keep: want, text: '{{.last}}', rest: →还有N件}", faultRest},
	{"too many", "    most: 12", "    most: →501", faultMost},
	{"fewer than the least", "    most: 12", "    least: 3\n    most: →2", faultMost},
	{"no item", "    most: 12", "    most: 12\n    →zzz: 1", faultUnknownKey},
	{"a total that is no amount", "    total: price", "    total: →what", faultWantType},
	{"a total that is not there", "    total: price", "    total: →last", faultUnknownField},
	{"a sort that is no time", "    sort: bought_at", "    sort: →price", faultWantType},
	{"a repeat that is not there", "    sort: bought_at", "    sort: bought_at\n    repeats: [what, →last]", faultUnknownField},
	{"repeats", "    sort: bought_at", "    sort: bought_at\n    repeats: [what, bought_at]", ""},
	{"files in an item", "      - {name: price, type: money", "      - {name: f, type: →files, label: 文件}\n      - {name: price, type: money", faultNotInItem},
	{"a list in an item", "      - {name: price, type: money", "      - {name: f, type: →list, label: 文件}\n      - {name: price, type: money", faultNotInItem},
	{"the number", "      - {name: price, type: money", "      - {name: →number, type: text, label: 号}\n      - {name: price, type: money", faultReservedName},
	{"a loop", endListed, `{{define "subject"}}{{range .parts}}{{.price}}{{$.last}}{{end}}{{end}}`, ""},
	{"the list as text", endListed, `{{define "subject"}}{{→.parts}}{{end}}`, faultPrintList},
	{"an outer answer of a record", endListed, `{{define "subject"}}{{range .parts}}{{→.last}}{{end}}{{end}}`, faultUnknownField},
	{"the record as text", endListed, `{{define "subject"}}{{range .parts}}{{→.}}{{end}}{{end}}`, faultNotAllowed},
	{"a loop in a loop", endListed, `{{define "subject"}}{{range .parts}}{{range →$.parts}}{{.price}}{{end}}{{end}}{{end}}`, faultRange},
	{"a total of no list", endListed, `{{define "subject"}}{{total →"zzz"}}{{end}}`, faultUnknownField},
	{"a first of no question", endListed, `{{define "subject"}}{{first "parts" →"zzz"}}{{end}}`, faultUnknownField},
	{"a span of no times", endListed, `{{define "subject"}}{{→span "parts" "price"}}{{end}}`, faultArguments},
	{"distinct texts as text", endListed, `{{define "subject"}}{{→distinct "parts" "what"}}{{end}}`, faultPrintList},
	{"a claim", lastListed, lastListed + "\nclaim: [{when: 'is \"who\" \"a\"', amount: parts.total, less: parts.first.price}, parts.total]", ""},
	{"a claim of an item", lastListed, lastListed + "\nclaim: [→price]", faultItemName},
	{"a claim that is no amount", lastListed, lastListed + "\nclaim: [→parts.first.what]", faultWantType},
	{"a field of a check", lastListed, lastListed + "\nchecks: [{when: 'over \"parts.total\" \"1\"', level: note, say: 多, field: →price}]", faultItemName},
	{"a part of a check", lastListed, lastListed + "\nchecks: [{when: 'over \"parts.total\" \"1\"', level: note, say: 多, field: parts.any.price}]", ""},
}

func TestFaultsOfLists(t *testing.T) {
	for _, test := range listFaults {
		if !strings.Contains(listed, test.old) {
			t.Fatal(test.name)
		}
		text, places := removeMarks(strings.Replace(listed, test.old, test.piece, 1))
		got := faultsOf(t, text)
		want := strings.Fields(test.codes)
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %q", test.name, got, want)
			continue
		}
		for i, f := range got {
			if f.Code != want[i] || f.Place() != "trial.tmpl:"+places[i] {
				t.Errorf("%s: %v, want %s at %s", test.name, f, want[i], places[i])
			}
		}
	}
}

func TestListTooLarge(t *testing.T) {
	text := strings.Replace(listed, "    most: 12", "    most: 500", 1)
	text = strings.Replace(text, endListed, `{{define "subject"}}{{range .parts}}`+strings.Repeat("{{.price}}", 50)+`{{end}}{{end}}`, 1)
	if faults := faultsOf(t, text); len(faults) != 1 || faults[0].Code != faultTooLarge {
		t.Error(faults)
	}
}

func TestLetterOfList(t *testing.T) {
	l := &linter{parser: read("trial.tmpl", []byte(listed), "")}
	k, err := l.parser.result()
	if err != nil {
		t.Fatal(err)
	}
	values := letter.Values{}
	for _, pair := range [][2]string{
		{"who", "a"},
		{"what", "a"},
		{"price", "5"},
		{"bought_at", "2026-11-03"},
		{"parts.2.what", "other"},
		{"parts.2.what_else", "螺丝"},
		{"parts.2.price", "0.10"},
		{"parts.2.bought_at", "2026-11-01"},
		{"parts.3.what", "a"},
		{"parts.3.price", "7"},
		{"last", "末"},
	} {
		q, ok := k.Find(pair[0])
		if !ok {
			t.Fatal(pair[0])
		}
		if values[pair[0]], err = q.Parse(pair[1], field.Reading{Now: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, field.Beijing)
	written, err := k.Sheet(values, at).Letter()
	want := "共3件，12.10元（壹拾贰元壹角），2026年11月1日至11月3日：\n1. 螺丝，0.10元，2026年11月1日\n2. 甲，5.00元，2026年11月3日\n3. 甲，7.00元\n螺丝到甲；螺丝、甲。\n"
	if err != nil || written.Body != want {
		t.Errorf("%v\n%s", err, written.Body)
	}
	var app []string
	for _, s := range written.Sentences {
		app = append(app, fmt.Sprint(s.Keep, " ", s.Text, s.Rest))
	}
	if got := strings.Join(app, "\n"); got != "need 共3件，12.10元。\nneed 还有N件。\nwant 第1件：螺丝，0.10元。\nwant 第2件：甲，5.00元。\nwant 第3件：甲，7.00元。" {
		t.Error(got)
	}
	var facts []string
	for _, f := range k.Sheet(values, at).Facts() {
		facts = append(facts, f.Field.Stated().ZH+"："+f.Text)
	}
	if got := strings.Join(facts, "|"); got != "谁：甲|第1件 名称：螺丝|第1件 价格：0.10元|第1件 日期：2026年11月1日|第2件 名称：甲|第2件 价格：5.00元|第2件 日期：2026年11月3日|第3件 名称：甲|第3件 价格：7.00元|价格合计：12.10元|末：末" {
		t.Error(got)
	}
}
