package field

import (
	"strings"
	"testing"
)

// A name is only guessed from a slip of the keyboard, never from characters that two words happen to share.
func TestNearest(t *testing.T) {
	for _, c := range []struct{ text, names, want string }{
		{"客户编号", "商户单号 订单号", ""},
		{"抖音支付", "微信支付 支付宝", ""},
		{"apple pay", "alipay wechat", ""},
		{"零钱", "零用", ""},
		{"抖音", "抖音号 抖音UID", ""},
		{"amount", "json store lang quiet config", ""},
		{"delete", "template remove", ""},
		{"undo", "due", ""},
		{"rm", "remove ls", ""},
		{"help", "send", ""},
		{"微信", "微博", ""},
		{"充值方式", "充值时间 退款方式", ""},
		{"refnud", "refund list", "refund"},
		{"lsit", "list", "list"},
		{"edti", "edit list", "edit"},
		{"remvoe", "remove", "remove"},
		{"sho", "show", "show"},
		{"wechta", "wechat alipay", "wechat"},
		{"充值金颜", "充值金额 充值时间", "充值金额"},
		{"支付宝支付", "微信支付 支付宝", "支付宝"},
		{"订单好", "订单号", "订单号"},
		{"充值金额（元）", "充值金额 未使用金额", "充值金额"},
		{"amuont", "amount method", "amount"},
		{"accuont", "account", "account"},
		{"setle", "settle", "settle"},
		{"recharge_at", "recharged_at charged_at", "recharged_at"},
		{"order", "order_no method", "order_no"},
		{"家", "家庭 抖音号", "家庭"},
		{"充", "充值金额 充值时间", ""},
		{"listt", "lists list", "list"},
		{"residue", "due", ""},
		{"showing", "show", "show"},
	} {
		if got := Nearest(c.text, strings.Fields(c.names)); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.text, c.names, got, c.want)
		}
	}
}
