package templates

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// everyKey is a front matter with every key, as a test below checks.
const everyKey = `
kind: trial
about: case
title: {zh: 试, en: Trial}
reply_within: {workdays: [3, 366]}
channels: [phone, {id: minors, when: 'is "why" "a"'}]
claim: [{when: 'is "why" "a"', amount: sum, less: parts.total}, sum]
official_domains: [douyin.com]
fields:
  - name: why
    type: choice
    label: {zh: 原因, en: Why}
    noun: {zh: 理由, en: Reason}
    help: {zh: 选一项, en: Choose one}
    sheet_help: {zh: 从列表里选, en: Choose from the list}
    sample: b
    options: [{value: a, label: {zh: 甲, en: A}, text: 因为甲, also: [壹, 一]}, {value: b, label: 乙, retired: false}]
    becomes: [{option: a, kind: duplicate, carry: {amount: sum}}]
  - {name: at, type: datetime, label: 时间, direction: past, precision: day, sample: 2026-09-01}
  - {name: sum, type: money, label: 金额, sample: 5.10}
  - {name: no, type: number, label: 订单号, shape: [wechat, alipay], optional: true}
  - {name: more, type: text, label: 更多, when: 'is "why" "b"', max: 60, reason: true, specifies: why}
  - {name: account, type: text, label: 抖音号, shape: [douyin_id], optional: true}
  - {name: old, type: age, label: 年龄, max: 17, optional: true, private: true, once: true}
  - {name: sure, type: yesno, label: 确定, sample: "yes"}
  - name: parts
    type: list
    label: {zh: 配件, en: Parts}
    each: {zh: 第N件, en: Part N}
    another: {zh: 还有别的配件吗？, en: Any other part?}
    help: {zh: 一件一件写, en: One by one}
    repeats: [bought_at]
    least: 1
    most: 500
    total: price
    sort: bought_at
    item:
      - {name: price, type: money, label: 价格}
      - {name: bought_at, type: datetime, label: 购买时间}
  - {name: end, type: choice, label: 结果, options: [{value: a, label: 甲}], becomes: [{option: a, kind: duplicate, when: 'gt (count "parts") 1', carry: {amount: parts.total}}]}
checks: [{when: 'over "sum" "3"', level: note, say: {zh: 多, en: Much}, field: sum}]
strength: [{when: 'is "why" "b"', met: 'has "more"', field: more, good: {zh: 有, en: There}, lack: {zh: 无, en: Lacking}, in_app: true}]
checklist: [{when: 'is "why" "a"', say: {zh: 截图, en: A screenshot}}]
feedback: [{keep: need, when: 'has "sum"', text: '共{{.sum}}元'}]
`

// formal are the faults that a schema can find. The others depend on the rest of the file.
var formal = []string{
	faultUnknownKey, faultMissingKey, faultWantText, faultWantList, faultWantMap, faultWantYesNo, faultWantWorkdays,
	faultBadName, faultReservedName, faultNotOneOf, faultWrongType, faultNotInItem,
}

// object is a JSON object.
type object = map[string]any

// prober changes one value of a front matter after another, and compares the results of Parse and the schema.
type prober struct {
	*testing.T
	schema *jsonschema.Schema
	json   object     // the schema as it is written
	front  *yaml.Node // modified and restored by each probe
	faults Faults     // of the last probe, by Parse
	probes int
	seen   map[string]bool // keys of the schema that the front matter has
}

func newProber(t *testing.T) *prober {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json") // which holds it to 2020-12
	if err != nil {
		t.Fatal(err)
	}
	return &prober{T: t, schema: schema, json: doc.(object), seen: map[string]bool{}}
}

// value returns a YAML node as a JSON value. Times are texts, as in YAML 1.2.
func value(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.MappingNode:
		o := object{}
		for i := 0; i < len(n.Content); i += 2 {
			o[n.Content[i].Value] = value(t, n.Content[i+1])
		}
		return o
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = value(t, c)
		}
		return list
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		return json.Number(n.Value)
	}
	return n.Value
}

// front returns the front matter of a file.
func front(t *testing.T, text string) *yaml.Node {
	t.Helper()
	s := &source{text: text, places: map[string]place{}}
	n, _ := s.frontMatter()
	if n == nil {
		t.Fatalf("%v\n%s", s.faults, text)
	}
	return n
}

// same checks that Parse and the schema agree.
func (p *prober) same(what string) {
	p.Helper()
	p.probes++
	text, err := yaml.Marshal(p.front)
	if err != nil {
		p.Fatal(err)
	}
	file := fence + string(text) + fence + subjectLine + "\n" + letterLine + "\n"
	probe := newParser("probe", []byte(file), "")
	front, body := probe.frontMatter()
	if !probe.checkReadable() || front == nil {
		p.Fatalf("%v\n%s", probe.faults, file)
	}
	refused := p.schema.Validate(value(p.T, front))
	probe.readParts(front, body)
	p.faults = probe.faults
	isFormal := slices.ContainsFunc(p.faults, func(f Fault) bool { return slices.Contains(formal, f.Code) })
	switch {
	case refused != nil && len(p.faults) == 0:
		p.Errorf("%s: Parse takes it, the schema does not: %v", what, refused)
	case refused == nil && isFormal:
		p.Errorf("%s: the schema takes it, Parse does not: %v", what, p.faults)
	}
}

// walk probes a node and its descendants with the part of the schema for it.
func (p *prober) walk(at string, n *yaml.Node, schema object) {
	if schema["then"] != nil && schema["properties"] == nil {
		if schema = schema["else"].(object); typeOf(n) == typeList {
			schema = object{"$ref": "#/$defs/list"}
		}
	}
	for name, ok := schema["$ref"].(string); ok; name, ok = schema["$ref"].(string) {
		schema = p.json["$defs"].(object)[strings.TrimPrefix(name, "#/$defs/")].(object)
	}
	if at != "" {
		p.replace(at, n, schema)
	}
	switch n.Kind {
	case yaml.MappingNode:
		p.keys(at, n, schema)
		properties, _ := schema["properties"].(object)
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i].Value
			below, ok := properties[key].(object)
			if !ok {
				below, _ = schema["additionalProperties"].(object)
			}
			p.walk(at+"."+key, n.Content[i+1], below)
		}
	case yaml.SequenceNode:
		whole := n.Content
		for i := range whole {
			n.Content = slices.Delete(slices.Clone(whole), i, i+1)
			p.same(at + " without an item")
		}
		n.Content = whole
		for _, c := range whole {
			p.walk(at+"[]", c, schema["items"].(object))
		}
	}
}

// replace replaces a node by each kind of value, and by each value that the schema lists.
func (p *prober) replace(at string, n *yaml.Node, schema object) {
	whole := *n
	defer func() { *n = whole }()
	put := func(text string) {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			p.Fatal(err)
		}
		*n = *doc.Content[0]
		p.same(at + " = " + text)
	}
	for _, text := range []string{
		"{}", "{zzz: 7}", "{zh: 试}", "[]", "[7]", "[{}]", "~", "''", "'　'", "Zzz", "1st", "to", "from", "why_text",
		strings.Repeat("z", 64), strings.Repeat("z", 65), "true", "0", "1.5", "366", "367", "100000", "100001",
	} {
		put(text)
	}
	words, _ := schema["enum"].([]any)
	for _, word := range words {
		put(word.(string))
	}
	put("zzz")
	for _, f := range p.faults {
		known, _ := f.Args["Known"].([]string)
		if f.Code != faultNotOneOf || len(words) == 0 || f.Args["Key"] != at[strings.LastIndexAny(strings.TrimSuffix(at, "[]"), ".")+1:] {
			continue
		}
		text := asTexts(words)
		if strings.HasSuffix(at, ".shape[]") { // each type has some of them, and whether these are the same, the probes tell
			text = slices.DeleteFunc(text, func(word string) bool { return !slices.Contains(known, word) })
		}
		if !slices.Equal(known, text) {
			p.Errorf("%s: the schema has %q, Parse has %q", at, text, known)
		}
	}
}

func asTexts(words []any) []string {
	var texts []string
	for _, w := range words {
		texts = append(texts, w.(string))
	}
	return texts
}

// keys removes each key of a mapping, and adds an unknown one, because the fault of Parse then lists all known keys.
func (p *prober) keys(at string, n *yaml.Node, schema object) {
	whole := n.Content
	defer func() { n.Content = whole }()
	for i := 0; i < len(whole); i += 2 {
		n.Content = slices.Delete(slices.Clone(whole), i, i+2)
		p.same(at + " without " + whole[i].Value)
	}
	properties, ok := schema["properties"].(object)
	if !ok {
		return // any key will do
	}
	n.Content = append(slices.Clone(whole), scalarNode("zzz"), scalarNode("7"))
	p.same(at + " with zzz")
	for _, f := range p.faults {
		if f.Code != faultUnknownKey {
			continue
		}
		if known, want := f.Args["Known"].([]string), sortedKeys(properties); !slices.Equal(known, want) {
			p.Errorf("%s: the schema has the keys %q, Parse has %q", at, want, known)
		}
		for i := 0; i < len(whole); i += 2 {
			p.seen[strings.Join(sortedKeys(properties), " ")+": "+whole[i].Value] = true
		}
	}
}

func scalarNode(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: text}
}

// TestSchemaIsWhatParseDoes: the schema accepts what Parse accepts, rejects formal faults, and has the same keys and values.
func TestSchemaIsWhatParseDoes(t *testing.T) {
	p := newProber(t)
	p.front = front(t, fence+everyKey+fence)
	if p.same("the whole"); len(p.faults) > 0 {
		t.Fatal(p.faults)
	}
	p.walk("", p.front, p.json)
	t.Log(p.probes, "probes")
	parts := slices.Collect(maps.Values(p.json["$defs"].(object)))
	for _, part := range append(parts, p.json, p.json["properties"].(object)["reply_within"]) {
		properties, _ := part.(object)["properties"].(object)
		for key := range properties {
			if id := strings.Join(sortedKeys(properties), " ") + ": " + key; !p.seen[id] {
				t.Errorf("nothing was tried with %s", id)
			}
		}
	}
}

// TestSchemaTakesEveryKind: the files without faults are valid.
func TestSchemaTakesEveryKind(t *testing.T) {
	p := newProber(t)
	texts := map[string]string{}
	for _, kind := range Builtin() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		texts[kind] = string(text)
	}
	for _, name := range []string{"warranty", "missing"} {
		example, err := os.ReadFile("../examples/" + name + ".tmpl")
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = normalize(example)
	}
	texts["skeleton"] = string(Skeleton("my-kind", "en"))
	for name, text := range texts {
		if err := p.schema.Validate(value(t, front(t, text))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefusesWhatParseDoes: the schema finds the formal faults in the tests of Parse.
func TestSchemaRefusesWhatParseDoes(t *testing.T) {
	p := newProber(t)
	tried := 0
	for _, test := range frontFaults {
		text, _ := faulty(t, test.old, test.piece)
		code, _, _ := strings.Cut(test.codes, " ")
		if !slices.Contains(formal, code) || test.name == "workdays backwards" { // a schema cannot compare them
			continue
		}
		tried++
		if p.schema.Validate(value(t, front(t, text))) == nil {
			t.Errorf("%s: the schema takes it", test.name)
		}
	}
	if tried < 20 {
		t.Errorf("only %d faults were tried", tried)
	}
}
