package page

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed *.tmpl *.css copy.js
var files embed.FS

// parse returns the template of a page, with the blocks that all pages share.
func parse(name string, more template.FuncMap) *template.Template {
	return template.Must(template.New(name).Funcs(functions).Funcs(more).ParseFS(files, name, "shared*.tmpl"))
}

// Blocks returns the blocks that all pages share, for pages of others: facts, notes, text, codes, and those of a CasePage, which are
// case-summary, case-timeline, case-calendar and case-payments.
func Blocks() *template.Template {
	return template.Must(template.New("blocks").Funcs(functions).ParseFS(files, "shared*.tmpl"))
}

// Stylesheet returns the style of the blocks, and of the pages of a letter and of a case.
func Stylesheet() string {
	return readFile("base.css") + readFile("letter.css") + readFile("report.css") + readFile("case.css")
}

// CopyScript returns the script behind the buttons that copy a text.
func CopyScript() string { return readFile("copy.js") }

// functions are those that the shared blocks call.
var functions = template.FuncMap{
	"ending": splitEnding, "frame": viewBox, "modules": darkPath, "labelled": labelled, "weeks": weeks, "class": dayClass, "legend": legend,
}

// labelledCodes are the codes of a text and what to do with them.
type labelledCodes struct {
	Codes []Code
	Label string
}

func labelled(codes []Code, label string) labelledCodes { return labelledCodes{codes, label} }

// write executes a template. It buffers the output, because a template writes in very small pieces.
func write(w io.Writer, t *template.Template, data any) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	err := t.Execute(buffered, data)
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

// Limits of splitText.Ending.
const (
	maxEndingParagraphs = 3
	maxEndingLines      = 12
)

// splitText is the text of a letter in two parts. Ending is printed on one sheet, without a page break.
type splitText struct{ Body, Ending string }

// splitEnding splits the text of a letter before its last paragraphs, so that the signature is printed on one sheet with
// the closing formula and the last paragraph of the text.
func splitEnding(text string) splitText {
	at := len(strings.TrimRight(text, "\n"))
	cut := at
	for parts, lines := 1, 0; lines < maxEndingLines; lines++ {
		newline := strings.LastIndexByte(text[:at], '\n')
		if newline < 0 {
			return splitText{Ending: text}
		}
		if strings.TrimSpace(text[newline+1:at]) != "" {
			cut = newline + 1
		} else if parts++; parts > maxEndingParagraphs {
			break
		}
		at = newline
	}
	return splitText{text[:cut], text[cut:]}
}

// assets are the style and the script of a page, and the Content-Security-Policy that allows only these.
type assets struct {
	Style  template.CSS
	Script template.JS
	Policy string
}

// newAssets returns the assets of a page: the common style and those of css, and the script js, which may be "".
func newAssets(js string, css ...string) assets {
	style := readFile("base.css")
	for _, name := range css {
		style += readFile(name)
	}
	a := assets{
		Style:  template.CSS(style),
		Policy: "default-src 'none'; style-src " + hashSource(style),
	}
	if js != "" {
		script := readFile(js)
		a.Script = template.JS(script)
		a.Policy += "; script-src " + hashSource(script)
	}
	a.Policy += "; base-uri 'none'; form-action 'none'"
	return a
}

// readFile returns an embedded file.
func readFile(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return string(b)
}

// hashSource returns the hash source of inline content for a Content-Security-Policy.
func hashSource(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
