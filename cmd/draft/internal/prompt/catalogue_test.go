package prompt

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// said returns the IDs of the texts that the package uses.
func said(t *testing.T) []string {
	t.Helper()
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	id := regexp.MustCompile(`(?:say\("|Text\("prompt\.)([a-z._]+)"`)
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range id.FindAllStringSubmatch(string(source), -1) {
			said["prompt."+m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(said))
}

// TestCatalogueHoldsWhatIsSaid checks that both languages have exactly the texts that the package uses.
func TestCatalogueHoldsWhatIsSaid(t *testing.T) {
	want := said(t)
	for _, language := range []string{"zh", "en"} {
		file, err := os.ReadFile(filepath.Join("..", "lang", language, "prompt.json"))
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(file, &texts); err != nil {
			t.Fatal(err)
		}
		if got := slices.Sorted(maps.Keys(texts)); !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", language, got, want)
		}
	}
}
