package templates

import (
	"maps"
	"slices"
)

// KindName reports whether s is a valid name of a kind: lower-case Latin letters, digits and hyphens, beginning with a letter.
func KindName(s string) bool { return isName(s, '-') }

// FileName returns the file name of a kind.
func FileName(kind string) string { return kind + extension }

// fieldName reports whether s is a valid name of a field, which has underscores instead of hyphens.
func fieldName(s string) bool { return isName(s, '_') }

func isName(s string, joint rune) bool {
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
