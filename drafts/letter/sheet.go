package letter

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"

	"draft/drafts/field"
)

// Values are the valid answers by field name. An answer that was not given has no entry.
type Values map[string]field.Value

// Sheet is the fact sheet: one set of answers to one kind on one day. Everything that is written about a case
// is printed from a sheet, so that no two texts can contradict each other. It reads Values anew each time.
type Sheet struct {
	template *Template
	values   Values
	at       time.Time
}

// Sheet lays values out for printing. at is the day that the letter is written.
func (t *Template) Sheet(values Values, at time.Time) *Sheet {
	return &Sheet{template: t, values: values, at: at}
}

// Holds tells whether the answers meet a condition.
func (s *Sheet) Holds(c Condition) bool {
	if c.Block == "" {
		return true
	}
	text, err := s.print(c.Block, nil)
	return err == nil && text != ""
}

// Findings are the checks that the answers call for, in the order of the file.
func (s *Sheet) Findings() []Check {
	var found []Check
	for _, c := range s.template.Checks {
		if s.Holds(c.When) {
			found = append(found, c)
		}
	}
	return found
}

// Letter prints the letter and its app text.
func (s *Sheet) Letter() (Letter, error) {
	view := s.view()
	subject, err := s.print(SubjectBlock, view)
	if err != nil {
		return Letter{}, err
	}
	body, err := s.print(LetterBlock, view)
	if err != nil {
		return Letter{}, err
	}
	l := Letter{
		Kind:    s.template.Kind,
		Subject: strings.Join(strings.Fields(subject), " "),
		Body:    strings.Trim(body, "\n") + "\n",
	}
	for _, c := range s.template.Feedback {
		if !s.Holds(c.When) {
			continue
		}
		text, err := s.print(c.Block, view)
		if err != nil {
			return Letter{}, err
		}
		if text = sentence(oneLine(text)); text != "" {
			l.Sentences = append(l.Sentences, Sentence{Keep: c.Keep, Text: text})
		}
	}
	return l, nil
}

// Guide prints the block that says where to go with the letter; empty where the kind has none.
func (s *Sheet) Guide(block string) (string, error) {
	if s.template.Blocks.Lookup(block) == nil {
		return "", nil
	}
	text, err := s.print(block, s.view())
	return strings.Trim(text, "\n"), err
}

// Fact is one answer as the letter shows it.
type Fact struct {
	Field Field
	Value field.Value
}

// Facts are the answers that were given, in the order of the questions.
func (s *Sheet) Facts() []Fact {
	var facts []Fact
	for _, f := range s.template.Fields {
		if v, ok := s.values[f.Name]; ok {
			facts = append(facts, Fact{Field: f, Value: v})
		}
	}
	return facts
}

// view is what a template sees: every declared field as text, empty where there is no answer; files as a list of
// names; and for a choice whose options have a text of their own, that text under NAME_text.
func (s *Sheet) view() map[string]any {
	view := make(map[string]any, 2*len(s.template.Fields))
	for _, f := range s.template.Fields {
		v := s.values[f.Name]
		switch v := v.(type) {
		case nil:
			view[f.Name] = ""
			if f.Type == field.Files {
				view[f.Name] = []string(nil)
			}
		case field.FilesValue:
			view[f.Name] = v.Names()
		default:
			view[f.Name] = v.String()
		}
		if f.Type == field.Choice {
			view[f.Name+"_text"] = optionText(v)
		}
	}
	return view
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

// binding is a copy of the template's blocks whose functions read one sheet at a time: copying them for every
// letter would cost more than printing it.
type binding struct {
	blocks *template.Template
	sheet  *Sheet
}

func (t *Template) bind(s *Sheet) (*binding, error) {
	if b, ok := t.bound.Get().(*binding); ok {
		b.sheet = s
		return b, nil
	}
	blocks, err := t.Blocks.Clone()
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", t.Kind, err)
	}
	b := &binding{sheet: s}
	b.blocks = blocks.Funcs(b.functions())
	return b, nil
}

// maxOutput is far above any letter. Templates are bounded when they are loaded; this stops a value times a loop.
const maxOutput = 1 << 20

var errTooLong = errors.New("the text is over 1 MiB")

func (s *Sheet) print(block string, view map[string]any) (string, error) {
	b, err := s.template.bind(s)
	if err != nil {
		return "", err
	}
	defer s.template.bound.Put(b)
	var out bounded
	if err := b.blocks.ExecuteTemplate(&out, block, view); err != nil {
		return "", fmt.Errorf("template %s: %w", s.template.Kind, err)
	}
	return out.String(), nil
}

type bounded struct{ strings.Builder }

var _ io.Writer = (*bounded)(nil)

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxOutput {
		return 0, errTooLong
	}
	return b.Builder.Write(p)
}
