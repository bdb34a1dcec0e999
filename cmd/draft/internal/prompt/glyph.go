package prompt

import (
	"fmt"
	"iter"
	"strings"
	"unicode"

	"github.com/clipperhouse/displaywidth"

	"draft/cmd/draft/internal/wrap"
)

// glyph is a grapheme cluster, as the terminal shows it.
type glyph struct {
	start, end int    // offsets in the text
	text       string // without control characters
	cells      int
}

// glyphs splits a text into clusters. It escapes control and invisible characters (\x1b, \u202e), so that a text cannot
// steer the terminal and every character can be edited.
func glyphs(text string) iter.Seq[glyph] {
	return func(yield func(glyph) bool) {
		at := 0
		for clusters := displaywidth.StringGraphemes(text); clusters.Next(); {
			g := glyph{start: at, end: at + len(clusters.Value()), text: clusters.Value(), cells: clusters.Width()}
			at = g.end
			if g.cells == 0 || strings.ContainsFunc(g.text, unicode.IsControl) {
				g.text = spellOut(g.text)
				g.cells = len(g.text)
			}
			if !yield(g) {
				return
			}
		}
	}
}

func spellOut(cluster string) string {
	var b strings.Builder
	for _, r := range cluster {
		switch {
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// visible returns a line of text that is safe to send to a terminal.
func visible(text string) string {
	var b strings.Builder
	for g := range glyphs(text) {
		b.WriteString(g.text)
	}
	return b.String()
}

// cells returns the width of a text on the screen.
func cells(text string) int {
	n := 0
	for g := range glyphs(text) {
		n += g.cells
	}
	return n
}

// cut shortens a line of text to a number of cells, with an ellipsis at the end if it is too long.
func cut(text string, room int) string {
	if cells(text) <= room {
		return visible(text)
	}
	var b strings.Builder
	used := 1 // the ellipsis
	for g := range glyphs(text) {
		if used+g.cells > room {
			break
		}
		used += g.cells
		b.WriteString(g.text)
	}
	return b.String() + "…"
}

// wrapped breaks prose into rows of at most room cells.
func wrapped(text string, room int) []string {
	var rows []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		rows = append(rows, wrap.HardRows(visible(paragraph), room)...)
	}
	return rows
}

// clip returns the first n rows. If there are more, the last one is an ellipsis.
func clip(rows []string, n int) []string {
	if len(rows) <= n {
		return rows
	}
	kept := append([]string(nil), rows[:max(n, 1)]...)
	kept[len(kept)-1] = "…"
	return kept
}
