package view

import (
	"cmp"
	"net/mail"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// ShownValue prints an answer for the reader of the terminal or the page; letters print the Chinese themselves.
func (v *View) ShownValue(f letter.Fact) string {
	text := cmp.Or(f.Text, letter.Stated(f.Value))
	if v.Words.Language() != lang.English {
		return text
	}
	switch value := f.Value.(type) {
	case field.ChoiceValue:
		if text != value.String() { // it was said in the person's own words
			return text
		}
		return v.Label(value.Label)
	case field.YesNoValue:
		return v.Text("word."+value.Answer(), nil)
	case field.MoneyValue:
		return value.String() + " " + v.Text("word.yuan", nil)
	case field.FilesValue:
		return strings.Join(value.Names(), v.Text("list.separator", nil))
	}
	return f.Value.Answer()
}

// Sender is who a letter is from as people read it; empty where it is not said.
func Sender(e drafts.Envelope) string {
	if e.From == nil {
		return ""
	}
	return FormatAddress(e.From)
}

// ParseVia reads a way to reach support as programs or people call it.
func (v *View) ParseVia(text string) cases.Via {
	for _, via := range cases.Vias() {
		if strings.EqualFold(text, v.Text("case.via."+string(via), nil)) {
			return via
		}
	}
	return cases.Via(strings.ToLower(text))
}

// RetryHint is what `draft send` needs besides the ID to send a letter once more: one that went by no account wants its
// server, which nobody has kept.
func (v *View) RetryHint(l store.Letter) string {
	if l.Frozen == nil || l.Frozen.Account != "" {
		return ""
	}
	return v.Text("store.by_server", nil)
}

// Status is how far a letter has come, in the user's language.
func (v *View) Status(s drafts.Status) string { return v.Text(StatusID(s), nil) }

func StatusID(s drafts.Status) string { return "status." + strings.ReplaceAll(string(s), "-", "_") }

// FormatAddress is an address as people read it.
func FormatAddress(a *mail.Address) string {
	return strings.TrimSpace(a.Name + " <" + a.Address + ">")
}

// PageLanguage is the language of a page as HTML names it.
func (v *View) PageLanguage() string {
	if v.Words.Language() == lang.English {
		return "en"
	}
	return "zh-CN"
}

// Moment prints a point in time as answers are shown.
func (v *View) Moment(at time.Time) string {
	return v.ShownValue(letter.Fact{Value: field.TimeValue{Time: at.In(field.Beijing)}})
}

// PointText says what the letter has or lacks.
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

// OneLine is text from outside that neither breaks a line nor steers the terminal.
func OneLine(text string) string { return strings.Join(strings.Fields(field.Harmless(text)), " ") }

// LetterArgs is what a line about a letter shows of it.
func (v *View) LetterArgs(l store.Letter) lang.Args {
	return lang.Args{
		"ID": l.Short, "Subject": OneLine(field.Masked(l.Subject)), "To": OneLine(strings.Join(l.To, ", ")),
		"Status": v.Status(l.Status),
	}
}
