package batch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"draft/drafts/field"
	"draft/drafts/letter"
)

var kind = &letter.Template{Fields: []letter.Field{
	{Spec: field.Spec{Name: "douyin_id", Type: field.Text}},
	{Spec: field.Spec{Name: "order_no", Type: field.Number}},
	{Spec: field.Spec{Name: "evidence", Type: field.Files}},
	{Spec: field.Spec{Name: "method", Type: field.Choice}, Label: field.Label{ZH: "充值方式", EN: "Payment method"}},
	{Spec: field.Spec{Name: "name", Type: field.Text}, Label: field.Label{ZH: "姓名", EN: "Name"}},
}}

func TestPattern(t *testing.T) {
	values := letter.Values{
		"douyin_id": field.TextValue("dy/one"), "order_no": field.NumberValue("42"),
		"method": field.ChoiceValue{Option: field.Option{Value: "wechat", Label: field.Label{ZH: "微信支付", EN: "WeChat Pay"}}},
	}
	for pattern, want := range map[string]string{
		"{{.douyin_id}}-{{ .order_no }}": "dy_one-42",
		"{{.row}}":                       "00014",
		"退款 {{.row}}.":                   "退款 00014",
		"..":                             "00014",
		"--{{.order_no}}":                "42",
		"con":                            "_con",
		"LPT¹.{{.row}}":                  "_LPT¹.00014",
		"{{.行}} {{.充值方式}}":               "00014 微信支付",
		"{{.method}}":                    "wechat",
		// The answer to {{.name}} is missing.
		"{{.name}}_{{.row}}_{{.name}}":      "00014",
		"{{.row}}_{{.name}}_{{.order_no}}_": "00014_42_",
		"_{{.row}}, {{.name}}-{{.name}}":    "_00014",
		"单{{.name}}-{{.row}}":               "单-00014",
		"退款_{{.姓名}}_{{.row}}":               "退款_00014",
		"{{.row}}（{{.name}}）":               "00014（）",
		"a:b\u202ec\x00d*":                  "a_b_c_d_",
	} {
		p, problem := ParsePattern(pattern, kind)
		if problem != nil {
			t.Errorf("%q: %v", pattern, problem)
			continue
		}
		if got := p.name(values, 14); got != want {
			t.Errorf("%q gives %q, want %q", pattern, got, want)
		}
	}
	for pattern, want := range map[string]string{
		"../x": CodePatternFolder, "/x": CodePatternFolder, `a\b`: CodePatternFolder,
		"{{.nope}}": CodePatternField, "{{.evidence}}": CodePatternField, "{{.Douyin_ID}}": CodePatternField,
		"{{": CodePatternBroken, "{{.row}": CodePatternBroken, "a}}": CodePatternBroken, "{{row}}": CodePatternBroken,
		"{{.row | printf}}": CodePatternField,
	} {
		if _, problem := ParsePattern(pattern, kind); problem == nil || problem.Code != want {
			t.Errorf("%q: %v, want %s", pattern, problem, want)
		}
	}
	if _, problem := ParsePattern("{{.充值方法}}", kind); problem == nil || problem.Args["Nearest"] != "充值方式" {
		t.Errorf("a slip in a label: %v", problem)
	}
	if got := DefaultPattern(kind).name(letter.Values{}, 3); got != "00003" {
		t.Errorf("nothing answered gives %q", got)
	}
}

func TestWithSuffix(t *testing.T) {
	name := safeName(strings.Repeat("字", 200), 1)
	if long := withSuffix(name, "-123"); len(long) > maxName-ending || !strings.HasSuffix(long, "字-123") {
		t.Errorf("%d bytes, %q", len(long), long)
	}
}

// For any pattern and answer the name is valid and inside its folder.
func FuzzName(f *testing.F) {
	f.Add("{{.douyin_id}}-{{.order_no}}", "dy_one")
	f.Add("{{.douyin_id}}", "../../x")
	f.Add("..{{.row}}", "con")
	f.Add("{{.douyin_id}}", strings.Repeat("字", 300)+" .")
	f.Add("{{", "}}")
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, pattern, answer string) {
		p, problem := ParsePattern(pattern, kind)
		if problem != nil {
			return
		}
		for _, name := range []string{
			p.name(letter.Values{"douyin_id": field.TextValue(answer)}, 14), withSuffix(p.name(letter.Values{}, 14), "-14"),
		} {
			switch {
			case name == "", len(name) > maxName-ending, !utf8.ValidString(name), strings.ContainsAny(name, "/\\:*?\"<>|\x00\n"):
				t.Fatalf("%q", name)
			case field.FileName(name, maxName) != name, !filepath.IsLocal(name), filepath.Base(name) != name:
				t.Fatalf("%q", name)
			}
			path := filepath.Join(folder, name+".json")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	})
}
