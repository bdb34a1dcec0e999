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

// Codes of what can be wrong with a calendar file. All but CodeSyntax have the argument Value, what stands there.
const (
	CodeSyntax   = "calendar.syntax"   // Detail, of the JSON library
	CodeObject   = "calendar.object"   // what stands there is no group in braces
	CodeList     = "calendar.list"     // it is no list in brackets
	CodeYear     = "calendar.year"     // it is no year
	CodeUnknown  = "calendar.unknown"  // a key that a year does not have
	CodeRepeated = "calendar.repeated" // a key or a date that stands there twice
	CodeDate     = "calendar.date"     // it is no date
	CodeOutside  = "calendar.outside"  // Year: the one whose list the date stands in
	CodeWeekday  = "calendar.weekday"  // a make-up day that is no day of a weekend
	CodeNoDayOff = "calendar.no_day_off"
)

// Codes lists every code that a Fault may have, so that whoever words them can be checked.
func Codes() []string {
	return []string{
		CodeSyntax, CodeObject, CodeList, CodeYear, CodeUnknown, CodeRepeated, CodeDate, CodeOutside, CodeWeekday,
		CodeNoDayOff,
	}
}

// Fault is what is wrong with a calendar file, and where.
type Fault struct {
	Name         string // of the file
	Line, Column int    // 1-based, in characters
	Code         string
	Args         map[string]any
}

func (f *Fault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s %v", f.Name, f.Line, f.Column, f.Code, f.Args)
}

// Read reads a calendar file and gives a calendar of its years and those of base, which may be nil. The list of a year
// replaces the one that base has. name is the file's, for places. The error is a *Fault.
//
// The file is JSON: for each year the days off (they may fall on weekends), and the days of weekends that are worked.
//
//	{"2026": {"off": ["2026-10-01", "2026-10-02"], "work": ["2026-10-10"]}}
//
// A year has at least one day off; "work" may be left out. Its list may reach into the last week of December before.
func Read(name string, text []byte, base *Calendar) (*Calendar, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	r := reader{name: name, text: text, decoder: json.NewDecoder(bytes.NewReader(text))}
	r.decoder.UseNumber() // else it refuses numbers that are too large for it
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
	at      int // where the token that was read last begins
	years   []int
	listed  []listedDay
}

// add adds the years that were not read.
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

// calendar puts the days in order. Of two lists that name a day of December, the later one knows better.
func (r *reader) calendar() *Calendar {
	slices.SortFunc(r.listed, func(a, b listedDay) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(b.year, a.year))
	})
	listed := slices.CompactFunc(r.listed, func(a, b listedDay) bool { return a.day == b.day })
	return &Calendar{years: r.years, listed: listed}
}

// year reads the list of a year.
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

// day reads a date of the list that begins at begin, and adds it as what l says.
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
	case l.works && !weekend(l.day):
		return r.fault(CodeWeekday, text)
	case slices.ContainsFunc(r.listed[begin:], func(other listedDay) bool { return other.day == l.day }):
		return r.fault(CodeRepeated, text)
	}
	r.listed = append(r.listed, l)
	return nil
}

// object reads a group in braces, whose keys differ, and hands on each key where its value comes next.
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
		key, _ := token.(string) // JSON has no other keys
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

// list reads a list in brackets and hands on each of its texts.
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

// next reads a token, and notes where it begins: the decoder tells only where one ends.
func (r *reader) next() (json.Token, error) {
	before := int(r.decoder.InputOffset())
	r.at = len(r.text) - len(bytes.TrimLeft(r.text[before:], " \t\r\n,:"))
	token, err := r.decoder.Token()
	if err != nil {
		return nil, r.syntax(err)
	}
	return token, nil
}

// token is the one that was read last, as it is written.
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

// fault is one of the token that was read last.
func (r *reader) fault(code, value string) *Fault {
	before := string(r.text[:min(max(r.at, 0), len(r.text))])
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return &Fault{
		Name: r.name, Line: 1 + strings.Count(before, "\n"), Column: 1 + utf8.RuneCountInString(line),
		Code: code, Args: map[string]any{"Value": shortened(value)},
	}
}

// shortened is as much of a text as is needed to find it in a file.
func shortened(text string) string {
	const most = 40 // characters
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
