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

// The ways onto the phone: the clipboard, and codes that its camera reads.

// copyApp copies the app text. Of several parts each is copied at the press of a key, once the one before is pasted.
func (h *outputOptions) copyApp(doc *document) error {
	parts, err := doc.appParts()
	if err != nil {
		return err
	}
	if !h.app.term.Interactive() { // nobody can say when the one before was pasted
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
		h.app.term.Say(id, lang.Args{"Part": i + 1, "Parts": len(parts), "Tool": way.Tool, "Length": h.app.view.AppLength(text, doc.limit)})
		if i+1 == len(parts) {
			break
		}
		if err := h.app.term.Prompter().Key(h.app.view.Text("copy.next", lang.Args{"Part": i + 2, "Parts": len(parts)})); err != nil {
			return err
		}
	}
	return nil
}

// onScreen is where codes are drawn without a file's name.
const onScreen = "screen"

// showQR gives the app text as codes: in the file, else on the screen where the window is large enough, else in a file
// that is offered to be looked at.
func (h *outputOptions) showQR(doc *document, where string) error {
	parts, err := doc.appParts()
	if err != nil {
		return err
	}
	var codes []qr.Code
	for _, text := range parts {
		some, err := qr.Encode(text)
		if err != nil {
			return view.Fail("qr.failed", nil, err)
		}
		codes = append(codes, some...)
	}
	if where != onScreen {
		doc.codes, err = h.saveCodes(codes, where)
		return err
	}
	if !h.app.term.Plain() && !h.app.term.JSON && fits(codes, h.app.term.OutWidth(), h.app.term.OutHeight()) {
		return h.drawCodes(codes)
	}
	if !h.app.term.Plain() {
		h.app.term.Say("qr.no_room", nil)
	}
	doc.codes, err = h.saveCodes(codes, absolutePath(freeName(doc.fileName()+"-qr", ".png")))
	if err != nil || !h.app.term.Interactive() || !h.app.term.Machine.Shows() {
		return err
	}
	return h.lookAt(doc.codes)
}

// lookAt offers to open pictures with the system's viewer.
func (h *outputOptions) lookAt(paths []string) error {
	look, err := h.app.term.Prompter().Confirm(prompt.Question{Message: h.app.view.Text("qr.open", nil)})
	if err != nil || !look {
		return err
	}
	for _, path := range paths {
		if err := h.app.term.Machine.Open(path); err != nil {
			return view.Fail("qr.no_viewer", lang.Args{"Path": path, "Detail": h.app.view.DesktopCause(err)}, err)
		}
	}
	return nil
}

// fits tells whether each code has room in the window, with its caption and the line that waits for a key.
func fits(codes []qr.Code, width, height int) bool {
	for _, c := range codes {
		if columns, rows := c.Cells(); columns > width || rows+3 > height {
			return false
		}
	}
	return true
}

func (h *outputOptions) drawCodes(codes []qr.Code) error {
	for i, c := range codes {
		if err := h.app.term.Product(c.Screen()); err != nil {
			return err
		}
		h.app.term.Say("qr.scan", lang.Args{"Part": i + 1, "Parts": len(codes)})
		if !h.app.term.Interactive() {
			continue
		}
		// The menu that follows would push the code out of the window.
		if err := h.app.term.Prompter().Key(h.app.view.Text("qr.key", nil)); err != nil {
			return err
		}
	}
	return nil
}

// saveCodes writes the codes as pictures: x.png, x-2.png and so on.
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
