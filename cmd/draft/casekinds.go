package main

import (
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/letter"
	"draft/templates"
)

// The kinds of letters about a case.
const (
	kindSupplement = "supplement"
	kindFollowup   = "followup"
	kindEscalation = "escalation"
	kindShortfall  = "shortfall"
)

// caseCommands are the commands that write the built-in kinds about a case.
var caseCommands = map[string]string{
	kindSupplement: "draft supplement ID", kindFollowup: "draft followup ID", kindEscalation: "draft escalate ID", kindShortfall: "draft settle ID --shortfall",
}

// writeCommand is how a letter of a kind is begun.
func writeCommand(kind string, about letter.About) string {
	if about == letter.Case {
		return caseCommand(kind)
	}
	for _, builtin := range templates.Builtin() {
		if kind == builtin {
			return "draft " + kind
		}
	}
	return "draft new " + kind
}

// caseCommand is what writes a kind about a case; all that write such letters, where none writes this one.
func caseCommand(kind string) string {
	if command, ok := caseCommands[kind]; ok {
		return command
	}
	var all []string
	for _, kind := range templates.BuiltinCase() {
		all = append(all, caseCommands[kind])
	}
	return strings.Join(all, " | ")
}

// fromNothing refuses a kind about a case: only the case knows what such a letter says.
func fromNothing(t *letter.Template) error {
	if t.About != letter.Case {
		return nil
	}
	return usage("usage.case_kind", lang.Args{"Value": t.Kind, "Command": caseCommand(t.Kind)}, "")
}
