// Package page makes HTML pages that people look at, keep and print. A page is one file: it loads nothing, and what
// it shows of an answer is text, never markup. The room words nothing: every label comes from the caller.
package page

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
)

// LetterPage is what the page of one letter shows. Empty lists and texts leave their section out; an empty line of
// the envelope says Words.NotGiven.
type LetterPage struct {
	// Lang is the language of Words and Notes, as HTML names it: zh-CN or en. The letter is zh-CN in both.
	Lang  string
	Title string
	Words Words

	// Letter is the text as it is sent; its line breaks are kept.
	Letter string
	// From, To and Attachments are as people read them: names with addresses, names of files.
	From, To, Subject string
	Attachments       []string

	App     []Part    // the texts for the app, to paste one after another
	LeftOut []LeftOut // sentences that found no place in App
	Facts   []Fact
	Notes   []Note
}

// Part is one text to paste into the app.
type Part struct {
	Text   string
	Length string // as the reader is told it: 86 字
	Codes  []Code // that carry it to a phone
}

// LeftOut is a sentence that found no place in the texts for the app.
type LeftOut struct {
	Text  string
	Needs string // what it lacks, as the reader is told it: 还差 12 字
}

// Code is a QR code, module by module.
type Code interface {
	Size() int // modules a side
	Dark(x, y int) bool
}

// Fact is a row of the fact table.
type Fact struct{ Label, Value string }

// Note is something the writer should know before the letter goes.
type Note struct {
	Warning bool // a warning stands out; another note does not
	Text    string
}

// Words are the labels of the page. Each must be given.
type Words struct {
	Envelope, From, To, Subject, Attachments, NotGiven string

	Letter, App, LeftOut, Facts, Notes string

	Copy     string // the button
	Copied   string // what it says then
	Selected string // the text could only be selected: how to copy it by hand
	Scan     string // what to do with a code
}

// Letter writes the page of one letter. The same page gives the same bytes. An error is that of w.
func Letter(w io.Writer, p LetterPage) error {
	return write(w, letterTemplate(), struct {
		LetterPage
		inline
	}{p, letterInline()})
}

var (
	letterTemplate = sync.OnceValue(func() *template.Template {
		return parse("letter.tmpl", template.FuncMap{"frame": frame, "modules": modules})
	})
	letterInline = sync.OnceValue(func() inline { return inlined("letter.js", "letter.css") })
)

// frame is the viewBox of a code with the light margin of four modules that it needs.
func frame(c Code) string {
	const margin = 4
	side := c.Size() + 2*margin
	return fmt.Sprintf("%d %d %d %d", -margin, -margin, side, side)
}

// modules is the path of a code: a rectangle for each run of dark modules in a row.
func modules(c Code) string {
	var b strings.Builder
	for y := range c.Size() {
		for x := 0; x < c.Size(); x++ {
			from := x
			for c.Dark(x, y) {
				x++
			}
			if n := x - from; n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, n, n)
			}
		}
	}
	return b.String()
}
