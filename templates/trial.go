package templates

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// trials renders the letter of the samples with every candidate answer of every question, each with all and without any other optional
// answers.
func (l *linter) trials() {
	at := l.trialDay()
	full := letter.Values{}
	for _, f := range l.parser.kind.Fields {
		if v := l.sample(f); v != nil {
			full[f.Name] = v
		}
	}
	reported := map[string]bool{}
	l.trialsOf(full, l.parser.kind.Fields, at, "", reported)
	for _, list := range l.parser.kind.Lists {
		for _, n := range []int{2, list.Most} {
			if n < list.Least || n > list.Most || n == 1 {
				continue
			}
			records := maps.Clone(full)
			l.addRecords(records, n)
			about := fmt.Sprintf("%d %s", n, list.Name)
			l.trial(records, at, about, reported)
			if n > 2 {
				continue // every choice is tried with two records
			}
			var questions []letter.Field
			for _, q := range l.parser.kind.Questions(l.parser.kind.RecordsOf(records)) {
				if q.List == nil || q.Record == n {
					questions = append(questions, q)
				}
			}
			l.trialsOf(records, questions, at, about+", ", reported)
		}
	}
}

// addRecords fills the records of every list up to a number, or to its most, with the sample answers.
func (l *linter) addRecords(values letter.Values, n int) {
	for _, list := range l.parser.kind.Lists {
		for record := 2; record <= min(n, list.Most); record++ {
			for _, f := range l.parser.kind.Fields[list.Begin:list.End] {
				if v := l.sample(f); v != nil {
					values[list.Path(record, f.Name)] = v
				}
			}
		}
	}
}

// trialsOf renders the letter of some answers with every candidate answer of some questions, each with all and without any other
// optional answers.
func (l *linter) trialsOf(full letter.Values, questions []letter.Field, at time.Time, about string, reported map[string]bool) {
	for _, f := range questions {
		for _, v := range l.candidates(f) {
			if v == nil {
				continue
			}
			values := cloneWith(full, f.Name, v)
			label := about + f.Path() + "=" + v.Answer()
			l.trial(values, at, label, reported)
			for _, optional := range questions {
				if optional.Optional && optional.Name != f.Name {
					delete(values, optional.Name)
				}
			}
			l.trial(values, at, label+", no optional answer", reported)
		}
		if f.Optional {
			l.trial(cloneWith(full, f.Name, nil), at, about+"without "+f.Path(), reported)
		}
	}
}

func cloneWith(values letter.Values, name string, v field.Value) letter.Values {
	out := maps.Clone(values)
	if delete(out, name); v != nil {
		out[name] = v
	}
	return out
}

// trial renders one letter and reports its blemishes. Each is reported once, with the first case that has it.
func (l *linter) trial(values letter.Values, at time.Time, label string, reported map[string]bool) {
	if l.written >= maxLetters {
		return
	}
	l.written++
	kept, _ := l.parser.kind.ActiveAnswers(values, at)
	sheet := l.parser.kind.Sheet(kept, at)
	written, err := sheet.Letter()
	for _, block := range []string{letter.GuideBlock, letter.GuideBlockEN} {
		if _, guideErr := sheet.Guide(block); err == nil {
			err = guideErr
		}
	}
	if err != nil {
		if !reported[err.Error()] {
			l.parser.reportAt(0, lintRender, map[string]any{"Detail": err.Error(), "Case": label})
		}
		reported[err.Error()] = true
		return
	}
	var app strings.Builder
	for _, s := range written.Sentences {
		app.WriteString(s.Text)
	}
	for _, part := range []struct{ block, place, text string }{
		{letter.SubjectBlock, "block subject", written.Subject},
		{letter.LetterBlock, "block letter", written.Body},
		{"feedback", "feedback", app.String()},
	} {
		if part.block == "feedback" && len(l.parser.kind.Feedback) == 0 {
			continue // reported as lintNoFeedback
		}
		for _, blemish := range Blemishes(part.text) {
			key := part.block + blemish
			if !reported[key] {
				l.parser.reportAbout(part.place, lintBlemish,
					map[string]any{"Text": blemish, "Case": label, "Block": part.block})
			}
			reported[key] = true
		}
	}
}
