package view

import (
	"strings"

	"draft/cmd/draft/internal/lang"
)

// CheckState is how a thing that `draft doctor` looked at stands.
type CheckState string

// The states.
const (
	CheckWorks  CheckState = "works"
	CheckAbsent CheckState = "absent" // it is not there, and not needed by everybody
	CheckBroken CheckState = "broken"
)

// Check is what `draft doctor` found out about one thing. It is an object of --json.
type Check struct {
	Name   string     `json:"name"` // such as store
	State  CheckState `json:"state"`
	Detail string     `json:"detail"`
	Hint   string     `json:"hint,omitempty"` // what to do
}

// Checks returns the lines about what works: a mark, the name, the detail, and below it what to do.
func Checks(v *View, checks []Check) string {
	marks := map[CheckState]string{CheckWorks: "✓", CheckAbsent: "○", CheckBroken: "✗"}
	var b strings.Builder
	for _, c := range checks {
		b.WriteString(v.Text("doctor.line", lang.Args{"Mark": marks[c.State], "Name": v.Text("doctor.name_"+c.Name, nil), "Detail": c.Detail}) + "\n")
		if c.Hint != "" {
			b.WriteString("    " + c.Hint + "\n")
		}
	}
	return b.String()
}
