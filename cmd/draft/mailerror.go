package main

import (
	"errors"
	"net"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
)

// mailError is what a mail server, or the way to it, has refused: exit 1.
type mailError struct {
	account smtp.Account
	err     error
	hint    string // id of a last line, if one is due
}

func (e *mailError) Error() string { return e.err.Error() }
func (e *mailError) Unwrap() error { return e.err }
func (e *mailError) exit() int     { return exitFailed }
func (e *mailError) code() string  { return "mail" }
func (e *mailError) lines(v *View) []string {
	lines := v.explain(e.err, e.account)
	if e.hint != "" {
		lines = append(lines, v.text(e.hint, nil))
	}
	return lines
}

func (e *mailError) object(a *app) *mailObject {
	o := &mailObject{Server: server(e.account), Hint: a.view.causeLine(e.err, e.account)}
	f := failureOf(e.err)
	o.Stage, o.Cause = string(f.Stage), string(smtp.Explain(f, e.account))
	o.Reply = replied(f.Reply)
	if own := (*smtp.Error)(nil); errors.As(e.err, &own) {
		o.Code = string(own.Code)
	}
	return o
}

// mailFault gives an error of drafts/smtp or of the outbox one that knows its words. A person who left is no fault of
// the server.
func mailFault(err error, account smtp.Account) error {
	if err == nil || errors.Is(err, prompt.ErrInterrupted) {
		return err
	}
	return &mailError{account: account, err: err}
}

// server is where an account sends.
func server(account smtp.Account) string {
	return net.JoinHostPort(account.Host, strconv.Itoa(account.Port))
}

// failureOf gives an error as a failure, also one that happened at no stage of a dialogue.
func failureOf(err error) *outbox.Failure {
	var f *outbox.Failure
	if errors.As(err, &f) {
		return f
	}
	return &outbox.Failure{Err: err}
}

// explain gives the lines that tell a person why a server did not do what it should: at what stage, what was said or
// broke, as it came, then what it most likely comes from, with the next step.
func (v *View) explain(err error, account smtp.Account) []string {
	f := failureOf(err)
	args := lang.Args{"Server": server(account), "Recipient": f.Recipient, "Stage": ""}
	if f.Stage != "" {
		args["Stage"] = v.text("smtp.stage."+string(f.Stage), lang.Args{"Refused": f.Reply.Code != 0 && !f.Unanswered()})
	}
	lines := []string{v.text("smtp.failed", args)}
	if f.Reply.Code != 0 {
		words := field.Harmless(strings.TrimSpace(f.Reply.String()))
		lines = append(lines, "  "+v.text("smtp.said", lang.Args{"Reply": strings.ReplaceAll(words, "\n", "\n    ")}))
	} else {
		for _, detail := range v.broken(f.Err, smtp.Explain(f, account)) {
			lines = append(lines, "  "+field.Harmless(detail))
		}
	}
	if cause := v.causeLine(err, account); cause != "" {
		lines = append(lines, "  "+cause)
	}
	return lines
}

// causeLine is what a failure most likely comes from, and what to do about it. "" is nothing to add.
func (v *View) causeLine(err error, account smtp.Account) string {
	f := failureOf(err)
	if f.Unanswered() { // to try again could send it twice, whatever it comes from
		return v.text("smtp.unanswered", nil)
	}
	cause := smtp.Explain(f, account)
	if p, known := account.Provider(); known && p.Help != "" {
		switch cause {
		case smtp.CauseAuthCode, smtp.CauseAppPassword, smtp.CauseOAuth2: // the provider's own words are more exact
			return v.text("smtp.login_help", lang.Args{"Help": v.text("smtp.help."+p.Help, nil)})
		}
	}
	id := "unknown"
	switch {
	case cause != smtp.CauseUnknown:
		id = string(cause)
	case f.Reply.Code == 0:
		return "" // what broke has its own words
	}
	return v.text("smtp.cause."+id, lang.Args{
		"Server": server(account), "Host": account.Host, "Address": account.Address, "CAFile": account.CAFile,
		"Variable": smtp.SecretVariable,
	})
}

// broken words what went wrong where no server said anything. What the cause says as well is left out.
func (v *View) broken(err error, cause smtp.Cause) []string {
	var (
		own      *smtp.Error
		problems []string
	)
	for _, e := range apart(err) {
		var p *field.Problem
		if errors.As(e, &p) {
			problems = append(problems, v.wording(p))
		}
	}
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return []string{v.smtpError(own)}
	case len(problems) > 0:
		return problems
	case cause == smtp.CauseUnknown, strings.HasPrefix(string(cause), "tls."):
		return []string{v.cause(err)}
	}
	return nil
}

// apart gives the errors that were joined to one.
func apart(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// smtpError words what went wrong on our side of a dialogue.
func (v *View) smtpError(e *smtp.Error) string {
	args := lang.Args{
		"Name": e.Name, "Text": e.Text, "Exit": e.Exit, "Size": e.Size, "Limit": e.Limit, "Detail": "",
		"Offered": strings.Join(e.Offered, v.text("list.separator", nil)),
	}
	if e.Err != nil {
		args["Detail"] = v.cause(e.Err)
	}
	return v.text("smtp.error."+strings.ReplaceAll(string(e.Code), "-", "_"), args)
}
