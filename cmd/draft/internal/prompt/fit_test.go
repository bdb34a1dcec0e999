package prompt

import (
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
)

// TestWordsFitANarrowWindow checks that hints and reasons are not cut in a narrow window, in both languages.
func TestWordsFitANarrowWindow(t *testing.T) {
	const narrow = 40
	for _, language := range []lang.Language{lang.Chinese, lang.English} {
		v := view{texts: lang.New(language)}
		for _, id := range said(t) {
			text := v.texts.Text(id, lang.Args{"Count": 10, "Row": 100, "Rows": 100})
			shown := strings.HasPrefix(id, "prompt.hint.") || strings.HasPrefix(id, "prompt.none") || id == "prompt.required" ||
				id == "prompt.several" || id == "prompt.above" || id == "prompt.below" || id == "prompt.rows"
			if room := narrow - 1 - indent; shown && cells(text) > room {
				t.Errorf("%s %s has %d cells, there is room for %d: %q", language, id, cells(text), room, text)
			}
		}
	}
}
