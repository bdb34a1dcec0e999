package templates

import (
	"slices"
	"strings"
	"text/template/parse"

	"draft/drafts/field"
)

// checker holds the words of a template to the small language of the house: if, with, range over a list, template,
// and the functions of package letter. What is left cannot loop, recurse, reach a method, or print without end.
type checker struct {
	*parser
	where locate
}

// scope is where a node stands.
type scope struct {
	dot   dot
	depth int // of if, with and range round it
}

// dot is what . means.
type dot int

const (
	root     dot = iota // all answers
	oneText             // one answer
	textList            // the answer to a question of type files
)

const maxDepth = 2

func (c checker) fault(n parse.Node, code string, args map[string]any) {
	line, column := c.where(int(n.Position()))
	c.report(line, column, code, args)
}

func (c checker) refuse(n parse.Node) {
	c.fault(n, faultNotAllowed, map[string]any{"Text": n.String()})
}

func (c checker) list(l *parse.ListNode, s scope) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			if c.pipe(n.Pipe, s) == textList {
				c.fault(n, faultPrintList, map[string]any{"Name": n.Pipe.String()})
			}
		case *parse.IfNode:
			c.branch(&n.BranchNode, s, s.dot)
		case *parse.WithNode:
			c.branch(&n.BranchNode, s, c.withDot(n.Pipe, s))
		case *parse.RangeNode:
			if len(n.Pipe.Decl) > 0 || !c.isList(n.Pipe, s) {
				c.fault(n.Pipe, faultRange, map[string]any{"Text": n.Pipe.String()})
				continue
			}
			c.branch(&n.BranchNode, s, oneText)
		case *parse.TemplateNode:
			if n.Pipe == nil || s.dot != root && n.Pipe.String() != "$" || n.Pipe.String() != "." && n.Pipe.String() != "$" {
				c.fault(n, faultArguments, map[string]any{"Name": "template", "Usage": `{{template "name" $}}`})
			}
		default:
			c.refuse(n)
		}
	}
}

// branch checks an if, with or range whose body sees inside as its dot. An else-if is a step of the same chain,
// not one level deeper.
func (c checker) branch(n *parse.BranchNode, s scope, inside dot) {
	if s.depth >= maxDepth {
		c.fault(n, faultNesting, nil)
		return
	}
	if n.NodeType != parse.NodeRange {
		c.pipe(n.Pipe, s)
	}
	c.list(n.List, scope{dot: inside, depth: s.depth + 1})
	if next := n.ElseList; next != nil && len(next.Nodes) == 1 {
		switch next.Nodes[0].(type) {
		case *parse.IfNode, *parse.WithNode:
			c.list(next, s)
			return
		}
	}
	c.list(n.ElseList, scope{dot: s.dot, depth: s.depth + 1})
}

// withDot tells what . means inside a with.
func (c checker) withDot(p *parse.PipeNode, s scope) dot {
	if c.isList(p, s) {
		return textList
	}
	return oneText
}

func (c checker) isList(p *parse.PipeNode, s scope) bool {
	if len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return false
	}
	switch n := p.Cmds[0].Args[0].(type) {
	case *parse.DotNode:
		return s.dot == textList
	case *parse.FieldNode:
		return s.dot == root && len(n.Ident) == 1 && c.typeOf(n.Ident[0]) == field.Files
	case *parse.VariableNode:
		return len(n.Ident) == 2 && n.Ident[0] == "$" && c.typeOf(n.Ident[1]) == field.Files
	}
	return false
}

func (c checker) typeOf(name string) field.Type {
	f, _ := c.kind.Find(name)
	return f.Type
}

// pipe checks an expression and tells what it gives. A chain with | is refused: it says nothing that brackets do
// not say, and has a second order of arguments.
func (c checker) pipe(p *parse.PipeNode, s scope) dot {
	if len(p.Decl) > 0 || len(p.Cmds) != 1 {
		c.fault(p, faultNotAllowed, map[string]any{"Text": p.String()})
		return oneText
	}
	args := p.Cmds[0].Args
	if name, ok := args[0].(*parse.IdentifierNode); ok {
		c.call(name, args[1:], s)
		return oneText
	}
	if len(args) > 1 {
		c.refuse(p.Cmds[0])
		return oneText
	}
	return c.operand(args[0], s)
}

// operand checks a single value and tells what it is.
func (c checker) operand(n parse.Node, s scope) dot {
	switch n := n.(type) {
	case *parse.StringNode:
	case *parse.DotNode:
		if s.dot == root {
			c.refuse(n)
		}
		return s.dot
	case *parse.FieldNode:
		if s.dot != root || len(n.Ident) != 1 {
			c.refuse(n)
			return oneText
		}
		return c.answer(n, n.Ident[0])
	case *parse.VariableNode:
		if len(n.Ident) != 2 || n.Ident[0] != "$" {
			c.refuse(n)
			return oneText
		}
		return c.answer(n, n.Ident[1])
	case *parse.PipeNode:
		return c.pipe(n, s)
	default:
		c.refuse(n)
	}
	return oneText
}

// answer checks the name of an answer that is printed.
func (c checker) answer(n parse.Node, name string) dot {
	if choice, ok := strings.CutSuffix(name, "_text"); ok && c.typeOf(choice) == field.Choice {
		return oneText
	}
	f, ok := c.kind.Find(name)
	if !ok {
		line, column := c.where(int(n.Position()))
		c.unknownField(name, line, column)
		return oneText
	}
	if f.Type == field.Files {
		return textList
	}
	return oneText
}

func (p *parser) unknownField(name string, line, column int) {
	if slices.Contains(p.declared, name) {
		p.report(line, column, faultLater, map[string]any{"Name": name})
		return
	}
	var known []string
	for _, f := range p.kind.Fields {
		known = append(known, f.Name)
	}
	p.report(line, column, faultUnknownField, map[string]any{"Name": name, "Nearest": nearest(name, known), "Known": known})
}

// calls checks how the blocks use each other: every name known, no cycle, and no growth past a bound.
func (p *parser) calls() {
	sizes := map[string]int{}
	for _, t := range p.blocks.Templates() {
		if t.Tree != nil {
			p.size(t.Name(), nil, sizes)
		}
	}
}

// maxNodes bounds how many nodes one block may come to when all it uses is written out, with every list at its
// longest.
const maxNodes = 20_000

func (p *parser) size(name string, path []string, sizes map[string]int) int {
	if n, ok := sizes[name]; ok {
		return n
	}
	for _, above := range path {
		if above == name {
			p.at(p.defined(name), faultCycle, map[string]any{"Name": name})
			sizes[name] = 1
			return 1
		}
	}
	t := p.blocks.Lookup(name)
	if t == nil || t.Tree == nil {
		sizes[name] = 1
		p.at(p.called(name), faultUnknownBlock, map[string]any{"Name": name})
		return 1
	}
	n := p.listSize(t.Root, append(path, name), sizes)
	if n > maxNodes {
		p.at(p.defined(name), faultTooLarge, map[string]any{"Name": name})
		n = 1
	}
	sizes[name] = n
	return n
}

func (p *parser) listSize(l *parse.ListNode, path []string, sizes map[string]int) int {
	if l == nil {
		return 0
	}
	n := 0
	for _, node := range l.Nodes {
		switch node := node.(type) {
		case *parse.IfNode:
			n += p.listSize(node.List, path, sizes) + p.listSize(node.ElseList, path, sizes)
		case *parse.WithNode:
			n += p.listSize(node.List, path, sizes) + p.listSize(node.ElseList, path, sizes)
		case *parse.RangeNode:
			n += field.MaxFiles*p.listSize(node.List, path, sizes) + p.listSize(node.ElseList, path, sizes)
		case *parse.TemplateNode:
			n += p.size(node.Name, path, sizes)
		default:
			n++
		}
		if n > maxNodes {
			break
		}
	}
	return n
}

// defined and called give an offset to point at; a block of the front matter has none, and is at the top.
func (p *parser) defined(name string) int { return max(0, strings.Index(p.text, `define "`+name+`"`)) }
func (p *parser) called(name string) int  { return max(0, strings.Index(p.text, `template "`+name+`"`)) }
