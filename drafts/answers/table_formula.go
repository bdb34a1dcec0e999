package answers

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

// maxVolatile is the most shared volatile formulas of a sheet, because all of them are kept in memory.
const maxVolatile = 1 << 12

// formula reads a formula after its start. A volatile formula has another result each time it is calculated. If a formula was filled
// down, only its first cell has the text, and the others refer to it by number.
func (s *sheetRecords) formula(start xml.StartElement) (text string, volatile bool, err error) {
	if text, err = s.part.characters("f"); err != nil {
		return "", false, err
	}
	volatile = isVolatile(text)
	text = formulaExcerpt(text)
	shared, err := strconv.Atoi(attribute(start, "si"))
	switch {
	case err != nil || attribute(start, "t") != "shared":
	case text == "":
		text, volatile = s.volatile[shared]
	case !volatile:
		delete(s.volatile, shared)
	case len(s.volatile) == maxVolatile:
		return "", false, errors.New("too many formulas with NOW() or TODAY()")
	default:
		s.volatile[shared] = text
	}
	return text, volatile, nil
}

// formulaExcerpt returns the beginning of a formula, because a row may have thousands of long ones.
func formulaExcerpt(formula string) string {
	if formula == "" {
		return ""
	}
	return "=" + strings.ToValidUTF8(formula[:min(len(formula), 200)], "")
}

// isVolatile reports whether a formula calls NOW() or TODAY(). It ignores texts and the names of sheets, which are in quotes.
func isVolatile(formula string) bool {
	for i := 0; i < len(formula); {
		switch c := formula[i]; {
		case c == '"' || c == '\'': // a doubled quote looks like the end of one text and the start of the next
			length := strings.IndexByte(formula[i+1:], c)
			if length < 0 {
				return false
			}
			i += length + 2
		case isNameByte(c):
			end := i
			for end < len(formula) && isNameByte(formula[end]) {
				end++
			}
			name := formula[i:end]
			if (strings.EqualFold(name, "NOW") || strings.EqualFold(name, "TODAY")) &&
				strings.HasPrefix(strings.TrimLeft(formula[end:], " "), "(") {
				return true
			}
			i = end
		default:
			i++
		}
	}
	return false
}

// isNameByte reports whether a byte may be part of the name of a function, a cell or a range.
func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c >= 0x80
}
