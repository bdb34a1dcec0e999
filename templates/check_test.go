package templates

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"draft/drafts/letter"
)

// whole is a template that Check finds nothing wrong with.
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
}

func TestCheck(t *testing.T) {
	for _, test := range lints {
		t.Run(test.name, func(t *testing.T) {
			text, places := unmarked(strings.Replace(whole, test.old, test.piece, 1))
			if test.name == "blemish without any optional answer" {
				text, places = unmarked(strings.Replace(text, `{{define "letter"}}信{{with .last}}：{{.}}{{end}}{{end}}`,
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

// TestCheckIsBounded: many questions make more combinations than anybody can wait for.
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
	if err := l.err(); err != nil {
		t.Fatal(err)
	}
	l.unreachable()
	if l.tried != maxTrials || len(l.faults) > 0 {
		t.Errorf("tried %d combinations and found %v", l.tried, l.faults)
	}
	l.trials()
	if l.written != maxLetters {
		t.Errorf("wrote %d letters", l.written)
	}
}

// TestEveryCode: each code of a fault stands in a test of its own.
func TestEveryCode(t *testing.T) {
	covered := map[string]bool{
		faultNoFrontMatter: true, // TestFrontMatter
		faultKindName:      true, // TestKindName
		faultWantMap:       true,
	}
	for _, tests := range [][]faultTest{frontFaults, whenFaults, wordFaults, lints} {
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

// TestAnyEditor: the same template from editors of every system is the same template.
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
	text, places := unmarked(strings.Replace(whole, "信", "信\n{{"+mark+".x}}", 1))
	faults := faultsOf(t, "\ufeff"+strings.ReplaceAll(text, "\n", "\r\n"))
	if len(faults) != 1 || faults[0].Place() != "trial.tmpl:"+places[0] {
		t.Errorf("%v, want one at %s", faults, places)
	}
}

// TestHostile: what is meant to loop, recurse or swell is refused, and soon.
func TestHostile(t *testing.T) {
	var doubling, chain, bomb strings.Builder
	fmt.Fprint(&doubling, `{{define "letter"}}{{template "b0" .}}{{end}}`)
	for i := range 40 {
		fmt.Fprintf(&doubling, "{{define \"b%d\"}}{{template \"b%d\" .}}{{template \"b%d\" .}}{{end}}\n", i, i+1, i+1)
	}
	doubling.WriteString(`{{define "b40"}}x{{end}}`)
	fmt.Fprint(&chain, `{{define "letter"}}{{template "c0" .}}{{end}}`)
	for i := range 10_000 {
		fmt.Fprintf(&chain, "{{define \"c%d\"}}{{template \"c%d\" .}}{{end}}\n", i, i+1)
	}
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 9; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9))
	}
	files := "  - {name: files, type: files, label: 文件, max: 10000}"
	tests := []struct {
		name, text, code string
	}{
		{"doubling calls", strings.Replace(base, letterLine, doubling.String(), 1), faultTooLarge},
		{"a long chain of calls", strings.Replace(base, letterLine, chain.String(), 1), faultUnknownBlock},
		{"a list as long as its question allows", strings.Replace(strings.Replace(base, "  - {name: files, type: files, label: 文件}", files, 1), letterLine, inLetter("{{range .files}}一{{.}}二{{end}}"), 1), faultTooLarge},
		{"a list of lists", strings.Replace(base, letterLine, inLetter(strings.Repeat("{{range .files}}{{range $.files}}"+strings.Repeat("{{.}}", 30)+"{{end}}{{end}}", 2)), 1), faultTooLarge},
		{"a call of many values", strings.Replace(base, letterLine, inLetter("{{join \"\""+strings.Repeat(" .last", 30_000)+"}}"), 1), faultTooLarge},
		{"aliases", strings.Replace(base, kindLine, kindLine+"\n"+bomb.String(), 1), faultYAML},
		{"deep YAML", strings.Replace(base, kindLine, kindLine+"\nx: "+strings.Repeat("[", 100_000), 1), faultYAML},
		{"deep brackets", strings.Replace(base, letterLine, inLetter("{{"+strings.Repeat("(", 100_000)+"}}"), 1), faultSyntax},
		{"deep conditions", strings.Replace(base, letterLine, inLetter(strings.Repeat("{{if 1}}", 50_000)+strings.Repeat("{{end}}", 50_000)), 1), faultNesting},
		{"many faults", strings.Replace(base, letterLine, inLetter(strings.Repeat("{{.x}}\n", 100_000)), 1), faultUnknownField},
		{"many open actions", strings.Replace(base, letterLine, inLetter(strings.Repeat("{{", 300_000)), 1), faultSyntax},
		{"many blocks", strings.Replace(base, letterLine, strings.Repeat("{{define \"x\"}}{{end}}", 40_000), 1), faultDuplicateBlock},
		{"two megabytes", base + strings.Repeat("x", 2<<20), faultYAML},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			faults := faultsOf(t, test.text)
			if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Code == test.code }) {
				t.Errorf("no fault %s among %d, such as %.200v", test.code, len(faults), faults)
			}
			if len(faults) > maxFaults {
				t.Errorf("%d faults", len(faults))
			}
		})
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
	// Each use is itself a use that is let through.
	for name, use := range usage {
		use = strings.NewReplacer(`"field" "value"`, `"why" "a"`, `same "field" "field"`, `same "why" "why"`, ` "amount"`, ` "sum"`,
			`days "field"`, `days "at"`, `"phone"`, `"tel"`, ".field", ".sum", `"field"`, `"sum"`, ` …`, "",
			`"a" "b"`, `"why" "a"`, `"c"`, `"sum"`).Replace(use)
		text := strings.Replace(base, lastLine, lastLine+"\n  - {name: tel, type: phone, label: 电话}", 1)
		if faults := faultsOf(t, strings.Replace(text, letterLine, inLetter(`{{if `+use+`}}x{{end}}`), 1)); faults != nil {
			t.Errorf("%s is shown as %s, which is refused: %v", name, use, faults)
		}
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"refund": true, "a": true, "warranty-2": true, "": false, "2a": false, "-a": false, "a_b": false, "A": false, "退款": false,
		"..": false, "../refund": false, "a/b": false, `a\b`: false, "a.b": false, "con ": false, strings.Repeat("a", 65): false,
	} {
		if KindName(name) != want {
			t.Errorf("KindName(%q) = %t", name, !want)
		}
	}
}

// put writes files into a new folder.
func put(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// own is a template of one's own of some kind.
func own(kind string) string { return strings.Replace(base, kindLine, "kind: "+kind, 1) }

func TestLookUp(t *testing.T) {
	folder := put(t, map[string]string{"refund.tmpl": own("refund"), "mine.tmpl": own("mine")})
	for kind, path := range map[string]string{
		"refund": filepath.Join(folder, "refund.tmpl"), "mine": filepath.Join(folder, "mine.tmpl"), "closure": "",
	} {
		k, origin, err := Load(kind, folder)
		if err != nil || k.Kind != kind || origin != (Origin{Kind: kind, Path: path}) {
			t.Errorf("Load(%s) = %v from %v, %v; want it from %q", kind, k, origin, err, path)
		}
	}
	if k, _, err := Load("refund", ""); err != nil || len(k.Fields) < 10 {
		t.Errorf("without a folder: %v", err)
	}
	if k, _, err := Load("refund", filepath.Join(folder, "missing")); err != nil || len(k.Fields) < 10 {
		t.Errorf("with a folder that is not there: %v", err)
	}
	secret := filepath.Join(filepath.Dir(folder), "x.tmpl")
	if err := os.WriteFile(secret, []byte(own("x")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"nothing", "../x", "..", "", "Refund", "mine.tmpl", filepath.Join(folder, "mine"), "builtin/refund"} {
		if _, _, err := Load(kind, folder); err != ErrNoKind {
			t.Errorf("Load(%q) gives %v", kind, err)
		}
	}
	if k, err := LoadFile(secret); err != nil || k.Kind != "x" {
		t.Errorf("LoadFile: %v", err)
	}
}

func TestKindName(t *testing.T) {
	text, places := unmarked("---\n# a comment\n" + strings.TrimPrefix(own(mark+"other"), "---\n"))
	folder := put(t, map[string]string{"mine.tmpl": text})
	_, origin, err := Load("mine", folder)
	faults, _ := err.(Faults)
	if len(faults) != 1 || faults[0].Code != faultKindName || faults[0].Place() != origin.Path+":"+places[0] {
		t.Errorf("%v from %v, want one at %s", err, origin, places)
	}
}

// TestNoTemplateFile: what is no regular file of a fair size is an error, and never means the built-in kind.
func TestNoTemplateFile(t *testing.T) {
	folder := put(t, map[string]string{"duplicate.tmpl": own("duplicate") + strings.Repeat("\n", maxSource)})
	if err := os.Mkdir(filepath.Join(folder, "refund.tmpl"), 0o700); err != nil {
		t.Fatal(err)
	}
	kinds := []string{"refund", "duplicate"}
	if runtime.GOOS != "windows" {
		if err := os.Symlink(filepath.Join(folder, "loop"), filepath.Join(folder, "loop")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(folder, "loop"), filepath.Join(folder, "closure.tmpl")); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, "closure")
	}
	for _, kind := range kinds {
		_, _, err := Load(kind, folder)
		if _, read := err.(Faults); err == nil || read || err == ErrNoKind || !strings.Contains(err.Error(), folder) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := LoadFile(os.DevNull); err == nil {
		t.Error("a device was read")
	} else if _, read := err.(Faults); read {
		t.Errorf("a device was read: %v", err)
	}
	if _, err := LoadFile(filepath.Join(folder, "refund.tmpl")); err == nil {
		t.Error("a folder was read")
	}
	if _, err := LoadFile(filepath.Join(folder, "nothing.tmpl")); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestLinkedTemplate(t *testing.T) {
	elsewhere, folder := put(t, map[string]string{"x": own("mine")}), t.TempDir()
	if err := os.Symlink(filepath.Join(elsewhere, "x"), filepath.Join(folder, "mine.tmpl")); err != nil {
		t.Skip("no links here")
	}
	if _, _, err := Load("mine", folder); err != nil {
		t.Error(err)
	}
}

func TestList(t *testing.T) {
	folder := put(t, map[string]string{
		"zoo.tmpl": "", "duplicate.tmpl": "", "able.tmpl": "", "Bad.tmpl": "", "notes.txt": "", ".tmpl": "", "a_b.tmpl": "",
	})
	if err := os.Mkdir(filepath.Join(folder, "folder.tmpl"), 0o700); err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(folder, name) }
	want := []Origin{{"refund", ""}, {"duplicate", in("duplicate.tmpl")}, {"closure", ""}, {"able", in("able.tmpl")}, {"zoo", in("zoo.tmpl")}}
	if got, err := List(folder); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	for _, none := range []string{"", in("missing")} {
		if got, err := List(none); err != nil || len(got) != len(Builtin()) {
			t.Errorf("List(%q) = %v, %v", none, got, err)
		}
	}
	if _, err := List(in("zoo.tmpl")); err == nil {
		t.Error("a file was listed as a folder")
	}
}
