package templates

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// paymentLetters are the letters about payments that are compared with golden files.
var paymentLetters = []struct {
	name    string
	kind    string
	count   int
	methods []string
	set     []string // other answers
}{
	{"refund-1", "refund", 1, []string{"wechat"}, nil},
	{"refund-2", "refund", 2, []string{"wechat"}, nil},
	{"refund-3-unused", "refund", 3, []string{"wechat", "alipay", "bank", "in_app"}, []string{"unused", "all", "reason", "regret"}},
	{"refund-3-part", "refund", 3, []string{"bank"}, []string{"unused", "part", "unused_amount", "20"}},
	{"refund-3-minor", "refund", 3, []string{"in_app"}, []string{"recharged_by", "minor", "guardian", "mother", "child_age", "9", "unused", "none", "spent_on", "直播间打赏"}},
	{"refund-3-uncredited", "refund", 3, []string{"other"}, []string{"reason", "not_credited"}},
	{"refund-3-duplicate", "refund", 3, []string{"wechat"}, []string{"reason", "duplicate", "kept", "first"}},
	{"refund-3-duplicate-open", "refund", 3, []string{"wechat"}, []string{"reason", "duplicate"}},
	{"refund-12", "refund", 12, []string{"wechat"}, []string{"reason", "regret"}},
	{"refund-12-methods", "refund", 12, []string{"wechat", "alipay", "other", "douyin_pay"}, []string{"recharged_by", "other", "reason", "unwanted"}},
	{"refund-106", "refund", 106, []string{"wechat", "alipay", "bank", "douyin_pay"}, []string{"recharged_by", "minor", "guardian", "father", "unused", "part"}},
	{"renewal-2", "renewal", 2, []string{"alipay"}, []string{"stopped", "yes"}},
	{"renewal-12-methods", "renewal", 12, []string{"wechat", "alipay", "bank", "in_app"}, nil},
}

// payments returns answers about some payments, an hour and a few days apart. Every second one has an order number.
func payments(t *testing.T, l *linter, count int, methods []string) []string {
	t.Helper()
	var set []string
	list := l.parser.kind.Lists[0]
	at := time.Date(2026, 11, 18, 20, 15, 0, 0, field.Beijing)
	for i := range count {
		answer := func(item, text string) { set = append(set, list.Path(i+1, item), text) }
		method := methods[i%len(methods)]
		answer("method", method)
		if method == "other" && i > 2 {
			answer("method_detail", "云闪付")
		}
		answer("recharged_at", at.Format("2006-01-02 15:04"))
		answer("amount", fmt.Sprintf("%d.%02d", 6*(i+1), i%100))
		if i%2 == 0 {
			answer("order_no", fmt.Sprintf("42000023452026111812345%05d", i))
		}
		if i == 2 {
			answer("merchant_no", "DY20261118201500123456")
		}
		at = at.Add(-time.Hour * time.Duration(1+i%3*12)) // the letter orders them
	}
	return set
}

// TestPaymentLetters compares letters about several payments, with their texts for the app, with golden files, and looks for the sum, the
// number and every order number.
func TestPaymentLetters(t *testing.T) {
	for _, test := range paymentLetters {
		l := builtinKind(t, test.kind)
		set := append([]string{"douyin_id", "dy_example88", "phone", "13812345678", "reason", "mistake"}, payments(t, l, test.count, test.methods)...)
		if test.kind == "renewal" {
			set = append([]string{"service", "抖音会员连续包月", "renewed_by", "unaware"}, append(set[:4:4], set[6:]...)...)
		}
		values := answered(t, l, append(set, test.set...)...)
		sheet := l.parser.kind.Sheet(values, letterDay)
		written, err := sheet.Letter()
		if err != nil {
			t.Fatal(err)
		}
		goldenText(t, "payments-"+test.name+".txt", written.Subject+"\n\n"+written.Body+"\n"+letter.Fit(written.Sentences, 200).Whole+"\n\n"+
			letter.Fit(written.Sentences, 500).Whole+"\n")
		total, _ := sheet.Value("payments.total").(field.MoneyValue)
		want := []string{total.String() + "元（大写：人民币" + total.Capital() + "）"}
		app := []string{total.String() + "元"}
		if test.count > 1 {
			app = append(app, fmt.Sprintf("%d笔", test.count))
			want = append(want, fmt.Sprintf("充值笔数：%d笔", test.count), fmt.Sprintf("\n%d. ", test.count))
			if test.kind == "renewal" {
				want[1] = fmt.Sprintf("扣款笔数：%d笔", test.count)
			}
		}
		for name, v := range values {
			if strings.HasSuffix(name, "order_no") || strings.HasSuffix(name, "merchant_no") {
				want = append(want, "："+v.String())
			}
		}
		for _, text := range want {
			if !strings.Contains(written.Body, text) {
				t.Errorf("%s: the letter lacks %s", test.name, text)
			}
		}
		for _, limit := range []int{0, 200, 500} {
			whole := letter.Fit(written.Sentences, limit).Whole
			for _, text := range app {
				if !strings.Contains(whole, text) {
					t.Errorf("%s: the text of %d lacks %s", test.name, limit, text)
				}
			}
		}
		if blemishes := append(Blemishes(written.Body), Blemishes(letter.Fit(written.Sentences, 0).Whole)...); len(blemishes) > 0 {
			t.Errorf("%s: %q", test.name, blemishes)
		}
	}
}
