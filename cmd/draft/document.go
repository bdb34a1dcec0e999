package main

import (
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/writing"
)

// document is a finished letter with what this run knows of it.
type document struct {
	*writing.Document
	app     *app
	notes   []view.Note
	out     bool // it was sent, or may have been
	waiting bool // it is frozen and not sent yet

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
	r.copyEvidence()
	session := r.interview.session
	stamp := drafts.Stamp{ID: r.letterID(), At: r.app.now().In(field.Beijing)}
	d, err := writing.Compose(session, stamp, writing.Options{Limit: r.options.output.chars, KeepMetadata: r.options.keepMeta})
	if err != nil {
		return nil, view.Fail("error.template", nil, err)
	}
	return &document{Document: d, app: r.app, notes: r.app.view.Notes(session.Remarks())}, nil
}

// resetWords sets the words of the template, in place of edited ones.
func (d *document) resetWords() {
	d.ResetWords()
	d.out, d.waiting = false, false // other words are another message
}

// setWords sets words that were edited by hand.
func (d *document) setWords(words drafts.Words) {
	d.SetWords(words)
	d.out, d.waiting = false, false
}

// appParts returns the parts of the app text, or an error if it does not fit the limit.
func (d *document) appParts() ([]string, error) {
	if d.Fitted.Over > 0 {
		return nil, view.Fail("error.over", view.OverArgs(d.app.view, d.shown()), nil)
	}
	return d.Fitted.Parts, nil
}

// shown returns the model that view shows.
func (d *document) shown() view.Document {
	return view.Document{
		ID: d.ID, Template: d.Template, Draft: d.Draft, Fitted: d.Fitted, Limit: d.Limit, Notes: d.notes, Names: d.Names(),
		Strength: d.Strength, Output: d.output, QR: d.codes, Copied: d.copied,
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
		_, err := d.appParts()
		return []byte(d.AppText()), err
	case formatHTML:
		return view.LetterPage(d.app.view, d.shown())
	case formatJSON:
		return view.EncodeJSON(d.object())
	}
	return []byte(d.Text()), nil
}

// eml returns the message for a mail program.
func (d *document) eml() ([]byte, error) {
	if d.Frozen != nil {
		return d.Frozen()
	}
	attachments, err := d.attachments()
	if err != nil {
		return nil, err
	}
	message, err := d.Message(attachments)
	if err != nil {
		return nil, d.app.view.MessageError(err)
	}
	return message, nil
}

// attachments reads the files, and says which photos lost their metadata.
func (d *document) attachments() ([]drafts.Attachment, error) {
	read, err := attach.Read(d.Files, attach.Disk{}, d.KeepMetadata)
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
