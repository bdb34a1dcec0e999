package main

import (
	"bytes"
	"strings"
	"testing"

	"draft/cmd/draft/internal/view"
)

// TestLanguageOfTheSystem checks that the language of the system counts where no variable names one.
func TestLanguageOfTheSystem(t *testing.T) {
	for _, c := range []struct{ locale, lang, want string }{
		{"en-US", "", "All commands"},
		{"zh-CN", "", "全部命令"},
		{"", "", "全部命令"},
		{"en-US", "zh_CN.UTF-8", "全部命令"},
		{"zh-CN", "en_GB.UTF-8", "All commands"},
	} {
		var out bytes.Buffer
		a := withFixedWorld(&app{term: newTestTerminal("", &out, &out), view: &view.View{}, config: foldersIn(t.TempDir())})
		a.term.Locale = c.locale
		a.term.Env = func(name string) string {
			if name == "LANG" {
				return c.lang
			}
			return ""
		}
		if code := run(t.Context(), nil, a); code != view.ExitDone || !strings.Contains(out.String(), c.want) {
			t.Errorf("%+v: exit %d\n%s", c, code, &out)
		}
	}
}
