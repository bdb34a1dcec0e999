package main

import (
	"fmt"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

// missingFlag is something that nobody is there to be asked for.
type missingFlag struct{ field, give string }

// missingFlags is what a command needs and was not given: exit 2.
type missingFlags struct{ missing []missingFlag }

func (m *missingFlags) Error() string     { return fmt.Sprint("missing: ", m.missing) }
func (m *missingFlags) ExitCode() int     { return view.ExitUsage }
func (m *missingFlags) ErrorCode() string { return "usage" }
func (m *missingFlags) Lines(v *view.View) []string {
	lines := []string{v.Text("account.missing", nil)}
	for _, f := range m.missing {
		lines = append(lines, "  "+v.Text("account.missing_line", lang.Args{
			"Label": v.Text("account.field_"+f.field, nil), "Flag": f.give,
		}))
	}
	return append(lines, v.Text("hint.help", lang.Args{"HelpOf": "draft account add"}))
}

func (m *missingFlags) Detail(v *view.View, o *view.ErrorObject) {
	for _, f := range m.missing {
		o.Missing = append(o.Missing, view.MissingObject{
			Field: f.field, Label: v.Text("account.field_"+f.field, nil), Type: "text", Example: f.give, Flag: f.give, Key: f.field,
		})
	}
}

// missing adds what is still to be given by flags. A secret is not, where nobody is going to log in now.
func (d *accountAddOptions) missing(all []missingFlag) []missingFlag {
	a, o := d.account, d.options
	if o.address == "" {
		all = append(all, missingFlag{"address", "draft account add zhangsan@qq.com"})
	}
	_, known := smtp.Lookup(o.address)
	switch {
	case a.Host == "" && o.host == "" && !known:
		all = append(all, missingFlag{"host", "--host smtp.example.com"})
	case a.Host != "" && a.TLS == "":
		all = append(all, missingFlag{"tls", "--tls implicit|starttls"})
	}
	if d.app.term.Env(smtp.SecretVariable) != "" || o.command != "" || o.noTest && a.Auth != smtp.AuthXOAUTH2 {
		return all
	}
	switch {
	case a.Auth == smtp.AuthXOAUTH2 || o.auth == string(smtp.AuthXOAUTH2):
		all = append(all, missingFlag{"token", "--password-command '…'"})
	case o.auth != string(smtp.AuthNone):
		all = append(all, missingFlag{"secret", smtp.SecretVariable + "=… | --password-command '…'"})
	}
	return all
}
