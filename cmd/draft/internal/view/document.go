package view

import (
	"bytes"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/qr"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/page"
)

// Document is a finished letter and what is shown with it, in the preview, on a page and in --json.
type Document struct {
	ID       string // in the store; "" if it is not kept
	Template *letter.Template
	Draft    drafts.Draft
	Fitted   letter.Fitted
	Limit    int // of the app text, in UTF-16 units; 0 is no limit
	Notes    []Note
	Names    []string // of the attachments, in the order of the letter
	Strength []letter.Point

	Output *OutputObject // the file it was written to; nil if there is none
	QR     []string      // files of the QR codes
	Copied string        // "clipboard", "terminal" or "" if it was not copied
}

// Preview returns the text of a document for a window of width columns: envelope, app text, letter. The app text comes
// before the letter because most people want it, and is never broken, because a selection by mouse would copy the line
// breaks. A width of 0 is no window.
func Preview(v *View, d Document, width int) string {
	var b strings.Builder
	line := func(id string, args lang.Args) {
		b.WriteString(Wrap(v.Text("preview."+id, args), width) + "\n")
	}
	text := func(id, text string) {
		if text != "" {
			line(id, lang.Args{"Text": text})
		}
	}
	e := d.Draft.Envelope
	text("from", Sender(e))
	for _, to := range e.To {
		text("to", to.Address)
	}
	mailed := func(c letter.Channel) bool { return c.ID == "email" }
	if len(e.To) == 0 && slices.ContainsFunc(d.Template.Channels, mailed) {
		line("no_to", nil)
	}
	text("subject", d.Draft.Letter.Subject)
	for _, name := range d.Names {
		text("attachment", name)
	}
	for _, f := range d.Draft.Facts {
		files, _ := f.Value.(field.FilesValue)
		for _, name := range files.InApp() {
			text("in_app", name)
		}
	}
	for i, part := range d.Fitted.Parts {
		b.WriteString("\n")
		line("app", lang.Args{"Part": i + 1, "Parts": len(d.Fitted.Parts), "Length": AppLength(v, part, d.Limit), "Box": hasBox(v, d.Template)})
		b.WriteString(part + "\n")
	}
	if d.Fitted.Over > 0 {
		b.WriteString(Wrap(v.Text("error.over", OverArgs(v, d)), width) + "\n")
	}
	for i, text := range LeftOutLines(v, d) {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString(Wrap(text, width) + "\n")
	}
	b.WriteString("\n")
	line("letter", nil)
	b.WriteString(d.letterRows(width) + "\n")
	return b.String()
}

// letterRows returns the body of the letter, broken into rows of fewer than width columns.
func (d Document) letterRows(width int) string {
	if width > 0 {
		return strings.Join(WrapRows(d.Draft.Letter.Body, width), "\n")
	}
	return d.Draft.Letter.Body
}

// AppLength returns the words for the length of a part of the app text, in UTF-16 units, and for its limit if there is one.
func AppLength(v *View, text string, limit int) string {
	n := letter.Length(text)
	if limit == 0 {
		return v.Text("app.length", lang.Args{"Count": n})
	}
	return v.Text("app.length_of", lang.Args{"Count": n, "Limit": limit})
}

// LetterPage returns the letter as an HTML page. It fails if a part of the app text does not fit into QR codes.
func LetterPage(v *View, d Document) ([]byte, error) {
	e := d.Draft.Envelope
	p := page.LetterPage{
		Lang: v.PageLanguage(), Title: v.Label(d.Template.Title), Words: pageWords(v),
		Letter: d.Draft.Letter.Body, Subject: d.Draft.Letter.Subject,
	}
	p.From = Sender(e)
	var to []string
	for _, address := range e.To {
		to = append(to, address.Address)
	}
	p.To = strings.Join(to, ", ")
	p.Attachments = d.Names
	var err error
	if p.App, err = AppParts(v, d); err != nil {
		return nil, err
	}
	for _, run := range leftRuns(d.Fitted.Left) {
		left := page.LeftOut{Text: run[0].Text, Needs: v.Text("page.needs", lang.Args{"Count": run[0].Needs})}
		if len(run) > 1 {
			left.Text += " …… " + run[len(run)-1].Text
			left.Needs = v.Text("page.needs_records", runArgs(run))
		}
		p.LeftOut = append(p.LeftOut, left)
	}
	for _, f := range d.Draft.Facts {
		p.Facts = append(p.Facts, page.Fact{Label: v.Label(f.Field.Stated()), Value: v.ShownValue(f)})
	}
	if d.Fitted.Over > 0 {
		p.Notes = append(p.Notes, page.Note{
			Warning: true, Text: v.Text("error.over", OverArgs(v, d)),
		})
	}
	for _, n := range d.Notes {
		p.Notes = append(p.Notes, page.Note{Warning: n.Level != letter.Note, Text: n.Line(v)})
	}
	var b bytes.Buffer
	err = page.Letter(&b, p)
	return b.Bytes(), err
}

// AppParts returns the parts of the app text with their QR codes. It fails if one does not fit into codes.
func AppParts(v *View, d Document) ([]page.Part, error) {
	var parts []page.Part
	for _, text := range d.Fitted.Parts {
		part := page.Part{Text: text, Length: AppLength(v, text, d.Limit)}
		codes, err := qr.Encode(text, qr.MaxSide)
		if err != nil {
			return nil, Fail("qr.failed", nil, err)
		}
		for _, c := range codes {
			part.Codes = append(part.Codes, c)
		}
		parts = append(parts, part)
	}
	return parts, nil
}

func pageWords(v *View) page.Words {
	word := func(id string) string { return v.Text("page."+id, nil) }
	return page.Words{
		Envelope: word("envelope"), From: word("from"), To: word("to"), Subject: word("subject"),
		Attachments: word("attachments"), NotGiven: word("not_given"), Letter: word("letter"), App: word("app"),
		LeftOut: word("left_out"), Facts: word("facts"), Notes: word("notes"), Copy: word("copy"),
		Copied: word("copied"), Selected: word("selected"), Scan: word("scan"),
	}
}

// LeftOutLines returns the lines about the sentences that the app text has no room for, after a line that counts them; nil if there are
// none. The last line says which answer to shorten.
func LeftOutLines(v *View, d Document) []string {
	left := d.Fitted.Left
	if len(left) == 0 {
		return nil
	}
	lines := []string{v.Text("preview.left_out", lang.Args{"Count": len(left)})}
	for _, run := range leftRuns(left) {
		if len(run) == 1 {
			lines = append(lines, v.Text("preview.left_line", lang.Args{"Text": run[0].Text, "Count": run[0].Needs}))
			continue
		}
		lines = append(lines, strings.Split(v.Text("preview.left_records", runArgs(run)), "\n")...)
	}
	if s, ok := d.Shorten(); ok {
		lines = append(lines, v.Text("app.shorten", ShortenArgs(v, s)))
	}
	return lines
}

// Shorten returns the answer to shorten so that the app text has all of it; ok is false if there is none.
func (d Document) Shorten() (s letter.Shortening, ok bool) {
	return letter.Shorten(d.Draft.Letter.Sentences, d.Limit, d.Template, d.Draft.Values)
}

// ShortenArgs returns the arguments of a message about an answer to shorten.
func ShortenArgs(v *View, s letter.Shortening) lang.Args {
	return lang.Args{"Label": v.Label(s.Field.Label), "Count": s.By, "Longest": s.Longest}
}

// OverArgs returns the arguments of the message about a sentence that is longer than the limit.
func OverArgs(v *View, d Document) lang.Args {
	args := lang.Args{"Count": d.Fitted.Over, "Limit": d.Limit, "Shorten": ""}
	if s, ok := d.Shorten(); ok {
		args["Shorten"] = v.Text("app.shorten", ShortenArgs(v, s))
	}
	return args
}

// runArgs returns the arguments of a message about several records.
func runArgs(run []letter.LeftOut) lang.Args {
	return lang.Args{
		"First": run[0].Text, "Last": run[len(run)-1].Text, "Records": len(run), "Count": run[0].Needs, "Parts": letter.MostParts,
	}
}

// leftRuns parts the sentences that the app text has no room for into single ones and four or more records of a list in a row.
func leftRuns(left []letter.LeftOut) [][]letter.LeftOut {
	var runs [][]letter.LeftOut
	for begin := 0; begin < len(left); {
		end := begin + 1
		for end < len(left) && left[begin].Record > 0 && left[end].Record == left[end-1].Record+1 {
			end++
		}
		if end-begin < 4 {
			end = begin + 1
		}
		runs = append(runs, left[begin:end])
		begin = end
	}
	return runs
}
