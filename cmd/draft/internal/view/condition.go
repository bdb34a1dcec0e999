package view

import (
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Condition returns the words for when a question is asked, or the source of the condition if there are no words for it.
func Condition(v *View, t *letter.Template, c letter.Condition) string {
	if e, ok := c.Expr(); ok {
		if text, ok := expression(v, t, e); ok {
			return text
		}
	}
	return c.Source
}

// expression returns the words for an expression; ok is false if a part of it has none.
func expression(v *View, t *letter.Template, e letter.Expr) (text string, ok bool) {
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
			if parts[i], ok = expression(v, t, part); !ok {
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
	case "lt", "le", "gt", "ge":
		list, number, ok := e.Records()
		l := t.List(list)
		if !ok || l == nil {
			return "", false
		}
		return v.Text(id, lang.Args{"Label": v.Label(l.Label), "Count": number}), true
	case "is", "has", "over":
		q, found := t.Find(e.Texts[0])
		if !found {
			return "", false
		}
		args := lang.Args{"Label": v.Label(q.Label)}
		if len(e.Texts) > 1 {
			args["Value"] = answerLabel(v, t, q, e.Texts[1])
		}
		return v.Text(id, args), true
	}
	return "", false
}

// answerLabel returns the label of a value in a condition: that of an option, of yes or no, or of the other question that
// the value names. Any other value is returned as it is.
func answerLabel(v *View, t *letter.Template, q letter.Field, value string) string {
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

// ConditionFields returns the labels of the questions that a condition depends on, each once. There are none if the
// condition has no expression.
func ConditionFields(v *View, t *letter.Template, c letter.Condition) []string {
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
