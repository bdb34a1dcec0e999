package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
)

// target is where the letter goes: a file, or standard output.
type target struct {
	path   string // empty is standard output
	format string // empty where nobody chose one
}

// target reads the flags of the output before any question is asked: nobody should answer fifteen questions to be
// told that the file exists.
func (w *writing) target() (target, error) {
	format, err := chooseFormat(w.format, w.output)
	if err != nil {
		return target{}, err
	}
	if w.chars < 0 {
		return target{}, &usageError{id: "usage.chars", args: lang.Args{"Value": w.chars}}
	}
	t := target{path: w.output, format: format}
	if t.path == "-" {
		t.path = ""
		if t.format == "" {
			t.format = formatText
		}
	}
	if t.path != "" {
		return t, w.free(t.path)
	}
	return t, nil
}

// free refuses a path that cannot be written.
func (w *writing) free(path string) error {
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.IsDir():
		return &failure{id: "error.is_folder", args: lang.Args{"Path": path}}
	case err == nil && !w.force:
		return &failure{id: "error.exists", args: lang.Args{"Path": path}}
	case err == nil && !info.Mode().IsRegular() && info.Mode()&os.ModeSymlink == 0:
		return &failure{id: "error.not_regular", args: lang.Args{"Path": path}}
	case !files.Taken(filepath.Dir(path)):
		return &failure{id: "error.no_folder", args: lang.Args{"Path": filepath.Dir(path)}}
	}
	if err := files.TryFolder(path); err != nil {
		return failed(w.app, "error.write", lang.Args{"Path": path}, err)
	}
	return nil
}

// deliver gives the letter in the form and at the place that were asked for.
func (w *writing) deliver(doc *document, t target) error {
	switch {
	case w.dryRun:
		return w.rehearse(doc, t)
	case t.path != "":
		return w.keep(doc, t)
	case w.json:
		return w.print(doc, formatJSON)
	case t.format != "":
		return w.print(doc, t.format)
	case w.outWidth() == 0:
		return w.print(doc, formatText)
	}
	if err := w.show(doc); err != nil || !w.asked {
		return err
	}
	if err := w.offer(doc); err != nil {
		return err
	}
	w.sayNext(doc)
	return nil
}

// show prints the whole document for a person.
func (w *writing) show(doc *document) error {
	if w.asked {
		w.printErr("")
	}
	return w.product(doc.preview())
}

// keep writes the file that was asked for. After an interview the letter is shown too, and a file that cannot be
// written does not take the answers with it: another place is offered.
func (w *writing) keep(doc *document, t target) error {
	if !w.asked || w.json || w.outWidth() == 0 {
		return w.save(doc, t.path, t.format)
	}
	if err := w.show(doc); err != nil {
		return err
	}
	if err := w.save(doc, t.path, t.format); err != nil {
		w.complain(err)
		if err := w.offer(doc); err != nil {
			return err
		}
	}
	w.sayNext(doc)
	return nil
}

// sayNext tells where to go with the letter. Only built-in kinds and those of the folder have a guide to look up.
func (w *writing) sayNext(doc *document) {
	if w.template == "" {
		w.say("write.next", lang.Args{"Kind": doc.template.Kind})
	}
}

func (w *writing) print(doc *document, format string) error {
	data, err := doc.render(format)
	if err != nil {
		return err
	}
	w.sayLeft(doc, format)
	return w.product(string(data))
}

// sayLeft names the sentences that an app text alone would not show to be missing.
func (w *writing) sayLeft(doc *document, format string) {
	if format == formatFeedback && len(doc.fitted.Left) > 0 {
		w.say("preview.left_out", lang.Args{"Count": len(doc.fitted.Left)})
		for _, s := range doc.fitted.Left {
			w.say("preview.left_line", lang.Args{"Text": s.Text})
		}
	}
}

// rehearse shows what would be written, and writes nothing. It renders in the chosen form, so that what would fail
// fails now.
func (w *writing) rehearse(doc *document, t target) error {
	format := t.format
	if format == "" {
		format = formatText
	}
	// With --json and no file, the result tells of a text that cannot fit.
	if _, err := doc.render(format); err != nil && (t.path != "" || !w.json) {
		return err
	}
	if t.path != "" {
		w.say("write.would", lang.Args{"Path": t.path})
	}
	switch {
	case w.json:
		return w.print(doc, formatJSON)
	case w.format != "":
		return w.print(doc, format)
	}
	return w.show(doc)
}

// save writes the file and says so.
func (w *writing) save(doc *document, path, format string) error {
	data, err := doc.render(format)
	if err != nil {
		return err
	}
	err = files.Write(path, data, w.force)
	switch {
	case errors.Is(err, fs.ErrExist):
		return &failure{id: "error.exists", args: lang.Args{"Path": path}, err: err}
	case err != nil:
		return failed(w.app, "error.write", lang.Args{"Path": path}, err)
	}
	w.say("write.saved", lang.Args{"Path": path})
	w.sayLeft(doc, format)
	if w.json {
		result := doc.object()
		result.Output = &outputObject{Path: path, Format: format}
		return w.printJSON(result)
	}
	return nil
}

// offer asks a person what to do with the letter. prompt.ErrBack is the wish to change the last answer first.
func (w *writing) offer(doc *document) error {
	for {
		name := doc.template.Kind + "-" + doc.draft.Stamp.At.Format("20060102")
		paths := map[string]string{
			formatFeedback: freeName(name+"-app", ".txt"), formatEML: freeName(name, ".eml"), formatText: freeName(name, ".txt"),
		}
		option := func(format string) prompt.Option {
			return prompt.Option{Value: format, Label: w.text("offer."+format, lang.Args{"Path": paths[format]})}
		}
		choice, err := w.prompter().Choose(prompt.Question{
			Message: w.text("offer.question", nil),
			Options: []prompt.Option{
				option(formatEML), option(formatText), option(formatFeedback), {Value: "none", Label: w.text("offer.none", nil)},
			},
		})
		if err != nil || choice == "none" {
			return err
		}
		if err = w.save(doc, paths[choice], choice); err == nil {
			return nil
		}
		w.complain(err) // the letter is still there: choose again
	}
}

// freeName gives a file name that is not taken: name.eml, name-2.eml and so on.
func freeName(name, ending string) string {
	path := name + ending
	for i := 2; files.Taken(path); i++ {
		path = name + "-" + strconv.Itoa(i) + ending
	}
	return path
}
