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

// document is a finished letter with everything that its outputs need.
type document struct {
	app      *app
	template *letter.Template
	draft    drafts.Draft
	fitted   letter.Fitted
	limit    int // of the app text, in UTF-16 units; 0 is no limit
	notes    []view.Note
	files    []string      // paths of the attachments
	composed letter.Letter // by the template
	edited   bool          // draft.Letter has words that were edited by hand
	strength []letter.Point
	keepMeta bool   // keep the metadata of photos
	id       string // in the store; "" if it is not kept
	out      bool   // it was sent, or may have been
	waiting  bool   // it is frozen and not sent yet
	foreign  bool   // another program wrote it: there is only its message, and files are the names in it
	// frozen returns the frozen message for a mail program; nil if the letter is not frozen.
	frozen func() ([]byte, error)

	// The outputs that were made, for --json.
	output *view.OutputObject
	codes  []string // files of the QR codes
	copied string   // see view.Document
}

// formats are the names of the output formats, which are also file name extensions.
var formats = []string{formatEML, formatText, formatFeedback, formatHTML, formatJSON}

const (
	formatEML      = "eml"
	formatText     = "txt"
	formatFeedback = "feedback"
	formatHTML     = "html"
	formatJSON     = "json"
)

// compose renders the letter from the answers.
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
	doc.resetWords()
	doc.strength = session.Form().Strength(doc.fitted.Whole)
	return doc, nil
}

// resetWords sets the words of the template, in place of edited ones.
func (d *document) resetWords() {
	d.draft.Letter, d.edited, d.out, d.waiting = d.composed, false, false, false
	d.fitted = letter.Fit(d.composed.Sentences, d.limit)
}

// setWords sets words that were edited by hand. The app text must contain every sentence of an edited one, so none is left
// out to fit the limit.
func (d *document) setWords(words drafts.Words) {
	d.draft.Letter.Subject, d.draft.Letter.Body, d.edited = words.Subject, words.Body, true
	d.out, d.waiting = false, false // other words are another message
	d.draft.Letter.Sentences = letter.Sentences(words.App)
	d.fitted = letter.Fit(d.draft.Letter.Sentences, d.limit)
}

// appParts returns the parts of the app text, or an error if it does not fit the limit.
func (d *document) appParts() ([]string, error) {
	if d.fitted.Over > 0 {
		return nil, view.Fail("error.over", view.OverArgs(d.app.view, d.shown()), nil)
	}
	return d.fitted.Parts, nil
}

// shown returns the model that view shows.
func (d *document) shown() view.Document {
	return view.Document{
		ID: d.id, Template: d.template, Draft: d.draft, Fitted: d.fitted, Limit: d.limit, Notes: d.notes, Names: d.names(),
		Strength: d.strength, Output: d.output, QR: d.codes, Copied: d.copied,
	}
}

// preview returns the document as text in the width of the window.
func (d *document) preview() string {
	return view.Preview(d.app.view, d.shown(), d.app.term.OutWidth())
}

// object returns the object of the document for --json.
func (d *document) object() *view.DocumentObject { return d.app.view.DocumentObject(d.shown()) }

// render returns the document in a format.
func (d *document) render(format string) ([]byte, error) {
	switch format {
	case formatEML:
		return d.eml()
	case formatFeedback:
		parts, err := d.appParts()
		return []byte(strings.Join(parts, "\n\n") + "\n"), err
	case formatHTML:
		return view.LetterPage(d.app.view, d.shown())
	case formatJSON:
		return view.EncodeJSON(d.object())
	}
	return []byte("主题：" + d.draft.Letter.Subject + "\n\n" + d.draft.Letter.Body), nil
}

// eml returns the message for a mail program: the frozen bytes if there are any, else a new message.
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

// names returns the names of the attachments in the order in which the letter lists them.
func (d *document) names() []string {
	if d.foreign {
		return d.files
	}
	return field.FilesValue(d.files).Names()
}

// attachments reads the files, and says which photos lost their metadata.
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

// chooseFormat returns the format of --format, or else that of the file name's extension. It is "" if neither says one.
func chooseFormat(format, output string) (string, error) {
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(output), "."))
	switch {
	case format != "" && !slices.Contains(formats, format):
		return "", view.Usage("usage.format", lang.Args{"Value": format, "Known": strings.Join(formats, ", ")}, "")
	case format != "" || output == "" || output == view.Stdio:
		return format, nil
	case ending == "htm":
		return formatHTML, nil
	case ending != formatFeedback && slices.Contains(formats, ending):
		return ending, nil
	}
	return "", view.Usage("usage.ending", lang.Args{"Path": output, "Known": strings.Join(formats, ", ")}, "")
}
