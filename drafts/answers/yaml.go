package answers

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reader) yaml() {
	var documents []yaml.Node
	if err := yaml.Load(r.text, &documents, yaml.WithAllDocuments()); err != nil {
		r.yamlFault(err)
		return
	}
	var top *yaml.Node
	for _, d := range documents {
		switch {
		case len(d.Content) == 0, d.Content[0].Tag == "!!null" && d.Content[0].Value == "": // only comments
		case top == nil:
			top = d.Content[0]
		default:
			r.fault(r.nodePlace(d.Content[0]), "", CodeSyntax, map[string]any{"Detail": "a second document begins here"})
			return
		}
	}
	switch {
	case top == nil:
	case top.Kind != yaml.MappingNode:
		r.fault(r.nodePlace(top), "", CodeNotNames, nil)
	default:
		for i := 0; i < len(top.Content); i += 2 {
			r.pair(top.Content[i], top.Content[i+1])
		}
	}
}

func (r *reader) yamlFault(err error) {
	at, detail := Place{Source: r.source, Line: 1, Column: 1}, err.Error()
	var fault *yaml.LoadError
	if errors.As(err, &fault) {
		at.Line, at.Column, detail = max(1, fault.Mark.Line), max(1, fault.Mark.Column), fault.Message
	}
	r.fault(at, "", CodeSyntax, map[string]any{"Detail": detail})
}

func (r *reader) pair(key, value *yaml.Node) {
	if key.Kind != yaml.ScalarNode {
		r.fault(r.nodePlace(key), "", CodeNotNames, nil)
		return
	}
	if !r.addName(key.Value, r.nodePlace(key)) {
		return
	}
	switch text, ok := nodeText(value); {
	case ok:
		r.answer(key.Value, text, r.nodePlace(key))
	case isRecords(value):
		r.records(key, value)
	case value.Kind == yaml.AliasNode:
		r.fault(r.nodePlace(value), key.Value, CodeSyntax, map[string]any{"Detail": "an alias: write the answer itself"})
	default:
		r.fault(r.nodePlace(value), key.Value, CodeNested, nil)
	}
}

// isRecords reports whether a node is a list with mappings.
func isRecords(n *yaml.Node) bool {
	return n.Kind == yaml.SequenceNode && slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Kind == yaml.MappingNode })
}

// records reads a list of mappings.
func (r *reader) records(key, list *yaml.Node) {
	r.answers = append(r.answers, Answer{Name: key.Value, At: r.nodePlace(key), Records: len(list.Content)})
	for i, record := range list.Content {
		path := recordPath(key.Value, i)
		if record.Kind != yaml.MappingNode {
			r.fault(r.nodePlace(record), path, CodeNotRecord, nil)
			continue
		}
		for j := 0; j < len(record.Content); j += 2 {
			name, value := record.Content[j], record.Content[j+1]
			at := r.nodePlace(name)
			if name.Kind != yaml.ScalarNode {
				r.fault(at, path, CodeNotNames, nil)
				continue
			}
			item := path + "." + name.Value
			if !r.addName(item, at) {
				continue
			}
			if text, ok := nodeText(value); ok {
				r.answers = append(r.answers, Answer{Name: item, Text: text, At: at, Listed: true})
			} else {
				r.fault(r.nodePlace(value), item, CodeNested, nil)
			}
		}
	}
}

func (r *reader) nodePlace(n *yaml.Node) Place {
	return Place{Source: r.source, Line: n.Line, Column: n.Column}
}

// nodeText returns the source text of a scalar, or of a list of scalars with one item per line; ~ and null have no text. ok is false
// for any other node.
func nodeText(n *yaml.Node) (text string, ok bool) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return "", true
		}
		return n.Value, true
	case yaml.SequenceNode:
		var items []string
		for _, c := range n.Content {
			if c.Kind != yaml.ScalarNode {
				return "", false
			}
			text, _ := nodeText(c)
			items = append(items, text)
		}
		return strings.Join(items, "\n"), true
	}
	return "", false
}
