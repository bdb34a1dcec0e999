// Package view turns results into words, JSON and models of pages, in the user's language. It is pure: a function of the
// catalogue and a result. It prints nothing, reads no file and decides nothing.
package view

import (
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// View words results in the user's language.
type View struct {
	Words  *lang.Catalogue
	AsData bool // --json: the words go into an object, with no lines printed above them
}

// Text is a message in the user's language.
func (v *View) Text(id string, args lang.Args) string { return v.Words.Text(id, args) }

// Exit codes. The help of each command names those it uses.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitAnswers     = 3
	ExitPart        = 4
	ExitUnknown     = 5
	ExitLate        = 6
	ExitInterrupted = 130
)

// Printable returns the arguments of a message as the language prints them: lists joined, states and problems worded.
func (v *View) Printable(args map[string]any) lang.Args {
	out := lang.Args{}
	for k, value := range args {
		switch typed := value.(type) {
		case []string:
			value = strings.Join(typed, v.Text("list.separator", nil))
		case drafts.Status:
			value = v.Status(typed)
		case cases.State:
			value = v.Text("case.state."+string(typed), nil)
		case *field.Problem:
			value = v.Problem(typed)
		}
		out[k] = value
	}
	return out
}

// Label is a text in both languages, in the user's.
func (v *View) Label(l field.Label) string {
	if v.Words.Language() == lang.English && l.EN != "" {
		return l.EN
	}
	return l.ZH
}
