package cases

import (
	"encoding/json"
	"strings"
	"testing"

	"draft/drafts/letter"
	"draft/drafts/workday"
)

func TestPromises(t *testing.T) {
	friday, later := at(t, "2026-11-20 10:00"), at(t, "2027-02-01 10:00")
	for _, test := range []struct {
		entries []Entry
		now     string
		want    string
	}{
		{
			[]Entry{{At: friday, Via: Phone, Said: "三个工作日内处理", Ticket: "88", Promise: &Promise{Workdays: 3}}},
			"",
			"2026年11月20日电话客服答复“三个工作日内处理”，即不晚于2026年11月25日。",
		},
		{ // a deadline that has not passed is not named
			[]Entry{{At: friday, Via: Phone, Said: "三个工作日内处理", Promise: &Promise{Workdays: 3}}},
			"2026-11-25 20:00",
			"2026年11月20日电话客服答复“三个工作日内处理”。",
		},
		{
			[]Entry{{At: friday, Via: App, Said: "月底前", Promise: &Promise{On: "2026-11-30"}}},
			"",
			"2026年11月20日App客服答复“月底前”，承诺期限为2026年11月30日（含当日）。",
		},
		{
			[]Entry{{At: friday, Via: App, Said: "月底前", Promise: &Promise{On: "2026-11-30"}}},
			"2026-11-30 10:00",
			"2026年11月20日App客服答复“月底前”。",
		},
		{
			[]Entry{{At: friday, Promise: &Promise{Workdays: 1}}},
			"",
			"2026年11月20日客服作出答复，承诺期限为1个工作日内，即不晚于2026年11月23日。",
		},
		{
			[]Entry{{At: at(t, "2026-12-20 10:00"), Via: Web, Promise: &Promise{Workdays: 15}}},
			"",
			"2026年12月20日网页客服作出答复，承诺期限为15个工作日内，即不晚于2027年1月8日（暂定）。",
		},
		{ // only line breaks in the words are changed
			[]Entry{{At: friday, Via: Email, Said: "他说“好”，\r\n请等。", Promise: &Promise{On: "2026-11-30"}}},
			"",
			"2026年11月20日邮件客服答复「他说“好”， 请等。」，承诺期限为2026年11月30日（含当日）。",
		},
		{[]Entry{{At: friday, Via: Phone, Said: "请耐心等待"}}, "", ""},
		{[]Entry{{At: friday, Promise: &Promise{On: "soon"}}}, "", ""},
		// A promise that depends on the receipt of something does not count before that.
		{[]Entry{{At: friday, State: Asked, Via: App, Asked: "请提供UID", Promise: &Promise{Workdays: 3}}}, "", ""},
		{
			[]Entry{
				{At: friday, State: Asked, Via: App, Asked: "请提供UID", Promise: &Promise{Workdays: 3}},
				{At: friday.AddDate(0, 0, 3), State: Submitted, Supplement: true, Via: App},
			},
			"",
			"2026年11月23日按客服要求补充材料，客服承诺期限为收到后3个工作日内，即不晚于2026年11月26日。",
		},
	} {
		now := later
		if test.now != "" {
			now = at(t, test.now)
		}
		if got := strings.Join(Of(test.entries, letter.Workdays{}).Promises(workday.Announced(), now), "\n"); got != test.want {
			t.Errorf("%s\nwant %s", got, test.want)
		}
	}
}

func TestTried(t *testing.T) {
	friday, now := at(t, "2026-11-20 10:00"), at(t, "2026-12-11 10:00")
	for _, test := range []struct {
		entries []Entry
		want    string
	}{
		{nil, ""},
		{[]Entry{{At: friday, State: Submitted, Via: App}}, "已向客服申请1次，自首次提交起已过去15个工作日，尚未收到最终处理结果。"},
		{
			[]Entry{
				{At: friday, State: Submitted, Via: App},
				{At: friday.AddDate(0, 0, 1), State: Asked, Asked: "请提供UID"},
				{At: friday.AddDate(0, 0, 2), State: Submitted, Supplement: true},
				{At: friday.AddDate(0, 0, 9), State: Submitted, Reminder: 1},
				{At: friday.AddDate(0, 0, 10), State: Answered, Said: "在处理"},
			},
			"已向客服申请1次、催办1次、补充材料1次，自首次提交起已过去15个工作日，尚未收到最终处理结果。",
		},
		{[]Entry{{At: friday, State: Refused, Via: Phone, Said: "不符合条件"}}, "已向客服申请1次，申请被拒绝。"},
	} {
		if got := Of(test.entries, letter.Workdays{}).Tried(workday.Announced(), now); got != test.want {
			t.Errorf("%s\nwant %s", got, test.want)
		}
	}
}

func TestHistoryLine(t *testing.T) {
	for i, want := range []string{
		"2026年9月18日通过抖音App提交申请。",
		"2026年9月21日电话客服（工号1024，工单号88）答复“三个工作日内处理”，承诺期限为3个工作日内。",
		"2026年9月29日通过电子邮件发出第1次催办。",
		"2026年10月12日App客服答复“同意部分退款”。",
		"2026年10月13日到账500.00元，原路退回。",
		"2026年10月15日电话客服答复“余款月底前到账”，承诺期限为2026年10月30日（含当日）。",
		"2026年10月29日到账500.01元，退至钱包。",
		"2026年10月29日事项办结。",
	} {
		if got := HistoryLine(history(t)[i], nil); got != want {
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
		{Entry{State: Submitted, Via: Phone, Agent: "1024"}, "通过客服电话提交申请（工号1024）。"},
		{Entry{State: Submitted, Via: Phone, Said: "已登记", Ticket: "88"}, "通过客服电话提交申请，电话客服（工单号88）答复“已登记”。"},
		{Entry{Via: Phone}, "通过客服电话联系客服。"},
		{Entry{Ticket: "88"}, "联系客服（工单号88）。"},
		{Entry{Letter: "b2", Via: Email}, "通过电子邮件发出信函。"},
		{Entry{State: Submitted, Letter: "b2", Reminder: 2, Via: Web}, "通过官网客服页面发出第2次催办。"},
		{Entry{State: Answered}, "客服作出答复。"},
		{Entry{State: Asked, Via: App, Asked: "请提供UID", Promise: &Promise{Workdays: 3}}, "App客服要求补充“请提供UID”，承诺期限为收到后3个工作日内。"},
		{Entry{State: Asked, Via: App}, "App客服要求补充材料。"},
		{Entry{State: Submitted, Supplement: true, Via: App}, "通过抖音App提交补充材料。"},
		{Entry{State: Answered, Submits: true, Via: Phone, Said: "已登记"}, "通过客服电话提交申请，电话客服答复“已登记”。"},
		{Entry{State: Refused, Via: App, Said: "不符合条件"}, "App客服答复“不符合条件”，申请被拒绝。"},
		{Entry{State: Withdrawn}, "撤回申请。"},
		{Entry{Paid: &Payment{Fen: 5000}}, "到账50.00元。"},
		{Entry{Paid: &Payment{Fen: 5000, On: "2026-11-18", To: Original}, State: Settled}, "2026年11月18日到账50.00元，原路退回，事项办结。"},
		{Entry{Paid: &Payment{Fen: -5000, On: "2026-11-18"}}, "更正此前记录的到账金额，减去50.00元。"},
	} {
		test.entry.At = at(t, "2026-11-20 00:30").UTC()
		if test.want != "" {
			test.want = "2026年11月20日" + test.want
		}
		if got := HistoryLine(test.entry, nil); got != test.want {
			t.Errorf("%s\nwant %s", got, test.want)
		}
	}
}

// FuzzHistory makes lines of any entry. A line contains what support said, has no line break and no empty brackets.
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
			for _, line := range append(Of([]Entry{e}, letter.Workdays{}).Promises(cal, e.At.AddDate(5, 0, 0)), HistoryLine(e, nil)) {
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
