package casefile

import (
	"slices"
	"time"

	"draft/drafts/cases"
	"draft/drafts/field"
)

// PaymentOptions is what a person tells of money that arrived, as typed.
type PaymentOptions struct {
	Amount string // "" if no money arrived
	At     string // now if empty
	To     string
	For    string // the numbers of the payments that it is for: 1,3
}

// AmountSpec is how the amount of a payment is read.
func AmountSpec() field.Spec { return field.Spec{Name: "amount", Type: field.Money} }

// ParsePayment returns the entry of a payment. Without an amount the entry has no Paid. Refusals tells all that the error refuses.
func (f *File) ParsePayment(o PaymentOptions, now time.Time) (cases.Entry, error) {
	e := cases.Entry{At: now.UTC()}
	switch {
	case o.Amount == "" && o.At+o.To+o.For != "":
		return e, refuse(CodeNoAmount)
	case o.Amount == "":
		return e, nil
	case !f.AsksMoney():
		return e, refuse(CodeNoMoney, "ID", f.Letter.Short)
	}
	var wrong refusals
	money, err := AmountSpec().Parse(o.Amount, field.Reading{})
	if err != nil {
		wrong.add(refuse(CodeAmount, "Problem", field.AsProblem(err)))
	}
	if o.To != "" && !slices.Contains(cases.Targets(), cases.Target(o.To)) {
		wrong.add(refuse(CodeTarget, "Value", o.To))
	}
	wrong.add(setTime(&e, o.At, now))
	fen, _ := money.(field.MoneyValue)
	e.Paid = &cases.Payment{Fen: int64(fen), On: e.At.In(field.Beijing).Format(time.DateOnly), To: cases.Target(o.To)}
	e.Paid.For, err = f.parseFor(o.For, e.Paid.Fen)
	wrong.add(err)
	return e, wrong.errorOrNil()
}

// Payment returns the entry of a payment, as ParsePayment does, if it is not older than the case.
func (f *File) Payment(o PaymentOptions, now time.Time) (cases.Entry, error) {
	e, err := f.ParsePayment(o, now)
	return e, f.checkTime(e, err)
}

// WithPayment returns the case as it is once a payment was added. Entries and the store stay as they are.
func (f *File) WithPayment(e cases.Entry) *File {
	after := *f
	if e.Paid != nil {
		after.Received += e.Paid.Fen
	}
	return &after
}

// Closing says whether a settlement closes the case.
type Closing string

// A settlement closes the case, leaves it open, or closes it if the person agrees.
const (
	Closes    Closing = "closes"
	StaysOpen Closing = "stays_open" // or closed, if it is
	AskAnyway Closing = "ask_anyway" // money is missing, or no sum is stated and nothing arrived
	AskWhole  Closing = "ask_whole"  // no sum is stated, so only the person knows whether all has arrived
	// AskVerified is for a case that is not about money: only the person knows whether what was asked for is done.
	AskVerified Closing = "ask_verified"
)

// Asks reports whether only a person can know.
func (c Closing) Asks() bool { return c == AskAnyway || c == AskWhole || c == AskVerified }

// CheckClosing returns an *Error if the case is settled, so that it cannot be closed once more. Money may still arrive.
func (f *File) CheckClosing() error {
	if f.State == cases.Settled {
		return refuse(CodeSettled, "ID", f.Letter.Short)
	}
	return nil
}

// Closing returns whether an entry closes the case. done is that the person says so; then nobody is asked if nobody can be.
func (f *File) Closing(e cases.Entry, done, canAsk bool) Closing {
	after := f.WithPayment(e)
	switch {
	case f.State == cases.Settled:
		return StaysOpen
	case !f.AsksMoney() && canAsk && !done:
		return AskVerified
	case !f.AsksMoney(),
		!after.Unstated && after.Outstanding() == 0,
		done && (!canAsk || after.Unstated && after.Received > 0):
		return Closes
	case done:
		return AskAnyway
	case !after.Unstated || !canAsk:
		return StaysOpen
	}
	return AskWhole
}

// Short reports whether money is missing: some of the stated sum, or all of a sum that is not stated.
func (f *File) Short() bool { return f.Outstanding() > 0 || f.Unstated && f.Received == 0 }

// CheckSum returns an *Error if the letter asks for money but states no sum, because then nothing can be said to be missing.
func (f *File) CheckSum() error {
	if f.Unstated {
		return refuse(CodeNoSum, "ID", f.Letter.Short)
	}
	return nil
}
