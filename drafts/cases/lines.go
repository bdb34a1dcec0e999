package cases

import (
	"fmt"
	"strconv"
	"strings"

	"draft/drafts/field"
	"draft/drafts/workday"
)

// PromiseLine is what a letter says of a promise: when, by whom, in which words, and until when that is. It is "" of an
// entry that promises nothing.
//
//	2026年11月20日，电话客服（工号：1024，工单号：88）答复：“三个工作日内处理”；承诺的时间：3个工作日内，即不晚于2026年11月25日。
func PromiseLine(e Entry, cal *workday.Calendar) string {
	promise := e.promise(cal)
	if promise == "" {
		return ""
	}
	return e.line(e.answer(), promise)
}

// HistoryLine is what a letter says of an entry among others in the order of time: nothing but what the entry holds. It
// is "" of one that holds nothing for a reader.
func HistoryLine(e Entry) string {
	deed, answer := e.deed(), ""
	if e.Said != "" || e.Promise != nil || e.State == Answered {
		answer = e.answer()
	} else if numbers := e.numbers(); deed != "" || e.Via != "" || numbers != "" {
		if deed == "" {
			deed = e.by() + "联系客服"
		}
		deed += numbers
	}
	return e.line(deed, answer, e.promise(nil), e.money(), endings[e.State])
}

// line puts the parts that are there behind the date.
func (e Entry) line(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		switch {
		case part == "":
			continue
		case b.Len() == 0:
			b.WriteString(field.TimeValue{Time: e.At.In(field.Beijing), Day: true}.String() + "，")
		default:
			b.WriteString("；")
		}
		b.WriteString(part)
	}
	if b.Len() > 0 {
		b.WriteString("。")
	}
	return b.String()
}

// deed is what the user did.
func (e Entry) deed() string {
	switch {
	case e.Reminder > 0:
		return fmt.Sprintf("%s发出第%d次催办", e.by(), e.Reminder)
	case e.State == Submitted:
		return e.by() + "提交申请"
	case e.Letter != "":
		return e.by() + "发出信函"
	}
	return ""
}

var ways = map[Via]string{App: "App", Phone: "电话", Email: "电子邮件", Web: "网页"}

func (e Entry) by() string {
	if way := ways[e.Via]; way != "" {
		return "通过" + way
	}
	return ""
}

// answer is what support said, and who did.
func (e Entry) answer() string {
	words := "作出答复"
	if e.Said != "" {
		words = "答复：" + quoted(e.Said)
	}
	return ways[e.Via] + "客服" + e.numbers() + words
}

// quoted puts words of others between marks that they do not have themselves, on one line.
func quoted(words string) string {
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	if strings.ContainsAny(words, "“”") {
		return "「" + words + "」"
	}
	return "“" + words + "”"
}

// numbers are those by which support finds the talk again.
func (e Entry) numbers() string {
	var numbers []string
	if e.Agent != "" {
		numbers = append(numbers, "工号："+e.Agent)
	}
	if e.Ticket != "" {
		numbers = append(numbers, "工单号："+e.Ticket)
	}
	if len(numbers) == 0 {
		return ""
	}
	return "（" + strings.Join(numbers, "，") + "）"
}

// promise is until when something was promised. Without a calendar, working days are not turned into a date.
func (e Entry) promise(cal *workday.Calendar) string {
	clock := e.promised()
	if clock.IsZero() {
		return ""
	}
	text := "承诺的时间："
	if clock.By == "" {
		text += strconv.Itoa(clock.Last) + "个工作日内"
		if cal == nil {
			return text
		}
		text += "，即"
	}
	due := clock.Due(cal).Last
	text += "不晚于" + field.TimeValue{Time: due.Date, Day: true}.String()
	if due.Provisional {
		text += "（暂定）"
	}
	return text
}

var targets = map[Target]string{Original: "，原路退回", Wallet: "，退至钱包"}

// money is what arrived. An amount below zero corrects one that was noted before.
func (e Entry) money() string {
	switch p := e.Paid; {
	case p == nil:
		return ""
	case p.Fen < 0:
		return "更正此前记录的到账金额，减去" + field.MoneyValue(-p.Fen).String() + "元"
	default:
		on := ""
		if date, ok := dateOf(p.On); ok && !date.Equal(field.Midnight(e.At)) {
			on = field.TimeValue{Time: date, Day: true}.String()
		}
		return on + "到账" + field.MoneyValue(p.Fen).String() + "元" + targets[p.To]
	}
}

var endings = map[State]string{Settled: "事项办结", Refused: "申请被拒绝", Withdrawn: "撤回申请"}

// ProvisionalNote is what a letter says of a day that a list of holidays may still move.
const ProvisionalNote = "暂定，当年节假日安排尚未公布"

// ClaimLine is what is asked for of an amount, of which some may have arrived.
func ClaimLine(claimed, received int64) string {
	line := "退还充值款" + field.MoneyValue(Rest(claimed, received)).String() + "元"
	if received > 0 {
		line += "（共" + field.MoneyValue(claimed).String() + "元，已退回" + field.MoneyValue(received).String() + "元）"
	}
	return line
}
