package templates

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"draft/drafts/field"
)

// source is a template file that is being read, with its faults.
type source struct {
	file   string
	text   string
	faults Faults
	places map[string]place // by name, for later faults: "field NAME", "block NAME", "call NAME", …
	cursor struct {
		place
		offset int
	}
}

type place struct{ line, column int }

// MaxFile is the maximal size of a template file in bytes, far above the needs of a letter kind.
const MaxFile = 1 << 20

// reportAt reports a fault at an offset of the file.
func (s *source) reportAt(offset int, code string, args map[string]any) {
	line, column := s.place(offset)
	s.report(line, column, code, args)
}

// reportAbout reports a fault at the place that was noted for a name, or else at the beginning of the file.
func (s *source) reportAbout(name, code string, args map[string]any) {
	at, ok := s.places[name]
	if !ok {
		at = place{1, 1}
	}
	s.report(at.line, at.column, code, args)
}

// notePlace stores the first place of a name.
func (s *source) notePlace(name string, line, column int) {
	if _, known := s.places[name]; !known {
		s.places[name] = place{line, column}
	}
}

// maxFaults limits the faults of a file that is not a template.
const maxFaults = 1000

func (s *source) report(line, column int, code string, args map[string]any) {
	if len(s.faults) >= maxFaults {
		return
	}
	s.faults = append(s.faults, Fault{File: s.file, Line: line, Column: column, Code: code, Args: args})
}

// err returns the faults in the order of the file, or nil.
func (s *source) err() error {
	if len(s.faults) == 0 {
		return nil
	}
	return s.sorted()
}

func (s *source) sorted() Faults {
	slices.SortStableFunc(s.faults, func(a, b Fault) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column, cmp.Compare(a.Code, b.Code))
	})
	return s.faults
}

const fence = "---\n"

// frontMatter parses the YAML between the two --- lines and returns the offset of the blocks. The YAML includes the first --- line, so
// that its line numbers are those of the file.
func (s *source) frontMatter() (*yaml.Node, int) {
	if !strings.HasPrefix(s.text, fence) {
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
	if s.reportAliases(doc.Content[0]) {
		return nil, 0
	}
	return doc.Content[0], end + len(fence)
}

// reportAliases reports all YAML aliases, because the decoder would read them as text and they can expand to megabytes.
func (s *source) reportAliases(n *yaml.Node) bool {
	found := n.Kind == yaml.AliasNode
	if found {
		s.reportNode(n, faultYAML, map[string]any{"Detail": "an alias, *" + n.Value + ": write the value itself"})
	}
	for _, c := range n.Content {
		found = s.reportAliases(c) || found
	}
	return found
}

// checkReadable reports a file that is too large or has control or invisible characters.
func (s *source) checkReadable() bool {
	if len(s.text) > MaxFile {
		s.report(1, 1, faultYAML, map[string]any{"Detail": fmt.Sprintf("the file has over %d bytes", MaxFile)})
		return false
	}
	number := 0
	for line := range strings.SplitSeq(s.text, "\n") {
		number++
		if problem := field.Visible(strings.ReplaceAll(line, "\t", " ")); problem != nil {
			s.report(number, problem.Args["Position"].(int), faultSyntax, map[string]any{"Detail": problem.Error()})
		}
	}
	return len(s.faults) == 0
}

func (s *source) yamlFault(err error) {
	var fault *yaml.LoadError
	if errors.As(err, &fault) {
		s.report(max(1, fault.Mark.Line), max(1, fault.Mark.Column), faultYAML, map[string]any{"Detail": fault.Message})
		return
	}
	s.report(1, 1, faultYAML, map[string]any{"Detail": err.Error()})
}

// normalize converts line ends to \n and removes a byte order mark.
func normalize(text []byte) string {
	plain := strings.TrimPrefix(string(text), "\ufeff")
	plain = strings.ReplaceAll(plain, "\r\n", "\n")
	return strings.ReplaceAll(plain, "\r", "\n")
}
