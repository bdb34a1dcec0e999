// Package view owns how results look: their words in the user's language, their layout in a window, their JSON objects and
// the models of HTML pages. Its functions depend on the catalogue and the result only. It prints nothing, reads none of the
// user's files and decides nothing.
package view

import (
	"maps"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// View words results in the user's language.
type View struct {
	Words  *lang.Catalogue
	AsData bool // --json: errors become an object, so their words must not refer to lines printed above them
	Colors bool // the product goes to a window that shows colours
	OnPage bool // a page of the browser shows the words: it has fields and buttons where the terminal has flags and commands
}

// Text returns a message of the catalogue in the user's language. An unknown ID, which is a bug, is returned as it is.
func (v *View) Text(id string, args lang.Args) string {
	if v.OnPage {
		shown := lang.Args{"OnPage": true}
		maps.Copy(shown, args)
		args = shown
	}
	return v.Words.Text(id, args)
}

// Exit codes. The help of each command names those it uses.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitAnswers     = 3   // answers are missing, invalid or stopped by a check
	ExitPart        = 4   // some of several letters failed
	ExitUnknown     = 5   // at least one letter may or may not have arrived
	ExitLate        = 6   // a deadline has passed
	ExitInterrupted = 130 // Ctrl-C
)

// Printable returns a copy of a message's arguments in which lists are joined, and statuses, states, times and problems are
// words of the language.
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
		case field.Label:
			value = v.Label(typed)
		case field.TimeValue:
			value = shown(v, typed)
		case time.Time:
			value = v.Moment(typed)
		}
		out[k] = value
	}
	return out
}

// Label returns a bilingual text in the user's language. It is Chinese if there is no English.
func (v *View) Label(l field.Label) string {
	if v.Words.Language() == lang.English && l.EN != "" {
		return l.EN
	}
	return l.ZH
}
