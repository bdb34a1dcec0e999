package templates

import (
	"text/template/parse"

	"draft/drafts/field"
)

// checkCalls reports calls of unknown blocks, cycles of calls, and blocks that are too large.
func (p *parser) checkCalls() {
	z := sizer{parser: p, sizes: map[string]int{}, open: map[string]bool{}, longest: field.MaxFiles}
	for _, f := range p.kind.Fields {
		if f.Type == field.Files {
			z.longest = max(z.longest, f.Max)
		}
	}
	names := map[string]bool{}
	for _, t := range p.blocks.Templates() {
		if t.Tree != nil {
			names[t.Name()] = true
		}
	}
	for _, name := range sortedKeys(names) {
		z.block(name)
	}
}

// sizer computes the size of a block with all calls expanded and all lists at their maximal length.
type sizer struct {
	parser  *parser
	sizes   map[string]int  // of the blocks that are done
	open    map[string]bool // the current block and its callers
	longest int             // maximal length of a list of files
}

// maxNodes is the maximal size of a block, and textUnit the bytes of text that count as one node. They keep the text of a block below
// the limit of rendering.
const (
	maxNodes = 20_000
	textUnit = 50
)

func (z *sizer) block(name string) int {
	if n, ok := z.sizes[name]; ok {
		return n
	}
	t := z.parser.blocks.Lookup(name)
	switch {
	case z.open[name]:
		z.parser.reportAbout("block "+name, faultCycle, map[string]any{"Name": name})
		z.sizes[name] = 1
		return 1
	case t == nil || t.Tree == nil:
		z.parser.reportAbout("call "+name, faultUnknownBlock, map[string]any{"Name": name})
		z.sizes[name] = 1
		return 1
	}
	z.open[name] = true
	n := z.list(t.Root)
	delete(z.open, name)
	if n > maxNodes {
		z.parser.reportAbout("block "+name, faultTooLarge, map[string]any{"Name": name})
		n = 1
	}
	z.sizes[name] = n
	return n
}

// list returns the size of a list of nodes, or maxNodes+1 if it is larger, so that products do not overflow.
func (z *sizer) list(l *parse.ListNode) int {
	if l == nil {
		return 0
	}
	n := 0
	for _, node := range l.Nodes {
		switch node := node.(type) {
		case *parse.TextNode:
			n += 1 + len(node.Text)/textUnit
		case *parse.ActionNode:
			n += operands(node.Pipe)
		case *parse.IfNode:
			n += operands(node.Pipe) + z.list(node.List) + z.list(node.ElseList)
		case *parse.WithNode:
			n += operands(node.Pipe) + z.list(node.List) + z.list(node.ElseList)
		case *parse.RangeNode:
			n += 1 + z.length(node.Pipe)*z.list(node.List) + z.list(node.ElseList)
		case *parse.TemplateNode:
			n += 1 + z.block(node.Name)
		default:
			n++
		}
		if n > maxNodes {
			return maxNodes + 1
		}
	}
	return n
}

// length returns the maximal length of the list that a loop goes over.
func (z *sizer) length(p *parse.PipeNode) int {
	if l := z.parser.rangedList(p); l != nil {
		return l.Most
	}
	return z.longest
}

// operands returns the number of operands of an expression, including nested ones.
func operands(n parse.Node) int {
	p, ok := n.(*parse.PipeNode)
	if !ok {
		if s, ok := n.(*parse.StringNode); ok {
			return 1 + len(s.Text)/textUnit
		}
		return 1
	}
	total := 1
	for _, cmd := range p.Cmds {
		for _, arg := range cmd.Args {
			total += operands(arg)
		}
	}
	return total
}
