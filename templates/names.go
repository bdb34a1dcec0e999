package templates

import (
	"maps"
	"slices"
)

// KindName tells whether a word can be the name of a kind, and so of its file: lower-case Latin letters, digits
// and hyphens, a letter first.
func KindName(s string) bool { return named(s, '-') }

// FileName is what the file of a kind is called.
func FileName(kind string) string { return kind + extension }

// fieldName is the same with underscores, as template expressions need.
func fieldName(s string) bool { return named(s, '_') }

func named(s string, joint rune) bool {
	for i, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
		case i > 0 && (r >= '0' && r <= '9' || r == joint):
		default:
			return false
		}
	}
	return s != "" && len(s) <= 64
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
