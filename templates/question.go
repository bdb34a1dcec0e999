package templates

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// reserved are the names of the envelope in an answers file or a table.
var reserved = []string{"to", "from"}

func (p *parser) field(n *yaml.Node) {
	var f letter.Field
	var when, sample *yaml.Node
	present := map[string]*yaml.Node{}
	note := func(key string, read func(*yaml.Node)) func(*yaml.Node) {
		return func(n *yaml.Node) {
			present[key] = n
			read(n)
		}
	}
	later := func(*yaml.Node) {} // once all keys are known
	p.mapping(n, "fields", keys{
		"name":       func(n *yaml.Node) { f.Name = p.fieldName(n) },
		"type":       p.fieldType(&f.Type),
		"label":      p.label(&f.Label, "label"),
		"noun":       p.label(&f.Noun, "noun"),
		"help":       p.label(&f.Help, "help"),
		"sheet_help": p.label(&f.SheetHelp, "sheet_help"),
		"optional":   p.boolean(&f.Optional, "optional"),
		"private":    p.boolean(&f.Private, "private"),
		"once":       p.boolean(&f.Once, "once"),
		"when":       func(n *yaml.Node) { when = n },
		"sample":     func(n *yaml.Node) { sample = n },
		"options":    note("options", later),
		"becomes":    note("becomes", func(n *yaml.Node) { p.notInItem(n, "becomes") }),
		"direction":  note("direction", oneOf(&p.source, &f.Direction, "direction", field.Past)),
		"precision":  note("precision", oneOf(&p.source, &f.Precision, "precision", field.Minute, field.Day)),
		"shape":      note("shape", later),
		"max":        note("max", p.number(&f.Max, "max")),
		"reason":     note("reason", p.boolean(&f.Reason, "reason")),
		"specifies":  note("specifies", func(n *yaml.Node) { f.Specifies = p.specified(n) }),
	}, "name", "type", "label")
	p.notePlace("field "+f.Name, n.Line, n.Column)
	p.checkKeysOfType(f, present)
	if options := present["options"]; options != nil && (options.Kind != yaml.SequenceNode || len(options.Content) > 0) {
		p.items(options, "options", func(n *yaml.Node) { p.option(&f, n) })
	} else if f.Type == field.Choice {
		p.reportNode(n, faultMissingKey, map[string]any{"Key": "options"})
	}
	if shapes := present["shape"]; shapes != nil {
		p.items(shapes, "shape", func(n *yaml.Node) { p.shape(&f, n) })
	}
	if becomes := present["becomes"]; becomes != nil {
		p.items(becomes, "becomes", func(n *yaml.Node) { p.kindSwitch(&f, n) })
	}
	if when != nil {
		f.When = p.condition(when, "when")
	}
	if sample != nil {
		p.sample(&f, sample)
	}
	if p.list != nil {
		f.List, f.Record = p.list, 1
	}
	p.kind.Fields = append(p.kind.Fields, f)
}

// fieldType reads the type of a field.
func (p *parser) fieldType(target *field.Type) func(*yaml.Node) {
	return func(n *yaml.Node) {
		known := []field.Type{
			field.Text, field.Multiline, field.Choice, field.YesNo, field.Money,
			field.Datetime, field.Number, field.Phone, field.Email, field.Files, field.Age, typeList,
		}
		if oneOf(&p.source, target, "type", known...)(n); *target == field.Files || *target == typeList {
			p.notInItem(n, "type: "+n.Value)
		}
	}
}

// notInItem reports what a question of a list cannot have.
func (p *parser) notInItem(n *yaml.Node, text string) {
	if p.list != nil {
		p.reportNode(n, faultNotInItem, map[string]any{"Text": text, "List": p.list.Name})
	}
}

// specified reads the name of the earlier choice that an answer specifies.
func (p *parser) specified(n *yaml.Node) string {
	name := p.scalar(n, "specifies")
	switch f, ok := p.find(name); {
	case name == "":
	case !ok:
		p.unknownField(name, n.Line, n.Column)
	case f.List != p.list:
		p.notInItem(n, "specifies: "+name)
	case f.Type != field.Choice:
		p.reportNode(n, faultWantType, map[string]any{"Key": "specifies", "Name": f.Name, "Type": string(f.Type), "Want": string(field.Choice)})
	}
	return name
}

func (p *parser) fieldName(n *yaml.Node) string {
	name := p.scalar(n, "name")
	_, known := p.kind.Find(name)
	switch {
	case name == "":
	case !fieldName(name):
		p.reportNode(n, faultBadName, map[string]any{"Value": name})
	case slices.Contains(reserved, name), p.list != nil && name == letter.RecordNumber:
		p.reportNode(n, faultReservedName, map[string]any{"Value": name})
	case known, p.kind.List(name) != nil, p.list != nil && p.list.Name == name:
		p.reportNode(n, faultDuplicateName, map[string]any{"Value": name})
	}
	return name
}

// checkKeysOfType reports keys that do not apply to the type of a field.
func (p *parser) checkKeysOfType(f letter.Field, present map[string]*yaml.Node) {
	types := map[string][]field.Type{
		"options":   {field.Choice},
		"becomes":   {field.Choice},
		"direction": {field.Datetime},
		"precision": {field.Datetime},
		"shape":     {field.Number, field.Text},
		"max":       {field.Text, field.Multiline, field.Files, field.Age},
		"reason":    {field.Text},
		"specifies": {field.Text},
	}
	for key, n := range present {
		if f.Type != "" && !slices.Contains(types[key], f.Type) {
			p.reportNode(n, faultWrongType, map[string]any{"Key": key, "Type": string(f.Type)})
		}
	}
}

// shape reads one of the shapes of the type of a field. If the type has none, checkKeysOfType reports the key.
func (p *parser) shape(f *letter.Field, n *yaml.Node) {
	known := field.Shapes(f.Type)
	if len(known) == 0 {
		return
	}
	var shape field.Shape
	oneOf(&p.source, &shape, "shape", known...)(n)
	f.Shape = append(f.Shape, shape)
}

func (p *parser) option(f *letter.Field, n *yaml.Node) {
	var o field.Option
	p.mapping(n, "options", keys{
		"value": func(n *yaml.Node) {
			o.Value = p.scalar(n, "value")
			if o.Value != "" && !fieldName(o.Value) {
				p.reportNode(n, faultBadName, map[string]any{"Value": o.Value})
			}
			for _, other := range f.Options {
				if other.Value == o.Value {
					p.reportNode(n, faultDuplicateName, map[string]any{"Value": o.Value})
				}
			}
		},
		"label": p.label(&o.Label, "label"),
		"text":  p.scalarInto(&o.Text, "text"),
		"also": func(n *yaml.Node) {
			p.items(n, "also", func(n *yaml.Node) { o.Also = append(o.Also, p.scalar(n, "also")) })
		},
		"retired": p.boolean(&o.Retired, "retired"),
	}, "value", "label")
	f.Options = append(f.Options, o)
}

func (p *parser) kindSwitch(f *letter.Field, n *yaml.Node) {
	var b letter.KindSwitch
	p.mapping(n, "becomes", keys{
		"option": func(n *yaml.Node) {
			if b.Option = p.scalar(n, "option"); b.Option != "" {
				p.optionOf(*f, b.Option, n.Line, n.Column)
			}
		},
		"kind":  p.scalarInto(&b.Kind, "kind"),
		"when":  func(n *yaml.Node) { b.When = p.condition(n, "when") },
		"carry": func(n *yaml.Node) { b.Carry = p.carry(n) },
	}, "option", "kind")
	f.Switches = append(f.Switches, b)
}

// carry reads a map from fields of another kind, which are not checked, to fields of this kind.
func (p *parser) carry(n *yaml.Node) map[string]string {
	carried := map[string]string{}
	read := keys{}
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		name := n.Content[i].Value
		read[name] = func(n *yaml.Node) {
			carried[name] = p.scalar(n, name)
			switch source := carried[name]; {
			case source == "", slices.Contains(p.declared, source) && !p.isItem(source):
			default:
				p.named(source, false, n.Line, n.Column)
			}
		}
	}
	p.mapping(n, "carry", read)
	return carried
}

// isItem reports whether a name is that of a question of a list.
func (p *parser) isItem(name string) bool {
	f, ok := p.kind.Find(name)
	return ok && f.List != nil
}

// optionOf reports a value that is not an option of a field.
func (p *parser) optionOf(f letter.Field, value string, line, column int) {
	var known []string
	for _, o := range f.Options {
		if o.Value == value {
			return
		}
		known = append(known, o.Value)
	}
	p.report(line, column, faultUnknownOption, map[string]any{"Name": f.Name, "Value": value, "Known": known})
}

// sample reads the example answer. It must be valid on every day, so it cannot have a relative date.
func (p *parser) sample(f *letter.Field, n *yaml.Node) {
	f.Sample = p.scalar(n, "sample")
	if f.Sample == "" || f.Type == "" {
		return
	}
	spec := f.Spec
	spec.Direction = "" // because the sample is also used on earlier days
	if _, err := spec.Parse(f.Sample, field.Reading{Absolute: true}); err != nil {
		p.reportNode(n, faultSample, map[string]any{"Name": f.Name, "Value": f.Sample, "Detail": err.Error()})
	}
}
