package view

import (
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Every question has a line with its name, label, need and values, and a second one with its condition.
func TestFieldLines(t *testing.T) {
	kind := refund(t).Template()
	for _, v := range []*View{english(), chinese()} {
		got := FieldLines(v, kind)
		lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
		at := 0
		for _, q := range kind.Fields {
			need := v.Text("word.optional", nil)
			if !q.Optional {
				need = v.Text("word.required", nil)
			}
			if !q.Optional && q.When.Source != "" {
				need = v.Text("word.required_when", nil)
			}
			if q.List != nil && q.Name == kind.Fields[q.List.Begin].Name {
				if !strings.HasPrefix(lines[at], q.List.Name+"  "+v.Label(q.List.Label)) || !strings.Contains(lines[at], q.List.Path(2, q.Name)) {
					t.Errorf("the list: %q", lines[at])
				}
				at++
			}
			line := lines[at]
			if !strings.HasPrefix(line, q.Name+"  "+v.Label(q.Label)) || !strings.Contains(line, need) || !strings.HasSuffix(line, v.Values(q)) {
				t.Errorf("%s: %q", q.Name, line)
			}
			at++
			if q.When.Source != "" {
				if !strings.HasSuffix(lines[at], Condition(v, kind, q.When)) {
					t.Errorf("the condition of %s: %q", q.Name, lines[at])
				}
				at++
			}
		}
		if at != len(lines) {
			t.Errorf("%d lines, want %d", len(lines), at)
		}
	}
}

func TestFieldObjects(t *testing.T) {
	kind := &letter.Template{Fields: []letter.Field{
		{Spec: field.Spec{Name: "why", Type: field.Choice, Options: []field.Option{{Value: "a", Label: field.Label{ZH: "甲", EN: "A"}}}}},
	}}
	kind.Fields[0].Label = field.Label{ZH: "原因", EN: "Why"}
	kind.Fields[0].Optional = true
	objects := FieldObjects(english(), kind)
	if len(objects) != 1 || objects[0].Required || objects[0].Label["zh"] != "原因" || objects[0].Label["en"] != "Why" || objects[0].Options[0] != (OptionObject{"a", "A"}) {
		t.Errorf("%+v", objects)
	}
	if none := FieldObjects(english(), &letter.Template{}); none == nil {
		t.Error("no fields are null")
	}
}

func TestKindLines(t *testing.T) {
	got := KindLines(english(), []KindObject{
		{Kind: "refund", Title: "Refund"},
		{Kind: "mine", Title: "Mine", Path: "/t/mine.tmpl"},
		{Kind: "bad", Path: "/t/bad.tmpl", Fault: "line 3"},
	})
	lines := strings.Split(got, "\n")
	if len(lines) != 4 || !strings.Contains(lines[0], english().Text("template.builtin", nil)) || !strings.Contains(lines[1], "/t/mine.tmpl") || !strings.Contains(lines[2], "✗ line 3") {
		t.Errorf("%q", lines)
	}
}

func TestCommands(t *testing.T) {
	for want, got := range map[string]string{
		"draft refund":        WriteCommand("refund", ""),
		"draft new mine":      WriteCommand("mine", ""),
		"draft supplement ID": WriteCommand("supplement", letter.Case),
		"draft followup ID":   CaseCommand("followup"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	// A kind of one's own about a case is written by one of the commands for cases, which the person must choose.
	if got := CaseCommand("mine"); !strings.Contains(got, "draft supplement ID | ") || strings.HasSuffix(got, "| ") {
		t.Errorf("%q", got)
	}
}

// A table's columns are named as a person reads them, and by the field if two questions have one label.
func TestSheetColumns(t *testing.T) {
	form := refund(t)
	columns := SheetColumns(english(), form.Template())
	if len(columns) != len(form.Template().Fields)+2 {
		t.Fatalf("%d columns", len(columns))
	}
	seen := map[string]bool{}
	for _, c := range columns {
		if c.Name == "" || c.Note == "" || seen[c.Name] {
			t.Errorf("%+v", c)
		}
		seen[c.Name] = true
	}
	for i, q := range form.Template().Fields {
		if known, ok := form.Question(columns[i].Name); !ok || known.Name != q.Name {
			t.Errorf("the column %q is read as another question than %s", columns[i].Name, q.Name)
		}
		for _, s := range q.Switches {
			for _, o := range q.Options {
				if o.Value == s.Option && strings.Contains(strings.Join(columns[i].Choices, "\n"), english().Label(o.Label)) {
					t.Errorf("a row may choose %s, which is another letter", o.Value)
				}
			}
		}
	}
}
