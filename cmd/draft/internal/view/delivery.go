package view

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// Sending is what the words about a sending need besides its results.
type Sending struct {
	Account smtp.Account
	Place   string // of the store, as it may be shown
	Retry   string // the flags that send by the same account again, after a space; "" if none are needed
	// RetryQueue are the flags of Retry and the rate.
	RetryQueue string
	// Summed is whether the advice about letters that were not sent is printed once at the end instead of for each.
	Summed bool
	// Table is whether a batch prints that advice itself.
	Table bool
}

// DeliveryError returns an error with the words for an error of drafts/delivery or the store. An error that has words
// already is returned as it is.
func (v *View) DeliveryError(err error, s Sending) error {
	var (
		known   CLIError
		refused *delivery.NotSendableError
		missing *delivery.IncompleteError
		bad     *delivery.BadFileError
		message *delivery.MessageError
		limit   *delivery.DailyLimitError
		twice   *delivery.NamedTwiceError
		file    *attach.Error
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.As(err, &refused):
		return notSendable(v, refused, s)
	case errors.As(err, &missing):
		id := "send.no_to"
		if missing.Missing == delivery.MissingSender {
			id = "send.no_from"
		}
		return &Error{Exit: ExitAnswers, Code: "answers", ID: id, Args: lang.Args{"ID": missing.Name}}
	case errors.As(err, &bad):
		return badFile(v, bad)
	case errors.As(err, &message):
		return v.MessageError(message.Err)
	case errors.As(err, &file):
		return AttachmentError(err)
	case errors.As(err, &limit):
		return Fail("send.no_more_today", LimitArgs(limit.DailyLimit, s), nil)
	case errors.As(err, &twice):
		return Usage("usage.letter_twice", lang.Args{"Value": twice.Name}, "draft send")
	case errors.Is(err, delivery.ErrNothingWaits):
		return Usage("usage.nothing_queued", nil, "")
	}
	return StoreError(err, s.Place)
}

func notSendable(v *View, e *delivery.NotSendableError, s Sending) error {
	args := lang.Args{
		"ID": e.Letter.Short, "Subject": field.OneLine(e.Letter.Subject), "Status": v.Status(e.Letter.Status), "At": "", "By": s.Retry,
	}
	id := map[delivery.Reason]string{
		delivery.Removed: "store.removed", delivery.AlreadySent: "send.already", delivery.OutcomeUnknown: "send.is_unknown", delivery.Closed: "store.closed",
	}[e.Reason]
	if e.Reason == delivery.AlreadySent {
		args["At"] = v.Moment(e.Letter.SentAt())
	}
	return Fail(id, args, nil)
}

// badFile returns an error with every fault of a message file and its line.
func badFile(v *View, e *delivery.BadFileError) error {
	var lines []string
	for _, p := range field.AllProblems(e.Err) {
		lines = append(lines, v.Problem(p))
	}
	if len(lines) == 0 {
		return Fail("error.read", lang.Args{"Path": e.Path}, e.Err)
	}
	return Fail("send.bad_file", lang.Args{"Path": e.Path, "Detail": strings.Join(lines, "\n  ")}, e.Err)
}

// LimitArgs returns the arguments of the messages about a daily limit.
func LimitArgs(l delivery.DailyLimit, s Sending) lang.Args {
	return lang.Args{"Account": l.Account, "Most": l.Limit, "Sent": l.Sent, "Count": l.Held, "By": s.RetryQueue}
}

// limitReached says that an account may send nothing more today.
func limitReached(v *View, l *outbox.LimitError, s Sending) string {
	return v.Text("send.no_more_today", LimitArgs(delivery.DailyLimit{Account: l.Account, Limit: l.Limit, Sent: l.Sent}, s))
}

// WaitingArgs returns the arguments of the message about a wait, until a time, for the pace of an account.
func WaitingArgs(rate string, until time.Time, s Sending) lang.Args {
	return lang.Args{"Account": s.Account.Name, "Rate": rate, "At": until.In(field.Beijing).Format(time.TimeOnly)}
}

// UnlistedArgs returns the arguments of the question about a recipient at a domain that is not official.
func UnlistedArgs(v *View, q delivery.Question) lang.Args {
	_, domain, _ := strings.Cut(q.Unlisted, "@")
	return lang.Args{
		"Address": q.Unlisted, "Domain": domain, "Seen": displayedDomain(domain),
		"Domains": strings.Join(q.Official(), v.Text("list.separator", nil)),
	}
}

// displayedDomain returns a domain in Unicode, as a mail program shows it; "" if that is the same.
func displayedDomain(domain string) string {
	shown, err := idna.Lookup.ToUnicode(domain)
	if err != nil || shown == domain {
		return ""
	}
	return shown
}

// SendQuestion returns what speaks against sending a letter, and the question whether to send it all the same.
func SendQuestion(v *View, q delivery.Question) (text, ask string) {
	if q.Earlier != nil {
		return Earlier(v, q.Earlier), v.Text("send.before_ask", nil)
	}
	args := UnlistedArgs(v, q)
	return v.Text("send.unlisted", args), v.Text("send.unlisted_ask", args)
}

// PlannedLines returns the lines about a letter as it would go out by an account.
func PlannedLines(v *View, item *delivery.Item, account smtp.Account) []string {
	lines := []string{
		v.Text("send.from", lang.Args{"Text": ItemSender(item), "Account": account.Name, "Server": Server(account)}),
		v.Text("send.to_line", lang.Args{"Text": strings.Join(item.Recipients, ", ")}),
		v.Text("preview.subject", lang.Args{"Text": item.Subject}),
	}
	for _, f := range item.Files() {
		lines = append(lines, v.Text("send.attachment", lang.Args{"Name": field.OneLine(f.Name), "Size": Size(int64(f.Size))}))
	}
	return append(lines, v.Text("send.size", lang.Args{"Size": Size(item.Info.Size)}))
}

// OtherSender returns a warning of a sender that is not the address of the account; "" if it is.
func OtherSender(v *View, from string, account smtp.Account) string {
	if account.Address == "" || from == "" || strings.EqualFold(from, account.Address) {
		return ""
	}
	return v.Text("send.other_from", lang.Args{"From": from, "Address": account.Address})
}

// Earlier returns the words for an earlier letter that shares a key.
func Earlier(v *View, e *delivery.Earlier) string {
	return v.Text("send.before", lang.Args{"ID": e.Short, "At": v.Moment(e.At), "Status": v.Status(e.Status), "Same": sameWords(v, e.Same)})
}

// sameWords returns the words for what two letters that share a key have in common; "" if there is nothing more to say.
func sameWords(v *View, kind drafts.KeyKind) string {
	switch kind {
	case drafts.KeyOrder:
		return v.Text("send.same_order", nil)
	case drafts.KeyPayment:
		return v.Text("send.same_payment", nil)
	case drafts.KeyOther:
	}
	return ""
}

// ItemSender returns the sender of a letter; "" if its message was not read.
func ItemSender(item *delivery.Item) string {
	if item.Sender() == nil {
		return ""
	}
	return field.OneLine(FormatAddress(item.Sender()))
}

// EarlierError returns the error for a letter that is refused because of an earlier letter, if nobody can be asked. text is
// the words of Earlier.
func EarlierError(q delivery.Question, text string, s Sending) error {
	return Fail("send.before_refused", lang.Args{"ID": q.Item.Name, "Detail": text, "By": s.Retry}, q.Earlier.AlreadySentError)
}

// itemArgs returns the arguments of messages about an item.
func itemArgs(v *View, r delivery.Result, s Sending) lang.Args {
	return lang.Args{
		"ID": r.ID, "Subject": r.Item.Subject, "To": strings.Join(r.Item.Recipients, ", "), "Reply": field.OneLine(r.Reply.String()), "By": s.Retry,
		"Summed": s.Summed, "MustChange": r.Failure != nil && r.Failure.MustChange(), "Lasts": r.Failure != nil && r.Failure.Lasts(), "When": whenAgain(v, r.Failure),
	}
}

// whenAgain returns when another try of a letter may help; "" if the server does not say.
func whenAgain(v *View, f *outbox.Failure) string {
	if f == nil || f.Advice.Wait == 0 {
		return ""
	}
	return When(v, f.Advice.Wait)
}

// When returns the words for the end of a wait.
func When(v *View, wait time.Duration) string {
	if wait >= 24*time.Hour {
		return v.Text("smtp.wait.tomorrow", nil)
	}
	return v.Text("smtp.wait.minutes", lang.Args{"Count": int(wait.Minutes())})
}

// SendResult returns the lines about the result of one letter. There are none if it is only counted at the end.
func SendResult(v *View, r delivery.Result, s Sending) []string {
	switch {
	case r.Kind == delivery.Duplicate && s.Summed:
		return nil
	case r.Kind == delivery.Duplicate:
		return []string{v.Text("send.before_refused", lang.Args{"ID": r.ID, "Detail": Earlier(v, r.Earlier), "By": s.Retry})}
	case r.Kind == delivery.Elsewhere && leftToOthers(r):
		return nil
	case r.Kind == delivery.Elsewhere:
		return []string{Elsewhere(v, r)}
	case r.Limit != nil && v.OnPage:
		return []string{limitReached(v, r.Limit, s)}
	case r.Limit != nil: // which is said once for all letters
		return nil
	case r.Kind == delivery.Busy && v.OnPage:
		return v.Lines(StoreError(r.Err, s.Place))
	case r.Kind == delivery.Busy:
		return v.Complaint(StoreError(r.Err, s.Place))
	}
	id := map[delivery.Kind]string{
		delivery.Sent: "send.sent", delivery.Unrecorded: "send.sent", delivery.Unknown: "send.unknown",
		delivery.Rejected: "send.failed_perm", delivery.Deferred: "send.failed_temp",
	}[r.Kind]
	if id == "" {
		id = "send.queued"
	}
	args := itemArgs(v, r, s)
	lines := []string{v.Text(id, args)}
	if r.Failure != nil {
		why := v.Explain(r.Failure, s.Account)
		if r.Failure.Unanswered() {
			why = why[:len(why)-1] // the advice is printed elsewhere
		}
		for _, line := range why {
			lines = append(lines, "  "+line)
		}
	}
	if r.Err != nil {
		detail := strings.Join(v.Lines(StoreError(r.Err, s.Place)), "\n")
		if r.Kind == delivery.Unrecorded {
			args["Detail"] = detail
			detail = v.Text("send.unnoted", args)
		}
		lines = append(lines, detail)
	}
	return lines
}

// leftToOthers reports whether there is nothing to do about a letter: another process has sent it, or is sending it.
func leftToOthers(r delivery.Result) bool {
	return r.Kind == delivery.Elsewhere && !r.Changed && r.Status.Out() && r.Status != drafts.StatusUnknown
}

// Elsewhere returns the words for how far a letter has come in another process.
func Elsewhere(v *View, r delivery.Result) string {
	id := "send.elsewhere_sending"
	switch {
	case r.Status == drafts.StatusUnknown:
		id = "send.elsewhere_unknown"
	case r.Changed:
		id = "send.elsewhere_changed"
	case r.Status == drafts.StatusSent:
		id = "send.elsewhere_sent"
	case !r.Status.Out():
		id = "send.elsewhere_refused"
	}
	return v.Text(id, elsewhereArgs(v, r.ID, r.Seat, r.At))
}

func elsewhereArgs(v *View, id, seat string, at time.Time) lang.Args {
	return lang.Args{"ID": id, "At": v.Moment(at), "Seat": field.OneLine(seat)}
}

// Shared returns the line that counts the letters of a sending in which other processes took part.
func Shared(v *View, r delivery.Report) string {
	return v.Text("send.shared", lang.Args{"Sent": r.Sent, "Elsewhere": r.Elsewhere, "Busy": r.Busy})
}

// ReportResult returns the state of a letter in the report of a batch, and the reason for it.
func ReportResult(v *View, r delivery.Result, s Sending) (state, reason string) {
	state = v.Status(r.Status)
	switch {
	case r.Kind == delivery.Duplicate:
		state = v.Text("report.state_already", nil)
		if r.Earlier.Status != drafts.StatusSent {
			state = v.Status(r.Earlier.Status)
		}
		return state, Earlier(v, r.Earlier)
	case r.Kind == delivery.Elsewhere && r.Changed:
		return v.Text("report.state_changed", nil), Elsewhere(v, r)
	case r.Kind == delivery.Elsewhere && r.Status == drafts.StatusSent:
		return v.Text("report.state_elsewhere", nil), Elsewhere(v, r)
	case r.Kind == delivery.Elsewhere:
		return state, Elsewhere(v, r)
	case r.Kind == delivery.Busy:
		return state, strings.Join(v.Lines(StoreError(r.Err, s.Place)), " ")
	case r.Kind == delivery.NotBegun, r.Kind == delivery.NotTried && r.Failure == nil && r.Err == nil:
		return state, v.Text("batch.waits", lang.Args{"By": s.RetryQueue})
	case r.Failure != nil:
		lines := v.Explain(r.Failure, s.Account)
		for i := range lines {
			lines[i] = field.OneLine(lines[i])
		}
		return state, strings.Join(lines, v.Text("batch.reason_separator", nil))
	case r.Err != nil:
		return state, strings.Join(v.Lines(StoreError(r.Err, s.Place)), " ")
	}
	return state, field.OneLine(r.Reply.String())
}

// UndeliveredError reports a sending that did not send all letters. The result of each was printed when it was known.
type UndeliveredError struct {
	Report  delivery.Report
	Sending Sending
}

func (u *UndeliveredError) Error() string {
	if u.Report.Cause != nil {
		return u.Report.Cause.Error()
	}
	return fmt.Sprintf("%d letters, exit %d", u.Report.Total, u.ExitCode())
}

func (u *UndeliveredError) Unwrap() error { return u.Report.Cause }

func (u *UndeliveredError) ExitCode() int {
	switch u.Report.End {
	case delivery.EndPart:
		return ExitPart
	case delivery.EndUnknown:
		return ExitUnknown
	case delivery.EndInterrupted:
		return ExitInterrupted
	}
	return ExitFailed
}

func (u *UndeliveredError) ErrorCode() string {
	switch u.Report.End {
	case delivery.EndPart:
		return "part"
	case delivery.EndUnknown:
		return "unknown"
	case delivery.EndInterrupted:
		return "interrupted"
	}
	return "failed"
}

func (u *UndeliveredError) Detail(v *View, o *ErrorObject) {
	o.Results = SentObjects(v, u.Report.Results, u.Sending)
}

func (u *UndeliveredError) Lines(v *View) []string {
	r, s := u.Report, u.Sending
	var lines []string
	if r.Elsewhere+r.Busy > 0 && !s.Table {
		lines = append(lines, Shared(v, r))
	}
	lines = append(lines, u.endLines(v)...)
	if r.Duplicates > 0 && s.Summed {
		lines = append(lines, v.Text("send.twins", lang.Args{"Count": r.Duplicates}))
	}
	if errors.As(r.Cause, new(*store.GoneError)) { // a hint to go on would make another store send the same letters again
		return append(lines, v.Text("send.gone", nil))
	}
	var halted *outbox.HaltedError
	var silent *outbox.NoReplyError
	var barred *outbox.SenderRejectedError
	stopped := true
	switch {
	case errors.As(r.Cause, &halted):
		lines = append(lines, v.Text("send.halted", lang.Args{
			"Lasts": halted.Lasts(), "When": whenAgain(v, halted.Failure), "Slower": halted.Advice.Wait < 24*time.Hour,
		}))
	case errors.As(r.Cause, &silent):
		lines = append(lines, v.Text("send.silent", nil))
	case errors.As(r.Cause, &barred):
		lines = append(lines, v.Text("send.barred", lang.Args{"From": barred.From}))
	default:
		stopped = false
	}
	if (s.Summed || stopped) && !s.Table && r.Waits {
		lines = append(lines, v.Text("send.go_on", lang.Args{"By": s.RetryQueue}))
	}
	return lines
}

func (u *UndeliveredError) endLines(v *View) []string {
	r, s := u.Report, u.Sending
	switch r.End {
	case delivery.EndPart:
		return []string{v.Text("send.part", lang.Args{"Count": r.Total - r.Elsewhere - r.Busy, "Sent": r.Sent, "Above": !v.AsData})}
	case delivery.EndUnknown:
		lines := []string{v.Text("send.ends_unknown", lang.Args{"Above": !v.AsData})}
		if s.Summed && !s.Table {
			lines = append(lines, v.Text("send.find_out", lang.Args{"By": s.Retry}))
		}
		return lines
	case delivery.EndInterrupted:
		return []string{v.Text("send.stopped", lang.Args{"Sent": r.Sent, "Left": r.Left})}
	}
	return []string{v.Text("send.none", lang.Args{"Count": r.Total})}
}
