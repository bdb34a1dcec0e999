package field

import (
	"strings"
	"testing"
)

var order = Label{ZH: "订单号", EN: "Order number"}

func TestUnlabelled(t *testing.T) {
	number := Spec{Type: Number, Shape: []Shape{WeChat}}
	merchant := Spec{Type: Number, Shape: []Shape{Merchant}}
	uid := Spec{Type: Number, Shape: []Shape{UID}}
	id := Spec{Type: Text, Shape: []Shape{DouyinID}}
	for _, c := range []struct {
		s          Spec
		own        Label
		text, want string
	}{
		{number, order, "交易单号：4200", "4200"},
		{number, order, "交易单号 4200", "4200"},
		{number, order, "交易单号4200", "4200"},
		{number, order, "Transaction ID: 4200", "4200"},
		{number, order, "订单号\u200b：4200", "4200"},
		{number, order, "订单号：\u200b4200", "\u200b4200"},
		{number, order, "商户单号：DY20", "商户单号：DY20"}, // the label of another answer
		{merchant, Label{ZH: "商户单号"}, "商户订单号：DY20", "DY20"},
		{uid, Label{ZH: "抖音UID", EN: "Douyin UID"}, "UID1234567890", "1234567890"},
		{uid, Label{ZH: "抖音UID", EN: "Douyin UID"}, "uid: 1234567890", "1234567890"},
		{Spec{Type: Datetime}, Label{ZH: "充值时间"}, "充值时间：2026-11-18", "2026-11-18"},
		{Spec{Type: Datetime}, Label{ZH: "扣款时间"}, "支付时间2026-11-18", "2026-11-18"},
		{Spec{Type: Datetime}, Label{ZH: "充值时间"}, "20:15", "20:15"},
		{Spec{Type: Datetime}, Label{ZH: "充值时间"}, "昨天20:15", "昨天20:15"},
		{Spec{Type: Money}, Label{ZH: "充值金额", EN: "Amount"}, "充值金额：50元", "50元"},
		{Spec{Type: Money}, Label{ZH: "充值金额", EN: "Amount"}, "充值金额（元）：50", "50"},
		{Spec{Type: Money}, Label{ZH: "充值金额", EN: "Amount"}, "amount 50", "50"},
		{Spec{Type: Money}, Label{ZH: "未使用金额"}, "金额五十", "五十"},
		{Spec{Type: Phone}, Label{ZH: "联系电话"}, "手机号13812345678", "13812345678"},
		{Spec{Type: Email}, Label{ZH: "联系邮箱"}, "邮箱：a@b.cn", "a@b.cn"},
		{Spec{Type: Email}, Label{ZH: "联系邮箱"}, "email1@b.cn", "email1@b.cn"},
		{Spec{Type: Age}, Label{ZH: "孩子的年龄"}, "年龄9", "9"},
		{Spec{Type: Choice}, Label{ZH: "充值方式"}, "支付方式：零钱", "零钱"},
		{Spec{Type: Choice}, Label{ZH: "退款原因", EN: "Reason"}, "退款原因 误充值", "误充值"},
		{Spec{Type: Files}, Label{ZH: "证据材料"}, "证据材料：a.png", "a.png"},
		{Spec{Type: Files}, Label{ZH: "证据材料"}, `C:\证据材料\a.png`, `C:\证据材料\a.png`},
		{id, Label{ZH: "抖音号", EN: "Douyin ID"}, "抖音账号：dy", "dy"},
		{id, Label{ZH: "抖音号", EN: "Douyin ID"}, "ID dy", "ID dy"},
		{Spec{Type: Text}, Label{ZH: "姓名", EN: "Name"}, "Name Li", "Name Li"},
		{Spec{Type: Text}, Label{ZH: "具体原因"}, "金额：写错了", "金额：写错了"},
		{Spec{Type: Multiline}, Label{ZH: "情况说明"}, "情况说明误点了", "情况说明误点了"},
		{Spec{Type: Multiline}, Label{ZH: "情况说明"}, "交易单号：4200", "交易单号：4200"},
		{number, order, "订单号", "订单号"},
		{number, order, "订单号：", ""},
	} {
		if got := c.s.Unlabelled(c.text, c.own); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.s.Type, c.text, got, c.want)
		}
	}
}

// Every label of a page is removed from an answer of its kind, with each separator and without.
func TestPageLabelsAreRemoved(t *testing.T) {
	for _, kind := range []struct {
		s     Spec
		value string
	}{
		{Spec{Type: Datetime}, "2026-11-18 20:15"},
		{Spec{Type: Money}, "50.00"},
		{Spec{Type: Number}, wechatNo},
		{Spec{Type: Number, Shape: []Shape{UID}}, "1234567890123456"},
		{Spec{Type: Number, Shape: []Shape{Merchant}}, "20261118"},
		{Spec{Type: Phone}, "13812345678"},
		{Spec{Type: Age}, "9"},
	} {
		for _, label := range kind.s.pageLabels() {
			for _, between := range []string{":", "：", ": ", " ", "\u3000", "\t", ""} {
				text := strings.ToLower(label) + between + kind.value
				if got := kind.s.Unlabelled(text); got != kind.value {
					t.Errorf("%s: %q: %q", kind.s.Type, text, got)
				}
			}
		}
	}
}

func TestHiddenEnds(t *testing.T) {
	for _, c := range []struct {
		kind       Type
		text, want string
	}{
		{Number, "\u200b" + wechatNo + "\u200b", wechatNo},
		{Number, "\u202d" + wechatNo + "\u202c", wechatNo},
		{Number, "\ufeff " + wechatNo + "\u00a0", wechatNo},
		{Datetime, "\u200e2026-11-18 20:15\u2069", "2026-11-18 20:15"},
		{Money, "\u206650\u200d\u200b", ""},
		{Money, "\u00ad50\u200b", "50.00"},
		{Email, "\u200ba@b.cn\u200f", "a@b.cn"},
		{Phone, "\u202d138 1234 5678\u202c", "13812345678"},
		{Text, "\u200b张三\ufeff", "张三"},
		{Multiline, "\ufeff误点了。\n", "误点了。"},
		{Files, "\u202aC:\\a.png\nb.png\u200b", "C:\\a.png\nb.png"},
		{Number, "4200\u200b0023", ""}, // inside it may hide a character
		{Money, "\x1b50", ""},
	} {
		s := Spec{Type: c.kind}
		v, err := s.Parse(c.text, Reading{Now: base})
		if c.want == "" {
			if err == nil {
				t.Errorf("%q: %v", c.text, v)
			}
			continue
		}
		if err != nil || v.Answer() != c.want {
			t.Errorf("%q: %v %v", c.text, v, err)
		}
		if p := s.HiddenRemoved(c.text); p == nil || p.Code != codeHiddenRemoved {
			t.Errorf("%q: nothing is said: %v", c.text, p)
		}
	}
	s := Spec{Type: Number}
	if p := s.HiddenRemoved("\u202d\u200b4200\u202c\u200b"); p == nil || p.Args["CodePoints"] != "U+202D U+200B U+202C" {
		t.Error(p)
	}
	for _, text := range []string{" 4200 ", "\u00a04200\u3000"} { // spaces need no remark
		if p := s.HiddenRemoved(text); p != nil {
			t.Errorf("%q: %v", text, p)
		}
	}
}
