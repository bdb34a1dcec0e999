package templates

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Check returns all faults that prevent using a template file. If there are none, it returns its weaknesses: questions that are never
// asked, missing translations, duplicate labels, and faults of the letters that are rendered from the samples with every choice.
func Check(file string, text []byte) Faults {
	l := &linter{parser: read(file, text, "")}
	if len(l.parser.faults) > 0 {
		return l.parser.sorted()
	}
	l.checkLanguages()
	l.checkLabels()
	l.checkParts()
	l.checkReachable()
	l.trials()
	return l.parser.sorted()
}

type linter struct {
	parser  *parser
	tried   int // combinations of answers, at most maxTrials
	written int // letters, at most maxLetters
}

func (l *linter) checkLanguages() {
	want := func(key, place string, label field.Label) {
		for _, text := range []struct{ language, text string }{{"zh", label.ZH}, {"en", label.EN}} {
			if text.text == "" {
				l.parser.reportAbout(place, lintLanguage, map[string]any{"Key": key, "Language": text.language})
			}
		}
	}
	want("title", "title", l.parser.kind.Title)
	for _, f := range l.parser.kind.Fields {
		place := "field " + f.Name
		want(f.Name+".label", place, f.Label)
		if f.Noun != (field.Label{}) {
			want(f.Name+".noun", place, f.Noun)
		}
		if f.Help != (field.Label{}) {
			want(f.Name+".help", place, f.Help)
		}
		if f.SheetHelp != (field.Label{}) {
			want(f.Name+".sheet_help", place, f.SheetHelp)
		}
		for _, o := range f.Options {
			want(f.Name+"."+o.Value, place, o.Label)
		}
	}
	for _, list := range l.parser.kind.Lists {
		want(list.Name+".label", "field "+list.Name, list.Label)
		want(list.Name+".each", "field "+list.Name, list.Each)
		want(list.Name+".another", "field "+list.Name, list.Another)
		if list.Help != (field.Label{}) {
			want(list.Name+".help", "field "+list.Name, list.Help)
		}
	}
	for i, c := range l.parser.kind.Checks {
		want("checks: "+c.When.Source, fmt.Sprintf("check %d", i), c.Say)
	}
	for i, m := range l.parser.kind.Strength {
		place := fmt.Sprintf("strength %d", i)
		want("good: "+m.Met.Source, place, m.Good)
		want("lack: "+m.Met.Source, place, m.Lack)
	}
	for i, item := range l.parser.kind.Checklist {
		want("checklist", fmt.Sprintf("checklist %d", i), item.Say)
	}
}

// checkLabels reports a label of two questions, or of two options of one question, because an answers file could not distinguish them.
func (l *linter) checkLabels() {
	questions := map[string]string{}
	for _, list := range l.parser.kind.Lists {
		l.checkUnique(questions, "field "+list.Name, list.Name, list.Label.ZH, list.Label.EN)
	}
	for _, f := range l.parser.kind.Fields {
		l.checkUnique(questions, "field "+f.Name, f.Name, f.Label.ZH, f.Label.EN)
		choices := map[string]string{}
		for _, o := range f.Options {
			l.checkUnique(choices, "field "+f.Name, o.Value, append([]string{o.Label.ZH, o.Label.EN}, o.Also...)...)
		}
	}
}

// checkUnique reports the names of one question or option that another one has taken.
func (l *linter) checkUnique(taken map[string]string, place, name string, others ...string) {
	for _, text := range append([]string{name}, others...) {
		key := strings.ToLower(strings.TrimSpace(text))
		switch other, twice := taken[key]; {
		case key == "" || other == name:
		case twice:
			l.parser.reportAbout(place, lintLabel, map[string]any{"Value": text, "Name": other})
		default:
			taken[key] = name
		}
	}
}

// checkParts reports missing optional parts of the kind.
func (l *linter) checkParts() {
	for _, name := range []string{letter.GuideBlock, letter.GuideBlockEN} {
		if l.parser.kind.Blocks.Lookup(name) == nil {
			l.parser.reportAt(len(l.parser.text), lintNoBlock, map[string]any{"Name": name})
		}
	}
	if l.parser.kind.About == letter.Case && !slices.Contains(BuiltinCase(), l.parser.kind.Kind) {
		l.parser.reportAbout("about", lintCaseKind, map[string]any{"Value": l.parser.kind.Kind, "Known": BuiltinCase()})
	}
	if len(l.parser.kind.Feedback) == 0 {
		l.parser.reportAt(0, lintNoFeedback, nil)
	}
	if support, err := OpenSupport(); err == nil {
		for _, c := range l.parser.kind.Channels {
			if _, ok := support.Channel(c.ID); !ok {
				var known []string
				for _, c := range support.Channels {
					known = append(known, c.ID)
				}
				l.parser.reportAbout("channels "+c.ID, lintUnknownChannel, map[string]any{"Value": c.ID, "Known": known})
			}
		}
	}
	for _, f := range l.parser.kind.Fields {
		if f.Sample == "" && f.Type != field.Choice && f.Type != field.YesNo {
			l.parser.reportAbout("field "+f.Name, lintNoSample, map[string]any{"Name": f.Name})
		}
	}
}

// trialDay returns the day of the trial letters, which is after all dates of the samples.
func (l *linter) trialDay() time.Time {
	day := time.Date(2026, 1, 1, 12, 0, 0, 0, field.Beijing)
	for _, f := range l.parser.kind.Fields {
		if v, ok := l.sample(f).(field.TimeValue); ok && v.Time.After(day) {
			day = v.Time
		}
	}
	return day.AddDate(0, 0, 1)
}

// sample returns the example answer; nil if there is none.
func (l *linter) sample(f letter.Field) field.Value { return parsed(f, f.Example()) }

func parsed(f letter.Field, text string) field.Value {
	spec := f.Spec
	spec.Direction = ""
	v, err := spec.Parse(text, field.Reading{Absolute: true})
	if err != nil {
		return nil
	}
	return v
}

// candidates returns answers with which a condition may hold: no answer, the sample, all options, yes and no, a very small and a very
// large amount, and a recent and an old date.
func (l *linter) candidates(f letter.Field) []field.Value {
	var texts []string
	switch f.Type {
	case field.Choice:
		for _, o := range f.Options {
			texts = append(texts, o.Value)
		}
	case field.YesNo:
		texts = []string{"yes", "no"}
	case field.Money:
		texts = []string{"0.01", "99999999"}
	case field.Datetime:
		texts = []string{l.trialDay().Format("2006-01-02"), "2017-01-01"}
	}
	values := []field.Value{nil, l.sample(f)}
	for _, text := range texts {
		values = append(values, parsed(f, text))
	}
	return values
}

// maxTrials limits the combinations of answers that are tried for all conditions of a file, and maxLetters the trial letters, so that
// Check takes a few seconds even for a file of thousands of questions.
const (
	maxTrials  = 200_000
	maxLetters = 2_000
)

// checkReachable reports questions whose condition never holds.
func (l *linter) checkReachable() {
	for i, f := range l.parser.kind.Fields {
		if !f.When.Conditional() {
			continue
		}
		if !l.reachable(l.parser.kind.Fields[:i], f.When) {
			l.parser.reportAbout("field "+f.Name, lintUnreachable, map[string]any{"Name": f.Name})
		}
	}
}

// reachable tries every combination of answers to the questions that a condition depends on, directly or through their own conditions.
// It returns true if maxTrials is exceeded.
func (l *linter) reachable(before []letter.Field, when letter.Condition) bool {
	needed := map[string]bool{}
	sources := []string{when.Source}
	for i := len(before) - 1; i >= 0; i-- {
		if slices.ContainsFunc(sources, func(s string) bool { return tests(s, before[i]) }) {
			needed[before[i].Name] = true
			sources = append(sources, before[i].When.Source)
		}
	}
	var fields []letter.Field
	for _, f := range before {
		if needed[f.Name] {
			fields = append(fields, f)
		}
	}
	return slices.ContainsFunc(l.recordCounts(sources), func(records int) bool { return l.holdsFor(fields, when, records) })
}

// tests reports whether the source of a condition names a field.
func tests(source string, f letter.Field) bool {
	if strings.Contains(source, `"`+f.Name+`"`) {
		return true
	}
	return f.List != nil && (strings.Contains(source, "."+f.Name+`"`) || f.Name == f.List.Total && strings.Contains(source, f.List.TotalName()))
}

// recordCounts returns the numbers of records to try for conditions: more than one if one of them counts records.
func (l *linter) recordCounts(sources []string) []int {
	counts := []int{1}
	for _, list := range l.parser.kind.Lists {
		if slices.ContainsFunc(sources, func(s string) bool { return strings.Contains(s, `count "`+list.Name+`"`) }) {
			for n := 2; n <= min(list.Most, 10); n++ {
				counts = append(counts, n)
			}
			counts = append(counts, list.Most)
		}
	}
	return counts
}

// holdsFor reports whether a condition holds for a combination of answers to some fields, with the sample answers in the records after
// the first.
func (l *linter) holdsFor(fields []letter.Field, when letter.Condition, records int) bool {
	values, at := letter.Values{}, l.trialDay()
	if records > 1 {
		l.addRecords(values, records)
	}
	sheet := l.parser.kind.Sheet(values, at)
	var try func(int) bool
	try = func(i int) bool {
		if l.tried >= maxTrials {
			return true
		}
		l.tried++
		if i == len(fields) {
			return sheet.Holds(when)
		}
		asked := sheet.Holds(fields[i].When)
		for _, v := range l.candidates(fields[i]) {
			if v != nil && asked {
				values[fields[i].Name] = v
			}
			found := try(i + 1)
			delete(values, fields[i].Name)
			if found || !asked {
				return found
			}
		}
		return false
	}
	return try(0)
}
