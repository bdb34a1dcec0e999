package templates

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// source is a template file being read, and the faults found so far.
type source struct {
	file   string
	text   string
	faults Faults
}

// maxSource is far above any letter kind; larger files are not read.
const maxSource = 1 << 20

// at reports a fault at an offset of the file's text.
func (s *source) at(offset int, code string, args map[string]any) {
	line, column := s.inBody(0)(offset)
	s.report(line, column, code, args)
}

func (s *source) report(line, column int, code string, args map[string]any) {
	s.faults = append(s.faults, Fault{File: s.file, Line: line, Column: column, Code: code, Args: args})
}

// err gives the faults in the order of the file, or nil.
func (s *source) err() error {
	if len(s.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(s.faults, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return s.faults
}

const fence = "---\n"

// frontMatter parses what stands between the two --- lines and tells where the blocks begin. The YAML is read
// with the first fence still on it, so that its line numbers are those of the file.
func (s *source) frontMatter() (*yaml.Node, int) {
	if len(s.text) > maxSource || !strings.HasPrefix(s.text, fence) {
		s.report(1, 1, faultNoFrontMatter, nil)
		return nil, 0
	}
	length := strings.Index(s.text[len(fence):], "\n"+fence)
	if length < 0 {
		s.report(1, 1, faultNoFrontMatter, nil)
		return nil, 0
	}
	end := len(fence) + length + len("\n")
	var doc yaml.Node
	if err := yaml.Load([]byte(s.text[:end]), &doc); err != nil {
		s.yamlFault(err)
		return nil, 0
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		s.report(2, 1, faultWantMap, map[string]any{"Key": "---"})
		return nil, 0
	}
	return doc.Content[0], end + len(fence)
}

func (s *source) yamlFault(err error) {
	var fault *yaml.LoadError
	if errors.As(err, &fault) {
		s.report(max(1, fault.Mark.Line), max(1, fault.Mark.Column), faultYAML, map[string]any{"Detail": fault.Message})
		return
	}
	s.report(1, 1, faultYAML, map[string]any{"Detail": err.Error()})
}

// normalise makes line ends \n and drops a byte order mark: files come from every editor.
func normalise(text []byte) string {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return string(text)
}
