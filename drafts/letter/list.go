package letter

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"draft/drafts/field"
)

// List is a group of questions that a letter may answer several times, such as the payments that it is about. Each time is a record,
// counted from 1. The questions of the first record have their own names (amount), those of a later record have paths
// (payments.2.amount), so that a letter with one record has the same answers as a letter whose kind has no list.
type List struct {
	Name  string
	Label field.Label
	Each  field.Label // the words for one record, with N for its number: 第N笔
	// Another asks whether there is one more record: 还有别的充值吗？
	Another field.Label
	Help    field.Label // how to write several records; said before the first one is asked for
	Least   int         // the fewest records; at least 1
	Most    int         // the most records
	Total   string      // the question whose amounts are added up; empty if there is none
	Sort    string      // the question by whose time a letter orders the records; empty for the order in which they were given
	// Repeats are the questions whose answer is often that of the record before, of a time the day.
	Repeats []string
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

// Path returns the name of a question in a record. item is its name in the first record. A question outside of lists is in record 1 of none.
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

// AnotherQuestion returns the question whether there is one more record. It has the name of the list, and no template declares it.
func (l *List) AnotherQuestion() Field {
	return Field{Spec: field.Spec{Name: l.Name, Type: field.YesNo}, Label: l.Another, Help: l.Help, List: l}
}

// AsksAnother reports whether a question is that of AnotherQuestion.
func (f *Field) AsksAnother() bool { return f.List != nil && f.Record == 0 }

// RecordsLabel returns the words for some records: 第1、3笔.
func (l *List) RecordsLabel(records []int) field.Label {
	numbers := make([]string, len(records))
	for i, n := range records {
		numbers[i] = strconv.Itoa(n)
	}
	return field.Label{
		ZH: strings.Replace(l.Each.ZH, "N", strings.Join(numbers, "、"), 1), EN: strings.Replace(l.Each.EN, "N", strings.Join(numbers, ", "), 1),
	}
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
		if l, record, _, ok := t.parseDotted(name); ok {
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

// ParsePath returns the list, the number and the question of a path: payments.2.amount, or as its label has them: 第2笔 充值金额. ok is false
// unless the path begins with a list and a number. The question need not exist.
func (t *Template) ParsePath(path string) (l *List, record int, item string, ok bool) {
	if l, record, item, ok = t.parseDotted(path); !ok {
		return t.parseLabel(path)
	}
	return l, record, item, ok
}

// parseDotted is ParsePath for a path without labels.
func (t *Template) parseDotted(path string) (l *List, record int, item string, ok bool) {
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

// parseLabel is ParsePath for a text that begins with the words for one record. The number may be in Chinese numerals: 第二笔充值金额.
func (t *Template) parseLabel(text string) (l *List, record int, item string, ok bool) {
	if !mayHaveNumber(text) { // as most names
		return nil, 0, "", false
	}
	for _, l := range t.Lists {
		for _, each := range []string{l.Each.ZH, l.Each.EN} {
			if record, item, ok := cutRecord(text, each); ok {
				return l, record, item, true
			}
		}
	}
	return nil, 0, "", false
}

// mayHaveNumber reports whether a text has a digit, or a character that may be a numeral.
func mayHaveNumber(text string) bool {
	for i := range len(text) {
		if c := text[i]; '0' <= c && c <= '9' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// cutRecord cuts the words for one record off the beginning of a text. each is as in List. Case, width and white space do not matter.
func cutRecord(text, each string) (record int, rest string, ok bool) {
	before, after, _ := strings.Cut(each, "N")
	before, after, text = strings.TrimSpace(before), strings.TrimSpace(after), strings.TrimSpace(text)
	if before+after == "" || len(text) <= len(before) || !strings.EqualFold(text[:len(before)], before) {
		return 0, "", false
	}
	text = width.Fold.String(text[len(before):])
	end := len(text) - len(strings.TrimLeft(text, " 0123456789"))
	if rest = text[end:]; after != "" {
		if end = strings.Index(text, after); end < 0 {
			return 0, "", false
		}
		rest = text[end+len(after):]
	}
	n, ok := field.Numeral(strings.TrimSpace(text[:end]))
	rest = strings.TrimLeft(rest, " :")
	return int(n), rest, ok && n > 0 && rest != ""
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
	i := t.index(name)
	return l.Begin <= i && i < l.End
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
