package letter

import (
	"slices"
	"strconv"
	"strings"

	"draft/drafts/field"
)

// order returns the numbers of the records with an answer, in the order of the letter: by the times of the list's Sort. A record
// without a time keeps its place.
func (s *Sheet) order(l *List) []int {
	var numbers, timed []int // timed are indices of numbers
	for record := 1; record <= s.records.Of(l); record++ {
		if !s.hasRecord(l, record) {
			continue
		}
		if _, ok := s.time(l, record); ok {
			timed = append(timed, len(numbers))
		}
		numbers = append(numbers, record)
	}
	if len(timed) < 2 {
		return numbers
	}
	sorted := make([]int, len(timed))
	for i, at := range timed {
		sorted[i] = numbers[at]
	}
	slices.SortStableFunc(sorted, func(a, b int) int {
		first, _ := s.time(l, a)
		second, _ := s.time(l, b)
		return first.Time.Compare(second.Time)
	})
	for i, at := range timed {
		numbers[at] = sorted[i]
	}
	return numbers
}

// hasRecord reports whether a record has an answer.
func (s *Sheet) hasRecord(l *List, record int) bool {
	for i := l.Begin; i < l.End; i++ { // by index, because a Field is large
		if s.values[l.Path(record, s.template.Fields[i].Name)] != nil {
			return true
		}
	}
	return false
}

func (s *Sheet) time(l *List, record int) (v field.TimeValue, ok bool) {
	if l.Sort == "" {
		return v, false
	}
	v, ok = s.values[l.Path(record, l.Sort)].(field.TimeValue)
	return v, ok
}

// Value returns the answer that a name of a condition or of a function stands for: that of a question, of the first or last record, or
// a total; nil if there is none.
func (s *Sheet) Value(name string) field.Value {
	if v := s.values[name]; v != nil || len(s.template.Lists) == 0 {
		return v
	}
	l, part, item := s.template.part(name)
	if l == nil {
		return nil
	}
	if part == PartTotal {
		if total, ok := s.total(l); ok {
			return total
		}
		return nil
	}
	if question := s.questionOf(l, part, item); question != "" {
		return s.values[question]
	}
	return nil
}

// part takes a name such as payments.first.amount or payments.total apart. l is nil if it is none.
func (t *Template) part(name string) (l *List, part, item string) {
	before, rest, ok := strings.Cut(name, ".")
	if !ok {
		return nil, "", ""
	}
	if l = t.List(before); l == nil {
		return nil, "", ""
	}
	part, item, _ = strings.Cut(rest, ".")
	return l, part, item
}

// questionOf returns the name of the question of the first or the last record; "" for other parts, and if no record has an answer.
func (s *Sheet) questionOf(l *List, part, item string) string {
	if part != PartFirst && part != PartLast {
		return ""
	}
	if s.records.Of(l) == 1 {
		return item
	}
	order := s.order(l)
	switch {
	case len(order) == 0:
		return ""
	case part == PartFirst:
		return l.Path(order[0], item)
	}
	return l.Path(order[len(order)-1], item)
}

// total returns the sum of the amounts of a list; ok is false if there is none.
func (s *Sheet) total(l *List) (sum field.MoneyValue, ok bool) {
	for record := 1; record <= s.records.Of(l); record++ {
		if amount, given := s.values[l.Path(record, l.Total)].(field.MoneyValue); given {
			sum, ok = sum+amount, true
		}
	}
	return sum, ok
}

// test reports whether an answer passes a test, which gets nil if there is none: that of some record for payments.any.x, and of every
// record for payments.all.x.
func (s *Sheet) test(name string, pass func(field.Value) bool) bool {
	if v := s.values[name]; v != nil || len(s.template.Lists) == 0 {
		return pass(v)
	}
	l, part, item := s.template.part(name)
	if l == nil || part != PartAny && part != PartAll {
		return pass(s.Value(name))
	}
	if s.records.Of(l) == 1 {
		return pass(s.values[item])
	}
	order := s.order(l)
	if part == PartAny {
		return slices.ContainsFunc(order, func(record int) bool { return pass(s.values[l.Path(record, item)]) })
	}
	return len(order) > 0 && !slices.ContainsFunc(order, func(record int) bool { return !pass(s.values[l.Path(record, item)]) })
}

// resolve returns the name of the question that a name of a condition is about. A name that stands for several records is about the
// list, or about the only record.
func (s *Sheet) resolve(name string) string {
	l, part, item := s.template.part(name)
	if l == nil {
		return name
	}
	if part == PartTotal {
		item = l.Total
	}
	switch question := s.questionOf(l, part, item); {
	case question != "":
		return question
	case s.records.Of(l) == 1:
		return item
	}
	return l.Name
}

// recordData returns the answers of each record as text, in the order of the letter.
func (s *Sheet) recordData(l *List) []map[string]string {
	order := s.order(l)
	data := make([]map[string]string, len(order))
	for i, record := range order {
		texts := make(map[string]string, l.End-l.Begin+1)
		texts[RecordNumber] = strconv.Itoa(i + 1)
		for j := l.Begin; j < l.End; j++ {
			f := &s.template.Fields[j]
			if v := s.values[l.Path(record, f.Name)]; v != nil {
				texts[f.Name] = s.answerText(f, record, v)
			} else {
				texts[f.Name] = ""
			}
		}
		data[i] = texts
	}
	return data
}

// countRecords returns the number of records of a list that have an answer.
func (s *Sheet) countRecords(list string) int {
	n := 0
	if l := s.template.List(list); l != nil {
		for record := 1; record <= s.records.Of(l); record++ {
			if s.hasRecord(l, record) {
				n++
			}
		}
	}
	return n
}

// totalText returns the total of a list in yuan; "" if there is none.
func (s *Sheet) totalText(list string) string {
	l := s.template.List(list)
	if l == nil {
		return ""
	}
	if gap := s.gap(l.TotalName()); gap != "" {
		return gap
	}
	if sum, ok := s.total(l); ok {
		return sum.String()
	}
	return ""
}

// gap returns the text for an answer that is still missing in a preview, or for the total of a list that lacks an amount; "" if none is
// missing.
func (s *Sheet) gap(name string) string {
	if gap, ok := s.values[name].(field.Gap); ok {
		return gap.String()
	}
	l, part, _ := s.template.part(name)
	if l == nil || part != PartTotal {
		return ""
	}
	for record := 1; record <= s.records.Of(l); record++ {
		if gap, ok := s.values[l.Path(record, l.Total)].(field.Gap); ok {
			return gap.String()
		}
	}
	return ""
}

// recordText returns the text of an answer in the first or the last record.
func (s *Sheet) recordText(list, part, item string) string {
	l := s.template.List(list)
	if l == nil {
		return ""
	}
	name := s.questionOf(l, part, item)
	v := s.values[name]
	if v == nil {
		return ""
	}
	record := 1
	if _, later, _, ok := s.template.ParsePath(name); ok {
		record = later
	}
	return s.answerText(&s.template.Fields[s.template.index(item)], record, v)
}

// distinct returns the different texts of a question in all records, in the order of the letter.
func (s *Sheet) distinct(list, item string) []string {
	var texts []string
	l := s.template.List(list)
	if l == nil {
		return nil
	}
	f := &s.template.Fields[s.template.index(item)]
	for _, record := range s.order(l) {
		if v := s.values[l.Path(record, item)]; v != nil {
			if text := s.answerText(f, record, v); !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

// span returns the time from the earliest to the latest answer to a question of a list: 2026年11月18日20:15至21:30. It is one time if
// all are the same.
func (s *Sheet) span(list, item string) string {
	var first, last field.TimeValue
	l := s.template.List(list)
	if l == nil {
		return ""
	}
	for record := 1; record <= s.records.Of(l); record++ {
		if gap := s.gap(l.Path(record, item)); gap != "" {
			return gap
		}
		v, ok := s.values[l.Path(record, item)].(field.TimeValue)
		if !ok {
			continue
		}
		if first.Time.IsZero() || v.Time.Before(first.Time) {
			first = v
		}
		if last.Time.IsZero() || !v.Time.Before(last.Time) {
			last = v
		}
	}
	if last.Time.IsZero() {
		return ""
	}
	return first.To(last)
}

// recordFacts returns the answers of a list with several records, in the order of the letter and numbered by it, and their total.
func (s *Sheet) recordFacts(l *List) []Fact {
	var facts []Fact
	for i, record := range s.order(l) {
		for j := l.Begin; j < l.End; j++ {
			f := s.template.question(j, record)
			v, ok := s.values[f.Name]
			if !ok || f.Specifies != "" && s.values[f.Specifies] != nil {
				continue
			}
			f.Label = l.label(i+1, s.template.Fields[j].Label)
			if noun := s.template.Fields[j].Noun; noun != (field.Label{}) {
				f.Noun = l.label(i+1, noun)
			}
			text := Stated(v)
			if f.Type == field.Choice {
				text = s.answerText(&s.template.Fields[j], record, v)
			}
			facts = append(facts, Fact{Field: &f, Value: v, Text: text})
		}
	}
	if sum, ok := s.total(l); ok && l.Total != "" {
		facts = append(facts, Fact{Field: s.template.totalField(l), Value: sum, Text: Stated(sum)})
	}
	return facts
}

// Detail is a record of a list whose amounts are added up, such as one of several payments.
type Detail struct {
	Number int // in the order of the letter, from 1
	Amount field.MoneyValue
	Text   string // what it states, in one line: 2026年11月18日20:31，支付宝，328.00元，订单号：…
}

// Details returns the list whose amounts are added up, with its records in the order of the letter; nil if the kind has none.
func (s *Sheet) Details() (l *List, details []Detail) {
	for _, one := range s.template.Lists {
		if one.Total != "" {
			l = one
			break
		}
	}
	if l == nil {
		return nil, nil
	}
	for i, record := range s.order(l) {
		amount, _ := s.values[l.Path(record, l.Total)].(field.MoneyValue)
		details = append(details, Detail{i + 1, amount, s.recordLine(l, record)})
	}
	return l, details
}

// recordLine returns the answers of a record in one line, the one by which the list is sorted first. An answer that does not show what it
// is stands after its label.
func (s *Sheet) recordLine(l *List, record int) string {
	var parts []string
	for j := l.Begin; j < l.End; j++ {
		f := &s.template.Fields[j]
		v := s.values[l.Path(record, f.Name)]
		if v == nil || f.Specifies != "" && s.values[l.Path(record, f.Specifies)] != nil {
			continue
		}
		text := strings.Join(strings.Fields(Stated(v)), " ")
		switch {
		case f.Type == field.Choice:
			text = s.answerText(f, record, v)
		case f.Type != field.Money && f.Type != field.Datetime:
			text = f.Stated().ZH + "：" + text
		}
		if f.Name == l.Sort {
			parts = slices.Insert(parts, 0, text)
		} else {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "，")
}

// sumFact returns one fact for the records of a list: 3笔，2026年11月18日20:15至21:30，共82.00元.
func (s *Sheet) sumFact(l *List) []Fact {
	n := strconv.Itoa(len(s.order(l)))
	parts := []string{strings.Replace(strings.TrimPrefix(l.Each.ZH, "第"), "N", n, 1)}
	if l.Sort != "" {
		if span := s.span(l.Name, l.Sort); span != "" {
			parts = append(parts, span)
		}
	}
	if sum, ok := s.total(l); ok && l.Total != "" {
		parts = append(parts, "共"+Stated(sum))
	}
	text := strings.Join(parts, "，")
	return []Fact{{Field: &Field{Spec: field.Spec{Name: l.Name, Type: field.Text}, Label: l.Label}, Value: field.TextValue(text), Text: text}}
}

// totalField returns a question for the total of a list, which nobody is asked.
func (t *Template) totalField(l *List) *Field {
	amount, _ := t.Find(l.Total)
	label := field.Label{ZH: amount.Label.ZH + "合计"}
	if amount.Label.EN != "" {
		label.EN = amount.Label.EN + ", total"
	}
	return &Field{Spec: field.Spec{Name: l.TotalName(), Type: field.Money}, Label: label}
}
