package templates

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var wordFaults = []faultTest{
	{"syntax", letterLine, inLetter(`好→{{if has "sum"}`), faultSyntax},
	{"syntax errors in two blocks", subjectLine + "\n" + letterLine, "{{define \"subject\"}}{{.why}}→{{.sum]}}{{end}}\n" + inLetter("一\n二→{{with}}三{{end}}"), faultSyntax + " " + faultSyntax},
	{"no end", letterLine, "→{{define \"letter\"}}\n{{if has \"sum\"}}x\n{{end}}\n", faultSyntax},
	{"no end before the next block", subjectLine, "→{{define \"subject\"}}题目", faultSyntax},
	{"an end too many", letterLine, "{{define \"letter\"}}x{{end}}\n→{{end}}", faultSyntax},
	{"a syntax error hides no other fault", subjectLine + "\n" + letterLine, "{{define \"subject\"}}→{{.sum]}}{{end}}\n" + inLetter("{{→.x}}"), faultSyntax + " " + faultUnknownField},
	{"outside, before", subjectLine, "→说明：\n" + subjectLine, faultOutside},
	{"outside, between", letterLine, "\n\n  →说明\n" + letterLine, faultOutside},
	{"outside, after", letterLine, letterLine + "\n{{→.sum}}", faultOutside},
	{"comments are not outside", letterLine, "{{/* a comment */}}\n" + letterLine + "\n{{- /* another */ -}}\n", ""},
	{"missing block", letterLine + "\n", "→", faultMissingBlock},
	{"duplicate block", letterLine, letterLine + "\n→{{define \"letter\"}}又{{end}}", faultDuplicateBlock},
	{"unknown block", letterLine, inLetter(`一{{template →"cas" .}}`), faultUnknownBlock},
	{"block that uses itself", letterLine, "→" + inLetter(`{{template "letter" .}}`), faultCycle},
	{"blocks in a ring", letterLine, inLetter(`{{template "a" .}}`) + "\n→{{define \"a\"}}{{template \"b\" .}}{{end}}\n{{define \"b\"}}{{template \"a\" .}}{{end}}", faultCycle},
	{"too large", letterLine, "→" + inLetter(strings.Repeat(`{{template "a" .}}`, 3)) + "{{define \"a\"}}" + strings.Repeat("很长的话。", 25_000) + "{{end}}", faultTooLarge},
	{"three levels", letterLine, inLetter(`{{if has "sum"}}{{with .why}}{{if →has "at"}}x{{end}}{{end}}{{end}}`), faultNesting},
	{"printf", letterLine, inLetter(`{{→printf "%s" .sum}}`), faultFunction},
	{"call", letterLine, inLetter(`{{→call .sum}}`), faultFunction},
	{"html", letterLine, inLetter(`{{→html .sum}}`), faultFunction},
	{"index", letterLine, inLetter(`{{→index .files 0}}`), faultFunction},
	{"len", letterLine, inLetter(`{{→len .sum}}`), faultFunction},
	{"function within brackets", letterLine, inLetter(`{{join "" (→print .sum)}}`), faultFunction},
	{"arguments", letterLine, inLetter(`{{→capital "at"}}`), faultArguments},
	{"capital of a value", letterLine, inLetter(`{{→capital .sum}}`), faultArguments},
	{"sentence of a test", letterLine, inLetter(`{{→sentence (and (has "sum") "x")}}`), faultArguments},
	{"sentence of a list", letterLine, inLetter(`{{→sentence .files}}`), faultArguments},
	{"sentence of a number", letterLine, inLetter(`{{→sentence (days "at")}}`), faultArguments},
	{"join without its separator", letterLine, inLetter(`{{→join .sum .why}}`), faultArguments},
	{"list of nothing", letterLine, inLetter(`{{→list}}`), faultArguments},
	{"is on a text", letterLine, inLetter(`{{if →is "last" "x"}}{{end}}`), faultArguments},
	{"over no amount", letterLine, inLetter(`{{if over "sum" →"many"}}{{end}}`), faultUnknownField},
	{"lt on a text", letterLine, inLetter(`{{if →lt .sum 5}}{{end}}`), faultArguments},
	{"template with another dot", letterLine, inLetter(`{{with .sum}}{{template →"subject" .}}{{end}}`), faultArguments},
	{"template with an answer", letterLine, inLetter(`{{template →"subject" .sum}}`), faultArguments},
	{"template without answers", letterLine, inLetter(`{{template →"subject"}}`), faultArguments},
	{"pipe", letterLine, inLetter(`{{→.sum | sentence}}`), faultNotAllowed},
	{"variable", letterLine, inLetter(`{{→$x := .sum}}`), faultNotAllowed},
	{"with a variable", letterLine, inLetter(`{{with →$x := .sum}}{{end}}`), faultNotAllowed},
	{"all answers printed", letterLine, inLetter(`{{→.}}`), faultNotAllowed},
	{"all answers by $", letterLine, inLetter(`{{→$}}`), faultNotAllowed},
	{"field of a field", letterLine, inLetter(`{{.sum→.Yuan}}`), faultNotAllowed},
	{"method of an answer", letterLine, inLetter(`{{with .sum}}{{→.String}}{{end}}`), faultNotAllowed},
	{"number", letterLine, inLetter(`{{→12}}`), faultNotAllowed},
	{"nil", letterLine, inLetter(`{{join "" →nil}}`), faultNotAllowed},
	{"a test printed", letterLine, inLetter(`{{→has "sum"}}`), faultNotAllowed},
	{"and printed", letterLine, inLetter(`{{→and (has "sum") "x"}}`), faultNotAllowed},
	{"break", letterLine, inLetter(`{{range .files}}{{→break}}{{end}}`), faultNotAllowed},
	{"continue", letterLine, inLetter(`{{range .files}}{{→continue}}{{end}}`), faultNotAllowed},
	{"block", letterLine, inLetter(`→{{block "x" .}}{{end}}`), faultNotAllowed},
	{"range over a number", letterLine, inLetter(`{{range →10}}x{{end}}`), faultRange},
	{"range over a text", letterLine, inLetter(`{{range →.sum}}x{{end}}`), faultRange},
	{"range with variables", letterLine, inLetter(`{{range →$i, $f := .files}}x{{end}}`), faultRange},
	{"range over a function", letterLine, inLetter(`{{range →list .files}}x{{end}}`), faultRange},
	{"list printed", letterLine, inLetter(`{{→.files}}`), faultPrintList},
	{"list printed by with", letterLine, inLetter(`{{with .files}}{{→.}}{{end}}`), faultPrintList},
	{"unknown field", letterLine, inLetter(`{{→.amount}}`), faultUnknownField},
	{"unknown field by $", letterLine, inLetter(`{{with .sum}}{{$→.amount}}{{end}}`), faultUnknownField},
	{"unknown field by name", letterLine, inLetter(`{{if has →"amount"}}x{{end}}`), faultUnknownField},
	{"claim with an argument", letterLine, inLetter(`{{→claim "sum"}}`), faultArguments},
	{"unknown option", letterLine, inLetter(`{{if is "why" →"z"}}x{{end}}`), faultUnknownOption},
	{"app text", lastLine, lastLine + "\nfeedback: [{keep: need, text: '共{{→.amount}}'}, {keep: want, text: \"{{→printf}}\"}]", faultUnknownField + " " + faultFunction},
	{"define in the app text", lastLine, lastLine + "\nfeedback: [{keep: need, text: →'x{{define \"y\"}}z{{end}}'}]", faultNotAllowed},
	{"app text without end", lastLine, lastLine + "\nfeedback:\n  - keep: need\n    text: |\n      一\n→      {{if has \"sum\"}}二", faultSyntax},
}

func TestFaults(t *testing.T) {
	for _, group := range []struct {
		name  string
		tests []faultTest
	}{{"front", frontFaults}, {"when", whenFaults}, {"words", wordFaults}} {
		for _, test := range group.tests {
			t.Run(group.name+"/"+test.name, func(t *testing.T) {
				text, places := faulty(t, test.old, test.piece)
				var got, want []string
				for _, f := range faultsOf(t, text) {
					got = append(got, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Code))
				}
				for i, code := range strings.Fields(test.codes) {
					want = append(want, places[i]+" "+code)
				}
				if !slices.Equal(got, want) {
					t.Errorf("got %q, want %q\n%s", got, want, text)
				}
			})
		}
	}
}

// faultsOf parses a text and holds the error to its type.
func faultsOf(t testing.TB, text string) Faults {
	t.Helper()
	start := time.Now()
	_, err := Parse("trial.tmpl", []byte(text))
	if d := time.Since(start); d > time.Minute {
		t.Errorf("reading took %s", d)
	}
	if err == nil {
		return nil
	}
	faults := asFaults(err)
	if len(faults) == 0 {
		t.Fatalf("the error is %#v", err)
	}
	return faults
}

// asFaults gives the faults that an error is, or nil.
func asFaults(err error) Faults {
	var faults Faults
	errors.As(err, &faults)
	return faults
}
