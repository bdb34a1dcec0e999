// Package answers reads answers from files: YAML and JSON, and tables in CSV, TSV and XLSX, which it writes, too. It returns names
// and texts with their places, and each text as it is written: 50.10 stays 50.10, and a long number never becomes a float. It does
// not know what the names mean.
package answers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"draft/drafts/field"
)

// Place is the place of an answer in its source.
type Place struct {
	Source string // the name of a file, or a flag
	Line   int    // 1-based; 0 if the source has no lines
	Column int    // 1-based, in characters
}

// String returns file:line, which editors can open.
func (p Place) String() string {
	if p.Line == 0 {
		return p.Source
	}
	return fmt.Sprintf("%s:%d", p.Source, p.Line)
}

// Answer is a name with its text. The text of a list has one item per line. A list of mappings is one answer with their number and no
// text, before the answers of the mappings, each named by its path: payments.2.amount.
type Answer struct {
	Name    string
	Text    string
	At      Place
	Records int  // the number of mappings
	Listed  bool // the answer is in one of the mappings
}

// Fault is a problem with an answer, or with the file if Name is empty.
type Fault struct {
	At      Place
	Name    string // as it is written
	Problem *field.Problem
}

// Faults are all faults of one set of answers, in the order of their places.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fmt.Sprintf("%s: %s: %s", fault.At, fault.Name, fault.Problem)
	}
	return strings.Join(lines, "\n")
}

// Codes of problems with an answers file.
const (
	CodeTooLarge  = "answers.too_large" // Limit in bytes
	CodeEncoding  = "answers.encoding"  // not UTF-8
	CodeSyntax    = "answers.syntax"    // Detail
	CodeNotNames  = "answers.not_names" // the file is not a mapping from names to answers
	CodeNested    = "answers.nested"    // an answer that is a mapping itself
	CodeNotRecord = "answers.no_record" // an item of a list of mappings that is none
	CodeDuplicate = "answers.duplicate" // a name given twice. First: the place of the first one
)

// MaxFile is the size limit of an answers file in bytes. No set of valid answers is larger.
const MaxFile = 1 << 20

// Parse parses an answers file in YAML or JSON. source is the file name in places. The error is of type Faults.
func Parse(source string, text []byte) ([]Answer, error) {
	r := &reader{source: source, text: text, first: map[string]Place{}}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	r.text = text
	switch {
	case len(text) > MaxFile:
		r.fault(Place{Source: source}, "", CodeTooLarge, map[string]any{"Limit": MaxFile})
	case invalidByte(text) >= 0:
		r.fault(r.at(invalidByte(text)), "", CodeEncoding, nil)
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

// invalidByte returns the offset of the first byte that is not valid UTF-8 or is a control character other than tab and line ends, or
// -1. UTF-16 without a byte order mark is found by its zero bytes.
func invalidByte(text []byte) int {
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

// at returns the place of an offset.
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

// addName records a name. It adds a fault and returns false if the file has the name already.
func (r *reader) addName(name string, at Place) bool {
	if before, twice := r.first[name]; twice {
		r.fault(at, name, CodeDuplicate, map[string]any{"First": before.String()})
		return false
	}
	r.first[name] = at
	return true
}

// recordPath returns the path of the record at an index of a list.
func recordPath(list string, index int) string { return list + "." + strconv.Itoa(index+1) }

func (r *reader) answer(name, text string, at Place) {
	r.answers = append(r.answers, Answer{Name: name, Text: text, At: at})
}
