package view

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/answers"
	"draft/drafts/bill"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// BillObject is what was taken from bills, in --json. It has the payments that were taken, and only counts of the other rows.
type BillObject struct {
	Bills      []string        `json:"bills"` // the files
	Kind       string          `json:"kind"`  // of the letters that the table is for
	Path       string          `json:"path"`  // of the table
	Format     string          `json:"format"`
	Payments   []PaymentObject `json:"payments"`
	Total      string          `json:"total"`
	LeftOut    map[string]int  `json:"left_out"` // rows that are no payments, by the reason
	Vouchers   int             `json:"vouchers"` // payments that no word takes
	Unreadable []BillRowObject `json:"unreadable"`
	Unplaced   []string        `json:"unplaced"` // lines of a page's text that were not understood
}

// BillRowObject is a row of a bill, in --json.
type BillRowObject struct {
	Bill string `json:"bill"`
	Row  int    `json:"row,omitempty"`
}

// PaymentObject is a payment of a bill, in --json.
type PaymentObject struct {
	BillRowObject
	Method     string `json:"method"`
	Time       string `json:"recharged_at"`
	Amount     string `json:"amount"`
	Refunded   string `json:"refunded,omitempty"`
	OrderNo    string `json:"order_no,omitempty"`
	MerchantNo string `json:"merchant_no,omitempty"`
	Merchant   string `json:"merchant,omitempty"`
	Goods      string `json:"goods,omitempty"`
}

// Bill words what is found in a bill, or in several.
type Bill struct {
	View     *View
	Paths    []string
	Bill     *bill.Bill
	Vouchers int // payments that no word takes
}

// Names returns the names of the files.
func (b *Bill) Names() string { return join(b.View, b.Paths) }

// Arguments returns the names of the files as a command takes them.
func (b *Bill) Arguments() string {
	quoted := make([]string, len(b.Paths))
	for i, path := range b.Paths {
		quoted[i] = Quote(path)
	}
	return strings.Join(quoted, " ")
}

// Object returns the object of the payments that were taken.
func (b *Bill) Object(taken []bill.Payment) BillObject {
	o := BillObject{
		Bills: b.Paths, Payments: []PaymentObject{}, Total: bill.Total(taken).String(), LeftOut: map[string]int{}, Vouchers: b.Vouchers,
		Unreadable: []BillRowObject{}, Unplaced: append([]string{}, b.Bill.Unplaced...),
	}
	for _, p := range taken {
		payment := PaymentObject{
			BillRowObject: BillRowObject{p.At.Source, p.Row}, Method: p.Method, Time: p.Time.Answer(), Amount: p.Amount.String(), OrderNo: p.OrderNo, MerchantNo: p.MerchantNo,
			Merchant: p.Merchant, Goods: p.Goods,
		}
		if p.Refunded > 0 {
			payment.Refunded = p.Refunded.String()
		}
		o.Payments = append(o.Payments, payment)
	}
	for _, reason := range b.Bill.LeftOutReasons() {
		o.LeftOut[string(reason)] = b.Bill.LeftOut[reason]
	}
	for _, at := range b.Bill.Unreadable {
		o.Unreadable = append(o.Unreadable, BillRowObject{at.Source, at.Line})
	}
	return o
}

// Options returns the payments as options to choose from. Their values are the indexes of the payments.
func (b *Bill) Options(payments []bill.Payment) []prompt.Option {
	options := make([]prompt.Option, len(payments))
	for i := range payments {
		p := &payments[i]
		description := b.description(p)
		if name := b.billOf(p); name != "" { // one amount in one minute may be on two bills
			description += "  " + filepath.Base(name)
		}
		options[i] = prompt.Option{Value: "#" + strconv.Itoa(i), Label: b.label(p), Description: description, Alone: p.IsVoucher()}
	}
	return options
}

// ChosenPayments returns the payments whose options have the values.
func ChosenPayments(payments []bill.Payment, values []string) []bill.Payment {
	var chosen []bill.Payment
	for _, value := range values {
		if i, err := strconv.Atoi(strings.TrimPrefix(value, "#")); err == nil && i >= 0 && i < len(payments) {
			chosen = append(chosen, payments[i])
		}
	}
	return chosen
}

// label returns the time, the amount and the merchant of a payment.
func (b *Bill) label(p *bill.Payment) string {
	amount, when := "?", "?"
	if p.Amount > 0 {
		amount = b.View.Text("bill.amount", lang.Args{"Amount": p.Amount.String()})
	}
	if !p.Time.Time.IsZero() {
		when = p.Time.Answer()
	}
	const widest = len("2006-01-02 15:04") + len("999999.99") // of a time without seconds and an amount, which stand below each other
	return when + strings.Repeat(" ", max(widest-len(when)-len(amount), 0)) + "  " + amount + "  " + field.OneLine(p.Merchant)
}

// description returns the goods of a payment and what is special about it.
func (b *Bill) description(p *bill.Payment) string {
	parts := []string{field.OneLine(p.Goods)}
	if p.Refunded > 0 {
		parts = append(parts, b.View.Text("bill.refunded_part", lang.Args{"Amount": p.Refunded.String()}))
	}
	if p.IsVoucher() {
		parts = append(parts, b.View.Text("bill.voucher", nil))
	}
	if len(p.Faults) > 0 {
		parts = append(parts, b.View.Text("bill.faulty", nil))
	}
	return strings.Join(parts, "  ")
}

// Taken returns the lines that name the payments that were taken, and their sum.
func (b *Bill) Taken(taken []bill.Payment) []string {
	lines := []string{b.View.Text("bill.taken", lang.Args{"Count": len(taken), "Total": bill.Total(taken).String()})}
	for i := range taken {
		p := &taken[i]
		lines = append(lines, b.View.Text("bill.line", lang.Args{"Row": p.Row, "Bill": b.billOf(p), "Text": strings.TrimSpace(b.label(p) + "  " + b.description(p))}))
	}
	return lines
}

// billOf returns the name of the bill that a payment is from; "" if there is only one.
func (b *Bill) billOf(p *bill.Payment) string {
	if len(b.Paths) == 1 {
		return ""
	}
	return p.At.Source
}

// Parts returns a line for each partly refunded payment.
func (b *Bill) Parts(taken []bill.Payment) (lines []string) {
	for _, p := range taken {
		if p.Refunded > 0 {
			lines = append(lines, b.View.Text("bill.part", lang.Args{
				"Place": b.View.Place(p.At), "Refunded": p.Refunded.String(), "Paid": (p.Amount + p.Refunded).String(), "Amount": p.Amount.String(),
			}))
		}
	}
	return lines
}

// Notes returns the lines about the rows of the bill that are not payments to choose from.
func (b *Bill) Notes() (lines []string) {
	count := 0
	var reasons []string
	for _, reason := range b.Bill.LeftOutReasons() {
		count += b.Bill.LeftOut[reason]
		reasons = append(reasons, b.View.Text("bill.reason."+string(reason), lang.Args{"Number": b.Bill.LeftOut[reason]}))
	}
	if count > 0 {
		lines = append(lines, b.View.Text("bill.left_out", lang.Args{"Count": count, "Reasons": join(b.View, reasons)}))
	}
	if n := len(b.Bill.Unreadable); n > 0 {
		const shown = 5
		var rows []string
		for _, at := range b.Bill.Unreadable[:min(n, shown)] {
			rows = append(rows, b.View.Place(at))
		}
		lines = append(lines, b.View.Text("bill.unreadable", lang.Args{"Count": n, "Places": join(b.View, rows), "More": n - len(rows)}))
	}
	if b.Vouchers > 0 {
		lines = append(lines, b.View.Text("bill.vouchers", lang.Args{"Count": b.Vouchers}))
	}
	if len(b.Bill.Unplaced) > 0 {
		lines = append(lines, b.View.Text("bill.unplaced", lang.Args{"Lines": join(b.View, b.Bill.Unplaced)}))
	}
	return lines
}

// Cells returns the cells of a payment in a table with the columns of SheetColumns.
func (b *Bill) Cells(t *letter.Template, columns int, p bill.Payment) []string {
	cells := make([]string, columns)
	for _, a := range p.Answers() {
		for i, q := range t.Fields {
			if q.Name != a.Name {
				continue
			}
			cells[i] = a.Text
			for _, o := range q.Options {
				if o.Value == a.Text {
					cells[i] = b.View.Label(o.Label)
				}
			}
		}
	}
	return cells
}

// Refused returns an error with the words for why payments cannot be taken, or nil.
func (b *Bill) Refused(t *letter.Template, chosen []bill.Payment) error {
	var lines []string
	for _, p := range chosen {
		for _, f := range p.Faults {
			lines = append(lines, faultLine(b.View, t, f))
		}
	}
	if lines == nil {
		return nil
	}
	return errors.New(strings.Join(lines, "\n"))
}

// Nothing returns the error of a bill without a payment to take. pick are the words that the payments were to match.
func (b *Bill) Nothing(pick []string) error {
	id := "bill.none"
	if len(b.Bill.Payments) > 0 {
		id = "bill.none_picked"
	}
	return &Error{Exit: ExitAnswers, Code: "answers", ID: id, Args: lang.Args{"Path": b.Names(), "Pick": strings.Join(pick, " "), "Count": len(b.Bill.Payments)}}
}

// ReadError returns an error with the words for why a bill cannot be read, or why its payments cannot be taken.
func (b *Bill) ReadError(t *letter.Template, err error) error {
	var faults answers.Faults
	if errors.As(err, &faults) {
		hint := "hint.bill"
		if faults[0].Problem.Code == bill.CodeStatus || faults[0].Problem.Code == bill.CodeTooManyRows {
			hint = "hint.bill_other"
		}
		return &AnswersError{Template: t, Faults: faults, Title: "bill.invalid", Hint: hint}
	}
	return Fail("error.read", lang.Args{"Path": b.Names()}, err)
}
