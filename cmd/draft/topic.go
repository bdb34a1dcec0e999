package main

import (
	"fmt"
	"strings"

	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

// environmentVariables are the variables that a person may set, in the order of the help.
var environmentVariables = []string{
	"DRAFT_LANG", "DRAFT_STORE", "DRAFT_CONFIG", smtp.SecretVariable, "DRAFT_PLAIN", "NO_COLOR", "EDITOR", "PAGER", "XDG_CONFIG_HOME",
	"XDG_DATA_HOME", "XDG_STATE_HOME",
}

// allExitCodes are the exit codes of all commands.
var allExitCodes = []int{
	view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitPart, view.ExitUnknown, view.ExitLate, view.ExitInterrupted,
}

// topics are what `draft help` explains beside the commands.
var topics = []struct {
	name string
	text func(*app) string
}{
	{"environment", environmentHelp},
	{"exit-codes", exitCodesHelp},
}

func environmentHelp(a *app) string {
	var b strings.Builder
	b.WriteString(a.view.Text("topic.environment", nil) + "\n")
	for _, name := range environmentVariables {
		b.WriteString("\n  " + name + "\n        " + a.view.Text("topic."+name, nil) + "\n")
	}
	return b.String()
}

func exitCodesHelp(a *app) string {
	return a.view.Text("topic.exit_codes", nil) + "\n\n" + exitCodeLines(a, allExitCodes)
}

// exitCodeLines explains exit codes, one a line.
func exitCodeLines(a *app, codes []int) string {
	var b strings.Builder
	for _, code := range codes {
		fmt.Fprintf(&b, "  %3d  %s\n", code, a.view.Text(fmt.Sprintf("exit.%d", code), nil))
	}
	return b.String()
}

// topicNames returns the names of the topics.
func topicNames() []string {
	names := make([]string, len(topics))
	for n, t := range topics {
		names[n] = t.name
	}
	return names
}
