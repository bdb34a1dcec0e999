package batch

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// brackets matches brackets and the text inside, after foldWidth.
var brackets = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}`)
})

// otherBrackets makes brackets of East Asia those of ASCII.
var otherBrackets = strings.NewReplacer("【", "[", "】", "]", "「", "[", "」", "]", "〔", "[", "〕", "]", "《", "<", "》", ">", "〈", "<", "〉", ">")

// marks are what may stand around the name of a column, or in brackets beside it, and say nothing about the answers.
var marks = []string{"非必填", "必填", "选填", "可选", "可不填", "单位", "required", "optional"}

// foldName returns the name in a header without what does not change its meaning: case, width, white space, _ and -, signs such as * at
// the ends, and words such as 必填.
func foldName(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' || r == '-' || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return unicode.ToLower(r)
	}, otherBrackets.Replace(width.Fold.String(text)))
	for {
		before := text
		text = strings.Trim(text, "*:.,;、/★☆※●■#")
		for _, mark := range marks {
			text = strings.TrimSuffix(strings.TrimPrefix(text, mark), mark)
		}
		if text == before || text == "" {
			return text
		}
	}
}

// splitName returns a name without the brackets in it, and the texts in them that are not only marks.
func splitName(text string) (name string, notes []string) {
	text = otherBrackets.Replace(width.Fold.String(text))
	for _, note := range brackets().FindAllString(text, -1) {
		if note = strings.TrimSpace(note[1 : len(note)-1]); foldName(note) != "" {
			notes = append(notes, note)
		}
	}
	return foldName(brackets().ReplaceAllString(text, " ")), notes
}

// names finds the columns that names mean.
type names struct {
	template *letter.Template

	whole map[string]column // with what stands in brackets
	bare  map[string]column // without; the zero value if it is ambiguous
	types map[string]*letter.Field
}

func newNames(h Header) *names {
	n := &names{template: h.Template, whole: map[string]column{}, bare: map[string]column{}, types: map[string]*letter.Field{}}
	add := func(name string, c column) {
		if name == "" {
			return
		}
		if _, taken := n.whole[foldName(name)]; !taken {
			n.whole[foldName(name)] = c
		}
		bare, _ := splitName(name)
		if other, taken := n.bare[bare]; taken && other != c {
			c = column{}
		}
		n.bare[bare] = c
	}
	for i := range h.Template.Fields {
		q := &h.Template.Fields[i]
		n.types[q.Name] = q
		add(q.Name, column{field: q.Name})
	}
	for _, q := range h.Template.Fields {
		add(q.Label.ZH, column{field: q.Name})
		add(q.Label.EN, column{field: q.Name})
	}
	for name, role := range h.Roles {
		add(name, column{role: role})
	}
	return n
}

// find returns the column that a name means; the zero value if there is none. note is what stands in brackets and may mean something else.
func (n *names) find(text string) (c column, note string) {
	if c, ok := n.whole[foldName(text)]; ok {
		return c, ""
	}
	if l, record, item, ok := n.template.ParsePath(foldName(text)); ok {
		c, note := n.find(item)
		if !slices.Contains(l.Items(n.template), c.field) {
			return column{}, ""
		}
		return column{field: l.Path(record, c.field)}, note
	}
	name, notes := splitName(text)
	c = n.bare[name]
	if name == "" || c == (column{}) {
		return column{}, ""
	}
	for _, note := range notes {
		if other := n.whole[foldName(note)]; other != (column{}) && other != c || !n.agrees(c, note) {
			return c, note
		}
	}
	return c, ""
}

// agrees reports whether a text in brackets leaves the meaning of a column as it is: an amount is in yuan, and a time in that of Beijing.
func (n *names) agrees(c column, note string) bool {
	q := n.types[c.field]
	if q == nil {
		return true
	}
	folded := foldName(note)
	switch q.Type {
	case field.Money:
		v, err := field.Spec{Type: field.Money}.Parse("1"+folded, field.Reading{})
		return err == nil && v.Answer() == "1.00"
	case field.Datetime:
		plain := strings.NewReplacer("北京时间", "", "东八区", "", "utc+8", "", "gmt+8", "").Replace(folded)
		return !strings.Contains(plain, "时间") && !strings.Contains(plain, "时区") && !strings.ContainsFunc(plain, func(r rune) bool {
			return r <= unicode.MaxASCII && unicode.IsLetter(r) && !strings.ContainsRune("ymdhs", r)
		})
	}
	return true
}

// ShownName returns the name of a column as messages show it, and as flags take it.
func ShownName(name string) string { return field.Excerpt(field.OneLine(name)) }

// indexOfShown returns the index of the column that a text names as it is, or as messages show it: in one line, or cut; or -1.
func indexOfShown(text string, header []string) int {
	if i := slices.Index(header, text); i >= 0 || text == "" {
		return i
	}
	return slices.IndexFunc(header, func(name string) bool { return ShownName(name) == text || field.OneLine(name) == field.OneLine(text) })
}

// indexOfName is like indexOfShown. If there is no such column, it returns that of a name that differs only in its form.
func indexOfName(text string, header []string) int {
	if i := indexOfShown(text, header); i >= 0 || foldName(text) == "" {
		return i
	}
	return slices.IndexFunc(header, func(name string) bool { return foldName(name) == foldName(text) })
}

// Known returns a function that reports whether a cell is the name of a column: one that the template knows, or that the options name.
func (h Header) Known(o ColumnOptions) func(cell string) bool {
	known := newNames(h)
	var named []string
	for _, text := range o.Ignore {
		named = append(named, text)
		named = append(named, strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(NameSeparators, r) })...)
	}
	for _, text := range o.Mapped {
		if at := strings.LastIndexByte(text, '='); at >= 0 {
			named = append(named, strings.TrimSpace(text[:at]))
		}
	}
	return func(cell string) bool {
		c, note := known.find(cell)
		return c != column{} || note != "" || indexOfName(cell, named) >= 0
	}
}

// hasNote reports whether brackets may change the meaning of a name.
func (h Header) hasNote(name string) bool {
	_, note := h.names.find(name)
	return note != ""
}

// noteFault returns the fault of a column whose brackets may change its meaning.
func (h Header) noteFault(cell answers.Answer) answers.Fault {
	c, note := h.names.find(cell.Name)
	return answers.Fault{At: cell.At, Name: c.field, Problem: field.NewProblem(CodeColumnNote, ShownName(cell.Name), map[string]any{
		"Note": note, "Column": cmp.Or(c.field, c.role),
	})}
}
