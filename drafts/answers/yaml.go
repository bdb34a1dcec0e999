package answers

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reader) yaml() {
	var doc yaml.Node
	if err := yaml.Load(r.text, &doc); err != nil {
		at, detail := Place{Source: r.source, Line: 1, Column: 1}, err.Error()
		var fault *yaml.LoadError
		if errors.As(err, &fault) {
			at.Line, at.Column, detail = max(1, fault.Mark.Line), max(1, fault.Mark.Column), fault.Message
		}
		r.fault(at, "", CodeSyntax, map[string]any{"Detail": detail})
		return
	}
	if len(doc.Content) == 0 { // nothing but comments
		return
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		r.fault(r.nodePlace(top), "", CodeNotNames, nil)
		return
	}
	for i := 0; i < len(top.Content); i += 2 {
		key, value := top.Content[i], top.Content[i+1]
		if !r.name(key.Value, r.nodePlace(key)) {
			continue
		}
		if text, ok := nodeText(value); ok {
			r.answer(key.Value, text, r.nodePlace(key))
		} else {
			r.fault(r.nodePlace(value), key.Value, CodeNested, nil)
		}
	}
}

func (r *reader) nodePlace(n *yaml.Node) Place {
	return Place{Source: r.source, Line: n.Line, Column: n.Column}
}

// nodeText gives the source text of a scalar, or of a list of scalars one a line. ~ and null are no answer.
func nodeText(n *yaml.Node) (string, bool) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return "", true
		}
		return n.Value, true
	case yaml.SequenceNode:
		var items []string
		for _, c := range n.Content {
			text, ok := nodeText(c)
			if !ok || c.Kind != yaml.ScalarNode {
				return "", false
			}
			items = append(items, text)
		}
		return strings.Join(items, "\n"), true
	}
	return "", false
}
