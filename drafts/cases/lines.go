package cases

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

// Promises returns the lines of a letter about the promises of support, in the order of time: when, by which channel, in
// which words, and until when. A deadline that has not passed is left out, because the letter would refute itself. A promise
// that depends on something that support has not received is left out too.
//
//	2026年11月20日，电话客服答复“三个工作日内处理”，即不晚于2026年11月25日。
func (c Case) Promises(cal *workday.Calendar, now time.Time) []string {
	var lines []string
	for i, e := range c.Entries {
		clock := e.promisedClock()
		if clock.IsZero() {
			continue
		}
		e.Agent, e.Ticket = "", "" // a reminder is about what was said, not about who said it
		if e.State == Asked {
			supplied := c.suppliedAfter(i)
			if supplied == nil {
				continue
			}
			clock.From = supplied.At
			lines = append(lines, supplied.line("按客服要求补充材料", "客服"+clock.promised("收到后"), clock.until(cal, now)))
			continue
		}
		promise := ""
		if clock.By != "" || !strings.ContainsAny(e.Said, "日天周") { // else the words say how long
			promise = clock.promised("")
		}
		if clock.By != "" && !clock.passed(cal, now) {
			promise = ""
		}
		lines = append(lines, e.line(e.answer(), promise, clock.until(cal, now)))
	}
	return lines
}

// suppliedAfter returns the entry that handed in what support asked for in another one, or nil.
func (c Case) suppliedAfter(asked int) *Entry {
	for i := asked + 1; i < len(c.Entries); i++ {
		if c.Entries[i].State == Submitted {
			return &c.Entries[i]
		}
	}
	return nil
}

// Claim returns the claim of a complaint, given what the letter asked of support.
func Claim(demand string) string {
	return "请求被投诉人" + demand + "。"
}

// HistoryLine returns the line about an entry in the history of a letter. It says only what the entry holds, and is "" if
// that is nothing for a reader. paid is the list whose records money is for; nil if the letter has none.
func HistoryLine(e Entry, paid *letter.List) string {
	action, answer := e.action(), ""
	if e.Said != "" || e.Promise != nil || e.State == Answered || e.State == Asked {
		answer = e.answer()
	}
	if answer == "" {
		if numbers := e.numbers(); action != "" || e.Via != "" || numbers != "" {
			if action == "" {
				action = e.by() + "联系客服"
			}
			action += numbers
		}
	}
	promise := ""
	if clock := e.promisedClock(); !clock.IsZero() {
		promise = clock.promised("")
		if e.State == Asked {
			promise = clock.promised("收到后")
		}
	}
	return e.line(action, answer, promise, e.money(paid), endings[e.State])
}

// line returns a sentence: the date and the parts that are not empty.
func (e Entry) line(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		if part == "" {
			continue
		}
		b.WriteString("，" + part)
	}
	if b.Len() == 0 {
		return ""
	}
	return dayOf(e.At) + strings.TrimPrefix(b.String(), "，") + "。"
}

// dayOf returns the date of a moment in China.
func dayOf(at time.Time) string {
	return field.TimeValue{Time: at.In(field.Beijing), Day: true}.String()
}

// action returns what the user did.
func (e Entry) action() string {
	switch {
	case e.Reminder > 0:
		return fmt.Sprintf("%s发出第%d次催办", e.by(), e.Reminder)
	case e.Supplement:
		return e.by() + "提交补充材料"
	case e.State == Submitted, e.Submits:
		return e.by() + "提交申请"
	case e.Letter != "":
		return e.by() + "发出信函"
	}
	return ""
}

// ways are the names of the channels to support, desks those of the channels from support.
var (
	ways  = map[Via]string{App: "抖音App", Phone: "客服电话", Email: "电子邮件", Web: "官网客服页面"}
	desks = map[Via]string{App: "App", Phone: "电话", Email: "邮件", Web: "网页"}
)

func (e Entry) by() string {
	if way := ways[e.Via]; way != "" {
		return "通过" + way
	}
	return ""
}

// answer returns what support said or asked for, and who did.
func (e Entry) answer() string {
	words := "作出答复"
	switch {
	case e.Asked != "":
		words = "要求补充" + quoted(e.Asked)
	case e.State == Asked:
		words = "要求补充材料"
	case e.Said != "":
		words = "答复" + quoted(e.Said)
	}
	return desks[e.Via] + "客服" + e.numbers() + words
}

// quoted returns words in quotation marks that the words do not contain, on one line.
func quoted(words string) string {
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	if strings.ContainsAny(words, "“”") {
		return "「" + words + "」"
	}
	return "“" + words + "”"
}

// numbers returns the numbers by which support finds the conversation.
func (e Entry) numbers() string {
	var numbers []string
	if e.Agent != "" {
		numbers = append(numbers, "工号"+e.Agent)
	}
	if e.Ticket != "" {
		numbers = append(numbers, "工单号"+e.Ticket)
	}
	if len(numbers) == 0 {
		return ""
	}
	return "（" + strings.Join(numbers, "，") + "）"
}

// promised returns the time of a clock in the words of a promise. What support promised to do by then is not known. from is the event from
// which working days count; "" if it is the promise.
func (c Clock) promised(from string) string {
	if c.By != "" {
		date, _ := dateOf(c.By)
		return "承诺期限为" + dayOf(date) + "（含当日）"
	}
	return "承诺期限为" + from + strconv.Itoa(c.Last) + "个工作日内"
}

// passed reports whether the last day has passed.
func (c Clock) passed(cal *workday.Calendar, now time.Time) bool {
	return c.Due(cal).Last.Date.Before(field.Midnight(now))
}

// until returns the last day of a clock in working days; "" if it has not passed, or if a date was promised.
func (c Clock) until(cal *workday.Calendar, now time.Time) string {
	due := c.Due(cal).Last
	if c.By != "" || !c.passed(cal, now) {
		return ""
	}
	text := "即不晚于" + dayOf(due.Date)
	if due.Provisional {
		text += "（暂定）"
	}
	return text
}

// Tried returns the summary of the contacts with support for a complaint: the number of submissions, reminders and
// supplements, the time since, and that there is no result. It is "" if the case was never submitted.
func (c Case) Tried(cal *workday.Calendar, now time.Time) string {
	if c.Submitted < 0 {
		return ""
	}
	text := "已向客服申请1次"
	if c.Reminders > 0 {
		text += fmt.Sprintf("、催办%d次", c.Reminders)
	}
	supplied := 0
	for _, e := range c.Entries {
		if e.Supplement {
			supplied++
		}
	}
	if supplied > 0 {
		text += fmt.Sprintf("、补充材料%d次", supplied)
	}
	switch n, _ := cal.Between(c.Entries[c.Submitted].At, now); {
	case c.State == Refused:
		return text + "，申请被拒绝。"
	case n > 0:
		return text + fmt.Sprintf("，自首次提交起已过去%d个工作日，尚未收到最终处理结果。", n)
	}
	return text + "，尚未收到最终处理结果。"
}

var targets = map[Target]string{Original: "，原路退回", Wallet: "，退至钱包"}

// money returns the money received. A negative amount corrects an earlier entry.
func (e Entry) money(paid *letter.List) string {
	switch p := e.Paid; {
	case p == nil:
		return ""
	case p.Fen < 0:
		return "更正此前记录的到账金额，减去" + field.MoneyValue(-p.Fen).String() + "元"
	default:
		on := ""
		if date, ok := dateOf(p.On); ok && !date.Equal(field.Midnight(e.At)) {
			on = dayOf(date)
		}
		named := ""
		if paid != nil && len(p.For) > 0 {
			named = "（原申请" + paid.RecordsLabel(p.For).ZH + "）"
		}
		return on + "到账" + field.MoneyValue(p.Fen).String() + "元" + named + targets[p.To]
	}
}

var endings = map[State]string{Settled: "事项办结", Refused: "申请被拒绝", Withdrawn: "撤回申请"}

// ProvisionalNote is added to a day of a year whose holidays are not announced yet.
const ProvisionalNote = "暂定，当年节假日安排尚未公布"
