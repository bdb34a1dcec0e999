package answers

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

// maxMoving is how many shared formulas that change by themselves a sheet may have; each of them is kept.
const maxMoving = 1 << 12

// formula reads a formula after its start. moving tells that its result is another whenever it is calculated. The cells
// of a formula that was filled down may name it by a number, after the first of them, which has its text.
func (s *sheetRecords) formula(start xml.StartElement) (text string, moving bool, err error) {
	if text, err = s.part.characters("f"); err != nil {
		return "", false, err
	}
	moving = movingFormula(text)
	text = formulaStarted(text)
	shared, err := strconv.Atoi(attribute(start, "si"))
	switch {
	case err != nil || attribute(start, "t") != "shared":
	case text == "":
		text, moving = s.moving[shared]
	case !moving:
		delete(s.moving, shared)
	case len(s.moving) == maxMoving:
		return "", false, errors.New("too many formulas with NOW() or TODAY()")
	default:
		s.moving[shared] = text
	}
	return text, moving, nil
}

// formulaStarted gives as much of a formula as a message may show; a row may hold thousands.
func formulaStarted(formula string) string {
	if formula == "" {
		return ""
	}
	return "=" + strings.ToValidUTF8(formula[:min(len(formula), 200)], "")
}

// movingFormula tells whether a formula takes the time of its calculation, by NOW() or TODAY(). Texts and the names of
// sheets, which stand in quotes, are no part of it.
func movingFormula(formula string) bool {
	for i := 0; i < len(formula); {
		switch c := formula[i]; {
		case c == '"' || c == '\'': // a doubled one within is the end of one text and the start of the next
			length := strings.IndexByte(formula[i+1:], c)
			if length < 0 {
				return false
			}
			i += length + 2
		case nameByte(c):
			end := i
			for end < len(formula) && nameByte(formula[end]) {
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

// nameByte tells whether a byte belongs to the name of a function, a cell or a range.
func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c >= 0x80
}
