package smtp_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/smtp"
)

func TestParseURL(t *testing.T) {
	account := func(tls smtp.Security, host string, port int, user string) smtp.Account {
		a := smtp.Account{Host: host, Port: port, TLS: tls, User: user, Auth: smtp.AuthPassword}
		if user == "" {
			a.Auth = smtp.AuthNone
		}
		if strings.Contains(user, "@") {
			a.Address = user
		}
		return a
	}
	for text, want := range map[string]smtp.Account{
		"smtps://smtp.qq.com":                        account(smtp.Implicit, "smtp.qq.com", 465, ""),
		"smtps://123@smtp.qq.com:465":                account(smtp.Implicit, "smtp.qq.com", 465, "123"),
		"smtps://a@qq.com@smtp.qq.com":               account(smtp.Implicit, "smtp.qq.com", 465, "a@qq.com"),
		"smtps://a%40qq.com@smtp.qq.com/":            account(smtp.Implicit, "smtp.qq.com", 465, "a@qq.com"),
		"smtps://a%2Fb%3Ac@h.example:994":            account(smtp.Implicit, "h.example", 994, "a/b:c"),
		"smtps://a+b@h.example":                      account(smtp.Implicit, "h.example", 465, "a+b"),
		"SMTP://H.Example":                           account(smtp.STARTTLS, "h.example", 587, ""),
		"smtp://user@h.example:25":                   account(smtp.STARTTLS, "h.example", 25, "user"),
		"smtp://localhost":                           account(smtp.Clear, "localhost", 25, ""),
		"smtp://a@127.0.0.1:2525":                    account(smtp.Clear, "127.0.0.1", 2525, "a"),
		"smtp://[::1]:2525":                          account(smtp.Clear, "::1", 2525, ""),
		"smtp://[::1]":                               account(smtp.Clear, "::1", 25, ""),
		"smtps://[::1]":                              account(smtp.Implicit, "::1", 465, ""),
		"smtp://[2001:db8::1]":                       account(smtp.STARTTLS, "2001:db8::1", 587, ""),
		"smtps://localhost":                          account(smtp.Implicit, "localhost", 465, ""),
		"smtps://\u4f8b\u5b50.\u6d4b\u8bd5":          account(smtp.Implicit, "xn--fsqu00a.xn--0zwm56d", 465, ""),
		"smtp://127.0.0.1.example.com":               account(smtp.STARTTLS, "127.0.0.1.example.com", 587, ""),
		"smtp://localhost.example":                   account(smtp.STARTTLS, "localhost.example", 587, ""),
		"smtps://%E5%BC%A0@h.example":                account(smtp.Implicit, "h.example", 465, "张"),
		"smtps://first.last%2Btag@corp.example:2465": account(smtp.Implicit, "corp.example", 2465, "first.last+tag"),
	} {
		got, err := smtp.ParseURL(text)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
		if faults := got.Check(); len(faults) > 0 {
			t.Errorf("%s: %v", text, faults)
		}
		if again, err := smtp.ParseURL(got.URL()); err != nil || fmt.Sprint(again) != fmt.Sprint(got) {
			t.Errorf("%s: reads back from %s as %+v, %v", text, got.URL(), again, err)
		}
	}
}

func TestRefusedURLs(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "url.unreadable",
		"smtp.qq.com:465":                   "url.unreadable",
		"smtps:smtp.qq.com":                 "url.unreadable",
		"https://smtp.qq.com":               "url.scheme",
		"://h.example":                      "url.scheme",
		"smtps://":                          "url.host",
		"smtps://user@":                     "url.host",
		"smtps://:465":                      "url.host",
		"smtps://a_b@-x.example":            "url.host",
		"smtps://h..example":                "url.host",
		"smtps://h example":                 "url.host",
		"smtps://::1":                       "url.host",
		"smtps://[::1":                      "url.host",
		"smtps://[::1]x":                    "url.host",
		"smtps://[h.example]":               "url.host",
		"smtps://[fe80::1%25eth0]":          "url.host",
		"smtps://1.2.3":                     "url.host",
		"smtps://0x7f.1":                    "url.host",
		"smtps://h.example:":                "url.host",
		"smtps://h.example:0":               "url.port",
		"smtps://h.example:65536":           "url.port",
		"smtps://h.example:smtp":            "url.port",
		"smtps://h.example:+25":             "url.port",
		"smtps://h.example:-1":              "url.port",
		"smtps://@h.example":                "url.user",
		"smtps://a%0d%0ab@h.example":        "url.user",
		"smtps://a%zz@h.example":            "url.user",
		"smtps://a%E2%80%8Bb@h.example":     "url.user",
		"smtps://a%ff@h.example":            "url.user",
		"smtps://user:@h.example":           "url.password",
		"smtps://u:" + secret + "@h":        "url.password",
		"smtps://u:" + secret + "/@h":       "url.password",
		"smtps://u:" + secret + "?@x@h":     "url.password",
		"smtps://u:" + secret:               "url.port",
		"smtps://u:x:" + secret:             "url.host",
		"smtps://u：" + secret:               "url.host",
		"u:" + secret + "://h.example":      "url.scheme",
		"smtps://[u:" + secret + "]":        "url.host",
		"smtps://h.example/path":            "url.more",
		"smtps://h.example?x=1":             "url.more",
		"smtps://h.example/?p=" + secret:    "url.more",
		"smtps://h.example#x":               "url.more",
		"smtps://h.example:465/x":           "url.more",
		"smtps://h.example:" + secret + "/": "url.port",
	} {
		_, err := smtp.ParseURL(text)
		var p *field.Problem
		if !errors.As(err, &p) || p.Code != want {
			t.Errorf("%s: got %v, want %s", text, err, want)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the secret is told: %v", text, err)
		}
	}
}

// FuzzParseURL checks that an accepted URL gives a valid account whose URL parses to the same, and that no password is
// accepted.
func FuzzParseURL(f *testing.F) {
	for _, text := range []string{
		"smtps://a%40qq.com@smtp.qq.com:465", "smtp://[::1]:25", "smtp://u:p@h", "smtps://h/x?y#z", "smtps://例子.测试", "smtp://a@b@c",
		"smtps://a%00@h", "smtp://127.1", "smtps://h:00465",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := smtp.ParseURL(text)
		if err != nil {
			var p *field.Problem
			if !errors.As(err, &p) || !strings.HasPrefix(p.Code, "url.") {
				t.Fatalf("%q: %v", text, err)
			}
			if password := passwordIn(text); len(password) > 8 && strings.Contains(fmt.Sprint(p.Args["Value"]), password) {
				t.Errorf("%q: tells %v", text, err)
			}
			return
		}
		if faults := a.Check(); len(faults) > 0 {
			t.Errorf("%q gives %+v: %v", text, a, faults)
		}
		again, err := smtp.ParseURL(a.URL())
		if err != nil || fmt.Sprint(again) != fmt.Sprint(a) {
			t.Errorf("%q reads back from %q as %+v, %v", text, a.URL(), again, err)
		}
	})
}

// passwordIn returns the text between a colon and the last @.
func passwordIn(text string) string {
	_, rest, _ := strings.Cut(text, "://")
	_, password, _ := strings.Cut(rest[:max(strings.LastIndexByte(rest, '@'), 0)], ":")
	return password
}
