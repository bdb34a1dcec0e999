package casefile

import (
	"errors"
	"fmt"
	"strings"
)

// Error reports that a rule of the case refuses something. Code says which rule, and Args what it refuses.
type Error struct {
	Code Code
	Args map[string]any
	Err  error // the cause; nil if there is none
}

func (e *Error) Error() string {
	text := string(e.Code) + fmt.Sprint(e.Args)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// refuse returns an Error. args are names and values in turn.
func refuse(code Code, args ...any) *Error {
	e := &Error{Code: code, Args: map[string]any{}}
	for i := 0; i < len(args); i += 2 {
		e.Args[args[i].(string)] = args[i+1]
	}
	return e
}

// refusals is an error with everything that is refused of one note or payment. errors.As finds the first of them.
type refusals []*Error

func (r refusals) Error() string {
	texts := make([]string, len(r))
	for i, e := range r {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the errors.
func (r refusals) Unwrap() []error {
	all := make([]error, len(r))
	for i, e := range r {
		all[i] = e
	}
	return all
}

// add adds what an error of this package refuses; nil is nothing.
func (r *refusals) add(err error) { *r = append(*r, Refusals(err)...) }

// errorOrNil returns nil if nothing is refused.
func (r refusals) errorOrNil() error {
	if len(r) == 0 {
		return nil
	}
	return r
}

// Refusals returns everything that an error refuses of a note or a payment, in the order of their questions; nil if it is another error.
func Refusals(err error) []*Error {
	var several refusals
	var one *Error
	switch {
	case errors.As(err, &several):
		return several
	case errors.As(err, &one):
		return []*Error{one}
	}
	return nil
}

// Names of the questions of a note and of a payment, as Question returns them.
const (
	QuestionAt       = "at"
	QuestionSaid     = "said"
	QuestionPromised = "promised"
	QuestionAmount   = "amount"
	QuestionTo       = "to"
	QuestionFor      = "for"
)

// Question returns the name of the question whose answer is refused; "" if the case as it stands refuses it.
func (e *Error) Question() string {
	switch e.Code {
	case CodePastTime, CodeTooEarly, CodeUnsubmitted:
		return QuestionAt
	case CodeAskedOnly, CodeState:
		return QuestionSaid
	case CodePromiseDays, CodePromiseTime, CodePromiseOver:
		return QuestionPromised
	case CodeNoAmount, CodeNoMoney, CodeAmount:
		return QuestionAmount
	case CodeTarget:
		return QuestionTo
	case CodeForNone, CodeForNumbers, CodeForUnknown, CodeForTwice, CodeForPaid, CodeForMuch:
		return QuestionFor
	}
	return ""
}

// Code names a rule of the case. The comments name the Args; ID is a short ID, and Problem a *field.Problem.
type Code string

// Codes of Open.
const (
	CodeRemoved Code = "removed" // ID: the letter is removed
	CodeForeign Code = "foreign" // ID: the letter is a message of another program, which begins no case
	CodeDamaged Code = "damaged" // ID: an entry of the history cannot be read
)

// Codes of what is noted.
const (
	CodeAskedOnly     Code = "asked_only"      // words that ask for something stand beside other words or another state
	CodeState         Code = "state"           // Value: not a state that may be noted
	CodePastTime      Code = "past_time"       // Problem: not a moment of the past
	CodePromiseDays   Code = "promise_days"    // Value, Most: too few or too many working days
	CodePromiseTime   Code = "promise_time"    // Problem: not a date
	CodePromiseOver   Code = "promise_over"    // Value: the date was over when it was promised
	CodeTooEarly      Code = "too_early"       // ID, At, Earliest: older than the case
	CodeUnsubmitted   Code = "unsubmitted"     // ID, At, Submitted: an answer that is older than the first submission
	CodeNothingToUndo Code = "nothing_to_undo" // ID
)

// Codes of a settlement.
const (
	CodeNoAmount Code = "no_amount" // details of a payment without its amount
	CodeNoMoney  Code = "no_money"  // ID: the letter does not ask for money
	CodeAmount   Code = "amount"    // Problem: not an amount
	CodeTarget   Code = "target"    // Value: not a place where money arrives
	CodeSettled  Code = "settled"   // ID: the case is closed already
	CodeNoSum    Code = "no_sum"    // ID: nothing can be missing of a sum that is not stated

	CodeForNone    Code = "for_none"    // ID: the letter is not about several payments
	CodeForNumbers Code = "for_numbers" // Value: not a list of numbers
	CodeForUnknown Code = "for_unknown" // Number, Most: there is no such payment
	CodeForTwice   Code = "for_twice"   // Number: named twice
	CodeForPaid    Code = "for_paid"    // ID, Number: all of this payment has arrived
	CodeForMuch    Code = "for_much"    // Amount, Missing: more than is missing of the payments that are named
)

// Codes of letters about a case. Each has ID and State, but CodeNotAboutCase, which has Value, the letter kind.
const (
	CodePrepared      Code = "prepared"       // support does not have the case
	CodeNotAsked      Code = "not_asked"      // support asks for nothing
	CodeAsked         Code = "asked"          // support waits for the user
	CodeNoShortfall   Code = "no_shortfall"   // nothing arrived, or nothing is missing
	CodeRefused       Code = "refused"        // a reminder comes too late
	CodePartlyPaid    Code = "partly_paid"    // the shortfall is to be claimed
	CodeManyReminders Code = "many_reminders" // the case is to be escalated
	CodeOver          Code = "over"           // the case has ended
	CodeNotAboutCase  Code = "not_about_case" // letters of this kind begin cases
)

// Codes are all of them.
func Codes() []Code {
	return []Code{
		CodeRemoved, CodeForeign, CodeDamaged,
		CodeAskedOnly, CodeState, CodePastTime, CodePromiseDays, CodePromiseTime, CodePromiseOver, CodeTooEarly, CodeUnsubmitted, CodeNothingToUndo,
		CodeNoAmount, CodeNoMoney, CodeAmount, CodeTarget, CodeSettled, CodeNoSum,
		CodeForNone, CodeForNumbers, CodeForUnknown, CodeForTwice, CodeForPaid, CodeForMuch,
		CodePrepared, CodeNotAsked, CodeAsked, CodeNoShortfall, CodeRefused, CodePartlyPaid, CodeManyReminders, CodeOver, CodeNotAboutCase,
	}
}
