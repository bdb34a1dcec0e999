package view

import (
	"strings"

	"github.com/clipperhouse/displaywidth"

	"draft/drafts/smtp"
)

// AccountObject is an account as the settings hold it, and whether it is the default.
type AccountObject struct {
	smtp.Account
	Default bool `json:"default"`
}

type AccountsObject struct {
	Path     string          `json:"path"`
	Default  string          `json:"default"` // "" is none
	Accounts []AccountObject `json:"accounts"`
}

// Columns lays rows out in columns, by cells. In a window that is too narrow for that, all but the first column have a
// line of their own.
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
	whole := 2 * len(widths)
	for _, w := range widths {
		whole += w
	}
	var b strings.Builder
	for _, row := range rows {
		if window > 0 && whole > window {
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

type RemovedAccountObject struct {
	Removed string `json:"removed"`
	Secret  bool   `json:"secret"`  // whether its secret went with it; another account may still use it
	Default string `json:"default"` // of those that are left; "" is none
}

type AddedObject struct {
	Path    string          `json:"path"`
	Account AccountObject   `json:"account"`
	Secret  string          `json:"secret"`            // keyring, file, command; none where draft keeps none
	File    string          `json:"file,omitempty"`    // that holds the secret
	Server  *FeaturesObject `json:"server,omitempty"`  // what the test showed
	Warning string          `json:"warning,omitempty"` // of the secret of the account that was replaced
}
