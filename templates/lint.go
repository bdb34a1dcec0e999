package templates

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Check reads a template file as a writer of templates wants it read: all faults that keep it from being used, and,
// where there are none, what would make it a poor letter: questions nobody is asked, texts that lack a language,
// labels that stand twice, and whatever comes out wrong when the samples are tried in every choice.
func Check(file string, text []byte) Faults {
	l := &linter{parser: read(file, text, "")}
	if len(l.faults) > 0 {
		return l.sorted()
	}
	l.languages()
	l.labels()
	l.parts()
	l.unreachable()
	l.trials()
	return l.sorted()
}

type linter struct {
	*parser
	tried   int // combinations of answers, of those that maxTrials allows
	written int // letters, of those that maxLetters allows
}

func (l *linter) languages() {
	want := func(key, place string, label field.Label) {
		for _, text := range []struct{ language, text string }{{"zh", label.ZH}, {"en", label.EN}} {
			if text.text == "" {
				l.about(place, lintLanguage, map[string]any{"Key": key, "Language": text.language})
			}
		}
	}
	want("title", "title", l.kind.Title)
	for _, f := range l.kind.Fields {
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
	for i, c := range l.kind.Checks {
		want("checks: "+c.When.Source, fmt.Sprintf("check %d", i), c.Say)
	}
	for i, m := range l.kind.Strength {
		place := fmt.Sprintf("strength %d", i)
		want("good: "+m.Met.Source, place, m.Good)
		want("lack: "+m.Met.Source, place, m.Lack)
	}
	for i, item := range l.kind.Checklist {
		want("checklist", fmt.Sprintf("checklist %d", i), item.Say)
	}
}

// labels finds a text that names two questions, or two choices of one: answers files could not tell them apart.
func (l *linter) labels() {
	questions := map[string]string{}
	for _, f := range l.kind.Fields {
		l.unlike(questions, "field "+f.Name, f.Name, f.Label.ZH, f.Label.EN)
		choices := map[string]string{}
		for _, o := range f.Options {
			l.unlike(choices, "field "+f.Name, o.Value, append([]string{o.Label.ZH, o.Label.EN}, o.Also...)...)
		}
	}
}

// unlike takes the names of one thing, and reports those that another one has.
func (l *linter) unlike(taken map[string]string, place, name string, others ...string) {
	for _, text := range append([]string{name}, others...) {
		key := strings.ToLower(strings.TrimSpace(text))
		switch other, twice := taken[key]; {
		case key == "" || other == name:
		case twice:
			l.about(place, lintLabel, map[string]any{"Value": text, "Name": other})
		default:
			taken[key] = name
		}
	}
}

// parts finds what a complete kind has and this one lacks.
func (l *linter) parts() {
	for _, name := range []string{letter.GuideBlock, letter.GuideBlockEN} {
		if l.kind.Blocks.Lookup(name) == nil {
			l.at(len(l.text), lintNoBlock, map[string]any{"Name": name})
		}
	}
	if l.kind.About == letter.Case && !slices.Contains(BuiltinCase(), l.kind.Kind) {
		l.about("about", lintCaseKind, map[string]any{"Value": l.kind.Kind, "Known": BuiltinCase()})
	}
	if len(l.kind.Feedback) == 0 {
		l.at(0, lintNoFeedback, nil)
	}
	if support, err := OpenSupport(); err == nil {
		for _, c := range l.kind.Channels {
			if _, ok := support.Channel(c.ID); !ok {
				var known []string
				for _, c := range support.Channels {
					known = append(known, c.ID)
				}
				l.about("channels "+c.ID, lintUnknownChannel, map[string]any{"Value": c.ID, "Known": known})
			}
		}
	}
	for _, f := range l.kind.Fields {
		if f.Sample == "" && f.Type != field.Choice && f.Type != field.YesNo {
			l.about("field "+f.Name, lintNoSample, map[string]any{"Name": f.Name})
		}
	}
}

// trialDay is when samples are tried: after any date that a sample of today may hold.
func (l *linter) trialDay() time.Time {
	day := time.Date(2026, 1, 1, 12, 0, 0, 0, field.Beijing)
	for _, f := range l.kind.Fields {
		if v, ok := l.sample(f).(field.TimeValue); ok && v.Time.After(day) {
			day = v.Time
		}
	}
	return day.AddDate(0, 0, 1)
}

// sample is the example answer; nil where there is none.
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

// candidates are answers worth trying to see whether a condition can hold: every choice, yes and no, and amounts on
// both sides of what it compares with.
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

// maxTrials bounds the combinations that are tried for all conditions of a file together, and maxLetters the letters
// that are tried: a file of thousands of questions is looked at for a second or two, not for hours.
const (
	maxTrials  = 200_000
	maxLetters = 2_000
)

// unreachable finds questions whose condition no answers meet.
func (l *linter) unreachable() {
	for i, f := range l.kind.Fields {
		if !f.When.Conditional() {
			continue
		}
		if !l.reachable(l.kind.Fields[:i], f.When) {
			l.about("field "+f.Name, lintUnreachable, map[string]any{"Name": f.Name})
		}
	}
}

// reachable tries every combination of answers to the questions that a condition depends on, through the conditions
// of those questions too. A condition over too many is taken to be reachable.
func (l *linter) reachable(before []letter.Field, when letter.Condition) bool {
	needed := map[string]bool{}
	sources := []string{when.Source}
	for i := len(before) - 1; i >= 0; i-- {
		name := `"` + before[i].Name + `"`
		if slices.ContainsFunc(sources, func(s string) bool { return strings.Contains(s, name) }) {
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
	values, at := letter.Values{}, l.trialDay()
	sheet := l.kind.Sheet(values, at)
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
