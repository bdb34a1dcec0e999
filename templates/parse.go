package templates

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v4"

	"draft/drafts/letter"
)

// parser reads one template file into a letter kind.
type parser struct {
	source
	kind   *letter.Template
	blocks *template.Template
	// declared are the names of all fields, read ahead to tell one that comes later from one that never comes.
	declared []string
	want     string // the kind that the file's name promises; empty where the name may be any
}

// Parse reads a template file. The error is Faults: everything that is wrong with the file, at once. file is its
// name for those faults.
func Parse(file string, text []byte) (*letter.Template, error) {
	return read(file, text, "").done()
}

// done gives the kind that was read, ready for use, or what is wrong with it.
func (p *parser) done() (*letter.Template, error) {
	if err := p.err(); err != nil {
		return nil, err
	}
	p.kind.Hoist()
	return p.kind, nil
}

// read is Parse with the places of what it found. A kind of another name than want, if there is one, is a fault.
func read(file string, text []byte, want string) *parser {
	p := &parser{
		source: source{file: file, text: normalise(text), places: map[string]place{}},
		kind:   &letter.Template{},
		blocks: template.New("").Funcs(letter.Funcs()).Option("missingkey=error"),
		want:   want,
	}
	if !p.readable() {
		return p
	}
	if front, body := p.frontMatter(); front != nil {
		p.top(front)
		p.words(body)
	}
	p.kind.Blocks = p.blocks
	return p
}

func (p *parser) top(n *yaml.Node) {
	k := p.kind
	var fields, checks, feedback *yaml.Node
	p.mapping(n, "---", keys{
		"kind": func(n *yaml.Node) {
			switch k.Kind = p.scalar(n, "kind"); {
			case k.Kind == "":
			case !KindName(k.Kind):
				p.node(n, faultBadName, map[string]any{"Value": k.Kind})
			case p.want != "" && k.Kind != p.want:
				p.node(n, faultKindName, map[string]any{"Value": k.Kind, "Want": p.want})
			}
		},
		"title": func(n *yaml.Node) {
			p.note("title", n.Line, n.Column)
			p.label(&k.Title, "title")(n)
		},
		"reply_within":     p.replyWithin,
		"channels":         p.texts(&k.Channels, "channels"),
		"official_domains": p.texts(&k.OfficialDomains, "official_domains"),
		// Kept for later: conditions speak of fields, whatever the order in the file.
		"fields": func(n *yaml.Node) { fields = n },
		"checks": func(n *yaml.Node) { checks = n },
		"feedback": func(n *yaml.Node) {
			feedback = n
			p.note("feedback", n.Line, n.Column)
		},
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
		p.items(n, key, func(n *yaml.Node) {
			text := p.scalar(n, key)
			p.note(key+" "+text, n.Line, n.Column)
			*target = append(*target, text)
		})
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

func (p *parser) check(n *yaml.Node) {
	c := letter.Check{Level: letter.Note}
	p.mapping(n, "checks", keys{
		"when":  func(n *yaml.Node) { c.When = p.condition(n) },
		"level": oneOf(&p.source, &c.Level, "level", letter.Note, letter.Warn, letter.Stop),
		"say": func(n *yaml.Node) {
			p.note(fmt.Sprintf("check %d", len(p.kind.Checks)), n.Line, n.Column)
			p.label(&c.Say, "say")(n)
		},
		"field": func(n *yaml.Node) {
			c.Field = p.scalar(n, "field")
			if _, ok := p.kind.Find(c.Field); !ok && c.Field != "" {
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
