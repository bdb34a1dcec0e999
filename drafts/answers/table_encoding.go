package answers

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// textEncoding is the encoding of a text file.
type textEncoding struct {
	name   string
	bom    string            // what a file may begin with to name its encoding
	decode encoding.Encoding // nil for UTF-8
	// guessed is set if the text may be in another encoding: there are bytes that are not ASCII, and nothing says what they are.
	guessed bool
}

func utf8Text() textEncoding { return textEncoding{name: "UTF-8", bom: "\xef\xbb\xbf"} }

func gb18030Text() textEncoding {
	return textEncoding{name: "GB18030", bom: "\x84\x31\x95\x33", decode: simplifiedchinese.GB18030}
}

func utf16LEText() textEncoding {
	return textEncoding{name: "UTF-16LE", bom: "\xff\xfe", decode: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
}

func utf16BEText() textEncoding {
	return textEncoding{name: "UTF-16BE", bom: "\xfe\xff", decode: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
}

// findEncoding returns the encoding that the options name, or else detects it.
func (t *Table) findEncoding(file io.ReaderAt, size int64) (found textEncoding, mixed int, err error) {
	name := t.options.Encoding
	if name == "" {
		return encodingOf(file, size)
	}
	decode, err := htmlindex.Get(name)
	if err != nil {
		return found, 0, ErrEncoding
	}
	switch name, err = htmlindex.Name(decode); {
	case err != nil || name == "replacement" || name == "x-user-defined":
		return found, 0, ErrEncoding
	case name == "gbk": // a part of GB18030
		name = gb18030Text().name
	}
	for _, e := range []textEncoding{utf8Text(), gb18030Text(), utf16LEText(), utf16BEText()} {
		if strings.EqualFold(name, e.name) {
			return e, 0, nil
		}
	}
	return textEncoding{name: name, decode: decode}, 0, nil
}

// encodingOf detects the encoding of a text file. It reads the whole file, because the only byte that is not UTF-8 may be in the last
// row. mixed is the first line in UTF-8 if the text is GB18030 otherwise, and 0 if there is none: decoded as GB18030 such a line would
// be wrong, without an error.
func encodingOf(file io.ReaderAt, size int64) (found textEncoding, mixed int, err error) {
	start := make([]byte, min(size, 1<<16))
	if _, err := file.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return found, 0, err
	}
	for _, e := range []textEncoding{utf8Text(), gb18030Text(), utf16LEText(), utf16BEText()} {
		if bytes.HasPrefix(start, []byte(e.bom)) {
			return e, 0, nil
		}
	}
	switch little, big, some := countUTF16(start), countUTF16(start[min(1, len(start)):]), len(start)/32; {
	case little > big && little > some:
		return utf16LEText(), 0, nil
	case big > some:
		return utf16BEText(), 0, nil
	}
	switch valid, err := isUTF8(io.NewSectionReader(file, 0, size)); {
	case err != nil:
		return found, 0, err
	case valid:
		return utf8Text(), 0, nil
	}
	return guessEncoding(bufio.NewReaderSize(io.NewSectionReader(file, 0, size), 1<<16))
}

// isUTF8 reports whether a text is valid UTF-8. It reads the text in blocks.
func isUTF8(text io.Reader) (bool, error) {
	block := make([]byte, 1<<16)
	begun := 0 // bytes of a character that began in the previous block
	for {
		n, err := text.Read(block[begun:])
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		read := block[:begun+n]
		if err != nil { // io.EOF
			return utf8.Valid(read), nil
		}
		whole := len(read)
		for i := whole - 1; i >= 0 && i > whole-utf8.UTFMax; i-- {
			if utf8.RuneStart(read[i]) {
				if !utf8.FullRune(read[i:]) {
					whole = i
				}
				break
			}
		}
		if !utf8.Valid(read[:whole]) {
			return false, nil
		}
		begun = copy(block, read[whole:])
	}
}

// countUTF16 returns the number of ASCII characters in a text in UTF-16LE, or in UTF-16BE without its first byte. Every table has
// digits, separators and line ends, and a text in another encoding has no zero bytes.
func countUTF16(start []byte) (count int) {
	for i := 0; i+1 < len(start); i += 2 {
		b := start[i]
		if start[i+1] == 0 && (b >= ' ' && b <= '~' || b == '\t' || b == '\n' || b == '\r') {
			count++
		}
	}
	return count
}

// guessEncoding decides between GB18030 and UTF-8 with invalid bytes by the number of lines that look like each. A Chinese character
// has three bytes in UTF-8, and text in GB18030 rarely contains such bytes.
func guessEncoding(text *bufio.Reader) (found textEncoding, mixed int, err error) {
	line, wide, bad, votes8, votesGB := 1, 0, 0, 0, 0
	count := func() {
		switch {
		case bad > 0 && bad >= wide:
			votesGB++
		case wide > 2 || bad > 0:
			votes8++
			if mixed == 0 {
				mixed = line
			}
		}
		wide, bad = 0, 0
	}
	for {
		r, size, err := text.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			count()
			if votes8 >= votesGB {
				return utf8Text(), 0, nil
			}
			gb := gb18030Text()
			gb.guessed = true
			return gb, mixed, nil
		case err != nil:
			return found, 0, err
		case r == '\n' || r == '\r':
			count()
			if next, _ := text.Peek(1); r == '\n' || string(next) != "\n" {
				line++
			}
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 2:
			wide++
		}
	}
}
