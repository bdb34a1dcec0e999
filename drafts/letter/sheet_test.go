package letter_test

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/template"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// kind returns a small letter kind. front is added to its front matter; words is its letter.
func kind(t testing.TB, front, words string) *letter.Template {
	t.Helper()
	text := `---
kind: trial
title: {zh: 试, en: Trial}
fields:
  - {name: why, type: choice, label: 原因, options: [{value: a, label: 甲}, {value: b, label: 乙, text: 因为乙}]}
  - {name: other_why, type: choice, optional: true, label: 别的原因, options: [{value: a, label: 甲}, {value: c, label: 丙}]}
  - {name: fine, type: yesno, label: 可以}
  - {name: detail, type: text, when: is "why" "b", label: 细节}
  - {name: more, type: text, when: has "detail", label: 更多}
  - {name: most, type: text, optional: true, when: and (has "more") (is "fine" "yes"), label: 最多}
  - {name: sum, type: money, label: 金额}
  - {name: part, type: money, label: 部分}
  - {name: at, type: datetime, label: 时间}
  - {name: call, type: phone, label: 电话}
  - {name: number, type: number, label: 号码}
  - {name: files, type: files, label: 文件}
` + front + `
---
{{define "subject"}}题目{{end}}
{{define "letter"}}` + words + `{{end}}`
	parsed, err := templates.Parse("trial.tmpl", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// answered returns values from pairs of a name and a text.
func answered(t testing.TB, k *letter.Template, pairs ...string) letter.Values {
	t.Helper()
	values := letter.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q, ok := k.Find(pairs[i])
		if !ok {
			t.Fatalf("no field %s", pairs[i])
		}
		v, err := q.Parse(pairs[i+1], field.Reading{Absolute: true})
		if err != nil {
			t.Fatal(err)
		}
		values[pairs[i]] = v
	}
	return values
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, field.Beijing)

// TestValuesAreData: template syntax in an answer is printed, not executed.
func TestValuesAreData(t *testing.T) {
	const evil = `{{template "letter" .}}{{.sum}}{{define "subject"}}`
	k := kind(t, "feedback: [{keep: need, text: '{{.detail}}'}]", "{{.detail}} {{join \"\" .detail}} {{list .files}}")
	l, err := k.Sheet(letter.Values{"detail": field.TextValue(evil), "files": field.FilesValue{"{{.}}.png"}}, noon).Letter()
	if want := evil + " " + evil + " 1. 01_{{.}}.png\n"; err != nil || l.Body != want {
		t.Errorf("got %q, %v; want %q", l.Body, err, want)
	}
	if l.Sentences[0].Text != evil+"。" {
		t.Errorf("the app text is %q", l.Sentences[0].Text)
	}
}

func TestTooLong(t *testing.T) {
	long := letter.Values{"detail": field.TextValue(strings.Repeat("长", 1<<18))}
	for _, words := range []string{
		"{{.detail}}{{.detail}}",
		`{{if join "" .detail .detail}}短{{end}}`, // not printed, so only join can return the error
		`{{if list .detail .detail}}短{{end}}`,
	} {
		if l, err := kind(t, "", words).Sheet(long, noon).Letter(); err == nil {
			t.Errorf("%s gives %d bytes", words, len(l.Body))
		}
	}
}

// TestMissingKey: rendering an unknown field is an error, not <no value>, even in a template that was not validated.
func TestMissingKey(t *testing.T) {
	blocks := template.New("").Funcs(letter.Funcs()).Option("missingkey=error")
	template.Must(blocks.New(letter.SubjectBlock).Parse("{{.nothing}}"))
	template.Must(blocks.New(letter.LetterBlock).Parse("x"))
	k := &letter.Template{Kind: "trial", Blocks: blocks}
	if l, err := k.Sheet(nil, noon).Letter(); err == nil {
		t.Errorf("the subject is %q", l.Subject)
	}
}

// TestSubject: a subject is one line.
func TestSubject(t *testing.T) {
	blocks := template.New("").Funcs(letter.Funcs())
	template.Must(blocks.New(letter.SubjectBlock).Parse("\n  关于\n退款 \n"))
	template.Must(blocks.New(letter.LetterBlock).Parse("\n\n 缩进\n\n\n"))
	l, err := (&letter.Template{Blocks: blocks}).Sheet(nil, noon).Letter()
	if err != nil || l.Subject != "关于 退款" || l.Body != " 缩进\n" {
		t.Errorf("got %q and %q, %v", l.Subject, l.Body, err)
	}
}

func TestGuide(t *testing.T) {
	k := kind(t, "", "信")
	if got, err := k.Sheet(nil, noon).Guide(letter.GuideBlock); got != "" || err != nil {
		t.Errorf("without the block: %q, %v", got, err)
	}
	k = kind(t, "", "信{{end}}{{define \"guide\"}}\n一、先看。\n")
	if got, err := k.Sheet(nil, noon).Guide(letter.GuideBlock); got != "一、先看。" || err != nil {
		t.Errorf("with the block: %q, %v", got, err)
	}
}

// TestConcurrentSheets: letters that are rendered concurrently from one template have their own answers.
func TestConcurrentSheets(t *testing.T) {
	k := kind(t, "feedback: [{keep: need, when: has \"sum\", text: '{{.sum}}'}]", `{{.sum}} {{capital "sum"}} {{if over "sum" "2"}}多{{end}}`)
	var all sync.WaitGroup
	for _, sum := range []string{"1", "2", "3", "4"} {
		values := answered(t, k, "sum", sum, "why", "b", "detail", "细")
		shared := k.Sheet(values, noon)
		want, err := shared.Letter()
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			all.Go(func() {
				for range 20 {
					kept, _ := k.ActiveAnswers(values, noon)
					own, err := k.Sheet(kept, noon).Letter()
					same, sharedErr := shared.Letter()
					if err != nil || sharedErr != nil || !reflect.DeepEqual(own, want) || !reflect.DeepEqual(same, want) {
						t.Errorf("sum %s gives %v, %v and %v, %v; want %v", sum, own, err, same, sharedErr, want)
						return
					}
				}
			})
		}
	}
	all.Wait()
}

func TestSettle(t *testing.T) {
	all := []string{"why", "b", "fine", "yes", "detail", "细", "more", "更", "most", "最", "sum", "5"}
	with := func(name, text string) []string {
		changed := slices.Clone(all)
		changed[slices.Index(all, name)+1] = text
		return changed
	}
	tests := []struct {
		name    string
		answers []string
		dropped []string
		asked   []string // of detail, more and most
	}{
		{"all conditions hold", all, nil, []string{"detail", "more", "most"}},
		{"the last of the chain", with("fine", "no"), []string{"most"}, []string{"detail", "more"}},
		{"the first takes all with it", with("why", "a"), []string{"detail", "more", "most"}, nil},
		{"nothing answered", nil, nil, nil},
		{"a follow-up without what it follows", []string{"more", "更"}, []string{"more"}, nil},
		{"the chain as it grows", all[:6], nil, []string{"detail", "more"}},
	}
	k := kind(t, "", "")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			values := answered(t, k, test.answers...)
			before := len(values)
			kept, dropped := k.ActiveAnswers(values, noon)
			if !slices.Equal(dropped, test.dropped) || len(kept)+len(dropped) != before || len(values) != before {
				t.Errorf("dropped %q, kept %v of %v; want %q dropped", dropped, kept, values, test.dropped)
			}
			var asked []string
			for _, f := range k.Sheet(kept, noon).Asked() {
				if f.When.Conditional() {
					asked = append(asked, f.Name)
				}
			}
			if !slices.Equal(asked, test.asked) {
				t.Errorf("asked %q, want %q", asked, test.asked)
			}
		})
	}
}

func TestFindings(t *testing.T) {
	k := kind(t, `checks:
  - {when: over "sum" "10", level: note, say: 多}
  - {when: over "part" "sum", level: stop, field: part, say: 反了}
`, "")
	for _, test := range []struct {
		answers []string
		want    []letter.Level
	}{
		{nil, nil},
		{[]string{"sum", "11"}, []letter.Level{letter.Note}},
		{[]string{"sum", "11", "part", "12"}, []letter.Level{letter.Note, letter.Stop}},
	} {
		var got []letter.Level
		for _, c := range k.Sheet(answered(t, k, test.answers...), noon).Findings() {
			got = append(got, c.Level)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.answers, got, test.want)
		}
	}
}

func TestFacts(t *testing.T) {
	k := kind(t, "", "")
	var got []string
	for _, fact := range k.Sheet(answered(t, k, "sum", "5", "why", "a", "at", "2026-11-18"), noon).Facts() {
		got = append(got, fact.Field.Name+"="+fact.Value.String())
	}
	if want := []string{"why=甲", "sum=5.00", "at=2026年11月18日"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
