package letter

import (
	"slices"
	"strconv"
	"text/template/parse"

	"draft/drafts/field"
)

// Compile makes of each block what prints it, so that a letter takes a fraction of the time that text/template takes: it
// looks up every function and every answer by its name, and copies each value several times. A block with something in it
// that is not known here, such as a range, is left to text/template, and so are those that call it. It is called once,
// when all blocks are there.
func (t *Template) Compile() {
	c := compiler{template: t, tried: map[string]bool{}}
	t.phrases = map[string]phrase{}
	for _, block := range t.Blocks.Templates() {
		c.block(block.Name())
	}
}

// phrase prints a piece of the words.
type phrase func(*printer) error

// text is an expression that gives a text.
type text func(*printer) (string, error)

// names is an expression that gives the names of files.
type names func(*printer) []string

// dot is what . means: everything, where it has neither.
type dot struct {
	text  text
	names names
}

func (d dot) isAll() bool { return d.text == nil && d.names == nil }

type compiler struct {
	template *Template
	tried    map[string]bool // blocks; one that calls itself has been, too
}

func (c compiler) block(name string) (phrase, bool) {
	if p, ok := c.template.phrases[name]; ok || c.tried[name] {
		return p, ok
	}
	c.tried[name] = true
	block := c.template.Blocks.Lookup(name)
	if block == nil || block.Tree == nil {
		return nil, false
	}
	p, ok := c.list(block.Root, dot{})
	if ok {
		c.template.phrases[name] = p
	}
	return p, ok
}

func (c compiler) list(l *parse.ListNode, d dot) (phrase, bool) {
	var all []phrase
	if l != nil {
		for _, n := range l.Nodes {
			p, ok := c.node(n, d)
			if !ok {
				return nil, false
			}
			all = append(all, p)
		}
	}
	return func(p *printer) error {
		for _, print := range all {
			if err := print(p); err != nil {
				return err
			}
		}
		return nil
	}, true
}

func (c compiler) node(n parse.Node, d dot) (phrase, bool) {
	switch n := n.(type) {
	case *parse.TextNode:
		plain := string(n.Text)
		return func(p *printer) error { return p.write(plain) }, true
	case *parse.ActionNode:
		value, ok := c.text(n.Pipe, d)
		return func(p *printer) error {
			s, err := value(p)
			if err != nil {
				return err
			}
			return p.write(s)
		}, ok
	case *parse.IfNode:
		return c.branch(&n.BranchNode, d, d)
	case *parse.WithNode:
		if value, ok := c.names(n.Pipe, d); ok {
			return c.branch(&n.BranchNode, d, dot{names: value})
		}
		value, ok := c.text(n.Pipe, d)
		if !ok {
			return nil, false
		}
		return c.branch(&n.BranchNode, d, dot{text: value})
	case *parse.TemplateNode:
		if n.Pipe != nil && (n.Pipe.String() == "$" || n.Pipe.String() == "." && d.isAll()) {
			return c.block(n.Name)
		}
	}
	return nil, false
}

// branch compiles an if or a with; inside is what . means where the condition holds.
func (c compiler) branch(n *parse.BranchNode, d, inside dot) (phrase, bool) {
	holds, ok := c.condition(n.Pipe, d)
	yes, okYes := c.list(n.List, inside)
	no, okNo := c.list(n.ElseList, d)
	return func(p *printer) error {
		held, err := holds(p)
		switch {
		case err != nil:
			return err
		case held:
			return yes(p)
		}
		return no(p)
	}, ok && okYes && okNo
}

// condition compiles a test, or asks whether a value is empty.
func (c compiler) condition(n *parse.PipeNode, d dot) (func(*printer) (bool, error), bool) {
	if t, ok := compile(n); ok {
		return func(p *printer) (bool, error) { return t(p.sheet), nil }, true
	}
	if value, ok := c.names(n, d); ok {
		return func(p *printer) (bool, error) { return len(value(p)) > 0, nil }, true
	}
	value, ok := c.text(n, d)
	return func(p *printer) (bool, error) {
		s, err := value(p)
		return s != "", err
	}, ok
}

// single gives the one value that an expression is, without its brackets.
func single(n parse.Node) parse.Node {
	p, ok := n.(*parse.PipeNode)
	if ok && len(p.Decl) == 0 && len(p.Cmds) == 1 && len(p.Cmds[0].Args) == 1 {
		return single(p.Cmds[0].Args[0])
	}
	return n
}

// answer gives the name of the answer that an expression is.
func answer(n parse.Node, d dot) (name string, ok bool) {
	switch n := n.(type) {
	case *parse.FieldNode:
		if d.isAll() && len(n.Ident) == 1 {
			return n.Ident[0], true
		}
	case *parse.VariableNode:
		if len(n.Ident) == 2 && n.Ident[0] == "$" {
			return n.Ident[1], true
		}
	}
	return "", false
}

// index finds the field of a name among those of a type; any, where that is empty.
func (c compiler) index(name string, kind field.Type) (int, bool) {
	i := slices.IndexFunc(c.template.Fields, func(f Field) bool { return f.Name == name && (kind == "" || f.Type == kind) })
	return i, i >= 0
}

func (c compiler) names(n parse.Node, d dot) (names, bool) {
	n = single(n)
	if _, ok := n.(*parse.DotNode); ok {
		return d.names, d.names != nil
	}
	name, ok := answer(n, d)
	i, found := c.index(name, field.Files)
	return func(p *printer) []string { return p.shown[i].names }, ok && found
}

func (c compiler) text(n parse.Node, d dot) (text, bool) {
	n = single(n)
	switch n := n.(type) {
	case *parse.DotNode:
		return d.text, d.text != nil
	case *parse.StringNode:
		return func(*printer) (string, error) { return n.Text, nil }, true
	case *parse.IdentifierNode:
		return c.call(n.Ident, nil, d)
	case *parse.PipeNode:
		if len(n.Decl) > 0 || len(n.Cmds) != 1 {
			return nil, false
		}
		args := n.Cmds[0].Args
		if name, ok := args[0].(*parse.IdentifierNode); ok {
			return c.call(name.Ident, args[1:], d)
		}
		return nil, false
	}
	name, ok := answer(n, d)
	if !ok {
		return nil, false
	}
	i, ok := c.index(name, "")
	if !ok || c.template.Fields[i].Type == field.Files {
		return nil, false
	}
	return func(p *printer) (string, error) { return p.shown[i].text, nil }, true
}

// call compiles a function that gives a text.
func (c compiler) call(name string, args []parse.Node, d dot) (text, bool) {
	switch {
	case name == "today" && len(args) == 0:
		return func(p *printer) (string, error) { return p.sheet.today(), nil }, true
	case name == "claim" && len(args) == 0:
		return func(p *printer) (string, error) { return p.sheet.claimText(), nil }, true
	case name == "received" && len(args) == 0:
		return func(p *printer) (string, error) { return sumText(p.sheet.received), nil }, true
	case name == "open" && len(args) == 0:
		return func(p *printer) (string, error) { return p.sheet.openText(), nil }, true
	case name == "and" && len(args) > 0:
		return c.gated(args, d)
	case name == "list":
		items, ok := c.items(args, d)
		return func(p *printer) (string, error) {
			texts, err := p.gather(items)
			if err != nil {
				return "", err
			}
			return numbered(texts)
		}, ok
	case name == "join" && len(args) > 0:
		separator, isText := args[0].(*parse.StringNode)
		items, ok := c.items(args[1:], d)
		return func(p *printer) (string, error) {
			texts, err := p.gather(items)
			if err != nil {
				return "", err
			}
			return joined(separator.Text, texts)
		}, ok && isText
	case len(args) != 1:
		return nil, false
	}
	switch name {
	case "sentence":
		value, ok := c.text(args[0], d)
		return func(p *printer) (string, error) {
			s, err := value(p)
			return sentence(s), err
		}, ok
	case "attached":
		value, ok := c.names(args[0], d)
		return func(p *printer) (string, error) { return attached(value(p)) }, ok
	}
	quoted, ok := args[0].(*parse.StringNode)
	if !ok {
		return nil, false
	}
	switch name {
	case "capital":
		return func(p *printer) (string, error) { return p.sheet.capital(quoted.Text), nil }, true
	case "masked":
		return func(p *printer) (string, error) { return p.sheet.masked(quoted.Text), nil }, true
	case "days":
		return func(p *printer) (string, error) { return strconv.Itoa(p.sheet.days(quoted.Text)), nil }, true
	}
	return nil, false
}

// gated compiles a text that tests decide on, as in (and (has "order_no") "…"): it is empty where one of them fails.
func (c compiler) gated(args []parse.Node, d dot) (text, bool) {
	t, ok := connect("and", args[:len(args)-1])
	value, okValue := c.text(args[len(args)-1], d)
	return func(p *printer) (string, error) {
		if !t(p.sheet) {
			return "", nil
		}
		return value(p)
	}, ok && okValue
}

// item adds the texts of an expression to others.
type item func(p *printer, texts []string) ([]string, error)

// items compiles what is listed or joined.
func (c compiler) items(args []parse.Node, d dot) ([]item, bool) {
	items := make([]item, len(args))
	for i, a := range args {
		if value, ok := c.names(a, d); ok {
			items[i] = func(p *printer, texts []string) ([]string, error) { return append(texts, value(p)...), nil }
			continue
		}
		value, ok := c.text(a, d)
		if !ok {
			return nil, false
		}
		items[i] = func(p *printer, texts []string) ([]string, error) {
			s, err := value(p)
			if s != "" {
				texts = append(texts, s)
			}
			return texts, err
		}
	}
	return items, true
}

// gather gives the texts of some items.
func (p *printer) gather(items []item) (texts []string, err error) {
	texts = make([]string, 0, len(items))
	for _, add := range items {
		if texts, err = add(p, texts); err != nil {
			return nil, err
		}
	}
	return texts, nil
}
