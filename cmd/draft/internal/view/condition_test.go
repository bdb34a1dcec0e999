package view

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/templates"
)

// Conditions are worded as far as there are words for them.
func TestConditionsAreWorded(t *testing.T) {
	conditions := [][3]string{
		{`is "why" "a"`, "原因 是 甲", "Why is A"},
		{`not (is "why" "a")`, "原因 不是 甲", "Why is not A"},
		{`is "sure" "yes"`, "确定 是 是", "Sure is yes"},
		{`has "sum"`, "填了 金额", "Amount is answered"},
		{`not (has "sum")`, "没填 金额", "Amount is not answered"},
		{`over "sum" "1000"`, "金额 大于 1000", "Amount is more than 1000"},
		{`not (over "sum" "rest")`, "金额 不大于 余额", "Amount is not more than Rest"},
		{`or (is "why" "a") (is "why" "b")`, "原因 是 甲 或 原因 是 乙", "Why is A or Why is B"},
		{
			`and (has "sum") (or (is "why" "a") (not (has "rest")))`, "填了 金额，并且 （原因 是 甲 或 没填 余额）",
			"Amount is answered, and (Why is A or Rest is not answered)",
		},
		{`not (and (has "sum") (has "rest"))`, "不满足（填了 金额，并且 填了 余额）", "not (Amount is answered, and Rest is answered)"},
		{`gt (days "at") 30`, `gt (days "at") 30`, `gt (days "at") 30`},
		{`and (has "at") (gt (days "at") 30)`, `and (has "at") (gt (days "at") 30)`, `and (has "at") (gt (days "at") 30)`},
	}
	var b strings.Builder
	b.WriteString(`---
kind: trial
title: {zh: 试, en: Trial}
fields:
  - {name: why, type: choice, label: {zh: 原因, en: Why}, options: [{value: a, label: {zh: 甲, en: A}}, {value: b, label: {zh: 乙, en: B}}], sample: a}
  - {name: sure, type: yesno, label: {zh: 确定, en: Sure}, sample: "yes"}
  - {name: sum, type: money, label: {zh: 金额, en: Amount}, sample: 5}
  - {name: rest, type: money, label: {zh: 余额, en: Rest}, sample: 5}
  - {name: at, type: datetime, label: {zh: 时间, en: Time}, sample: 2026-09-01}
`)
	for i, c := range conditions {
		fmt.Fprintf(&b, "  - {name: more%d, type: text, optional: true, when: '%s', label: {zh: 更多%[1]d, en: More %[1]d}, sample: 更多}\n", i, c[0])
	}
	b.WriteString("---\n{{define \"subject\"}}试{{end}}\n{{define \"letter\"}}试{{end}}\n")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "trial.tmpl"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	k, _, err := templates.Load("trial", folder)
	if err != nil {
		t.Fatal(err)
	}
	zh := &View{Words: lang.New(lang.Chinese)}
	for i, want := range map[int]string{0: "原因", 3: "金额", 6: "金额", 8: "金额 原因 余额", 10: "", 11: ""} {
		q, _ := k.Find(fmt.Sprintf("more%d", i))
		if got := strings.Join(ConditionFields(zh, k, q.When), " "); got != want {
			t.Errorf("%s is decided by %q, want %q", conditions[i][0], got, want)
		}
	}
	for i, c := range conditions {
		q, _ := k.Find(fmt.Sprintf("more%d", i))
		for j, l := range []lang.Language{lang.Chinese, lang.English} {
			if got := Condition((&View{Words: lang.New(l)}), k, q.When); got != c[j+1] {
				t.Errorf("%s: %q, want %q", c[0], got, c[j+1])
			}
		}
	}
}
