package main

import (
	"fmt"
	"strconv"

	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

// environmentVariables are the variables that a person may set, in the order of the help.
var environmentVariables = []string{
	"DRAFT_LANG", "DRAFT_STORE", "PGPASSWORD", "DRAFT_CONFIG", "DRAFT_SEAT", smtp.SecretVariable, "DRAFT_PLAIN", "NO_COLOR", "EDITOR", "PAGER", "XDG_CONFIG_HOME",
	"XDG_DATA_HOME", "XDG_STATE_HOME",
}

// allExitCodes are the exit codes of all commands.
var allExitCodes = []int{
	view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitPart, view.ExitUnknown, view.ExitLate, view.ExitInterrupted,
}

// topics are what `draft help` explains beside the commands.
var topics = []struct {
	name string
	page func(*view.View) view.HelpPage
}{
	{"environment", environmentHelp},
	{"exit-codes", exitCodesHelp},
}

func environmentHelp(v *view.View) view.HelpPage {
	items := make([]view.HelpItem, len(environmentVariables))
	for n, name := range environmentVariables {
		items[n] = view.HelpItem{Term: name, Text: v.Text("topic."+name, nil)}
	}
	return topicPage("environment", v.Text("topic.environment", nil), view.HelpTerms, items)
}

func exitCodesHelp(v *view.View) view.HelpPage {
	return topicPage("exit-codes", v.Text("topic.exit_codes", nil), view.HelpCodes, exitCodeItems(v, allExitCodes))
}

func topicPage(name, about string, layout view.HelpLayout, items []view.HelpItem) view.HelpPage {
	return view.HelpPage{
		HelpName: view.HelpName{Name: "draft " + name, Topic: true}, Short: about, About: about,
		Sections: []view.HelpSection{{Layout: layout, Items: items}},
	}
}

// exitCodeItems explains exit codes.
func exitCodeItems(v *view.View, codes []int) []view.HelpItem {
	items := make([]view.HelpItem, len(codes))
	for n, code := range codes {
		items[n] = view.HelpItem{Term: strconv.Itoa(code), Text: v.Text(fmt.Sprintf("exit.%d", code), nil)}
	}
	return items
}

// topicNames returns the names of the topics.
func topicNames() []string {
	names := make([]string, len(topics))
	for n, t := range topics {
		names[n] = t.name
	}
	return names
}
