// Package answers owns the files that answers come in. It reads names and texts with their places, and keeps each
// text as it is written: 50.10 stays 50.10, a long number never becomes a float. It does not know what the names
// mean.
package answers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"draft/drafts/field"
)

// Place is where an answer was given.
type Place struct {
	Source string // a file's name, or the flag that gave it
	Line   int    // 1-based; 0 where the source has no lines
	Column int    // 1-based, in characters
}

// String is file:line, as editors understand it.
func (p Place) String() string {
	if p.Line == 0 {
		return p.Source
	}
	return fmt.Sprintf("%s:%d", p.Source, p.Line)
}

// Answer is one name with its text. A list is its items, one a line.
type Answer struct {
	Name string
	Text string
	At   Place
}

// Fault is what is wrong with an answer, and where.
type Fault struct {
	At      Place
	Name    string // as given; empty where the file itself is at fault
	Problem *field.Problem
}

// Faults are all faults of one set of answers, in the order they were given.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fmt.Sprintf("%s: %s: %s", fault.At, fault.Name, fault.Problem)
	}
	return strings.Join(lines, "\n")
}

// Codes of what can be wrong with an answers file as such.
const (
	CodeTooLarge  = "answers.too_large" // Limit in bytes
	CodeEncoding  = "answers.encoding"  // not UTF-8
	CodeSyntax    = "answers.syntax"    // Detail
	CodeNotNames  = "answers.not_names" // the file is not a list of names with their answers
	CodeNested    = "answers.nested"    // an answer that is itself a group of names
	CodeDuplicate = "answers.duplicate" // a name given twice: First, where it stands first
)

// MaxFile is the size limit of an answers file in bytes, above any set of answers within the limits of its fields.
const MaxFile = 1 << 20

// Parse reads an answers file, YAML or JSON. source is its name for places. The error is Faults.
func Parse(source string, text []byte) ([]Answer, error) {
	r := &reader{source: source, text: text, first: map[string]Place{}}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	r.text = text
	switch {
	case len(text) > MaxFile:
		r.fault(Place{Source: source}, "", CodeTooLarge, map[string]any{"Limit": MaxFile})
	case unreadable(text) >= 0:
		r.fault(r.at(unreadable(text)), "", CodeEncoding, nil)
	case strings.EqualFold(filepath.Ext(source), ".json") || json.Valid(text):
		r.json()
	default:
		r.yaml()
	}
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	return r.answers, nil
}

// unreadable gives the offset of the first byte that is no UTF-8 text, or -1: one that is not UTF-8, or a control
// character that text files do not hold. UTF-16 without a mark shows by its NULs.
func unreadable(text []byte) int {
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRune(text[at:])
		switch {
		case r == utf8.RuneError && n == 1:
			return at
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r >= 0x7f && r < 0xa0:
			return at
		}
		at += n
	}
	return -1
}

// reader collects the answers of one file, and its faults.
type reader struct {
	source  string
	text    []byte
	answers []Answer
	faults  Faults
	first   map[string]Place
}

// at turns an offset into a place.
func (r *reader) at(offset int) Place {
	before := r.text[:min(offset, len(r.text))]
	return Place{
		Source: r.source,
		Line:   bytes.Count(before, []byte("\n")) + 1,
		Column: utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1,
	}
}

func (r *reader) fault(at Place, name, code string, args map[string]any) {
	r.faults = append(r.faults, Fault{At: at, Name: name, Problem: &field.Problem{Code: code, Args: args}})
}

// name notes a name, and refuses it the second time.
func (r *reader) name(name string, at Place) bool {
	if before, twice := r.first[name]; twice {
		r.fault(at, name, CodeDuplicate, map[string]any{"First": before.String()})
		return false
	}
	r.first[name] = at
	return true
}

func (r *reader) answer(name, text string, at Place) {
	r.answers = append(r.answers, Answer{Name: name, Text: text, At: at})
}
