package batch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/drafts/answers"
	"draft/templates"
)

// Whatever a header is, a name that a message shows finds its column again, and folding twice is folding once.
func FuzzHeaderName(f *testing.F) {
	text, err := os.ReadFile(filepath.Join("..", "..", "templates", "builtin", "refund.tmpl"))
	if err != nil {
		f.Fatal(err)
	}
	template, err := templates.Parse("refund.tmpl", text)
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"*抖音号（必填）", "充值金额(元)", "METHOD", "充值时间（UTC）", "店铺\n名称", "-----", "((a)", "［］【】", "第2笔 充值金额", "payments.2.amuont"} {
		f.Add(name)
	}
	header := Header{Template: template, Roles: map[string]string{"收件人": RoleTo}}
	f.Fuzz(func(t *testing.T, name string) {
		name = strings.TrimSpace(name)
		if once := foldName(name); foldName(once) != once {
			t.Errorf("%q is folded to %q, and that to %q", name, once, foldName(once))
		}
		if shown := ShownName(name); shown != "" && indexOfShown(shown, []string{"x", name}) != 1 && shown != "x" {
			t.Errorf("%q is shown as %q, which is not found", name, shown)
		}
		columns, faults := header.Read([]answers.Answer{{Name: name}})
		faults = slices.DeleteFunc(faults, func(f answers.Fault) bool { return f.Problem.Code == CodeNoColumn })
		if c := columns[name]; name != "" && len(faults) == 0 && c == (column{}) {
			t.Errorf("%q means nothing, and nothing is wrong with it", name)
		}
		header.Known(ColumnOptions{})(name)
	})
}
