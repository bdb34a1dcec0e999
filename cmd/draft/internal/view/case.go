package view

import (
	"errors"
	"maps"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/workday"
)

// Standing returns the word for how a letter stands.
func (v *View) Standing(state cases.State, status drafts.Status) string {
	return v.Text(StandingID(state, status), nil)
}

// caseStanding returns the word for how a case stands.
func caseStanding(v *View, f *casefile.File) string { return v.Standing(f.State, f.Letter.Status) }

// CaseStands returns the arguments of the line that says how a case stands.
func CaseStands(v *View, f *casefile.File, d casefile.Deadline) lang.Args {
	args := lang.Args{"State": caseStanding(v, f), "Due": ""}
	if !d.IsZero() {
		args["Due"] = CaseDue(v, f, d.Range)
	}
	return args
}

// CaseDue returns the deadline of a case as people read it.
func CaseDue(v *View, f *casefile.File, r workday.Range) string {
	d := DeadlineOf(r)
	return v.Text("case.due", lang.Args{
		"First": d.First, "Last": d.Last, "Provisional": d.Provisional, "Range": d.First != d.Last, "Promised": f.PromiseCounts(),
	})
}

// NextStep returns what to do next in a case; "" if there is nothing.
func NextStep(v *View, f *casefile.File, u cases.Urgency) string {
	step := f.NextStep(u)
	if step == cases.StepNone {
		return ""
	}
	return v.Text("case.next."+string(step), lang.Args{
		"ID": f.Letter.Short, "Nth": f.Reminders + 1, "Answered": f.State == cases.Answered, "Money": f.AsksMoney(), "Open": v.PaymentsOf(f, casefile.Numbers(f.OpenDetails())),
	})
}

// PaymentsOf returns the words for payments of the letter of a case, by their numbers in its list; "" if there are none.
func (v *View) PaymentsOf(f *casefile.File, numbers []int) string {
	if f.List == nil || len(numbers) == 0 {
		return ""
	}
	return v.Label(f.List.RecordsLabel(numbers))
}

// Via returns the word for a way to reach support; "" if there is none.
func (v *View) Via(via cases.Via) string {
	if via == "" {
		return ""
	}
	return v.Text("case.via."+string(via), nil)
}

// Meaning returns the words for what support means, in a case that is about money or not.
func (v *View) Meaning(f *casefile.File, m casefile.Meaning) string {
	return v.Text("log.meaning_"+string(m), lang.Args{"Money": f.AsksMoney()})
}

// Noted returns the arguments of the line about a new entry of a case.
func Noted(v *View, f *casefile.File, e cases.Entry) lang.Args {
	args := lang.Args{"ID": f.Letter.Short, "At": v.When(e), "Via": "", "Asked": e.Asked}
	if e.State == cases.Submitted {
		args["Via"] = v.Via(e.Via)
	}
	return args
}

// Paid returns the arguments of the line about money that arrived. The case has the entry.
func Paid(v *View, f *casefile.File, e cases.Entry) lang.Args {
	return lang.Args{
		"Amount": field.MoneyValue(e.Paid.Fen).String(), "For": v.PaymentsOf(f, e.Paid.For),
		"Closed": e.State == cases.Settled, "Whole": !f.Unstated && f.Outstanding() == 0,
	}
}

// Waits returns the words for a case in which nothing is to be done but wait.
func (v *View) Waits(f *casefile.File) string {
	return v.Text("home.step.wait", lang.Args{"Answered": f.State == cases.Answered})
}

// Sums returns the message about what was claimed, what was received and what is missing.
func Sums(f *casefile.File) (id string, args lang.Args) {
	args = lang.Args{
		"Claimed": f.Claimed.String(), "Received": casefile.Amount(f.Received), "Rest": casefile.Amount(int64(f.Outstanding())),
	}
	switch {
	case f.Unstated:
		return "settle.unstated", args
	case f.Outstanding() > 0:
		return "settle.rest", args
	}
	return "settle.whole", args
}

// ClosingQuestion returns the messages about a settlement whose end only a person knows: how the sums are with it or what is to be
// verified, and the question.
func ClosingQuestion(f *casefile.File, e cases.Entry, c casefile.Closing) (about string, args lang.Args, question string) {
	about, args = Sums(f.WithPayment(e))
	switch c {
	case casefile.AskWhole:
		return about, args, "settle.ask_all"
	case casefile.AskVerified:
		return "settle.checks", nil, "settle.ask_verified"
	}
	return about, args, "settle.ask_done"
}

// KnownVias lists the codes of the ways to reach support.
func KnownVias() string { return listed(cases.Vias()) }

// listed joins codes with commas.
func listed[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return strings.Join(texts, ", ")
}

// caseErrors holds the message of each refusal of a case. If usage is not "", it is an error about the command line, whose
// hint names the help of that command.
var caseErrors = map[casefile.Code]struct {
	id      string
	usage   bool
	command string
}{
	casefile.CodeRemoved:       {id: "store.removed"},
	casefile.CodeForeign:       {id: "case.foreign"},
	casefile.CodeDamaged:       {id: "store.content"},
	casefile.CodeAskedOnly:     {"usage.log_asked", true, "draft log"},
	casefile.CodeState:         {"usage.case_state", true, "draft log"},
	casefile.CodePastTime:      {"usage.date", true, ""},
	casefile.CodePromiseDays:   {"usage.promised_days", true, "draft log"},
	casefile.CodePromiseTime:   {"usage.date", true, "draft log"},
	casefile.CodePromiseOver:   {"usage.promised_before", true, "draft log"},
	casefile.CodeTooEarly:      {"usage.before_case", true, ""},
	casefile.CodeUnsubmitted:   {"usage.before_submitted", true, ""},
	casefile.CodeNothingToUndo: {id: "log.nothing"},
	casefile.CodeNoAmount:      {"usage.settle_amount", true, "draft settle"},
	casefile.CodeNoMoney:       {"usage.settle_no_money", true, "draft settle"},
	casefile.CodeAmount:        {"usage.settle_money", true, "draft settle"},
	casefile.CodeTarget:        {"usage.settle_to", true, "draft settle"},
	casefile.CodeSettled:       {id: "settle.again"},
	casefile.CodeNoSum:         {id: "settle.no_sum"},
	casefile.CodeForNone:       {"usage.settle_for_none", true, "draft settle"},
	casefile.CodeForNumbers:    {"usage.settle_for", true, "draft settle"},
	casefile.CodeForUnknown:    {"usage.settle_for_unknown", true, "draft settle"},
	casefile.CodeForTwice:      {"usage.settle_for_twice", true, "draft settle"},
	casefile.CodeForPaid:       {"usage.settle_for_paid", true, "draft settle"},
	casefile.CodeForMuch:       {"usage.settle_for_much", true, "draft settle"},
	casefile.CodePrepared:      {id: "followup.prepared"},
	casefile.CodeNotAsked:      {id: "followup.not_asked"},
	casefile.CodeAsked:         {id: "followup.asked"},
	casefile.CodeNoShortfall:   {id: "followup.no_rest"},
	casefile.CodeRefused:       {id: "followup.refused"},
	casefile.CodePartlyPaid:    {id: "followup.partly"},
	casefile.CodeManyReminders: {id: "followup.enough"},
	casefile.CodeOver:          {id: "followup.over"},
	casefile.CodeNotAboutCase:  {id: "followup.plain"},
}

// caseProblems holds the messages for answers to a question where that of the refusal names a flag or a command.
var caseProblems = map[casefile.Code]string{
	casefile.CodeUnsubmitted: "log.before_submitted",
	casefile.CodeSettled:     "settle.again_here",
	casefile.CodeForPaid:     "settle.for_paid",
	casefile.CodeForMuch:     "settle.for_much",
}

// CaseProblem returns why a case refuses an answer to a question, which names no flag. err is an error of drafts/casefile.
func CaseProblem(v *View, err error) string {
	var refused *casefile.Error
	if !errors.As(err, &refused) {
		return v.Lines(err)[0]
	}
	e := CaseError(refused)
	if p, ok := e.Args["Problem"].(*field.Problem); ok {
		return v.Problem(p)
	}
	if id := caseProblems[refused.Code]; id != "" {
		e.ID = id
	}
	return v.Lines(e)[0]
}

// CaseError returns the error of what a case refuses.
func CaseError(e *casefile.Error) *Error {
	args := lang.Args{}
	maps.Copy(args, e.Args)
	switch e.Code {
	case casefile.CodePastTime:
		args["Flag"] = "--at"
	case casefile.CodePromiseTime:
		args["Flag"] = "--promised"
	case casefile.CodeState:
		args["Known"] = listed(casefile.NotableStates())
	}
	m := caseErrors[e.Code]
	if m.usage {
		return Usage(m.id, args, m.command)
	}
	return Fail(m.id, args, e.Err)
}
