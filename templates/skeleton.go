package templates

import (
	"embed"
	"strings"
)

//go:embed skeleton/zh.tmpl skeleton/en.tmpl
var skeletons embed.FS

// Skeleton is a file to make a kind of one's own from: a small complete kind that Check finds nothing wrong with,
// explained in a language, zh or en.
func Skeleton(kind, language string) []byte {
	text, err := skeletons.ReadFile("skeleton/" + language + extension)
	if err != nil {
		panic(err) // embedded
	}
	return []byte(strings.Replace(string(text), "\nkind: KIND\n", "\nkind: "+kind+"\n", 1))
}
