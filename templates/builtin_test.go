package templates

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// missingText returns the first wanted text that a text does not contain.
func missingText(what, text string, wanted ...string) string {
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			return what + " lacks " + want
		}
	}
	return ""
}

// section returns the first line below a heading.
func section(body, title string) string {
	_, rest, _ := strings.Cut(body, title+"\n")
	first, _, _ := strings.Cut(rest, "\n")
	return first
}

func appText(l letter.Letter) string { return letter.Fit(l.Sentences, 200).Parts[0] }

// TestBuiltinsAreGood: Check finds no fault in the built-in kinds and in the example of a user's kind.
func TestBuiltinsAreGood(t *testing.T) {
	for _, kind := range AllBuiltin() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Check(kind+extension, text) {
			t.Error(f)
		}
		if words := promise.FindAll(text, -1); words != nil {
			t.Errorf("%s promises %q", kind, words)
		}
	}
	for _, name := range []string{"warranty.tmpl", "missing.tmpl"} {
		example, err := os.ReadFile("../examples/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Check(name, example) {
			t.Error(f)
		}
	}
}

// TestBuiltinsSpeakForEveryFace: a kind is shown at the terminal and in a browser, so it names no key, no path and no command.
func TestBuiltinsSpeakForEveryFace(t *testing.T) {
	for _, kind := range AllBuiltin() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Ctrl", "回车", "Enter ", "终端", "terminal", "路径", "path", "draft ", "网页", "browser"} {
			if strings.Contains(string(text), word) {
				t.Errorf("%s says %q", kind, word)
			}
		}
	}
}

// TestFreeText: free text is punctuated correctly whatever it ends with.
func TestFreeText(t *testing.T) {
	for _, kind := range AllBuiltin() {
		text, _, err := Source(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		l := &linter{parser: read(kind, text, kind)}
		full := letter.Values{}
		for _, q := range l.parser.kind.Fields {
			full[q.Name] = l.sample(q)
		}
		for _, reason := range []string{"other", "redeem_failed"} {
			if q, ok := l.parser.kind.Find("reason"); ok {
				if v := parsed(q, reason); v != nil {
					full["reason"] = v
				}
			}
			for _, end := range []string{"", "。", "！", "？", "，", "；", "、", "……", "”", ")", "。”", " ，"} {
				for _, q := range l.parser.kind.Fields {
					if q.Type != field.Text && q.Type != field.Multiline {
						continue
					}
					values := maps.Clone(full)
					values[q.Name] = field.TextValue("写的话" + end)
					kept, _ := l.parser.kind.ActiveAnswers(values, writtenAt)
					written, err := l.parser.kind.Sheet(kept, writtenAt).Letter()
					if err != nil {
						t.Fatal(err)
					}
					if problems := slices.DeleteFunc(inspect(kept, written), func(p string) bool {
						return strings.HasPrefix(p, "the letter lacks") || strings.HasPrefix(p, "the app text")
					}); len(problems) > 0 {
						t.Errorf("%s, %s with %q: %q\n%s\n%v", kind, q.Name, end, problems, written.Body, written.Sentences)
					}
				}
			}
		}
	}
}
