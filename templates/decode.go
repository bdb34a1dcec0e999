package templates

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"draft/drafts/field"
)

// The decoder walks YAML nodes instead of decoding into structs, because all faults are reported at once, with line and column.

// keys maps the allowed keys of a mapping to the functions that read their values.
type keys map[string]func(*yaml.Node)

// mapping reads a mapping. Unknown, duplicate and missing required keys are faults.
func (s *source) mapping(n *yaml.Node, name string, known keys, required ...string) {
	if n.Kind != yaml.MappingNode {
		s.reportNode(n, faultWantMap, map[string]any{"Key": name})
		return
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok:
			names := sortedKeys(known)
			s.reportNode(key, faultUnknownKey, map[string]any{
				"Key": key.Value, "Nearest": field.Nearest(key.Value, names), "Known": names,
			})
		case seen[key.Value]:
			s.reportNode(key, faultDuplicateKey, map[string]any{"Key": key.Value})
		default:
			read(value)
		}
		seen[key.Value] = true
	}
	for _, key := range required {
		if !seen[key] {
			s.reportNode(n, faultMissingKey, map[string]any{"Key": key})
		}
	}
}

func (s *source) reportNode(n *yaml.Node, code string, args map[string]any) {
	s.report(n.Line, n.Column, code, args)
}

// scalar returns the text of a scalar: 1000 and "1000" are the same text.
func (s *source) scalar(n *yaml.Node, key string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "" {
		s.reportNode(n, faultWantText, map[string]any{"Key": key})
		return ""
	}
	return n.Value
}

func (s *source) scalarInto(target *string, key string) func(*yaml.Node) {
	return func(n *yaml.Node) { *target = s.scalar(n, key) }
}

// items reads each element of a list.
func (s *source) items(n *yaml.Node, key string, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		s.reportNode(n, faultWantList, map[string]any{"Key": key})
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

// label reads {zh: …, en: …}, or one text for Chinese.
func (s *source) label(target *field.Label, key string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			target.ZH = s.scalar(n, key)
			return
		}
		s.mapping(n, key, keys{"zh": s.scalarInto(&target.ZH, key), "en": s.scalarInto(&target.EN, key)}, "zh")
	}
}

func (s *source) boolean(target *bool, key string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		switch n.Value {
		case "true", "false":
			*target = n.Value == "true"
		default:
			s.reportNode(n, faultWantYesNo, map[string]any{"Key": key, "Value": n.Value})
		}
	}
}

// maxMax limits numbers, and thereby the length of lists, far above the needs of a letter.
const maxMax = 100_000

func (s *source) number(target *int, key string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		i, err := strconv.Atoi(n.Value)
		if err != nil || i < 1 || i > maxMax {
			s.reportNode(n, faultNotOneOf, map[string]any{
				"Key": key, "Value": n.Value, "Known": []string{"1", "2", "3", "…", strconv.Itoa(maxMax)},
			})
			return
		}
		*target = i
	}
}

// oneOf reads one of the known values.
func oneOf[T ~string](s *source, target *T, key string, known ...T) func(*yaml.Node) {
	return func(n *yaml.Node) {
		names := make([]string, len(known))
		for i, k := range known {
			names[i] = string(k)
			if n.Value == names[i] {
				*target = k
				return
			}
		}
		s.reportNode(n, faultNotOneOf, map[string]any{"Key": key, "Value": n.Value, "Known": names})
	}
}
