package workday_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts/workday"
)

func TestReadFaults(t *testing.T) {
	long := strings.Repeat("长", 50)
	codes := map[string]bool{}
	for _, test := range []struct {
		text  string // → stands before the place, and is not part of it
		code  string
		value any
	}{
		{`→[]`, workday.CodeObject, "["},
		{`→null`, workday.CodeObject, "null"},
		{`{"2027": →"off"}`, workday.CodeObject, `"off"`},
		{`{"2027": →1e999}`, workday.CodeObject, "1e999"},
		{`{"2027": {"off": →{}}}`, workday.CodeList, "{"},
		{`{"2027": {"off": →"2027-01-01"}}`, workday.CodeList, `"2027-01-01"`},
		{`{→"27": {}}`, workday.CodeYear, "27"},
		{`{→"": {}}`, workday.CodeYear, ""},
		{`{→"` + long + `": {}}`, workday.CodeYear, strings.Repeat("长", 40) + "…"},
		{`{"2027": {"off": ["2027-01-01"], →"wrok": []}}`, workday.CodeUnknown, "wrok"},
		{`{"2027": {→"Off": ["2027-01-01"]}}`, workday.CodeUnknown, "Off"},
		{`{"2027": {"off": ["2027-01-01"]}, →"2027": {}}`, workday.CodeRepeated, "2027"},
		{`{"2027": {"off": ["2027-01-01"], →"off": []}}`, workday.CodeRepeated, "off"},
		{`{"2027": {"off": ["2027-01-01", →"2027-01-01"]}}`, workday.CodeRepeated, "2027-01-01"},
		{`{"2027": {"off": ["2027-01-02"], "work": [→"2027-01-02"]}}`, workday.CodeRepeated, "2027-01-02"},
		{`{"2027": {"off": [→"2027-02-29"]}}`, workday.CodeDate, "2027-02-29"},
		{`{"2027": {"off": [→"1月1日"]}}`, workday.CodeDate, "1月1日"},
		{`{"2027": {"off": [→20270101]}}`, workday.CodeDate, "20270101"},
		{`{"2027": {"off": [→null]}}`, workday.CodeDate, "null"},
		{`{"2027": {"off": [→"2026-10-01"]}}`, workday.CodeOutside, "2026-10-01"},
		{`{"2027": {"off": [→"2026-12-24"]}}`, workday.CodeOutside, "2026-12-24"},
		{`{"2027": {"off": [→"2028-01-01"]}}`, workday.CodeOutside, "2028-01-01"},
		{`{"2027": {"work": [→"2027-01-04"]}}`, workday.CodeWeekday, "2027-01-04"},
		{`{→"2027": {}}`, workday.CodeNoDayOff, "2027"},
		{`{→"2027": {"off": [], "work": ["2027-01-03"]}}`, workday.CodeNoDayOff, "2027"},
		{"{\n  \"2027\": {\n    \"off\": [\"2027-01-01\",\n     →\"元旦\"]}}", workday.CodeDate, "元旦"},
		{"{\"2027\": {\"off\": [\"2027-01-01\", →\"\\u5143\\u65e6\"]}}", workday.CodeDate, "元旦"},
		{`→`, workday.CodeSyntax, nil},
		{`{"2027": →x}`, workday.CodeSyntax, nil},
		{`{} →{}`, workday.CodeSyntax, nil},
	} {
		before, after, _ := strings.Cut(test.text, "→")
		_, err := workday.Read("my/calendar.json", []byte("\ufeff"+before+after), workday.Announced())
		var f *workday.Fault
		if !errors.As(err, &f) {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		codes[f.Code] = true
		line := 1 + strings.Count(before, "\n")
		column := 1 + len([]rune(before[strings.LastIndex(before, "\n")+1:]))
		if f.Name != "my/calendar.json" || f.Code != test.code || f.Args["Value"] != test.value || f.Line != line || f.Column != column {
			t.Errorf("%s: %v, want %d:%d: %s %v", test.text, err, line, column, test.code, test.value)
		}
	}
	for _, code := range workday.Codes() {
		if !codes[code] {
			t.Errorf("no file has the fault %s", code)
		}
	}
}

// A year of the user's file is added, or replaces that of the base.
func TestReadOverABase(t *testing.T) {
	c := own(t, `{
		"2026": {"off": ["2026-11-23"], "work": ["2026-11-21"]},
		"2027": {"off": ["2027-01-01"], "work": ["2026-12-27"]}
	}`)
	for _, test := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 1, "2026-11-21"},
		{"2026-11-21", 1, "2026-11-24"},
		{"2026-09-30", 1, "2026-10-01"}, // the days off of the base are replaced
		{"2025-09-30", 1, "2025-10-09"}, // those of other years stay
		{"2026-12-25", 1, "2026-12-27"}, // in the list of the next year
		{"2026-12-31", 1, "2027-01-04"},
		{"2027-12-24", 1, "2027-12-27?"},
	} {
		if got := day(c.Add(at(t, test.from), test.n)); got != test.want {
			t.Errorf("%s + %d = %s, want %s", test.from, test.n, got, test.want)
		}
	}
	if got := day(workday.Announced().Add(at(t, "2026-11-20"), 1)); got != "2026-11-23" {
		t.Errorf("the embedded calendar has changed: %s", got)
	}
	again, err := workday.Read("", []byte(`{"2027": {"off": ["2027-02-05"]}}`), c)
	if err != nil {
		t.Fatal(err)
	}
	if got := day(again.Add(at(t, "2026-12-25"), 1)); got != "2026-12-28" {
		t.Errorf("a day of December of the list before is left: %s", got)
	}
	alone, err := workday.Read("", []byte(`{"2027": {"off": ["2027-01-01"]}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := day(alone.Add(at(t, "2026-09-30"), 1)); got != "2026-10-01?" {
		t.Errorf("without a base: %s", got)
	}
}

// If two lists contain a day of December, the later one applies.
func TestTwoListsNameADay(t *testing.T) {
	c := own(t, `{"2027": {"off": ["2026-12-31"], "work": ["2026-12-26"]}, "2026": {"off": ["2026-12-26"]}}`)
	if got := day(c.Add(at(t, "2026-12-25"), 1)); got != "2026-12-26" {
		t.Error(got)
	}
}

// The examples in the documents are valid calendars.
func TestExamples(t *testing.T) {
	for _, name := range []string{"docs/case.md", "docs/case.zh-CN.md"} {
		_, example, _ := strings.Cut(string(readFile(t, "../../"+name)), "```json calendar.json\n")
		example, _, found := strings.Cut(example, "```")
		if !found {
			t.Fatalf("%s shows no calendar", name)
		}
		c, err := workday.Read(name, []byte(example), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := day(c.Add(at(t, "2026-09-30"), 3)); got != "2026-10-10" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// FuzzRead looks for a file that makes Read panic, or that Read parses otherwise than encoding/json.
func FuzzRead(f *testing.F) {
	f.Add(readFile(f, "holidays.json"))
	for _, text := range []string{
		"", "{}", "null", "\ufeff{}", `{"2027": {"off": ["2027-01-01"], "work": ["2026-12-27"]}}`, `{"2027": {"off": [[]]}}`,
		`{"2027": {"off": ["2027-01-01"]}, "2027": 1e999}`, `{"0000": {"off": ["0000-01-01"]}}`,
		`{"9999": {"off": ["9999-12-31"]}}`, `{"2027": {"\u006fff": ["2027-01-01"]}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := workday.Read("calendar.json", text, nil)
		if err != nil {
			var fault *workday.Fault
			if !errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1 || !slices.Contains(workday.Codes(), fault.Code) {
				t.Fatalf("%v", err)
			}
			return
		}
		var lists map[string]struct{ Off, Work []string }
		if err := json.Unmarshal([]byte(strings.TrimPrefix(string(text), "\ufeff")), &lists); err != nil {
			t.Fatal(err)
		}
		for year, list := range lists {
			for i, date := range slices.Concat(list.Off, list.Work) {
				works, reason := i >= len(list.Off), workday.DayOff
				if works {
					reason = workday.MakeUp
				}
				first := c.Explain(at(t, date).AddDate(0, 0, -1), 1)[0]
				december := at(t, date).Month() == time.December // another list may apply to it
				if !december && (first.Reason != reason || (first.Number == 1) != works || first.Provisional) {
					t.Errorf("%s: %s is %+v", year, date, first)
				}
			}
		}
	})
}
