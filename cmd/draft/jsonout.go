package main

import "draft/cmd/draft/internal/view"

// finishJSON prints the error as data. It goes to standard output, where a program that asked for --json reads.
func (a *app) finishJSON(err view.CLIError) int {
	o := a.view.ErrorObject(err)
	if err := a.term.PrintJSON(map[string]view.ErrorObject{"error": o}); err != nil {
		return view.ExitFailed
	}
	return o.Exit
}
