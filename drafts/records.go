package drafts

import (
	"maps"
	"slices"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// The codes of problems with the records of a list.
const (
	CodeNotList    = "list.not_records" // an answer in place of a list. Path: the name of a question of the second record
	CodeListTwice  = "list.twice"       // an answer beside the list that says otherwise. First: the place of the list
	CodeRecordGap  = "list.gap"         // a record whose predecessor is missing. Record; Next: the number that it could have
	CodeRecordMost = "list.most"        // a record beyond the most of the list. Record, Most
)

// Questions returns the questions of all records, in order. The caller must not change them.
func (f *Form) Questions() []letter.Field { return f.questions }

// Records returns the number of records of a list: those that were opened, and those before the last one with an answer.
func (f *Form) Records(l *letter.List) int { return f.records.Of(l) }

// AddRecord opens one more record of a list, so that its questions are asked, and returns its number; 0 if the list has its most.
func (f *Form) AddRecord(l *letter.List) int {
	n := f.Records(l) + 1
	if n > l.Most {
		return 0
	}
	f.open(l, n)
	return n
}

// OpenRecords opens the records that some names of questions are in.
func (f *Form) OpenRecords(names []string) {
	last := map[*letter.List]int{}
	for _, name := range names {
		if l, record, _, ok := f.template.ParsePath(name); ok && record <= l.Most {
			last[l] = max(last[l], record)
		}
	}
	for l, record := range last {
		f.open(l, record)
	}
}

// open opens the records of a list up to a number.
func (f *Form) open(l *letter.List, record int) {
	if record <= f.opened[l.Name] {
		return
	}
	if f.opened == nil {
		f.opened = letter.Records{}
	}
	f.opened[l.Name] = record
	f.countRecords()
}

// RemoveRecord removes a record with its answers. The later ones move up.
func (f *Form) RemoveRecord(l *letter.List, record int) {
	n := f.Records(l)
	for k := record; k <= n; k++ {
		for _, item := range l.Items(f.template) {
			to, from := l.Path(k, item), l.Path(k+1, item)
			delete(f.given, to)
			delete(f.skipped, to)
			if v := f.given[from]; v != nil && k < n {
				f.given[to] = v
			}
			if f.skipped[from] && k < n {
				f.skipped[to] = true
			}
		}
	}
	if f.opened[l.Name] >= record && f.opened[l.Name] > 0 {
		f.opened[l.Name]--
	}
	f.countRecords()
}

// countRecords counts the records, and makes their questions if there are more or fewer.
func (f *Form) countRecords() {
	f.active = nil
	records := f.template.RecordsOf(f.given)
	for name, n := range f.opened {
		if n > records[name] {
			if records == nil {
				records = letter.Records{}
			}
			records[name] = n
		}
	}
	if maps.Equal(records, f.records) {
		return
	}
	f.records, f.questions = records, f.template.Questions(records)
}

// recordQuestion returns a question of a record, which need not exist yet; item is its name or label. It returns nil if the list has no
// such question or no such record.
func (f *Form) recordQuestion(l *letter.List, record int, item string) *letter.Field {
	index := slices.IndexFunc(f.template.Fields[l.Begin:l.End], func(q letter.Field) bool { return q.Name == item || q.Label.Matches(item) })
	if index < 0 || record > l.Most {
		return nil
	}
	if record > f.Records(l) {
		q, _ := f.template.Find(l.Path(record, f.template.Fields[l.Begin+index].Name))
		return &q
	}
	first := slices.IndexFunc(f.questions, func(q letter.Field) bool { return q.List == l })
	return &f.questions[first+(record-1)*(l.End-l.Begin)+index]
}

// fillLists prepares the records for a set of answers, and returns those that belong to questions. The answers of a record that cannot
// exist are faults.
func (f *Form) fillLists(set []answers.Answer) (rest []answers.Answer, faults answers.Faults) {
	listed := map[*letter.List]answers.Place{}
	numbers := map[*letter.List]map[int]bool{} // the records with an answer
	plain := true
	for i := range set {
		a := &set[i]
		if l := f.listOf(a); l != nil {
			listed[l], plain = a.At, false
		} else if l, record, _, ok := f.template.ParsePath(a.Name); ok {
			plain = false
			if !field.Blank(a.Text) {
				if numbers[l] == nil {
					numbers[l] = map[int]bool{}
				}
				numbers[l][record] = true
			}
		}
	}
	if plain {
		return set, nil
	}
	for i := range set {
		if l := f.listOf(&set[i]); l != nil {
			if fault := f.replaceList(l, &set[i]); fault != nil {
				faults = append(faults, *fault)
			}
		}
	}
	most := map[*letter.List]int{} // the number of records after the set
	for l, all := range numbers {
		most[l] = f.Records(l)
		for all[most[l]+1] {
			most[l]++
		}
		if most[l] > 1 && most[l] <= l.Most {
			f.open(l, most[l])
		}
	}
	for _, a := range set {
		if f.listOf(&a) != nil || f.saidInList(a, set) {
			continue
		}
		if problem := f.misplaced(a, listed, most); problem != nil {
			faults = append(faults, answers.Fault{At: a.At, Name: a.Name, Problem: problem})
			continue
		}
		if l, record, _, ok := f.template.ParsePath(a.Name); ok && record > most[l] && record > f.Records(l) {
			continue // a blank answer of a record that does not exist
		}
		rest = append(rest, a)
	}
	return rest, faults
}

// saidInList reports whether an answer beside a list says what the list says of its question, as --json does for the only record.
func (f *Form) saidInList(a answers.Answer, set []answers.Answer) bool {
	q := f.question(a.Name)
	if a.Listed || q == nil || q.List == nil {
		return false
	}
	return slices.ContainsFunc(set, func(listed answers.Answer) bool {
		return listed.Listed && f.question(listed.Name) == q && f.sameAnswer(q, a.Text, listed.Text)
	})
}

// sameAnswer reports whether two texts are the same valid answer.
func (f *Form) sameAnswer(q *letter.Field, a, b string) bool {
	one, problem := f.read(q, a)
	if problem != nil {
		return false
	}
	other, problem := f.read(q, b)
	return problem == nil && one.Answer() == other.Answer()
}

// listOf returns the list that an answer is; nil if it answers a question.
func (f *Form) listOf(a *answers.Answer) *letter.List {
	if a.Records > 0 {
		return f.template.ListCalled(a.Name)
	}
	return f.template.List(a.Name)
}

// replaceList removes the records of a list and opens as many as an answer lists. An answer that is no list is a fault.
func (f *Form) replaceList(l *letter.List, a *answers.Answer) *answers.Fault {
	refuse := func(code string, args map[string]any) *answers.Fault {
		return &answers.Fault{At: a.At, Name: l.Name, Problem: field.NewProblem(code, a.Text, args)}
	}
	if a.Records == 0 && !field.Blank(a.Text) {
		return refuse(CodeNotList, map[string]any{"Path": l.Path(2, f.template.Fields[l.Begin].Name)})
	}
	if a.Records > l.Most {
		return refuse(CodeRecordMost, map[string]any{"Record": a.Records, "Most": l.Most})
	}
	for record := f.Records(l); record >= 1; record-- {
		for _, item := range l.Items(f.template) {
			delete(f.given, l.Path(record, item))
			delete(f.skipped, l.Path(record, item))
		}
	}
	delete(f.opened, l.Name)
	f.countRecords()
	if a.Records > 0 {
		f.open(l, a.Records)
	}
	return nil
}

// misplaced returns the problem of an answer that cannot stand where it is: beside the whole list, or in a record that would leave a
// gap; nil if there is none. most is how many records each list has after the set.
func (f *Form) misplaced(a answers.Answer, listed map[*letter.List]answers.Place, most map[*letter.List]int) *field.Problem {
	l, record, _, ok := f.template.ParsePath(a.Name)
	if !ok {
		if q := f.question(a.Name); q != nil && q.List != nil {
			l, record = q.List, 1
		}
	}
	if l == nil {
		return nil
	}
	if place, both := listed[l]; both && !a.Listed {
		return field.NewProblem(CodeListTwice, a.Name, map[string]any{"List": l.Name, "First": place.String()})
	}
	switch {
	case field.Blank(a.Text):
		return nil
	case record > l.Most:
		return field.NewProblem(CodeRecordMost, a.Name, map[string]any{"Record": record, "Most": l.Most})
	case record > max(most[l], f.Records(l)):
		return field.NewProblem(CodeRecordGap, a.Name, map[string]any{"Record": record, "Next": max(most[l], f.Records(l)) + 1})
	}
	return nil
}

// sharedRecords returns how many records the lists of another kind have after the answers of this one are carried there.
func (f *Form) sharedRecords(t *letter.Template) letter.Records {
	var shared letter.Records
	for _, l := range f.template.Lists {
		if other := t.List(l.Name); other != nil && f.Records(l) > 1 {
			if shared == nil {
				shared = letter.Records{}
			}
			shared[l.Name] = min(f.Records(l), other.Most)
		}
	}
	return shared
}
