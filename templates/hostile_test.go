package templates

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestHostile: templates that loop, recurse or expand without bound are rejected quickly.
func TestHostile(t *testing.T) {
	var doubling, chain, bomb strings.Builder
	fmt.Fprint(&doubling, `{{define "letter"}}{{template "b0" .}}{{end}}`)
	for i := range 40 {
		fmt.Fprintf(&doubling, "{{define \"b%d\"}}{{template \"b%d\" .}}{{template \"b%d\" .}}{{end}}\n", i, i+1, i+1)
	}
	doubling.WriteString(`{{define "b40"}}x{{end}}`)
	fmt.Fprint(&chain, `{{define "letter"}}{{template "c0" .}}{{end}}`)
	for i := range 10_000 {
		fmt.Fprintf(&chain, "{{define \"c%d\"}}{{template \"c%d\" .}}{{end}}\n", i, i+1)
	}
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 9; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9))
	}
	files := "  - {name: files, type: files, label: 文件, max: 10000}"
	tests := []struct {
		name, text, code string
	}{
		{"doubling calls", strings.Replace(base, letterLine, doubling.String(), 1), faultTooLarge},
		{"a long chain of calls", strings.Replace(base, letterLine, chain.String(), 1), faultUnknownBlock},
		{"a list as long as its question allows", strings.Replace(strings.Replace(base, "  - {name: files, type: files, label: 文件}", files, 1), letterLine, inLetter("{{range .files}}一{{.}}二{{end}}"), 1), faultTooLarge},
		{"a list of lists", strings.Replace(base, letterLine, inLetter(strings.Repeat("{{range .files}}{{range $.files}}"+strings.Repeat("{{.}}", 30)+"{{end}}{{end}}", 2)), 1), faultTooLarge},
		{"a call of many values", strings.Replace(base, letterLine, inLetter("{{join \"\""+strings.Repeat(" .last", 30_000)+"}}"), 1), faultTooLarge},
		{"aliases", strings.Replace(base, kindLine, kindLine+"\n"+bomb.String(), 1), faultYAML},
		{"deep YAML", strings.Replace(base, kindLine, kindLine+"\nx: "+strings.Repeat("[", 100_000), 1), faultYAML},
		{"deep brackets", strings.Replace(base, letterLine, inLetter("{{"+strings.Repeat("(", 100_000)+"}}"), 1), faultSyntax},
		{"deep conditions", strings.Replace(base, letterLine, inLetter(strings.Repeat("{{if 1}}", 50_000)+strings.Repeat("{{end}}", 50_000)), 1), faultNesting},
		{"many faults", strings.Replace(base, letterLine, inLetter(strings.Repeat("{{.x}}\n", 100_000)), 1), faultUnknownField},
		{"many open actions", strings.Replace(base, letterLine, inLetter(strings.Repeat("{{", 300_000)), 1), faultSyntax},
		{"many blocks", strings.Replace(base, letterLine, strings.Repeat("{{define \"x\"}}{{end}}", 40_000), 1), faultDuplicateBlock},
		{"two megabytes", base + strings.Repeat("x", 2<<20), faultYAML},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			faults := faultsOf(t, test.text)
			if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Code == test.code }) {
				t.Errorf("no fault %s among %d, such as %.200v", test.code, len(faults), faults)
			}
			if len(faults) > maxFaults {
				t.Errorf("%d faults", len(faults))
			}
		})
	}
}
