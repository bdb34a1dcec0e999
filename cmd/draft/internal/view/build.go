package view

import (
	"strings"

	"draft/cmd/draft/internal/lang"
)

// Build is what a program was built from. It is an object of --json.
type Build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Date     string `json:"date"` // of the commit, RFC 3339
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// BuildLines returns the lines about a build. What is not known has none.
func BuildLines(v *View, b Build) string {
	lines := []string{"draft " + b.Version}
	if b.Commit != "" {
		lines = append(lines, v.Text("version.commit", lang.Args{"Commit": b.Commit, "Modified": b.Modified}))
	}
	if b.Date != "" {
		lines = append(lines, v.Text("version.date", lang.Args{"Date": b.Date}))
	}
	lines = append(lines, v.Text("version.go", lang.Args{"Go": b.Go, "Platform": b.Platform}))
	return strings.Join(lines, "\n") + "\n"
}
