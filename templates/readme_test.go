package templates

import (
	"os"
	"regexp"
	"testing"

	"draft/drafts/letter"
)

// TestTheKindOfTheReadme: the kind in README.md has no faults, and its samples give the letter shown there.
func TestTheKindOfTheReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	fenced := func(language string) []byte {
		m := regexp.MustCompile("(?s)```" + language + "\n(.*?)```\n").FindSubmatch(readme)
		if m == nil {
			t.Fatal("no ", language)
		}
		return m[1]
	}
	kind, want := fenced("yaml"), fenced("text")
	for _, f := range Check("invoice.tmpl", kind) {
		t.Error(f)
	}
	l := &linter{parser: read("invoice.tmpl", kind, "invoice")}
	if err := l.parser.err(); err != nil {
		t.Fatal(err)
	}
	values := letter.Values{}
	for _, q := range l.parser.kind.Fields {
		values[q.Name] = l.sample(q)
	}
	got, err := l.parser.kind.Sheet(values, writtenAt).Letter()
	if err != nil || got.Body != string(want) {
		t.Errorf("%v\n%s\nwant\n%s", err, got.Body, want)
	}
}
