package eml

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Limits of folding, in bytes.
const (
	maxLine = 76
	// maxWord is the longest word that still stands on the line of its header's name, whichever header it is.
	maxWord = 60
	// maxWordText is the text that an encoded word of maxWord bytes holds. It is a multiple of 3, so that only the
	// last word of a text has padding.
	maxWordText = (maxWord - len("=?utf-8?b??=")) / 4 * 3
)

// encode gives s as it is if it is short words of plain characters with single spaces between them, and does not
// look encoded; otherwise as encoded words (RFC 2047). Folding at its spaces never changes what it says.
func encode(s string, plain func(rune) bool) string {
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

// encodedWords gives s as encoded words of at most maxWord bytes. A character is never split between two.
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

// bccHeader returns the header line of blind copies, folded; "" without any. The message itself has no such line, so go-mail
// does not write it.
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
