package templates

import (
	"slices"
	"strings"
	"text/template/parse"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// checker allows only a subset of the template language: if, with, range over a list, template, and the functions of package letter.
// A template in this subset cannot loop endlessly, call methods, or print without bound.
type checker struct {
	parser *parser
	where  locate
}

// scope is the context of a node.
type scope struct {
	dot   valueKind    // of .
	list  *letter.List // of the record that . is
	depth int          // number of enclosing if, with and range actions
}

// valueKind is the kind of . or of the result of an expression.
type valueKind int

const (
	root       valueKind = iota // all answers
	oneText                     // one answer
	textList                    // the answer to a question of type files, or the different answers of a list
	recordList                  // a list of records
	record                      // the answers of one record
	truth                       // a test, or a text after a test: printing it may print "false"
	count                       // a whole number
	nothing                     // in a condition, which has no .
)

const maxDepth = 2

func (c checker) fault(n parse.Node, code string, args map[string]any) {
	line, column := c.where(int(n.Position()))
	c.parser.report(line, column, code, args)
}

func (c checker) reportNotAllowed(n parse.Node) {
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
			switch c.pipe(n.Pipe, s) {
			case textList, recordList:
				c.fault(n.Pipe, faultPrintList, map[string]any{"Name": n.Pipe.String()})
			case truth:
				c.fault(n.Pipe, faultNotAllowed, map[string]any{"Text": n.Pipe.String()})
			}
		case *parse.IfNode:
			c.branch(&n.BranchNode, s)
		case *parse.WithNode:
			c.branch(&n.BranchNode, s)
		case *parse.RangeNode:
			if l := c.parser.rangedList(n.Pipe); l != nil && len(n.Pipe.Decl) == 0 && s.list == nil {
				c.branch(&n.BranchNode, scope{dot: s.dot, list: l, depth: s.depth})
				continue
			}
			if len(n.Pipe.Decl) > 0 || !c.isList(n.Pipe, s) {
				c.fault(n.Pipe, faultRange, map[string]any{"Text": n.Pipe.String()})
				continue
			}
			c.branch(&n.BranchNode, s)
		case *parse.TemplateNode:
			line, column := c.where(int(n.Position()))
			c.parser.notePlace("call "+n.Name, line, column)
			if n.Pipe == nil || s.dot != root && n.Pipe.String() != "$" || n.Pipe.String() != "." && n.Pipe.String() != "$" {
				c.fault(n, faultArguments, map[string]any{"Name": "template", "Usage": `{{template "name" $}}`})
			}
		default:
			c.reportNotAllowed(n)
		}
	}
}

// branch checks an if, with or range. An else-if is on the same level as its if.
func (c checker) branch(n *parse.BranchNode, s scope) {
	if s.depth >= maxDepth {
		c.fault(n, faultNesting, nil)
		return
	}
	inside := oneText
	switch n.NodeType {
	case parse.NodeIf:
		c.pipe(n.Pipe, s)
		inside = s.dot
	case parse.NodeWith:
		inside = c.pipe(n.Pipe, s)
	case parse.NodeRange:
		if c.parser.rangedList(n.Pipe) != nil {
			inside = record
		}
	}
	c.list(n.List, scope{dot: inside, list: s.list, depth: s.depth + 1})
	if next := n.ElseList; next != nil && len(next.Nodes) == 1 {
		switch next.Nodes[0].(type) {
		case *parse.IfNode, *parse.WithNode:
			c.list(next, s)
			return
		}
	}
	c.list(n.ElseList, scope{dot: s.dot, list: s.list, depth: s.depth + 1})
}

// rangedList returns the list that an expression is; nil if it is none.
func (p *parser) rangedList(pipe *parse.PipeNode) *letter.List {
	if len(pipe.Cmds) != 1 || len(pipe.Cmds[0].Args) != 1 {
		return nil
	}
	switch n := pipe.Cmds[0].Args[0].(type) {
	case *parse.FieldNode:
		if len(n.Ident) == 1 {
			return p.kind.List(n.Ident[0])
		}
	case *parse.VariableNode:
		if len(n.Ident) == 2 {
			return p.kind.List(n.Ident[1])
		}
	}
	return nil
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
	f, _ := c.parser.find(name)
	return f.Type
}

// pipe checks an expression and returns the kind of its result. Pipelines with | are not allowed, because parentheses express the same
// in one order of arguments.
func (c checker) pipe(p *parse.PipeNode, s scope) valueKind {
	if len(p.Decl) > 0 || len(p.Cmds) != 1 {
		c.fault(p, faultNotAllowed, map[string]any{"Text": p.String()})
		return oneText
	}
	args := p.Cmds[0].Args
	if name, ok := args[0].(*parse.IdentifierNode); ok {
		return c.call(name, args[1:], s)
	}
	if len(args) > 1 {
		c.reportNotAllowed(p.Cmds[0])
		return oneText
	}
	return c.operand(args[0], s)
}

// operand checks a single value and returns its kind.
func (c checker) operand(n parse.Node, s scope) valueKind {
	switch n := n.(type) {
	case *parse.StringNode:
	case *parse.DotNode:
		if s.dot == root || s.dot == nothing || s.dot == record {
			c.reportNotAllowed(n)
			return oneText
		}
		return s.dot
	case *parse.FieldNode:
		if s.dot == record && len(n.Ident) == 1 {
			c.answerOf(s.list, n, n.Ident[0])
			return oneText
		}
		if s.dot != root || len(n.Ident) != 1 {
			c.reportNotAllowed(n)
			return oneText
		}
		return c.answer(n, n.Ident[0])
	case *parse.VariableNode:
		if len(n.Ident) != 2 || n.Ident[0] != "$" || s.dot == nothing {
			c.reportNotAllowed(n)
			return oneText
		}
		return c.answer(n, n.Ident[1])
	case *parse.PipeNode:
		return c.pipe(n, s)
	default:
		c.reportNotAllowed(n)
	}
	return oneText
}

// answer checks the field name of an answer and returns its kind.
func (c checker) answer(n parse.Node, name string) valueKind {
	if c.parser.kind.List(name) != nil {
		return recordList
	}
	f, ok := c.parser.find(name)
	if !ok {
		line, column := c.where(int(n.Position()))
		c.parser.unknownField(name, line, column)
		return oneText
	}
	if f.Type == field.Files {
		return textList
	}
	return oneText
}

func (p *parser) unknownField(name string, line, column int) {
	if f, ok := p.kind.Find(name); ok && f.List != nil {
		p.report(line, column, faultItemName, map[string]any{"Name": name, "List": f.List.Name})
		return
	}
	if list, _, _ := strings.Cut(name, "."); slices.Contains(p.declared, list) {
		p.report(line, column, faultLater, map[string]any{"Name": name})
		return
	}
	var known []string
	for _, f := range p.kind.Fields {
		if f.List == p.list || f.List == nil {
			known = append(known, f.Name)
		}
	}
	for _, l := range p.kind.Lists {
		known = append(known, l.Name)
	}
	p.report(line, column, faultUnknownField, map[string]any{"Name": name, "Nearest": field.Nearest(name, known), "Known": known})
}
