package answers

import (
	"strings"
	"unicode/utf8"
)

// formulaStart holds the characters that may make a spreadsheet take a cell for a formula.
const formulaStart = "=+-@\t\r\n＝＋－＠"

// formulaLike tells whether a spreadsheet that opens a text may take a cell for a formula.
func formulaLike(cell string) bool {
	r, size := utf8.DecodeRuneInString(cell)
	return size > 0 && strings.ContainsRune(formulaStart, r)
}

// guard makes a cell of a text harmless with a ' before it. Cells from which unguard would take one get one more, so
// that every cell comes back as it was.
func guard(cell string) string {
	if formulaLike(cell) || unguard(cell) != cell {
		return "'" + cell
	}
	return cell
}

// unguard takes one ' from before a cell that is a formula, or is so after more of them. Elsewhere a ' is a part of
// the text, as spreadsheets write none of those that are typed to begin a text.
func unguard(cell string) string {
	if rest := strings.TrimLeft(cell, "'"); len(rest) < len(cell) && formulaLike(rest) {
		return cell[1:]
	}
	return cell
}

// unwrap takes the text out of ="00123", which keeps a spreadsheet from reading a number.
func unwrap(cell string) string {
	rest, ok := strings.CutPrefix(cell, `="`)
	if !ok {
		return cell
	}
	if text, ok := strings.CutSuffix(rest, `"`); ok && !strings.Contains(text, `"`) {
		return text
	}
	return cell
}

// meant gives the cells of a text as they were meant. A formula that is none to keep digits, and was not marked as a text,
// is refused: its result is wanted.
func (rec *record) meant() {
	for i, cell := range rec.cells {
		if rec.cells[i] = unguard(cell); rec.cells[i] != cell {
			continue
		}
		if rec.cells[i] = unwrap(cell); rec.cells[i] == cell && isFormula(cell) && !rec.faulty(i+1) {
			rec.cells[i] = ""
			rec.faults = append(rec.faults, cellFault{i + 1, CodeTableFormula, map[string]any{"Value": cell}})
		}
	}
}

// isFormula tells whether a spreadsheet would calculate a cell of a text. +86 138 and -5 are what people write; +SUM(A1) and
// @SUM(A1) come from older programs.
func isFormula(cell string) bool {
	if strings.HasPrefix(cell, "=") {
		return true
	}
	if cell == "" || !strings.Contains("+-@", cell[:1]) || !strings.HasSuffix(cell, ")") {
		return false
	}
	name, _, call := strings.Cut(cell[1:], "(")
	return call && len(name) > 1 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.") == ""
}

// wrap is the other way, for digits that a spreadsheet would spoil: it drops leading zeros, shows more than 11 digits
// as 1.38E+12 and saves what it shows.
func wrap(cell string) string {
	if digits(cell) && (len(cell) > 11 || len(cell) > 1 && cell[0] == '0') {
		return `="` + cell + `"`
	}
	return cell
}

// digits tells whether a text is ASCII digits alone, one or more.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// exponent tells whether a text is a number in the way spreadsheets shorten it, 1.38E+10. 3E12, which may be
// somebody's ID, is none.
func exponent(s string) bool {
	s = strings.TrimSpace(s)
	if first := strings.TrimPrefix(s, "-"); len(first) < 2 || !strings.Contains(".eE", first[1:2]) {
		return false // as nearly every cell
	}
	at := strings.IndexAny(s, "eE")
	if at < 1 || len(s)-at < 4 || s[at+1] != '+' && s[at+1] != '-' || !digits(s[at+2:]) {
		return false
	}
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s[:at], "-"), ".")
	return len(whole) == 1 && digits(whole) && (!point || digits(fraction))
}

// zeros tells whether a number has lost all digits after the 15th, as a spreadsheet keeps no more.
func zeros(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) > 15 && digits(s) && strings.Trim(s[15:], "0") == ""
}

// errorCell tells whether a text is what a spreadsheet shows for an error, or for a column too narrow for its number.
func errorCell(s string) bool {
	if !strings.HasPrefix(s, "#") {
		return false
	}
	switch s = strings.TrimSpace(s); s {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA":
		return true
	}
	return len(s) > 2 && strings.Trim(s, "#") == ""
}

// unreadMark begins what stands for a cell that could not be read, before the formula that it had. No spreadsheet takes it
// for one, and nobody's answer begins so.
const unreadMark = "#="

// lost tells whether a text is what remains of Chinese in a file that was saved in an encoding without it.
func lost(s string) bool {
	return strings.Contains(s, "??") && strings.Trim(s, "?()/,.:;-_ \n") == ""
}

// boolean tells whether a text is what a spreadsheet makes of a tick, or of the word true, in a text file too.
func boolean(s string) bool {
	s = strings.TrimSpace(s)
	return s == "TRUE" || s == "FALSE"
}

// ColumnLetters is a column as spreadsheets name it: 1 is A, 27 is AA.
func ColumnLetters(column int) string {
	var letters []byte
	for ; column > 0; column = (column - 1) / 26 {
		letters = append([]byte{byte('A' + (column-1)%26)}, letters...)
	}
	return string(letters)
}
