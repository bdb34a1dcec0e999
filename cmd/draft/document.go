package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/qr"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/page"
)

// document is a finished letter in all that it can be given as.
type document struct {
	app      *app
	template *letter.Template
	draft    drafts.Draft
	fitted   letter.Fitted
	limit    int // of the app text, in characters; 0 is none
	notes    []view.Note
	files    []string      // paths of the attachments
	composed letter.Letter // as the template wrote it
	edited   bool          // draft.Letter holds other words, by hand
	strength []letter.Point
	keepMeta bool   // of photos
	id       string // under which it is kept; "" where it is not
	out      bool   // somebody has it, or may have
	waiting  bool   // its bytes are frozen, and it could not be sent yet
	foreign  bool   // another program wrote it: there is its message, and files are the names in it
	// frozen gives the message as it was frozen, for people; nil where it was not.
	frozen func() ([]byte, error)

	// What became of it, for --json.
	output *view.OutputObject
	codes  []string // files of the QR codes
	copied string   // how
}

// formats are the forms of output by name; a file name's ending chooses one.
var formats = []string{formatEML, formatText, formatFeedback, formatHTML, formatJSON}

const (
	formatEML      = "eml"
	formatText     = "txt"
	formatFeedback = "feedback"
	formatHTML     = "html"
	formatJSON     = "json"
)

// compose writes the letter.
func (w *writeOptions) compose() (*document, error) {
	values := w.form.Values()
	stamp := drafts.Stamp{ID: w.letterID(), At: w.app.now().In(field.Beijing)}
	d, err := drafts.Compose(w.form, mailEnvelope(w.envelope, values), stamp)
	if err != nil {
		return nil, view.Fail("error.template", nil, err)
	}
	doc := &document{
		app: w.app, template: w.form.Template(), draft: d, limit: w.output.chars, notes: w.notes(), composed: d.Letter, keepMeta: w.keepMeta,
	}
	doc.write()
	doc.strength = w.form.Strength(doc.fitted.Whole)
	for _, fact := range d.Facts {
		if files, ok := fact.Value.(field.FilesValue); ok {
			doc.files = append(doc.files, files...)
		}
	}
	if _, asked := w.form.Question(evidence); !asked {
		doc.files = append(doc.files, w.attach...)
	}
	return doc, nil
}

// write puts the words of the template into the document.
func (d *document) write() {
	d.draft.Letter, d.edited, d.out, d.waiting = d.composed, false, false, false
	d.fitted = letter.Fit(d.composed.Sentences, d.limit)
}

// use puts edited words into the document. Of an edited app text every sentence is wanted.
func (d *document) use(words drafts.Words) {
	d.draft.Letter.Subject, d.draft.Letter.Body, d.edited = words.Subject, words.Body, true
	d.out, d.waiting = false, false // other words make another message
	d.draft.Letter.Sentences = letter.Sentences(words.App)
	d.fitted = letter.Fit(d.draft.Letter.Sentences, d.limit)
}

// appParts are the texts to paste into the app, one after another; an error where they cannot be within the limit.
func (d *document) appParts() ([]string, error) {
	if d.fitted.Over > 0 {
		return nil, view.Fail("error.over", lang.Args{"Count": d.fitted.Over, "Limit": d.limit}, nil)
	}
	return d.fitted.Parts, nil
}

// render gives the document in one format.
func (d *document) render(format string) ([]byte, error) {
	switch format {
	case formatEML:
		return d.eml()
	case formatFeedback:
		parts, err := d.appParts()
		return []byte(strings.Join(parts, "\n\n") + "\n"), err
	case formatHTML:
		return d.html()
	case formatJSON:
		return view.EncodeJSON(d.object())
	}
	return []byte("主题：" + d.draft.Letter.Subject + "\n\n" + d.draft.Letter.Body), nil
}

func (d *document) eml() ([]byte, error) {
	if d.frozen != nil {
		return d.frozen()
	}
	attachments, err := d.attachments()
	if err != nil {
		return nil, err
	}
	message, err := eml.Freeze(d.draft, attachments)
	if err != nil {
		return nil, d.app.view.MessageError(err)
	}
	return message.Unsent(), nil
}

// names are what the attachments are called, in their order, as the letter lists them.
func (d *document) names() []string {
	if d.foreign {
		return d.files
	}
	return field.FilesValue(d.files).Names()
}

// attachments reads the files, and tells what was done to photos.
func (d *document) attachments() ([]drafts.Attachment, error) {
	read, err := attach.Read(d.files, d.names(), attach.Disk{}, d.keepMeta)
	if err != nil {
		return nil, view.AttachmentError(err)
	}
	if len(read.Cleaned) > 0 {
		d.app.term.SayOnce("evidence.metadata", d.app.view.Printable(map[string]any{"Names": read.Cleaned}))
	}
	return read.Files, nil
}

func (d *document) html() ([]byte, error) {
	e := d.draft.Envelope
	p := page.LetterPage{
		Lang: d.app.view.PageLanguage(), Title: d.app.view.Label(d.template.Title), Words: d.pageWords(),
		Letter: d.draft.Letter.Body, Subject: d.draft.Letter.Subject,
	}
	p.From = view.Sender(e)
	var to []string
	for _, address := range e.To {
		to = append(to, address.Address)
	}
	p.To = strings.Join(to, ", ")
	p.Attachments = d.names()
	for _, text := range d.fitted.Parts {
		part := page.Part{Text: text, Length: d.length(text)}
		codes, err := qr.Encode(text)
		if err != nil {
			return nil, view.Fail("qr.failed", nil, err)
		}
		for _, c := range codes {
			part.Codes = append(part.Codes, c)
		}
		p.App = append(p.App, part)
	}
	for _, s := range d.fitted.Left {
		p.LeftOut = append(p.LeftOut, page.LeftOut{Text: s.Text, Needs: d.app.view.Text("page.needs", lang.Args{"Count": s.Needs})})
	}
	for _, f := range d.draft.Facts {
		p.Facts = append(p.Facts, page.Fact{Label: d.app.view.Label(f.Field.Stated()), Value: d.app.view.ShownValue(f)})
	}
	if d.fitted.Over > 0 {
		p.Notes = append(p.Notes, page.Note{
			Warning: true, Text: d.app.view.Text("error.over", lang.Args{"Count": d.fitted.Over, "Limit": d.limit}),
		})
	}
	for _, n := range d.notes {
		p.Notes = append(p.Notes, page.Note{Warning: n.Level != letter.Note, Text: n.Line(d.app.view)})
	}
	var b bytes.Buffer
	err := page.Letter(&b, p)
	return b.Bytes(), err
}

func (d *document) pageWords() page.Words {
	word := func(id string) string { return d.app.view.Text("page."+id, nil) }
	return page.Words{
		Envelope: word("envelope"), From: word("from"), To: word("to"), Subject: word("subject"),
		Attachments: word("attachments"), NotGiven: word("not_given"), Letter: word("letter"), App: word("app"),
		LeftOut: word("left_out"), Facts: word("facts"), Notes: word("notes"), Copy: word("copy"),
		Copied: word("copied"), Selected: word("selected"), Scan: word("scan"),
	}
}

// length says how long a piece of the app text is, and how long it may be.
func (d *document) length(text string) string {
	n := letter.Length(text)
	if d.limit == 0 {
		return d.app.view.Text("app.length", lang.Args{"Count": n})
	}
	return d.app.view.Text("app.length_of", lang.Args{"Count": n, "Limit": d.limit})
}

// letterRows is the letter in the rows of the window.
func (d *document) letterRows() string {
	if width := d.app.term.OutWidth(); width > 0 {
		return strings.Join(view.Lay(d.draft.Letter.Body, width), "\n")
	}
	return d.draft.Letter.Body
}

// preview shows the whole document to a person: envelope, app text, letter. The app text comes first, as it is what most
// people want, and is one line: what is selected with the mouse must not bring line breaks along.
func (d *document) preview() string {
	var b strings.Builder
	line := func(id string, args lang.Args) {
		b.WriteString(view.Wrap(d.app.view.Text("preview."+id, args), d.app.term.OutWidth()) + "\n")
	}
	text := func(id, text string) {
		if text != "" {
			line(id, lang.Args{"Text": text})
		}
	}
	e := d.draft.Envelope
	text("from", view.Sender(e))
	for _, to := range e.To {
		text("to", to.Address)
	}
	mailed := func(c letter.Channel) bool { return c.ID == "email" }
	if len(e.To) == 0 && slices.ContainsFunc(d.template.Channels, mailed) {
		line("no_to", nil)
	}
	text("subject", d.draft.Letter.Subject)
	for _, name := range d.names() {
		text("attachment", name)
	}
	for i, part := range d.fitted.Parts {
		b.WriteString("\n")
		line("app", lang.Args{"Part": i + 1, "Parts": len(d.fitted.Parts), "Length": d.length(part)})
		b.WriteString(part + "\n")
	}
	if d.fitted.Over > 0 {
		b.WriteString(view.Wrap(d.app.view.Text("error.over", lang.Args{"Count": d.fitted.Over, "Limit": d.limit}), d.app.term.OutWidth()) + "\n")
	}
	for i, s := range d.fitted.Left {
		if i == 0 {
			b.WriteString("\n")
			line("left_out", lang.Args{"Count": len(d.fitted.Left)})
		}
		line("left_line", leftLine(s))
	}
	b.WriteString("\n")
	line("letter", nil)
	b.WriteString(d.letterRows() + "\n")
	return b.String()
}

// chooseFormat chooses the form of output: --format, else the ending of the file's name.
func chooseFormat(format, output string) (string, error) {
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(output), "."))
	switch {
	case format != "" && !slices.Contains(formats, format):
		return "", view.Usage("usage.format", lang.Args{"Value": format, "Known": strings.Join(formats, ", ")}, "")
	case format != "" || output == "" || output == "-":
		return format, nil
	case ending == "htm":
		return formatHTML, nil
	case ending != formatFeedback && slices.Contains(formats, ending):
		return ending, nil
	}
	return "", view.Usage("usage.ending", lang.Args{"Path": output, "Known": strings.Join(formats, ", ")}, "")
}
