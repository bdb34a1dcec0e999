package drafts

import (
	"net/mail"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Names of the sender and the recipients among answers.
const (
	NameFrom = "from"
	NameTo   = "to"
)

// AddressNames are the names of the sender and the recipients in answers files and tables, in lower case.
var AddressNames = map[string]string{"to": NameTo, "收件人": NameTo, "from": NameFrom, "发件人": NameFrom}

// CodeSeveralSenders reports that a letter was given more than one sender.
const CodeSeveralSenders = "batch.several"

// NewEnvelope returns the envelope of a letter with these answers. A letter without a sender comes from the contact address,
// if there is one; the sender's name is the one that the letter is signed with.
func NewEnvelope(from string, to []string, values letter.Values) Envelope {
	var e Envelope
	if v, ok := values["email"].(field.EmailValue); ok && from == "" {
		from = v.Answer()
	}
	if from != "" {
		e.From = &mail.Address{Address: from}
		if name := values["name"]; name != nil {
			e.From.Name = name.String()
		}
	}
	for _, address := range to {
		e.To = append(e.To, &mail.Address{Address: address})
	}
	return e
}
