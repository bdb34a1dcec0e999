package interview

import (
	"draft/drafts/field"
	"draft/drafts/letter"
)

// AddRecord opens one more record of a list, so that its questions are asked next, and returns its number; 0 if the list has its most.
// The choice and the day of the last record stand in their fields, because they are often the same.
func (s *Session) AddRecord(l *letter.List) int {
	form := s.current.form
	last := form.Records(l)
	record := form.AddRecord(l)
	if record == 0 {
		return 0
	}
	for _, item := range l.Items(form.Template()) {
		q, _ := form.Question(l.Path(record, item))
		switch v := form.Values()[l.Path(last, item)].(type) {
		case field.TimeValue:
			s.Leave(q, field.TimeValue{Time: v.Time, Day: true}.Answer()+" ")
		case field.ChoiceValue:
			s.Leave(q, v.Answer())
		}
	}
	return record
}

// RemoveRecord removes a record of a list with its answers. The later ones move up.
func (s *Session) RemoveRecord(l *letter.List, record int) {
	form := s.current.form
	last := form.Records(l)
	form.RemoveRecord(l, record)
	items := l.Items(form.Template())
	for k := record; k <= last; k++ {
		for _, item := range items {
			text, left := s.pending[l.Path(k+1, item)]
			delete(s.pending, l.Path(k, item))
			if left && k < last {
				s.pending[l.Path(k, item)] = text
			}
		}
	}
	answered := s.current.answered[:0]
	for _, q := range s.current.answered {
		if q.List == l && q.Record == record {
			continue
		}
		name := q.Name
		if q.List == l && q.Record > record {
			name = l.Path(q.Record-1, q.Item())
		}
		if now, ok := form.Question(name); ok {
			answered = append(answered, now)
		}
	}
	s.current.answered = answered
}

// RecordFacts returns the answers of a record.
func (s *Session) RecordFacts(l *letter.List, record int) []letter.Fact {
	var facts []letter.Fact
	for _, f := range s.current.form.Facts() {
		if f.Field.List == l && f.Field.Name == l.Path(record, f.Field.Item()) {
			facts = append(facts, f)
		}
	}
	return facts
}
