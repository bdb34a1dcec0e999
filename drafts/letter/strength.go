package letter

import "draft/drafts/field"

// Point is what one Merit comes to for a set of answers.
type Point struct {
	Met   bool
	Field string // as in Merit
	Say   field.Label
	Days  int // since the answer to Field, where that is a time and the merit is there; else -1
	Files int // in the answer to Field
}

// Strength weighs the answers, in the order of the file.
func (s *Sheet) Strength() []Point {
	var points []Point
	for _, m := range s.template.Strength {
		if !s.Holds(m.When) {
			continue
		}
		p := Point{Field: m.Field, Say: m.Lack, Days: -1}
		if s.Holds(m.Met) {
			p.Met, p.Say = true, m.Good
			switch v := s.values[m.Field].(type) {
			case field.TimeValue:
				p.Days = s.days(m.Field)
			case field.FilesValue:
				p.Files = len(v)
			}
		}
		points = append(points, p)
	}
	return points
}

// Checklist names the evidence that support looks for with these answers.
func (s *Sheet) Checklist() []field.Label {
	var items []field.Label
	for _, i := range s.template.Checklist {
		if s.Holds(i.When) {
			items = append(items, i.Say)
		}
	}
	return items
}
