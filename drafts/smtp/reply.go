package smtp

import (
	"errors"
	"net/textproto"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"draft/drafts/outbox"
)

// maxReply is how much of a reply is kept, in bytes.
const maxReply = 2000

// redacted replaces a secret that a server repeats.
const redacted = "***"

// redactor removes secrets, and the lines that logged in, from replies.
type redactor struct{ secrets []string }

func (d *redactor) add(secrets ...string) {
	for _, s := range secrets {
		if s != "" && !slices.Contains(d.secrets, s) {
			d.secrets = append(d.secrets, s)
		}
	}
	// The longest first, because one may be a part of another.
	slices.SortStableFunc(d.secrets, func(a, b string) int { return len(b) - len(a) })
}

func (d *redactor) redact(text string) string {
	for _, s := range d.secrets {
		text = strings.ReplaceAll(text, s, redacted)
	}
	return text
}

// text returns the text of a reply as UTF-8, redacted and not longer than maxReply.
func (d *redactor) text(raw string) string {
	text := shorten(d.redact(decodeText(d.redact(raw))), maxReply)
	return strings.TrimRight(text, " \n")
}

// decodeText returns text as UTF-8. Chinese servers send UTF-8 or GBK, and may mix them line by line.
func decodeText(raw string) string {
	if utf8.ValidString(raw) {
		return raw
	}
	lines := strings.Split(raw, "\n")
	for i, line := range lines {
		if utf8.ValidString(line) {
			continue
		}
		decoded, err := simplifiedchinese.GB18030.NewDecoder().String(line)
		if err != nil {
			decoded = strings.ToValidUTF8(line, string(utf8.RuneError))
		}
		lines[i] = decoded
	}
	return strings.Join(lines, "\n")
}

// shorten cuts a text to at most limit bytes, between two characters.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// Refusal returns the failure that a reply of a server is, now or in a record.
func Refusal(stage outbox.Stage, r outbox.Reply) *outbox.Failure {
	m, _ := find(stage, r)
	return &outbox.Failure{Stage: stage, Reply: r, Advice: m.advice()}
}

// failure returns the error of a stage as a Failure, with the reply if it was refused.
func (d *redactor) failure(stage outbox.Stage, err error) *outbox.Failure {
	var failure *outbox.Failure
	if errors.As(err, &failure) {
		return failure
	}
	f := &outbox.Failure{Stage: stage}
	var refusal *textproto.Error
	var nonsense textproto.ProtocolError
	switch {
	case errors.As(err, &refusal) && refusal.Code >= 400:
		f = Refusal(stage, outbox.Reply{Code: refusal.Code, Text: d.text(refusal.Msg)})
	case errors.As(err, &refusal):
		// A positive reply with a code that does not fit the command.
		f.Err = &Error{Code: Protocol, Text: d.text(refusal.Error())}
	case errors.As(err, &nonsense):
		f.Err = &Error{Code: Protocol, Text: d.text(string(nonsense))}
	default:
		f.Err = err
	}
	return f
}
