package view

import (
	"cmp"
	"net/mail"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// ShownValue returns an answer as the terminal and the pages show it, in the user's language. Letters have a Chinese form
// of their own.
func (v *View) ShownValue(f letter.Fact) string {
	text := cmp.Or(f.Text, letter.Stated(f.Value))
	if v.Words.Language() != lang.English {
		return text
	}
	switch value := f.Value.(type) {
	case field.ChoiceValue:
		if text != value.String() { // the person's own words, which have no translation
			return text
		}
		return v.Label(value.Label)
	case field.YesNoValue:
		return v.Text("word."+value.Answer(), nil)
	case field.MoneyValue:
		return value.String() + " " + v.Text("word.yuan", nil)
	case field.FilesValue:
		return strings.Join(value.Names(), v.Text("list.separator", nil))
	case field.TimeValue:
		if value.Part != "" {
			return value.Minute().Answer() + " " + v.Text("word.part."+string(value.Part), nil)
		}
	}
	return f.Value.Answer()
}

// Sender returns the name and address of an envelope's sender, or "" if it has none.
func Sender(e drafts.Envelope) string {
	if e.From == nil {
		return ""
	}
	return FormatAddress(e.From)
}

// ParseVia returns the way to reach support that a text names, by its word in the user's language or by its code; "" for "".
func ParseVia(v *View, text string) (cases.Via, error) {
	for _, via := range cases.Vias() {
		if strings.EqualFold(text, v.Text("case.via."+string(via), nil)) || strings.EqualFold(text, string(via)) {
			return via, nil
		}
	}
	if text != "" {
		return "", Usage("usage.via", lang.Args{"Value": text, "Known": KnownVias()}, "draft log")
	}
	return "", nil
}

// RetryHint returns the flags that `draft send` needs besides the ID to send a letter again. They name the server if the
// letter was sent without an account, because the store does not keep servers.
func (v *View) RetryHint(l store.Letter) string {
	if l.Frozen == nil || l.Frozen.Account != "" {
		return ""
	}
	return v.Text("store.by_server", nil)
}

// Status returns the word for a letter's status.
func (v *View) Status(s drafts.Status) string { return v.Text(StatusID(s), nil) }

// StatusID returns the ID of the message with the word for a status.
func StatusID(s drafts.Status) string { return "status." + strings.ReplaceAll(string(s), "-", "_") }

// FormatAddress returns an address as "Name <address>", or "<address>" if it has no name.
func FormatAddress(a *mail.Address) string {
	return strings.TrimSpace(a.Name + " <" + a.Address + ">")
}

// PageLanguage returns the user's language as the lang attribute of an HTML page.
func (v *View) PageLanguage() string {
	if v.Words.Language() == lang.English {
		return "en"
	}
	return "zh-CN"
}

// shown returns a value as ShownValue does.
func shown(v *View, value field.Value) string { return v.ShownValue(letter.Fact{Value: value}) }

// PointText returns the words for a point that makes a letter stronger. They say so if the app text leaves the point out.
func (v *View) PointText(p letter.Point) string {
	if p.LeftOut {
		return v.Text("review.left_out", lang.Args{"Text": v.Label(p.Say)})
	}
	return v.Label(p.Say)
}

// StandingID returns the id of the word for how a letter stands. A letter whose case is beyond Prepared has the word of the
// case. Any other letter has the word of its mail if it was ever handed to mail, else that of Prepared.
func StandingID(state cases.State, status drafts.Status) string {
	if state == cases.Prepared && status != drafts.StatusDraft {
		return StatusID(status)
	}
	return "case.state." + string(state)
}

// CheckRemovable returns the error for a letter that cannot be removed now; nil if it can.
func (v *View) CheckRemovable(l store.Letter) error {
	switch {
	case l.Status.Removable():
		return nil
	case l.Status == drafts.StatusUnknown:
		return Fail("remove.unknown", v.LetterArgs(l), nil)
	}
	return Fail("remove.sending", v.LetterArgs(l), nil)
}

// LetterArgs returns the arguments of messages that name a letter: ID, Subject (masked), To and Status.
func (v *View) LetterArgs(l store.Letter) lang.Args {
	return lang.Args{
		"ID": l.Short, "Subject": field.OneLine(field.Masked(l.Subject)), "To": field.OneLine(strings.Join(l.To, ", ")),
		"Status": v.Status(l.Status),
	}
}
