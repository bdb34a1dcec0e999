package view

import (
	"github.com/clipperhouse/displaywidth"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// Offer words an offer of an interview: several amounts, or the text of a payment's page, in place of an answer.
type Offer struct {
	View     *View
	Template *letter.Template
	List     *letter.List // of the question
	Offer    interview.Offer
}

// Lines returns what the text says, or why it cannot be taken, for a window of width columns. A width of 0 is no window.
func (o *Offer) Lines(width int) []string {
	switch {
	case len(o.Offer.Faults) > 0:
		return o.faultLines()
	case o.Offer.Page != nil:
		return o.pageLines(width)
	}
	return []string{o.View.Text("offer.amounts", lang.Args{
		"Count": len(o.Offer.Amounts), "Amounts": o.amounts(), "Total": field.Sum(o.Offer.Amounts).String(),
	})}
}

// Question returns the question whether to take it. Its answers are prompt.Yes and prompt.No.
func (o *Offer) Question() prompt.Question {
	args := lang.Args{"Count": len(o.Offer.Amounts), "Label": o.View.Label(o.List.Label)}
	question, yes, no := "offer.amounts_question", "offer.amounts_yes", "offer.amounts_no"
	if o.Offer.Page != nil {
		question, yes, no = "offer.page_question", "offer.page_yes", "offer.page_no"
	}
	return prompt.Question{
		Message: o.View.Text(question, args),
		Options: []prompt.Option{
			{Value: prompt.Yes, Label: o.View.Text(yes, args), Also: prompt.Words(prompt.Yes)},
			{Value: prompt.No, Label: o.View.Text(no, args), Also: prompt.Words(prompt.No)},
		},
		NoDefault: true, // it is about what was paid
	}
}

// amounts returns the amounts in their order. Equal ones beside each other are said once.
func (o *Offer) amounts() string {
	var texts []string
	for all := o.Offer.Amounts; len(all) > 0; {
		times := 1
		for times < len(all) && all[times] == all[0] {
			times++
		}
		text := all[0].String()
		if times > 1 {
			text = o.View.Text("offer.amounts_times", lang.Args{"Amount": text, "Times": times})
		}
		texts, all = append(texts, text), all[times:]
	}
	return join(o.View, texts)
}

// pageLines returns a table of the answers that a page gives, each with the one that it replaces, and what is special about the payment.
func (o *Offer) pageLines(width int) []string {
	v, page := o.View, o.Offer.Page
	var column int
	for _, a := range o.Offer.Answers {
		column = max(column, displaywidth.String(v.Label(a.Field.Label)))
	}
	if width > 0 {
		column = min(column, width/3)
	}
	lines := []string{v.Text("offer.page", nil)}
	for _, a := range o.Offer.Answers {
		text := v.ShownValue(letter.Fact{Field: &a.Field, Value: a.Value})
		if a.Before != nil {
			text = v.Text("offer.changed", lang.Args{"Now": text, "Before": v.ShownValue(letter.Fact{Field: &a.Field, Value: a.Before})})
		}
		lines = append(lines, tableRow(v.Label(a.Field.Label), text, column, width))
	}
	if page.Refunded > 0 {
		lines = append(lines, o.note("offer.refunded", lang.Args{
			"Refunded": page.Refunded.String(), "Paid": (page.Amount + page.Refunded).String(), "Amount": page.Amount.String(),
		}))
	}
	if page.IsVoucher() {
		lines = append(lines, o.note("offer.voucher", nil))
	}
	if len(page.Unplaced) > 0 {
		lines = append(lines, v.Text("bill.unplaced", lang.Args{"Lines": field.Excerpt(join(v, page.Unplaced))}))
	}
	return lines
}

func (o *Offer) note(id string, args lang.Args) string {
	return o.View.Text("note."+string(letter.Warn), lang.Args{"Text": o.View.Text(id, args)})
}

// faultLines returns why an offer cannot be taken.
func (o *Offer) faultLines() []string {
	id := "offer.refused"
	if o.Offer.Page != nil {
		id = "offer.page_refused"
	}
	lines := []string{o.View.Text(id, nil)}
	for _, f := range o.Offer.Faults {
		text := o.View.Problem(f.Problem)
		if q, ok := o.Template.Find(f.Name); ok {
			text = o.View.Text("note.about", lang.Args{"Label": o.View.Label(q.Label), "Text": text})
		}
		lines = append(lines, "  "+o.View.Text("note.stop", lang.Args{"Text": text}))
	}
	return lines
}
