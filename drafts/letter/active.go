package letter

import "time"

// ActiveAnswers returns the answers whose questions are asked, given the active answers to earlier questions. dropped names the
// other answers, in the order of the questions.
func (t *Template) ActiveAnswers(values Values, at time.Time) (kept Values, dropped []string) {
	kept = make(Values, len(values))
	sheet := t.Sheet(kept, at)
	for i := range t.Fields {
		f := &t.Fields[i]
		v, ok := values[f.Name]
		switch {
		case !ok:
		case sheet.Holds(f.When):
			kept[f.Name] = v
		default:
			dropped = append(dropped, f.Name)
		}
	}
	return kept, dropped
}

// Asked returns the questions whose condition holds, answered or not. The answers of the sheet must be active.
func (s *Sheet) Asked() []Field {
	asked := make([]Field, 0, len(s.template.Fields))
	for _, f := range s.template.Fields {
		if s.Holds(f.When) {
			asked = append(asked, f)
		}
	}
	return asked
}
