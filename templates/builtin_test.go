package templates

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// lacking names the first of several texts that one does not hold.
func lacking(what, text string, wanted ...string) string {
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			return what + " lacks " + want
		}
	}
	return ""
}

// section gives the first line below a heading.
func section(body, title string) string {
	_, rest, _ := strings.Cut(body, title+"\n")
	first, _, _ := strings.Cut(rest, "\n")
	return first
}

func need(l letter.Letter) string { return letter.Fit(l.Sentences, 200).Parts[0] }

func TestRefundLetters(t *testing.T) {
	seen, reasons := 0, map[string]map[string]bool{}
	walkKind(t, "refund", []string{"reason", "method", "unused", "recharged_by"}, func(name string, values letter.Values, l letter.Letter) {
		seen++
		method := values["method"].(field.ChoiceValue)
		reason := values["reason"].(field.ChoiceValue)
		through := method.Label.ZH
		if method.Text != "" {
			through = method.Text
		}
		why := reason.Text
		if reason.Value == "other" {
			why = values["reason_detail"].String()
		}
		by := ""
		if v := values["recharged_by"]; v != nil {
			by = v.Answer()
		}
		if reason.Value == "mistake" {
			// Whose mistake it was is who recharged; what the account's owner meant is said of their own alone.
			who, theirs := map[string]string{"minor": "未成年人", "other": "他人"}[by]
			if theirs {
				why = "系" + who + "误操作充值"
			}
			if strings.Contains(l.Body, "并非本意") == theirs || strings.Contains(l.Body, "系误操作") == theirs {
				t.Fatalf("%s: whose mistake?\n%s", name, l.Body)
			}
		}
		said := values["recharged_at"].String() + "通过" + through + "在抖音内充值" + values["amount"].String() + "元，"
		who := "本人"
		if by == "minor" || by == "other" {
			who = "本人的抖音账号" // nobody says “I recharged” of what another one did
		}
		opening := strings.SplitN(l.Body, "\n", 5)
		problems := append(inspect(values, l),
			lacking("R1", opening[3], who+"于"+said, why, "申请退款"),
			lacking("R2", opening[2], "关于充值退款的申请"),
			lacking("R2", l.Subject, "关于充值退款的申请"),
			lacking("R3", l.Body, "\n充值时间：", "\n充值方式：", "\n充值金额：", "\n二、情况说明\n"),
			lacking("R10", l.Body, "原路退回"),
			lacking("the app text", need(l), "充值退款", said, why, "申请退款"))
		for _, p := range problems {
			if p != "" {
				t.Fatalf("%s: %s\n%s\n%v", name, p, l.Body, l.Sentences)
			}
		}
		if reasons[reason.Value] == nil {
			reasons[reason.Value] = map[string]bool{}
		}
		reasons[reason.Value][section(l.Body, "二、情况说明")] = true
	})
	if want := 10 * 6 * 5 * 4 * 10; seen < want && !slow {
		t.Errorf("only %d letters were written, want at least %d", seen, want)
	}
	whose := map[string]string{}
	for reason, paragraphs := range reasons {
		for p := range paragraphs {
			if other, twice := whose[p]; twice {
				t.Errorf("%s and %s have the same paragraph %q", reason, other, p)
			}
			whose[p] = reason
		}
	}
	if len(reasons) != 10 {
		t.Errorf("%d reasons, want 10", len(reasons))
	}
}

func TestDuplicateLetters(t *testing.T) {
	walkKind(t, "duplicate", []string{"method", "keep"}, func(name string, values letter.Values, l letter.Letter) {
		first, second := values["first_order_no"].String(), values["second_order_no"].String()
		problems := append(inspect(values, l),
			lacking("R2", l.Body, "关于充值退款的申请"),
			lacking("R10", l.Body, "原路退回"),
			lacking("R12", l.Subject, "取消", "退款"),
			lacking("R12", strings.SplitN(l.Body, "\n", 5)[3], "取消", "退款", values["amount"].String()+"元"),
			lacking("R12", l.Body, first, second),
			lacking("the app text", need(l), "取消", "退款", first, second, values["first_at"].String(), values["second_at"].String(), values["amount"].String()))
		if keep := values["keep"]; keep != nil {
			gone := map[string]string{"first": second, "second": first}[keep.Answer()]
			problems = append(problems, lacking("the request", l.Body, "订单（"+gone+"）并退款。"))
		}
		for _, p := range problems {
			if p != "" {
				t.Fatalf("%s: %s\n%s\n%v", name, p, l.Body, l.Sentences)
			}
		}
	})
}

func TestClosureLetters(t *testing.T) {
	axes := []string{"bill_cleared", "instalment_cleared", "undisputed", "opened_by", "reason"}
	walkKind(t, "closure", axes, func(name string, values letter.Values, l letter.Letter) {
		problems := append(inspect(values, l),
			lacking("the opening", strings.SplitN(l.Body, "\n", 5)[3], "申请关闭抖音月付"),
			lacking("M4", l.Body, "额度为零", "自动扣款已关闭"),
			lacking("the app text", need(l), "申请关闭抖音月付"))
		settled := true
		for _, name := range axes[:3] {
			settled = settled && values[name].Answer() == "yes"
		}
		if settled {
			problems = append(problems, lacking("M2", l.Body, "账单：已全部还清", "没有进行中的分期或延期，账户没有争议或冻结。", "1. 请为本人关闭抖音月付。"))
		} else {
			problems = append(problems, lacking("M2", l.Body, "本人目前", "1. 请列明本人月付目前未结清的", "2. 待上述事项处理完毕后，请为本人关闭抖音月付。"))
		}
		for _, open := range []struct{ field, letter, app string }{
			{"bill_cleared", "账单：尚未还清\n", "目前账单尚未还清。"},
			{"instalment_cleared", "分期或延期：有进行中的\n", "目前有进行中的分期或延期。"},
			{"undisputed", "账户状态：存在争议或冻结\n", "目前账户存在争议或冻结。"},
		} {
			if says := values[open.field].Answer() == "no"; strings.Contains(l.Body, open.letter) != says || strings.Contains(need(l), open.app) != says {
				problems = append(problems, "what is said of "+open.field+" is not what was answered")
			}
		}
		doubtful := values["reason"].Answer() == "opened_unaware" || values["opened_by"] != nil && values["opened_by"].Answer() != "self"
		if strings.Contains(l.Body, "请核实月付的开通时间") != doubtful {
			problems = append(problems, "M6: how it was opened")
		}
		for _, p := range problems {
			if p != "" {
				t.Fatalf("%s: %s\n%s\n%v", name, p, l.Body, l.Sentences)
			}
		}
	})
}

// TestBuiltinsAreGood: nothing that Check finds is left in a kind of ours, nor in the example of a kind of one's own.
func TestBuiltinsAreGood(t *testing.T) {
	for _, kind := range AllBuiltin() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Check(kind+extension, text) {
			t.Error(f)
		}
		if words := promise.FindAll(text, -1); words != nil {
			t.Errorf("%s promises %q", kind, words)
		}
	}
	example, err := os.ReadFile("../examples/warranty.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Check("warranty.tmpl", example) {
		t.Error(f)
	}
}

// TestFreeText: what a person typed fits in however they closed it.
func TestFreeText(t *testing.T) {
	for _, kind := range AllBuiltin() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		l := &linter{parser: read(kind, text, kind)}
		full := letter.Values{}
		for _, q := range l.kind.Fields {
			full[q.Name] = l.sample(q)
		}
		for _, reason := range []string{"other", "redeem_failed"} {
			if q, ok := l.kind.Find("reason"); ok {
				if v := parsed(q, reason); v != nil {
					full["reason"] = v
				}
			}
			for _, end := range []string{"", "。", "！", "？", "，", "；", "、", "……", "”", ")", "。”", " ，"} {
				for _, q := range l.kind.Fields {
					if q.Type != field.Text && q.Type != field.Multiline {
						continue
					}
					values := maps.Clone(full)
					values[q.Name] = field.TextValue("写的话" + end)
					kept, _ := l.kind.Settle(values, writtenAt)
					written, err := l.kind.Sheet(kept, writtenAt).Letter()
					if err != nil {
						t.Fatal(err)
					}
					if problems := slices.DeleteFunc(inspect(kept, written), func(p string) bool {
						return strings.HasPrefix(p, "the letter lacks") || strings.HasPrefix(p, "the app text")
					}); len(problems) > 0 {
						t.Errorf("%s, %s with %q: %q\n%s\n%v", kind, q.Name, end, problems, written.Body, written.Sentences)
					}
				}
			}
		}
	}
}
