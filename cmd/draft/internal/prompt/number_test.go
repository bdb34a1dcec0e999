//go:build !windows

package prompt

import (
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt/screentest"
)

// TestChooseByNumber tests Choose as on Windows, where survey does not read from our stream.
func TestChooseByNumber(t *testing.T) {
	q := Question{Message: "方式", Prefill: "alipay", Optional: true, Options: []Option{{Value: "wechat", Label: "微信"}, {Value: "alipay", Label: "支付宝"}}}
	for typed, want := range map[string]string{"": "alipay", "\x151": "wechat", "\x15微": "wechat", "\x159\r\x150": "", "\x15": ""} {
		c := screentest.New(t, 40, 10)
		d := New(c.TTY, c.TTY, Options{Texts: lang.New(lang.Chinese)}).(*drawn)
		done := make(chan error)
		var got string
		go func() {
			var err error
			got, err = d.chooseByNumber(q)
			done <- err
		}()
		c.See("  0 跳过\n  1 微信\n  2 支付宝\n? 方式 2")
		c.Send(typed + "\r")
		if err := <-done; err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", typed, got, err, want)
		}
	}
}

// TestChooseByNumberWithoutADefault checks that Enter alone does not answer a question of fact.
func TestChooseByNumberWithoutADefault(t *testing.T) {
	q := Question{Message: "方式", NoDefault: true, Options: []Option{{Value: "wechat", Label: "微信"}, {Value: "alipay", Label: "支付宝"}}}
	c := screentest.New(t, 40, 10)
	d := New(c.TTY, c.TTY, Options{Texts: lang.New(lang.Chinese)}).(*drawn)
	done := make(chan error)
	var got string
	go func() {
		var err error
		got, err = d.chooseByNumber(q)
		done <- err
	}()
	c.See("  2 支付宝\n? 方式")
	c.Send("\r")
	c.See("✗ 这一项要填")
	c.Send("2\r")
	if err := <-done; err != nil || got != "alipay" {
		t.Errorf("%q, %v", got, err)
	}
}
