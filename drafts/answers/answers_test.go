package answers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"draft/drafts/answers"
)

// read returns the answers of a file as name=text, and fails if there are faults.
func read(t *testing.T, name, text string) []string {
	t.Helper()
	given, err := answers.Parse(name, []byte(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var out []string
	for _, a := range given {
		out = append(out, a.Name+"="+a.Text)
	}
	return out
}

// Texts stay as they are written, whatever type YAML or JSON gives them.
func TestSourceText(t *testing.T) {
	long := "4200002345202611181234567890"
	tests := []struct{ file, text, want string }{
		{"a.yaml", "x: 50.10", "50.10"},
		{"a.yaml", "x: " + long, long},
		{"a.yaml", "x: 2026-11-18", "2026-11-18"},
		{"a.yaml", "x: 2026-11-18 20:15", "2026-11-18 20:15"},
		{"a.yaml", "x: yes", "yes"},
		{"a.yaml", "x: No", "No"},
		{"a.yaml", "x: 0x10", "0x10"},
		{"a.yaml", "x: 0017", "0017"},
		{"a.yaml", "x: 1e3", "1e3"},
		{"a.yaml", "x: 1_000", "1_000"},
		{"a.yaml", "x: .inf", ".inf"},
		{"a.yaml", "x: +86 138-1234-5678", "+86 138-1234-5678"},
		{"a.yaml", "x: '1,280.50元'", "1,280.50元"},
		{"a.yaml", `x: "\u9000\x7b"`, "退{"},
		{"a.yaml", "x: 'it''s'", "it's"},
		{"a.yaml", "x: ~", ""},
		{"a.yaml", "x: null", ""},
		{"a.yaml", "x:", ""},
		{"a.yaml", "x: '~'", "~"},
		{"a.yaml", "x: !!binary gIGC", "gIGC"},
		{"a.yaml", "x: |\n  一\n\n  二\n", "一\n\n二\n"},
		{"a.yaml", "x: >-\n  one\n  two\n", "one two"},
		{"a.yaml", "x: [a.png, 图 b.png]", "a.png\n图 b.png"},
		{"a.yaml", "x:\n- 1.50\n- ~\n- c", "1.50\n\nc"},
		{"a.yaml", "x: []", ""},
		{"a.yaml", "x: '{{.amount}}'", "{{.amount}}"},
		{"a.yaml", "x: &here 退", "退"},
		{"a.yaml", "---\nx: 退\n...\n", "退"},
		{"a.yaml", "---\n# nothing\n---\nx: 退\n---\n", "退"},
		{"a.yaml", "\ufeffx: 退", "退"},
		{"a.yaml", "x: 退\r\n", "退"},
		{"-", `{"x": "JSON by its looks"}`, "JSON by its looks"},
		{"a.json", `{"x": 50.10}`, "50.10"},
		{"A.JSON", `{"x": ` + long + `}`, long},
		{"a.json", `{"x": 1.50e+3}`, "1.50e+3"},
		{"a.json", `{"x": -0}`, "-0"},
		{"a.json", `{"x": true}`, "true"},
		{"a.json", `{"x": null}`, ""},
		{"a.json", `{"x": "\u9000\ud83d\ude00\n\u007b"}`, "退😀\n{"},
		{"a.json", `{"x": "\ufffd` + "\ufffd" + `"}`, "\ufffd\ufffd"},
		{"a.json", `{"x": ["a", 1.50, null, true]}`, "a\n1.50\n\ntrue"},
		{"a.json", `{"x": []}`, ""},
		{"a.json", "\ufeff{\"x\": \"\u2028<&>\"}", "\u2028<&>"},
	}
	for _, test := range tests {
		if got := read(t, test.file, test.text); !slices.Equal(got, []string{"x=" + test.want}) {
			t.Errorf("%s: %q gives %q, want %q", test.file, test.text, got, test.want)
		}
	}
}

func TestNoAnswers(t *testing.T) {
	for file, text := range map[string]string{"a.yaml": "", "b.yaml": "# nothing yet\n", "c.yaml": "---\n", "d.json": "{}"} {
		if got := read(t, file, text); got != nil {
			t.Errorf("%q gives %q", text, got)
		}
	}
}

func TestPlaces(t *testing.T) {
	tests := []struct {
		file, text string
		want       []string
	}{
		{"a.yaml", "# 注释\n充值时间: 1\n  # x\n金额: 2\n\"名 称\": |\n  多\n  行\n后面: 3\n", []string{"充值时间 2:1", "金额 4:1", "名 称 5:1", "后面 8:1"}},
		{"a.yaml", "{甲: 1, 乙: 2}", []string{"甲 1:2", "乙 1:8"}},
		{"a.yaml", "\ufeff甲: 1\r\n乙: 2\r\n", []string{"甲 1:1", "乙 2:1"}},
		{"a.json", "{\n  \"甲\": [\"a, \\\"b\\\"\",\n 2],\n  \"b\\\"\": 1 , \"c\" : 2}", []string{"甲 2:3", "b\" 4:3", "c 4:14"}},
		{"a.json", "\ufeff{\"甲\":1,\"乙\":2}", []string{"甲 1:2", "乙 1:8"}},
	}
	for _, test := range tests {
		given, err := answers.Parse(test.file, []byte(test.text))
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
		}
		var got []string
		for _, a := range given {
			got = append(got, fmt.Sprintf("%s %d:%d", a.Name, a.At.Line, a.At.Column))
			if a.At.Source != test.file {
				t.Errorf("%s is from %q", a.Name, a.At.Source)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
	if got := (answers.Place{Source: "a.yaml", Line: 3, Column: 9}).String(); got != "a.yaml:3" {
		t.Error(got)
	}
	if got := (answers.Place{Source: "--set"}).String(); got != "--set" {
		t.Error(got)
	}
}

// utf16le returns a text in the encoding that Windows calls Unicode.
func utf16le(text string, mark bool) string {
	var b strings.Builder
	if mark {
		b.WriteString("\xff\xfe")
	}
	for _, u := range utf16.Encode([]rune(text)) {
		b.Write([]byte{byte(u), byte(u >> 8)})
	}
	return b.String()
}

func TestFaults(t *testing.T) {
	const (
		tooLarge, encoding, syntax = answers.CodeTooLarge, answers.CodeEncoding, answers.CodeSyntax
		notNames, nested, twice    = answers.CodeNotNames, answers.CodeNested, answers.CodeDuplicate
	)
	tests := []struct {
		file, text string
		want       []string // line:column, name, code
	}{
		{"a.yaml", "a: 1\nb: 2\na: 3\nb: 4\n", []string{"3:1 a " + twice, "4:1 b " + twice}},
		{"a.yaml", "a: {b: 1}\nc: [[1]]\nd: [{e: 1}]\nf: 1\n", []string{"1:4 a " + nested, "2:4 c " + nested}},
		{"a.yaml", "a: &x 1\nb: *x\nc: [*x]\n", []string{"2:4 b " + syntax, "3:4 c " + nested}},
		{"a.yaml", "a: *nobody\n", []string{"1:4  " + syntax}},
		{"a.yaml", "a: &x {b: 1}\n<<: *x\n", []string{"1:4 a " + nested, "2:5 << " + syntax}},
		{"a.yaml", "[a, b]: c\n[d]: e\n", []string{"1:1  " + notNames, "2:1  " + notNames}},
		{"a.yaml", "- a: 1\n", []string{"1:1  " + notNames}},
		{"a.yaml", "\n  just words\n", []string{"2:3  " + notNames}},
		{"a.yaml", "---\na: 1\n---\nb: 2\n", []string{"4:1  " + syntax}},
		{"a.yaml", "a: 1\n充值: [1, 2\nc: 3\n", []string{"3:2  " + syntax}},
		{"a.yaml", "a: 1\n\tb: 2\n", []string{"2:1  " + syntax}},
		{"a.yaml", "充值时间: 晚上: 八点\n", []string{"1:9  " + syntax}},
		{"a.yaml", "a: \"open\n", []string{"2:1  " + syntax}},
		{"a.yaml", "a: 1\nb: @x\n", []string{"2:4  " + syntax}},
		{"a.yaml", "a: " + strings.Repeat("[", 200_000), []string{"1:10004  " + syntax}},
		{"a.yaml", "a: 1\n充值\xb3\xe4: 1\n", []string{"2:3  " + encoding}}, // GB18030 in the middle
		{"a.yaml", "\xb3\xe4\xd6\xb5: 50\n", []string{"1:1  " + encoding}},
		{"a.yaml", "a: b\x00\n", []string{"1:5  " + encoding}},
		{"a.yaml", "a: b\u0085c\n", []string{"1:5  " + encoding}},
		{"a.yaml", "a: 1\nb: \x1b[2J\n", []string{"2:4  " + encoding}},
		{"a.yaml", utf16le("a: 1\n", true), []string{"1:1  " + encoding}},
		{"a.yaml", utf16le("a: 1\n", false), []string{"1:2  " + encoding}},
		{"a.yaml", "a: " + strings.Repeat("x", 2<<20), []string{"0:0  " + tooLarge}},
		{"a.json", `{"a": 1, "b": 2,` + "\n" + ` "a": 3, "\u0062": 4}`, []string{"2:2 a " + twice, "2:10 b " + twice}},
		{"a.json", `{"a": {"b": 1}, "c": [[1]], "d": [{}], "e": 1}`, []string{"1:2 a " + nested, "1:17 c " + nested}},
		{"a.json", `["a"]`, []string{"1:1  " + notNames}},
		{"a.json", `"a"`, []string{"1:1  " + notNames}},
		{"a.json", "", []string{"1:1  " + syntax}},
		{"a.json", "{\"a\": 1\n", []string{"2:1  " + syntax}},
		{"a.json", "{\n \"甲\": 1,\n}", []string{"3:1  " + syntax}},
		{"a.json", "{\n \"甲\": yes}", []string{"2:7  " + syntax}},
		{"a.json", "{\"甲\": \"\\x\"}", []string{"1:9  " + syntax}},
		{"a.json", "{\"a\": 1 \"b\": 2}", []string{"1:9  " + syntax}},
		{"a.json", "{a: 1}", []string{"1:2  " + syntax}},
		{"a.json", "{\"a\": 1}\n{\"b\": 2}", []string{"2:1  " + syntax}},
		{"a.json", "{\"a\": 1}\n]", []string{"2:1  " + syntax}},
		{"a.json", `{"a": "\ud83d", "b": ["\udc00"]}`, []string{"1:2 a " + syntax, "1:17 b " + syntax}},
		{"a.json", `{"a":` + strings.Repeat("[", 200_000), []string{"1:10005  " + syntax}},
		{"a.json", `{"a":` + strings.Repeat(`{"b":`, 200_000), []string{"1:50001  " + syntax}},
	}
	for _, test := range tests {
		start := time.Now()
		_, err := answers.Parse(test.file, []byte(test.text))
		faults := asFaults(err)
		var got []string
		for _, f := range faults {
			got = append(got, fmt.Sprintf("%d:%d %s %s", f.At.Line, f.At.Column, f.Name, f.Problem.Code))
			if f.At.Source != test.file || !strings.Contains(faults.Error(), f.Problem.Code) {
				t.Errorf("%.60q: the source is %q, the words are %q", test.text, f.At.Source, faults)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %.60q gives %q, want %q", test.file, test.text, got, test.want)
		}
		if d := time.Since(start); d > time.Minute {
			t.Errorf("%.60q took %s", test.text, d)
		}
	}
}

// asFaults returns err as Faults, or nil if it is another error.
func asFaults(err error) answers.Faults {
	var faults answers.Faults
	errors.As(err, &faults)
	return faults
}

func TestDuplicateNamesTheFirst(t *testing.T) {
	_, err := answers.Parse("a.yaml", []byte("\na: 1\nb: 2\na: 3\n"))
	if faults := asFaults(err); len(faults) != 1 || faults[0].Problem.Args["First"] != "a.yaml:2" {
		t.Error(err)
	}
}

// FuzzParse checks that each answer has a place in the file, and that an answer that is written again is read as the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"a: 50.10\nb: [x, y]\nc: |\n  一\n  二\n", `{"a": 50.10, "b": ["x", null], "c": "\ud83d\ude00"}`, "a: &x 1\nb: *x\n", "---\na: ~\n...\n",
		"\ufeff充值时间: 2026-11-18 20:15\r\n", "? [a]\n: b\n", "<<: {a: 1}\n", `{"a": {"b": [[1]]}}`, "a: 1\n---\nb: 2\n", "\"a\\u0041\": 'b'\n", "a: \xff",
	} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, asJSON bool) {
		file := map[bool]string{true: "a.json", false: "a.yaml"}[asJSON]
		given, err := answers.Parse(file, []byte(text))
		if err != nil {
			if len(asFaults(err)) == 0 {
				t.Fatalf("the error is %#v", err)
			}
			return
		}
		want := map[string]string{}
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u0085") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029") + 1
		for _, a := range given {
			if a.At.Line < 1 || a.At.Line > lines || a.At.Column < 1 {
				t.Fatalf("%q stands at %v", a.Name, a.At)
			}
			want[a.Name] = a.Text
		}
		if len(want) != len(given) {
			t.Fatalf("a name stands twice in %v", given)
		}
		again, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		reread, err := answers.Parse("again.json", again)
		if err != nil {
			t.Fatalf("%q was read, and is refused as %s: %v", text, again, err)
		}
		for _, a := range reread {
			got[a.Name] = a.Text
		}
		if !maps.Equal(got, want) {
			t.Fatalf("%q, then %q", want, got)
		}
	})
}

func TestRecords(t *testing.T) {
	t.Parallel()
	want := []answers.Answer{
		{Name: "reason", Text: "mistake", At: answers.Place{"f", 1, 1}},
		{Name: "payments", Records: 2, At: answers.Place{"f", 2, 1}},
		{Name: "payments.1.amount", Text: "50.10", At: answers.Place{"f", 3, 5}, Listed: true},
		{Name: "payments.1.order_no", Text: "4200002345202611181234567890", At: answers.Place{"f", 4, 5}, Listed: true},
		{Name: "payments.2.amount", Text: "6", At: answers.Place{"f", 5, 5}, Listed: true},
		{Name: "name", Text: "张三", At: answers.Place{"f", 6, 1}},
	}
	text := "reason: mistake\npayments:\n  - amount: 50.10\n    order_no: 4200002345202611181234567890\n  - amount: 6\nname: 张三\n"
	got, err := answers.Parse("f", []byte(text))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("YAML: %v, %v", got, err)
	}
	text = "{\"reason\": \"mistake\",\n\"payments\": [\n{ \"amount\": 50.10,\n  \"order_no\": 4200002345202611181234567890},\n{ \"amount\": 6}],\n\"name\": \"张三\"}"
	got, err = answers.Parse("f", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	lines := []int{1, 2, 3, 4, 5, 6}
	for i := range got {
		if got[i].At.Line != lines[i] {
			t.Errorf("JSON: %s in line %d", got[i].Name, got[i].At.Line)
		}
		got[i].At = want[i].At
	}
	if !slices.Equal(got, want) {
		t.Errorf("JSON: %v", got)
	}
}

func TestFaultsOfRecords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"payments:\n  - amount: 1\n  - 2\n":                 "f:3: payments.2: " + answers.CodeNotRecord,
		"payments:\n  - amount: 1\n    amount: 2\n":         "f:3: payments.1.amount: " + answers.CodeDuplicate,
		"payments:\n  - amount: {a: 1}\n":                   "f:2: payments.1.amount: " + answers.CodeNested,
		"payments: {amount: 1}\n":                           "f:1: payments: " + answers.CodeNested,
		"payments:\n  - amount: 1\npayments.1.amount: 2\n":  "f:3: payments.1.amount: " + answers.CodeDuplicate,
		`{"payments": [{"amount": 1}, 2]}`:                  "f:1: payments.2: " + answers.CodeNotRecord,
		"{\"payments\": [{\"amount\": 1,\n\"amount\": 2}]}": "f:2: payments.1.amount: " + answers.CodeDuplicate,
		"{\"payments\": [{\"amount\": [{\"amount\": 2}]}]}": "f:1: payments.1.amount: " + answers.CodeNested,
	} {
		_, err := answers.Parse("f", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
