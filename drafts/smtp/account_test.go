package smtp_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"draft/drafts/smtp"
)

func TestAccountFaults(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*smtp.Account)
		codes []string
	}{
		"good":            {func(*smtp.Account) {}, nil},
		"no address":      {func(a *smtp.Account) { a.Address = "" }, nil},
		"no auth":         {func(a *smtp.Account) { a.Auth = "" }, nil},
		"IPv6":            {func(a *smtp.Account) { a.Host = "2001:db8::1" }, nil},
		"clear, here":     {func(a *smtp.Account) { a.Host, a.TLS = "LOCALHOST", smtp.Clear }, nil},
		"clear, 127.9":    {func(a *smtp.Account) { a.Host, a.TLS = "127.9.9.9", smtp.Clear }, nil},
		"clear, ::1":      {func(a *smtp.Account) { a.Host, a.TLS = "::1", smtp.Clear }, nil},
		"clear, mapped":   {func(a *smtp.Account) { a.Host, a.TLS = "::ffff:127.0.0.1", smtp.Clear }, nil},
		"clear":           {func(a *smtp.Account) { a.TLS = smtp.Clear }, []string{"account.clear"}},
		"clear, private":  {func(a *smtp.Account) { a.Host, a.TLS = "192.168.1.1", smtp.Clear }, []string{"account.clear"}},
		"clear, alike":    {func(a *smtp.Account) { a.Host, a.TLS = "localhost.example", smtp.Clear }, []string{"account.clear"}},
		"clear, with CA":  {func(a *smtp.Account) { a.TLS, a.CAFile = smtp.Clear, "/x" }, []string{"account.clear"}},
		"no host":         {func(a *smtp.Account) { a.Host = "" }, []string{"account.host"}},
		"host with port":  {func(a *smtp.Account) { a.Host = "h.example:465" }, []string{"account.host"}},
		"host with CRLF":  {func(a *smtp.Account) { a.Host = "h\r\nx" }, []string{"account.control", "account.host"}},
		"wide host":       {func(a *smtp.Account) { a.Host = "例子.测试" }, []string{"account.host"}},
		"port 0":          {func(a *smtp.Account) { a.Port = 0 }, []string{"account.port"}},
		"port 65536":      {func(a *smtp.Account) { a.Port = 65536 }, []string{"account.port"}},
		"address":         {func(a *smtp.Account) { a.Address = "a b@example.com" }, []string{"account.address"}},
		"address with LF": {func(a *smtp.Account) { a.Address = "a@b\n" }, []string{"account.control", "account.address"}},
		"TLS":             {func(a *smtp.Account) { a.TLS = "maybe" }, []string{"account.tls"}},
		"auth":            {func(a *smtp.Account) { a.Auth = "md5" }, []string{"account.auth"}},
		"token of nobody": {func(a *smtp.Account) { a.Auth, a.User = smtp.AuthXOAUTH2, "" }, []string{"account.user"}},
		"user with NUL":   {func(a *smtp.Account) { a.User = "a\x00b" }, []string{"account.control"}},
		"name":            {func(a *smtp.Account) { a.Name = "a\u202eb" }, []string{"account.control"}},
		"command":         {func(a *smtp.Account) { a.PasswordCommand = []string{"", "x"} }, []string{"account.command"}},
		"command with LF": {func(a *smtp.Account) { a.PasswordCommand = []string{"a", "b\n"} }, []string{"account.control"}},
		"all at once": {
			func(a *smtp.Account) { *a = smtp.Account{Auth: "x"} },
			[]string{"account.host", "account.port", "account.tls", "account.auth"},
		},
	} {
		a := mailbox()
		a.Address, a.Auth = user, smtp.AuthPassword
		c.spoil(&a)
		var codes []string
		for _, p := range a.Check() {
			codes = append(codes, p.Code)
			if p.Args["Field"] == "" {
				t.Errorf("%s: %v names no field", name, p)
			}
		}
		if fmt.Sprint(codes) != fmt.Sprint(c.codes) {
			t.Errorf("%s: got %v, want %v", name, codes, c.codes)
		}
		if len(codes) > 0 {
			if _, err := (&smtp.Sender{Account: a}).Connect(t.Context()); !failure(t, err).Final {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestAccountInTheSettings(t *testing.T) {
	a := smtp.Account{
		Name: "work", Address: user, Host: "smtp.example.com", Port: 465, TLS: smtp.Implicit, User: user,
		Auth: smtp.AuthXOAUTH2, PasswordCommand: []string{"pass", "show"}, CAFile: "/ca.pem",
	}
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"name":"work","address":"zhang@example.com","host":"smtp.example.com","port":465,"tls":"implicit",` +
		`"user":"zhang@example.com","auth":"xoauth2","password_command":["pass","show"],"ca_file":"/ca.pem"}`
	if string(text) != want {
		t.Errorf("got %s", text)
	}
	var again smtp.Account
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(a, again) {
		t.Errorf("got %+v, %v", again, err)
	}
}
