package workday

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Codes of faults in a calendar file. All except CodeSyntax have the argument Value, the text at the place.
const (
	CodeSyntax   = "calendar.syntax"     // Detail, of the JSON library
	CodeObject   = "calendar.object"     // not an object
	CodeList     = "calendar.list"       // not an array
	CodeYear     = "calendar.year"       // not a year
	CodeUnknown  = "calendar.unknown"    // an unknown key of a year
	CodeRepeated = "calendar.repeated"   // a duplicate key or date
	CodeDate     = "calendar.date"       // not a date
	CodeOutside  = "calendar.outside"    // a date outside of its year. Year: that year
	CodeWeekday  = "calendar.weekday"    // a make-up day that is not a weekend day
	CodeNoDayOff = "calendar.no_day_off" // a year without days off
)

// Codes returns all codes, so that a test can check that each has words.
func Codes() []string {
	return []string{
		CodeSyntax, CodeObject, CodeList, CodeYear, CodeUnknown, CodeRepeated, CodeDate, CodeOutside, CodeWeekday,
		CodeNoDayOff,
	}
}

// Fault is an error in a calendar file.
type Fault struct {
	Name         string // of the file
	Line, Column int    // 1-based, in characters
	Code         string
	Args         map[string]any
}

func (f *Fault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s %v", f.Name, f.Line, f.Column, f.Code, f.Args)
}

// Read parses a calendar file and returns a calendar of its years and those of base, which may be nil. The list of a year replaces that of
// base. name is the name of the file in a Fault. The error is a *Fault.
//
// The file is JSON. For each year it has the days off, which may be at weekends, and the make-up days.
//
//	{"2026": {"off": ["2026-10-01", "2026-10-02"], "work": ["2026-10-10"]}}
//
// A year has at least one day off; "work" is optional. The list may contain days in the last week of the previous December.
func Read(name string, text []byte, base *Calendar) (*Calendar, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	r := reader{name: name, text: text, decoder: json.NewDecoder(bytes.NewReader(text))}
	r.decoder.UseNumber() // otherwise the decoder refuses large numbers
	if err := json.Unmarshal(text, new(json.RawMessage)); err != nil {
		return nil, r.syntax(err)
	}
	if err := r.object(r.year); err != nil {
		return nil, err
	}
	if base != nil {
		r.add(base)
	}
	return r.calendar(), nil
}

type reader struct {
	name    string
	text    []byte
	decoder *json.Decoder
	at      int // the start of the last token
	years   []int
	listed  []listedDay
}

// add adds the years of base that the file does not have.
func (r *reader) add(base *Calendar) {
	read := r.years
	for _, year := range base.years {
		if !slices.Contains(read, year) {
			r.years = append(r.years, year)
		}
	}
	for _, l := range base.listed {
		if !slices.Contains(read, l.year) {
			r.listed = append(r.listed, l)
		}
	}
}

// calendar sorts the days. If two lists contain a day of December, the list of the later year applies.
func (r *reader) calendar() *Calendar {
	slices.SortFunc(r.listed, func(a, b listedDay) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(b.year, a.year))
	})
	listed := slices.CompactFunc(r.listed, func(a, b listedDay) bool { return a.day == b.day })
	return &Calendar{years: r.years, listed: listed}
}

// year parses the list of a year.
func (r *reader) year(key string) error {
	date, err := time.Parse("2006", key)
	if err != nil {
		return r.fault(CodeYear, key)
	}
	at, year, begin, off := r.at, date.Year(), len(r.listed), 0
	r.years = append(r.years, year)
	err = r.object(func(key string) error {
		switch key {
		case "off":
			before := len(r.listed)
			err := r.list(func(text string) error { return r.day(text, listedDay{year: year}, begin) })
			off = len(r.listed) - before
			return err
		case "work":
			return r.list(func(text string) error { return r.day(text, listedDay{year: year, works: true}, begin) })
		}
		return r.fault(CodeUnknown, key)
	})
	if err == nil && off == 0 {
		r.at = at
		return r.fault(CodeNoDayOff, key)
	}
	return err
}

// day parses a date and adds it to the listed days, as a copy of l with that date. The list of the year starts at begin.
func (r *reader) day(text string, l listedDay, begin int) error {
	date, err := time.ParseInLocation(time.DateOnly, text, china)
	if err != nil {
		return r.fault(CodeDate, text)
	}
	l.day = Number(date)
	switch {
	case date.Year() != l.year && Date(l.day+newYear).Year() != l.year:
		f := r.fault(CodeOutside, text)
		f.Args["Year"] = l.year
		return f
	case l.works && !isWeekend(l.day):
		return r.fault(CodeWeekday, text)
	case slices.ContainsFunc(r.listed[begin:], func(other listedDay) bool { return other.day == l.day }):
		return r.fault(CodeRepeated, text)
	}
	r.listed = append(r.listed, l)
	return nil
}

// object parses an object without duplicate keys. It calls each for every key, and each parses the value.
func (r *reader) object(each func(key string) error) error {
	if err := r.open('{', CodeObject); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.decoder.More() {
		token, err := r.next()
		if err != nil {
			return err
		}
		key, _ := token.(string) // all keys in JSON are strings
		if seen[key] {
			return r.fault(CodeRepeated, key)
		}
		seen[key] = true
		if err := each(key); err != nil {
			return err
		}
	}
	_, err := r.next()
	return err
}

// list parses an array of strings and calls each for every string.
func (r *reader) list(each func(text string) error) error {
	if err := r.open('[', CodeList); err != nil {
		return err
	}
	for r.decoder.More() {
		token, err := r.next()
		if err != nil {
			return err
		}
		text, ok := token.(string)
		if !ok {
			return r.fault(CodeDate, r.token())
		}
		if err := each(text); err != nil {
			return err
		}
	}
	_, err := r.next()
	return err
}

func (r *reader) open(want json.Delim, code string) error {
	token, err := r.next()
	if err == nil && token != want {
		return r.fault(code, r.token())
	}
	return err
}

// next returns the next token and records its start, because the decoder has only the end of a token.
func (r *reader) next() (json.Token, error) {
	before := int(r.decoder.InputOffset())
	r.at = len(r.text) - len(bytes.TrimLeft(r.text[before:], " \t\r\n,:"))
	token, err := r.decoder.Token()
	if err != nil {
		return nil, r.syntax(err)
	}
	return token, nil
}

// token returns the text of the last token.
func (r *reader) token() string { return string(r.text[r.at:r.decoder.InputOffset()]) }

func (r *reader) syntax(err error) *Fault {
	r.at = 0
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		r.at = int(syntax.Offset) - 1
	}
	f := r.fault(CodeSyntax, "")
	f.Args = map[string]any{"Detail": err.Error()}
	return f
}

// fault returns a fault at the last token.
func (r *reader) fault(code, value string) *Fault {
	before := string(r.text[:min(max(r.at, 0), len(r.text))])
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return &Fault{
		Name: r.name, Line: 1 + strings.Count(before, "\n"), Column: 1 + utf8.RuneCountInString(line),
		Code: code, Args: map[string]any{"Value": shorten(value)},
	}
}

// shorten returns the beginning of a text.
func shorten(text string) string {
	const most = 40 // characters
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
