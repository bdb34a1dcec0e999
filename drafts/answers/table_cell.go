package answers

import (
	"strings"
	"unicode/utf8"
)

// formulaStart contains the first characters of cells that a spreadsheet may take for a formula.
const formulaStart = "=+-@\t\r\n＝＋－＠"

// mayBeFormula reports whether a spreadsheet may take a cell of a text file for a formula.
func mayBeFormula(cell string) bool {
	r, size := utf8.DecodeRuneInString(cell)
	return size > 0 && strings.ContainsRune(formulaStart, r)
}

// escapeFormula prepends ' to a cell that a spreadsheet may take for a formula, and to one that unescapeFormula would change, so that
// unescapeFormula returns every cell as it was.
func escapeFormula(cell string) string {
	if mayBeFormula(cell) || unescapeFormula(cell) != cell {
		return "'" + cell
	}
	return cell
}

// unescapeFormula removes one leading ' if what follows the leading ' characters may be a formula. Any other ' is a part of the text:
// if a user types ' to mark a cell as a text, spreadsheets do not save it.
func unescapeFormula(cell string) string {
	if rest := strings.TrimLeft(cell, "'"); len(rest) < len(cell) && mayBeFormula(rest) {
		return cell[1:]
	}
	return cell
}

// unprotectDigits returns the text in a cell such as ="00123", which is written so that spreadsheets do not read a number.
func unprotectDigits(cell string) string {
	rest, ok := strings.CutPrefix(cell, `="`)
	if !ok {
		return cell
	}
	if text, ok := strings.CutSuffix(rest, `"`); ok && !strings.Contains(text, `"`) {
		return text
	}
	return cell
}

// unescapeCells unescapes the cells of a text file. A formula that is neither escaped nor one that protects digits is a fault, because
// the file does not have its result.
func (rec *record) unescapeCells() {
	for i, cell := range rec.cells {
		if rec.cells[i] = unescapeFormula(cell); rec.cells[i] != cell {
			continue
		}
		if rec.cells[i] = unprotectDigits(cell); rec.cells[i] == cell && isCalculated(cell) && !rec.isFaulty(i+1) {
			rec.cells[i] = ""
			rec.faults = append(rec.faults, cellFault{i + 1, CodeTableFormula, map[string]any{"Value": cell}})
		}
	}
}

// isCalculated reports whether a spreadsheet would calculate a cell of a text file. +86 138 and -5 are not formulas; +SUM(A1) and
// @SUM(A1) are formulas of older programs.
func isCalculated(cell string) bool {
	if strings.HasPrefix(cell, "=") {
		return true
	}
	if cell == "" || !strings.Contains("+-@", cell[:1]) || !strings.HasSuffix(cell, ")") {
		return false
	}
	name, _, call := strings.Cut(cell[1:], "(")
	return call && len(name) > 1 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.") == ""
}

// protectDigits is the inverse of unprotectDigits. It changes only digits that a spreadsheet would damage: spreadsheets drop leading
// zeros, show more than 11 digits as 1.38E+12, and save what they show.
func protectDigits(cell string) string {
	if isDigits(cell) && (len(cell) > 11 || len(cell) > 1 && cell[0] == '0') {
		return `="` + cell + `"`
	}
	return cell
}

// isDigits reports whether a text consists of one or more ASCII digits.
func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// isExponent reports whether a text is a number in the short form of spreadsheets, such as 1.38E+10. 3E12 is not, because it may be an
// ID.
func isExponent(s string) bool {
	s = strings.TrimSpace(s)
	if first := strings.TrimPrefix(s, "-"); len(first) < 2 || !strings.Contains(".eE", first[1:2]) {
		return false // nearly every cell returns here
	}
	at := strings.IndexAny(s, "eE")
	if at < 1 || len(s)-at < 4 || s[at+1] != '+' && s[at+1] != '-' || !isDigits(s[at+2:]) {
		return false
	}
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s[:at], "-"), ".")
	return len(whole) == 1 && isDigits(whole) && (!point || isDigits(fraction))
}

// isRounded reports whether a number has only zeros after its 15th digit, because a spreadsheet keeps 15 digits.
func isRounded(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) > 15 && isDigits(s) && strings.Trim(s[15:], "0") == ""
}

// isErrorCell reports whether a text is what a spreadsheet shows for an error, or in a column too narrow for a number.
func isErrorCell(s string) bool {
	if !strings.HasPrefix(s, "#") {
		return false
	}
	switch s = strings.TrimSpace(s); s {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA":
		return true
	}
	return len(s) > 2 && strings.Trim(s, "#") == ""
}

// unreadMark is the prefix of the text that replaces a cell that could not be read; the formula of the cell follows it. Spreadsheets do
// not take it for a formula, and no answer begins with it.
const unreadMark = "#="

// isLostText reports whether a text is Chinese that was saved in an encoding without Chinese, which replaces each character by ?.
func isLostText(s string) bool {
	return strings.Contains(s, "??") && strings.Trim(s, "?()/,.:;-_ \n") == ""
}

// isBoolean reports whether a text is what a spreadsheet makes of a check box or of the word true.
func isBoolean(s string) bool {
	s = strings.TrimSpace(s)
	return s == "TRUE" || s == "FALSE"
}

// ColumnLetters returns the name of a column in a spreadsheet: A for 1, AA for 27.
func ColumnLetters(column int) string {
	var letters []byte
	for ; column > 0; column = (column - 1) / 26 {
		letters = append([]byte{byte('A' + (column-1)%26)}, letters...)
	}
	return string(letters)
}
