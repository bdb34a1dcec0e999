package templates

import (
	"cmp"
	"slices"
	"strings"
	"text/template/parse"

	"go.yaml.in/yaml/v4"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// typeList is the type of a list of records among the fields of a file.
const typeList = "list"

// maxRecords is the most records of a list, and what it has if its file does not say how many.
const maxRecords = 500

// fieldOrList reads an item of fields.
func (p *parser) fieldOrList(n *yaml.Node) {
	if typeOf(n) == typeList {
		p.readList(n)
		return
	}
	p.field(n)
}

// typeOf returns the type of a field that is not read yet.
func typeOf(n *yaml.Node) string {
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if n.Content[i].Value == "type" {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// readList reads a list of records.
func (p *parser) readList(n *yaml.Node) {
	l := &letter.List{Least: 1, Most: maxRecords, Begin: len(p.kind.Fields)}
	var items, total, sort, repeats, most *yaml.Node
	p.mapping(n, "fields", keys{
		"name":  func(n *yaml.Node) { l.Name = p.fieldName(n) },
		"type":  func(*yaml.Node) {},
		"label": p.label(&l.Label, "label"),
		"each": func(n *yaml.Node) {
			p.label(&l.Each, "each")(n)
			for _, text := range []string{l.Each.ZH, l.Each.EN} {
				if text != "" && strings.Count(text, "N") != 1 {
					p.reportNode(n, faultEach, map[string]any{"Value": text})
				}
			}
		},
		"another": p.label(&l.Another, "another"),
		"help":    p.label(&l.Help, "help"),
		"least":   p.number(&l.Least, "least"),
		"most":    func(n *yaml.Node) { most = n; p.number(&l.Most, "most")(n) },
		"item":    func(n *yaml.Node) { items = n },
		"total":   func(n *yaml.Node) { total = n },
		"sort":    func(n *yaml.Node) { sort = n },
		"repeats": func(n *yaml.Node) { repeats = n },
	}, "name", "type", "label", "each", "another", "item")
	p.notePlace("field "+l.Name, n.Line, n.Column)
	if l.Most > maxRecords || l.Most < l.Least {
		at := n
		if most != nil {
			at = most
		}
		p.reportNode(at, faultMost, map[string]any{"Least": l.Least, "Most": maxRecords})
	}
	if items != nil {
		p.list = l
		p.items(items, "item", p.field)
		l.End = len(p.kind.Fields)
		if l.Begin == l.End && items.Kind == yaml.SequenceNode {
			p.reportNode(items, faultWantList, map[string]any{"Key": "item"})
		}
		if total != nil {
			l.Total = p.itemOfType(total, "total", field.Money)
		}
		if sort != nil {
			l.Sort = p.itemOfType(sort, "sort", field.Datetime)
		}
		if repeats != nil {
			p.items(repeats, "repeats", func(n *yaml.Node) { l.Repeats = append(l.Repeats, p.itemName(n, "repeats").Name) })
		}
		p.list = nil
	}
	l.End = len(p.kind.Fields)
	p.kind.Lists = append(p.kind.Lists, l)
}

// itemOfType reads the name of a question of the list that is being read, which must be of a type.
func (p *parser) itemOfType(n *yaml.Node, key string, want field.Type) string {
	f := p.itemName(n, key)
	if f.Type != "" && f.Type != want {
		p.reportNode(n, faultWantType, map[string]any{"Key": key, "Name": f.Name, "Type": string(f.Type), "Want": string(want)})
	}
	return f.Name
}

// itemName reads the name of a question of the list that is being read. A name of none is reported, and the question has no type.
func (p *parser) itemName(n *yaml.Node, key string) letter.Field {
	name := p.scalar(n, key)
	f, ok := p.find(name)
	if name == "" || ok && f.List == p.list {
		return f
	}
	p.report(n.Line, n.Column, faultUnknownField, map[string]any{"Name": name, "Nearest": field.Nearest(name, p.itemNames(p.list)), "Known": p.itemNames(p.list)})
	return letter.Field{Spec: field.Spec{Name: name}}
}

func (p *parser) itemNames(l *letter.List) []string {
	var names []string
	for i := range p.kind.Fields {
		if p.kind.Fields[i].List == l {
			names = append(names, p.kind.Fields[i].Name)
		}
	}
	return names
}

// find returns a field that can be named here: one that is asked once, or one of the list that is being read.
func (p *parser) find(name string) (letter.Field, bool) {
	for i := range p.kind.Fields {
		if f := &p.kind.Fields[i]; f.Name == name && (f.List == nil || f.List == p.list) {
			return *f, true
		}
	}
	return letter.Field{}, false
}

// named returns the field that a name of a condition stands for: one that find returns, a question of a record, or a total. Only tests
// can be about any or all records. A name that stands for none is reported, and the field has no type.
func (p *parser) named(name string, test bool, line, column int) letter.Field {
	if f, ok := p.find(name); ok {
		return f
	}
	list, rest, dotted := strings.Cut(name, ".")
	l := p.kind.List(list)
	if !dotted || l == nil {
		p.unknownField(name, line, column)
		return letter.Field{}
	}
	part, item, _ := strings.Cut(rest, ".")
	parts := []string{letter.PartFirst, letter.PartLast}
	if test {
		parts = append(parts, letter.PartAny, letter.PartAll)
	}
	if part == letter.PartTotal && item == "" && l.Total != "" {
		return letter.Field{Spec: field.Spec{Name: name, Type: field.Money}}
	}
	items := p.itemNames(l)
	if slices.Contains(parts, part) && slices.Contains(items, item) {
		f, _ := p.kind.Find(item)
		return f
	}
	var known []string
	if !slices.Contains(items, item) {
		item = cmp.Or(field.Nearest(item, items), "…")
	}
	for _, part := range parts {
		known = append(known, l.Name+"."+part+"."+item)
	}
	if l.Total != "" {
		known = append(known, l.TotalName())
	}
	p.report(line, column, faultPart, map[string]any{"Name": name, "Known": known})
	return letter.Field{}
}

// listArgument returns the list that an argument names; nil if it names none, which is reported if it is a name.
func (c checker) listArgument(n parse.Node) *letter.List {
	name, ok := n.(*parse.StringNode)
	if !ok {
		return nil
	}
	l := c.parser.kind.List(name.Text)
	if l == nil {
		line, column := c.where(int(n.Position()))
		c.parser.unknownField(name.Text, line, column)
	}
	return l
}

// isItem reports whether the arguments are a list and one of its questions, of one of these types if there are any. A name that is
// unknown is reported as a fault of its own, and is true.
func (c checker) isItem(list, item parse.Node, types ...field.Type) bool {
	name, ok := item.(*parse.StringNode)
	if _, quoted := list.(*parse.StringNode); !ok || !quoted {
		return false
	}
	l := c.listArgument(list)
	if l == nil {
		return true
	}
	for _, f := range c.parser.kind.Fields[l.Begin:l.End] {
		if f.Name == name.Text {
			return len(types) == 0 || slices.Contains(types, f.Type)
		}
	}
	known := c.parser.itemNames(l)
	c.fault(item, faultUnknownField, map[string]any{"Name": name.Text, "Nearest": field.Nearest(name.Text, known), "Known": known})
	return true
}

// answerOf checks the name of an answer of a record, within a loop over a list.
func (c checker) answerOf(l *letter.List, n parse.Node, name string) {
	known := append(c.parser.itemNames(l), letter.RecordNumber)
	if !slices.Contains(known, name) {
		c.fault(n, faultUnknownField, map[string]any{"Name": name, "Nearest": field.Nearest(name, known), "Known": known})
	}
}
