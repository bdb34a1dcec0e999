package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSeat is how long the name of a seat may be, in characters.
const maxSeat = 40

// SeatName returns a name of a seat without the spaces around it. It reports false for one that is longer than 40 characters, or has a
// line end or another character that is not shown.
func SeatName(text string) (string, bool) {
	name := strings.TrimSpace(text)
	hidden := func(r rune) bool { return !unicode.IsPrint(r) }
	return name, utf8.ValidString(name) && utf8.RuneCountInString(name) <= maxSeat && !strings.ContainsFunc(name, hidden)
}

// ShortSeat returns the name of a seat for a text that may be too long, or have characters that are not shown.
func ShortSeat(text string) string {
	shown := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
	runes := []rune(shown)
	return strings.TrimSpace(string(runes[:min(len(runes), maxSeat)]))
}

// Seat returns the name under which this Store records what it does; "" if it has none.
func (s *Store) Seat() string { return s.seat }
