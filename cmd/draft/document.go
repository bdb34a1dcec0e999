package main

import (
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/letter"
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
func (r *writeRun) compose() (*document, error) {
	session := r.interview.session
	stamp := drafts.Stamp{ID: r.letterID(), At: r.app.now().In(field.Beijing)}
	d, err := drafts.Compose(session.Form(), session.Envelope(), stamp)
	if err != nil {
		return nil, view.Fail("error.template", nil, err)
	}
	doc := &document{
		app: r.app, template: session.Form().Template(), draft: d, limit: r.options.output.chars, notes: r.app.view.Notes(session.Remarks()),
		composed: d.Letter, keepMeta: r.options.keepMeta, files: session.Files(),
	}
	doc.write()
	doc.strength = session.Form().Strength(doc.fitted.Whole)
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

// shown returns the document as it is shown.
func (d *document) shown() view.Document {
	return view.Document{
		ID: d.id, Template: d.template, Draft: d.draft, Fitted: d.fitted, Limit: d.limit, Notes: d.notes, Names: d.names(),
		Strength: d.strength, Output: d.output, QR: d.codes, Copied: d.copied,
	}
}

// preview shows the document to a person, in the width of the window.
func (d *document) preview() string { return d.app.view.Preview(d.shown(), d.app.term.OutWidth()) }

// object returns the document as data.
func (d *document) object() *view.DocumentObject { return d.app.view.DocumentObject(d.shown()) }

// render gives the document in one format.
func (d *document) render(format string) ([]byte, error) {
	switch format {
	case formatEML:
		return d.eml()
	case formatFeedback:
		parts, err := d.appParts()
		return []byte(strings.Join(parts, "\n\n") + "\n"), err
	case formatHTML:
		return d.app.view.LetterPage(d.shown())
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
