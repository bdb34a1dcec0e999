package bill

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"draft/drafts/answers"
	"draft/drafts/field"
)

// MaxDetail is the largest text of a page in bytes. A page has less than a thousand.
const MaxDetail = 1 << 16

// label is what the value beside a label on the page of a payment is.
type label int

const (
	ignoredLabel label = iota // about something that no letter needs
	directionLabel
	timeLabel
	createdLabel // used if the page has no time of the payment
	amountLabel
	methodLabel
	statusLabel
	merchantLabel
	goodsLabel
	orderLabel
	otherOrderLabel // used if the page has no other order number
	merchantNoLabel
)

// labels returns the labels of the pages of WeChat, Alipay and Douyin.
func labels() map[string]label {
	known := map[string]label{}
	for l, names := range map[label][]string{
		timeLabel: field.TimeLabels(), createdLabel: field.CreatedLabels(), amountLabel: field.AmountLabels(), methodLabel: field.MethodLabels(),
		orderLabel: field.OrderLabels(), otherOrderLabel: field.OtherOrderLabels(), merchantNoLabel: field.MerchantLabels(),
		statusLabel:    {"当前状态", "交易状态", "订单状态", "支付状态", "状态"},
		merchantLabel:  {"商户全称", "收款方全称", "交易对方", "收款方", "商户名称"},
		goodsLabel:     {"商品", "商品说明", "商品名称", "商品详情"},
		directionLabel: {"收/支"},
		ignoredLabel: {
			"收单机构", "清算机构", "账单分类", "标签", "备注", "账单管理", "计入收支", "支付奖励", "账单服务", "对此订单有疑问", "查看往来记录",
			"标签和备注", "订单金额", "对方账号",
		},
	} {
		for _, name := range names {
			known[name] = l
		}
	}
	return known
}

// labelled is a value with its label and its place.
type labelled struct {
	name, value string
	at          answers.Place
}

// Detail is what the text of a payment's page says.
type Detail struct {
	Payment
	Unplaced []string // lines that were not understood, in their order
}

// Found reports whether the text says when or how much was paid, or has a number of the payment. Another text is not that of a page.
func (d *Detail) Found() bool {
	return !d.Time.Time.IsZero() || d.Amount > 0 || d.OrderNo != "" || d.MerchantNo != "" || len(d.Faults) > 0
}

// ParseDetail reads the text of a payment's page in WeChat, Alipay or Douyin: lines of labels with their values, in any order. A value
// may be in the line of its label or in the one below it. source is the name of the text in places. What cannot be read is in the faults
// of the payment, and so is that the text is of several payments, or of none that can be returned.
func ParseDetail(source, text string) Detail {
	if len(text) > MaxDetail {
		args := map[string]any{"Limit": MaxDetail}
		return Detail{Payment: Payment{Faults: fault(answers.Place{Source: source}, answers.CodeTooLarge, "", args)}}
	}
	p := detailParser{known: labels(), values: map[label]labelled{}}
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimFunc(line, isSpace); line != "" {
			p.line(line, answers.Place{Source: source, Line: i + 1})
		}
	}
	p.detail.At = answers.Place{Source: source}
	p.payment()
	return p.detail
}

type detailParser struct {
	known  map[string]label
	values map[label]labelled
	open   string // a label whose value is the next line
	// several is where the second payment begins; zero if there is none.
	several answers.Place
	detail  Detail
}

func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u00a0'
}

// line takes a line that is not blank.
func (p *detailParser) line(line string, at answers.Place) {
	name, value := p.cutLabel(line)
	switch {
	case name != "" && value == "":
		p.open = name
	case name != "":
		p.open = ""
		p.take(labelled{name, value, at}, line)
	case p.open != "":
		name, p.open = p.open, ""
		p.take(labelled{name, line, at}, line)
	case p.takeBare(line, at):
	default:
		p.detail.Unplaced = append(p.detail.Unplaced, line)
	}
}

// cutLabel splits a line into a label and its value. name is empty if the line does not begin with a label. No label with a separator is
// the beginning of another one.
func (p *detailParser) cutLabel(line string) (name, value string) {
	folded := width.Fold.String(line) // it keeps the number of characters
	for known := range p.known {
		rest, ok := strings.CutPrefix(folded, known)
		first, _ := firstRune(rest)
		if ok && (rest == "" || isSpace(first) || strings.ContainsRune(":-¥", first) || unicode.IsDigit(first)) {
			value = string([]rune(line)[len([]rune(known)):])
			return known, strings.TrimFunc(value, func(r rune) bool { return isSpace(r) || strings.ContainsRune(":：>﹥", r) })
		}
	}
	return "", ""
}

func firstRune(text string) (rune, bool) {
	for _, r := range text {
		return r, true
	}
	return 0, false
}

// take keeps a value. The second value for a label is not understood; a second time or number is that of another payment.
func (p *detailParser) take(v labelled, line string) {
	l := p.known[v.name]
	if l == ignoredLabel {
		return
	}
	before, twice := p.values[l]
	switch tells := slices.Contains([]label{timeLabel, orderLabel, otherOrderLabel, merchantNoLabel}, l); {
	case !twice || before.name == "":
		p.values[l] = v
	case before.value == v.value:
	case tells && before.name == v.name:
		p.several = cmp.Or(p.several, v.at)
	default:
		p.detail.Unplaced = append(p.detail.Unplaced, line)
	}
}

// takeBare takes a line without a label: pages show the amount and the status so. It reports whether it has.
func (p *detailParser) takeBare(line string, at answers.Place) bool {
	if reason, refunded := readStatus(line); reason != OtherStatus || refunded > 0 {
		p.bare(statusLabel, line, at)
		return true
	}
	if amount := paid(line); strings.Contains(amount, ".") {
		if _, problem := money(amount); problem != nil {
			return false
		}
		p.bare(amountLabel, line, at)
		return true
	}
	return false
}

// bare keeps a value without a label, unless there is one with a label.
func (p *detailParser) bare(l label, line string, at answers.Place) {
	if _, known := p.values[l]; !known {
		p.values[l] = labelled{"", line, at}
	}
}

// paid returns an amount without the sign of an expense.
func paid(text string) string { return strings.TrimLeft(width.Fold.String(text), "-−– ") }

// payment reads the values.
func (p *detailParser) payment() {
	d := &p.detail
	parse := func(name string, spec field.Spec, from ...label) field.Value {
		v, ok := p.first(from...)
		if !ok {
			return nil
		}
		if spec.Type == field.Money {
			v.value = paid(v.value)
		}
		value, err := spec.Parse(v.value, field.Reading{Absolute: true})
		if err != nil {
			d.Faults = append(d.Faults, answers.Fault{At: v.at, Name: name, Problem: field.AsProblem(err)})
		}
		return value
	}
	d.Time, _ = parse("recharged_at", field.Spec{Type: field.Datetime}, timeLabel, createdLabel).(field.TimeValue)
	d.Amount, _ = parse("amount", field.Spec{Type: field.Money}, amountLabel).(field.MoneyValue)
	order, _ := parse("order_no", field.Spec{Type: field.Number}, orderLabel, otherOrderLabel).(field.NumberValue)
	merchant, _ := parse("merchant_no", field.Spec{Type: field.Number}, merchantNoLabel).(field.NumberValue)
	d.OrderNo, d.MerchantNo = string(order), string(merchant)
	d.Merchant, d.Goods = p.values[merchantLabel].value, p.values[goodsLabel].value
	p.method()
	p.status()
	p.refuse()
	if v, ok := p.values[otherOrderLabel]; ok && p.values[orderLabel].value != "" && v.value != d.OrderNo {
		d.Unplaced = append(d.Unplaced, strings.TrimSpace(v.name+" "+v.value))
	}
}

// first returns the value of the first of some labels that the text has.
func (p *detailParser) first(from ...label) (labelled, bool) {
	for _, l := range from {
		if v, ok := p.values[l]; ok {
			return v, true
		}
	}
	return labelled{}, false
}

// status sets a refund against the amount. A payment that did not succeed has a fault.
func (p *detailParser) status() {
	v, ok := p.values[statusLabel]
	if !ok {
		return
	}
	d := &p.detail
	reason, refunded := readStatus(v.value)
	switch {
	case reason == OtherStatus:
		d.Unplaced = append(d.Unplaced, strings.TrimSpace(v.name+" "+v.value)) // the pages have many words for a status
	case reason != "", refunded > 0 && d.Amount > 0 && refunded >= d.Amount:
		d.Faults = append(d.Faults, answers.Fault{At: v.at, Problem: field.NewProblem(CodeStatus, v.value, nil)})
	case refunded > 0 && d.Amount > 0:
		d.Amount, d.Refunded = d.Amount-refunded, refunded
	}
}

// refuse adds the faults of a text that is not that of one payment: of several, or of money that came in.
func (p *detailParser) refuse() {
	d := &p.detail
	if p.several != (answers.Place{}) {
		d.Faults = append(d.Faults, fault(p.several, CodeSeveral, "", nil)...)
	}
	for _, l := range []label{amountLabel, directionLabel} {
		if v, ok := p.values[l]; ok && (strings.HasPrefix(paid(v.value), "+") || v.value == "收入") {
			d.Faults = append(d.Faults, fault(v.at, CodeIncoming, v.value, nil)...)
		}
	}
}

// methodNames returns the whole words that pages use for methods of payment.
func methodNames() map[string][]string {
	return map[string][]string{
		methodWeChat:    {"微信", "微信支付", "微信零钱", "零钱", "零钱通", "wechat pay"},
		methodAlipay:    {"支付宝", "支付宝支付", "支付宝余额", "花呗", "余额宝", "账户余额", "alipay"},
		methodDouyinPay: {"抖音支付"},
		methodAppStore:  {"苹果", "苹果支付", "苹果内购", "app store", "apple", "apple id"},
		methodBank:      {"银行卡", "银行卡支付", "储蓄卡", "信用卡", "借记卡"},
	}
}

// method sets the method of payment. The page of WeChat or Alipay names the bank card that was charged, but the payment was by WeChat
// or Alipay.
func (p *detailParser) method() {
	d := &p.detail
	v, stated := p.values[methodLabel]
	word := strings.ToLower(width.Fold.String(v.value))
	word, _, _ = strings.Cut(word, "&") // with a coupon
	word, _, _ = strings.Cut(word, "(")
	word = strings.TrimFunc(word, isSpace)
	for method, names := range methodNames() {
		if stated && method != methodBank && slices.Contains(names, word) {
			d.Method = method
			return
		}
	}
	switch order, merchantNo := p.values[orderLabel], p.values[merchantNoLabel]; {
	case order.name == "交易单号" && (merchantNo.name == "商户单号" || merchantNo.name == ""):
		d.Method = methodWeChat
	case merchantNo.name == "商家订单号":
		d.Method = methodAlipay
	case stated && slices.Contains(methodNames()[methodBank], word):
		d.Method = methodBank
	case stated:
		d.Unplaced = append(d.Unplaced, strings.TrimSpace(v.name+" "+v.value))
	}
}
