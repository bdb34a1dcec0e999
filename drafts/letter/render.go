package letter

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"text/template"

	"draft/drafts/field"
)

// renderer executes the blocks of a template for one sheet after another. It is not safe for concurrent use, but several
// renderers may use one template at once.
type renderer struct {
	blocks *template.Template // a clone, because its functions read the sheet
	sheet  Sheet
	data   map[string]any
}

// renderer returns a renderer for the sheet, which free makes free for another one, because cloning the blocks takes a good part of the
// time of a letter.
func (s *Sheet) renderer() (*renderer, error) {
	r, used := s.template.renderers.Get().(*renderer)
	if !used {
		blocks, err := s.template.Blocks.Clone()
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", s.template.Kind, err)
		}
		r = &renderer{blocks: blocks}
		blocks.Funcs(r.sheet.functions())
	}
	r.sheet, r.data = *s, s.data()
	return r, nil
}

func (r *renderer) free() {
	t := r.sheet.template
	r.sheet, r.data = Sheet{}, nil
	t.renderers.Put(r)
}

// data returns every declared field as text, as a list of names if its type is files, and as records if it is a list. Without an
// answer it is empty.
func (s *Sheet) data() map[string]any {
	data := make(map[string]any, len(s.template.Fields))
	for _, l := range s.template.Lists {
		data[l.Name] = s.recordData(l)
	}
	attachment := 1 // its number: the files of all questions are attached one after another
	for i := range s.template.Fields {
		f := &s.template.Fields[i]
		if f.List != nil {
			continue // a template sees it in its record
		}
		v := s.values[f.Name]
		switch files, isFiles := v.(field.FilesValue); {
		case isFiles:
			data[f.Name] = files.NamesFrom(attachment)
			attachment += len(files.Paths())
		case f.Type == field.Files:
			data[f.Name] = []string(nil)
		case v == nil:
			data[f.Name] = ""
		default:
			data[f.Name] = s.answerText(f, 1, v)
		}
	}
	return data
}

// render returns the text of a block.
func (r *renderer) render(block string) (string, error) {
	var text boundedText
	err := r.blocks.ExecuteTemplate(&text, block, r.data)
	if errors.Is(err, errTooLong) {
		err = errTooLong // without the place in the template, because the fault is in an answer
	}
	if err != nil {
		return "", fmt.Errorf("template %s: %w", r.sheet.template.Kind, err)
	}
	return text.String(), nil
}

// clause returns the sentences of the app text that a clause makes.
func (r *renderer) clause(c Clause) ([]Sentence, error) {
	if c.List != nil {
		texts, err := r.records(c.Block, c.List)
		return c.recordSentences(texts), err
	}
	text, err := r.render(c.Block)
	if c.Rest != "" {
		return c.recordSentences(strings.Split(text, "\n")), err
	}
	return c.sentences(text), err
}

// records returns the text of a block for each record of a list by itself.
func (r *renderer) records(block string, l *List) ([]string, error) {
	all := r.data
	defer func() { r.data = all }()
	records, _ := all[l.Name].([]map[string]string)
	r.data = maps.Clone(all)
	texts := make([]string, len(records))
	for i := range records {
		r.data[l.Name] = records[i : i+1]
		text, err := r.render(block)
		if err != nil {
			return nil, err
		}
		texts[i] = text
	}
	return texts, nil
}

// maxOutput is far above any letter. Templates are bounded when they are loaded; this bounds a long answer in a loop.
const maxOutput = 1 << 20

var errTooLong = errors.New("the text is over 1 MiB")

// boundedText collects at most maxOutput bytes.
type boundedText struct{ text strings.Builder }

func (b *boundedText) Write(p []byte) (int, error) {
	if b.text.Len()+len(p) > maxOutput {
		return 0, errTooLong
	}
	return b.text.Write(p)
}

func (b *boundedText) String() string { return b.text.String() }
