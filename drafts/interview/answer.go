package interview

import (
	"slices"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Reply is what an answer leads to.
type Reply struct {
	Read    field.Value    // how a date or a sum of money was read; nil for any other answer
	Remarks []Remark       // about this answer
	Refused []letter.Check // that no letter may be written with; the answers they are about are asked again
	Unused  []letter.Field // answers that do not count any more
	Used    []letter.Field // answers that count again
}

// Check returns what is wrong with an answer, and keeps nothing of it, but for a UID, which is offered at its own question. It reads the answer at the present moment, because an
// interview takes minutes.
func (s *Session) Check(q letter.Field, text string) []*field.Problem {
	s.current.form.At(s.options.Now())
	v, problem := s.current.form.Read(q, s.meantFiles(q, s.withRepeated(q, text)))
	if problem != nil {
		s.offerUID(problem)
		return []*field.Problem{problem}
	}
	paths, _ := v.(field.FilesValue)
	var problems []*field.Problem
	for _, p := range s.options.CheckFiles(paths.Paths()) {
		problems = append(problems, p.Problem)
	}
	return problems
}

// offerUID offers a UID that was given for a Douyin ID at the question for it, unless that has an answer.
func (s *Session) offerUID(p *field.Problem) {
	q, ok := s.current.form.UIDQuestion()
	uid, _ := p.Args["UID"].(string)
	if ok && p.Code == field.CodeDouyinUID && s.current.form.Values()[q.Name] == nil {
		s.leave(q.Name, uid)
	}
}

// Answer takes the answer to the question that is asked; an empty one leaves an optional question unanswered. Problems leave
// the session as it was.
func (s *Session) Answer(q letter.Field, text string) (Reply, []*field.Problem) {
	if q.AsksAnother() {
		return s.answerAnother(q, text)
	}
	reply, problems := s.setAnswer(q, text)
	if problems != nil {
		return Reply{}, problems
	}
	reply.Refused = s.Reopen()
	refused := slices.ContainsFunc(reply.Refused, func(c letter.Check) bool {
		about, _ := s.current.form.Question(c.Field)
		return about.Name == q.Name
	})
	if !refused {
		s.current.answered = append(s.current.answered, q.Name)
	}
	return reply, nil
}

// Change gives one answer again, out of its order. Problems leave the session as it was.
func (s *Session) Change(q letter.Field, text string) (Reply, []*field.Problem) {
	before := s.current.form.Unused()
	reply, problems := s.setAnswer(q, text)
	if problems != nil {
		return Reply{}, problems
	}
	now := s.current.form.Unused()
	reply.Unused, reply.Used = except(now, before), except(before, now)
	return reply, nil
}

// put puts an answer into the form.
func (s *Session) put(q letter.Field, text string) []*field.Problem {
	if text == "" && q.Optional {
		s.current.form.Skip(q)
	} else {
		if problems := s.Check(q, text); problems != nil {
			return problems
		}
		_ = s.current.form.Answer(q, s.meantFiles(q, s.withRepeated(q, text))) // it was read just now
	}
	s.Discard(q)
	return nil
}

// setAnswer puts an answer into the form, and returns what is to be said about it.
func (s *Session) setAnswer(q letter.Field, text string) (Reply, []*field.Problem) {
	if problems := s.put(q, text); problems != nil {
		return Reply{}, problems
	}
	reply := Reply{Remarks: s.remarksAbout(q)}
	if q.Type == field.Datetime || q.Type == field.Money {
		reply.Read = s.current.form.Values()[q.Name]
	}
	return reply, nil
}

// Reopen takes back the answers that a check refuses, so that they are asked again, and returns these checks.
func (s *Session) Reopen() []letter.Check {
	var refused []letter.Check
	for _, c := range s.current.form.Findings() {
		q, ok := s.current.form.Question(c.Field)
		if c.Level != letter.Stop || !ok || c.Problem != nil && s.asksIn(q) {
			continue
		}
		s.reopen(q)
		refused = append(refused, c)
	}
	return refused
}

// asksIn reports whether a question of the record of q is open: its answers may still tell it from another record.
func (s *Session) asksIn(q letter.Field) bool {
	return slices.ContainsFunc(s.Open(), func(o letter.Field) bool { return o.List == q.List && o.Record == q.Record })
}

// except returns the fields of a list that are not in another.
func except(list, other []letter.Field) []letter.Field {
	var rest []letter.Field
	for _, q := range list {
		if !slices.ContainsFunc(other, func(o letter.Field) bool { return o.Name == q.Name }) {
			rest = append(rest, q)
		}
	}
	return rest
}

// NotReadyError is why no letter can be written yet. One of its fields is set.
type NotReadyError struct {
	Switch  *letter.KindSwitch // the answers make it another letter
	Field   letter.Field       // whose answer does so
	Missing []letter.Field     // required questions without an answer
	Stops   []letter.Check     // checks that no letter may be written with
}

func (e *NotReadyError) Error() string { return "interview: the letter cannot be written yet" }

// Ready returns a *NotReadyError unless the letter can be written.
func (s *Session) Ready() error {
	if b, q, ok := s.current.form.Switch(); ok {
		return &NotReadyError{Switch: &b, Field: q}
	}
	if missing := s.current.form.Missing(); len(missing) > 0 {
		return &NotReadyError{Missing: missing}
	}
	stops := slices.DeleteFunc(s.current.form.Findings(), func(c letter.Check) bool { return c.Level != letter.Stop })
	for i := range stops {
		if q, ok := s.current.form.Question(stops[i].Field); ok {
			stops[i].Field = q.Path()
		}
	}
	if len(stops) > 0 {
		return &NotReadyError{Stops: stops}
	}
	return nil
}
