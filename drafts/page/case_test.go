package page_test

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts/page"
)

var (
	caseWords = page.CaseWords{
		State: "状态", Deadline: "答复期限", Next: "下一步", Claimed: "申请金额", Received: "已收到", Open: "未收到",
		Timeline: "经过", Calendar: "期限日历", Weekdays: [7]string{"一", "二", "三", "四", "五", "六", "日"},
		Legend: page.CalendarLegend{Due: "期限内", Holiday: "法定假日", Off: "周末", Today: "今天"},
		Facts:  "事实", Payments: "到账", On: "日期", To: "去向", Amount: "金额", NotGiven: "未注明",
		Evidence: "证据", Digest: "SHA-256", Letters: "信件", Unsent: "没有交出去的信", App: "提交到 App 的文字", Whole: "信件全文",
	}
	casesWords = page.CasesWords{
		Totals: "合计", Account: "账号", Count: "案件数", Cases: "明细", Case: "案件", State: "状态", Deadline: "期限",
		Claimed: "申请（元）", Received: "已收（元）", Open: "未收（元）", None: "没有案件",
	}
	caseRows = []page.CaseRow{
		{
			ID: "k3f9a", Account: "zhangsan@example.com", Kind: "充值退款", Subject: "2026年9月16日充值1,648.00元", State: "已提交",
			Deadline: "9月25日，已过 3 个工作日", Urgency: page.Late, Claimed: "1,648.00", Received: "1,000.00", Open: "648.00",
		},
		{
			ID: "b2n6d", Account: "lisi@example.com", Kind: "月付关闭", Subject: "关闭抖音月付", State: "已提交",
			Deadline: "12月31日至1月19日（暂定）", Urgency: page.Waiting,
		},
		{
			ID: "t5y0e", Account: "lisi@example.com", Kind: "充值退款", Subject: "2026年8月2日充值30.00元", State: "已结清",
			Urgency: page.Over, Claimed: "30.00", Received: "30.00", Open: "0.00",
		},
	}
)

func casePage() page.CasePage {
	return page.CasePage{
		Lang: "zh-CN", Title: "充值退款申请：2026年9月16日充值1,648.00元", Words: caseWords,
		About: "充值退款 · 编号 k3f9a · 2026年9月29日", State: "已答复，部分到账", Urgency: page.Waiting,
		Deadline: "2026年9月22日至10月15日", Provisional: "暂定", Next: "等待答复",
		Money: &page.Money{
			Claimed: "1,648.00 元", Received: "1,000.00 元", Open: "648.00 元",
			Payments: []page.Payment{
				{On: "2026年9月25日", To: "原路退回", Amount: "600.00 元"},
				{On: "2026年9月28日", Amount: "400.00 元"},
			},
		},
		Notes: []page.Note{{Warning: true, Text: "2027年的放假安排尚未公布。"}, {Text: "电话与单号已遮盖。"}},
		Timeline: []page.Item{
			{When: "2026年9月18日 09:12", What: "在抖音应用内提交申请", Kind: page.ItemSubmitted},
			{
				When: "2026年9月22日 14:03", What: "电话客服答复", Kind: page.ItemAnswer,
				Quote: "您好，三个工作日内处理。\n请保持电话畅通。", Note: "客服工号 1024 · 工单号 88",
			},
			{When: "2026年9月22日 14:03", What: "承诺在2026年9月25日前处理", Kind: page.ItemPromise},
			{When: "2026年9月25日", What: "收到 600.00 元", Note: "原路退回", Kind: page.ItemMoney},
			{When: "2026年9月26日 10:00", What: "第一次催办", Kind: page.ItemLetter},
			{When: "2026年9月28日 16:40", What: "状态：已答复", Kind: page.ItemState},
			{When: "2026年10月15日", What: "答复期限届满", Kind: page.ItemDeadline},
		},
		Days: []page.Day{
			day("2026-09-18", page.Day{Text: "9/18", Label: "提交", Kind: page.DayWork}),
			day("2026-09-19", page.Day{Text: "19", Kind: page.DayOff}),
			day("2026-09-20", page.Day{Text: "20", Label: "补班", Kind: page.DayWork}),
			day("2026-09-21", page.Day{Text: "21", Kind: page.DayWork}),
			day("2026-09-22", page.Day{Text: "22", Kind: page.DayWork, Due: true, Today: true}),
			day("2026-09-23", page.Day{Text: "23", Kind: page.DayWork, Due: true}),
			day("2026-09-24", page.Day{Text: "24", Label: "截止", Kind: page.DayWork, Due: true, Last: true}),
			day("2026-09-25", page.Day{Text: "25", Label: "中秋节", Kind: page.DayHoliday}),
		},
		Facts: []page.Fact{{Label: "抖音号", Value: "dy_20260102"}, {Label: "订单号", Value: "4200002467202512311234567890"}},
		Evidence: []page.Evidence{
			{
				Name: "订单截图.png", Size: "284 KB", Digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
				Pictures: []page.Picture{{Data: []byte("\x89PNG…"), Width: 1080, Height: 2400}, {Data: []byte("\xff\xd8\xff…"), Width: 1080, Height: 900}},
			},
			{Name: "支付凭证.pdf", Note: "文件已不在原处"},
			{Name: "录屏.mp4"},
		},
		Letters: []page.CaseLetter{
			{
				Title: "首次申请 · 2026年9月18日", Subject: "充值退款申请", App: []string{"(1/2)申请退款。", "(2/2)抖音号dy_20260102。"},
				Text: "抖音客服团队：\n\n    本人张三。\n",
			},
			{Title: "第一次催办 · 2026年9月26日", Text: "抖音客服团队：\n\n    请答复。\n"},
		},
		Unsent: []page.CaseLetter{{Title: "第二次催办 · 2026年9月29日 · 草稿", Subject: "再次询问", Text: "抖音客服团队：\n\n    请再答复。\n"}},
	}
}

func day(date string, d page.Day) page.Day {
	var err error
	if d.Date, err = time.Parse(time.DateOnly, date); err != nil {
		panic(err)
	}
	return d
}

func casesPage(shown ...page.CaseRow) page.CasesPage {
	return page.CasesPage{
		Lang: "zh-CN", Title: "全部案件", Words: casesWords, About: "2026年9月29日 · 3 个案件",
		Notes: []page.Note{{Text: "姓名已遮盖。"}},
		Totals: []page.Total{
			{Account: "zhangsan@example.com", Count: "1", Claimed: "1,648.00", Received: "1,000.00", Open: "648.00"},
			{Account: "lisi@example.com", Count: "2", Claimed: "30.00", Received: "30.00", Open: "0.00"},
		},
		All:   page.Total{Account: "全部", Count: "3", Claimed: "1,678.00", Received: "1,030.00", Open: "648.00"},
		Cases: rows(shown...),
	}
}

func rows(shown ...page.CaseRow) iter.Seq2[page.CaseRow, error] {
	return func(yield func(page.CaseRow, error) bool) {
		for _, r := range shown {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func renderCase(t *testing.T, p page.CasePage) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Case(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func renderCases(t *testing.T, p page.CasesPage) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Cases(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHostileReport: markup, direction marks and very long texts in every field do not change the elements of both pages.
func TestHostileReport(t *testing.T) {
	spoilt := func(text string) (one, many string) {
		p, table, shown := casePage(), casesPage(), slices.Clone(caseRows)
		setStrings(reflect.ValueOf(&p).Elem(), text)
		setStrings(reflect.ValueOf(&table).Elem(), text)
		setStrings(reflect.ValueOf(shown), text)
		table.Cases = rows(shown...)
		return renderCase(t, p), renderCases(t, table)
	}
	plainOne, plainMany := spoilt("word")
	for _, text := range []string{hostile, "\u202egnp.exe שלום \u2066\u200f", strings.Repeat("长", 10000), strings.Repeat("w", 10000)} {
		one, many := spoilt(text)
		if !slices.Equal(shape(t, one), shape(t, plainOne)) || !slices.Equal(shape(t, many), shape(t, plainMany)) {
			t.Errorf("%.40q gives other elements or attributes", text)
		}
		if got := textsOfClass(t, one, "text"); len(got) != 3 || got[0] != text {
			t.Errorf("the letters: %.100q", got)
		}
	}
}

// textsOfClass returns the texts of the elements of a class.
func textsOfClass(t *testing.T, text, class string) []string {
	t.Helper()
	var out []string
	for _, n := range elements(t, text) {
		if attribute(n, "class") == class {
			out = append(out, content(n))
		}
	}
	return out
}

// TestQuoteIsWordForWord: the words of support are shown unchanged, so that they can be copied.
func TestQuoteIsWordForWord(t *testing.T) {
	p := casePage()
	for _, n := range elements(t, renderCase(t, p)) {
		if n.Data == "blockquote" && content(n) != p.Timeline[1].Quote {
			t.Errorf("got %q, want %q", content(n), p.Timeline[1].Quote)
		}
	}
}

// TestCalendar: each day is in the column of its weekday.
func TestCalendar(t *testing.T) {
	days := []string{}
	for _, n := range elements(t, renderCase(t, casePage())) {
		if n.Data == "td" && n.Parent.Parent.Parent.Data == "table" && attribute(n.Parent.Parent.Parent, "class") == "calendar" {
			days = append(days, attribute(n, "class")+":"+content(n))
		}
	}
	want := []string{
		":", ":", ":", ":", "work:9/18提交", "off:19", "work:20补班",
		"work:21", "work due today:22", "work due:23", "work due last:24截止", "holiday:25中秋节", ":", ":",
	}
	if !reflect.DeepEqual(days, want) {
		t.Errorf("got  %q\nwant %q", days, want)
	}
}

// TestLegendExplainsWhatIsSeen: the legend has only the classes that occur.
func TestLegendExplainsWhatIsSeen(t *testing.T) {
	p := casePage()
	p.Days = p.Days[:2]
	if got := textsOfClass(t, renderCase(t, p), "legend"); len(got) != 1 || strings.TrimSpace(got[0]) != "周末" {
		t.Errorf("got %q", got)
	}
}

// TestEveryReportWordIsUsed: both pages show all of their labels.
func TestEveryReportWordIsUsed(t *testing.T) {
	p := casePage()
	setWords(reflect.ValueOf(&p.Words).Elem(), "")
	text := renderCase(t, p)
	for _, word := range setWords(reflect.ValueOf(&p.Words).Elem(), "") {
		if !strings.Contains(text, word) {
			t.Errorf("%s is not shown", word)
		}
	}
	table := casesPage()
	words := setWords(reflect.ValueOf(&table.Words).Elem(), "")
	text = renderCases(t, table) // without rows
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%s is not shown", word)
		}
	}
	table.Cases = rows(caseRows...)
	if strings.Contains(renderCases(t, table), table.Words.None) {
		t.Errorf("%s beside cases", table.Words.None)
	}
}

// setWords sets every label to the name of its field, and returns the names.
func setWords(v reflect.Value, name string) []string {
	var out []string
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			out = append(out, setWords(v.Field(i), name+"-"+v.Type().Field(i).Name)...)
		}
	case reflect.Array:
		for i := range v.Len() {
			out = append(out, setWords(v.Index(i), name+"-"+string(rune('a'+i)))...)
		}
	default:
		v.SetString("word" + name + ".")
		out = append(out, v.String())
	}
	return out
}

// TestRowError: an error of a row ends the page and is returned.
func TestRowError(t *testing.T) {
	failed := errors.New("the store is gone")
	p := casesPage()
	p.Cases = func(yield func(page.CaseRow, error) bool) {
		if yield(caseRows[0], nil) && yield(page.CaseRow{}, failed) {
			t.Error("asked for a row after the error")
		}
	}
	if err := page.Cases(io.Discard, p); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}

func TestReportWriteError(t *testing.T) {
	if err := page.Case(fullDisk{}, casePage()); !errors.Is(err, errFull) {
		t.Errorf("case: got %v", err)
	}
	if err := page.Cases(fullDisk{}, casesPage(caseRows...)); !errors.Is(err, errFull) {
		t.Errorf("cases: got %v", err)
	}
}

func BenchmarkCases(b *testing.B) {
	many := make([]page.CaseRow, 0, 10000)
	for i := range cap(many) {
		many = append(many, caseRows[i%len(caseRows)])
	}
	p := casesPage(many...)
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Cases(io.Discard, p); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLetterIsWordForWord: splitting off the ending does not change the text.
func TestLetterIsWordForWord(t *testing.T) {
	body := "客服：\n\n第一段。\n第二行。\n\n"
	end := "感谢。\n电话：1\n\n此致\n敬礼！\n\n申请人：张三\n日期：2026年9月18日\n"
	for text, ending := range map[string]string{
		body + end:                      end,
		end:                             end,
		"一行":                            "一行",
		"":                              "",
		"\n\n":                          "\n\n",
		"一\n\n二\n\n三\n\n四\n":            "二\n\n三\n\n四\n",
		strings.Repeat("行\n", 40) + "末": strings.Repeat("行\n", 11) + "末",
	} {
		p := page.CasePage{Words: caseWords, Letters: []page.CaseLetter{{Text: text}}}
		shown := renderCase(t, p)
		if got := textsOfClass(t, shown, "text"); len(got) != 1 || got[0] != text {
			t.Errorf("got %q, want %q", got, text)
		}
		if got := textsOfClass(t, shown, "ending"); len(got) != 1 || got[0] != ending {
			t.Errorf("the end of %q: got %q, want %q", text, got, ending)
		}
	}
}

// TestPageForOthers: a page without Next and Unsent has no elements for the owner.
func TestPageForOthers(t *testing.T) {
	p := casePage()
	if text := renderCase(t, p); strings.Count(text, `own"`) != 2 {
		t.Errorf("of the owner: %d", strings.Count(text, `own"`))
	}
	p.Next, p.Unsent = "", nil
	if text := renderCase(t, p); strings.Contains(text, `own"`) || strings.Contains(text, p.Words.Unsent) || strings.Contains(text, p.Words.Next) {
		t.Error("the page for others has something of the owner's")
	}
}

// TestPictures: pictures are embedded, and the policy allows data URLs only on a page with pictures.
func TestPictures(t *testing.T) {
	var sources []string
	p := casePage()
	for _, n := range elements(t, renderCase(t, p)) {
		if n.Data == "img" {
			sources = append(sources, attribute(n, "src"))
			if attribute(n, "alt") != "订单截图.png" || attribute(n, "width") != "1080" {
				t.Errorf("got %v", n.Attr)
			}
		}
	}
	want := []string{"data:image/png;base64,iVBOR+KApg==", "data:image/jpeg;base64,/9j/4oCm"}
	if !slices.Equal(sources, want) {
		t.Errorf("got %q, want %q", sources, want)
	}
	p.Evidence = p.Evidence[1:]
	if strings.Contains(renderCase(t, p), "img-src") {
		t.Error("the policy lets pictures into a page without one")
	}
}
