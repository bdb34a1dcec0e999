package main

import (
	"errors"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/prompt"
	"draft/drafts/smtp"
)

// checkPart returns the problem with one part of an account, or nil. If typed is not empty, the problem quotes it instead
// of the parsed value.
func (d *accountAddOptions) checkPart(account smtp.Account, name, typed string) error {
	for _, p := range account.Check() {
		if p.Args["Field"] == name {
			if typed != "" {
				p.Args["Value"] = typed
			}
			return errors.New(d.app.view.Problem(p))
		}
	}
	return nil
}

func (d *accountAddOptions) askHost(first bool) (bool, error) {
	if !d.byHand {
		return false, nil
	}
	_, domain, _ := strings.Cut(d.account.Address, "@")
	text, err := d.app.term.Prompter().Line(prompt.Question{
		Message: d.app.view.Text("account.ask_host", nil), Hint: "smtp." + domain, Help: d.app.view.Text("account.host_help", nil),
		Prefill: d.account.Host, First: first,
		Check: func(text string) error {
			account := d.account
			account.Host = text
			return d.checkPart(account, "host", "")
		},
	})
	if err != nil {
		return false, err
	}
	if d.account.Host = text; d.account.Port == 0 {
		if p, known := d.account.Provider(); known {
			d.account.Port, d.account.TLS = p.Port, p.TLS
		}
	}
	return true, nil
}

func (d *accountAddOptions) askPort(first bool) (bool, error) {
	if !d.byHand {
		return false, nil
	}
	port := d.account.Port
	if port == 0 {
		port = usualPort[smtp.Implicit]
	}
	number := func(text string) int {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			return -1
		}
		return n
	}
	text, err := d.app.term.Prompter().Line(prompt.Question{
		Message: d.app.view.Text("account.ask_port", nil), Help: d.app.view.Text("account.port_help", nil), Prefill: strconv.Itoa(port), First: first,
		Check: func(text string) error {
			account := d.account
			account.Port = number(text)
			return d.checkPart(account, "port", text)
		},
	})
	if err != nil {
		return false, err
	}
	if n := number(text); n != d.account.Port {
		d.account.Port, d.account.TLS = n, "" // the TLS mode depends on the port
	}
	return true, nil
}

func (d *accountAddOptions) askTLS(first bool) (bool, error) {
	if !d.byHand && (d.account.TLS != "" || d.account.Host == "") {
		return false, nil
	}
	d.completeServer()
	var options []prompt.Option
	for _, way := range []smtp.Security{smtp.Implicit, smtp.STARTTLS, smtp.Clear} {
		account := d.account
		account.TLS = way
		if d.checkPart(account, "tls", "") == nil { // clear text stays on this machine
			o := prompt.Option{Value: string(way), Label: d.app.view.Text("smtp.tls."+string(way), nil)}
			if way != smtp.Clear {
				o.Description = d.app.view.Text("account.tls_"+string(way), nil)
			}
			options = append(options, o)
		}
	}
	suggested := string(d.account.TLS)
	if suggested == "" {
		suggested = string(smtp.Implicit)
	}
	chosen, err := d.app.term.Prompter().Choose(prompt.Question{
		Message: d.app.view.Text("account.ask_tls", nil), Options: options, Prefill: suggested, First: first,
	})
	if err != nil {
		return false, err
	}
	d.account.TLS = smtp.Security(chosen)
	return true, nil
}

func (d *accountAddOptions) askUser(first bool) (bool, error) {
	if !d.byHand || d.options.user != "" || d.account.Auth == smtp.AuthNone {
		return false, nil
	}
	text, err := d.app.term.Prompter().Line(prompt.Question{
		Message: d.app.view.Text("account.ask_user", nil), Help: d.app.view.Text("account.user_help", nil), Prefill: d.account.User, First: first,
		Check: func(text string) error {
			account := d.account
			account.User = text
			return d.checkPart(account, "user", "")
		},
	})
	if err != nil {
		return false, err
	}
	d.account.User = text
	return true, nil
}
