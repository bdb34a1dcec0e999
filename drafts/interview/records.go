package interview

import (
	"slices"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// AddRecord opens one more record of a list, so that its questions are asked next, and returns its number; 0 if the list has its most.
func (s *Session) AddRecord(l *letter.List) int {
	record := s.current.form.AddRecord(l)
	if record > 0 {
		s.current.answered = append(s.current.answered, l.Name)
	}
	return record
}

// answerAnother takes the answer to the question whether there is one more record.
func (s *Session) answerAnother(q letter.Field, text string) (Reply, []*field.Problem) {
	v, err := q.Parse(text, field.Reading{})
	if err != nil {
		return Reply{}, []*field.Problem{field.AsProblem(err)}
	}
	if v == field.YesNoValue(false) || s.AddRecord(q.List) == 0 {
		s.current.answered = append(s.current.answered, q.Name)
	}
	return Reply{}, nil
}

// endedList returns the list whose question was answered last, if none of its questions is open; else nil.
func (s *Session) endedList() *letter.List {
	last := len(s.current.answered) - 1
	if last < 0 {
		return nil
	}
	q, _ := s.current.form.Question(s.current.answered[last])
	if q.List == nil || slices.ContainsFunc(s.Open(), func(o letter.Field) bool { return o.List == q.List }) {
		return nil
	}
	return q.List
}

// withdraw takes the last record of a list back if it is not complete, and reports whether it did. Its answers stand in the fields if
// it is added again.
func (s *Session) withdraw(l *letter.List) bool {
	form := s.current.form
	record := form.Records(l)
	open := slices.ContainsFunc(s.Open(), func(o letter.Field) bool { return o.List == l && o.Record == record })
	if !open || record <= l.Least {
		return false
	}
	left := map[string]string{}
	for _, item := range l.Items(form.Template()) {
		name := l.Path(record, item)
		if text, ok := s.pending[name]; ok {
			left[name] = text
		} else if v := form.Values()[name]; v != nil {
			left[name] = v.Answer()
		}
	}
	s.RemoveRecord(l, record)
	for name, text := range left {
		s.leave(name, text)
	}
	return true
}

// repeated returns what a question takes over from the record before: the text that stands in its field, or the answer of a choice.
func (s *Session) repeated(q letter.Field) (text, choice string) {
	if q.Record < 2 || !slices.Contains(q.List.Repeats, q.Item()) {
		return "", ""
	}
	switch v := s.current.form.Values()[q.List.Path(q.Record-1, q.Item())].(type) {
	case nil:
		return "", ""
	case field.ChoiceValue, field.YesNoValue:
		return "", v.Answer()
	case field.TimeValue:
		day := field.TimeValue{Time: v.Time, Day: true}.Answer()
		if q.Precision != field.Day {
			day += " "
		}
		return day, ""
	default:
		return v.Answer(), ""
	}
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
	var answered []string
	for _, name := range s.current.answered {
		q, _ := form.Template().Find(name)
		switch last := len(answered) - 1; {
		case q.List == l && q.Record == record:
			if last >= 0 && answered[last] == l.Name { // it was asked for there
				answered = answered[:last]
			}
			continue
		case q.List == l && q.Record > record:
			name = l.Path(q.Record-1, q.Item())
		}
		answered = append(answered, name)
	}
	s.current.answered = answered
}

// withRepeated returns a text as it is meant beside the day that the record before put into the field: without that day if another one
// was typed behind it, and with it if only a time was typed, where the field is not drawn.
func (s *Session) withRepeated(q letter.Field, text string) string {
	day, _ := s.repeated(q)
	if day == "" || q.Type != field.Datetime {
		return text
	}
	for _, meant := range []string{text, strings.TrimPrefix(text, day), day + text} {
		if _, problem := s.current.form.Read(q, meant); problem == nil {
			return meant
		}
	}
	return text
}
