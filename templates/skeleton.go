package templates

import (
	"embed"
	"strings"
)

//go:embed skeleton/zh.tmpl skeleton/en.tmpl
var skeletons embed.FS

// Skeleton returns a template file for a new kind: small, complete, without faults, and with comments in a language, zh or en.
func Skeleton(kind, language string) []byte {
	text, err := skeletons.ReadFile("skeleton/" + language + extension)
	if err != nil {
		panic(err) // embedded
	}
	return []byte(strings.Replace(string(text), "\nkind: KIND\n", "\nkind: "+kind+"\n", 1))
}
