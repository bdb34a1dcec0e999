package batch

import (
	"unicode"

	"draft/drafts/answers"
	"draft/drafts/field"
)

// EncodingDoubt is a cell that was decoded in an encoding that nothing confirms.
type EncodingDoubt struct {
	At    answers.Place
	Field string // its question or role
	Text  string
}

// encodingCheck looks for what confirms a guessed encoding: a text beyond ASCII that is the name of a column or an option. Other bytes give
// characters in many encodings.
type encodingCheck struct {
	confirmed bool
	first     *EncodingDoubt
}

func (j *Job) newEncodingCheck() *encodingCheck {
	c := &encodingCheck{confirmed: !j.EncodingGuessed}
	for name, column := range j.Columns {
		c.confirmed = c.confirmed || column.role != roleIgnored && column.role != roleGroup && beyondASCII(name)
	}
	return c
}

// add looks at the answers of a row.
func (c *encodingCheck) add(j *Job, e *Entry) {
	if c.confirmed {
		return
	}
	for i := range e.Rows {
		for _, a := range e.Rows[i].Answers {
			q, isQuestion := j.Template.Find(a.Name)
			switch {
			case !beyondASCII(a.Text):
			case isQuestion && (q.Type == field.Choice || q.Type == field.YesNo) && e.Values[q.Name] != nil:
				c.confirmed = true
				return
			case c.first == nil && (isQuestion || a.Name == RoleTo || a.Name == RoleFrom):
				c.first = &EncodingDoubt{At: a.At, Field: a.Name, Text: a.Text}
			}
		}
	}
}

// doubt returns a cell that shows what the encoding makes of the table; nil if the encoding is confirmed, or does not matter.
func (c *encodingCheck) doubt() *EncodingDoubt {
	if c.confirmed {
		return nil
	}
	return c.first
}

func beyondASCII(text string) bool {
	for _, r := range text {
		if r > unicode.MaxASCII {
			return true
		}
	}
	return false
}
