package view

import (
	"strings"

	"draft/drafts/cases"
	"draft/drafts/letter"
	"draft/templates"
)

// caseCommands holds the commands that write the built-in kinds about a case, by kind.
var caseCommands = map[string]string{
	cases.KindSupplement: "draft supplement ID", cases.KindFollowup: "draft followup ID",
	cases.KindEscalation: "draft escalate ID", cases.KindShortfall: "draft settle ID --shortfall",
}

// WriteCommand returns the command line that starts a letter of a kind.
func WriteCommand(kind string, about letter.About) string {
	if about == letter.Case {
		return CaseCommand(kind)
	}
	for _, builtin := range templates.Builtin() {
		if kind == builtin {
			return "draft " + kind
		}
	}
	return "draft new " + kind
}

// AboutCommand returns the command line that starts a letter of a kind about a case.
func AboutCommand(kind, id string) string {
	return strings.Replace(CaseCommand(kind), " ID", " "+id, 1)
}

// CaseCommand returns the command line that writes a kind about a case. If no command writes that kind, it lists all
// commands that write such letters.
func CaseCommand(kind string) string {
	if command, ok := caseCommands[kind]; ok {
		return command
	}
	var all []string
	for _, kind := range templates.BuiltinCase() {
		all = append(all, caseCommands[kind])
	}
	return strings.Join(all, " | ")
}
