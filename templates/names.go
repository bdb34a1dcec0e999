package templates

import (
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// KindName tells whether a word can be the name of a kind, and so of its file: lower-case Latin letters, digits
// and hyphens, a letter first.
func KindName(s string) bool { return named(s, '-') }

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

// nearest gives the known name most like an unknown one; empty where none is like it.
func nearest(unknown string, known []string) string {
	best, distance := "", len(unknown)/2+1
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(unknown), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
