package letter

import (
	"bytes"
	"errors"
	"fmt"
	"text/template"

	"draft/drafts/field"
)

// printer prints one sheet after another: it holds the answers as text, and for the blocks that are not compiled a copy of
// them whose functions read the sheet. Making one costs more than printing a letter, so they are kept and used again, by
// one letter at a time.
type printer struct {
	blocks *template.Template // nil until one is left to text/template
	sheet  *Sheet
	shown  []shown // the answers, in the order of the fields
	out    bounded
}

// shown is an answer as words have it: empty where there is none.
type shown struct {
	text  string
	names []string // of files
}

// printer gives one for a sheet; put it back into printers.
func (t *Template) printer(s *Sheet) *printer {
	p, ok := t.printers.Get().(*printer)
	if !ok {
		p = &printer{shown: make([]shown, len(t.Fields))}
	}
	p.sheet = s
	p.look()
	return p
}

// look shows the answers of the sheet; nothing is left of the one before.
func (p *printer) look() {
	attachment := 1 // its number: the files of all questions are attached one after another
	for i := range p.sheet.template.Fields {
		switch v := p.sheet.values[p.sheet.template.Fields[i].Name].(type) {
		case nil:
			p.shown[i] = shown{}
		case field.FilesValue:
			p.shown[i] = shown{names: v.NamesFrom(attachment)}
			attachment += len(v)
		default:
			p.shown[i] = shown{text: p.sheet.specified(&p.sheet.template.Fields[i], v)}
		}
	}
}

// view is what text/template sees: every declared field as text, and files as a list of names.
func (p *printer) view() map[string]any {
	view := make(map[string]any, len(p.shown))
	for i := range p.sheet.template.Fields {
		f := &p.sheet.template.Fields[i]
		if f.Type == field.Files {
			view[f.Name] = p.shown[i].names
			continue
		}
		view[f.Name] = p.shown[i].text
	}
	return view
}

// print prints a block. What it gives is good until the next one.
func (p *printer) print(block string) ([]byte, error) {
	p.out.Reset()
	t := p.sheet.template
	if phrase, ok := t.phrases[block]; ok {
		if err := phrase(p); err != nil {
			return nil, fmt.Errorf("template %s: %w", t.Kind, err)
		}
		return p.out.Bytes(), nil
	}
	if p.blocks == nil {
		blocks, err := t.Blocks.Clone()
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", t.Kind, err)
		}
		p.blocks = blocks.Funcs(p.functions())
	}
	if err := p.blocks.ExecuteTemplate(&p.out, block, p.view()); err != nil {
		return nil, fmt.Errorf("template %s: %w", t.Kind, err)
	}
	return p.out.Bytes(), nil
}

// maxOutput is far above any letter. Templates are bounded when they are loaded; this stops a value times a loop.
const maxOutput = 1 << 20

var errTooLong = errors.New("the text is over 1 MiB")

// write adds to what is printed.
func (p *printer) write(text string) error {
	if p.out.Len()+len(text) > maxOutput {
		return errTooLong
	}
	p.out.WriteString(text)
	return nil
}

// bounded takes no more than maxOutput.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(text []byte) (int, error) {
	if b.Len()+len(text) > maxOutput {
		return 0, errTooLong
	}
	return b.Buffer.Write(text)
}
