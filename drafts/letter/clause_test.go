package letter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// storyKind is a letter kind with one multi-line question, which a clause prints with text around it.
func storyKind(t testing.TB, clause string) *letter.Template {
	t.Helper()
	parsed, err := templates.Parse("story.tmpl", fmt.Appendf(nil, `---
kind: story
title: {zh: 试, en: Trial}
fields:
  - {name: story, type: multiline, optional: true, label: 经过}
  - {name: name, type: text, optional: true, label: 姓名}
feedback:
  - {keep: nice, text: '%s'}
---
{{define "subject"}}题目{{end}}
{{define "letter"}}信{{end}}
{{define "helper"}}{{.story}}{{end}}`, clause))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func appSentences(t testing.TB, k *letter.Template, story string) []letter.Sentence {
	t.Helper()
	l, err := k.Sheet(letter.Values{"story": field.TextValue(story)}, noon).Letter()
	if err != nil {
		t.Fatal(err)
	}
	return l.Sentences
}

// TestStoryIsShortened: a multi-line answer loses whole sentences or lines from its end, and every shorter text ends well.
func TestStoryIsShortened(t *testing.T) {
	k := storyKind(t, "情况说明：{{.story}}")
	for story, want := range map[string][]string{
		"孩子误点":             {"孩子误点。"},
		"甲。乙！丙":            {"甲。", "甲。乙！", "甲。乙！丙。"},
		"第一行\n第二行":         {"第一行。", "第一行；第二行。"},
		"第一行\n\n 第二行。\n":   {"第一行。", "第一行；第二行。"},
		"第一行；\n第二行":        {"第一行。", "第一行；第二行。"},
		"第一行…\n第二行":        {"第一行…", "第一行…第二行。"},
		"甲。乙\n丙":           {"甲。", "甲。乙。", "甲。乙；丙。"},
		"我点了，\n没有到账。后来":    {"我点了，没有到账。", "我点了，没有到账。后来。"}, // a line that continues is not an end
		"客服说：\n“已收到。会退。”好": {"客服说：“已收到。会退。”", "客服说：“已收到。会退。”好。"},
		"他答“收到\n会退”\n没退":   {"他答“收到；会退”。", "他答“收到；会退”；没退。"},
		"没有关上的“引号。后来\n再说":  {"没有关上的“引号。", "没有关上的“引号。后来。", "没有关上的“引号。后来；再说。"},
		"甲\n\"乙\"":         {"甲。", "甲；\"乙\"。"},
		"甲\n，乙":            {"甲，乙。"},
		"甲。；\n乙":           {"甲。", "甲。；乙。"},
		"I paid! Then nothing.\nNo reply": {
			"I paid!", "I paid! Then nothing.", "I paid! Then nothing. No reply。",
		},
		"金额50.00元；\n时间20:15": {"金额50.00元。", "金额50.00元；时间20:15。"},
		"{{.name}}。<b>":      {"{{.name}}。", "{{.name}}。<b>。"},
	} {
		sentences := appSentences(t, k, story)
		var got []string
		for n := range sentences {
			kept := slices.Clone(sentences[:n+1])
			kept[n].Continued = ""
			got = append(got, strings.TrimPrefix(joinSentences(kept), "情况说明："))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is shortened to %q, want %q", story, got, want)
		}
	}
}

// TestWhichClausesAreShortened: a clause is shortened if it prints a multi-line answer in any way.
func TestWhichClausesAreShortened(t *testing.T) {
	for clause, want := range map[string]int{
		"说：{{.story}}": 2, "说：{{$.story}}": 2, "说：{{sentence .story}}": 2, "{{with .story}}说：{{.}}{{end}}": 2,
		`{{if has "story"}}说：{{.story}}{{end}}`: 2, `{{join "，" .name .story}}`: 2,
		`{{with .name}}无{{else}}{{.story}}{{end}}`: 2, "{{.story}}请核实": 2,
		"{{if .story}}一。二。{{end}}": 1, "一。二。{{.name}}": 1, `{{template "helper" .}}`: 1,
	} {
		if got := len(appSentences(t, storyKind(t, clause), "甲。乙")); got != want {
			t.Errorf("%s makes %d sentences, want %d", clause, got, want)
		}
	}
}

// FuzzStory: at every limit, the fitted text is the whole text without some sentences from its end.
func FuzzStory(f *testing.F) {
	for _, story := range []string{
		"甲。乙！丙", "第一行\n第二行；\n第三行", "（甲。\n乙）丙。丁", "“甲。", "，\n。；\n！\n甲", "a. b!\nc", "甲：\n\u3000乙\n——\n丙", "😭😭\n。😭",
	} {
		f.Add(story)
	}
	k := storyKind(f, "情况说明：{{.story}}")
	once := storyKind(f, `情况说明：{{template "helper" .}}`)
	f.Fuzz(func(t *testing.T, story string) {
		if len(story) > 1<<10 || !utf8.ValidString(story) {
			t.Skip("not a valid answer")
		}
		sentences := appSentences(t, k, story)
		whole := letter.Fit(sentences, 0).Whole
		if want := letter.Fit(appSentences(t, once, story), 0).Whole; whole != want {
			t.Fatalf("%q reads %q where it is shortened, else %q", story, whole, want)
		}
		if strings.Contains(whole, "\n") {
			t.Fatalf("%q has a line break", whole)
		}
		for i, s := range sentences {
			if (s.Continued == "") != (i == len(sentences)-1) || letter.Length(s.Continued) > 0 && letter.Length(s.Continued) < letter.Length(s.Text) {
				t.Fatalf("sentence %d of %d is %+v", i, len(sentences), s)
			}
			if first, _ := utf8.DecodeRuneInString(s.Text); unicode.IsSpace(first) {
				t.Fatalf("%q begins with a space", s.Text)
			}
		}
		for limit := 1; limit <= letter.Length(whole); limit++ {
			got := letter.Fit(sentences, limit).Whole
			if letter.Length(got) > limit || !strings.HasPrefix(whole, strings.TrimRight(got, "。")) {
				t.Fatalf("in %d characters %q reads %q", limit, whole, got)
			}
		}
	})
}
