package view

import (
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/field"
)

// english and chinese word results; each test that shows lines has one of its own, because a View may be changed.
func english() *View { return &View{Words: lang.New(lang.English)} }

func chinese() *View { return &View{Words: lang.New(lang.Chinese)} }

// Arguments are copied: whoever holds an error prints it in both languages.
func TestPrintable(t *testing.T) {
	args := map[string]any{"List": []string{"a", "b"}, "Status": drafts.StatusSent, "Count": 2, "Problem": field.NewProblem("empty", "", nil)}
	for _, c := range []struct {
		v            *View
		list, status string
	}{
		{english(), "a, b", "sent"},
		{chinese(), "a、b", "已发送"},
	} {
		got := c.v.Printable(args)
		if got["List"] != c.list || got["Status"] != c.status || got["Count"] != 2 {
			t.Errorf("%v", got)
		}
		if text, ok := got["Problem"].(string); !ok || text != c.v.Text("problem.empty", nil) {
			t.Errorf("a problem is printed as %v", got["Problem"])
		}
	}
	if _, ok := args["List"].([]string); !ok {
		t.Error("the arguments themselves were changed")
	}
}

func TestLabel(t *testing.T) {
	both, one := field.Label{ZH: "金额", EN: "Amount"}, field.Label{ZH: "金额"}
	if got := english().Label(both) + english().Label(one) + chinese().Label(both); got != "Amount金额金额" {
		t.Errorf("%q", got)
	}
}
