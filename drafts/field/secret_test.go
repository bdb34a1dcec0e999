package field

import (
	"slices"
	"testing"
)

func TestSecrets(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"我的支付密码是123456。", []string{codeTextPassword}},
		{"登录密码：Abc!2345", []string{codeTextPassword}},
		{"密码abc123456", []string{codeTextPassword}},
		{"口令为 ｑｗｅｒ１２３４", []string{codeTextPassword}},
		{"验证码 482913，请核实", []string{codeTextVerification}},
		{"对方要了验证码是４８２９１３", []string{codeTextVerification}},
		{"卡号6222 0212 3456 7890 128", []string{codeTextCard}},
		{"卡号4111-1111-1111-1111", []string{codeTextCard}},
		{"身份证11010519491231002X", []string{codeTextIdentity}},
		{"身份证：110105 19491231 002x。", []string{codeTextIdentity}},
		{"对方说可以把月付额度提现", []string{codeTextCashOut}},
		{"想套现", []string{codeTextCashOut}},
		{"找了代退，付了手续费", []string{codeTextAgent}},
		{"网上的退款中介让我加微信", []string{codeTextAgent}},
		{"密码是abcd1234，验证码是123456", []string{codeTextPassword, codeTextVerification}},

		// the word before a number is enough
		{"身份证号110101195803076512", []string{codeTextIdentity}},
		{"我的身份证号码是：110101 19580307 6512，请核对", []string{codeTextIdentity}},
		{"银行卡6222021234567890123", []string{codeTextCard}},
		{"卡号：6222 0212 3456 7890 123。", []string{codeTextCard}},
		{"card number 6222021234567890123", []string{codeTextCard}},
		{"密码:abc", []string{codeTextPassword}},
		{"pwd: abc", []string{codeTextPassword}},
		{"银行卡支付，订单号7012345678901234567", nil},
		{"银行卡支付4200002345202611181234567890", nil},
		{"银行卡尾号1234", nil},
		{"身份证已经交了，订单号7012345678901234567", nil},
		{"没有身份证 2026-11-18 20:15", nil},
		{"密码错了", nil},
		{"密码：忘了", nil},

		{"password: hunter2", []string{codeTextPassword}},
		{"Password：hunter2。", []string{codeTextPassword}},
		{"pwd=hunter2", []string{codeTextPassword}},
		{"ＰＷＤ＝ｈｕｎｔｅｒ２", []string{codeTextPassword}},
		{"passwd hunter2", []string{codeTextPassword}},
		{"my password is abc123", []string{codeTextPassword}},
		{"my password is 482913", []string{codeTextPassword}},
		{"校验码 482913", []string{codeTextVerification}},
		{"短信码 482913", []string{codeTextVerification}},
		{"短信码：482913。", []string{codeTextVerification}},
		{"动态码是482913.", []string{codeTextVerification}},
		{"验证码是 4 8 2 9 1 3", []string{codeTextVerification}},
		{"验证码 482 913，请核实", []string{codeTextVerification}},
		{"验证码 48 29 13", []string{codeTextVerification}},
		{"Verification code is 482913", []string{codeTextVerification}},
		{"OTP: 482913", []string{codeTextVerification}},
		{"身份证110105491231002", []string{codeTextIdentity}}, // a first-generation card
		{"11010519491231002 X", []string{codeTextIdentity}},
		{"1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 x", []string{codeTextIdentity}},
		{"110105  1949–1231　002X", []string{codeTextIdentity}},
		{"张三 13812345678 11010519491231002X", []string{codeTextIdentity}},
		{"11010519491231002X 13812345678", []string{codeTextIdentity}},
		{"13812345678 6222021234567890128 张三", []string{codeTextCard}},

		{"", nil},
		{"the password was not entered", nil},
		{"password is required", nil},
		{"entered the password 3 times at 20:15", nil},
		{"forgot my password 2026-11-18 20:15", nil},
		{"没收到验证码 2026-11-18 20:15 就扣了", nil},
		{"没收到验证码 20:15 扣款", nil},
		{"没有验证码 5000.00元", nil},
		{"没收到验证码 11 18 扣了 50 元", nil},
		{"验证码 13812345678", nil},
		{"动态码没有收到，扣了 648 元", nil},
		{"月付额度还在，提现失败", nil},
		{"订单号110105991331002", nil},     // the month does not exist
		{"订单号203105491231002", nil},     // the province does not exist
		{"订单号110 105 491 231 002", nil}, // in groups it may be another number
		{"2026 1118 2015 000", nil},
		{"4200 0023 4520 2611 1812 3456 7890", nil}, // 16 of its digits may look like a card
		{"6222021234567890X", nil},
		{"支付密码没有输入就扣款了。", nil},
		{"连续输错密码3次", nil},
		{"密码是6位数字", nil},
		{"密码是2026年改的", nil},
		{"没有收到验证码，11月18日20:15直接扣了5000元", nil},
		{"没有收到验证码 2026年11月18日扣款", nil},
		{"订单号4200002345202611181234567890", nil}, // WeChat, 28 digits
		{"订单号2026111822001412341234567890", nil}, // Alipay
		{"订单号6912345678901234567", nil},          // Douyin, 19 digits
		{"订单 6920345678901234560", nil},
		{"电话13812345678，抖音号1234567890", nil},
		{"2026-11-18 20:15 充值 50.00 元", nil},
		{"6222 0212 3456 7890 129", nil}, // the check digit is wrong
		{"110105194912310021", nil},
		{"客服交代退款要等三天", nil},
		{"申请退款，现在还没有到账", nil},
		{"提现失败", nil},
	} {
		if got := codesOf(TextValue(test.text).doubts()); !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func TestAnger(t *testing.T) {
	for _, text := range []string{
		"你们就是骗子！", "骗子", "一群骗子", "抖音是骗子", "骗子抖音", "垃圾平台", "真垃圾。", "垃圾", "王八蛋", "去死吧", "你们去死！", "再不退就曝光你们",
		"不退我就网上曝光", "等着瞧", "跟你们没完", "必须马上退款", "必须立刻给我退钱", "必须今天退", "赶紧把钱退给我", "还我血汗钱", "退我钱！", "tmd",
		"傻Ｂ客服", "What the fuck",
	} {
		if !slices.Equal(codesOf(TextValue(text).doubts()), []string{codeTextAnger}) {
			t.Errorf("%q: %v", text, TextValue(text).doubts())
		}
	}
	for _, text := range []string{
		"孩子被骗子骗走了验证码", "对方是骗子，冒充客服", "你们说我遇到骗子了", "收到垃圾短信", "手机里有垃圾软件", "孩子用他妈的手机充的", "用我妈的账号充值",
		"回去死活找不到订单", "页面死机", "必须登录才能退出", "系统提示必须立即退出", "我必须先退款再买", "朋友还我钱以后充的", "请按流程操作，尽快核实",
		"买了鸡蛋和蛋糕", "封面好看", "希望尽快退款", "我已向12315投诉", "垃圾分类小程序", "截图曝光过度",
	} {
		if got := TextValue(text).doubts(); got != nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A warning does not contain the secret.
func TestSecretsAreMasked(t *testing.T) {
	for _, p := range TextValue("6222021234567890128 11010519491231002X").doubts() {
		if masked := p.Args["Masked"]; masked != "622…28" && masked != "110…2X" || p.Args["Value"] != "" {
			t.Errorf("%v", p)
		}
	}
}

func FuzzSecrets(f *testing.F) {
	f.Add("密码是123456，卡号6222 0212 3456 7890 128，身份证11010519491231002X")
	f.Fuzz(func(_ *testing.T, text string) { TextValue(text).doubts() })
}

func BenchmarkSecrets(b *testing.B) {
	v := TextValue("当时想查看余额，页面跳转后误点了充值。充值后没有使用过，现在申请退款。")
	for b.Loop() {
		v.doubts()
	}
}
