package view

import (
	"strings"

	"github.com/clipperhouse/displaywidth"

	"draft/drafts/smtp"
)

// AccountObject is an account of the settings, in --json.
type AccountObject struct {
	smtp.Account
	Default bool `json:"default"`
}

// AccountsObject is the result of `draft account list --json`.
type AccountsObject struct {
	Path     string          `json:"path"`    // of the settings file
	Default  string          `json:"default"` // name of an account; "" if there is no default
	Accounts []AccountObject `json:"accounts"`
}

// Columns lays rows out in columns by display width. If the columns do not fit the window, each row becomes two lines: its
// first cell, then the others. A window of 0 is no window.
func Columns(rows [][]string, window int) string {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], displaywidth.String(text))
		}
	}
	total := 2 * len(widths)
	for _, w := range widths {
		total += w
	}
	var b strings.Builder
	for _, row := range rows {
		if window > 0 && total > window {
			b.WriteString(row[0] + "\n    " + strings.Join(row[1:], "  ") + "\n")
			continue
		}
		line := ""
		for i, text := range row {
			line += text + strings.Repeat(" ", widths[i]-displaywidth.String(text)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// RemovedAccountObject is the result of `draft account remove --json`.
type RemovedAccountObject struct {
	Removed string `json:"removed"` // name of the account; "" if the person declined
	Secret  bool   `json:"secret"`  // whether its secret was removed too; another account may still use it
	Default string `json:"default"` // name of the default among the accounts left; "" if there is none
}

// AddedObject is the result of `draft account add --json`.
type AddedObject struct {
	Path    string          `json:"path"` // of the settings file
	Account AccountObject   `json:"account"`
	Secret  string          `json:"secret"`            // where it is: keyring, file, command; none if draft does not keep it
	File    string          `json:"file,omitempty"`    // the file that holds the secret
	Server  *FeaturesObject `json:"server,omitempty"`  // of the test login; nil if there was none
	Warning string          `json:"warning,omitempty"` // why the secret of the replaced account could not be removed
}
