package letter

import (
	"bytes"
	"errors"
	"fmt"
	"text/template"

	"draft/drafts/field"
)

// printer is a copy of a template's blocks whose functions read one sheet, with what printing needs. Making one costs
// more than printing a letter, so they are kept and used again, by one letter at a time.
type printer struct {
	blocks *template.Template
	sheet  *Sheet
	view   map[string]any
	out    bounded
}

// printer gives one for a sheet; put it back into printers.
func (t *Template) printer(s *Sheet) (*printer, error) {
	p, ok := t.printers.Get().(*printer)
	if !ok {
		blocks, err := t.Blocks.Clone()
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", t.Kind, err)
		}
		p = &printer{view: make(map[string]any, 2*len(t.Fields)+len(t.hoisted))}
		p.blocks = blocks.Funcs(p.functions())
	}
	p.sheet = s
	p.look()
	return p, nil
}

// look fills the view, which is what a template sees: every declared field as text, empty where there is no answer;
// files as a list of names; for a choice, what a sentence says of it under NAME_text; and what was hoisted out of the words.
// It has the same keys for every sheet of the template, so that nothing is left of the one before.
func (p *printer) look() {
	attachment := 1 // its number: the files of all questions are attached one after another
	for i := range p.sheet.template.Fields {
		f := &p.sheet.template.Fields[i]
		v := p.sheet.values[f.Name]
		switch v := v.(type) {
		case nil:
			p.view[f.Name] = ""
			if f.Type == field.Files {
				p.view[f.Name] = []string(nil)
			}
		case field.FilesValue:
			p.view[f.Name] = v.NamesFrom(attachment)
			attachment += len(v)
		default:
			p.view[f.Name] = v.String()
		}
		if f.Type == field.Choice {
			p.view[f.Name+"_text"] = optionText(v)
		}
	}
	for _, h := range p.sheet.template.hoisted {
		p.view[h.name] = h.value(p.sheet)
	}
}

func optionText(v field.Value) string {
	choice, ok := v.(field.ChoiceValue)
	switch {
	case !ok:
		return ""
	case choice.Option.Text != "":
		return choice.Option.Text
	}
	return choice.String()
}

func (p *printer) print(block string) (string, error) {
	p.out.Reset()
	if segments, ok := p.sheet.template.plain[block]; ok {
		return p.string(segments)
	}
	if err := p.blocks.ExecuteTemplate(&p.out, block, p.view); err != nil {
		return "", fmt.Errorf("template %s: %w", p.sheet.template.Kind, err)
	}
	return p.out.String(), nil
}

// string puts a plain block together.
func (p *printer) string(segments []segment) (string, error) {
	for _, s := range segments {
		text := s.text
		if s.field != "" {
			text, _ = p.view[s.field].(string) // the view has every field as text
		}
		if p.out.Len()+len(text) > maxOutput {
			return "", fmt.Errorf("template %s: %w", p.sheet.template.Kind, errTooLong)
		}
		p.out.WriteString(text)
	}
	return p.out.String(), nil
}

// maxOutput is far above any letter. Templates are bounded when they are loaded; this stops a value times a loop.
const maxOutput = 1 << 20

var errTooLong = errors.New("the text is over 1 MiB")

// bounded takes no more than maxOutput.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(text []byte) (int, error) {
	if b.Len()+len(text) > maxOutput {
		return 0, errTooLong
	}
	return b.Buffer.Write(text)
}
