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

//go:embed *.tmpl *.css letter.js
var files embed.FS

// parse reads the template of a page with what the pages share.
func parse(name string, functions template.FuncMap) *template.Template {
	return template.Must(template.New(name).Funcs(template.FuncMap{"ending": ending}).Funcs(functions).ParseFS(files, name, "shared.tmpl"))
}

// write fills a template. It buffers: a template writes in very small pieces.
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

// A letter ends with at most endingParts paragraphs and endingLines lines that are printed on one sheet.
const (
	endingParts = 3
	endingLines = 12
)

// parted is the text of a letter in two: Ending is kept on one printed sheet.
type parted struct{ Body, Ending string }

// ending parts the text of a letter so that the signature is printed on one sheet with the salutation and the last
// paragraph before it.
func ending(text string) parted {
	at := len(strings.TrimRight(text, "\n"))
	cut := at
	for parts, lines := 1, 0; lines < endingLines; lines++ {
		newline := strings.LastIndexByte(text[:at], '\n')
		if newline < 0 {
			return parted{Ending: text}
		}
		if strings.TrimSpace(text[newline+1:at]) != "" {
			cut = newline + 1
		} else if parts++; parts > endingParts {
			break
		}
		at = newline
	}
	return parted{text[:cut], text[cut:]}
}

// inline is the style and the script of a page, and the policy that lets these run and nothing else.
type inline struct {
	Style  template.CSS
	Script template.JS
	Policy string
}

// inlined gives the style that all pages share, with those of one of them, and its script; "" where it has none.
func inlined(js string, css ...string) inline {
	style := file("base.css")
	for _, name := range css {
		style += file(name)
	}
	in := inline{
		Style:  template.CSS(style),
		Policy: "default-src 'none'; style-src " + source(style),
	}
	if js != "" {
		script := file(js)
		in.Script = template.JS(script)
		in.Policy += "; script-src " + source(script)
	}
	in.Policy += "; base-uri 'none'; form-action 'none'"
	return in
}

// file gives one of the embedded files.
func file(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return string(b)
}

// source names inline content in a policy.
func source(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
