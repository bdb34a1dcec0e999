package field

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FileName returns any text as the name of a file that is valid on every system and has at most a number of bytes; "" if nothing is left
// of it. Characters that a system refuses, and those that cannot be seen, become _.
func FileName(text string, most int) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, !unicode.IsGraphic(r), strings.ContainsRune(`/\`+invalidCharacters, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, text)
	for {
		cleaned := cutName(trimName(norm.NFC.String(Plain(name))), most) // each may uncover what another changes
		if reservedName(cleaned) {
			cleaned = "_" + cleaned
		}
		if cleaned == name {
			return name
		}
		name = cleaned
	}
}

// invalidCharacters cannot be in a file name on Windows.
const invalidCharacters = `<>:"|?*`

// trimName removes dots, hyphens and spaces at both ends: a leading dot hides the file, a leading hyphen is read as an option by
// commands, and Windows drops trailing dots and spaces.
func trimName(name string) string { return strings.Trim(name, " .-") }

// cutName shortens a name to at most a number of bytes without splitting a character.
func cutName(name string, most int) string {
	if len(name) <= most {
		return name
	}
	for !utf8.RuneStart(name[most]) {
		most--
	}
	return name[:most]
}

// reservedName reports whether Windows takes a name, with any ending, for the name of a device.
func reservedName(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	number, isPort := strings.CutPrefix(base, "com")
	if !isPort {
		number, isPort = strings.CutPrefix(base, "lpt")
	}
	return isPort && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}
