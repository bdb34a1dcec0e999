package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v4"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// parser reads one template file into a letter kind.
type parser struct {
	source
	kind   *letter.Template
	blocks *template.Template
	whens  int // conditions so far: each is a block of its own
	// declared are the names of all fields, read ahead to tell one that comes later from one that never comes.
	declared []string
}

// Parse reads a template file. The error is Faults: everything that is wrong with the file, at once. file is its
// name for those faults.
func Parse(file string, text []byte) (*letter.Template, error) {
	p := &parser{source: source{file: file, text: normalise(text)}, kind: &letter.Template{}}
	p.blocks = template.New("").Funcs(letter.Funcs()).Option("missingkey=error")
	front, body := p.frontMatter()
	if front == nil {
		return nil, p.err()
	}
	p.top(front)
	p.words(body)
	if err := p.err(); err != nil {
		return nil, err
	}
	p.kind.Blocks = p.blocks
	return p.kind, nil
}

func (p *parser) top(n *yaml.Node) {
	k := p.kind
	var fields, checks, feedback *yaml.Node
	p.mapping(n, "---", keys{
		"kind": func(n *yaml.Node) {
			if k.Kind = p.scalar(n, "kind"); !KindName(k.Kind) {
				p.node(n, faultBadName, map[string]any{"Value": k.Kind})
			}
		},
		"title":            p.label(&k.Title, "title"),
		"reply_within":     p.replyWithin,
		"channels":         p.texts(&k.Channels, "channels"),
		"official_domains": p.texts(&k.OfficialDomains, "official_domains"),
		// Kept for later: conditions speak of fields, whatever the order in the file.
		"fields":   func(n *yaml.Node) { fields = n },
		"checks":   func(n *yaml.Node) { checks = n },
		"feedback": func(n *yaml.Node) { feedback = n },
	}, "kind", "title", "fields")
	if fields != nil {
		p.declared = namesOf(fields)
		p.items(fields, "fields", p.field)
	}
	if checks != nil {
		p.items(checks, "checks", p.check)
	}
	if feedback != nil {
		p.items(feedback, "feedback", p.clause)
	}
}

func namesOf(fields *yaml.Node) []string {
	var names []string
	for _, f := range fields.Content {
		for i := 0; f.Kind == yaml.MappingNode && i < len(f.Content); i += 2 {
			if f.Content[i].Value == "name" {
				names = append(names, f.Content[i+1].Value)
			}
		}
	}
	return names
}

func (p *parser) texts(target *[]string, key string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.items(n, key, func(n *yaml.Node) { *target = append(*target, p.scalar(n, key)) })
	}
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
			p.node(n, faultWantWorkdays, map[string]any{"Value": flowText(n)})
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

// reserved are names that an answers file or a table uses for the envelope.
var reserved = []string{"to", "from"}

func (p *parser) field(n *yaml.Node) {
	var f letter.Field
	var when, sample, shapes, becomes *yaml.Node
	present := map[string]*yaml.Node{}
	p.mapping(n, "fields", keys{
		"name": func(n *yaml.Node) { f.Name = p.fieldName(n) },
		"type": oneOf(&p.source, &f.Type, "type", field.Text, field.Multiline, field.Choice, field.YesNo, field.Money,
			field.Datetime, field.Number, field.Phone, field.Email, field.Files),
		"label":    p.label(&f.Label, "label"),
		"help":     p.label(&f.Help, "help"),
		"optional": p.truth(&f.Optional, "optional"),
		"when":     func(n *yaml.Node) { when = n },
		"sample":   func(n *yaml.Node) { sample = n },
		"options":  func(n *yaml.Node) { present["options"] = n },
		"becomes":  func(n *yaml.Node) { becomes = n; present["becomes"] = n },
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
	}, "name", "type", "label")
	p.belongs(f, present)
	if options := present["options"]; options != nil {
		p.items(options, "options", func(n *yaml.Node) { p.option(&f, n) })
	} else if f.Type == field.Choice {
		p.node(n, faultMissingKey, map[string]any{"Key": "options"})
	}
	if shapes != nil {
		p.items(shapes, "shape", func(n *yaml.Node) {
			var shape field.Shape
			oneOf(&p.source, &shape, "shape", field.Shapes()...)(n)
			f.Shape = append(f.Shape, shape)
		})
	}
	if becomes != nil {
		p.items(becomes, "becomes", func(n *yaml.Node) { p.becoming(&f, n) })
	}
	if when != nil {
		f.When = p.condition(when)
	}
	if sample != nil {
		p.sample(&f, sample)
	}
	p.kind.Fields = append(p.kind.Fields, f)
}

func (p *parser) fieldName(n *yaml.Node) string {
	name := p.scalar(n, "name")
	_, known := p.kind.Find(name)
	switch {
	case name == "":
	case !fieldName(name):
		p.node(n, faultBadName, map[string]any{"Value": name})
	case slices.Contains(reserved, name), strings.HasSuffix(name, "_text"):
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
		"shape":     {field.Number},
		"max":       {field.Text, field.Multiline, field.Files},
	}
	for key, n := range present {
		if f.Type != "" && !slices.Contains(types[key], f.Type) {
			p.node(n, faultWrongType, map[string]any{"Key": key, "Type": string(f.Type)})
		}
	}
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
	}, "value", "label")
	f.Options = append(f.Options, o)
}

func (p *parser) becoming(f *letter.Field, n *yaml.Node) {
	var b letter.Becoming
	p.mapping(n, "becomes", keys{
		"option": func(n *yaml.Node) {
			b.Option = p.scalar(n, "option")
			p.optionOf(*f, b.Option, n.Line, n.Column)
		},
		"kind": p.into(&b.Kind, "kind"),
		"carry": func(n *yaml.Node) {
			b.Carry = map[string]string{}
			for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
				b.Carry[n.Content[i].Value] = n.Content[i+1].Value
			}
			if n.Kind != yaml.MappingNode {
				p.node(n, faultWantMap, map[string]any{"Key": "carry"})
			}
		},
	}, "option", "kind")
	f.Becomes = append(f.Becomes, b)
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

func (p *parser) check(n *yaml.Node) {
	c := letter.Check{Level: letter.Note}
	p.mapping(n, "checks", keys{
		"when":  func(n *yaml.Node) { c.When = p.condition(n) },
		"level": oneOf(&p.source, &c.Level, "level", letter.Note, letter.Warn, letter.Stop),
		"say":   p.label(&c.Say, "say"),
		"field": func(n *yaml.Node) {
			c.Field = p.scalar(n, "field")
			if _, ok := p.kind.Find(c.Field); !ok {
				p.unknownField(c.Field, n.Line, n.Column)
			}
		},
	}, "when", "level", "say")
	p.kind.Checks = append(p.kind.Checks, c)
}

func (p *parser) clause(n *yaml.Node) {
	c := letter.Clause{Keep: letter.Need, Block: fmt.Sprintf("feedback %d", len(p.kind.Feedback)+1)}
	p.mapping(n, "feedback", keys{
		"keep": oneOf(&p.source, &c.Keep, "keep", letter.Need, letter.Want, letter.Nice),
		"when": func(n *yaml.Node) { c.When = p.condition(n) },
		"text": func(n *yaml.Node) { p.clauseText(c.Block, n) },
	}, "keep", "text")
	p.kind.Feedback = append(p.kind.Feedback, c)
}
