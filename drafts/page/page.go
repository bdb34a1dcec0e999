// Package page renders HTML pages to view, keep and print. A page is one file that loads nothing, and every answer on it is text, never
// markup. All labels come from the caller.
package page

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
)

// LetterPage is the content of the page of one letter. A section without content is left out; an empty line of the envelope shows
// Words.NotGiven.
type LetterPage struct {
	// Lang is the language of Words and Notes as an HTML lang attribute: zh-CN or en. The letter is always zh-CN.
	Lang  string
	Title string
	Words Words

	Letter string // the text as it is sent, with its line breaks
	// From and To are names with addresses, Attachments are file names.
	From, To, Subject string
	Attachments       []string

	App     []Part    // the texts to paste into the app, one after another
	LeftOut []LeftOut // sentences that do not fit into App
	Facts   []Fact
	Notes   []Note
}

// Part is one text to paste into the app.
type Part struct {
	Text   string
	Length string // as it is shown: 86 字
	Codes  []Code // QR codes of the text, to scan with a phone
}

// LeftOut is a sentence that does not fit into the texts for the app.
type LeftOut struct {
	Text  string
	Needs string // the missing characters, as they are shown: 还差 12 字
}

// Code is a QR code.
type Code interface {
	Size() int // modules per side
	Dark(x, y int) bool
}

// Fact is a row of the fact table.
type Fact struct{ Label, Value string }

// Note is a remark for the writer of the letter.
type Note struct {
	Warning bool // it is highlighted
	Text    string
}

// Words are the labels of the page. All are required.
type Words struct {
	Envelope, From, To, Subject, Attachments, NotGiven string

	Letter, App, LeftOut, Facts, Notes string

	Copy     string // the button
	Copied   string // the label of the button after copying
	Selected string // how to copy by hand, if the browser only allows selecting the text
	Scan     string // what to do with a code
}

// Letter writes the page of one letter. The same page gives the same bytes. The error is that of w.
func Letter(w io.Writer, p LetterPage) error {
	return write(w, letterTemplate(), struct {
		LetterPage
		assets
	}{p, letterAssets()})
}

var (
	letterTemplate = sync.OnceValue(func() *template.Template {
		return parse("letter.tmpl", nil)
	})
	letterAssets = sync.OnceValue(func() assets { return newAssets("copy.js", "letter.css") })
)

// viewBox returns the SVG viewBox of a code, with the margin of four modules that the standard requires.
func viewBox(c Code) string {
	const margin = 4
	side := c.Size() + 2*margin
	return fmt.Sprintf("%d %d %d %d", -margin, -margin, side, side)
}

// darkPath returns the SVG path of a code: a rectangle for each run of dark modules in a row.
func darkPath(c Code) string {
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
