package prompt

import (
	"fmt"
	"iter"
	"strings"
	"unicode"

	"github.com/clipperhouse/displaywidth"
)

// glyph is what a reader takes for one character: a grapheme cluster, as the terminal is to show it.
type glyph struct {
	start, end int    // its place in the text
	text       string // never holds a control character
	cells      int
}

// glyphs cuts a text up. What a terminal would obey, or what nobody could see, is spelled out (\x1b, \u202e), so
// that text from elsewhere can be shown as it is and edited by what is seen.
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

// visible is a text of one line as it may be sent to a terminal.
func visible(text string) string {
	var b strings.Builder
	for g := range glyphs(text) {
		b.WriteString(g.text)
	}
	return b.String()
}

// cells is the width of a text on the screen.
func cells(text string) int {
	n := 0
	for g := range glyphs(text) {
		n += g.cells
	}
	return n
}

// cut shortens a text of one line to a number of cells; an ellipsis says that it did.
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

// wrap breaks prose into rows of at most room cells: at a space where the row has one, else between any two
// characters, which is how Chinese breaks.
func wrap(text string, room int) []string {
	var rows []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		rows = append(rows, wrapParagraph(paragraph, room)...)
	}
	return rows
}

func wrapParagraph(text string, room int) []string {
	var rows []string
	row, used := "", 0
	for g := range glyphs(text) {
		if used+g.cells > room && row != "" {
			rest := ""
			if space := strings.LastIndexByte(row, ' '); space > 0 && g.text != " " && g.cells == 1 {
				row, rest = row[:space], row[space+1:]
			}
			rows = append(rows, strings.TrimRight(row, " "))
			row, used = rest, cells(rest)
			if g.text == " " {
				continue
			}
		}
		row += g.text
		used += g.cells
	}
	return append(rows, row)
}

// clip keeps the first n rows; an ellipsis in the last one says that there were more.
func clip(rows []string, n int) []string {
	if len(rows) <= n {
		return rows
	}
	kept := append([]string(nil), rows[:max(n, 1)]...)
	kept[len(kept)-1] = "…"
	return kept
}
