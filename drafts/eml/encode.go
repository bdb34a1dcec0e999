package eml

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Limits of folding, in bytes.
const (
	maxLine = 76
	// maxWord is the longest word that fits on the first line of any header, after its name.
	maxWord = 60
	// maxWordText is the length of the text in an encoded word of maxWord bytes. It is a multiple of 3, so only the last word of a
	// text has padding.
	maxWordText = (maxWord - len("=?utf-8?b??=")) / 4 * 3
)

// encodeText encodes s as encoded words (RFC 2047), unless it consists of short words of plain characters with single spaces between
// them, and none looks encoded. The result can be folded at its spaces.
func encodeText(s string, plain func(rune) bool) string {
	if s == "" {
		return ""
	}
	for word := range strings.SplitSeq(s, " ") {
		if word == "" || len(word) > maxWord || strings.Contains(word, "=?") ||
			strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
			return strings.Join(encodedWords(s), " ")
		}
	}
	return s
}

// encodedWords returns s as encoded words of at most maxWord bytes. It never splits a character.
func encodedWords(s string) []string {
	words := make([]string, 0, len(s)/(maxWordText-utf8.UTFMax)+1)
	for s != "" {
		n := min(len(s), maxWordText)
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return words
}

// bccHeader returns the folded Bcc header for a list of addresses; "" for an empty list. go-mail never writes this header.
func bccHeader(value string) string {
	if value == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("Bcc:")
	line := b.Len()
	for word := range strings.SplitSeq(value, " ") {
		if line+1+len(word) > maxLine {
			b.WriteString("\r\n")
			line = 0
		}
		b.WriteString(" " + word)
		line += 1 + len(word)
	}
	return b.String() + "\r\n"
}
