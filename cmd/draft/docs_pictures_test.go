package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"golang.org/x/net/html"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/cmd/draft/internal/web"
	"draft/drafts/store"
)

// The pictures of the README are what the program shows, as SVG: text for text the screens that TestScreens compares, and the very
// page and style sheet of `draft web`. So a change of the program changes them, and no browser is needed to tell.
func TestPictures(t *testing.T) {
	for language, suffix := range map[lang.Language]string{lang.English: "", lang.Chinese: languageOfAFile} {
		for name, picture := range map[string][]byte{
			"terminal": terminalPicture(t, "help-80-"+string(language)),
			"page":     pagePicture(t, language),
		} {
			path := filepath.Join(sourceFolder, "docs", "images", name+suffix+".svg")
			if *updateDocs {
				if err := os.WriteFile(path, picture, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(picture, want) {
				t.Errorf("%s shows something else; run go test ./cmd/draft -run TestPictures -update-docs, and look at it", path)
			}
			if len(picture) > mostPicture {
				t.Errorf("%s has %d bytes, at most %d", path, len(picture), mostPicture)
			}
		}
	}
}

// The cells of a terminal's picture, in pixels.
const (
	cellWidth  = 9
	cellHeight = 20
)

// terminalPicture draws a screen of testdata/screens with its dark colors.
func terminalPicture(t *testing.T, screen string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "screens", screen+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	drawn, rest, _ := strings.Cut(string(text), "dark:\n")
	dark, _, _ := strings.Cut(rest, "light:\n")
	var rows []string
	for row := range strings.SplitSeq(drawn, "\n") {
		if row, ok := strings.CutPrefix(row, "│"); ok {
			rows = append(rows, strings.TrimRight(strings.TrimSuffix(row, "│"), " "))
		}
	}
	for len(rows) > 0 && rows[len(rows)-1] == "" {
		rows = rows[:len(rows)-1]
	}
	const columns = 80
	b := &bytes.Buffer{}
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'PingFang SC', 'Microsoft YaHei', monospace" font-size="15" fill="#e5e5e5">`+"\n",
		(columns+2)*cellWidth, (len(rows)+1)*cellHeight)
	b.WriteString(`<rect width="100%" height="100%" rx="8" fill="#000000"/>` + "\n")
	styles := cellStyles(t, dark)
	for y, row := range rows {
		drawRow(b, y, row, styles[y+1])
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// cellStyle is the style of some cells of a row, counted from 1.
type cellStyle struct {
	from, to int
	color    string
	bold     bool
}

// cellStyles reads lines such as "  3: 1-24 #e5e5e5 on #000000 bold, 16.7:1".
func cellStyles(t *testing.T, lines string) map[int][]cellStyle {
	t.Helper()
	all := map[int][]cellStyle{}
	for line := range strings.Lines(lines) {
		var row int
		var s cellStyle
		if _, err := fmt.Sscanf(line, "  %d: %d-%d %s", &row, &s.from, &s.to, &s.color); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		s.bold = strings.Contains(line, " bold")
		all[row] = append(all[row], s)
	}
	return all
}

// drawRow draws the words of a row. Every character has its place, so that the columns stand in every font.
func drawRow(b *bytes.Buffer, y int, row string, styles []cellStyle) {
	styleAt := func(cell int) cellStyle {
		if i := slices.IndexFunc(styles, func(s cellStyle) bool { return cell >= s.from && cell <= s.to }); i >= 0 {
			return styles[i]
		}
		return cellStyle{}
	}
	var run, places []string
	var current cellStyle
	flush := func() {
		if len(run) > 0 {
			fmt.Fprintf(b, `<text y="%d"`, (y+1)*cellHeight)
			if current.color != "" {
				fmt.Fprintf(b, ` fill="%s"`, current.color)
			}
			if current.bold {
				b.WriteString(` font-weight="bold"`)
			}
			fmt.Fprintf(b, ` x="%s">%s</text>`+"\n", strings.Join(places, " "), escapeXML(strings.Join(run, "")))
		}
		run, places = nil, nil
	}
	cell := 1
	for _, r := range row {
		if s := styleAt(cell); s != current || r == ' ' { // a viewer may leave out spaces, so no text has one
			flush()
			current = s
		}
		if r != ' ' {
			run, places = append(run, string(r)), append(places, strconv.Itoa(cell*cellWidth))
		}
		cell += displaywidth.Rune(r)
	}
	flush()
}

func escapeXML(text string) string {
	b := &strings.Builder{}
	_ = xml.EscapeText(b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}

// The part of the page that the picture shows, in pixels: as wide as a README is shown.
const (
	pageWidth  = 880
	pageHeight = 820
)

// pagePicture is the page of a refund request with some answers, and its style sheet.
func pagePicture(t *testing.T, language lang.Language) []byte {
	t.Helper()
	site, folder := newPageSite(t, language)
	defer site.Close()
	page, err := html.Parse(strings.NewReader(answerPage(t, site.URL, map[string]string{
		"recharged_by": "self", "method": "wechat", "recharged_at": "2026-11-18 20:15", "amount": "50", "reason": "mistake",
	})))
	if err != nil {
		t.Fatal(err)
	}
	b := &bytes.Buffer{}
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">`+"\n", pageWidth, pageHeight, pageWidth, pageHeight)
	fmt.Fprintf(b, `<foreignObject width="%d" height="%d">`, pageWidth, pageHeight)
	writeXHTML(b, page, get(t, site.URL+"/style.css"))
	b.WriteString("</foreignObject>\n</svg>\n")
	if strings.Contains(b.String(), folder) {
		t.Error("the picture of the page names a folder of the test")
	}
	return b.Bytes()
}

// newPageSite serves the pages of `draft web` with an empty store.
func newPageSite(t *testing.T, language lang.Language) (site *httptest.Server, folder string) {
	t.Helper()
	folder = t.TempDir()
	a := withFixedWorld(&app{term: newTestTerminal("", os.Stdout, os.Stderr), view: &view.View{Words: lang.New(language)}, config: foldersIn(folder)})
	kept, err := store.Open(folder, store.Options{Now: a.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	return httptest.NewServer(web.NewSite(web.SiteOptions{View: a.view, Config: a.config, Store: kept, Now: a.now, NewID: a.newID})), folder
}

// answerPage sends the form of a new refund request with these answers, and returns the page that comes back.
func answerPage(t *testing.T, base string, answers map[string]string) string {
	t.Helper()
	address := base + "/new/refund"
	form, fields := url.Values{}, 0
	for node := range parse(t, get(t, address)).Descendants() {
		name := attribute(node, "name")
		if name == "" || node.Data == "button" || attribute(node, "type") == "file" {
			continue
		}
		if path := name[strings.LastIndexByte(name, '.')+1:]; answers[path] != "" {
			form.Set(name, answers[path])
			fields++
		} else if attribute(node, "type") == "hidden" {
			form.Set(name, attribute(node, "value"))
		}
	}
	if fields < len(answers) {
		t.Fatalf("the page has %d fields for %d answers", fields, len(answers))
	}
	answer, err := http.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	return body(t, answer)
}

func get(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return body(t, answer)
}

func body(t *testing.T, answer *http.Response) string {
	t.Helper()
	defer answer.Body.Close() //nolint:errcheck // it was read
	b := &bytes.Buffer{}
	if _, err := b.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v\n%s", answer.Request.URL.Path, answer.Status, err, b)
	}
	return b.String()
}

func parse(t *testing.T, text string) *html.Node {
	t.Helper()
	node, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return node
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// writeXHTML writes a page as XML with its style sheet, and without its script.
func writeXHTML(b *bytes.Buffer, n *html.Node, style string) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(escapeXML(n.Data))
		return
	case html.ElementNode:
	default:
		for child := range n.ChildNodes() {
			writeXHTML(b, child, style)
		}
		return
	}
	if n.Data == "script" || n.Data == "link" || n.Data == "meta" {
		return
	}
	b.WriteString("<" + n.Data)
	if n.Data == "html" {
		b.WriteString(` xmlns="http://www.w3.org/1999/xhtml"`)
	}
	for _, a := range n.Attr {
		fmt.Fprintf(b, ` %s="%s"`, a.Key, escapeXML(a.Val))
	}
	b.WriteString(">")
	if n.Data == "head" {
		b.WriteString("<style>" + escapeXML(style) + "</style>")
	}
	for child := range n.ChildNodes() {
		writeXHTML(b, child, style)
	}
	b.WriteString("</" + n.Data + ">")
}
