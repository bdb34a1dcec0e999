package letter

import "time"

// ActiveAnswers returns the answers whose questions are asked, given the active answers to earlier questions. dropped names the
// other answers, in the order of the questions.
func (t *Template) ActiveAnswers(values Values, at time.Time) (kept Values, dropped []string) {
	records := t.RecordsOf(values)
	return t.ActiveOf(records, t.Questions(records), values, at)
}

// ActiveOf is ActiveAnswers for a caller that knows how many records there are, and their questions.
func (t *Template) ActiveOf(records Records, questions []Field, values Values, at time.Time) (kept Values, dropped []string) {
	kept = make(Values, len(values))
	sheet := t.SheetOf(records, questions, kept, at)
	for i := range questions {
		f := &questions[i]
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
	asked := make([]Field, 0, len(s.fields))
	for i := range s.fields {
		if s.Holds(s.fields[i].When) {
			asked = append(asked, s.fields[i])
		}
	}
	return asked
}
