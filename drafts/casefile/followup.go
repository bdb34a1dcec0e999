package casefile

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

// CheckLetter returns an *Error if a letter of this kind must not be written about the case as it stands.
func (f *File) CheckLetter(kind string) error {
	no := func(code Code) error { return refuse(code, "ID", f.Letter.Short, "State", f.State) }
	reminder := kind == cases.KindFollowup
	switch {
	case f.State == cases.Prepared:
		return no(CodePrepared)
	case kind == cases.KindSupplement && f.State != cases.Asked:
		return no(CodeNotAsked)
	case reminder && f.State == cases.Asked:
		return no(CodeAsked)
	case kind == cases.KindShortfall && (f.Received == 0 || f.Outstanding() == 0):
		return no(CodeNoShortfall)
	case reminder && f.State == cases.Refused:
		return no(CodeRefused)
	case reminder && f.PartlyPaid():
		return no(CodePartlyPaid)
	case reminder && f.Reminders >= cases.MostReminders:
		return no(CodeManyReminders)
	case f.State == cases.Withdrawn || f.State == cases.Settled && kind != cases.KindShortfall:
		return no(CodeOver)
	}
	return nil
}

// Prefill is what the case answers of the questions of a letter about it.
type Prefill struct {
	Answers []answers.Answer
	// Needless names the optional questions that only the case can answer, and does not.
	Needless []string
}

// Prefill returns the answers to a letter about the case. The error is an *Error if letters of this kind begin cases, else a
// fault of the template.
func (f *File) Prefill(t *letter.Template, calendar *workday.Calendar, now time.Time) (Prefill, error) {
	var p Prefill
	if t.About != letter.Case {
		return p, refuse(CodeNotAboutCase, "Value", t.Kind)
	}
	given, err := f.answers(t, calendar, now)
	if err != nil {
		return p, err
	}
	if t.Kind == cases.KindSupplement {
		delete(given, drafts.EvidenceField) // what is handed in now is not what was handed in before
	}
	for _, q := range t.Fields {
		switch text := given[q.Name]; {
		case text != "":
			p.Answers = append(p.Answers, answers.Answer{Name: q.Name, Text: text, At: answers.Place{Source: f.Letter.Short}})
		case q.Optional && slices.Contains(caseQuestions, q.Name):
			p.Needless = append(p.Needless, q.Name)
		}
	}
	return p, nil
}

// caseQuestions names the questions that only the case can answer: a person is not asked them.
var caseQuestions = []string{
	"nth", "matter", "request", "first_at", "first_via", "passed", "due_on", "due_note", "last_at", "ticket", "promise", "promises", "facts", "order_no", "douyin_id", "asked",
	"asked_at", "claimed", "received", "rest", "payments", "details", "unpaid", "history", "tried",
}

// sharedQuestions names the questions that a letter about a case has in common with the first letter: an answer to one is the
// same fact in both. Other questions of one name, such as first_at, are about different things.
var sharedQuestions = []string{"douyin_id", "name", "phone", "email", "order_no", drafts.EvidenceField}

// answers returns what the case answers, by the names of questions.
func (f *File) answers(t *letter.Template, calendar *workday.Calendar, now time.Time) (map[string]string, error) {
	given := map[string]string{"matter": f.Letter.Subject, "facts": f.factLines(t)}
	summed := f.summedFacts()
	for _, fact := range summed {
		if name := fact.Field.Name; slices.Contains(sharedQuestions, name) {
			given[name] = fact.Value.Answer()
		}
	}
	f.answerHistory(given)
	promises := f.Promises(calendar, now)
	if n := len(promises); n > 0 {
		given["promise"], given["promises"] = promises[n-1], strings.Join(promises[:n-1], "\n")
	}
	given["tried"], given["nth"] = f.Tried(calendar, now), ordinals[min(f.Reminders, len(ordinals)-1)]
	if f.Submitted >= 0 {
		f.answerFirst(given, f.Entries[f.Submitted], calendar, now)
	}
	if f.Asked >= 0 {
		e := f.Entries[f.Asked]
		given["asked"], given["asked_at"] = e.Asked, field.TimeValue{Time: e.At.In(field.Beijing), Day: true}.Answer()
	}
	return given, f.answerMoney(given)
}

// answerHistory tells all that happened, and apart from that the payments, the last ticket and the last reminder.
func (f *File) answerHistory(given map[string]string) {
	var history, payments []string
	for _, e := range f.Entries {
		line := cases.HistoryLine(e, f.List)
		history = append(history, line)
		if e.Paid != nil {
			payments = append(payments, line)
		}
		if e.Ticket != "" {
			given["ticket"] = e.Ticket
		}
		if e.Reminder > 0 {
			given["last_at"] = e.When().Answer()
		}
	}
	given["history"], given["payments"] = strings.Join(history, "\n"), strings.Join(payments, "\n")
}

// answerFirst tells of the first request: when and how it was made, how long ago that is, and by when an answer usually comes,
// if that day is over.
func (f *File) answerFirst(given map[string]string, first cases.Entry, calendar *workday.Calendar, now time.Time) {
	given["first_at"], given["first_via"] = first.When().Answer(), string(first.Via)
	if n, _ := calendar.Between(first.At, now); n > 0 {
		given["passed"] = strconv.Itoa(n)
	}
	within := f.Record.ReplyWithin
	if within.To == 0 {
		return
	}
	if due := calendar.Within(first.At, within.From, within.To).Last; due.Date.Before(field.Midnight(now)) {
		given["due_on"] = due.Date.Format(time.DateOnly)
		if due.Provisional {
			given["due_note"] = cases.ProvisionalNote
		}
	}
}

// answerMoney tells what is claimed, what arrived and what is missing, of which of several payments, and what is demanded.
func (f *File) answerMoney(given map[string]string) error {
	if f.Claimed > 0 {
		given["claimed"], given["received"] = f.Claimed.Answer(), Amount(f.Received)
		if rest := f.Outstanding(); rest > 0 {
			given["rest"] = rest.Answer()
		}
	}
	if f.Details != nil {
		given["details"] = f.lines(f.Details, "")
	}
	given["unpaid"] = f.lines(f.OpenDetails(), "尚未到齐")
	if f.sheet == nil {
		return nil
	}
	var err error
	if given["request"], err = f.sheet.Demand(0); err != nil {
		return err
	}
	open, err := f.sheet.Demand(field.MoneyValue(f.Received))
	if open != "" {
		given["claim"] = cases.Claim(open)
	}
	return err
}

// summedFacts returns the facts of the first letter, with several payments as one; there are none if its template is gone.
func (f *File) summedFacts() []letter.Fact {
	if f.sheet == nil {
		return nil
	}
	return f.sheet.SummedFacts()
}

// factLines returns the facts of the first letter that the letter t does not ask for, a line each, in the language of
// letters. What the person wrote about them is told once more to 12315 only, because support has it.
func (f *File) factLines(t *letter.Template) string {
	var lines []string
	for _, fact := range f.summedFacts() {
		name := fact.Field.Name
		_, asked := t.Find(name)
		if asked && slices.Contains(sharedQuestions, name) || name == "remark" || name == "description" && t.Kind != cases.KindEscalation {
			continue
		}
		lines = append(lines, fact.Field.Stated().ZH+"："+fact.Text)
	}
	return strings.Join(lines, "\n")
}
