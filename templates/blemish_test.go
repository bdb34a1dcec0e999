package templates

import "testing"

func TestBlemishes(t *testing.T) {
	for _, good := range []string{
		"抖音客服：\n\n您好！这是一份申请。\n", "三、请求事项\n请：\n1. 请核实。\n2. 请退回。", "他说：“不要。”我说：“好！”", "真的？！", "等等……", "（大写：伍拾元整）",
		"链接 https://example.com/a,b", "第一段\n\n第二段",
	} {
		if found := Blemishes(good); found != nil {
			t.Errorf("%q has %q", good, found)
		}
	}
	for bad, want := range map[string]string{
		"": `""`, " \n": `""`, "一\n订单号：\n二": "订单号：", "一\n订单号：": "订单号：", "金额<no value>元": "金额<no valu", "一{{.x}}": "一{{.x}}", "x}}y": "x}}y",
		"一%!s(nil)": "一%!s(nil)", "充值（）元": "充值（）元", "充值()元": "充值()元", "说“”了": "说“”了", "一\n\n\n二": "一↵↵↵二", "一。。二": "一。。二",
		"一，。": "一，。", "一；，二": "一；，二", "一,,二": "一,,二", "一 \n二": "一 ␠", "一\u3000": "一\u3000␠", "一\t\n二": "一\t␠",
	} {
		if found := Blemishes(bad); len(found) != 1 || found[0] != want {
			t.Errorf("%q has %q, want %q", bad, found, want)
		}
	}
}
