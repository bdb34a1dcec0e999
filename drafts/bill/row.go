package bill

import (
	"slices"
	"strings"

	"draft/drafts/answers"
	"draft/drafts/field"
)

// The values of the options for the method of payment that the built-in kinds have.
const (
	methodWeChat    = "wechat"
	methodAlipay    = "alipay"
	methodBank      = "bank"
	methodAppStore  = "app_store"
	methodDouyinPay = "douyin_pay"
)

// reader collects the payments of bills.
type reader struct {
	bill Bill
	// paid are the indexes of the payments by their order number and by the number of the merchant.
	byOrder, byMerchant map[string]int
	returned            map[string]bool // the order numbers of payments that a bill says were refunded in full
	refunds             []refund
}

// refund is a row of a bill of Alipay that returns a payment, or a part of it. Two rows that agree in all of it are one refund.
type refund struct {
	order, number, merchantNo, time string
	amount                          field.MoneyValue
}

func newReader() *reader {
	return &reader{bill: Bill{LeftOut: map[Reason]int{}}, byOrder: map[string]int{}, byMerchant: map[string]int{}, returned: map[string]bool{}}
}

// read takes a row of the bill.
func (r *reader) read(h header, row answers.Row) {
	direction, status := h.cell(row, directionColumn), h.cell(row, statusColumn)
	raw := ""
	if i := h.at[directionColumn]; i < len(row.Cells) {
		raw = strings.TrimSpace(row.Cells[i])
	}
	outgoing := direction == "支出"
	switch {
	case raw == "" && status == "": // a line above the header of another bill, or below the rows
		return
	case h.text && len(row.Cells) > h.width, status == "", !isDirection(raw), h.isFaulty(row, directionColumn, statusColumn):
		r.bill.Unreadable = append(r.bill.Unreadable, row.At)
		return
	case !outgoing && isRefund(h, row):
		r.addRefund(h, row)
		return
	case direction == "收入":
		r.bill.LeftOut[Incoming]++
		return
	case !outgoing:
		r.bill.LeftOut[Neutral]++
		return
	}
	reason, refunded := readStatus(status)
	if reason != "" {
		r.bill.LeftOut[reason]++
		if order := h.cell(row, orderColumn); reason == Refunded && order != "" {
			r.returned[order] = true
		}
		return
	}
	p := h.payment(row)
	if p.Refunded = refunded; p.Amount > 0 {
		p.Amount -= refunded
	}
	r.add(p)
}

// add keeps a payment, unless it was read already: of two bills the later one may know more about it.
func (r *reader) add(p Payment) {
	if len(p.Faults) > 0 {
		r.bill.Payments = append(r.bill.Payments, p)
		return
	}
	i, again := r.find(p)
	if again {
		r.bill.LeftOut[Repeated]++
		if other := r.bill.Payments[i]; p.Refunded <= other.Refunded && (other.OrderNo != "" || p.OrderNo == "") {
			return
		}
		r.bill.Payments[i] = p
	} else {
		i = len(r.bill.Payments)
		r.bill.Payments = append(r.bill.Payments, p)
	}
	if p.OrderNo != "" {
		r.byOrder[p.OrderNo] = i
	}
	if p.MerchantNo != "" {
		r.byMerchant[p.MerchantNo] = i
	}
}

// find returns the index of a payment that was read already. Its order number tells; where one of the two has none, the number of the
// merchant and what was paid do. Two order numbers of one number of a merchant are two payments: it was paid twice.
func (r *reader) find(p Payment) (index int, ok bool) {
	if i, ok := r.byOrder[p.OrderNo]; ok && p.OrderNo != "" {
		return i, true
	}
	i, ok := r.byMerchant[p.MerchantNo]
	if !ok || p.MerchantNo == "" {
		return 0, false
	}
	other := r.bill.Payments[i]
	return i, (p.OrderNo == "" || other.OrderNo == "") && p.Amount+p.Refunded == other.Amount+other.Refunded
}

func isDirection(text string) bool {
	return slices.Contains([]string{"支出", "收入", "/", "不计收支", "中性交易", "其他", ""}, text)
}

// isRefund reports whether a row that is not outgoing returns a payment.
func isRefund(h header, row answers.Row) bool {
	return strings.Contains(h.cell(row, typeColumn), "退款") || h.cell(row, statusColumn) == "退款成功"
}

// addRefund keeps a refund of Alipay until all payments are known. A bill of WeChat tells the refund in the status of the payment.
func (r *reader) addRefund(h header, row answers.Row) {
	r.bill.LeftOut[Refund]++
	if h.wechat {
		return
	}
	order, _, _ := strings.Cut(strings.ReplaceAll(h.cell(row, orderColumn), "*", "_"), "_") // the order number of the payment comes first
	amount, problem := money(h.cell(row, amountColumn))
	if problem != nil || h.isFaulty(row, orderColumn, merchantNoColumn, amountColumn) {
		r.bill.Unreadable = append(r.bill.Unreadable, row.At)
		return
	}
	p := h.payment(row)
	one := refund{order, h.cell(row, orderColumn), h.cell(row, merchantNoColumn), p.timeText(), amount}
	if !slices.Contains(r.refunds, one) {
		r.refunds = append(r.refunds, one)
	}
}

// settleRefunds subtracts the refunds from their payments and leaves out the payments that were refunded in full.
func (r *reader) settleRefunds() {
	for _, refund := range r.refunds {
		i, ok := r.byOrder[refund.order]
		if !ok {
			i, ok = r.byMerchant[refund.merchantNo]
		}
		if ok { // else its payment is closed, or before the bill
			r.bill.Payments[i].Refunded += refund.amount
			r.bill.Payments[i].Amount -= refund.amount
		}
	}
	r.remove(Repeated, func(p Payment) bool { return r.returned[p.OrderNo] })
	r.remove(Refunded, func(p Payment) bool { return p.Refunded > 0 && p.Amount <= 0 })
}

// remove leaves out payments for a reason.
func (r *reader) remove(reason Reason, which func(Payment) bool) {
	before := len(r.bill.Payments)
	r.bill.Payments = slices.DeleteFunc(r.bill.Payments, func(p Payment) bool { return len(p.Faults) == 0 && which(p) })
	r.bill.LeftOut[reason] += before - len(r.bill.Payments)
}

// readStatus reads the status of an outgoing row. reason is empty if the payment succeeded; refunded is what was returned of it.
func readStatus(status string) (reason Reason, refunded field.MoneyValue) {
	if rest, ok := strings.CutPrefix(status, "已退款"); ok {
		amount, problem := money(strings.Trim(rest, "()（） \t"))
		if problem != nil {
			return Refunded, 0
		}
		return "", amount
	}
	switch {
	case slices.Contains([]string{"支付成功", "交易成功"}, status):
		return "", 0
	case strings.Contains(status, "全额退款"), status == "退款成功":
		return Refunded, 0
	case strings.Contains(status, "关闭"), strings.Contains(status, "失败"), strings.Contains(status, "取消"), strings.Contains(status, "撤销"):
		return Closed, 0
	}
	return OtherStatus, 0
}

// payment reads an outgoing row.
func (h *header) payment(row answers.Row) Payment {
	p := Payment{At: row.At, Row: row.Number, Method: methodAlipay, Merchant: h.cell(row, merchantColumn), Goods: h.cell(row, goodsColumn)}
	if h.wechat {
		p.Method = methodWeChat
	}
	parse := func(c column, name string, spec field.Spec, text string) field.Value {
		if fault, faulty := h.fault(row, c); faulty {
			p.Faults = append(p.Faults, answers.Fault{At: fault.At, Name: name, Problem: fault.Problem})
			return nil
		}
		if text == "" && spec.Type == field.Number {
			return nil
		}
		value, err := spec.Parse(text, field.Reading{Absolute: true})
		if err != nil {
			p.Faults = append(p.Faults, answers.Fault{At: h.place(row, c), Name: name, Problem: field.AsProblem(err)})
			return nil
		}
		return value
	}
	when := h.cell(row, timeColumn)
	if date, ok := answers.DayCount(when, row.From1904); ok {
		when = date
	}
	p.Time, _ = parse(timeColumn, "recharged_at", field.Spec{Type: field.Datetime}, when).(field.TimeValue)
	p.Amount, _ = parse(amountColumn, "amount", field.Spec{Type: field.Money}, h.cell(row, amountColumn)).(field.MoneyValue)
	number := field.Spec{Type: field.Number}
	order, _ := parse(orderColumn, "order_no", number, h.cell(row, orderColumn)).(field.NumberValue)
	merchant, _ := parse(merchantNoColumn, "merchant_no", number, h.cell(row, merchantNoColumn)).(field.NumberValue)
	p.OrderNo, p.MerchantNo = string(order), string(merchant)
	return p
}

// money parses an amount.
func money(text string) (field.MoneyValue, *field.Problem) {
	value, err := field.Spec{Type: field.Money}.Parse(text, field.Reading{})
	if err != nil {
		return 0, field.AsProblem(err)
	}
	return value.(field.MoneyValue), nil
}

// fault returns the first fault of a cell. In a number that ends in zeros a doubt is a fault, because no order number ends in that
// many.
func (h *header) fault(row answers.Row, c column) (answers.Fault, bool) {
	if h.at[c] < 0 {
		return answers.Fault{}, false
	}
	for _, f := range row.Faults {
		// the first row of the file is no header, so that other numbers of cells, and cells without a header, are no faults
		if f.At.Column == h.at[c]+1 && f.Problem.Code != answers.CodeTableRagged && f.Problem.Code != answers.CodeTableNoHeader {
			return f, true
		}
	}
	for _, f := range row.Doubts {
		if f.At.Column == h.at[c]+1 && f.Problem.Code == answers.CodeTableRounded {
			value, _ := f.Problem.Args["Value"].(string)
			return answers.Fault{At: f.At, Problem: field.NewProblem(CodeRuined, value, nil)}, true
		}
	}
	return answers.Fault{}, false
}

// isFaulty reports whether one of the cells has a fault.
func (h *header) isFaulty(row answers.Row, cells ...column) bool {
	return slices.ContainsFunc(cells, func(c column) bool {
		_, faulty := h.fault(row, c)
		return faulty
	})
}

func (h *header) place(row answers.Row, c column) answers.Place {
	at := row.At
	at.Column = h.at[c] + 1
	return at
}
