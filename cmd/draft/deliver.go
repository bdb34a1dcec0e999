package main

import (
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// target is where the letter goes: a file, or standard output.
type target struct {
	path   string // empty is standard output
	format string // empty where nobody chose one
}

// target reads the flags of the output before any question is asked: nobody should answer fifteen questions to be
// told that the file exists.
func (h *outputOptions) target() (target, error) {
	format, err := chooseFormat(h.format, h.path)
	if err != nil {
		return target{}, err
	}
	if h.chars < 0 {
		return target{}, view.Usage("usage.chars", lang.Args{"Value": h.chars}, "")
	}
	if h.qr != "" && h.qr != onScreen {
		if !strings.EqualFold(filepath.Ext(h.qr), ".png") {
			return target{}, view.Usage("usage.qr", lang.Args{"Value": h.qr}, "")
		}
		if err := h.app.term.CheckWritable(h.qr, h.force); err != nil {
			return target{}, err
		}
	}
	t := target{path: h.path, format: format}
	if t.path == "-" {
		t.path = ""
		if t.format == "" {
			t.format = formatText
		}
	}
	if t.path != "" {
		return t, h.app.term.CheckWritable(t.path, h.force)
	}
	return t, nil
}

// deliver gives the letter in the form and at the place that were asked for. prompt.ErrBack says that an answer is to
// be changed first.
func (r *writeRun) deliver(doc *document, t target) error {
	if r.options.dryRun {
		return r.rehearse(doc, t)
	}
	var err error
	inMenu := false
	switch {
	case t.path != "":
		inMenu, err = r.writeOut(doc, t)
	case r.app.term.JSON:
	case t.format != "":
		err = r.options.output.print(doc, t.format)
	case (r.options.output.copy || r.options.output.qr != "") && !r.interview.session.Begun(): // they are the output
	case r.app.term.OutWidth() == 0:
		err = r.options.output.print(doc, formatText)
	default:
		inMenu, err = r.interview.session.Begun(), r.show(doc)
	}
	if err == nil {
		err = r.options.output.handOver(doc)
	}
	if err != nil {
		return err
	}
	var notKept error
	if !inMenu {
		r.handed = true
		notKept = r.keepAtEnd(doc)
	}
	switch {
	case r.app.term.JSON:
		err = r.app.term.PrintJSON(doc.object())
	case inMenu:
		err = (&menu{app: r.app, run: r, doc: doc}).ask()
	}
	if err != nil {
		return err
	}
	if inMenu {
		notKept = r.keepAtEnd(doc)
	}
	return r.leave(doc, notKept)
}

// keepAtEnd keeps a finished letter. Its error ends the run only after the letter was given in full, because the letter is
// what was asked for.
func (r *writeRun) keepAtEnd(doc *document) error {
	if r.options.noKeep || doc.out || doc.waiting {
		return nil
	}
	err := r.save(doc)
	switch {
	case err == nil:
		r.sayKept(doc)
		return nil
	case r.kept.editing != "", r.kept.short != "": // it is kept, as it was before
		return err
	}
	folder, _ := r.app.config.StoreFolder()
	detail := strings.Join(r.app.view.Lines(err), "\n")
	if strings.Contains(detail, folder) {
		folder = ""
	}
	return view.Fail("keep.cannot", lang.Args{"Path": folder, "Detail": detail}, err)
}

// sayKept says under which ID the letter is kept, and what to do with it next.
func (r *writeRun) sayKept(doc *document) {
	id := "keep.kept"
	if r.isLogged(doc) {
		id = "keep.logged"
	}
	r.app.term.Say(id, lang.Args{"ID": r.kept.short})
}

// handOver does what the flags ask for besides the output.
func (h *outputOptions) handOver(doc *document) error {
	if h.copy {
		if err := h.copyApp(doc); err != nil {
			return err
		}
	}
	if h.qr != "" {
		return h.showQR(doc, h.qr)
	}
	return nil
}

// show prints the whole document for a person.
func (r *writeRun) show(doc *document) error {
	if r.interview.session.Begun() {
		r.app.term.PrintErr("")
		return r.app.term.Page(doc.preview())
	}
	return r.app.term.Product(doc.preview())
}

// writeOut writes the file that was asked for. After an interview the letter is shown too, and a file that cannot be
// written does not take the answers with it: the menu offers other places.
func (r *writeRun) writeOut(doc *document, t target) (menu bool, err error) {
	if !r.interview.session.Begun() || r.app.term.JSON || r.app.term.OutWidth() == 0 {
		return false, r.options.output.save(doc, t.path, t.format)
	}
	if err := r.show(doc); err != nil {
		return false, err
	}
	if err := r.options.output.save(doc, t.path, t.format); err != nil {
		r.app.term.Complain(err)
		return true, nil
	}
	return false, nil
}

// sayNext tells where to go with the letter. Only built-in kinds and those of the folder have a guide to look up.
func (r *writeRun) sayNext(doc *document) {
	if r.options.template == "" {
		r.app.term.Say("write.next", lang.Args{"Kind": doc.template.Kind})
	}
}

func (h *outputOptions) print(doc *document, format string) error {
	data, err := doc.render(format)
	if err != nil {
		return err
	}
	h.sayLeft(doc, format)
	return h.app.term.Product(string(data))
}

// sayLeft names the sentences that an app text alone would not show to be missing.
func (h *outputOptions) sayLeft(doc *document, format string) {
	if format == formatFeedback && len(doc.fitted.Left) > 0 {
		h.app.term.Say("preview.left_out", lang.Args{"Count": len(doc.fitted.Left)})
		for _, s := range doc.fitted.Left {
			h.app.term.Say("preview.left_line", view.LeftOutArgs(s))
		}
	}
}

// save writes the file and says so.
func (h *outputOptions) save(doc *document, path, format string) error {
	data, err := doc.render(format)
	if err != nil {
		return err
	}
	if err := h.app.term.WriteFile(path, data, h.force); err != nil {
		return err
	}
	doc.output = &view.OutputObject{Path: path, Format: format}
	h.app.term.Say("write.saved", lang.Args{"Path": path})
	h.sayLeft(doc, format)
	return nil
}

// rehearse shows what would be written, and writes nothing. It renders in the chosen form, so that what would fail
// fails now.
func (r *writeRun) rehearse(doc *document, t target) error {
	format := t.format
	if format == "" {
		format = formatText
	}
	// With --json and no file, the result tells of a text that cannot fit.
	if _, err := doc.render(format); err != nil && (t.path != "" || !r.app.term.JSON) {
		return err
	}
	if t.path != "" {
		r.app.term.Say("write.would", lang.Args{"Path": t.path})
	}
	switch {
	case r.app.term.JSON:
		return r.options.output.print(doc, formatJSON)
	case r.options.output.format != "":
		return r.options.output.print(doc, format)
	}
	return r.show(doc)
}
