package templates

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// walk tries every combination of the choices named in axes with all optional answers, with all but one, and with none. An optional
// axis is also left unanswered. With the race detector, the letters without one optional answer are skipped, because they take too long.
type walk struct {
	*linter
	t    *testing.T
	axes []string
	see  func(name string, values letter.Values, l letter.Letter)
}

func walkKind(t *testing.T, kind string, axes []string, see func(string, letter.Values, letter.Letter)) {
	t.Helper()
	text, _, err := Source(kind, "")
	if err != nil {
		t.Fatal(err)
	}
	w := walk{linter: &linter{parser: read(kind, text, kind)}, t: t, axes: axes, see: see}
	if err := w.linter.parser.err(); err != nil {
		t.Fatal(err)
	}
	w.combine(letter.Values{}, axes)
}

func (w walk) combine(values letter.Values, axes []string) {
	if len(axes) == 0 {
		w.options(values)
		return
	}
	q, ok := w.linter.parser.kind.Find(axes[0])
	if !ok {
		w.t.Fatalf("no question %s", axes[0])
	}
	for _, v := range w.candidates(q)[2:] { // the first two are none and the sample
		values[q.Name] = v
		w.combine(values, axes[1:])
	}
	delete(values, q.Name)
	if q.Optional {
		w.combine(values, axes[1:])
	}
}

// options adds the answers to the other questions.
func (w walk) options(chosen letter.Values) {
	full := maps.Clone(chosen)
	var optional []string
	for _, q := range w.linter.parser.kind.Fields {
		if slices.Contains(w.axes, q.Name) {
			continue
		}
		full[q.Name] = w.sample(q)
		if q.Optional {
			optional = append(optional, q.Name)
		}
	}
	bare := maps.Clone(full)
	w.write("all", full)
	for _, name := range optional {
		delete(bare, name)
		if slow {
			continue
		}
		without := maps.Clone(full)
		delete(without, name)
		w.write("no "+name, without)
	}
	w.write("bare", bare)
}

// writtenAt is the day of the letters.
var writtenAt = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

func (w walk) write(name string, values letter.Values) {
	kept, _ := w.linter.parser.kind.ActiveAnswers(values, writtenAt)
	sheet := w.linter.parser.kind.Sheet(kept, writtenAt)
	l, err := sheet.Letter()
	for _, axis := range w.axes {
		if v := kept[axis]; v != nil {
			name += " " + axis + "=" + v.Answer()
		}
	}
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	if lack := unsaid(sheet.Facts(), l); lack != nil {
		w.t.Fatalf("%s: %q\n%s", name, lack, l.Body)
	}
	w.see(name, kept, l)
}

// threat matches threats, which no built-in letter may contain.
var threat = regexp.MustCompile(`投诉|起诉|曝光|律师|法院|报警|否则|后果自负|必须`)

// threatCache and blemishCache cache what is found in a line, because all letters consist of a few hundred different lines.
var threatCache, blemishCache = map[string][]string{}, map[string][]string{}

func findThreats(line string) []string {
	found, known := threatCache[line]
	if !known {
		found = append(promise.FindAllString(line, -1), threat.FindAllString(line, -1)...)
		threatCache[line] = found
	}
	return found
}

// findBlemishes is Blemishes of a text of one line.
func findBlemishes(line string) []string {
	found, known := blemishCache[line]
	if !known {
		found = Blemishes(line)
		blemishCache[line] = found
	}
	return found
}

// unprinted are answers that a letter states in other words or as a list.
var unprinted = []string{"evidence", "nth", "personal_use"}

// unsaid finds answers that a letter does not state.
func unsaid(facts []letter.Fact, l letter.Letter) (found []string) {
	for _, f := range facts {
		text := f.Text
		if utf8.RuneCountInString(text) < 2 { // because 有 is part of other words
			text = f.Field.Stated().ZH + "：" + text
		}
		if !slices.Contains(unprinted, f.Field.Name) && !strings.Contains(l.Body, text) {
			found = append(found, "the letter lacks "+f.Field.Name+": "+f.Text)
		}
	}
	return found
}

// inspect finds problems of a built-in letter.
func inspect(values letter.Values, l letter.Letter) []string {
	found, headings := inspectAny(values, l)
	if l.Kind == "escalation" {
		if want := "一二三四五六七"; headings != want && headings != strings.TrimSuffix(want, "七") {
			found = append(found, "the headings are "+headings)
		}
		return slices.DeleteFunc(found, func(p string) bool { return p == "投诉" }) // the official term of 12315
	}
	if !slices.Contains([]string{"一二", "一二三", "一二三四", "一二三四五"}, headings) || !strings.Contains(l.Body, "、请求事项\n1. ") {
		found = append(found, "the headings are "+headings)
	}
	if lack := missingText("the app text", letter.Fit(l.Sentences, 200).Whole, values["douyin_id"].String()); lack != "" {
		found = append(found, lack)
	}
	return found
}

// inspectAny finds problems of any letter, and returns the numbers of its headings.
func inspectAny(values letter.Values, l letter.Letter) (found []string, headings string) {
	found = slices.Concat(findBlemishes(l.Subject), Blemishes(l.Body))
	var need strings.Builder
	for _, s := range l.Sentences {
		if s.Records == 0 { // else it may have no text
			found = append(found, findBlemishes(s.Text)...)
		}
		found = append(found, findThreats(s.Text)...)
		if s.Keep == letter.Need {
			need.WriteString(s.Text)
		}
	}
	found = append(found, findThreats(l.Subject)...)
	next := 1
	for line := range strings.SplitSeq(l.Body, "\n") {
		found = append(found, findThreats(line)...)
		if head, _, ok := strings.Cut(line, "、"); ok && len(head) == len("一") {
			headings, next = headings+head, 1
		}
		if number, _, ok := strings.Cut(line, ". "); ok {
			if number != fmt.Sprint(next) {
				found = append(found, "number "+number)
			}
			next++
		}
	}
	fitted, most := letter.Fit(l.Sentences, 200), 1
	if slices.ContainsFunc(l.Sentences, func(s letter.Sentence) bool { return s.Records > 0 }) {
		most = letter.MostParts
	}
	if fitted.Over > 0 || len(fitted.Parts) < 1 || len(fitted.Parts) > most || letter.Length(need.String()) > 200 {
		found = append(found, fmt.Sprintf("the app text does not go into 200 characters: %q", fitted.Parts))
	}
	return found, headings
}
