package letter

import "time"

// ActiveAnswers gives the answers that count: those whose question is asked, in the light of the answers before it. An
// answer to a question that is not asked is named in dropped, in the order of the questions.
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

// Asked are the questions that these answers leave to be asked or answered already: those whose condition holds.
// values must be settled.
func (s *Sheet) Asked() []Field {
	asked := make([]Field, 0, len(s.template.Fields))
	for _, f := range s.template.Fields {
		if s.Holds(f.When) {
			asked = append(asked, f)
		}
	}
	return asked
}
