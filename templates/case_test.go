package templates

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

var update = flag.Bool("update", false, "rewrite the expected letters")

// reportLetter reports a letter with its first problem.
func reportLetter(t *testing.T, name string, l letter.Letter, problems []string) {
	t.Helper()
	for _, p := range problems {
		if p != "" {
			t.Fatalf("%s: %s\n%s\n%v", name, p, l.Body, l.Sentences)
		}
	}
}

func TestCaseKindsAreAboutACase(t *testing.T) {
	for _, kind := range AllBuiltin() {
		want := letter.About("")
		if slices.Contains(BuiltinCase(), kind) {
			want = letter.Case
		}
		if got := builtinKind(t, kind).parser.kind.About; got != want {
			t.Errorf("%s is about %q", kind, got)
		}
	}
}

// requests are what the reminders ask of support, one after another: more each time, and equally polite.
var asks = map[string][]string{
	"first":  {"1. 请核实"},
	"second": {"1. 请尽快核实", "并告知处理结果；如仍在办理，请告知预计完成的日期。", "第二次询问", "其间询问过一次，"},
	"third":  {"1. 烦请安排专人核实", "并尽快书面告知结果；如仍在办理，请告知原因和预计完成的日期。", "第三次询问", "其间询问过两次，"},
}

// pressing matches what a reminder must not say: an ultimatum, the number of an employee, or the same twice.
var pressing = regexp.MustCompile(`个工作日内书面|收到本信|负责人员|未收到[^。]*。[^$]*未收到`)

// asVia is the text for the way of a submission.
var asVia = map[string]string{"app": "在抖音App内", "phone": "通过客服电话", "email": "通过电子邮件", "web": "通过官网客服页面"}

func TestFollowupLetters(t *testing.T) {
	requests := map[string]string{}
	walkKind(t, "followup", []string{"nth", "first_via"}, func(name string, values letter.Values, l letter.Letter) {
		nth := values["nth"].Answer()
		said, matter := values["first_at"].String()+asVia[values["first_via"].Answer()], values["matter"].String()
		if request := values["request"]; request != nil { // the request replaces the subject, because it is shorter and says more
			said += "申请" + request.String() + "。"
		} else {
			said += "提交“" + matter + "”。"
		}
		problems := append(inspect(values, l),
			missingText("the subject", l.Subject, "询问进展：", matter),
			missingText("the opening", strings.SplitN(l.Body, "\n", 5)[3], said, "至今未收到最终处理结果。"),
			missingText("the letter", l.Body, asks[nth]...),
			missingText("courtesy", l.Body, "您好！", "感谢您的协助！", "此致\n敬礼！"),
			missingText("the app text", appText(l), said, "还没有结果。", "谢谢"))
		if values["order_no"] != nil { // shorter, so that the promise fits
			problems = append(problems, missingText("the app text", appText(l), values["order_no"].String()))
		}
		if values["promise"] != nil && values["order_no"] != nil && values["request"] != nil {
			problems = append(problems, missingText("the app text", appText(l), "三个工作日内处理"))
		}
		if found := pressing.FindString(l.Body); found != "" {
			problems = append(problems, "it says "+found)
		}
		for other, words := range asks {
			if other != nth && strings.Contains(l.Body, words[0]) {
				problems = append(problems, "the "+nth+" asks as the "+other+" does")
			}
		}
		if strings.Contains(l.Body, "上述承诺的落实情况") != (values["promise"] != nil) {
			problems = append(problems, "an answer of support is spoken of that nobody gave, or not of one that was given")
		}
		reportLetter(t, name, l, problems)
		requests[nth] = section(l.Body, "、请求事项")
	})
	if letter.Length(requests["first"]) >= letter.Length(requests["second"]) || letter.Length(requests["second"]) >= letter.Length(requests["third"]) {
		t.Errorf("the reminders do not ask for more each time: %q", requests)
	}
}

// TestPromisesAreQuoted: the letter quotes the words of support unchanged.
func TestPromisesAreQuoted(t *testing.T) {
	const promises = "2026年11月23日电话客服（工号1024，工单88）答复：“三个工作日内处理”，承诺期限为2026年11月26日（含当日）。\n2026年12月1日App内客服答复：“{{.name}}必须再等等！！”"
	l := builtinKind(t, "followup")
	full := samples(l)
	full["promises"] = field.TextValue(promises)
	written := renderLetter(t, l, full)
	if !strings.Contains(written.Body, "三、处理经过\n"+promises+"\n") {
		t.Error(written.Body)
	}
	whole := letter.Fit(written.Sentences, 0).Whole
	if lack := missingText("the app text", whole, strings.Split(promises, "\n")...); lack != "" {
		t.Error(lack, whole)
	}
}

func TestEscalationLetters(t *testing.T) {
	walkKind(t, "escalation", []string{"personal_use"}, func(name string, values letter.Values, l letter.Letter) {
		found := inspect(values, l)
		if use := values["personal_use"]; strings.Contains(l.Body, "系生活消费，非经营用途") != (use != nil && use.Answer() == "yes") {
			found = append(found, "what it was bought for is not what was answered")
		}
		reportLetter(t, name, l, append(found,
			missingText("the letter", l.Body, "一、投诉人\n姓名："+values["name"].String()+"\n电话：", "\n地址：", "二、被投诉人\n名称："+values["respondent"].String(),
				"三、投诉请求\n"+values["claim"].String(), "四、争议事实\n", "五、经过\n"+values["history"].String(), "六、与对方协商的情况\n"),
			missingText("the app text", appText(l), values["claim"].String(), values["respondent"].String())))
	})
}

// TestTheLongestClaimFits: with the longest claim and name, the text for a form is complete.
func TestTheLongestClaimFits(t *testing.T) {
	l := builtinKind(t, "escalation")
	full := samples(l)
	for _, name := range []string{"claim", "respondent"} {
		q, _ := l.parser.kind.Find(name)
		full[name] = field.TextValue(strings.Repeat("字", q.Max))
	}
	if fitted := letter.Fit(renderLetter(t, l, full).Sentences, 200); len(fitted.Parts) != 1 || fitted.Over > 0 {
		t.Errorf("%q", fitted.Parts)
	}
}

func TestShortfallLetters(t *testing.T) {
	walkKind(t, "shortfall", nil, func(name string, values letter.Values, l letter.Letter) {
		claimed, received, rest := values["claimed"].String()+"元", values["received"].String()+"元", values["rest"].String()+"元"
		reportLetter(t, name, l, append(inspect(values, l),
			missingText("the subject", l.Subject, claimed, received),
			missingText("the opening", strings.SplitN(l.Body, "\n", 5)[2], claimed, received, rest, "感谢"),
			missingText("R10", l.Body, "原路退回"),
			missingText("R9", l.Body, "核算依据", "如有应退未退的部分"),
			missingText("the app text", appText(l), claimed, received, rest)))
	})
}

// lawful matches legal terms, which no built-in letter or guide may use.
var lawful = regexp.MustCompile(`违法|违约|侵权|消费者权益保护法|赔偿|罚|依法|有权|义务|(?i:illegal|unlawful|damages|compensation|entitled)`)

func TestCaseKindsClaimNoLaw(t *testing.T) {
	for _, kind := range BuiltinCase() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		if words := lawful.FindAllString(string(text), -1); words != nil {
			t.Errorf("%s says %q", kind, words)
		}
	}
}

// TestEscalationGuide: the guide to 12315 agrees with the channels file and says how old the information is.
func TestEscalationGuide(t *testing.T) {
	l := builtinKind(t, "escalation")
	sheet := l.parser.kind.Sheet(nil, writtenAt)
	for block, words := range map[string][]string{
		letter.GuideBlock:   {"先向客服申请过", "工作日", "个人生活", "证据", "姓名、电话、地址", "7个工作日内", "受理与否", "2022年", "2026-04-15", "没有再核对"},
		letter.GuideBlockEN: {"asked support first", "working days", "personal use", "evidence", "name, phone and address", "7 working days", "up to them", "2022", "2026-04-15", "not checked again"},
	} {
		text, err := sheet.Guide(block)
		if err != nil {
			t.Fatal(err)
		}
		if lack := missingText(block, text, words...); lack != "" {
			t.Error(lack)
		}
	}
	support, err := OpenSupport()
	if err != nil {
		t.Fatal(err)
	}
	channel, ok := support.Channel("12315")
	if !ok || len(l.parser.kind.Channels) != 1 || l.parser.kind.Channels[0].ID != "12315" || !strings.Contains(channel.Seen, "2022") {
		t.Errorf("%v, %+v", l.parser.kind.Channels, channel)
	}
	if lack := missingText("the channel", channel.Note.ZH, "个人生活消费", "七个工作日", "是否受理", "2026-04-15"); lack != "" {
		t.Error(lack)
	}
}

// TestCaseLetters compares the letters of the samples, with all answers and with the required ones, with golden files.
func TestCaseLetters(t *testing.T) {
	for _, kind := range BuiltinCase() {
		l := builtinKind(t, kind)
		q, counted := l.parser.kind.Find("nth")
		nths := []string{""}
		if counted {
			nths = []string{"first", "second", "third"}
		}
		for _, nth := range nths {
			full := samples(l)
			name := kind
			if counted {
				full["nth"], name = parsed(q, nth), kind+"-"+nth
			}
			bare := maps.Clone(full)
			for _, q := range l.parser.kind.Fields {
				if q.Optional {
					delete(bare, q.Name)
				}
			}
			golden(t, name+".txt", renderLetter(t, l, full))
			golden(t, name+"-bare.txt", renderLetter(t, l, bare))
		}
	}
}

// golden compares a letter and its app text with a file.
func golden(t *testing.T, name string, l letter.Letter) {
	t.Helper()
	goldenText(t, name, l.Subject+"\n\n"+l.Body+"\n"+letter.Fit(l.Sentences, 200).Whole+"\n")
}

// goldenText compares a text with a file.
func goldenText(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "letters", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the samples give now; run go test ./templates -run Letters -update and read the difference\n%s", path, got)
	}
}

// samples returns the sample answers of a kind.
func samples(l *linter) letter.Values {
	values := letter.Values{}
	for _, q := range l.parser.kind.Fields {
		values[q.Name] = l.sample(q)
	}
	return values
}

// letterDay is after every date of the samples.
var letterDay = writtenAt.AddDate(0, 0, 26)

func renderLetter(t *testing.T, l *linter, values letter.Values) letter.Letter {
	t.Helper()
	kept, _ := l.parser.kind.ActiveAnswers(values, letterDay)
	written, err := l.parser.kind.Sheet(kept, letterDay).Letter()
	if err != nil {
		t.Fatal(err)
	}
	return written
}
