package templates

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"draft/drafts/letter"
)

// locate returns the place in the file of an offset in a part of its text.
type locate func(offset int) (line, column int)

// inBody returns a locate for a part of the file that begins at an offset.
func (s *source) inBody(begin int) locate {
	return func(offset int) (int, int) { return s.place(begin + offset) }
}

// place returns the line and column of an offset. It counts from the previous offset if possible, because offsets mostly ascend and
// counting a long file from its beginning each time would take quadratic time.
func (s *source) place(offset int) (line, column int) {
	offset = max(0, min(offset, len(s.text)))
	if s.cursor.line == 0 || offset < s.cursor.offset {
		s.cursor.offset, s.cursor.place = 0, place{1, 1}
	}
	c := &s.cursor
	between := s.text[c.offset:offset]
	if n := strings.Count(between, "\n"); n > 0 {
		c.line, c.column = c.line+n, 1
		between = between[strings.LastIndexByte(between, '\n')+1:]
	}
	c.column += utf8.RuneCountInString(between)
	c.offset = offset
	return c.line, c.column
}

// inScalar returns a locate for a YAML scalar whose text was parsed after a prefix. The place is exact for a scalar on one line; in a
// block scalar it is the beginning of the line.
func inScalar(n *yaml.Node, text string, prefix int) locate {
	return func(offset int) (int, int) {
		before := text[:max(0, min(offset-prefix, len(text)))]
		breaks := strings.Count(before, "\n")
		switch n.Style {
		case yaml.LiteralStyle, yaml.FoldedStyle:
			return n.Line + 1 + breaks, 1
		case yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle:
			return n.Line, n.Column + 1 + utf8.RuneCountInString(before)
		}
		return n.Line, n.Column + utf8.RuneCountInString(before)
	}
}

// tree parses a part of the template text. It allows unknown functions, because checker reports all of them.
func (p *parser) tree(name, text string, where locate) (map[string]*parse.Tree, bool) {
	t := parse.New(name)
	t.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	if _, err := t.Parse(text, "", "", set); err != nil {
		detail, offset := syntaxError(err, name, text)
		line, column := where(offset)
		p.report(line, column, faultSyntax, map[string]any{"Detail": detail})
		return nil, false
	}
	return set, true
}

// syntaxError returns the detail and the offset of an error of the form "template: NAME:LINE: detail". The offset is that of the first
// action of the line that does not parse by itself, or else of the first one. For a missing {{end}} it is that of the action that is
// not closed.
func syntaxError(err error, name, text string) (detail string, offset int) {
	detail = strings.TrimPrefix(err.Error(), "template: "+name+":")
	number, rest, _ := strings.Cut(detail, ":")
	line, convErr := strconv.Atoi(number)
	if convErr != nil {
		return detail, 0
	}
	detail = strings.TrimSpace(rest)
	if offset := unclosedAction(text); offset >= 0 && strings.Contains(detail, "unexpected EOF") {
		return detail, offset
	}
	begin := lineStart(text, line)
	end := len(text)
	if i := strings.IndexByte(text[begin:], '\n'); i >= 0 {
		end = begin + i
	}
	first := -1
	for _, a := range actions(text) {
		if a.begin < begin || a.begin > end {
			continue
		}
		if first < 0 {
			first = a.begin
		}
		if !a.parses(text) {
			return detail, a.begin
		}
	}
	return detail, max(first, begin)
}

func lineStart(text string, line int) int {
	begin := 0
	for ; line > 1; line-- {
		i := strings.IndexByte(text[begin:], '\n')
		if i < 0 {
			break
		}
		begin += i + 1
	}
	return begin
}

// readBlocks parses each {{define}} block by itself, so that a syntax error in one does not hide those in others.
func (p *parser) readBlocks(body int) {
	text := p.text[body:]
	begin := 0
	for _, a := range actions(text) {
		if a.keyword == "define" {
			p.block(text[begin:a.begin], body+begin)
			begin = a.begin
		}
	}
	p.block(text[begin:], body+begin)
	for _, name := range []string{letter.SubjectBlock, letter.LetterBlock} {
		if p.blocks.Lookup(name) == nil && !slices.ContainsFunc(p.faults, func(f Fault) bool { return f.Code == faultSyntax }) {
			p.reportAt(len(p.text), faultMissingBlock, map[string]any{"Name": name})
		}
	}
	p.checkCalls()
}

// block reads a part of the file that begins with a {{define}}, or the part before the first one.
func (p *parser) block(text string, begin int) {
	where := p.inBody(begin)
	set, ok := p.tree("", text, where)
	if !ok {
		return
	}
	for _, name := range sortedKeys(set) {
		if name == "" { // the text outside of the block
			p.checkOutside(set[name], begin)
			continue
		}
		if p.blocks.Lookup(name) != nil {
			p.reportAt(begin, faultDuplicateBlock, map[string]any{"Name": name})
			continue
		}
		line, column := where(0)
		p.notePlace("block "+name, line, column)
		checker{parser: p, where: where}.list(set[name].Root, scope{dot: root})
		p.add(name, set[name])
	}
	for _, a := range actions(text) {
		if a.keyword == "block" { // the parser turns it into a define and a template
			p.reportAt(begin+a.begin, faultNotAllowed, map[string]any{"Text": "block"})
		}
	}
}

func (p *parser) checkOutside(t *parse.Tree, begin int) {
	if t.Root == nil {
		return
	}
	for _, n := range t.Root.Nodes {
		space := 0
		if text, ok := n.(*parse.TextNode); ok {
			rest := bytes.TrimLeftFunc(text.Text, unicode.IsSpace)
			if len(rest) == 0 {
				continue
			}
			space = len(text.Text) - len(rest)
		}
		p.reportAt(begin+int(n.Position())+space, faultOutside, nil)
		return
	}
}

func (p *parser) add(name string, t *parse.Tree) {
	if _, err := p.blocks.AddParseTree(name, t); err != nil {
		p.report(1, 1, faultSyntax, map[string]any{"Detail": err.Error()})
	}
}

// condition parses a when or a met, which must be a single expression.
func (p *parser) condition(n *yaml.Node, key string) letter.Condition {
	text := p.scalar(n, key)
	if text == "" {
		return letter.Condition{}
	}
	const open = "{{"
	where := inScalar(n, text, len(open))
	set, ok := p.tree("when", open+text+"}}", where)
	if !ok {
		return letter.Condition{}
	}
	nodes := set["when"].Root.Nodes
	action, ok := (*parse.ActionNode)(nil), false
	if len(nodes) == 1 && len(set) == 1 {
		action, ok = nodes[0].(*parse.ActionNode)
	}
	if !ok || len(action.Pipe.Decl) > 0 {
		p.reportNode(n, faultNotCondition, map[string]any{"Text": text})
		return letter.Condition{}
	}
	check := checker{parser: p, where: where}
	if !check.isValid(action.Pipe) {
		return letter.Condition{}
	}
	c, ok := letter.NewCondition(text, action.Pipe)
	if !ok {
		check.fault(action.Pipe, faultNotCondition, map[string]any{"Text": text})
	}
	return c
}

func (p *parser) clauseText(block string, n *yaml.Node) {
	text := p.scalar(n, "text")
	p.notePlace("block "+block, n.Line, n.Column)
	where := inScalar(n, text, 0)
	set, ok := p.tree(block, text, where)
	if !ok {
		return
	}
	if len(set) > 1 {
		p.reportNode(n, faultNotAllowed, map[string]any{"Text": "define"})
		return
	}
	if t := set[block]; t != nil {
		checker{parser: p, where: where}.list(t.Root, scope{dot: root})
		p.add(block, t)
	}
}
