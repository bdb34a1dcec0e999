package view

import (
	"crypto/tls"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

var account = smtp.Account{Name: "work", Address: "a@example.com", Host: "smtp.example.com", Port: 465, TLS: smtp.Implicit, User: "a"}

// The five domains with the most letters are named, the first of the alphabet first among equals; the others are counted.
func TestTopDomains(t *testing.T) {
	for _, c := range []struct {
		counts map[string]int
		want   []string
	}{
		{map[string]int{}, nil},
		{map[string]int{"b.com": 1, "a.com": 1, "c.com": 2}, []string{"c.com", "a.com", "b.com"}},
		{map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7}, []string{"g", "f", "e", "d", "c"}},
	} {
		got := TopDomains(english(), c.counts)
		at := 0
		for _, domain := range c.want {
			next := strings.Index(got[at:], domain)
			if next < 0 {
				t.Errorf("%q is not in its place in %q", domain, got)
				break
			}
			at += next
		}
		more := english().Text("send.many_more", map[string]any{"Count": len(c.counts) - len(c.want)})
		if strings.HasSuffix(got, more) != (len(c.counts) > len(c.want)) {
			t.Errorf("%q counts the others wrongly", got)
		}
	}
}

func TestFeatureLines(t *testing.T) {
	got := FeatureLines(english(), smtp.Features{TLS: tls.VersionTLS13, Mechanisms: []string{"PLAIN", "LOGIN"}, Size: 3<<20 + 5}, 80)
	for _, want := range []string{"TLS 1.3", "PLAIN LOGIN", "3 MB"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	none := english().Text("account.says_none", nil)
	if got := FeatureLines(english(), smtp.Features{}, 80); strings.Count(got, none) != 2 || !strings.Contains(got, english().Text("smtp.tls.none", nil)) {
		t.Errorf("%q", got)
	}
	if got := FeatureLines(english(), smtp.Features{Size: 999}, 80); !strings.Contains(got, "999") {
		t.Errorf("a small limit is rounded to nothing: %q", got)
	}
	if o := FeaturesOf(smtp.Features{}); o.Mechanisms == nil || o.TLS != "" {
		t.Errorf("%+v", o)
	}
}

// Each cause has words in both languages, with everything that they name in place.
func TestCausesAreWorded(t *testing.T) {
	for _, v := range []*View{english(), chinese()} {
		for reply, part := range map[outbox.Reply]string{
			{Code: 535, Text: "5.7.8 authentication failed"}: "535",
			{Code: 550, Text: "5.1.1 no such user"}:          "550",
			{Code: 552, Text: "5.2.2 mailbox full"}:          "552",
			{Code: 451, Text: "4.7.1 try again later"}:       "451",
			{Code: 599, Text: "\x1b[2J?"}:                    `\x1b[2J?`,
		} {
			lines := v.Explain(&outbox.Failure{Stage: outbox.StageRecipient, Recipient: "b@example.com", Reply: reply}, account)
			text := strings.Join(lines, "\n")
			if len(lines) != 3 || !strings.Contains(lines[1], part) || strings.Contains(text, "smtp.cause") || strings.Contains(text, "<no value>") || strings.Contains(text, "\x1b") {
				t.Errorf("%v: %q", reply, lines)
			}
		}
	}
}

// After the end of a letter, an answer that did not come outweighs every cause: a retry could send it twice.
func TestUnansweredIsNotRetried(t *testing.T) {
	lines := english().Explain(&outbox.Failure{Stage: outbox.StageDot, Err: io.ErrUnexpectedEOF}, account)
	if got, want := lines[len(lines)-1], "  "+english().Text("smtp.unanswered", nil); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// What the client itself refuses is worded by its code; problems of addresses are worded one by one.
func TestClientErrorsAreWorded(t *testing.T) {
	for _, v := range []*View{english(), chinese()} {
		for _, code := range []smtp.Code{
			smtp.NoTLS, smtp.NotLoopback, smtp.Injected, smtp.BadCAFile, smtp.NoMechanism, smtp.Exchange, smtp.Protocol, smtp.TooMuch, smtp.TooLarge,
			smtp.Unsupported, smtp.BadAddress, smtp.NoRecipient, smtp.BadLines, smtp.BadOrder, smtp.NoSecret, smtp.BadSecret, smtp.CommandFailed,
			smtp.CommandHung, smtp.CommandEmpty, smtp.BadFile, smtp.OpenFile, smtp.KeyringHung,
		} {
			e := &smtp.Error{Code: code, Name: "name", Text: "text", Exit: 3, Size: 9, Limit: 5, Offered: []string{"X", "Y"}, Err: errors.New("reason")}
			if got := v.SMTPError(e); got == "" || strings.HasPrefix(got, "smtp.error.") || strings.Contains(got, "<no value>") {
				t.Errorf("%s: %q", code, got)
			}
		}
		joined := errors.Join(field.NewProblem("empty", "", nil), field.NewProblem("money.unreadable", "x", nil))
		lines := v.Explain(joined, account)
		if len(lines) < 3 || !strings.Contains(lines[1], v.Text("problem.empty", nil)) {
			t.Errorf("%q", lines)
		}
	}
}

func TestMailError(t *testing.T) {
	failure := &outbox.Failure{Stage: outbox.StageAuth, Reply: outbox.Reply{Code: 535, Text: "no\x1b"}}
	err := WrapMailError(failure, account)
	var own *MailError
	if !errors.As(err, &own) || !errors.Is(err, failure) {
		t.Fatalf("%v", err)
	}
	plain := english().Lines(err)
	own.Hint = "account.not_saved"
	if hinted := english().Lines(err); len(hinted) != len(plain)+1 || hinted[len(plain)] != english().Text("account.not_saved", nil) {
		t.Errorf("%q", hinted)
	}
	o := english().ErrorObject(own)
	if o.Code != "mail" || o.Exit != ExitFailed || o.Mail.Server != "smtp.example.com:465" || o.Mail.Stage != string(outbox.StageAuth) || *o.Mail.Reply != (ReplyObject{535, "no\x1b"}) || o.Mail.Cause == "" {
		t.Errorf("%+v, %+v", o, o.Mail)
	}
	if o := english().ErrorObject(&MailError{account: account, err: &smtp.Error{Code: smtp.NoSecret}}); o.Mail.Code != string(smtp.NoSecret) || o.Mail.Reply != nil {
		t.Errorf("%+v", o.Mail)
	}
	if err := WrapMailError(nil, account); err != nil {
		t.Errorf("no error becomes %v", err)
	}
	if err := WrapMailError(prompt.ErrInterrupted, account); err != prompt.ErrInterrupted { //nolint:errorlint // it must be the same
		t.Errorf("an interrupt becomes %v", err)
	}
}

// The words for the secret are those of the provider.
func TestSecretWords(t *testing.T) {
	qq, ok := smtp.Lookup("1@qq.com")
	if !ok {
		t.Fatal("qq.com is unknown")
	}
	v := english()
	token := account
	token.Auth = smtp.AuthXOAUTH2
	command := account
	command.PasswordCommand = []string{"pass", "mail"}
	none := account
	none.Auth, none.User = smtp.AuthNone, ""
	seen := map[string]bool{}
	for _, word := range []string{v.LoginWord(qq.Account("1@qq.com")), v.LoginWord(account), v.LoginWord(token), v.LoginWord(command), v.LoginWord(none)} {
		if word == "" || seen[word] || strings.Contains(word, ".") {
			t.Errorf("%q", word)
		}
		seen[word] = true
	}
	if !strings.Contains(v.LoginWord(command), "pass") {
		t.Errorf("the program is not named: %q", v.LoginWord(command))
	}
	if v.SecretHelp(account) == v.SecretHelp(token) || v.SecretHelp(account) == v.SecretHelp(qq.Account("1@qq.com")) {
		t.Error("the same help for different secrets")
	}
}

// In a narrow window the first cell of a row has a line of its own.
func TestColumns(t *testing.T) {
	rows := [][]string{{"* 张三", "smtp.example.com:465", "TLS"}, {"b", "x:25", "no"}}
	if got := Columns(rows, 0); got != "* 张三  smtp.example.com:465  TLS\nb       x:25                  no\n" {
		t.Errorf("%q", got)
	}
	if got := Columns(rows, 80); got != Columns(rows, 0) {
		t.Errorf("%q", got)
	}
	if got := Columns(rows, 30); got != "* 张三\n    smtp.example.com:465  TLS\nb\n    x:25  no\n" {
		t.Errorf("%q", got)
	}
}

// Only what the server said is called its words.
func TestAttemptText(t *testing.T) {
	at := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	for want, a := range map[string]store.Attempt{
		"  tried 2026-11-20 10:00: mail refused, at rcpt, recipient x@douyin.com\n    the server said: 550 no such user": {
			Began: at, Status: drafts.StatusFailedPerm, Stage: outbox.StageRecipient, Recipient: "x@douyin.com", Code: 550, Text: "no such\nuser",
		},
		"  tried 2026-11-20 10:00: delivery unknown, at dot\n    reason: EOF": {Began: at, Status: drafts.StatusUnknown, Stage: outbox.StageDot, Text: "EOF"},
		"  tried 2026-11-20 10:00: sent":                                      {Began: at, Status: drafts.StatusSent},
	} {
		if got := AttemptText(english(), a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
