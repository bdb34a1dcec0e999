package view

import (
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Condition words when a question is asked; what has no words stays as the template's file has it.
func (v *View) Condition(t *letter.Template, c letter.Condition) string {
	if e, ok := c.Expr(); ok {
		if text, ok := v.expression(t, e); ok {
			return text
		}
	}
	return c.Source
}

// expression words one part of a condition.
func (v *View) expression(t *letter.Template, e letter.Expr) (text string, ok bool) {
	negated := e.Name == "not"
	if negated {
		e = e.Parts[0]
	}
	id := "fields.test_" + e.Name
	if negated {
		id += "_not"
	}
	switch e.Name {
	case "and", "or":
		parts := make([]string, len(e.Parts))
		for i, part := range e.Parts {
			if parts[i], ok = v.expression(t, part); !ok {
				return "", false
			}
			if part.Name == "and" || part.Name == "or" {
				parts[i] = v.Text("fields.group", lang.Args{"Parts": parts[i]})
			}
		}
		text = strings.Join(parts, v.Text("fields.test_"+e.Name, nil))
		if negated {
			text = v.Text("fields.group_not", lang.Args{"Parts": text})
		}
		return text, true
	case "is", "has", "over":
		q, found := t.Find(e.Texts[0])
		if !found {
			return "", false
		}
		args := lang.Args{"Label": v.Label(q.Label)}
		if len(e.Texts) > 1 {
			args["Value"] = v.answerLabel(t, q, e.Texts[1])
		}
		return v.Text(id, args), true
	}
	return "", false
}

// answerLabel is how an answer in a condition is called: an option or yes and no by their labels, and an amount may be
// that of another question.
func (v *View) answerLabel(t *letter.Template, q letter.Field, value string) string {
	for _, o := range q.Options {
		if o.Value == value {
			return v.Label(o.Label)
		}
	}
	if q.Type == field.YesNo {
		return v.Text("word."+value, nil)
	}
	if other, ok := t.Find(value); ok {
		return v.Label(other.Label)
	}
	return value
}

// ConditionFields are the questions whose answers a condition looks at, by their labels; none where it cannot be taken apart.
func (v *View) ConditionFields(t *letter.Template, c letter.Condition) []string {
	var labels []string
	var collect func(letter.Expr)
	collect = func(e letter.Expr) {
		for _, text := range e.Texts[:min(1, len(e.Texts))] {
			if q, ok := t.Find(text); ok && !slices.Contains(labels, v.Label(q.Label)) {
				labels = append(labels, v.Label(q.Label))
			}
		}
		for _, part := range e.Parts {
			collect(part)
		}
	}
	if e, ok := c.Expr(); ok {
		collect(e)
	}
	return labels
}
