package smtp_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

func gbk(t *testing.T, text string) string {
	t.Helper()
	encoded, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestWordsAreUTF8(t *testing.T) {
	for name, c := range map[string]struct{ reply, want string }{
		"ASCII":       {"554 no", "no"},
		"UTF-8":       {"554 退信", "退信"},
		"GBK":         {"554 " + gbk(t, "登录失败，请使用授权码"), "登录失败，请使用授权码"},
		"both":        {"554-退信\r\n554 " + gbk(t, "登录失败"), "退信\n登录失败"},
		"neither":     {"554 a\xff\xffb", ""},
		"long":        {"554 " + strings.Repeat("退", 5000), strings.Repeat("退", 666)},
		"long in GBK": {"554 " + gbk(t, strings.Repeat("退", 5000)), strings.Repeat("退", 666)},
		"odd lines":   {"554-a\r\nodd\r\n554 b", "a\nodd\nb"},
		"empty":       {"554 ", ""},
	} {
		server := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{{At: smtptest.Mail, Reply: c.reply}}})
		_, err := deliver(t.Context(), senderTo(t, server, smtp.Clear), message())
		f := failure(t, err)
		if f.Reply.Code != 554 || !utf8.ValidString(f.Reply.Text) || len(f.Reply.Text) > 2000 {
			t.Errorf("%s: %+v", name, f)
		}
		if name != "neither" && f.Reply.Text != c.want {
			t.Errorf("%s: got %q", name, f.Reply.Text)
		}
	}
}

func TestWordsOfSuccess(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{
		{At: smtptest.Dot, Reply: "250-" + gbk(t, "已收下") + "\r\n250 queued as ABC"},
	}})
	reply, err := deliver(t.Context(), senderTo(t, server, smtp.Clear), message())
	if err != nil || reply.Code != 250 || reply.Text != "已收下\nqueued as ABC" {
		t.Errorf("got %+v, %v", reply, err)
	}
}
