package view

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
)

// FeaturesObject is what a server says of itself.
type FeaturesObject struct {
	TLS        string   `json:"tls"` // "TLS 1.3"; "" for clear text
	Mechanisms []string `json:"mechanisms"`
	SizeLimit  int64    `json:"size_limit"` // bytes; 0 where it says none
	Pipelining bool     `json:"pipelining"`
	EightBit   bool     `json:"eight_bit"`
	UTF8       bool     `json:"utf8"`
}

// SecureWord names how the connection of an account is protected.
func (v *View) SecureWord(account smtp.Account) string {
	return v.Text("smtp.tls."+string(account.Protection()), nil)
}

// LoginWord names where the secret of an account comes from.
func (v *View) LoginWord(account smtp.Account) string {
	switch {
	case !account.NeedsLogin():
		return v.Text("account.login_none", nil)
	case len(account.PasswordCommand) > 0:
		return v.Text("account.login_command", lang.Args{"Name": account.PasswordCommand[0]})
	}
	return v.SecretName(account)
}

func FeaturesOf(f smtp.Features) FeaturesObject {
	o := FeaturesObject{
		Mechanisms: append([]string{}, f.Mechanisms...), SizeLimit: f.Size,
		Pipelining: f.Pipelining, EightBit: f.EightBit, UTF8: f.UTF8,
	}
	if f.TLS != 0 {
		o.TLS = tls.VersionName(f.TLS)
	}
	return o
}

func (v *View) FeatureLines(f smtp.Features, width int) string {
	o := FeaturesOf(f)
	none := v.Text("account.says_none", nil)
	secure, ways, size := o.TLS, strings.Join(o.Mechanisms, " "), none
	if secure == "" {
		secure = v.Text("smtp.tls.none", nil)
	}
	if ways == "" {
		ways = none
	}
	const mega = 1 << 20
	if f.Size > 0 {
		size = v.Text("account.megabytes", lang.Args{"Size": f.Size / mega}) // rounded down: it is a limit
		if f.Size < mega {
			size = v.Text("account.bytes", lang.Args{"Size": f.Size})
		}
	}
	rows := [][2]string{{"account.tls", secure}, {"account.mechanisms", ways}, {"account.size", size}}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(Wrap("  "+v.Text(row[0], lang.Args{"Value": row[1]}), width) + "\n")
	}
	return b.String()
}

// TopDomains lists what there is most of.
func (v *View) TopDomains(counts map[string]int) string {
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

// Size writes a number of bytes as people read it.
func Size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KB", (n+1<<10-1)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// MailObject is what a mail server, or the way to it, has refused.
type MailObject struct {
	Server string       `json:"server"` // host:port
	Stage  string       `json:"stage,omitempty"`
	Reply  *ReplyObject `json:"reply,omitempty"` // what the server said, if it said anything
	Code   string       `json:"code,omitempty"`  // what went wrong on our side
	Cause  string       `json:"cause,omitempty"` // what it most likely comes from
	Hint   string       `json:"hint"`
}

type ReplyObject struct {
	Code int    `json:"code"`
	Text string `json:"text"`
}

// MailError is what a mail server, or the way to it, has refused: exit 1.
type MailError struct {
	account smtp.Account
	err     error
	Hint    string // id of a last line, if one is due
}

func (e *MailError) Error() string { return e.err.Error() }

func (e *MailError) Unwrap() error { return e.err }

func (e *MailError) ExitCode() int { return ExitFailed }

func (e *MailError) ErrorCode() string { return "mail" }

func (e *MailError) Lines(v *View) []string {
	lines := v.Explain(e.err, e.account)
	if e.Hint != "" {
		lines = append(lines, v.Text(e.Hint, nil))
	}
	return lines
}

func (e *MailError) Detail(v *View, object *ErrorObject) {
	o := &MailObject{Server: Server(e.account), Hint: v.causeLine(e.err, e.account)}
	f := FailureOf(e.err)
	o.Stage, o.Cause = string(f.Stage), string(smtp.Explain(f, e.account))
	o.Reply = ReplyOf(f.Reply)
	if own := (*smtp.Error)(nil); errors.As(e.err, &own) {
		o.Code = string(own.Code)
	}
	object.Mail = o
}

// WrapMailError gives an error of drafts/smtp or of the outbox one that knows its words. A person who left is no fault of
// the server.
func WrapMailError(err error, account smtp.Account) error {
	if err == nil || errors.Is(err, prompt.ErrInterrupted) {
		return err
	}
	return &MailError{account: account, err: err}
}

// Server is where an account sends.
func Server(account smtp.Account) string {
	return net.JoinHostPort(account.Host, strconv.Itoa(account.Port))
}

// FailureOf gives an error as a failure, also one that happened at no stage of a dialogue.
func FailureOf(err error) *outbox.Failure {
	var f *outbox.Failure
	if errors.As(err, &f) {
		return f
	}
	return &outbox.Failure{Err: err}
}

// Explain gives the lines that tell a person why a server did not do what it should: at what stage, what was said or
// broke, as it came, then what it most likely comes from, with the next step.
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
		for _, detail := range v.causeDetails(f.Err, smtp.Explain(f, account)) {
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
	f := FailureOf(err)
	if f.Unanswered() { // to try again could send it twice, whatever it comes from
		return v.Text("smtp.unanswered", nil)
	}
	cause := smtp.Explain(f, account)
	if p, known := account.Provider(); known && p.Help != "" {
		switch cause {
		case smtp.CauseAuthCode, smtp.CauseAppPassword, smtp.CauseOAuth2: // the provider's own words are more exact
			return v.Text("smtp.login_help", lang.Args{"Help": v.Text("smtp.help."+p.Help, nil)})
		}
	}
	id := "unknown"
	switch {
	case cause != smtp.CauseUnknown:
		id = string(cause)
	case f.Reply.Code == 0:
		return "" // what broke has its own words
	}
	return v.Text("smtp.cause."+id, lang.Args{
		"Server": Server(account), "Host": account.Host, "Address": account.Address, "CAFile": account.CAFile,
		"Variable": smtp.SecretVariable,
	})
}

// causeDetails words what went wrong where no server said anything. What the cause says as well is left out.
func (v *View) causeDetails(err error, cause smtp.Cause) []string {
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

// splitJoined gives the errors that were joined to one.
func splitJoined(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// SMTPError words what went wrong on our side of a dialogue.
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

// SecretName is what an account's server calls the secret: 授权码, app password, token.
func (v *View) SecretName(account smtp.Account) string {
	kind := smtp.SecretPassword
	if p, known := account.Provider(); known {
		kind = p.Secret
	}
	if account.Auth == smtp.AuthXOAUTH2 {
		kind = smtp.SecretOAuth2
	}
	return v.Text("smtp.secret."+string(kind), nil)
}

// SecretHelp tells where one gets the secret.
func (v *View) SecretHelp(account smtp.Account) string {
	p, known := account.Provider()
	switch {
	case known && p.Help != "":
		return v.Text("smtp.help."+p.Help, nil)
	case account.Auth == smtp.AuthXOAUTH2:
		return v.Text("smtp.help.token", nil)
	}
	return v.Text("smtp.help.other", nil)
}

// ReplyOf is what a server said, as data; nil where it said nothing.
func ReplyOf(r outbox.Reply) *ReplyObject {
	if r.Code == 0 {
		return nil
	}
	return &ReplyObject{Code: r.Code, Text: field.Harmless(r.Text)}
}
