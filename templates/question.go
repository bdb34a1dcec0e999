package templates

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// reserved are names that an answers file or a table uses for the envelope.
var reserved = []string{"to", "from"}

func (p *parser) field(n *yaml.Node) {
	var f letter.Field
	var when, sample, shapes, becomes *yaml.Node
	present := map[string]*yaml.Node{}
	p.mapping(n, "fields", keys{
		"name": func(n *yaml.Node) { f.Name = p.fieldName(n) },
		"type": oneOf(&p.source, &f.Type, "type", field.Text, field.Multiline, field.Choice, field.YesNo, field.Money,
			field.Datetime, field.Number, field.Phone, field.Email, field.Files, field.Age),
		"label":      p.label(&f.Label, "label"),
		"noun":       p.label(&f.Noun, "noun"),
		"help":       p.label(&f.Help, "help"),
		"sheet_help": p.label(&f.SheetHelp, "sheet_help"),
		"optional":   p.truth(&f.Optional, "optional"),
		"private":    p.truth(&f.Private, "private"),
		"when":       func(n *yaml.Node) { when = n },
		"sample":     func(n *yaml.Node) { sample = n },
		"options":    func(n *yaml.Node) { present["options"] = n },
		"becomes":    func(n *yaml.Node) { becomes = n; present["becomes"] = n },
		"direction": func(n *yaml.Node) {
			present["direction"] = n
			oneOf(&p.source, &f.Direction, "direction", field.Past)(n)
		},
		"precision": func(n *yaml.Node) {
			present["precision"] = n
			oneOf(&p.source, &f.Precision, "precision", field.Minute, field.Day)(n)
		},
		"shape": func(n *yaml.Node) { shapes = n; present["shape"] = n },
		"max":   func(n *yaml.Node) { present["max"] = n; p.number(&f.Max, "max")(n) },
		"reason": func(n *yaml.Node) {
			present["reason"] = n
			p.truth(&f.Reason, "reason")(n)
		},
		"specifies": func(n *yaml.Node) {
			present["specifies"] = n
			f.Specifies = p.specified(n)
		},
	}, "name", "type", "label")
	p.note("field "+f.Name, n.Line, n.Column)
	p.belongs(f, present)
	if options := present["options"]; options != nil && (options.Kind != yaml.SequenceNode || len(options.Content) > 0) {
		p.items(options, "options", func(n *yaml.Node) { p.option(&f, n) })
	} else if f.Type == field.Choice {
		p.node(n, faultMissingKey, map[string]any{"Key": "options"})
	}
	if shapes != nil {
		p.items(shapes, "shape", func(n *yaml.Node) { p.shape(&f, n) })
	}
	if becomes != nil {
		p.items(becomes, "becomes", func(n *yaml.Node) { p.becoming(&f, n) })
	}
	if when != nil {
		f.When = p.condition(when, "when")
	}
	if sample != nil {
		p.sample(&f, sample)
	}
	p.kind.Fields = append(p.kind.Fields, f)
}

// specified reads the name of the choice, declared before, that an answer specifies.
func (p *parser) specified(n *yaml.Node) string {
	name := p.scalar(n, "specifies")
	switch f, ok := p.kind.Find(name); {
	case name == "":
	case !ok:
		p.unknownField(name, n.Line, n.Column)
	case f.Type != field.Choice:
		p.node(n, faultWantType, map[string]any{"Key": "specifies", "Name": f.Name, "Type": string(f.Type), "Want": string(field.Choice)})
	}
	return name
}

func (p *parser) fieldName(n *yaml.Node) string {
	name := p.scalar(n, "name")
	_, known := p.kind.Find(name)
	switch {
	case name == "":
	case !fieldName(name):
		p.node(n, faultBadName, map[string]any{"Value": name})
	case slices.Contains(reserved, name):
		p.node(n, faultReservedName, map[string]any{"Value": name})
	case known:
		p.node(n, faultDuplicateName, map[string]any{"Value": name})
	}
	return name
}

// belongs refuses keys that mean nothing for the field's type.
func (p *parser) belongs(f letter.Field, present map[string]*yaml.Node) {
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
			p.node(n, faultWrongType, map[string]any{"Key": key, "Type": string(f.Type)})
		}
	}
}

// shape reads one of the shapes that the type of a field may have. Of a type that has none, belongs has spoken.
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
				p.node(n, faultBadName, map[string]any{"Value": o.Value})
			}
			for _, other := range f.Options {
				if other.Value == o.Value {
					p.node(n, faultDuplicateName, map[string]any{"Value": o.Value})
				}
			}
		},
		"label": p.label(&o.Label, "label"),
		"text":  p.into(&o.Text, "text"),
		"also": func(n *yaml.Node) {
			p.items(n, "also", func(n *yaml.Node) { o.Also = append(o.Also, p.scalar(n, "also")) })
		},
		"retired": p.truth(&o.Retired, "retired"),
	}, "value", "label")
	f.Options = append(f.Options, o)
}

func (p *parser) becoming(f *letter.Field, n *yaml.Node) {
	var b letter.KindSwitch
	p.mapping(n, "becomes", keys{
		"option": func(n *yaml.Node) {
			if b.Option = p.scalar(n, "option"); b.Option != "" {
				p.optionOf(*f, b.Option, n.Line, n.Column)
			}
		},
		"kind":  p.into(&b.Kind, "kind"),
		"carry": func(n *yaml.Node) { b.Carry = p.carry(n) },
	}, "option", "kind")
	f.Switches = append(f.Switches, b)
}

// carry reads fields of another kind, which is not at hand, with the fields of this one that they start from.
func (p *parser) carry(n *yaml.Node) map[string]string {
	carried := map[string]string{}
	read := keys{}
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		name := n.Content[i].Value
		read[name] = func(n *yaml.Node) {
			carried[name] = p.scalar(n, name)
			if source := carried[name]; source != "" && !slices.Contains(p.declared, source) {
				p.unknownField(source, n.Line, n.Column)
			}
		}
	}
	p.mapping(n, "carry", read)
	return carried
}

// optionOf reports a value that is none of the choices.
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

// sample reads the example answer: it must be a valid one. Relative dates would not stay valid.
func (p *parser) sample(f *letter.Field, n *yaml.Node) {
	f.Sample = p.scalar(n, "sample")
	if f.Sample == "" || f.Type == "" {
		return
	}
	spec := f.Spec
	spec.Direction = "" // it is tried on days long before and after it
	if _, err := spec.Parse(f.Sample, field.Reading{Absolute: true}); err != nil {
		p.node(n, faultSample, map[string]any{"Name": f.Name, "Value": f.Sample, "Detail": err.Error()})
	}
}
