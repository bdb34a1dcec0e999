// Package wrap breaks text into the rows of a window. Chinese may be broken between any two characters, but a row never begins with a mark
// that closes something, such as 。 or ）, and never ends with one that opens, such as （. Words of narrow characters stay whole, so that an
// address can be copied.
package wrap

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

const (
	closing = "，。、；：！？）」』”’》〉】〕…—·,.;:!?)]}%"
	opening = "（「『“‘《〈【〔([{￥¥"
)

// MayBreak reports whether a row may end after one character and the next one begin with the other, as far as marks are concerned.
func MayBreak(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return !strings.ContainsRune(opening, last) && !strings.ContainsRune(closing, first)
}

// Rows returns the rows of a line. The first has at most first cells, the others at most rest. A word that is longer than a row has one of
// its own.
func Rows(line string, first, rest int) []string {
	var rows []string
	var b strings.Builder
	column := 0
	for _, piece := range Pieces(line) {
		if column > 0 && column+displaywidth.String(strings.TrimRight(piece, " ")) > first {
			rows = append(rows, strings.TrimRight(b.String(), " "))
			b.Reset()
			column, first = 0, rest
		}
		b.WriteString(piece)
		column += displaywidth.String(piece)
	}
	return append(rows, b.String())
}

// HardRows is like Rows, but breaks a word that is longer than a row, because the window would cut it.
func HardRows(line string, room int) []string {
	var rows []string
	for _, row := range Rows(line, room, room) {
		rows = append(rows, chop(row, room)...)
	}
	return rows
}

// chop breaks a row that is too long between any two characters that MayBreak allows.
func chop(row string, room int) []string {
	var rows []string
	for displaywidth.String(row) > room {
		cut, used := 0, 0
		allowed := 0 // the last place where the row may be broken
		before := ""
		for g := displaywidth.StringGraphemes(row); g.Next() && used+g.Width() <= room; {
			if cut > 0 && MayBreak(before, g.Value()) {
				allowed = cut
			}
			before = g.Value()
			used += g.Width()
			cut += len(before)
		}
		next, _ := utf8.DecodeRuneInString(row[cut:])
		if cut > 0 && !MayBreak(before, string(next)) && allowed > 0 {
			cut = allowed
		}
		if cut == 0 { // a character that is wider than the row
			return append(rows, row)
		}
		rows = append(rows, row[:cut])
		row = row[cut:]
	}
	return append(rows, row)
}

// Pieces splits a line where it may be broken: after a narrow word with the space behind it, and between wide characters, but for marks.
func Pieces(line string) []string {
	var all []string
	last := "" // the character before
	for g := displaywidth.StringGraphemes(line); g.Next(); {
		s := g.Value()
		if len(all) > 0 && (s == " " || g.Width() == 0 || !breaks(last, s)) {
			all[len(all)-1] += s
		} else {
			all = append(all, s)
		}
		if g.Width() > 0 {
			last = s
		}
	}
	return all
}

// breaks reports whether a line may be broken between two characters, the second of which is no space.
func breaks(before, after string) bool {
	if before == " " {
		return MayBreak("", after)
	}
	wide := displaywidth.String(before) > 1 || displaywidth.String(after) > 1
	return wide && MayBreak(before, after)
}
