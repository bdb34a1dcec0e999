package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"

	"go.yaml.in/yaml/v4"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// parser reads one template file into a letter kind.
type parser struct {
	source
	kind     *letter.Template
	blocks   *template.Template
	list     *letter.List // the list whose item is being read; nil outside of one
	declared []string     // names of all fields, read ahead to distinguish later fields from unknown ones
	want     string       // the kind according to the file name; empty if any kind is valid
}

// Parse reads a template file. The error is Faults, with all faults of the file. file is its name in them.
func Parse(file string, text []byte) (*letter.Template, error) {
	return read(file, text, "").result()
}

// result returns the kind that was read, or its faults.
func (p *parser) result() (*letter.Template, error) {
	if err := p.err(); err != nil {
		return nil, err
	}
	return p.kind, nil
}

// read reads a template file. A kind other than want is a fault, unless want is empty.
func read(file string, text []byte, want string) *parser {
	p := newParser(file, text, want)
	if p.checkReadable() {
		p.readParts(p.frontMatter())
	}
	return p
}

func newParser(file string, text []byte, want string) *parser {
	p := &parser{
		source: source{file: file, text: normalize(text), places: map[string]place{}},
		kind:   &letter.Template{},
		blocks: template.New("").Funcs(letter.Funcs()).Option("missingkey=error"),
		want:   want,
	}
	p.kind.Blocks = p.blocks
	return p
}

// readParts reads the front matter, unless it is nil, and the blocks after it.
func (p *parser) readParts(front *yaml.Node, body int) {
	if front != nil {
		p.readFrontMatter(front)
		p.readBlocks(body)
	}
}

func (p *parser) readFrontMatter(n *yaml.Node) {
	k := p.kind
	var fields, channels, claim, checks, feedback, strength, checklist *yaml.Node
	p.mapping(n, "---", keys{
		"kind": func(n *yaml.Node) {
			switch k.Kind = p.scalar(n, "kind"); {
			case k.Kind == "":
			case !KindName(k.Kind):
				p.reportNode(n, faultBadName, map[string]any{"Value": k.Kind})
			case p.want != "" && k.Kind != p.want:
				p.reportNode(n, faultKindName, map[string]any{"Value": k.Kind, "Want": p.want})
			}
		},
		"about": func(n *yaml.Node) {
			p.notePlace("about", n.Line, n.Column)
			oneOf(&p.source, &k.About, "about", letter.Case)(n)
		},
		"title": func(n *yaml.Node) {
			p.notePlace("title", n.Line, n.Column)
			p.label(&k.Title, "title")(n)
		},
		"reply_within":     p.replyWithin,
		"channels":         func(n *yaml.Node) { channels = n },
		"official_domains": p.texts(&k.OfficialDomains, "official_domains"),
		// Read after the fields, because conditions refer to fields, in any order of keys.
		"fields": func(n *yaml.Node) { fields = n },
		"claim":  func(n *yaml.Node) { claim = n },
		"checks": func(n *yaml.Node) { checks = n },
		"feedback": func(n *yaml.Node) {
			feedback = n
			p.notePlace("feedback", n.Line, n.Column)
		},
		"strength":  func(n *yaml.Node) { strength = n },
		"checklist": func(n *yaml.Node) { checklist = n },
	}, "kind", "title", "fields")
	if fields != nil {
		p.declared = namesOf(fields)
		p.items(fields, "fields", p.fieldOrList)
	}
	for _, list := range []struct {
		node *yaml.Node
		key  string
		read func(*yaml.Node)
	}{
		{channels, "channels", p.channel},
		{claim, "claim", p.claim},
		{checks, "checks", p.check},
		{feedback, "feedback", p.clause},
		{strength, "strength", p.merit},
		{checklist, "checklist", p.item},
	} {
		if list.node != nil {
			p.items(list.node, list.key, list.read)
		}
	}
}

func namesOf(fields *yaml.Node) []string {
	var names []string
	for _, f := range fields.Content {
		for i := 0; f.Kind == yaml.MappingNode && i < len(f.Content); i += 2 {
			switch f.Content[i].Value {
			case "name":
				names = append(names, f.Content[i+1].Value)
			case "item":
				names = append(names, namesOf(f.Content[i+1])...)
			}
		}
	}
	return names
}

func (p *parser) texts(target *[]string, key string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.items(n, key, func(n *yaml.Node) {
			text := p.scalar(n, key)
			p.notePlace(key+" "+text, n.Line, n.Column)
			*target = append(*target, text)
		})
	}
}

// channel reads the id of a channel, or {id: …, when: …}.
func (p *parser) channel(n *yaml.Node) {
	var c letter.Channel
	id := n
	if n.Kind == yaml.MappingNode {
		p.mapping(n, "channels", keys{
			"id":   func(n *yaml.Node) { id = n; c.ID = p.scalar(n, "id") },
			"when": func(n *yaml.Node) { c.When = p.condition(n, "when") },
		}, "id", "when")
	} else {
		c.ID = p.scalar(n, "channels")
	}
	p.notePlace("channels "+c.ID, id.Line, id.Column)
	p.kind.Channels = append(p.kind.Channels, c)
}

// claim reads the name of an amount, or {when: …, amount: …, less: …}.
func (p *parser) claim(n *yaml.Node) {
	var c letter.Claim
	amount := func(target *string, key string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			if *target = p.scalar(n, key); *target == "" {
				return
			}
			if f := p.named(*target, false, n.Line, n.Column); f.Type != "" && f.Type != field.Money {
				p.reportNode(n, faultWantType, map[string]any{"Key": "claim", "Name": f.Name, "Type": string(f.Type), "Want": string(field.Money)})
			}
		}
	}
	if n.Kind == yaml.MappingNode {
		p.mapping(n, "claim", keys{
			"when":   func(n *yaml.Node) { c.When = p.condition(n, "when") },
			"amount": amount(&c.Amount, "amount"),
			"less":   amount(&c.Less, "less"),
		}, "when", "amount")
	} else {
		amount(&c.Amount, "amount")(n)
	}
	p.kind.Claim = append(p.kind.Claim, c)
}

// replyWithin reads {workdays: [3, 15]} or {workdays: [3]}.
func (p *parser) replyWithin(n *yaml.Node) {
	p.mapping(n, "reply_within", keys{"workdays": func(n *yaml.Node) {
		var days []int
		p.items(n, "workdays", func(n *yaml.Node) {
			if d, err := strconv.Atoi(n.Value); err == nil && d > 0 && d <= 366 {
				days = append(days, d)
			}
		})
		if len(days) == 0 || len(days) > 2 || len(days) != len(n.Content) || days[0] > days[len(days)-1] {
			p.reportNode(n, faultWantWorkdays, map[string]any{"Value": flowText(n)})
			return
		}
		p.kind.ReplyWithin = letter.Workdays{From: days[0], To: days[len(days)-1]}
	}}, "workdays")
}

func flowText(n *yaml.Node) string {
	var items []string
	for _, c := range n.Content {
		items = append(items, c.Value)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func (p *parser) check(n *yaml.Node) {
	c := letter.Check{Level: letter.Note}
	p.mapping(n, "checks", keys{
		"when":  func(n *yaml.Node) { c.When = p.condition(n, "when") },
		"level": oneOf(&p.source, &c.Level, "level", letter.Note, letter.Warn, letter.Stop),
		"say": func(n *yaml.Node) {
			p.notePlace(fmt.Sprintf("check %d", len(p.kind.Checks)), n.Line, n.Column)
			p.label(&c.Say, "say")(n)
		},
		"field": p.question(&c.Field),
	}, "when", "level", "say")
	p.kind.Checks = append(p.kind.Checks, c)
}

// question reads the name of a declared field, or of a part of a list.
func (p *parser) question(target *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if *target = p.scalar(n, "field"); *target != "" {
			p.named(*target, true, n.Line, n.Column)
		}
	}
}

func (p *parser) merit(n *yaml.Node) {
	var m letter.Merit
	p.notePlace(fmt.Sprintf("strength %d", len(p.kind.Strength)), n.Line, n.Column)
	p.mapping(n, "strength", keys{
		"when":   func(n *yaml.Node) { m.When = p.condition(n, "when") },
		"met":    func(n *yaml.Node) { m.Met = p.condition(n, "met") },
		"field":  p.question(&m.Field),
		"good":   p.label(&m.Good, "good"),
		"lack":   p.label(&m.Lack, "lack"),
		"in_app": p.boolean(&m.InApp, "in_app"),
	}, "met", "good", "lack")
	p.kind.Strength = append(p.kind.Strength, m)
}

func (p *parser) item(n *yaml.Node) {
	var i letter.Item
	p.notePlace(fmt.Sprintf("checklist %d", len(p.kind.Checklist)), n.Line, n.Column)
	p.mapping(n, "checklist", keys{
		"when": func(n *yaml.Node) { i.When = p.condition(n, "when") },
		"say":  p.label(&i.Say, "say"),
	}, "say")
	p.kind.Checklist = append(p.kind.Checklist, i)
}

func (p *parser) clause(n *yaml.Node) {
	var rest *yaml.Node
	c := letter.Clause{Keep: letter.Need, Block: fmt.Sprintf("feedback %d", len(p.kind.Feedback)+1)}
	p.mapping(n, "feedback", keys{
		"keep": oneOf(&p.source, &c.Keep, "keep", letter.Need, letter.Want, letter.Nice),
		"when": func(n *yaml.Node) { c.When = p.condition(n, "when") },
		"text": func(n *yaml.Node) { p.clauseText(c.Block, n) },
		"rest": func(n *yaml.Node) { rest = n; c.Rest = p.scalar(n, "rest") },
	}, "keep", "text")
	if t := p.blocks.Lookup(c.Block); t != nil {
		c.Multiline, c.List = p.printsMultiline(t.Root), p.onlyRanges(t.Root)
	}
	switch {
	case rest == nil:
	case c.List == nil && !p.isAnswer(c.Block):
		p.reportNode(rest, faultRest, map[string]any{"Loop": "{{range .list}}…{{end}}", "Answer": "{{.name}}"})
	case strings.Count(c.Rest, "N") != 1:
		p.reportNode(rest, faultEach, map[string]any{"Value": c.Rest})
	}
	p.kind.Feedback = append(p.kind.Feedback, c)
}

// isAnswer reports whether a clause prints the answer to a multi-line question, and nothing else.
func (p *parser) isAnswer(block string) bool {
	t := p.blocks.Lookup(block)
	if t == nil || len(t.Root.Nodes) != 1 {
		return false
	}
	action, ok := t.Root.Nodes[0].(*parse.ActionNode)
	return ok && len(action.Pipe.Cmds) == 1 && len(action.Pipe.Cmds[0].Args) == 1 && p.printsMultiline(action)
}

// onlyRanges returns the list over whose records a clause is a loop, and nothing else; nil if there is none.
func (p *parser) onlyRanges(n *parse.ListNode) *letter.List {
	nodes := slices.DeleteFunc(slices.Clone(n.Nodes), parse.IsEmptyTree)
	if len(nodes) != 1 {
		return nil
	}
	if loop, ok := nodes[0].(*parse.RangeNode); ok && loop.ElseList == nil {
		return p.rangedList(loop.Pipe)
	}
	return nil
}

// printsMultiline reports whether a piece of a clause prints the answer to a multi-line question, or the records of a list. It does not
// look into the blocks that the clause calls.
func (p *parser) printsMultiline(n parse.Node) bool {
	switch n := n.(type) {
	case *parse.ListNode:
		return n != nil && slices.ContainsFunc(n.Nodes, p.printsMultiline)
	case *parse.ActionNode:
		return p.printsMultiline(n.Pipe)
	case *parse.IfNode: // its condition is not printed
		return p.printsMultiline(n.List) || p.printsMultiline(n.ElseList)
	case *parse.WithNode:
		return p.printsMultiline(n.Pipe) || p.printsMultiline(n.List) || p.printsMultiline(n.ElseList)
	case *parse.RangeNode:
		return p.rangedList(n.Pipe) != nil || p.printsMultiline(n.List) || p.printsMultiline(n.ElseList)
	case *parse.PipeNode:
		return slices.ContainsFunc(n.Cmds, func(c *parse.CommandNode) bool { return slices.ContainsFunc(c.Args, p.printsMultiline) })
	case *parse.FieldNode:
		return len(n.Ident) == 1 && p.isMultiline(n.Ident[0])
	case *parse.VariableNode: // $.name
		return len(n.Ident) == 2 && p.isMultiline(n.Ident[1])
	}
	return false
}

func (p *parser) isMultiline(name string) bool {
	f, ok := p.find(name)
	return ok && f.Type == field.Multiline
}
