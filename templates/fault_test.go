package templates

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// base is a template without faults. Tests replace one of its lines.
const base = `---
kind: trial
title: {zh: 试, en: Trial}
fields:
  - {name: why, type: choice, label: 原因, options: [{value: a, label: 甲}, {value: b, label: 乙}]}
  - {name: sum, type: money, label: 金额}
  - {name: at, type: datetime, label: 时间}
  - {name: files, type: files, label: 文件}
  - {name: last, type: text, label: 末}
---
{{define "subject"}}题目{{end}}
{{define "letter"}}信{{end}}
`

// mark precedes the place of each expected fault in the text of a test.
const mark = "→"

// faulty replaces a part of base, and returns the text without marks and the places of the marks.
func faulty(t testing.TB, old, piece string) (text string, places []string) {
	t.Helper()
	if !strings.Contains(base, old) {
		t.Fatalf("the base has no %q", old)
	}
	return removeMarks(strings.Replace(base, old, piece, 1))
}

func removeMarks(text string) (plain string, places []string) {
	for {
		before, after, found := strings.Cut(text, mark)
		if !found {
			return text, places
		}
		line := before[strings.LastIndexByte(before, '\n')+1:]
		places = append(places, fmt.Sprintf("%d:%d", strings.Count(before, "\n")+1, utf8.RuneCountInString(line)+1))
		text = before + after
	}
}

const (
	kindLine    = "kind: trial"
	titleLine   = "title: {zh: 试, en: Trial}"
	whyLine     = "  - {name: why, type: choice, label: 原因, options: [{value: a, label: 甲}, {value: b, label: 乙}]}"
	sumLine     = "  - {name: sum, type: money, label: 金额}"
	lastLine    = "  - {name: last, type: text, label: 末}"
	subjectLine = `{{define "subject"}}题目{{end}}`
	letterLine  = `{{define "letter"}}信{{end}}`
)

// inLetter returns a letter block.
func inLetter(words string) string { return "{{define \"letter\"}}\n" + words + "\n{{end}}" }

// whenLast returns the end of the front matter, with a condition for a field, a check and a sentence of the app text.
func whenLast(when string) string {
	return "  - {name: last, type: text, label: 末, when: '" + when + "'}"
}

type faultTest struct{ name, old, piece, codes string }

var frontFaults = []faultTest{
	{"unknown key", kindLine, kindLine + "\n→titel: x", faultUnknownKey},
	{"unknown key of a field", sumLine, "  - {name: sum, type: money, →lable: x, label: 金额}", faultUnknownKey},
	{"duplicate key", kindLine, kindLine + "\n→kind: other", faultDuplicateKey},
	{"missing keys of the file", kindLine, "→channels: [phone]", faultMissingKey},
	{"missing keys of a field", sumLine, "  - →→{name: sum}", faultMissingKey + " " + faultMissingKey},
	{"missing options", whyLine, "  - →{name: why, type: choice, label: 原因}", faultMissingKey},
	{"no option at all", whyLine, "  - →{name: why, type: choice, label: 原因, options: []}", faultMissingKey},
	{"text wanted", titleLine, "title: {zh: →[试]}", faultWantText},
	{"empty text", titleLine, "title: {zh: →'  '}", faultWantText},
	{"null is no text", kindLine, "kind: →~", faultWantText},
	{"list wanted", kindLine, kindLine + "\nchannels: →phone", faultWantList},
	{"map wanted", whyLine, "  - →why", faultWantMap},
	{"map wanted for carry", whyLine, strings.Replace(whyLine, "]}", "], becomes: [{option: a, kind: duplicate, carry: →[a]}]}", 1), faultWantMap},
	{"yes or no wanted", sumLine, "  - {name: sum, type: money, label: 金额, optional: →maybe}", faultWantYesNo},
	{"workdays backwards", kindLine, kindLine + "\nreply_within: {workdays: →[15, 3]}", faultWantWorkdays},
	{"workdays of no number", kindLine, kindLine + "\nreply_within: {workdays: →[soon]}", faultWantWorkdays},
	{"bad kind", kindLine, "kind: →Trial", faultBadName},
	{"bad field name", sumLine, "  - {name: →sum-1, type: money, label: 金额}", faultBadName},
	{"bad value", whyLine, "  - {name: why, type: choice, label: 原因, options: [{value: →A1, label: 甲}]}", faultBadName},
	{"reserved name", sumLine, "  - {name: →to, type: money, label: 金额}", faultReservedName},
	{"duplicate field", sumLine, "  - {name: →why, type: money, label: 金额}", faultDuplicateName},
	{"duplicate value", whyLine, "  - {name: why, type: choice, label: 原因, options: [{value: a, label: 甲}, {value: →a, label: 乙}]}", faultDuplicateName},
	{"unknown type", sumLine, "  - {name: sum, type: →cash, label: 金额}", faultNotOneOf},
	{"max of nothing", lastLine, "  - {name: last, type: text, label: 末, max: →0}", faultNotOneOf},
	{"max without bound", lastLine, "  - {name: last, type: text, label: 末, max: →100001}", faultNotOneOf},
	{"key of another type", sumLine, "  - {name: sum, type: money, label: 金额, precision: →day}", faultWrongType},
	{"shape of another type", sumLine, "  - {name: sum, type: money, label: 金额, shape: →[douyin]}", faultWrongType},
	{"shape of a text", lastLine, "  - {name: last, type: text, label: 末, shape: [→douyin]}", faultNotOneOf},
	{"shape of a number", sumLine, "  - {name: sum, type: number, label: 单号, shape: [douyin, →douyin_id]}", faultNotOneOf},
	{"check of an unknown field", lastLine, lastLine + "\nchecks: [{when: has \"sum\", level: note, say: x, field: →summ}]", faultUnknownField},
	{"missing keys of the strength", lastLine, lastLine + "\nstrength:\n  - →→{met: has \"sum\"}", faultMissingKey + " " + faultMissingKey},
	{"strength without a test", lastLine, lastLine + "\nstrength:\n  - →{good: 好, lack: 缺}", faultMissingKey},
	{"strength of an unknown field", lastLine, lastLine + "\nstrength: [{met: has \"sum\", field: →summ, good: 好, lack: 缺}]", faultUnknownField},
	{"unknown key of the strength", lastLine, lastLine + "\nstrength: [{met: has \"sum\", good: 好, lack: 缺, →bad: 坏}]", faultUnknownKey},
	{"strength that is no list", lastLine, lastLine + "\nstrength: →好", faultWantList},
	{"strength of no map", lastLine, lastLine + "\nstrength: [→好]", faultWantMap},
	{"test that is no text", lastLine, lastLine + "\nstrength: [{met: →[], good: 好, lack: 缺}]", faultWantText},
	{"missing key of the checklist", lastLine, lastLine + "\nchecklist: [→{when: has \"sum\"}]", faultMissingKey},
	{"unknown key of the checklist", lastLine, lastLine + "\nchecklist: [{say: 账单, →field: sum}]", faultUnknownKey},
	{"checklist that is no list", lastLine, lastLine + "\nchecklist: →账单", faultWantList},
	{"language of the checklist", lastLine, lastLine + "\nchecklist: [{say: {→de: Beleg, zh: 账单}}]", faultUnknownKey},
	{"claim of an unknown field", lastLine, lastLine + "\nclaim: [→summ]", faultUnknownField},
	{"claim of no money", lastLine, lastLine + "\nclaim: [{when: has \"sum\", amount: →at}]", faultWantType},
	{"claim without an amount", lastLine, lastLine + "\nclaim:\n  - →{when: has \"sum\"}", faultMissingKey},
	{"claim that is no list", lastLine, lastLine + "\nclaim: →sum", faultWantList},
	{"channel without a condition", lastLine, lastLine + "\nchannels:\n  - →{id: phone}", faultMissingKey},
	{"channel under a condition that is none", lastLine, lastLine + "\nchannels: [{id: phone, when: '→howmany \"files\"'}]", faultFunction},
	{"specifies an unknown field", lastLine, "  - {name: last, type: text, label: 末, specifies: →whom}", faultUnknownField},
	{"specifies no choice", lastLine, "  - {name: last, type: text, label: 末, specifies: →sum}", faultWantType},
	{"reason that is no text", sumLine, "  - {name: sum, type: money, label: 金额, reason: →true}", faultWrongType},
	{"other words that are no list", whyLine, "  - {name: why, type: choice, label: 原因, options: [{value: a, label: 甲, also: →壹}, {value: b, label: 乙}]}", faultWantList},
	{"retired that is neither yes nor no", whyLine, "  - {name: why, type: choice, label: 原因, options: [{value: a, label: 甲, retired: →maybe}, {value: b, label: 乙}]}", faultWantYesNo},
	{"carried from an unknown field", whyLine, strings.Replace(whyLine, "]}", "], becomes: [{option: a, kind: duplicate, carry: {x: →su}}]}", 1), faultUnknownField},
	{"becomes by an unknown option", whyLine, strings.Replace(whyLine, "]}", "], becomes: [{option: →c, kind: duplicate}]}", 1), faultUnknownOption},
	{"sample that is no answer", sumLine, "  - {name: sum, type: money, label: 金额, sample: →free}", faultSample},
	{"sample that will not stay valid", "  - {name: at, type: datetime, label: 时间}", "  - {name: at, type: datetime, label: 时间, sample: →昨天}", faultSample},
	{"YAML that is none", kindLine, "kind: [trial\ntitle→: x", faultYAML},
	{"alias", kindLine, kindLine + "\nchannels: &c [phone]\nofficial_domains: →*c", faultYAML},
	{"alias as yes or no", sumLine, "  - {name: sum, type: money, label: &true 金额, optional: →*true}", faultYAML},
	{"control character", kindLine, "kind: tr→\x1bial", faultSyntax},
	{"bidi control in the words", letterLine, inLetter("退→\u202e款"), faultSyntax},
	{"no UTF-8", letterLine, inLetter("退→\xb3款"), faultSyntax},
}

var whenFaults = []faultTest{
	{"unknown field", lastLine, whenLast(`has →"summ"`), faultUnknownField},
	{"unknown option", lastLine, whenLast(`is "why" →"c"`), faultUnknownOption},
	{"itself", lastLine, whenLast(`has →"last"`), faultLater},
	{"later field", sumLine, "  - {name: sum, type: money, label: 金额, when: 'has →\"last\"'}", faultLater},
	{"function", lastLine, whenLast(`→printf "x"`), faultFunction},
	{"arguments", lastLine, whenLast(`→is "sum" "5"`), faultArguments},
	{"yes or no has two values", whyLine, "  - {name: why, type: yesno, label: 原因}\n  - {name: q, type: text, label: 问, when: '→is \"why\" \"maybe\"'}", faultArguments},
	{"no test", lastLine, whenLast(`→days "at"`), faultNotCondition},
	{"constant", lastLine, whenLast(`→true`), faultNotAllowed},
	{"answer", lastLine, whenLast(`and (has "sum") →.sum`), faultNotAllowed},
	{"answer by $", lastLine, whenLast(`and (has "sum") $→.sum`), faultNotAllowed},
	{"variable", lastLine, "  - {name: last, type: text, label: 末, when: →'$x := has \"sum\"'}", faultNotCondition},
	{"pipe", lastLine, whenLast(`→has "sum" | not`), faultNotAllowed},
	{"second action", lastLine, "  - {name: last, type: text, label: 末, when: →'has \"sum\"}}{{.sum}}'}", faultNotCondition},
	{"end of itself", lastLine, "  - {name: last, type: text, label: 末, when: →'has \"sum\"}}x'}", faultNotCondition},
	{"define", lastLine, "  - {name: last, type: text, label: 末, when: →'define \"x\"}}y{{end'}", faultNotCondition},
	{"template", lastLine, "  - {name: last, type: text, label: 末, when: →'template \"letter\" .'}", faultNotCondition},
	{"comment", lastLine, "  - {name: last, type: text, label: 末, when: →'/* has \"sum\" */'}", faultNotCondition},
	{"syntax", lastLine, "  - {name: last, type: text, label: 末, when: '→has \"sum'}", faultSyntax},
	{"else", lastLine, "  - {name: last, type: text, label: 末, when: '→else'}", faultSyntax},
	{"plain scalar", lastLine, "  - {name: last, type: text, label: 末, when: has →\"summ\"}", faultUnknownField},
	{"block scalar", lastLine, "  - name: last\n    type: text\n    label: 末\n    when: |\n      or (has \"sum\")\n→      (has \"x\")", faultUnknownField},
	{"of a check", lastLine, lastLine + "\nchecks:\n  - {when: 'over →\"summ\" \"5\"', level: note, say: 多}", faultUnknownField},
	{"of the strength", lastLine, lastLine + "\nstrength:\n  - {when: 'has →\"summ\"', met: '→days \"at\"', good: 好, lack: 缺}", faultUnknownField + " " + faultNotCondition},
	{"of the checklist", lastLine, lastLine + "\nchecklist:\n  - {when: '→howmany \"files\"', say: 账单}", faultFunction},
	{"of the app text", lastLine, lastLine + "\nfeedback:\n  - {keep: need, when: '→over \"at\" \"5\"', text: 多}", faultArguments},
}
