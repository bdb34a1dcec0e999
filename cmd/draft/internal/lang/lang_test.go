package lang

import (
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// messages reads all files of a language. A message is its text, or its plural forms.
func messages(t *testing.T, l Language) map[string][]string {
	t.Helper()
	names, err := fs.Glob(files, string(l)+"/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal("no catalogue files", err)
	}
	all := map[string][]string{}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]any
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for id, message := range file {
			if first, _, _ := strings.Cut(id, "."); path.Base(name) != first+".json" {
				t.Errorf("%s: %q is looked for in %s.json", name, id, first)
			}
			switch message := message.(type) {
			case string:
				all[id] = []string{message}
			case map[string]any:
				for _, form := range message {
					all[id] = append(all[id], form.(string))
				}
			}
		}
	}
	return all
}

var place = regexp.MustCompile(`\.([A-Z]\w*)`)

// places returns the arguments of a message.
func places(forms []string) []string {
	var names []string
	for _, form := range forms {
		for _, m := range place.FindAllStringSubmatch(form, -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	zh, en := messages(t, Chinese), messages(t, English)
	for id, forms := range zh {
		if en[id] == nil {
			t.Errorf("%q has no English", id)
			continue
		}
		// A language may add its labels to the names of choices.
		label := func(name string) bool { return strings.Contains(name, "Label") && name != "Label" }
		a, b := slices.DeleteFunc(places(forms), label), slices.DeleteFunc(places(en[id]), label)
		if !slices.Equal(a, b) {
			t.Errorf("%q fills in %v in Chinese and %v in English", id, a, b)
		}
	}
	for id := range en {
		if zh[id] == nil {
			t.Errorf("%q has no Chinese", id)
		}
	}
}

// TestEveryMessageFillsIn executes the template of every message.
func TestEveryMessageFillsIn(t *testing.T) {
	for _, l := range []Language{Chinese, English} {
		c := New(l)
		for id, forms := range messages(t, l) {
			for _, count := range []int{1, 2} {
				args := Args{"Count": count}
				for _, name := range places(forms) {
					args[name] = count
				}
				if text := c.Text(id, args); text == id || text == "" {
					t.Errorf("%s: %q with %d gives %q", l, id, count, text)
				}
			}
		}
	}
}

func TestPlural(t *testing.T) {
	c := New(English)
	for count, want := range map[int]string{1: "1 answer is missing:", 2: "2 answers are missing:"} {
		if got := c.Text("answers.missing", Args{"Count": count}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestUnknownMessageShowsItsID(t *testing.T) {
	if got := New(English).Text("no.such.message", nil); got != "no.such.message" {
		t.Errorf("got %q", got)
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		settings []string
		want     Language
	}{
		{nil, Chinese},
		{[]string{"", ""}, Chinese},
		{[]string{"en", "zh"}, English},
		{[]string{"zh", "en"}, Chinese},
		{[]string{"", "en_US.UTF-8"}, English},
		{[]string{"EN"}, English},
		{[]string{"en-GB"}, English},
		{[]string{"enm"}, Chinese},
		{[]string{"C.UTF-8", "en_US.UTF-8"}, Chinese},
		{[]string{"fr_FR"}, Chinese},
	} {
		if got := Choose(c.settings...); got != c.want {
			t.Errorf("Choose(%q) = %s, want %s", c.settings, got, c.want)
		}
	}
}
