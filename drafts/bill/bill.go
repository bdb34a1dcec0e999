// Package bill reads payments from the bills of WeChat and Alipay, as they are exported or as a spreadsheet saved them again, and from
// the text of a payment's page. It keeps only payments that succeeded and that are still to be returned, each once: it sets refunds against
// their payment and counts the rows that it leaves out. It reads no disk, and its errors never contain the text of a row that nobody chose.
package bill

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// MaxRows is the largest number of rows of a bill. A bill of a year has a few thousand.
const MaxRows = 100_000

// MaxSize is the largest size of a bill in bytes. One with MaxRows rows has less than half of it.
const MaxSize = 64 << 20

// maxLines is the largest number of lines in the text of a page.
const maxLines = 200

// Payment is a payment that succeeded and was not refunded in full. Its fields are empty or zero if the bill does not state them.
type Payment struct {
	At         answers.Place // the row
	Row        int           // its number in a spreadsheet; 0 if the payment is from the text of a page
	Time       field.TimeValue
	Amount     field.MoneyValue // without what was refunded
	Refunded   field.MoneyValue
	Method     string // the value of the option that the built-in letter kinds have for it: wechat, alipay …
	Merchant   string
	Goods      string
	OrderNo    string // the number that the payer sees
	MerchantNo string // the number that the merchant gave the payment
	// Faults are problems with the cells of the row, such as a number that a spreadsheet has rounded. A payment with faults must not be
	// used.
	Faults answers.Faults
}

// Reason says why a row of a bill is left out.
type Reason string

// Why rows are left out.
const (
	Incoming    Reason = "incoming"
	Neutral     Reason = "neutral"  // neither income nor expense, such as a transfer between accounts of one's own
	Closed      Reason = "closed"   // the payment failed or was cancelled
	Refunded    Reason = "refunded" // the payment was refunded in full
	Refund      Reason = "refund"   // the row is a refund, which is set against its payment
	OtherStatus Reason = "other_status"
	Repeated    Reason = "repeated" // the payment is that of an earlier row, of this bill or of another
)

// Reasons returns all reasons, in the order in which they are shown.
func Reasons() []Reason {
	return []Reason{Incoming, Neutral, Closed, Refunded, Refund, OtherStatus, Repeated}
}

// Bill is what a bill contains, or several bills together.
type Bill struct {
	Payments []Payment // in the order of the bill; those of several bills by their time
	LeftOut  map[Reason]int
	// Unreadable are the places of rows of which it is not known what they are, for example because their cells have moved.
	Unreadable []answers.Place
	// Unplaced are lines of a page's text that were not understood.
	Unplaced []string
}

// File is a bill: a CSV or XLSX file of WeChat or Alipay, or the text of a payment's page.
type File struct {
	Name    string // in places
	Content io.ReaderAt
	Size    int64
}

// Read reads bills. A payment that several of them have is read once, with the refunds that any of them tells. The error is one of the
// disk, of ctx, or of type answers.Faults.
func Read(ctx context.Context, files ...File) (*Bill, error) {
	r := newReader()
	for _, f := range files {
		if err := r.readFile(ctx, f); err != nil {
			return nil, err
		}
	}
	r.settleRefunds()
	dropSeconds(r.bill.Payments)
	if len(files) > 1 {
		slices.SortStableFunc(r.bill.Payments, func(a, b Payment) int { return a.Time.Time.Compare(b.Time.Time) })
	}
	return &r.bill, nil
}

// dropSeconds removes the seconds of payments whose minute tells them from all others: a letter says when to the minute, unless that would
// make two payments look like one.
func dropSeconds(payments []Payment) {
	seconds := make(map[field.TimeValue]field.TimeValue, len(payments)) // by minute
	differ := map[field.TimeValue]bool{}
	for i := range payments {
		at := payments[i].Time
		if first, ok := seconds[at.Minute()]; ok && first != at {
			differ[at.Minute()] = true
		}
		seconds[at.Minute()] = at
	}
	for i := range payments {
		if minute := payments[i].Time.Minute(); !differ[minute] {
			payments[i].Time = minute
		}
	}
}

func (r *reader) readFile(ctx context.Context, f File) error {
	rows, err := openRows(ctx, f.Name, f.Content, f.Size)
	var none *noHeaderError
	if errors.As(err, &none) {
		return r.readDetail(f.Name, none.lines)
	}
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		row, err := rows.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return withoutText(err)
		case n == MaxRows:
			return fault(row.At, CodeTooManyRows, "", map[string]any{"Limit": MaxRows})
		}
		r.read(rows.header, row)
	}
}

// readDetail reads the lines of a file that is no table as the text of a payment's page.
func (r *reader) readDetail(source string, lines []string) error {
	d := ParseDetail(source, strings.Join(lines, "\n"))
	if !d.Found() {
		return fault(answers.Place{Source: source}, CodeNoHeader, "", nil)
	}
	r.add(d.Payment)
	r.bill.Unplaced = append(r.bill.Unplaced, d.Unplaced...)
	return nil
}

// Codes of problems with a bill. All have the argument Value; others are named here.
const (
	CodeFormat      = "bill.format"    // not a bill. Found: FoundLocked, or one of the Found constants of answers
	CodeNoHeader    = "bill.no_header" // no row names the columns of a bill
	CodeColumns     = "bill.columns"   // the header lacks columns. Missing: their names
	CodeTooManyRows = "bill.too_many"  // Limit
	CodeQuote       = "bill.quote"     // a quoted cell without an end
	CodeStatus      = "bill.status"    // the page of a payment that did not succeed, or that was refunded in full
	CodeIncoming    = "bill.incoming"  // the page of money that came in
	CodeSeveral     = "bill.several"   // the text of the pages of several payments
	CodeRuined      = "bill.ruined"    // a number whose last digits a spreadsheet has replaced by zeros
)

// Codes returns all codes of this package, so that a test can check that each has words.
func Codes() []string {
	return []string{CodeFormat, CodeNoHeader, CodeColumns, CodeTooManyRows, CodeQuote, CodeStatus, CodeIncoming, CodeSeveral, CodeRuined}
}

func fault(at answers.Place, code, value string, args map[string]any) answers.Faults {
	return answers.Faults{{At: at, Problem: field.NewProblem(code, value, args)}}
}

// withoutText removes the text of cells from an error of a table, because it may be about a payment that concerns nobody.
func withoutText(err error) error {
	var faults answers.Faults
	if !errors.As(err, &faults) {
		return err
	}
	for i, f := range faults {
		if f.Problem.Code == answers.CodeTableQuote {
			faults[i].Problem = field.NewProblem(CodeQuote, "", nil)
		}
	}
	return faults
}

// lifeServices is in the name of the merchant of restaurant vouchers and the like that are bought in Douyin.
const lifeServices = "抖音生活服务"

// IsVoucher reports whether the payment was for a voucher of 抖音生活服务. It is no recharge, though its merchant contains 抖音.
func (p *Payment) IsVoucher() bool {
	return strings.Contains(p.Merchant, lifeServices) || strings.Contains(p.Goods, lifeServices)
}

// Kind is the letter kind whose questions the payments of a bill answer.
const Kind = "refund"

// ListName is the name of the list of payments in the letter kinds that have one.
const ListName = "payments"

// Answers returns the payment as answers to the questions about one payment, each at the place of the payment. What a payment does not
// state is a blank answer, which clears what was answered about another payment.
func (p *Payment) Answers() []answers.Answer {
	var set []answers.Answer
	for _, a := range []struct{ name, text string }{
		{"method", p.Method}, {"recharged_at", p.timeText()}, {"amount", p.amountText()}, {"order_no", p.OrderNo}, {"merchant_no", p.MerchantNo},
	} {
		set = append(set, answers.Answer{Name: a.name, Text: a.text, At: p.At})
	}
	return set
}

// TakesOne reports whether a letter kind has room for one payment only.
func TakesOne(t *letter.Template) bool { return t.List(ListName) == nil }

// Answers returns payments as answers to the questions of a letter kind: its list, or, if it has none, the one payment.
func Answers(t *letter.Template, payments []Payment) []answers.Answer {
	if TakesOne(t) {
		return payments[0].Answers()
	}
	return ListAnswers(payments)
}

// Faults returns the problems with the rows of payments.
func Faults(payments []Payment) (all answers.Faults) {
	for _, p := range payments {
		all = append(all, p.Faults...)
	}
	return all
}

// ListAnswers returns payments as the list of a letter, which replaces all payments that were answered before.
func ListAnswers(payments []Payment) []answers.Answer {
	var set []answers.Answer
	for i := range payments {
		p := &payments[i]
		if i == 0 {
			set = append(set, answers.Answer{Name: ListName, At: p.At, Records: len(payments)})
		}
		for _, a := range p.Answers() {
			if a.Text != "" {
				a.Name, a.Listed = ListName+"."+strconv.Itoa(i+1)+"."+a.Name, true
				set = append(set, a)
			}
		}
	}
	return set
}

func (p *Payment) timeText() string {
	if p.Time.Time.IsZero() {
		return ""
	}
	return p.Time.Answer()
}

func (p *Payment) amountText() string {
	if p.Amount <= 0 {
		return ""
	}
	return p.Amount.Answer()
}

// Total returns the sum of the amounts.
func Total(payments []Payment) (total field.MoneyValue) {
	for _, p := range payments {
		total += p.Amount
	}
	return total
}

// LeftOutReasons returns the reasons for which rows were left out.
func (b *Bill) LeftOutReasons() []Reason {
	return slices.DeleteFunc(Reasons(), func(r Reason) bool { return b.LeftOut[r] == 0 })
}
