package letter

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"draft/drafts/field"
)

// List is a group of questions that a letter may answer several times, such as the payments that it is about. Each time is a record,
// counted from 1. The questions of the first record have their own names (amount), those of a later record have paths
// (payments.2.amount), so that a letter with one record has the same answers as a letter whose kind has no list.
type List struct {
	Name  string
	Label field.Label
	Each  field.Label // the words for one record, with N for its number: 第N笔
	Least int         // the fewest records; at least 1
	Most  int         // the most records
	Total string      // the question whose amounts are added up; empty if there is none
	Sort  string      // the question by whose time a letter orders the records; empty for the order in which they were given
	// Begin and End are the questions of the first record in Template.Fields: the first one, and the one after the last.
	Begin, End int
}

// Parts of a list that a condition names between the list and a question, as in payments.any.method.
const (
	PartFirst = "first" // the answer in the first record, in the order of the letter
	PartLast  = "last"
	PartAny   = "any" // the answer in some record
	PartAll   = "all" // the answer in every record
	PartTotal = "total"
)

// RecordNumber is the name of the number of a record among its answers in a template: {{.number}}.
const RecordNumber = "number"

// Path returns the name of a question in a record. item is its name in the first record.
func (l *List) Path(record int, item string) string {
	if record == 1 {
		return item
	}
	return l.Name + "." + strconv.Itoa(record) + "." + item
}

// RecordLabel returns the words for one record: 第2笔.
func (l *List) RecordLabel(record int) field.Label {
	n := strconv.Itoa(record)
	return field.Label{ZH: strings.Replace(l.Each.ZH, "N", n, 1), EN: strings.Replace(l.Each.EN, "N", n, 1)}
}

// TotalName returns the name of the total: payments.total.
func (l *List) TotalName() string { return l.Name + "." + PartTotal }

// label returns the label of a question of a record: 第2笔 充值金额.
func (l *List) label(record int, own field.Label) field.Label {
	each := l.RecordLabel(record)
	both := field.Label{ZH: each.ZH + " " + own.ZH}
	if own.EN != "" {
		both.EN = cmp.Or(each.EN, each.ZH) + ": " + own.EN
	}
	return both
}

// Records are numbers of records by the names of their lists. A list without an entry has its fewest records.
type Records map[string]int

// Of returns the number of records of a list.
func (r Records) Of(l *List) int {
	if l == nil {
		return 0
	}
	return max(l.Least, r[l.Name])
}

// RecordsOf returns how many records the answers make: of each list as many as the highest record with an answer. It is nil if no
// record is after the first.
func (t *Template) RecordsOf(values Values) Records {
	if len(t.Lists) == 0 {
		return nil
	}
	var records Records
	for name := range values {
		if l, record, _, ok := t.ParsePath(name); ok {
			if records == nil {
				records = Records{}
			}
			records[l.Name] = max(records[l.Name], record)
		}
	}
	return records
}

// List returns the list of a name; nil if there is none.
func (t *Template) List(name string) *List {
	for _, l := range t.Lists {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// ListCalled returns the list with a name or a label; nil if there is none.
func (t *Template) ListCalled(name string) *List {
	if l := t.List(name); l != nil {
		return l
	}
	for _, l := range t.Lists {
		if l.Label.Matches(name) {
			return l
		}
	}
	return nil
}

// ParsePath returns the list, the number and the question of a path: payments.2.amount. ok is false unless the path begins with a
// list and a number. The question need not exist.
func (t *Template) ParsePath(path string) (l *List, record int, item string, ok bool) {
	before, rest, ok := strings.Cut(path, ".")
	if !ok || len(t.Lists) == 0 {
		return nil, 0, "", false
	}
	number, item, ok := strings.Cut(rest, ".")
	if !ok || len(number) == 0 || number[0] < '1' || number[0] > '9' {
		return nil, 0, "", false
	}
	record, err := strconv.Atoi(number)
	if l = t.ListCalled(strings.TrimSpace(before)); l == nil || err != nil {
		return nil, 0, "", false
	}
	return l, record, item, true
}

// Questions returns the questions of a letter whose lists have some numbers of records. The caller must not change them.
func (t *Template) Questions(records Records) []Field {
	several, count := false, len(t.Fields)
	for _, l := range t.Lists {
		n := records.Of(l)
		several = several || n > 1
		count += (n - 1) * (l.End - l.Begin)
	}
	if !several {
		return t.Fields
	}
	fields := make([]Field, 0, count)
	for i := 0; i < len(t.Fields); i++ {
		l := t.Fields[i].List
		if l == nil || records.Of(l) == 1 {
			fields = append(fields, t.Fields[i])
			continue
		}
		for record := 1; record <= records.Of(l); record++ {
			for j := l.Begin; j < l.End; j++ {
				fields = append(fields, t.question(j, record))
			}
		}
		i = l.End - 1
	}
	return fields
}

// question returns the question at an index of Fields as it is asked in one of several records.
func (t *Template) question(index, record int) Field {
	f := t.Fields[index]
	l := f.List
	f.own, f.path = f.Label, l.Name+"."+strconv.Itoa(record)+"."+f.Name
	f.Label, f.Record = l.label(record, f.Label), record
	if f.Noun != (field.Label{}) {
		f.Noun = l.label(record, f.Noun)
	}
	if record == 1 {
		return f
	}
	f.Name = f.path
	rename := func(name string) string {
		if t.isItem(l, name) {
			return l.Path(record, name)
		}
		return name
	}
	if f.Specifies != "" {
		f.Specifies = rename(f.Specifies)
	}
	f.When.expr = f.When.expr.rename(rename)
	return f
}

// Items returns the names of the questions of a list in its first record.
func (l *List) Items(t *Template) []string {
	names := make([]string, 0, l.End-l.Begin)
	for i := l.Begin; i < l.End; i++ {
		names = append(names, t.Fields[i].Name)
	}
	return names
}

// isItem reports whether a name is that of a question of a list.
func (t *Template) isItem(l *List, name string) bool {
	return slices.ContainsFunc(t.Fields[l.Begin:l.End], func(f Field) bool { return f.Name == name })
}

// Item returns the name of a question in the first record of its list: amount for payments.2.amount.
func (f *Field) Item() string { return f.Name[strings.LastIndexByte(f.Name, '.')+1:] }

// Path returns the name by which a person sees a question: its path if its list has several records, else its name.
func (f *Field) Path() string { return cmp.Or(f.path, f.Name) }

// OwnLabel returns the label of a question without the number of its record.
func (f *Field) OwnLabel() field.Label {
	if f.path != "" {
		return f.own
	}
	return f.Label
}

// order returns the numbers of the records with an answer, in the order of the letter: by the times of the list's Sort. A record
// without a time keeps its place.
func (s *Sheet) order(l *List) []int {
	var numbers, timed []int // timed are indices of numbers
	for record := 1; record <= s.records.Of(l); record++ {
		if !slices.ContainsFunc(s.template.Fields[l.Begin:l.End], func(f Field) bool { return s.values[l.Path(record, f.Name)] != nil }) {
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
				texts[f.Name] = s.itemText(f, record, v)
			} else {
				texts[f.Name] = ""
			}
		}
		data[i] = texts
	}
	return data
}

// itemText returns the text of an answer of a record, or of the answer that specifies it. f is the question of the first record.
func (s *Sheet) itemText(f *Field, record int, v field.Value) string {
	if f.Type == field.Choice {
		for i := f.List.Begin; i < f.List.End; i++ {
			if other := &s.template.Fields[i]; other.Specifies == f.Name {
				if own := s.values[f.List.Path(record, other.Name)]; own != nil {
					return own.String()
				}
			}
		}
	}
	return v.String()
}

// countRecords returns the number of records of a list that have an answer.
func (s *Sheet) countRecords(list string) int {
	if l := s.template.List(list); l != nil {
		return len(s.order(l))
	}
	return 0
}

// totalText returns the total of a list in yuan; "" if there is none.
func (s *Sheet) totalText(list string) string {
	if v := s.Value(list + "." + PartTotal); v != nil {
		return v.String()
	}
	return ""
}

// recordText returns the text of an answer in the first or the last record.
func (s *Sheet) recordText(list, part, item string) string {
	l := s.template.List(list)
	if l == nil {
		return ""
	}
	f, ok := s.template.Find(s.questionOf(l, part, item))
	if !ok || s.values[f.Name] == nil {
		return ""
	}
	return s.itemText(&s.template.Fields[s.indexOf(item)], f.Record, s.values[f.Name])
}

// indexOf returns the index of a question of Template.Fields, which must exist.
func (s *Sheet) indexOf(name string) int {
	return slices.IndexFunc(s.template.Fields, func(f Field) bool { return f.Name == name })
}

// distinct returns the different texts of a question in all records, in the order of the letter.
func (s *Sheet) distinct(list, item string) []string {
	var texts []string
	l := s.template.List(list)
	if l == nil {
		return nil
	}
	f := &s.template.Fields[s.indexOf(item)]
	for _, record := range s.order(l) {
		if v := s.values[l.Path(record, item)]; v != nil {
			if text := s.itemText(f, record, v); !slices.Contains(texts, text) {
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
				text = s.itemText(&s.template.Fields[j], record, v)
			}
			facts = append(facts, Fact{Field: &f, Value: v, Text: text})
		}
	}
	if sum, ok := s.total(l); ok && l.Total != "" {
		facts = append(facts, Fact{Field: s.template.totalField(l), Value: sum, Text: Stated(sum)})
	}
	return facts
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
