package field

import (
	"encoding/json"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// NewJSONEncoder returns an encoder of data that goes out of the program, for people and for other programs. Characters that
// are invisible, that change the display of those around them, or at which some programs end a line are written as \u
// escapes, so that neither a terminal nor a reader of lines obeys them; the JSON means the same. Characters that are special
// to HTML stay as they are.
func NewJSONEncoder(w io.Writer, indent string) *json.Encoder {
	e := json.NewEncoder(jsonWriter{w})
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e
}

// jsonWriter escapes hidden characters in JSON, where they are always within strings. An encoder writes each value at once.
type jsonWriter struct{ w io.Writer }

func (j jsonWriter) Write(text []byte) (int, error) {
	escaped := make([]byte, 0, len(text)+len(text)/16)
	for rest := text; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == '\n', r >= ' ' && r <= '~':
			escaped = append(escaped, rest[0])
		case r == utf8.RuneError && size == 1, hidden(r), !unicode.IsGraphic(r):
			escaped = appendEscaped(escaped, r)
		default:
			escaped = append(escaped, rest[:size]...)
		}
		rest = rest[size:]
	}
	if _, err := j.w.Write(escaped); err != nil {
		return 0, err
	}
	return len(text), nil
}

// appendEscaped appends a character as JSON escapes it. A byte that is not UTF-8 is read as U+FFFD by all readers.
func appendEscaped(text []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	units := []rune{r}
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		units = []rune{high, low}
	}
	for _, u := range units {
		text = append(text, '\\', 'u', digits[u>>12&15], digits[u>>8&15], digits[u>>4&15], digits[u&15])
	}
	return text
}
