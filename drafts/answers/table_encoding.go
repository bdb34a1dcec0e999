package answers

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// textEncoding is how a text file is written.
type textEncoding struct {
	name   string
	mark   string            // what a file may begin with to name its encoding
	decode encoding.Encoding // nil for UTF-8
}

func utf8Text() textEncoding { return textEncoding{"UTF-8", "\xef\xbb\xbf", nil} }

func gb18030Text() textEncoding {
	return textEncoding{"GB18030", "\x84\x31\x95\x33", simplifiedchinese.GB18030}
}

func utf16LEText() textEncoding {
	return textEncoding{"UTF-16LE", "\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
}

func utf16BEText() textEncoding {
	return textEncoding{"UTF-16BE", "\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
}

// encodingOf looks through a whole text, as the one byte that is not UTF-8 may be in its last row. mixed is the
// first line that is surely UTF-8 in a text that is mostly not, and 0 where there is none: as GB18030 it would be read
// without a complaint, and wrongly.
func encodingOf(file io.ReaderAt, size int64) (found textEncoding, mixed int, err error) {
	start := make([]byte, min(size, 1<<16))
	if _, err := file.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return found, 0, err
	}
	for _, e := range []textEncoding{utf8Text(), gb18030Text(), utf16LEText(), utf16BEText()} {
		if bytes.HasPrefix(start, []byte(e.mark)) {
			return e, 0, nil
		}
	}
	switch little, big, some := wideText(start), wideText(start[min(1, len(start)):]), len(start)/32; {
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
	return vote(bufio.NewReaderSize(io.NewSectionReader(file, 0, size), 1<<16))
}

// isUTF8 looks through a text, block by block.
func isUTF8(text io.Reader) (bool, error) {
	block := make([]byte, 1<<16)
	begun := 0 // bytes of a character that the block before ended in
	for {
		n, err := text.Read(block[begun:])
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		read := block[:begun+n]
		if err != nil { // the end
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

// wideText counts the ASCII characters that a text has if it is UTF-16LE; without its first byte, if it is UTF-16BE.
// Digits, separators and line ends are in every table; zero bytes are in no other text.
func wideText(start []byte) (count int) {
	for i := 0; i+1 < len(start); i += 2 {
		b := start[i]
		if start[i+1] == 0 && (b >= ' ' && b <= '~' || b == '\t' || b == '\n' || b == '\r') {
			count++
		}
	}
	return count
}

// vote decides between GB18030 and UTF-8 with bytes that are no UTF-8: each line counts for that which more of it
// looks like. Chinese characters are three bytes in UTF-8; as GB18030 they seldom happen to be.
func vote(text *bufio.Reader) (found textEncoding, mixed int, err error) {
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
			return gb18030Text(), mixed, nil
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
