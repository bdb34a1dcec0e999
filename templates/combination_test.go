package templates

import (
	"maps"
	"regexp"
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// combination is one combination of answers with its letter.
type combination struct {
	name   string
	sheet  *letter.Sheet
	facts  []letter.Fact
	values letter.Values
	letter letter.Letter
}

// body returns the letter without the person's free text.
func (c combination) body() string {
	body := c.letter.Body
	for _, name := range []string{"description", "remark"} {
		if v := c.values[name]; v != nil {
			body = strings.Replace(body, v.String(), "", 1)
		}
	}
	return body
}

// app returns the complete app text.
func (c combination) app() string { return letter.Fit(c.letter.Sentences, 0).Whole }

// combine renders the letters of a built-in kind for every combination of choices, each with all optional texts, with one of them, and
// with none. Letters that a check stops are skipped.
func combine(t *testing.T, kind string, see func(combination)) {
	t.Helper()
	l := builtinKind(t, kind)
	var choices, texts []letter.Field
	full := letter.Values{}
	for _, q := range l.parser.kind.Fields {
		switch {
		case q.Type == field.Choice || q.Type == field.YesNo:
			choices = append(choices, q)
		case q.Optional:
			texts = append(texts, q)
			fallthrough
		default:
			full[q.Name] = l.sample(q)
		}
	}
	write := func(name string, values letter.Values) {
		kept, _ := l.parser.kind.ActiveAnswers(values, writtenAt)
		sheet := l.parser.kind.Sheet(kept, writtenAt)
		for _, c := range sheet.Findings() {
			if c.Level == letter.Stop {
				return
			}
		}
		written, err := sheet.Letter()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, q := range choices {
			if v := kept[q.Name]; v != nil {
				name += " " + q.Name + "=" + v.Answer()
			}
		}
		see(combination{name: name, sheet: sheet, facts: sheet.Facts(), values: kept, letter: written})
	}
	var choose func(values letter.Values, rest []letter.Field)
	choose = func(values letter.Values, rest []letter.Field) {
		if len(rest) > 0 {
			asked := l.parser.kind.Sheet(values, writtenAt).Holds(rest[0].When)
			if asked {
				for _, v := range l.candidates(rest[0])[2:] { // the first two are none and the sample
					values[rest[0].Name] = v
					choose(values, rest[1:])
				}
				delete(values, rest[0].Name)
			}
			if !asked || rest[0].Optional {
				choose(values, rest[1:])
			}
			return
		}
		write("all", values)
		asked, _ := l.parser.kind.ActiveAnswers(values, writtenAt)
		bare := maps.Clone(values)
		for _, q := range texts {
			delete(bare, q.Name)
		}
		write("none", bare)
		if slow {
			return
		}
		for _, q := range texts {
			if asked[q.Name] == nil {
				continue
			}
			bare[q.Name] = full[q.Name]
			write("only "+q.Name, bare)
			delete(bare, q.Name)
		}
	}
	choose(full, choices)
}

// inApp has the words of the app text for answers that it states differently from the letter.
var inApp = map[string]string{
	"recharged_by=self": "我于", "recharged_by=minor": "孩子", "recharged_by=other": "由他人",
	"unused=part": "使用", "unused=unsure": "使用情况无法确定",
	"keep=first": "请保留第一笔", "keep=second": "请保留第二笔",
	"evidence=":        "可提供证据材料",
	"bill_cleared=yes": "账单已全部还清", "bill_cleared=no": "账单尚", "bill_cleared=unsure": "不清楚账单是否还清",
	"instalment_cleared=yes": "没有进行中的分期或延期", "instalment_cleared=no": "有进行中的分期或延期", "instalment_cleared=unsure": "不清楚有没有分期或延期",
	"undisputed=unsure": "不清楚账户有没有争议或冻结",
	"pending=no":        "没有进行中的月付订单或退款", "pending=yes": "有进行中的月付订单或退款", "pending=unsure": "不清楚有没有进行中的月付订单或退款",
	"opened_by=self": "是我主动开通", "opened_by=preticked": "页面预先勾选", "opened_by=unknown": "不清楚月付是怎样开通的",
	"stopped=yes": "我已关闭", "stopped=no": "尚未关闭",
}

func appWords(f letter.Fact) string {
	if f.Field.Type == field.Files {
		return inApp[f.Field.Name+"="]
	}
	if words, ok := inApp[f.Field.Name+"="+f.Value.Answer()]; ok {
		return words
	}
	return f.Text
}

// opposites are pairs of statements that contradict each other.
var opposites = [][2]*regexp.Regexp{
	pair(`未到账`, `已全部使用|未使用|核算可退`),
	pair(`激活失败`, `已全部使用|未使用|核算可退`),
	pair(`系统异常`, `已全部使用`),
	pair(`全部未使用`, `已全部使用|已部分使用|无法确定|含已使用|未使用的|核算`),
	pair(`已全部使用`, `未使用|已部分使用|无法确定`),
	pair(`我于|本人于`, `未成年人|孩子|他人`),
	pair(`未成年人`, `核算可退|使用的部分一般不退`),
	pair(`核算可退金额`, `请将[^。]*元`),
	pair(`误充值`, `退款原因：|后悔了|未到账`),
	pair(`账单已?全部还清|账单：已全部还清`, `账单尚未还清|账单：尚未还清|未还账单|账单[^，。]*结清办法|逾期`),
	pair(`(^|[^没])有进行中的分期|分期或延期：有`, `没有进行中的分期|分期或延期：无`),
	pair(`无争议、未冻结`, `有争议或冻结|解除办法`),
	pair(`\d\. 请为本人关闭抖音月付。|核实后请关闭`, `尚未还清|账单尚有|有争议或冻结|(^|[^没])有进行中的|：有$|不清楚有没有|是否还清|符合关闭条件后|符合条件后`),
	pair(`主动开通`, `不知情|预先勾选|不清楚月付是怎样|核实月付的开通时间|确认记录`),
	pair(`本人已关闭|我已关闭`, `停止该项自动续费|停止续费|尚未关闭|停止自动续费`),
	pair(`保留第一笔|希望保留：第一笔`, `保留第二笔|取消第一笔|其中一笔|其中重复的一笔`),
	pair(`保留第二笔|希望保留：第二笔`, `取消第二笔`),
}

func pair(a, b string) [2]*regexp.Regexp {
	return [2]*regexp.Regexp{regexp.MustCompile(a), regexp.MustCompile(b)}
}

// latin matches raw values of answers, which must not be printed.
var latin = regexp.MustCompile(`\b(yes|no|none|unsure|unknown|true|false|nil|self|minor|other)\b`)

// TestCombinations: for every combination of answers, the letter and its app text state all answers, once and without contradictions.
func TestCombinations(t *testing.T) {
	atLeast := map[string]int{"refund": 35_000, "duplicate": 200, "closure": 20_000, "renewal": 900}
	for _, kind := range Builtin() {
		t.Run(kind, func(t *testing.T) {
			seen, faulty := 0, 0
			combine(t, kind, func(c combination) {
				seen++
				for _, problem := range faultsOfCombination(c) {
					if faulty++; faulty <= 5 {
						t.Errorf("%s: %s\n%s\n%s", c.name, problem, c.letter.Body, c.app())
					}
				}
			})
			if !slow && seen < atLeast[kind] {
				t.Errorf("only %d letters were written, want at least %d", seen, atLeast[kind])
			}
			t.Logf("%d letters", seen)
		})
	}
}

func faultsOfCombination(c combination) []string {
	found := inspect(c.values, c.letter)
	body, app := c.body(), c.app()
	found = append(found, unsaid(c.facts, c.letter)...)
	found = append(found, unsaidInApp(c, 100, 200, 500)...)
	said := map[int]string{} // by the numbers of statedIn
	for _, line := range append(strings.Split(c.letter.Subject+"\n"+body, "\n"), sentences(c)...) {
		for side, words := range statedIn(line) {
			said[side] = words
		}
	}
	for i := range opposites {
		if one, other := said[2*i], said[2*i+1]; one != "" && other != "" {
			found = append(found, "it says "+one+" and "+other)
		}
	}
	if word := said[2*len(opposites)]; word != "" {
		found = append(found, "it prints "+word)
	}
	before := ""
	for line := range strings.SplitSeq(c.letter.Body, "\n") {
		if isHeading(before) && (line == "" || isHeading(line)) {
			found = append(found, "an empty section "+before)
		}
		before = line
	}
	return append(found, saidTwice(c, body, app)...)
}

// isHeading reports whether a line is that of a section: 一、事实经过.
func isHeading(line string) bool {
	number, _, found := strings.Cut(line, "、")
	return found && len(number) == len("一") && strings.Contains("一二三四五六七", number)
}

// sentences returns the sentences of the app text without the person's free text.
func sentences(c combination) (texts []string) {
	for _, s := range c.letter.Sentences {
		if !strings.HasPrefix(s.Text, "情况说明") && !strings.HasPrefix(s.Text, "备注") {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

// statedCache caches statedIn, because all letters consist of a few thousand different lines.
var statedCache = map[string]map[int]string{}

// statedIn returns the words of a line that match opposites, by the number of the side: 2i and 2i+1 for pair i. The number after all
// pairs is latin.
func statedIn(line string) map[int]string {
	found, known := statedCache[line]
	if known {
		return found
	}
	found = map[int]string{}
	note := func(side int, pattern *regexp.Regexp) {
		if words := pattern.FindString(line); words != "" {
			found[side] = words
		}
	}
	for i, pair := range opposites {
		note(2*i, pair[0])
		note(2*i+1, pair[1])
	}
	note(2*len(opposites), latin)
	statedCache[line] = found
	return found
}

// unsaidInApp finds answers that are neither in the app text within a limit nor in the sentences that were left out.
func unsaidInApp(c combination, limits ...int) (found []string) {
	var told []string
	for _, limit := range limits {
		fitted := letter.Fit(c.letter.Sentences, limit)
		text := fitted.Whole
		for _, left := range fitted.Left {
			text += left.Text
		}
		told = append(told, text)
		if fitted.Over > 0 {
			found = append(found, "the app text is too long for any box")
		}
	}
	for _, f := range c.facts {
		for _, sentence := range letter.Sentences(appWords(f)) { // free text may be left out in part
			for _, text := range told {
				if !strings.Contains(text, sentence.Text) {
					found = append(found, "the app text lacks "+f.Field.Name+": "+sentence.Text)
				}
			}
		}
	}
	return found
}

// saidTwice finds a request, reason or thanks that is repeated, and a sum other than the claim.
func saidTwice(c combination, body, app string) (found []string) {
	for _, word := range []string{"申请退", "申请关闭", "感谢", "敬礼！"} {
		if strings.Count(body, word) > 1 {
			found = append(found, word+" stands twice")
		}
	}
	if strings.Count(app, "谢谢") != 1 {
		found = append(found, "the app text does not thank once")
	}
	if _, money := c.sheet.Claim(); money && (strings.Count(body, "原路退回") != 1 || strings.Count(app, "原路") != 1) {
		found = append(found, "原路 does not stand once")
	}
	for _, name := range []string{"reason", "renewed_by"} {
		for _, f := range c.facts {
			if f.Field.Name == name && strings.Count(body, f.Text) != 1 {
				found = append(found, "the reason does not stand once")
			}
		}
	}
	sum, named := c.sheet.Claim()
	for line := range strings.SplitSeq(body, "\n") {
		if !strings.Contains(line, "退回。") {
			continue
		}
		if asked := requested.FindStringSubmatch(line); asked != nil && (!named || asked[1] != sum.String()) {
			found = append(found, "it asks for "+asked[1]+", the claim is "+sum.String())
		}
	}
	return found
}

// requested matches the sum in a request.
var requested = regexp.MustCompile(`^\d\. .*?([0-9]+\.[0-9]{2})元.*退回。`)
