package batch

import (
	"fmt"
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Pattern makes the name of each letter's file from its answers, such as {{.douyin_id}}-{{.order_no}}. {{.row}} or {{.行}} is the
// number of the row.
type Pattern struct {
	pieces []piece
	unique bool // the names of two rows always differ
}

// piece is either text or the answer to a question.
type piece struct {
	text    string
	field   string
	byLabel bool // the pattern names the question by its label, so the name has the label of the chosen option
}

// Codes of problems with a pattern.
const (
	CodePatternBroken = "batch.pattern_broken" // Value: the pattern from the syntax error on
	CodePatternField  = "batch.pattern_field"  // Value: the unknown name; Nearest: a similar one; Known: all names; Labels: all Chinese labels
	CodePatternFolder = "batch.pattern_folder" // Value: the / or \
)

// Names of the row number in a pattern.
const (
	rowField = "row"
	rowLabel = "行"
)

// ParsePattern parses a pattern with the names or labels of a template's questions. Questions for files cannot be used.
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
		byLabel := false
		if q, ok := form.Question(name); ok && name != rowField {
			name, byLabel = q.Name, name != q.Name
		} else if name == rowLabel {
			name = rowField
		}
		switch {
		case !closed || !dotted:
			return nil, field.NewProblem(CodePatternBroken, rest[len(plain):], nil)
		case !slices.Contains(known, name):
			nearest := field.Nearest(name, known)
			if nearest == "" {
				nearest = field.Nearest(name, labels)
			}
			return nil, field.NewProblem(CodePatternField, name, map[string]any{"Nearest": nearest, "Known": known, "Labels": labels})
		}
		p.pieces = append(p.pieces, piece{field: name, byLabel: byLabel})
		rest = after
	}
	return p, nil
}

// DefaultPattern returns a pattern of the row number, the account and the order number.
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

const (
	maxName = 255          // the most bytes of a file name in common file systems
	ending  = len(".json") // reserved for the ending
)

// separators are characters that people put between the parts of a name.
const separators = " _-.,+·、，~—"

// name returns the file name of a row, without its ending, in a form that is valid on every system. If an answer is missing,
// the separators beside it are left out, too.
func (p *Pattern) name(values letter.Values, row int) string {
	var b strings.Builder
	separator, omitted := "", false // the text before the next piece; whether an answer since the last piece was missing
	for _, piece := range p.pieces {
		text := piece.text
		switch {
		case piece.field == rowField:
			text = fmt.Sprintf("%05d", row)
		case piece.field != "" && values[piece.field] == nil:
			omitted = true
			continue
		case piece.field != "":
			text = piece.answer(values[piece.field])
		case strings.Trim(text, separators) == "":
			before := b.String() + separator
			separated := before == "" || strings.TrimRight(before, separators) != before
			if !omitted || !separated {
				separator += text
			}
			omitted = false
			continue
		}
		b.WriteString(separator + text)
		separator, omitted = "", false
	}
	if !omitted {
		b.WriteString(separator)
	}
	return safeName(b.String(), row)
}

// answer returns the text of an answer in a name.
func (p piece) answer(v field.Value) string {
	if choice, ok := v.(field.ChoiceValue); ok && p.byLabel {
		return choice.Label.ZH
	}
	return v.Answer()
}

// safeName turns any text into a valid file name. An empty one becomes the row number.
func safeName(text string, row int) string {
	if name := field.FileName(text, maxName-ending); name != "" {
		return name
	}
	return fmt.Sprintf("%05d", row)
}

// withSuffix appends a suffix to a name, which is shortened if necessary.
func withSuffix(name, suffix string) string {
	return field.FileName(name, maxName-ending-len(suffix)) + suffix
}
