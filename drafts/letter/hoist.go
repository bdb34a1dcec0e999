package letter

import (
	"fmt"
	"text/template/parse"

	"draft/drafts/field"
)

// hoisted is an expression that was taken out of a template's words, under the name by which they find its value in
// the view.
type hoisted struct {
	name  string
	value func(*Sheet) any
}

// Hoist takes out of the words what can be answered without them: tests, and texts that only a test decides on, as in
// (and (has "order_no") "…"). Each is answered once for a letter, before anything is printed, under a name that no
// field can have. It is called once, when all blocks are there.
func (t *Template) Hoist() {
	h := hoister{template: t, known: map[string]string{}}
	t.plain = map[string][]segment{}
	for _, block := range t.Blocks.Templates() {
		if block.Tree == nil {
			continue
		}
		if segments, ok := t.segments(block.Root); ok {
			t.plain[block.Name()] = segments
			continue
		}
		h.list(block.Root)
	}
}

// segment is a piece of a block that only strings text and answers together: most sentences of an app text are such,
// and are put together here in a fraction of the time.
type segment struct {
	text  string
	field string // its answer instead; empty for text
}

// segments takes a block apart, if it is of this kind.
func (t *Template) segments(l *parse.ListNode) ([]segment, bool) {
	var all []segment
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			all = append(all, segment{text: string(n.Text)})
		case *parse.ActionNode:
			args := n.Pipe.Cmds[0].Args
			name, ok := args[0].(*parse.FieldNode)
			if !ok || len(args) > 1 || len(n.Pipe.Cmds) > 1 || len(n.Pipe.Decl) > 0 || len(name.Ident) > 1 {
				return nil, false
			}
			if f, known := t.Find(name.Ident[0]); known && f.Type == field.Files {
				return nil, false
			}
			all = append(all, segment{field: name.Ident[0]})
		default:
			return nil, false
		}
	}
	return all, true
}

type hoister struct {
	template *Template
	known    map[string]string // names by the source of the expression
}

func (h hoister) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			h.pipe(n.Pipe)
		case *parse.IfNode:
			h.branch(&n.BranchNode)
		case *parse.WithNode:
			h.branch(&n.BranchNode)
		case *parse.RangeNode:
			h.branch(&n.BranchNode)
		}
	}
}

func (h hoister) branch(n *parse.BranchNode) {
	h.pipe(n.Pipe)
	h.list(n.List)
	h.list(n.ElseList)
}

// pipe replaces an expression by the name of its value, or else looks among its arguments.
func (h hoister) pipe(p *parse.PipeNode) {
	value, ok := answerable(p)
	if !ok {
		for _, a := range p.Cmds[0].Args {
			if inner, ok := a.(*parse.PipeNode); ok {
				h.pipe(inner)
			}
		}
		return
	}
	source := p.String()
	name := h.known[source]
	if name == "" {
		name = fmt.Sprintf("hoisted %d", len(h.known)+1)
		h.known[source] = name
		h.template.hoisted = append(h.template.hoisted, hoisted{name, value})
	}
	p.Cmds[0].Args = []parse.Node{
		// $ is the view in every block: templates are called with it and nothing else.
		&parse.VariableNode{NodeType: parse.NodeVariable, Pos: p.Pos, Ident: []string{"$", name}},
	}
}

// answerable makes what answers a test, a text that tests decide on (it is empty where one of them fails), or one of
// the functions that print a single answer or the day.
func answerable(p *parse.PipeNode) (func(*Sheet) any, bool) {
	if t, ok := compile(p); ok {
		return func(s *Sheet) any { return t(s) }, true
	}
	args := p.Cmds[0].Args
	name, isName := args[0].(*parse.IdentifierNode)
	if isName && name.Ident == "today" {
		return func(s *Sheet) any { return s.today() }, true
	}
	text, isText := args[len(args)-1].(*parse.StringNode)
	if !isName || !isText {
		return nil, false
	}
	switch name.Ident {
	case "and":
	case "capital":
		return func(s *Sheet) any { return s.capital(text.Text) }, true
	case "masked":
		return func(s *Sheet) any { return s.masked(text.Text) }, true
	default:
		return nil, false
	}
	t, ok := connect("and", args[1:len(args)-1])
	if !ok {
		return nil, false
	}
	var full, empty any = text.Text, ""
	return func(s *Sheet) any {
		if t(s) {
			return full
		}
		return empty
	}, true
}
