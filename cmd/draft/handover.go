package main

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/qr"
	"draft/cmd/draft/internal/view"
)

// This file brings the app text to the phone: by the clipboard, and by QR codes.

// copyApp copies the app text to the clipboard. If it has several parts, each is copied when a key is pressed after the one
// before was pasted.
func (h *outputOptions) copyApp(doc *document) error {
	parts, err := doc.appParts()
	if err != nil {
		return err
	}
	if !h.app.term.Interactive() { // nobody can press a key
		parts = []string{strings.Join(parts, "\n\n")}
	}
	for i, text := range parts {
		way, err := h.app.term.Machine.Copy(context.Background(), text)
		if err != nil {
			return view.Fail("copy.failed", lang.Args{"Detail": h.app.view.DesktopCause(err)}, err)
		}
		id := "copy.clipboard"
		if doc.copied = "clipboard"; way.Terminal {
			id, doc.copied = "copy.terminal", "terminal"
		}
		h.app.term.Say(id, lang.Args{"Part": i + 1, "Parts": len(parts), "Tool": way.Tool, "Length": view.AppLength(h.app.view, text, doc.Limit)})
		if i+1 == len(parts) {
			break
		}
		if err := h.app.term.Prompter().Key(h.app.view.Text("copy.next", lang.Args{"Part": i + 2, "Parts": len(parts)})); err != nil {
			return err
		}
	}
	return nil
}

// onScreen is the value of --qr without a file name.
const onScreen = "screen"

// captionRows is the number of rows that a code on the screen needs below it: its caption, and the line that waits for a key.
const captionRows = 3

// mostOnScreen is the most codes that a person is asked to scan one after another.
const mostOnScreen = 12

// showQR writes the QR codes of the app text to a file, or prints them if they fit the window. If the window is too small, a person
// chooses between several small codes and a picture.
func (h *outputOptions) showQR(doc *document, where string) error {
	parts, err := doc.appParts()
	if err != nil {
		return err
	}
	codes, err := encodeParts(parts, qr.MaxSide)
	if err != nil {
		return err
	}
	if where != onScreen {
		doc.codes, err = h.saveCodes(codes, where)
		return err
	}
	t := h.app.term
	drawn := !t.Plain() && !t.JSON
	if drawn && fitWindow(codes, t.OutWidth(), t.OutHeight()) {
		return h.printCodes(codes)
	}
	if drawn {
		columns, rows := neededWindow(codes)
		t.Say("qr.no_room", lang.Args{"NeedColumns": columns, "NeedRows": rows, "Columns": t.OutWidth(), "Rows": t.OutHeight()})
		switch small, err := h.chooseSmall(parts); {
		case err != nil:
			return err
		case small != nil:
			return h.printCodes(small)
		}
	}
	doc.codes, err = h.saveCodes(codes, absolutePath(freeName(doc.FileName()+"-qr", ".png")))
	if err != nil {
		return err
	}
	h.sayFetch(doc.codes)
	if !t.Interactive() || !t.Machine.Shows() {
		return nil
	}
	return h.offerToOpen(doc.codes)
}

// encodeParts returns the codes of the parts of the app text, of at most side modules a side.
func encodeParts(parts []string, side int) ([]qr.Code, error) {
	var codes []qr.Code
	for _, text := range parts {
		some, err := qr.Encode(text, side)
		if err != nil {
			return nil, view.Fail("qr.failed", nil, err)
		}
		codes = append(codes, some...)
	}
	return codes, nil
}

// chooseSmall asks whether to show codes that fit the window, and returns them; nil if they are not wanted, or too many.
func (h *outputOptions) chooseSmall(parts []string) ([]qr.Code, error) {
	t := h.app.term
	side := qr.WindowSide(t.OutWidth(), t.OutHeight()-captionRows)
	if side == 0 || !t.Interactive() {
		return nil, nil
	}
	codes, err := encodeParts(parts, side)
	if err != nil || len(codes) > mostOnScreen {
		return nil, err
	}
	choice, err := t.Prompter().Choose(prompt.Question{Message: h.app.view.Text("qr.how", nil), Options: []prompt.Option{
		{Value: "screen", Label: h.app.view.Text("qr.small", lang.Args{"Count": len(codes)})},
		{Value: "picture", Label: h.app.view.Text("qr.picture", nil)},
	}})
	if err != nil || choice != "screen" {
		return nil, err
	}
	return codes, nil
}

// sayFetch tells how pictures get to the machine that the user sits at, if that is another one.
func (h *outputOptions) sayFetch(paths []string) {
	if command := h.app.term.Machine.Fetch(paths); command != "" {
		h.app.term.Say("qr.fetch", lang.Args{"Command": command})
	}
}

// offerToOpen asks whether to open pictures with the system's viewer.
func (h *outputOptions) offerToOpen(paths []string) error {
	yes, err := h.app.term.Prompter().Confirm(prompt.Question{Message: h.app.view.Text("qr.open", nil)})
	if err != nil || !yes {
		return err
	}
	for _, path := range paths {
		if err := h.app.term.Machine.Open(path); err != nil {
			return view.Fail("qr.no_viewer", lang.Args{"Path": path, "Detail": h.app.view.DesktopCause(err)}, err)
		}
	}
	return nil
}

// neededWindow returns the columns and rows of the window that has room for each code.
func neededWindow(codes []qr.Code) (columns, rows int) {
	for _, c := range codes {
		width, height := c.Cells()
		columns, rows = max(columns, width), max(rows, height+captionRows)
	}
	return columns, rows
}

// fitWindow reports whether each code fits the window, with its caption and the line that waits for a key.
func fitWindow(codes []qr.Code, width, height int) bool {
	columns, rows := neededWindow(codes)
	return columns <= width && rows <= height
}

// printCodes prints the codes, and waits for a key after each.
func (h *outputOptions) printCodes(codes []qr.Code) error {
	for i, c := range codes {
		if err := h.app.term.Product(c.Screen()); err != nil {
			return err
		}
		h.app.term.Say("qr.scan", lang.Args{"Part": i + 1, "Parts": len(codes)})
		if !h.app.term.Interactive() {
			continue
		}
		// Without the key, the menu would scroll the code out of the window.
		if err := h.app.term.Prompter().Key(h.app.view.Text("qr.key", nil)); err != nil {
			return err
		}
	}
	return nil
}

// saveCodes writes the codes as pictures x.png, x-2.png and so on, and returns their paths.
func (h *outputOptions) saveCodes(codes []qr.Code, path string) ([]string, error) {
	paths := make([]string, len(codes))
	ending := filepath.Ext(path)
	for i := range codes {
		paths[i] = path
		if i > 0 {
			paths[i] = strings.TrimSuffix(path, ending) + "-" + strconv.Itoa(i+1) + ending
		}
		if err := h.app.term.CheckWritable(paths[i], h.force); err != nil { // before any is written
			return nil, err
		}
	}
	for i, c := range codes {
		data, err := c.PNG()
		if err != nil {
			return nil, err
		}
		if err := h.app.term.WriteFile(paths[i], data, h.force); err != nil {
			return nil, err
		}
		h.app.term.Say("qr.saved", lang.Args{"Path": paths[i], "Part": i + 1, "Parts": len(codes)})
	}
	return paths, nil
}
