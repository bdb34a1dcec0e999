package view

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// TopDomains lists the five domains with the highest counts, and how many other domains there are.
func TopDomains(v *View, counts map[string]int) string {
	const shown = 5
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	var parts []string
	for _, name := range names[:min(shown, len(names))] {
		parts = append(parts, v.Text("send.many_domain", lang.Args{"Domain": name, "Count": counts[name]}))
	}
	if len(names) > shown {
		parts = append(parts, v.Text("send.many_more", lang.Args{"Count": len(names) - shown}))
	}
	return strings.Join(parts, v.Text("list.separator", nil))
}

// Size returns a number of bytes in B, KB (rounded up) or MB.
func Size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KB", (n+1<<10-1)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// MailObject is an error of the dialogue with a mail server, in --json.
type MailObject struct {
	Server string       `json:"server"` // host:port
	Stage  string       `json:"stage,omitempty"`
	Reply  *ReplyObject `json:"reply,omitempty"` // nil if the server did not answer
	Code   string       `json:"code,omitempty"`  // of an error of the client, which is an smtp.Error
	Cause  string       `json:"cause,omitempty"` // the likely cause
	Hint   string       `json:"hint"`
}

// ReplyObject is a reply of a mail server, in --json.
type ReplyObject struct {
	Code int    `json:"code"`
	Text string `json:"text"`
}

// MailError reports that a mail server refused something or could not be reached. Its exit code is 1.
type MailError struct {
	account smtp.Account
	err     error
	Hint    string // ID of a last line; "" if there is none
}

// Error returns the text of the cause. Lines has the words.
func (e *MailError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *MailError) Unwrap() error { return e.err }

// ExitCode implements CLIError.
func (e *MailError) ExitCode() int { return ExitFailed }

// ErrorCode implements CLIError.
func (e *MailError) ErrorCode() string { return "mail" }

// Lines implements CLIError.
func (e *MailError) Lines(v *View) []string {
	lines := v.Explain(e.err, e.account)
	if e.Hint != "" {
		lines = append(lines, v.Text(e.Hint, nil))
	}
	return lines
}

// Detail adds the failure to the error's object.
func (e *MailError) Detail(v *View, object *ErrorObject) {
	o := &MailObject{Server: Server(e.account), Hint: causeLine(v, e.err, e.account)}
	f := FailureOf(e.err)
	o.Stage, o.Cause = string(f.Stage), string(smtp.Explain(f, e.account))
	o.Reply = ReplyOf(f.Reply)
	if own := (*smtp.Error)(nil); errors.As(e.err, &own) {
		o.Code = string(own.Code)
	}
	object.Mail = o
}

// WrapMailError returns a MailError for an error of drafts/smtp or drafts/outbox. It returns nil and prompt.ErrInterrupted
// as they are, because an interrupt is not a failure of the server.
func WrapMailError(err error, account smtp.Account) error {
	if err == nil || errors.Is(err, prompt.ErrInterrupted) {
		return err
	}
	return &MailError{account: account, err: err}
}

// Server returns the host:port of an account's server.
func Server(account smtp.Account) string {
	return net.JoinHostPort(account.Host, strconv.Itoa(account.Port))
}

// FailureOf returns the outbox.Failure in err. If there is none, it returns a failure without a stage.
func FailureOf(err error) *outbox.Failure {
	var f *outbox.Failure
	if errors.As(err, &f) {
		return f
	}
	return &outbox.Failure{Err: err}
}

// Explain returns the lines that explain a failed dialogue with a server: the stage, the server's reply or the error as it
// is, then the likely cause with the next step.
func (v *View) Explain(err error, account smtp.Account) []string {
	f := FailureOf(err)
	args := lang.Args{"Server": Server(account), "Recipient": f.Recipient, "Stage": ""}
	if f.Stage != "" {
		args["Stage"] = v.Text("smtp.stage."+string(f.Stage), lang.Args{"Refused": f.Reply.Code != 0 && !f.Unanswered()})
	}
	lines := []string{v.Text("smtp.failed", args)}
	if f.Reply.Code != 0 {
		words := field.Harmless(strings.TrimSpace(f.Reply.String()))
		lines = append(lines, "  "+v.Text("smtp.said", lang.Args{"Reply": strings.ReplaceAll(words, "\n", "\n    ")}))
	} else {
		for _, detail := range causeDetails(v, f.Err, smtp.Explain(f, account)) {
			lines = append(lines, "  "+field.Harmless(detail))
		}
	}
	if cause := causeLine(v, err, account); cause != "" {
		lines = append(lines, "  "+cause)
	}
	return lines
}

// causeLine returns the line with the likely cause of a failure and what to do about it. It is "" if causeDetails says
// enough.
func causeLine(v *View, err error, account smtp.Account) string {
	f := FailureOf(err)
	if f.Unanswered() { // whatever the cause, a retry could send the letter twice
		return v.Text("smtp.unanswered", nil)
	}
	cause := smtp.Explain(f, account)
	if p, known := account.Provider(); known && p.Help != "" {
		switch cause {
		case smtp.CauseAuthCode, smtp.CauseAppPassword, smtp.CauseOAuth2: // the help for the provider is more exact
			return v.Text("smtp.login_help", lang.Args{"Help": v.Text("smtp.help."+p.Help, nil)})
		}
	}
	id := "unknown"
	switch {
	case cause != smtp.CauseUnknown:
		id = string(cause)
	case f.Reply.Code == 0:
		return "" // causeDetails words it
	}
	return v.Text("smtp.cause."+id, lang.Args{
		"Server": Server(account), "Host": account.Host, "Address": account.Address, "CAFile": account.CAFile,
		"Variable": smtp.SecretVariable,
	})
}

// NextArgs returns the arguments of the messages show.next, which name the next step for a letter by its status. Of one that a
// server refused they have what its words mean.
func NextArgs(v *View, l store.Letter) lang.Args {
	args := lang.Args{"ID": l.Short, "Cause": "", "MustChange": l.Status == drafts.StatusFailedPerm, "Lasts": false}
	if len(l.Attempts) == 0 || l.Frozen == nil {
		return args
	}
	last := l.Attempts[len(l.Attempts)-1]
	f := smtp.Refusal(last.Stage, outbox.Reply{Code: last.Code, Text: last.Text})
	account := smtp.Account{Address: l.Frozen.Sender}
	if cause := smtp.Explain(f, account); last.Code == 0 || cause == smtp.CauseUnknown || cause == smtp.CauseLater {
		return args
	}
	args["Cause"], args["MustChange"], args["Lasts"] = causeLine(v, f, account), f.MustChange(), f.Lasts()
	return args
}

// AttemptText returns the words about one try to send a letter. Those of the server are on one line.
func AttemptText(v *View, a store.Attempt) string {
	return v.Text("show.attempt", lang.Args{
		"At": Minute(a.Began), "Status": v.Status(a.Status), "Stage": field.OneLine(string(a.Stage)), "Code": a.Code,
		"Text": field.OneLine(a.Text), "To": field.OneLine(a.Recipient), "Seat": field.OneLine(a.Seat), "Found": field.OneLine(a.ResolvedBy),
	})
}

// causeDetails returns the words for an error that is not a reply of the server. There are none if causeLine says the same.
func causeDetails(v *View, err error, cause smtp.Cause) []string {
	var (
		own      *smtp.Error
		problems []string
	)
	for _, e := range splitJoined(err) {
		var p *field.Problem
		if errors.As(e, &p) {
			problems = append(problems, v.Problem(p))
		}
	}
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return []string{v.SMTPError(own)}
	case len(problems) > 0:
		return problems
	case cause == smtp.CauseUnknown, strings.HasPrefix(string(cause), "tls."):
		return []string{v.Cause(err)}
	}
	return nil
}

// splitJoined returns the errors that errors.Join joined, or err alone.
func splitJoined(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// SMTPError returns the words for an error of the client: an account, a secret or a connection that cannot be used.
func (v *View) SMTPError(e *smtp.Error) string {
	args := lang.Args{
		"Name": e.Name, "Text": e.Text, "Exit": e.Exit, "Size": e.Size, "Limit": e.Limit, "Detail": "",
		"Offered": strings.Join(e.Offered, v.Text("list.separator", nil)),
	}
	if e.Err != nil {
		args["Detail"] = v.Cause(e.Err)
	}
	return v.Text("smtp.error."+strings.ReplaceAll(string(e.Code), "-", "_"), args)
}

// ReplyOf returns the object of a server's reply for --json, or nil if there was no reply.
func ReplyOf(r outbox.Reply) *ReplyObject {
	if r.Code == 0 {
		return nil
	}
	return &ReplyObject{Code: r.Code, Text: r.Text}
}
