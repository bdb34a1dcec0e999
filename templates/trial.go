package templates

import (
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
	for _, f := range l.parser.kind.Fields {
		for _, v := range l.candidates(f) {
			if v == nil {
				continue
			}
			values := cloneWith(full, f.Name, v)
			label := f.Name + "=" + v.Answer()
			l.trial(values, at, label, reported)
			for _, optional := range l.parser.kind.Fields {
				if optional.Optional && optional.Name != f.Name {
					delete(values, optional.Name)
				}
			}
			l.trial(values, at, label+", no optional answer", reported)
		}
		if f.Optional {
			l.trial(cloneWith(full, f.Name, nil), at, "without "+f.Name, reported)
		}
	}
}

func cloneWith(values letter.Values, name string, v field.Value) letter.Values {
	out := letter.Values{}
	for k, w := range values {
		out[k] = w
	}
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
