package main

import (
	"fmt"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

// missingFlag is a part of an account that was not given and cannot be asked for; usage says how to give it.
type missingFlag struct{ field, usage string }

// missingFlagsError reports the parts of an account that were not given. Its exit code is 2.
type missingFlagsError struct{ missing []missingFlag }

func (m *missingFlagsError) Error() string     { return fmt.Sprint("missing: ", m.missing) }
func (m *missingFlagsError) ExitCode() int     { return view.ExitUsage }
func (m *missingFlagsError) ErrorCode() string { return "usage" }
func (m *missingFlagsError) Lines(v *view.View) []string {
	lines := []string{v.Text("account.missing", nil)}
	for _, f := range m.missing {
		lines = append(lines, "  "+v.Text("account.missing_line", lang.Args{
			"Label": v.Text("account.field_"+f.field, nil), "Flag": f.usage,
		}))
	}
	return append(lines, v.Text("hint.help", lang.Args{"HelpOf": "draft account add"}))
}

func (m *missingFlagsError) Detail(v *view.View, o *view.ErrorObject) {
	for _, f := range m.missing {
		o.Missing = append(o.Missing, view.MissingObject{
			Field: f.field, Label: v.Text("account.field_"+f.field, nil), Type: "text", Example: f.usage, Flag: f.usage, Key: f.field,
		})
	}
}

// findMissing appends the parts that must still be given by flags. Without a test login the secret may be missing.
func (d *accountAddOptions) findMissing(all []missingFlag) []missingFlag {
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
