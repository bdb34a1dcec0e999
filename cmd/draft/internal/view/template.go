package view

import (
	"fmt"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// KindObject is a letter kind in `draft template list --json`.
type KindObject struct {
	Kind    string `json:"kind"`
	Title   string `json:"title"`
	Path    string `json:"path,omitempty"` // of the user's template file; "" if the kind is built in
	Command string `json:"command"`
	Fault   string `json:"fault,omitempty"` // why it cannot be used; "" if it can
}

// KindLines returns a list of letter kinds, one per line.
func KindLines(v *View, kinds []KindObject) string {
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

// FieldObject is a question in `draft template fields --json`.
type FieldObject struct {
	Name     string            `json:"name"`
	Type     string            `json:"type"`           // that of the question, or list
	List     string            `json:"list,omitempty"` // the name of the list that the question is part of
	Least    int               `json:"least,omitempty"`
	Most     int               `json:"most,omitempty"` // of a list: how many records it has
	Label    map[string]string `json:"label"`
	Required bool              `json:"required"`
	When     string            `json:"when,omitempty"`
	Options  []OptionObject    `json:"options,omitempty"`
	Example  string            `json:"example"`
}

// FieldObjects returns the questions of a kind for --json.
func FieldObjects(v *View, t *letter.Template) []FieldObject {
	objects := []FieldObject{}
	for i, q := range t.Fields {
		if l := q.List; l != nil && l.Begin == i {
			objects = append(objects, FieldObject{
				Name: l.Name, Type: "list", Label: map[string]string{"zh": l.Label.ZH, "en": l.Label.EN}, Required: true, Least: l.Least, Most: l.Most,
			})
		}
		o := FieldObject{
			Name: q.Name, Type: string(q.Type), Label: map[string]string{"zh": q.Label.ZH, "en": q.Label.EN},
			Required: !q.Optional, When: q.When.Source, Example: Example(q),
		}
		if q.List != nil {
			o.List = q.List.Name
		}
		for _, option := range field.Offered(q.Options) {
			o.Options = append(o.Options, OptionObject{Value: option.Value, Label: v.Label(option.Label)})
		}
		objects = append(objects, o)
	}
	return objects
}

// secondLabel returns the label of a question in the second record of its list.
func (v *View) secondLabel(t *letter.Template, index int) string {
	q, _ := t.Find(t.Fields[index].List.Path(2, t.Fields[index].Name))
	return v.Label(q.Label)
}

// FieldLines returns a list of the questions of a kind: name, label, whether an answer is required, possible values, and
// the condition under which it is asked.
func FieldLines(v *View, t *letter.Template) string {
	var b strings.Builder
	for i, q := range t.Fields {
		if l := q.List; l != nil && l.Begin == i {
			fmt.Fprintln(&b, v.Text("fields.list", lang.Args{
				"Name": l.Name, "Label": v.Label(l.Label), "Least": l.Least, "Most": l.Most, "Path": l.Path(2, q.Name), "Second": v.secondLabel(t, i),
			}))
		}
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
			fmt.Fprintln(&b, v.Text("fields.when", lang.Args{"When": Condition(v, t, q.When)}))
		}
	}
	return b.String()
}
