package view

import (
	"fmt"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/store"
)

// ForgottenError stops a command because the database does not know letters that may have been sent.
type ForgottenError struct {
	Letters []store.Forgotten
	Place   string // of the store, as it may be shown
}

func (f *ForgottenError) Error() string {
	return fmt.Sprintf("%s: %d letters are forgotten", f.Place, len(f.Letters))
}

// ExitCode implements CLIError.
func (f *ForgottenError) ExitCode() int { return ExitFailed }

// ErrorCode implements CLIError.
func (f *ForgottenError) ErrorCode() string { return "forgotten" }

// Detail adds the letters to the object of --json.
func (f *ForgottenError) Detail(_ *View, o *ErrorObject) { o.Forgotten = ForgottenObjects(f.Letters) }

// mostForgotten is how many letters an error names. `draft store check` names all.
const mostForgotten = 10

// Lines implements CLIError.
func (f *ForgottenError) Lines(v *View) []string {
	lines := []string{v.Text("store.forgotten", v.Printable(lang.Args{"Count": len(f.Letters), "Path": f.Place}))}
	for _, l := range f.Letters[:min(len(f.Letters), mostForgotten)] {
		lines = append(lines, "  "+v.ForgottenLine(l))
	}
	if more := len(f.Letters) - mostForgotten; more > 0 {
		lines = append(lines, v.Text("store.forgotten_more", lang.Args{"Count": more}))
	}
	var files []string
	seen := map[string]bool{}
	for _, l := range f.Letters {
		if !seen[l.Path] {
			seen[l.Path] = true
			files = append(files, l.Path)
		}
	}
	const named = 3
	return append(lines,
		v.Text("store.forgotten_files", v.Printable(lang.Args{"Paths": strings.Join(files[:min(len(files), named)], ", "), "More": len(files) > named})),
		v.Text("store.forgotten_do", nil))
}

// ForgottenLine returns the line about a forgotten letter, with what the logs say of it.
func (v *View) ForgottenLine(l store.Forgotten) string {
	return v.Text("store.forgotten_line", lang.Args{
		"ID": l.ID, "Subject": field.OneLine(field.Masked(l.Subject)), "To": field.OneLine(strings.Join(l.To, ", ")),
		"Payment": field.OneLine(field.Masked(strings.Join(drafts.Payments(l.Keys), " "))), "At": v.Moment(l.At), "Status": v.Status(l.Status),
	})
}

// ForgottenObject is a letter that the database has forgotten, in --json.
type ForgottenObject struct {
	ID      string   `json:"id"`
	Status  string   `json:"status"` // sent, unknown, failed-temp or failed-perm
	At      string   `json:"at"`     // when it was sent, or may have been
	Subject string   `json:"subject"`
	To      []string `json:"to"`
	Path    string   `json:"path"` // of the file that names it
}

// ForgottenObjects returns the objects of letters.
func ForgottenObjects(letters []store.Forgotten) []ForgottenObject {
	objects := []ForgottenObject{}
	for _, l := range letters {
		objects = append(objects, ForgottenObject{
			ID: l.ID, Status: string(l.Status), At: Stamp(l.At), Subject: l.Subject, To: append([]string{}, l.To...), Path: l.Path,
		})
	}
	return objects
}
