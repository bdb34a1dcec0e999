package view

import (
	"fmt"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// KindObject is a letter kind of `draft template list --json`.
type KindObject struct {
	Kind    string `json:"kind"`
	Title   string `json:"title"`
	Path    string `json:"path,omitempty"` // of a file of one's own
	Command string `json:"command"`
	Fault   string `json:"fault,omitempty"` // why it cannot be used
}

// KindLines lists letter kinds, a line each.
func (v *View) KindLines(kinds []KindObject) string {
	var b strings.Builder
	for _, k := range kinds {
		from := k.Path
		if from == "" {
			from = v.Text("template.builtin", nil)
		}
		title := k.Title
		if k.Fault != "" {
			title = "✗ " + k.Fault
		}
		fmt.Fprintf(&b, "%-12s %s  (%s)\n", k.Kind, title, from)
	}
	return b.String()
}

// FieldObject is a question of `draft template fields --json`.
type FieldObject struct {
	Name     string            `json:"name"`
	Type     string            `json:"type"`
	Label    map[string]string `json:"label"`
	Required bool              `json:"required"`
	When     string            `json:"when,omitempty"`
	Options  []OptionObject    `json:"options,omitempty"`
	Example  string            `json:"example"`
}

// FieldObjects returns every question of a kind.
func (v *View) FieldObjects(t *letter.Template) []FieldObject {
	objects := []FieldObject{}
	for _, q := range t.Fields {
		o := FieldObject{
			Name: q.Name, Type: string(q.Type), Label: map[string]string{"zh": q.Label.ZH, "en": q.Label.EN},
			Required: !q.Optional, When: q.When.Source, Example: Example(q),
		}
		for _, option := range field.Offered(q.Options) {
			o.Options = append(o.Options, OptionObject{Value: option.Value, Label: v.Label(option.Label)})
		}
		objects = append(objects, o)
	}
	return objects
}

// FieldLines lists every question of a kind: its name, what it takes, whether it must be answered.
func (v *View) FieldLines(t *letter.Template) string {
	var b strings.Builder
	for _, q := range t.Fields {
		need := "word.optional"
		switch {
		case !q.Optional && q.When.Source != "":
			need = "word.required_when"
		case !q.Optional:
			need = "word.required"
		}
		fmt.Fprintln(&b, v.Text("fields.line", lang.Args{
			"Name": q.Name, "Label": v.Label(q.Label), "Need": v.Text(need, nil), "Values": v.Values(q),
		}))
		if q.When.Source != "" {
			fmt.Fprintln(&b, v.Text("fields.when", lang.Args{"When": v.Condition(t, q.When)}))
		}
	}
	return b.String()
}
