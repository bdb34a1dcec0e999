package templates

import (
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// answered returns the active answers of a kind from pairs of a name and a text.
func answered(t *testing.T, l *linter, pairs ...string) letter.Values {
	t.Helper()
	given := letter.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q, ok := l.parser.kind.Find(pairs[i])
		if !ok {
			t.Fatal(pairs[i])
		}
		v, err := q.Parse(pairs[i+1], field.Reading{Now: writtenAt})
		if err != nil {
			t.Fatalf("%s: %v", pairs[i], err)
		}
		given[q.Name] = v
	}
	kept, _ := l.parser.kind.ActiveAnswers(given, writtenAt)
	return kept
}

// The required answers of each kind.
var least = map[string][]string{
	"refund":    {"recharged_at", "2026-11-18 20:15", "method", "wechat", "amount", "200", "reason", "mistake", "douyin_id", "dy_example88"},
	"duplicate": {"first_order_no", "4200002345202611181234567890", "first_at", "2026-11-18 20:15", "second_order_no", "4200002345202611189876543210", "second_at", "2026-11-18 20:15", "amount", "68.5", "douyin_id", "dy_example88"},
	"closure":   {"bill_cleared", "yes", "instalment_cleared", "yes", "undisputed", "yes", "reason", "unused", "douyin_id", "dy_example88"},
	"renewal":   {"service", "抖音会员", "method", "wechat", "recharged_at", "2026-11-18 20:15", "amount", "25", "renewed_by", "trial", "douyin_id", "dy_example88"},
}

// TestRegressions: each is a letter that once had a fault, with its correct text.
func TestRegressions(t *testing.T) {
	for _, test := range []struct {
		name  string
		kind  string
		set   []string
		has   string // in the letter, parts separated by |
		lacks string // in the letter and the app text
		app   string // in the app text without a limit
		claim string
		stop  string // the field of a check that refuses the letter
	}{
		{name: "only the unused part is asked for", kind: "refund", set: []string{"unused", "part", "unused_amount", "120"}, has: "请将未使用的120.00元原路退回", lacks: "将该笔|未使用的200", app: "请核实后将未使用的120.00元原路退回。", claim: "120.00"},
		{name: "a part without a sum has no sum", kind: "refund", set: []string{"unused", "part"}, has: "请核算未使用的金额，并原路退回", lacks: "请将", claim: ""},
		{name: "not credited, and a part unused", kind: "refund", set: []string{"reason", "not_credited", "unused", "part", "unused_amount", "30"}, has: "如确认未到账，请将已扣的200.00元原路退回", lacks: "使用|核算", app: "请核对到账情况；如未到账，请原路退回", claim: "200.00"},
		{name: "a failed code, and all used", kind: "refund", set: []string{"reason", "redeem_failed", "unused", "none"}, has: "退款原因：兑换码激活失败。|如确认无法激活，请将该笔充值200.00元原路退回", lacks: "使用|核算|充值所得", claim: "200.00"},
		{name: "a fault that kept it from being used, and all used", kind: "refund", set: []string{"reason", "system_fault", "unused", "none"}, stop: "unused"},
		{name: "a part that is the whole", kind: "refund", set: []string{"unused", "part", "unused_amount", "200"}, stop: "unused_amount"},
		{name: "a fault before the recharge", kind: "refund", set: []string{"reason", "system_fault", "fault_at", "2026-11-01"}, stop: "fault_at"},
		{name: "noticed before the recharge", kind: "refund", set: []string{"recharged_by", "minor", "noticed_at", "2026-11-01"}, stop: "noticed_at"},
		{name: "a price that changed before the recharge", kind: "refund", set: []string{"reason", "policy_change", "policy_date", "2026-11-01"}, has: "元。退款原因：价格或政策有调整。|调整日期：2026年11月1日", lacks: "充值后"},
		{name: "not needed, and all unused", kind: "refund", set: []string{"reason", "unwanted", "unused", "all"}, has: "退款原因：充值后发现不需要。", lacks: "开通"},
		{name: "needs changed is not leaving", kind: "refund", set: []string{"reason", "needs_changed"}, has: "退款原因：需求变化。", lacks: "不再使用"},
		{name: "an answers file of before", kind: "refund", set: []string{"reason", "leaving"}, has: "退款原因：不再需要所充值的内容。", lacks: "需求|不再使用"},
		{name: "misunderstood", kind: "refund", set: []string{"reason", "misunderstood"}, has: "当时误解了充值的用途", lacks: "不希望继续保留"},
		{name: "regret has words", kind: "refund", set: []string{"reason", "regret", "recharged_by", "self"}, has: "现在后悔了", app: "我于2026年11月18日20:15通过微信支付在抖音内充值200.00元，现在后悔了。"},
		{name: "by mistake", kind: "refund", set: []string{"recharged_by", "self"}, has: "在抖音内误充值200.00元", lacks: "系误操作|并非本意"},
		{name: "another method is said", kind: "refund", set: []string{"method", "other", "method_detail", "云闪付"}, has: "通过云闪付在抖音内误充值|充值方式：云闪付\n", lacks: "其他方式", app: "通过云闪付在抖音内误充值"},
		{name: "another method that nobody named", kind: "refund", set: []string{"method", "other"}, has: "2026年11月18日20:15在抖音内误充值", lacks: "通过其他方式"},
		{name: "nobody said who recharged", kind: "refund", has: "充值款。2026年11月18日20:15", lacks: "本人|我于|使用者"},
		{name: "somebody else, by their mistake", kind: "refund", set: []string{"recharged_by", "other"}, has: "抖音号dy_example88于2026年11月18日20:15由他人通过微信支付在抖音内误充值", lacks: "本人|并非本意"},
		{name: "a child, all used", kind: "refund", set: []string{"recharged_by", "minor", "guardian", "mother", "child_age", "9", "unused", "none", "spent_on", "直播间打赏"}, has: "本人是孩子的母亲，现就孩子的一笔充值申请退款。孩子（9岁）于|该笔充值200.00元已全部使用，请全额原路退回。|孩子年龄：9岁|申请人：孩子的母亲\n", lacks: "误操作|核算可退", app: "我是孩子的母亲，申请未成年人充值退款：孩子（9岁）于|，用于直播间打赏。|款项已全部使用，请核实后全额原路退回。", claim: "200.00"},
		{name: "a reason of one's own stands once", kind: "refund", set: []string{"reason", "other", "reason_detail", "因为充错了账号"}, has: "退款原因：充错了账号。", lacks: "其他原因|因为", app: "退款原因：充错了账号。"},
		{name: "lines of a story", kind: "refund", set: []string{"description", "晚上八点多孩子在玩手机\n不知道怎么就充了"}, app: "情况说明：晚上八点多孩子在玩手机；不知道怎么就充了。"},
		{name: "who can be reached by mail only", kind: "refund", set: []string{"email", "a@example.com", "name", "张三", "remark", "白天方便"}, app: "联系邮箱：a@example.com。|姓名：张三。|备注：白天方便。"},
		{name: "two orders in one minute", kind: "duplicate", has: "同一次抖音充值扣了两笔，每笔68.50元", lacks: "20:15和", app: "请核实后取消其中一笔并原路退回。", claim: "68.50"},
		{name: "which one to keep", kind: "duplicate", set: []string{"keep", "first"}, has: "希望保留：第一笔\n|取消第二笔订单（4200002345202611189876543210）", lacks: "保留哪一笔|：保留第一笔", app: "请保留第一笔，取消第二笔并原路退回。"},
		{name: "only a freeze", kind: "closure", set: []string{"undisputed", "no"}, has: "1. 请告知争议或冻结的原因和解除办法。|账单：已全部还清", lacks: "结清办法|未结清", app: "账单已全部还清，没有进行中的分期或延期，账户有争议或冻结。|请告知争议或冻结的原因和解除办法，符合条件后请关闭并告知结果。"},
		{name: "not sure about a bill", kind: "closure", set: []string{"bill_cleared", "不清楚"}, has: "账单：不清楚|请核实账单是否还清。|账户符合关闭条件后，请为本人关闭", lacks: "未还账单"},
		{name: "opened without knowing", kind: "closure", set: []string{"reason", "opened_unaware"}, has: "抖音月付是在不知情时开通的，现申请关闭。", lacks: "系在|该功能系"},
		{name: "opened by myself, and without knowing", kind: "closure", set: []string{"reason", "opened_unaware", "opened_by", "self"}, stop: "opened_by"},
		{name: "a renewal that is off", kind: "renewal", set: []string{"stopped", "yes"}, has: "自动续费：本人已关闭", lacks: "停止", app: "自动续费我已关闭。", claim: "25.00"},
		{name: "a renewal that may go on", kind: "renewal", has: "请停止该项自动续费。", app: "请停止续费，并将该笔扣款原路退回。", claim: "25.00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := builtinKind(t, test.kind)
			values := answered(t, l, append(append([]string{}, least[test.kind]...), test.set...)...)
			sheet := l.parser.kind.Sheet(values, writtenAt)
			stop := ""
			for _, c := range sheet.Findings() {
				if c.Level == letter.Stop {
					stop = c.Field
				}
			}
			if stop != test.stop {
				t.Fatalf("stopped by %q, want %q", stop, test.stop)
			}
			if stop != "" {
				return
			}
			written, err := sheet.Letter()
			if err != nil {
				t.Fatal(err)
			}
			app := letter.Fit(written.Sentences, 0).Whole
			for where, words := range map[string]string{written.Body: test.has, app: test.app} {
				for want := range strings.SplitSeq(words, "|") {
					if !strings.Contains(where, want) {
						t.Errorf("it lacks %q:\n%s", want, where)
					}
				}
			}
			for word := range strings.SplitSeq(test.lacks, "|") {
				if word != "" && strings.Contains(written.Body+app, word) {
					t.Errorf("it says %q:\n%s\n%s", word, written.Body, app)
				}
			}
			claim, _ := sheet.Claim()
			if test.claim != "" && claim.String() != test.claim || test.name == "a part without a sum has no sum" && claim != 0 {
				t.Errorf("the claim is %s, want %q", claim, test.claim)
			}
		})
	}
}

// TestAppTextsFitTheUsualBox: the usual limit is enough for two orders of 28 digits with the phone, the method and the thanks, and for a
// payment with its order and the phone.
func TestAppTextsFitTheUsualBox(t *testing.T) {
	for kind, set := range map[string][]string{
		"duplicate": {"keep", "first", "method", "wechat", "phone", "13812345678"},
		"refund":    {"recharged_by", "self", "order_no", "4200002345202611181234567890", "unused", "all", "phone", "13812345678"},
	} {
		l := builtinKind(t, kind)
		written, err := l.parser.kind.Sheet(answered(t, l, append(append([]string{}, least[kind]...), set...)...), writtenAt).Letter()
		if err != nil {
			t.Fatal(err)
		}
		fitted := letter.Fit(written.Sentences, 200)
		if len(fitted.Parts) != 1 {
			t.Fatalf("%s: %q", kind, fitted.Parts)
		}
		if lack := missingText(kind, fitted.Whole, "您好", "微信支付", "4200002345202611181234567890", "13812345678", "谢谢"); lack != "" {
			t.Error(lack, fitted.Whole)
		}
		if parts := letter.Fit(written.Sentences, 100).Parts; len(parts) != 2 {
			t.Errorf("%s: at 100 characters %q", kind, parts)
		}
	}
}

// TestPeoplesWords: common words for an option are accepted as the option, but ambiguous words are not.
func TestPeoplesWords(t *testing.T) {
	for _, test := range []struct{ kind, field, text, want string }{
		{"refund", "method", "微信", "wechat"},
		{"refund", "method", "零钱", "wechat"},
		{"refund", "method", "花呗", "alipay"},
		{"refund", "method", "苹果", "app_store"},
		{"refund", "method", "App内", "in_app"},
		{"refund", "method", "抖音支付", "douyin_pay"},
		{"refund", "method", "Apple Pay", ""},
		{"refund", "method", "余额", ""},
		{"refund", "method", "云闪付", "other"},
		{"duplicate", "method", "云闪付", "other"},
		{"renewal", "method", "信用卡支付", "bank"},
		{"refund", "recharged_by", "未成年", "minor"},
		{"refund", "reason", "后悔", "regret"},
		{"refund", "reason", "扣了两次", "duplicate"},
		{"refund", "reason", "后悔了", "regret"},
		{"refund", "reason", "理解错误", "misunderstood"},
		{"refund", "reason", "卡顿支付（已扣款未到账）", "not_credited"},
		{"refund", "reason", "需求变化或不再使用", "leaving"},
		{"refund", "reason", "自动续费", "renewal"},
		{"refund", "recharged_by", "孩子", "minor"},
		{"closure", "bill_cleared", "是", "yes"},
		{"closure", "bill_cleared", "否", "no"},
		{"closure", "bill_cleared", "true", "yes"},
		{"closure", "undisputed", "不确定", "unsure"},
		{"closure", "pending", "没有", "no"},
		{"closure", "pending", "有", "yes"},
	} {
		q, _ := builtinKind(t, test.kind).parser.kind.Find(test.field)
		v, err := q.Parse(test.text, field.Reading{})
		if got := ""; err == nil {
			if got = v.Answer(); got != test.want {
				t.Errorf("%s: %s is %s, want %s", test.field, test.text, got, test.want)
			}
		} else if near := field.AsProblem(err).Args["Nearest"]; test.want != "" || near != "" {
			t.Errorf("%s: %s is refused, nearest %q; want %q", test.field, test.text, near, test.want)
		}
	}
	for _, o := range builtinKind(t, "refund").parser.kind.Fields {
		for _, option := range field.Offered(o.Options) {
			if option.Value == "leaving" {
				t.Error("a retired reason is offered")
			}
		}
	}
}
