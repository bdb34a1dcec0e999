package cases

import (
	"encoding/json"
	"strings"
	"testing"

	"draft/drafts/workday"
)

func TestPromiseLine(t *testing.T) {
	friday := at(t, "2026-11-20 10:00")
	for _, test := range []struct {
		entry Entry
		want  string
	}{
		{
			Entry{At: friday, Via: Phone, Said: "三个工作日内处理", Agent: "1024", Ticket: "88", Promise: &Promise{Workdays: 3}},
			"2026年11月20日，电话客服（工号：1024，工单号：88）答复：“三个工作日内处理”；承诺的时间：3个工作日内，即不晚于2026年11月25日。",
		},
		{
			Entry{At: friday, Via: App, Said: "月底前", Ticket: "88", Promise: &Promise{On: "2026-11-30"}},
			"2026年11月20日，App客服（工单号：88）答复：“月底前”；承诺的时间：不晚于2026年11月30日。",
		},
		{
			Entry{At: friday, Promise: &Promise{Workdays: 1}},
			"2026年11月20日，客服作出答复；承诺的时间：1个工作日内，即不晚于2026年11月23日。",
		},
		{
			Entry{At: at(t, "2026-12-20 10:00"), Via: Web, Promise: &Promise{Workdays: 15}},
			"2026年12月20日，网页客服作出答复；承诺的时间：15个工作日内，即不晚于2027年1月8日（暂定）。",
		},
		{ // nothing of the words is changed but the line breaks
			Entry{At: friday, Via: Email, Said: "他说“好”，\r\n请等。", Promise: &Promise{On: "2026-11-30"}},
			"2026年11月20日，电子邮件客服答复：「他说“好”， 请等。」；承诺的时间：不晚于2026年11月30日。",
		},
		{Entry{At: friday, Via: Phone, Said: "请耐心等待"}, ""},
		{Entry{At: friday, Promise: &Promise{On: "soon"}}, ""},
	} {
		if got := PromiseLine(test.entry, workday.Announced()); got != test.want {
			t.Errorf("%s\nwant %s", got, test.want)
		}
	}
}

func TestHistoryLine(t *testing.T) {
	for i, want := range []string{
		"2026年9月18日，通过App提交申请。",
		"2026年9月21日，电话客服（工号：1024，工单号：88）答复：“三个工作日内处理”；承诺的时间：3个工作日内。",
		"2026年9月29日，通过电子邮件发出第1次催办。",
		"2026年10月12日，App客服答复：“同意部分退款”。",
		"2026年10月13日，到账500.00元，原路退回。",
		"2026年10月15日，电话客服答复：“余款月底前到账”；承诺的时间：不晚于2026年10月30日。",
		"2026年10月29日，到账500.01元，退至钱包。",
		"2026年10月29日，事项办结。",
	} {
		if got := HistoryLine(history(t)[i]); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestHistoryLineOfParts(t *testing.T) {
	for _, test := range []struct {
		entry Entry
		want  string
	}{
		{Entry{}, ""},
		{Entry{State: Prepared}, ""},
		{Entry{State: Submitted}, "提交申请。"},
		{Entry{State: Submitted, Via: Phone, Agent: "1024"}, "通过电话提交申请（工号：1024）。"},
		{Entry{State: Submitted, Via: Phone, Said: "已登记", Ticket: "88"}, "通过电话提交申请；电话客服（工单号：88）答复：“已登记”。"},
		{Entry{Via: Phone}, "通过电话联系客服。"},
		{Entry{Ticket: "88"}, "联系客服（工单号：88）。"},
		{Entry{Letter: "b2", Via: Email}, "通过电子邮件发出信函。"},
		{Entry{State: Submitted, Letter: "b2", Reminder: 2, Via: Web}, "通过网页发出第2次催办。"},
		{Entry{State: Answered}, "客服作出答复。"},
		{Entry{State: Refused, Via: App, Said: "不符合条件"}, "App客服答复：“不符合条件”；申请被拒绝。"},
		{Entry{State: Withdrawn}, "撤回申请。"},
		{Entry{Paid: &Payment{Fen: 5000}}, "到账50.00元。"},
		{Entry{Paid: &Payment{Fen: 5000, On: "2026-11-18", To: Original}, State: Settled}, "2026年11月18日到账50.00元，原路退回；事项办结。"},
		{Entry{Paid: &Payment{Fen: -5000, On: "2026-11-18"}}, "更正此前记录的到账金额，减去50.00元。"},
	} {
		test.entry.At = at(t, "2026-11-20 00:30").UTC()
		if test.want != "" {
			test.want = "2026年11月20日，" + test.want
		}
		if got := HistoryLine(test.entry); got != test.want {
			t.Errorf("%s\nwant %s", got, test.want)
		}
	}
}

// FuzzHistory reads whatever a store may hold. A line says what support said, stays one, and has no empty brackets.
func FuzzHistory(f *testing.F) {
	text, err := json.Marshal(history(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`[{"state":"?","via":"fax","promise":{"on":"9999-12-31"},"paid":{"fen":-9223372036854775808}}]`))
	f.Add([]byte(`[{"at":"2026-11-20T10:00:00+08:00","promise":{"workdays":500},"said":"\n","agent":" "}]`))
	cal := workday.Announced()
	f.Fuzz(func(t *testing.T, text []byte) {
		var entries []Entry
		if json.Unmarshal(text, &entries) != nil {
			t.Skip()
		}
		c := Of(entries, usual)
		now := at(t, "2026-11-20 10:00")
		if c.Clock.IsZero() != (c.Clock.Urgency(cal, now, SoonDays) == Yours) {
			t.Errorf("the clock %+v is not told from none", c.Clock)
		}
		if e, ok := c.Event("k7", cal); ok && e.Alarm.After(e.To) {
			t.Errorf("alarm on %s, after %s", e.Alarm, e.To)
		}
		for _, e := range c.Entries {
			for _, line := range []string{HistoryLine(e), PromiseLine(e, cal)} {
				if strings.Contains(line, "（）") && !strings.Contains(string(text), "（）") {
					t.Errorf("empty brackets in %q", line)
				}
				said := quoted(e.Said)
				if line != "" && e.Said != "" && !strings.Contains(line, said) {
					t.Errorf("%q leaves out %q", line, said)
				}
			}
		}
	})
}
