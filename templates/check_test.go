package templates

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"draft/drafts/letter"
)

// whole is a template without faults.
const whole = `---
kind: trial
title: {zh: 试, en: Trial}
channels: [phone]
fields:
  - {name: why, type: choice, label: {zh: 原因, en: Why}, options: [{value: a, label: {zh: 甲, en: A}}, {value: b, label: {zh: 乙, en: B}}]}
  - {name: sum, type: money, label: {zh: 金额, en: Sum}, sample: 5}
  - {name: more, type: text, when: is "why" "b", label: {zh: 更多, en: More}, sample: 更多}
  - {name: last, type: text, optional: true, label: {zh: 末, en: Last}, sample: 末}
checks:
  - {when: over "sum" "3", level: note, say: {zh: 多, en: Much}}
feedback: [{keep: need, text: '共{{.sum}}元'}]
---
{{define "subject"}}题目{{end}}
{{define "letter"}}信{{with .last}}：{{.}}{{end}}{{end}}
{{define "guide"}}一、先看。{{end}}
{{define "guide_en"}}1. Look.{{end}}
`

var lints = []faultTest{
	{"nothing", "", "", ""},
	{"a fault comes alone", `{{define "guide"}}一、先看。{{end}}`, "{{define \"guide\"}}{{→.x}}{{end}}", faultUnknownField},
	{"language of the title", "title: {zh: 试, en: Trial}", "title: →试", lintLanguage},
	{"language of a label", "{zh: 金额, en: Sum}", "金额", lintLanguage},
	{"language of a help", "label: {zh: 金额, en: Sum}", "label: {zh: 金额, en: Sum}, help: 写", lintLanguage},
	{"language of an option", "{zh: 甲, en: A}", "甲", lintLanguage},
	{"language of a check", "say: {zh: 多, en: Much}", "say: →多", lintLanguage},
	{"language of the strength", "feedback:", "strength:\n  - →{met: has \"sum\", good: 好, lack: {zh: 缺, en: None}}\nfeedback:", lintLanguage},
	{"language of what lacks", "feedback:", "strength:\n  - {met: has \"sum\", good: {zh: 好, en: Good}, lack: {zh: 缺, en: None}}\n  - →{met: has \"last\", good: {zh: 好, en: Good}, lack: 缺}\nfeedback:", lintLanguage},
	{"language of the checklist", "feedback:", "checklist:\n  - →{say: 账单}\nfeedback:", lintLanguage},
	{"nothing about the strength", "feedback:", "strength: [{met: has \"sum\", field: sum, good: {zh: 好, en: Good}, lack: {zh: 缺, en: None}}]\nchecklist: [{say: {zh: 账单, en: Bill}}]\nfeedback:", ""},
	{"label twice", "  - {name: last, type: text, optional: true, label: {zh: 末, en: Last}", "  - →{name: last, type: text, optional: true, label: {zh: 金额, en: Last}", lintLabel},
	{"label that is another's name", "  - {name: last, type: text, optional: true, label: {zh: 末, en: Last}", "  - →{name: last, type: text, optional: true, label: {zh: 末, en: Sum}", lintLabel},
	{"label of an option twice", "{zh: 乙, en: B}", "{zh: 甲, en: B}", lintLabel},
	{"unreachable", "  - {name: more, type: text, when: is \"why\" \"b\",", "  - →{name: more, type: text, when: and (is \"why\" \"a\") (is \"why\" \"b\"),", lintUnreachable},
	{"no sample", "  - {name: sum, type: money, label: {zh: 金额, en: Sum}, sample: 5}", "  - →{name: sum, type: money, label: {zh: 金额, en: Sum}}", lintNoSample},
	{"blemish of the letter", "{{define \"letter\"}}信{{with .last}}：{{.}}{{end}}{{end}}", "→{{define \"letter\"}}信\n末：{{.last}}{{end}}", lintBlemish},
	{"blemish of the subject", "{{define \"subject\"}}题目{{end}}", "→{{define \"subject\"}}题目（{{.last}}）{{end}}", lintBlemish},
	{"blemish of the app text", "[{keep: need, text: '共{{.sum}}元'}]", "→[{keep: need, text: '共{{.sum}}元，，'}, {keep: nice, text: '“{{.last}}”'}]", lintBlemish},
	{"blemish without any optional answer", "末}\nchecks", "末}\n  - {name: end, type: text, optional: true, label: {zh: 尾, en: End}, sample: 尾}\nchecks", lintBlemish},
	{"does not print", "{{define \"letter\"}}信", "{{define \"letter\"}}信" + strings.Repeat(`{{join "" .more .more}}`, 1000), lintRender},
	{"no guide", "{{define \"guide\"}}一、先看。{{end}}", "", lintNoBlock},
	{"no app text", "feedback: [{keep: need, text: '共{{.sum}}元'}]\n", "", lintNoFeedback},
	{"unknown channel", "[phone]", "[→fax]", lintUnknownChannel},
	{"a kind about a case that no command writes", "title:", "about: →case\ntitle:", lintCaseKind},
	{"a kind about a case", kindLine, "kind: followup\nabout: case", ""},
}

func TestCheck(t *testing.T) {
	for _, test := range lints {
		t.Run(test.name, func(t *testing.T) {
			text, places := removeMarks(strings.Replace(whole, test.old, test.piece, 1))
			if test.name == "blemish without any optional answer" {
				text, places = removeMarks(strings.Replace(text, `{{define "letter"}}信{{with .last}}：{{.}}{{end}}{{end}}`,
					mark+"{{define \"letter\"}}信\n信{{if or (has \"last\") (has \"end\")}}。{{else}}：{{end}}\n{{end}}", 1))
			}
			if test.name == "does not print" {
				text = strings.Replace(text, "sample: 更多", "sample: "+strings.Repeat("多", 190), 1)
			}
			var got []string
			for _, f := range Check("trial.tmpl", []byte(text)) {
				got = append(got, f.Code)
				if place := fmt.Sprintf("%d:%d", f.Line, f.Column); len(places) > 0 && place != places[0] {
					t.Errorf("%v stands at %s, want %s", f, place, places[0])
				}
				if !strings.HasPrefix(f.Error(), f.Place()+": "+f.Code) {
					t.Errorf("the fault reads %q", f.Error())
				}
			}
			if want := strings.Fields(test.codes); !slices.Equal(slices.Compact(got), want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestCheckIsBounded: Check is fast even if a file has very many combinations of answers.
func TestCheckIsBounded(t *testing.T) {
	var fields, has strings.Builder
	for i := range 12 {
		fmt.Fprintf(&fields, "  - {name: q%d, type: choice, optional: true, label: 问%d, options: [{value: a, label: 甲}", i, i)
		for j := range 9 {
			fmt.Fprintf(&fields, ", {value: o%d, label: 选%d}", j, j)
		}
		fields.WriteString("]}\n")
		fmt.Fprintf(&has, " (has \"q%d\")", i)
	}
	fmt.Fprintf(&fields, "  - {name: never, type: text, label: 无, when: and (not (has \"q0\"))%s}\n", has.String())
	for i := range 200 {
		fmt.Fprintf(&fields, "  - {name: d%d, type: datetime, label: 日%d, sample: 2026-11-01}\n", i, i)
		fmt.Fprintf(&fields, "  - {name: m%d, type: money, optional: true, label: 钱%d, sample: 1}\n", i, i)
	}
	l := &linter{parser: read("trial.tmpl", []byte(strings.Replace(base, lastLine+"\n", lastLine+"\n"+fields.String(), 1)), "")}
	if err := l.parser.err(); err != nil {
		t.Fatal(err)
	}
	l.checkReachable()
	if l.tried != maxTrials || len(l.parser.faults) > 0 {
		t.Errorf("tried %d combinations and found %v", l.tried, l.parser.faults)
	}
	l.trials()
	if l.written != maxLetters {
		t.Errorf("wrote %d letters", l.written)
	}
}

// TestEveryCode: every code has a test.
func TestEveryCode(t *testing.T) {
	covered := map[string]bool{
		faultNoFrontMatter: true, // TestFrontMatter
		faultKindName:      true, // TestKindName
		faultWantMap:       true,
	}
	for _, tests := range [][]faultTest{frontFaults, whenFaults, wordFaults, listFaults, lints} {
		for _, test := range tests {
			for code := range strings.FieldsSeq(test.codes) {
				covered[code] = true
			}
		}
	}
	for _, code := range Codes() {
		if !covered[code] {
			t.Errorf("no test gives %q", code)
		}
		delete(covered, code)
	}
	if len(covered) > 0 {
		t.Errorf("Codes lacks %q", sortedKeys(covered))
	}
}

func TestFrontMatter(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no fence": "kind: x\n", "no second fence": "---\nkind: x\n", "nothing between": "---\n---\n",
		"a space behind the fence": "--- \nkind: x\n---\n", "a blank line first": "\n" + base,
	} {
		faults := faultsOf(t, text)
		if len(faults) != 1 || faults[0].Code != faultNoFrontMatter || faults[0].Place() != "trial.tmpl:1:1" {
			t.Errorf("%s: %v", name, faults)
		}
	}
	if faults := faultsOf(t, "---\n# nothing\n---\n"); len(faults) != 1 || faults[0].Code != faultWantMap {
		t.Errorf("only comments: %v", faults)
	}
}

// TestAnyEditor: line ends and a byte order mark make no difference.
func TestAnyEditor(t *testing.T) {
	for name, text := range map[string]string{
		"mark": "\ufeff" + whole, "CRLF": strings.ReplaceAll(whole, "\n", "\r\n"), "CR": strings.ReplaceAll(whole, "\n", "\r"),
	} {
		if faults := Check("trial.tmpl", []byte(text)); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
	}
	if faults := faultsOf(t, strings.Replace(whole, "信", "\t信\t二", 1)); faults != nil {
		t.Errorf("tabs: %v", faults)
	}
	text, places := removeMarks(strings.Replace(whole, "信", "信\n{{"+mark+".x}}", 1))
	faults := faultsOf(t, "\ufeff"+strings.ReplaceAll(text, "\n", "\r\n"))
	if len(faults) != 1 || faults[0].Place() != "trial.tmpl:"+places[0] {
		t.Errorf("%v, want one at %s", faults, places)
	}
}

func TestUsage(t *testing.T) {
	want := []string{"and", "ge", "gt", "le", "lt", "not", "or"}
	for name := range letter.Funcs() {
		want = append(want, name)
	}
	slices.Sort(want)
	if got := sortedKeys(usage); !slices.Equal(got, want) {
		t.Errorf("the functions are %q, want those of letter and the usual tests: %q", got, want)
	}
	// Each usage is valid itself.
	for name, use := range usage {
		use = strings.NewReplacer(`"field" "value"`, `"why" "a"`, `same "field" "field"`, `same "why" "why"`, ` "amount"`, ` "sum"`,
			`days "field"`, `days "at"`, `"phone"`, `"tel"`, ".field", ".sum", `"field"`, `"sum"`, ` …`, "",
			`"a" "b"`, `"why" "a"`, `"c"`, `"sum"`, `span "list" "field"`, `span "parts" "bought_at"`, `"list" "field"`, `"parts" "price"`,
			`"list"`, `"parts"`).Replace(use)
		text := strings.Replace(base, lastLine, lastLine+"\n  - {name: tel, type: phone, label: 电话}\n"+partsLine, 1)
		if faults := faultsOf(t, strings.Replace(text, letterLine, inLetter(`{{if `+use+`}}x{{end}}`), 1)); faults != nil {
			t.Errorf("%s is shown as %s, which is refused: %v", name, use, faults)
		}
	}
}
