package field

import "testing"

func TestFindIn(t *testing.T) {
	phone, email := Spec{Type: Phone}, Spec{Type: Email}
	id := Spec{Type: Text, Shape: []Shape{DouyinID}}
	for _, c := range []struct {
		spec Spec
		text string
		want string
	}{
		{phone, "点错了，打我电话13812345678吧", "13812345678"},
		{phone, "电话：138 1234 5678。", "13812345678"},
		{phone, "+8613812345678", "13812345678"},
		{phone, "１３８１２３４５６７８", "13812345678"},
		{phone, "13812345678，就是138-1234-5678", "13812345678"},
		{phone, "13812345678或13900001234", ""},
		{phone, "订单号4200002345202611181234，打了95152", ""},
		{phone, "DY13812345678", ""},
		{phone, "11010119900307771513812345678", ""},
		{email, "写信到zhangsan@example.com。", "zhangsan@example.com"},
		{email, "a@example.com, b@example.com", ""},
		{email, "微博@张三", ""},
		{id, "我的抖音号：dy_example88，点错了", "dy_example88"},
		{id, "抖音号是ｄｙ＿example88.", "dy_example88"},
		{id, "my Douyin ID is not here", ""},
		{id, "Douyin ID: dy_example88", "dy_example88"},
		{id, "抖音号被封了 dy_example88", ""},
		{id, "抖音号dy_a1和抖音号dy_b2", ""},
		{Spec{Type: Text}, "抖音号：dy_example88", ""},
		{Spec{Type: Money}, "13812345678", ""},
	} {
		got := ""
		if v := c.spec.FindIn(c.text, "抖音号", "Douyin ID"); v != nil {
			got = v.Answer()
		}
		if got != c.want {
			t.Errorf("%s in %q: %q, want %q", c.spec.Type, c.text, got, c.want)
		}
	}
}
