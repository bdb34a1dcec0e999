// Package drafts has the form that collects the answers of a letter, the draft composed from them with its envelope and
// stamp, the status of a letter, and its dedup key. It uses no disk, no network and no terminal.
package drafts

import (
	"maps"
	"net/mail"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Draft is a composed letter with its envelope and stamp.
type Draft struct {
	Letter   letter.Letter
	Values   letter.Values // the active answers
	Facts    []letter.Fact
	Claim    field.MoneyValue // the amount claimed; 0 if the letter names none
	Envelope Envelope
	Stamp    Stamp
}

// Envelope is the sender and the recipients of a letter. Each may be empty: there is no default recipient.
type Envelope struct {
	From *mail.Address
	To   []*mail.Address
	Bcc  []*mail.Address
}

// Stamp identifies a draft: two drafts with the same words have different stamps.
type Stamp struct {
	// ID is the ID of the draft and the local part of the Message-ID.
	ID string
	// At is the time of writing, +08:00. It is the date of the letter and of the message.
	At time.Time
}

// Compose returns the draft of a complete form. It is deterministic.
func Compose(f *Form, e Envelope, s Stamp) (Draft, error) { return compose(f, f.Values(), e, s) }

// Preview is Compose for a form that may lack answers. A place to fill in stands for each required one.
func Preview(f *Form, e Envelope, s Stamp) (Draft, error) {
	values := maps.Clone(f.Values())
	for _, q := range f.Missing() {
		values[q.Name] = field.Gap(q.Stated().ZH)
	}
	return compose(f, values, e, s)
}

func compose(f *Form, values letter.Values, e Envelope, s Stamp) (Draft, error) {
	sheet := f.template.Sheet(values, s.At)
	l, err := sheet.Letter()
	if err != nil {
		return Draft{}, err
	}
	claim, _ := sheet.Claim()
	return Draft{Letter: l, Values: values, Facts: sheet.Facts(), Claim: claim, Envelope: e, Stamp: s}, nil
}

// Attachment is a file that is sent with a letter.
type Attachment struct {
	Name string // a file name in any script, without a folder
	Data []byte
}
