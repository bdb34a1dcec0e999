package letter

import (
	"maps"
	"strings"

	"draft/drafts/field"
)

// Point is a Merit evaluated for a set of answers.
type Point struct {
	Met bool
	// LeftOut reports whether the letter has the merit but the text for the app does not state it; then Met is false.
	LeftOut bool
	Field   string // as in Merit
	Say     field.Label
	Days    int // since the answer to Field, if that is a time and the letter has the merit; else -1
	Files   int // in the answer to Field
}

// Strength evaluates the merits whose condition holds, in the order of the file. appText is the text for the app, fitted to its
// limit.
func (s *Sheet) Strength(appText string) []Point {
	var points []Point
	for _, m := range s.template.Strength {
		if !s.Holds(m.When) {
			continue
		}
		p := Point{Field: s.resolve(m.Field), Say: m.Lack, Days: -1}
		if s.Holds(m.Met) {
			p.Met, p.Say = true, m.Good
			if m.InApp {
				p.Met = s.statedIn(appText).Holds(m.Met)
				p.LeftOut = !p.Met
			}
			switch v := s.Value(m.Field).(type) {
			case field.TimeValue:
				p.Days = s.days(m.Field)
			case field.FilesValue:
				p.Files = len(v.Paths())
			}
		}
		points = append(points, p)
	}
	return points
}

// statedIn returns a sheet of the answers that a text states.
func (s *Sheet) statedIn(text string) *Sheet {
	stated := maps.Clone(s.values)
	maps.DeleteFunc(stated, func(_ string, v field.Value) bool { return !strings.Contains(text, v.String()) })
	return s.template.SheetOf(s.records, s.fields, stated, s.at)
}

// Checklist returns the evidence that support looks for with these answers.
func (s *Sheet) Checklist() []field.Label {
	var items []field.Label
	for _, i := range s.template.Checklist {
		if s.Holds(i.When) {
			items = append(items, i.Say)
		}
	}
	return items
}
