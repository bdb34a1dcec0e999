package interview

import (
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/bill"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Offer is what a text says that is more than the answer to its question. It is kept only by Take, once a person has confirmed it. One of
// Amounts and Page is set.
type Offer struct {
	Amounts []field.MoneyValue // several amounts in place of one: each is that of a record of its own
	Page    *bill.Detail       // what the page of a payment says, whose text it is
	Answers []OfferedAnswer    // in the order of the questions
	Faults  answers.Faults     // why the offer cannot be taken; their names are those of questions
}

// OfferedAnswer is an answer that an offer gives.
type OfferedAnswer struct {
	Field  letter.Field
	Value  field.Value
	Before field.Value // another answer, which it replaces; nil if there is none
}

// Offer returns what a text says besides the answer to q; ok is false if it is nothing but an answer. It changes nothing.
func (s *Session) Offer(q letter.Field, text string) (o Offer, ok bool) {
	if q.List == nil {
		return o, false
	}
	if q.Item() == q.List.Total {
		if o.Amounts, ok = field.ParseAmounts(text); ok {
			s.offerAmounts(&o, q)
			return o, true
		}
	}
	if !TakesPage(q) || !strings.Contains(strings.TrimSpace(text), "\n") {
		return o, false
	}
	page := bill.ParseDetail("", text)
	o.Page = &page
	return o, s.offerPage(&o, q)
}

// TakesPage reports whether the text of a payment's page can stand for the answer to a question, because it is one about a payment.
func TakesPage(q letter.Field) bool { return q.List != nil && q.List.Name == bill.ListName }

// offerAmounts gives the first amount to the record of q, and each other one to a new record.
func (s *Session) offerAmounts(o *Offer, q letter.Field) {
	l, form := q.List, s.current.form
	last := form.Records(l)
	if n := last + len(o.Amounts) - 1; n > l.Most {
		problem := field.NewProblem(drafts.CodeRecordMost, "", map[string]any{"Record": n, "Most": l.Most})
		o.Faults = append(o.Faults, answers.Fault{Name: q.Name, Problem: problem})
		return
	}
	s.offer(o, q, o.Amounts[0].Answer())
	for i, amount := range o.Amounts[1:] {
		if about, ok := form.Template().Find(l.Path(last+1+i, q.Item())); ok {
			s.offer(o, about, amount.Answer())
		}
	}
}

// offerPage gives what the page says to the record of q; to a new one if q asks for another. It reports whether that is more than the answer to q: that to another question, or
// that nothing can come back of this payment.
func (s *Session) offerPage(o *Offer, q letter.Field) (more bool) {
	record := q.Record
	if q.AsksAnother() {
		record = s.current.form.Records(q.List) + 1
	}
	for _, a := range o.Page.Answers() {
		about, ok := s.current.form.Question(q.List.Path(record, a.Name))
		if ok && a.Text != "" {
			s.offer(o, about, a.Text)
			more = more || about.Name != q.Name
		}
	}
	for _, f := range o.Page.Faults {
		if f.Name != "" {
			f.Name = q.List.Path(record, f.Name)
		}
		more = more || f.Name != q.Name && (f.Name != "" || len(o.Answers) > 0)
		o.Faults = append(o.Faults, f)
	}
	return more
}

// offer adds an answer to an offer, or what is wrong with it.
func (s *Session) offer(o *Offer, q letter.Field, text string) {
	problems := s.Check(q, text)
	for _, p := range problems {
		o.Faults = append(o.Faults, answers.Fault{Name: q.Name, Problem: p})
	}
	if problems != nil {
		return
	}
	form := s.current.form
	v, _ := form.Read(q, text) // it was checked just now
	before := form.Values()[q.Name]
	if before != nil && (before.Answer() == v.Answer() || isMoreExact(v, before)) {
		before = nil
	}
	o.Answers = append(o.Answers, OfferedAnswer{q, v, before})
}

// isMoreExact reports whether an answer only adds the seconds to a time.
func isMoreExact(v, before field.Value) bool {
	at, ok := v.(field.TimeValue)
	earlier, also := before.(field.TimeValue)
	return ok && also && !at.Day && at.Minute() == earlier
}

// Take keeps the answers of an offer, as if the questions of the record had been answered one after the other. What else the new records
// need is asked. An offer with faults is not taken.
func (s *Session) Take(o Offer) Reply {
	if len(o.Faults) > 0 {
		return Reply{}
	}
	form := s.current.form
	unused := form.Unused()
	if first := o.Answers[0].Field; first.Record > form.Records(first.List) { // it says that there is another record
		s.current.answered = append(s.current.answered, first.List.Name)
	}
	for _, a := range o.Answers {
		_ = form.Answer(a.Field, a.Value.Answer()) // it was read when it was offered; it makes its record
		s.Discard(a.Field)
	}
	now := form.Unused()
	reply := Reply{Unused: except(now, unused), Used: except(unused, now), Refused: s.Reopen()}
	for _, a := range o.Answers {
		q, _ := form.Question(a.Field.Name) // with the number of its record, if there are several now
		reply.Remarks = append(reply.Remarks, s.remarksAbout(q)...)
		if q.Record == o.Answers[0].Field.Record && form.Values()[q.Name] != nil && !slices.Contains(s.current.answered, q.Name) {
			s.current.answered = append(s.current.answered, q.Name)
		}
	}
	return reply
}
