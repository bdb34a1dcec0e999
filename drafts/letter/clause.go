package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// recordSentences returns the sentences of the app text from the rendered text of a clause for each record of its list, or from its lines. The first one
// has no text of its own.
func (c Clause) recordSentences(texts []string) []Sentence {
	all := []Sentence{{Keep: Need, Rest: sentence(c.Rest)}}
	for _, text := range texts {
		if text = oneLine(sentence(joinLines(text))); text != "" {
			all = append(all, Sentence{Keep: c.Keep, Text: text, Continued: text})
		}
	}
	last := &all[len(all)-1]
	last.Continued = ""
	all[0].Records = len(all) - 1
	return all
}

// sentences returns the sentences of the app text from the rendered text of a clause. Joined, they are the same text whether or
// not the clause is Multiline.
func (c Clause) sentences(text string) []Sentence {
	lines := sentence(joinLines(text))
	if lines == "" {
		return nil
	}
	if !c.Multiline {
		return []Sentence{{Keep: c.Keep, Text: oneLine(lines)}}
	}
	parts := splitText(lines)
	all := make([]Sentence, len(parts))
	for i, p := range parts {
		all[i] = Sentence{Keep: c.Keep, Text: p}
		if i < len(parts)-1 {
			all[i].Text, all[i].Continued = endSentence(p), p
		}
	}
	return all
}

// oneLine removes the line breaks that joinLines leaves.
func oneLine(lines string) string { return strings.ReplaceAll(lines, "\n", "") }

const (
	closingMarks    = "”’」』）)》】\"'"
	endMarks        = "。！？…!?."
	asciiMarks      = "!?.;:,"
	continuingMarks = "，、：,:" // a line that ends with one of these continues in the next line
)

// joinLines trims the lines of a text, drops empty lines, and puts a ； between two lines unless there is punctuation already. A
// line break remains after every line at which the text may be shortened.
func joinLines(text string) string {
	if !strings.Contains(text, "\n") {
		return strings.TrimSpace(text)
	}
	var b strings.Builder
	before := ""
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if before != "" {
			b.WriteString(lineSeparator(before, line))
		}
		b.WriteString(line)
		before = line
	}
	return b.String()
}

// lineSeparator returns the text between two joined lines.
func lineSeparator(before, next string) string {
	first, _ := utf8.DecodeRuneInString(next)
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case strings.ContainsRune("，、；。：！？…,.;:!?”’」』）)》】", first):
		return ""
	case strings.ContainsRune(asciiMarks, last):
		if strings.ContainsRune(continuingMarks, last) {
			return " "
		}
		return " \n"
	case strings.ContainsRune(continuingMarks, last):
		return ""
	case last == '；' || endsSentence(before):
		return "\n"
	}
	return "；\n"
}

// endsSentence reports whether a text ends with a mark that ends a sentence, possibly followed by closing quotation marks or
// brackets.
func endsSentence(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, closingMarks))
	return strings.ContainsRune(endMarks, last)
}

// endSentence returns a part of a text with a mark that ends a sentence: 第一行； becomes 第一行。
func endSentence(piece string) string {
	piece = strings.TrimRightFunc(piece, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("；;", r) })
	if endsSentence(piece) {
		return piece
	}
	return piece + "。"
}

// splitText splits joined lines at every line break and at every end of a sentence, but not inside a quotation or brackets,
// because half a quotation may mean something else. No part begins with a space or consists of punctuation alone.
func splitText(lines string) []string {
	var parts []string
	for line := range strings.SplitSeq(lines, "\n") {
		for _, s := range Sentences(line) {
			parts = append(parts, s.Text)
		}
	}
	inside := insideBrackets(parts)
	var all []string
	for i, part := range parts {
		rest := strings.TrimLeftFunc(part, unicode.IsSpace)
		if i > 0 && (inside[i-1] || !strings.ContainsFunc(rest, isWord)) {
			all[len(all)-1] += part
			continue
		}
		if i > 0 {
			all[len(all)-1] += part[:len(part)-len(rest)]
		}
		all = append(all, rest)
	}
	return all
}

func isWord(r rune) bool { return !unicode.IsPunct(r) && !unicode.IsSpace(r) }

// insideBrackets reports for each part whether it ends inside a quotation or a bracket that a later part closes.
func insideBrackets(parts []string) []bool {
	change := make([]int, len(parts))
	var open []int // parts with an opening mark that is not closed yet
	for i, part := range parts {
		for _, r := range part {
			switch {
			case strings.ContainsRune("“「『（(《【", r):
				open = append(open, i)
			case strings.ContainsRune("”」』）)》】", r) && len(open) > 0:
				change[open[len(open)-1]]++
				change[i]--
				open = open[:len(open)-1]
			}
		}
	}
	inside := make([]bool, len(parts))
	depth := 0
	for i, n := range change {
		depth += n
		inside[i] = depth > 0
	}
	return inside
}
