package templates

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// schema.json is for editors. It knows no more and no less than Parse: each key, and what may stand there.

func schemaText(t *testing.T) map[string]any {
	t.Helper()
	text, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("schema.json", schemaText(t)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// front takes a template file apart. A date is the text that it is in the file.
func front(t *testing.T, text []byte) (front map[string]any, words string) {
	t.Helper()
	yamlText, words, ok := strings.Cut(strings.TrimPrefix(string(text), fence), "\n"+fence)
	if !ok {
		t.Fatal("no front matter")
	}
	if err := yaml.Load([]byte(yamlText), &front); err != nil {
		t.Fatal(err)
	}
	return plain(front).(map[string]any), words
}

func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case time.Time:
		return v.Format("2006-01-02 15:04")
	}
	return v
}

func TestTemplatesFitTheSchema(t *testing.T) {
	schema := compiledSchema(t)
	files := map[string][]byte{"skeleton": Skeleton("mine", "en")}
	for _, kind := range Builtin() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		files[kind] = text
	}
	example, err := os.ReadFile("../examples/warranty.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	files["warranty"] = example
	for name, text := range files {
		f, _ := front(t, text)
		if err := schema.Validate(f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// wide has everything that a front matter may hold.
const wide = `---
kind: wide
title: {zh: 宽, en: Wide}
reply_within: {workdays: [1, 7]}
channels: [app-order]
official_domains: [douyin.com]
fields:
  - {name: why, type: choice, label: {zh: 甲, en: A}, help: {zh: 甲, en: A}, optional: true, sample: a, options: [{value: a, label: {zh: 一, en: One}, text: 因}, {value: b, label: 二}], becomes: [{option: b, kind: refund, carry: {method: why}}]}
  - {name: at, type: datetime, label: 乙, direction: past, precision: day, when: is "why" "a", sample: "2026-11-18"}
  - {name: no, type: number, label: 丙, shape: [wechat]}
  - {name: words, type: text, label: 丁, max: 40}
checks: [{when: has "at", level: note, say: {zh: 甲, en: A}, field: at}]
strength: [{when: has "why", met: has "no", field: no, good: {zh: 甲, en: A}, lack: {zh: 甲, en: A}}]
checklist: [{when: has "why", say: {zh: 甲, en: A}}]
feedback: [{keep: need, when: has "at", text: 一}]
---
{{define "subject"}}甲{{end}}{{define "letter"}}乙{{end}}
`

// mapping is one mapping of the front matter, and the keys on the way to it; a list is entered at its first item.
type mapping struct {
	path []string
	keys map[string]any
}

func mappings(path []string, v any) []mapping {
	switch v := v.(type) {
	case []any:
		if len(v) == 0 {
			return nil
		}
		return mappings(path, v[0])
	case map[string]any:
		all := []mapping{{path, v}}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, mappings(append(slices.Clone(path), key), v[key])...)
		}
		return all
	}
	return nil
}

// verdicts tells whether the schema and Parse take a front matter.
func verdicts(t *testing.T, schema *jsonschema.Schema, front map[string]any, words string) (bySchema, byParse bool, faults error) {
	t.Helper()
	text, err := yaml.Dump(front)
	if err != nil {
		t.Fatal(err)
	}
	_, faults = Parse("wide.tmpl", []byte(fence+string(text)+fence+words))
	return schema.Validate(front) == nil, faults == nil, faults
}

// Each key of each mapping is taken away, and given every kind of value in turn: the schema refuses what Parse refuses.
func TestTheSchemaAgreesWithParse(t *testing.T) {
	schema := compiledSchema(t)
	values := []any{nil, "", " ", "text", "a", 7, 0, -1, 1.5, true, []any{}, []any{1, 2}, []any{"text"}, []any{nil}, map[string]any{}, map[string]any{"zh": "甲"}, map[string]any{"en": "A"}}
	probes := 0
	base, _ := front(t, []byte(wide))
	for m, at := range mappings(nil, base) {
		for _, key := range slices.Sorted(maps.Keys(at.keys)) {
			for v := -1; v < len(values); v++ {
				probe, words := front(t, []byte(wide))
				target := mappings(nil, probe)[m].keys
				what := "nothing"
				if delete(target, key); v >= 0 {
					target[key] = values[v]
					what = fmt.Sprintf("%#v", values[v])
				}
				bySchema, byParse, faults := verdicts(t, schema, probe, words)
				probes++
				if bySchema == byParse || bySchema && meant(faults) {
					continue
				}
				t.Errorf("%v.%s = %s: the schema says %v, Parse %v (%v)", at.path, key, what, bySchema, byParse, faults)
			}
		}
	}
	if probes < 500 {
		t.Errorf("only %d probes", probes)
	}
}

// meant tells that all that is wrong is what words mean, which a schema does not know: conditions, samples, and names
// that must stand somewhere else.
func meant(err error) bool {
	var faults Faults
	if !errors.As(err, &faults) {
		return false
	}
	for _, f := range faults {
		switch f.Code {
		case faultNotCondition, faultFunction, faultArguments, faultSyntax, faultSample, faultUnknownField, faultUnknownOption, faultLater,
			faultNotAllowed, faultDuplicateName, faultReservedName:
		case faultWantWorkdays: // their order
			if !strings.HasPrefix(fmt.Sprint(f.Args["Value"]), "[") {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// A key that Parse does not know it lists with those that it does: the schema has the same in every mapping.
func TestTheSchemaHasTheKeysOfParse(t *testing.T) {
	schema := compiledSchema(t)
	base, _ := front(t, []byte(wide))
	checked := 0
	for m, at := range mappings(nil, base) {
		if slices.Contains(at.path, "carry") {
			continue // its keys are another kind's fields
		}
		probe, words := front(t, []byte(wide))
		mappings(nil, probe)[m].keys["zzz"] = "x"
		bySchema, byParse, err := verdicts(t, schema, probe, words)
		if bySchema || byParse {
			t.Errorf("%v takes an unknown key: the schema %v, Parse %v", at.path, bySchema, byParse)
			continue
		}
		var faults Faults
		errors.As(err, &faults)
		for _, f := range faults {
			known, _ := f.Args["Known"].([]string)
			if f.Code != faultUnknownKey {
				continue
			}
			checked++
			// wide has each of them, so that each was probed.
			have := slices.DeleteFunc(slices.Sorted(maps.Keys(at.keys)), func(k string) bool { return k == "zzz" })
			var missing []string
			for _, k := range known {
				if !slices.Contains(have, k) && !elsewhere(base, at.path, k) {
					missing = append(missing, k)
				}
			}
			if missing != nil {
				t.Errorf("%v: nothing probes %q", at.path, missing)
			}
		}
	}
	if checked < 10 {
		t.Errorf("only %d mappings", checked)
	}
}

// elsewhere tells that another item of the same list has the key: no question has all of them.
func elsewhere(base map[string]any, path []string, key string) bool {
	if len(path) == 0 {
		return false
	}
	list, _ := base[path[0]].([]any)
	for _, item := range list {
		if m, ok := item.(map[string]any); ok && len(path) == 1 && m[key] != nil {
			return true
		}
	}
	return false
}
