package main

import (
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// target is where and in which format the letter is written.
type target struct {
	path   string // "" is standard output
	format string // "" if none was chosen
}

// parseTarget checks the flags of the output. It is called before any question is asked, because an error after fifteen
// answers would come too late.
func (h *outputOptions) parseTarget() (target, error) {
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
	if t.path == view.Stdio {
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

// deliver prints or writes the letter as the flags say, keeps it, and shows the menu after an interview. It returns
// prompt.ErrBack if an answer is to be changed first.
func (r *writeRun) deliver(doc *document, t target) error {
	if r.options.dryRun {
		return r.showDryRun(doc, t)
	}
	var err error
	inMenu := false
	switch {
	case t.path != "":
		inMenu, err = r.writeFile(doc, t)
	case r.app.term.JSON:
	case t.format != "":
		err = r.options.output.print(doc, t.format)
	case (r.options.output.copy || r.options.output.qr != "") && !r.interview.session.Begun(): // the copy or the codes are the output
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
		notKept = r.saveFinished(doc)
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
		notKept = r.saveFinished(doc)
	}
	return r.leave(doc, notKept)
}

// saveFinished keeps a finished letter in the store. Its caller returns the error only after the letter was printed or
// written, because that is what was asked for.
func (r *writeRun) saveFinished(doc *document) error {
	if r.options.noKeep || doc.out || doc.waiting {
		return nil
	}
	err := r.save(doc)
	switch {
	case err == nil:
		r.sayKept(doc)
		return nil
	case r.kept.editing != "", r.kept.short != "": // the store has an earlier version of it
		return err
	}
	place := r.app.config.StoreName()
	detail := strings.Join(r.app.view.Lines(err), "\n")
	if strings.Contains(detail, place) {
		place = ""
	}
	return view.Fail("keep.cannot", lang.Args{"Path": place, "Detail": detail}, err)
}

// sayKept says under which ID the letter is kept, and what to do with it next.
func (r *writeRun) sayKept(doc *document) {
	id := "keep.kept"
	if r.isLogged(doc) {
		id = "keep.logged"
	}
	r.app.term.Say(id, lang.Args{"ID": r.kept.short})
}

// handOver copies the app text and shows its QR codes, if the flags ask for it.
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

// show prints the whole document.
func (r *writeRun) show(doc *document) error {
	if r.interview.session.Begun() {
		r.app.term.PrintErr("")
		return r.app.term.Page(doc.preview())
	}
	return r.app.term.Product(doc.preview())
}

// writeFile writes the file that the flags name. After an interview the letter is shown too, and if the file cannot be
// written, menu is true, so that the person can choose another file.
func (r *writeRun) writeFile(doc *document, t target) (menu bool, err error) {
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

// sayNext says how to hand in the letter. `draft guide` only finds kinds that are built in or in the template folder, so it
// says nothing about other template files. A letter that was submitted has its own next step.
func (r *writeRun) sayNext(doc *document) {
	if r.options.template == "" && !r.isLogged(doc) {
		r.app.term.Say("write.next", lang.Args{"Kind": doc.Template.Kind})
	}
}

// print writes the document to standard output in a format.
func (h *outputOptions) print(doc *document, format string) error {
	data, err := doc.render(format)
	if err != nil {
		return err
	}
	h.sayLeftOut(doc, format)
	return h.app.term.Product(string(data))
}

// sayLeftOut names the sentences that the app text has no room for, because the output alone does not show that they are
// missing.
func (h *outputOptions) sayLeftOut(doc *document, format string) {
	if format == formatFeedback && !h.app.term.JSON {
		for _, line := range view.LeftOutLines(h.app.view, doc.shown()) {
			h.app.term.PrintErr(line)
		}
	}
}

// save writes the document to a file in a format, and says so.
func (h *outputOptions) save(doc *document, path, format string) error {
	data, err := doc.render(format)
	if err != nil {
		return err
	}
	if err := h.app.term.WriteFile(path, data, h.force); err != nil {
		return err
	}
	doc.output = &view.OutputObject{Path: path, Format: format}
	h.app.term.SaySaved(path)
	h.sayLeftOut(doc, format)
	return nil
}

// showDryRun shows what would be written, and writes nothing. It renders the chosen format, so that it fails if that would.
func (r *writeRun) showDryRun(doc *document, t target) error {
	format := t.format
	if format == "" {
		format = formatText
	}
	// With --json and no file, the result says that a text does not fit.
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
