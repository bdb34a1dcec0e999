package batch

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Pattern makes the name of each letter's file out of its answers: {{.douyin_id}}-{{.order_no}}. Besides the fields of the
// kind there is {{.row}} or {{.行}}, the number of the row.
type Pattern struct {
	pieces []piece
	unique bool // two rows never have one name
}

// piece is text, or the answer of a field.
type piece struct {
	text   string
	field  string
	called bool // by its label, and so is the option that was chosen
}

// Codes of what is wrong with a pattern.
const (
	CodePatternBroken = "batch.pattern_broken" // Value: from where it cannot be read
	CodePatternField  = "batch.pattern_field"  // Value: no field of this kind; Nearest; Known: those that there are; Labels: in Chinese
	CodePatternFolder = "batch.pattern_folder" // Value: the character that would make it a path
)

// What a pattern calls the number of the row.
const (
	rowField = "row"
	rowLabel = "行"
)

// ParsePattern reads a pattern for the fields of a kind, by their names or labels. Files cannot be part of a name.
func ParsePattern(text string, t *letter.Template) (*Pattern, *field.Problem) {
	form := drafts.NewForm(t, field.Reading{})
	known, labels := []string{rowField}, []string{rowLabel}
	for _, q := range t.Fields {
		if q.Type != field.Files {
			known, labels = append(known, q.Name), append(labels, q.Label.ZH)
		}
	}
	p := &Pattern{}
	for rest := text; rest != ""; {
		plain, inner, found := strings.Cut(rest, "{{")
		if at := strings.IndexAny(plain, `/\`); at >= 0 {
			return nil, field.NewProblem(CodePatternFolder, plain[at:at+1], nil)
		}
		if strings.Contains(plain, "}}") {
			return nil, field.NewProblem(CodePatternBroken, rest, nil)
		}
		if plain != "" {
			p.pieces = append(p.pieces, piece{text: plain})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(inner, "}}")
		name, dotted := strings.CutPrefix(strings.TrimSpace(name), ".")
		called := false
		if q, ok := form.Question(name); ok && name != rowField {
			name, called = q.Name, name != q.Name
		} else if name == rowLabel {
			name = rowField
		}
		switch {
		case !closed || !dotted:
			return nil, field.NewProblem(CodePatternBroken, rest[len(plain):], nil)
		case !slices.Contains(known, name):
			near := field.Nearest(name, known)
			if near == "" {
				near = field.Nearest(name, labels)
			}
			return nil, field.NewProblem(CodePatternField, name, map[string]any{"Nearest": near, "Known": known, "Labels": labels})
		}
		p.pieces = append(p.pieces, piece{field: name, called: called})
		rest = after
	}
	return p, nil
}

// DefaultPattern names a file by its row, the account and the order.
func DefaultPattern(t *letter.Template) *Pattern {
	p := &Pattern{pieces: []piece{{field: rowField}}, unique: true}
	for _, wanted := range []func(letter.Field) bool{
		func(q letter.Field) bool { return q.Name == "douyin_id" },
		func(q letter.Field) bool { return q.OrderNumber() },
	} {
		if i := slices.IndexFunc(t.Fields, wanted); i >= 0 {
			p.pieces = append(p.pieces, piece{text: "-"}, piece{field: t.Fields[i].Name})
		}
	}
	return p
}

// maxName is the longest name, in bytes, that file systems take; ending is what is kept free of it for the ending.
const (
	maxName = 255
	ending  = len(".json")
)

// separators are the characters that people put between the parts of a name.
const separators = " _-.,+·、，~—"

// name is the file's name of a row, without its ending: one that every system can have, and that shows all it is. What only
// parts an answer that is not there from the others is left out with it.
func (p *Pattern) name(values letter.Values, row int) string {
	var b strings.Builder
	between, left := "", false // what parts the next piece from those before; whether answers in between were left out
	for _, piece := range p.pieces {
		text := piece.text
		switch {
		case piece.field == rowField:
			text = fmt.Sprintf("%05d", row)
		case piece.field != "" && values[piece.field] == nil:
			left = true
			continue
		case piece.field != "":
			text = piece.answer(values[piece.field])
		case strings.Trim(text, separators) == "":
			before := b.String() + between
			parted := before == "" || strings.TrimRight(before, separators) != before
			if !left || !parted {
				between += text
			}
			left = false
			continue
		}
		b.WriteString(between + text)
		between, left = "", false
	}
	if !left {
		b.WriteString(between)
	}
	return safeName(b.String(), row)
}

// answer is what a name says of an answer.
func (p piece) answer(v field.Value) string {
	if choice, ok := v.(field.ChoiceValue); ok && p.called {
		return choice.Label.ZH
	}
	return v.Answer()
}

// safeName makes any text a name. What a name cannot hold becomes _; a text of which nothing is left becomes the row.
func safeName(text string, row int) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, !unicode.IsGraphic(r), strings.ContainsRune(`<>:"/\|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, text)
	name = cut(trimName(name), maxName-ending)
	if name == "" {
		return fmt.Sprintf("%05d", row)
	}
	if reserved(name) {
		name = cut("_"+name, maxName-ending)
	}
	return name
}

// trimName takes off what must not stand at an end: a dot hides a file, a hyphen makes it an option of a command, and
// Windows drops dots and spaces at the end.
func trimName(name string) string {
	return strings.TrimRight(strings.TrimLeft(name, " .-"), " .-")
}

// cut shortens a name to a number of bytes, between characters.
func cut(name string, most int) string {
	if len(name) <= most {
		return name
	}
	for !utf8.RuneStart(name[most]) {
		most--
	}
	return trimName(name[:most])
}

// withSuffix puts something behind a name, which is shortened where that is needed.
func withSuffix(name, suffix string) string { return cut(name, maxName-ending-len(suffix)) + suffix }

// reserved tells whether Windows takes a name for a device, whatever its ending.
func reserved(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	number, isPort := strings.CutPrefix(base, "com")
	if !isPort {
		number, isPort = strings.CutPrefix(base, "lpt")
	}
	return isPort && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}
