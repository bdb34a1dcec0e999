package answers

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// tooLargeError is the limit, in bytes, that a part of a workbook exceeds.
type tooLargeError int64

func (e tooLargeError) Error() string { return fmt.Sprintf("more than %d bytes", int64(e)) }

// partReader reads one XML part of a workbook token by token. It does not track nesting, so it keeps no more than one token in memory,
// and no token may be larger than MaxFile.
type partReader struct {
	xml         *xml.Decoder
	in          *bufio.Reader
	limit, read int64 // bytes of the part
	token       int   // bytes of the current token
}

func newPartReader(content io.Reader, limit int64) *partReader {
	p := &partReader{in: bufio.NewReaderSize(content, 1<<15), limit: limit}
	p.xml = xml.NewDecoder(p)
	return p
}

// ReadByte is what the decoder calls, because partReader is an io.ByteReader.
func (p *partReader) ReadByte() (byte, error) {
	if p.read++; p.read > p.limit {
		return 0, tooLargeError(p.limit)
	}
	if p.token++; p.token > MaxFile {
		return 0, tooLargeError(MaxFile)
	}
	return p.in.ReadByte()
}

// Read makes partReader an io.Reader, as xml.NewDecoder requires; the decoder does not call it.
func (p *partReader) Read(b []byte) (int, error) { return p.in.Read(b) }

// next returns the next token, which is valid until the next call.
func (p *partReader) next() (xml.Token, error) {
	p.token = 0
	return p.xml.RawToken()
}

// characters returns the text up to the end of an element that contains text only.
func (p *partReader) characters(element string) (string, error) {
	return p.text(element, true)
}

// richText returns the text of the t elements up to the end of an element: all its runs, without the phonetic guides above Chinese or
// Japanese characters.
func (p *partReader) richText(element string) (string, error) {
	text, err := p.text(element, false)
	return lineFeeds(unescape(text)), err
}

// text returns the text up to the end of an element: all of it if inside is set, else that of the t elements.
func (p *partReader) text(element string, inside bool) (string, error) {
	var text []byte
	phonetic := false
	for {
		token, err := p.next()
		if err != nil {
			return "", unexpected(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = inside || token.Name.Local == "t"
			phonetic = phonetic || token.Name.Local == "rPh"
		case xml.EndElement:
			switch token.Name.Local {
			case element:
				return string(text), nil
			case "t":
				inside = false
			case "rPh":
				phonetic = false
			}
		case xml.CharData:
			if inside && !phonetic {
				text = append(text, token...)
			}
			if len(text) > MaxFile {
				return "", tooLargeError(MaxFile)
			}
		}
	}
}

// unexpected turns io.EOF into io.ErrUnexpectedEOF, because an element is still open.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// unescape decodes escapes such as _x000D_, which workbooks use for characters that XML cannot contain.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "_x")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if len(rest) > 4 && rest[4] == '_' {
			if code, err := strconv.ParseUint(rest[:4], 16, 16); err == nil {
				b.WriteRune(rune(code))
				text = rest[5:]
				continue
			}
		}
		b.WriteString("_x")
		text = rest
	}
}

// escape is the inverse of unescape. It escapes control characters, and text that unescape would decode.
func escape(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r < ' ' && r != '\t' && r != '\n', r == '_' && unescape(text[i:min(len(text), i+7)]) != text[i:min(len(text), i+7)]:
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// lineFeeds returns text with LF for every kind of line end.
func lineFeeds(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}
