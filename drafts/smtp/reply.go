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

// maxReply is the longest text of a reply that is kept, in bytes.
const maxReply = 2000

// hidden stands where a server repeated a secret.
const hidden = "***"

// discreet takes out of a server's words what must not be repeated: the secret, and what was said to log in.
type discreet struct{ secrets []string }

func (d *discreet) keep(secrets ...string) {
	for _, s := range secrets {
		if s != "" && !slices.Contains(d.secrets, s) {
			d.secrets = append(d.secrets, s)
		}
	}
	// The longest first, for one may be a part of another.
	slices.SortStableFunc(d.secrets, func(a, b string) int { return len(b) - len(a) })
}

func (d *discreet) hide(text string) string {
	for _, s := range d.secrets {
		text = strings.ReplaceAll(text, s, hidden)
	}
	return text
}

// text gives a server's words as UTF-8 of a length that can be shown and kept.
func (d *discreet) text(raw string) string {
	text := shorten(d.hide(decodeText(d.hide(raw))), maxReply)
	return strings.TrimRight(text, " \n")
}

// decodeText gives text as UTF-8. The Chinese servers that do not send it send GBK, each line by itself.
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

// shorten cuts a text between two characters.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// failure gives an error of a stage as what the outbox takes: a refusal with the server's words, or what broke.
func (d *discreet) failure(stage outbox.Stage, err error) *outbox.Failure {
	var failure *outbox.Failure
	if errors.As(err, &failure) {
		return failure
	}
	f := &outbox.Failure{Stage: stage}
	var refusal *textproto.Error
	var nonsense textproto.ProtocolError
	switch {
	case errors.As(err, &refusal) && refusal.Code >= 400:
		f.Reply = outbox.Reply{Code: refusal.Code, Text: d.text(refusal.Msg)}
	case errors.As(err, &refusal):
		// A yes to another question than was asked.
		f.Err = &Error{Code: Protocol, Text: d.text(refusal.Error())}
	case errors.As(err, &nonsense):
		f.Err = &Error{Code: Protocol, Text: d.text(string(nonsense))}
	default:
		f.Err = err
	}
	return f
}
