// Package drafts owns a letter on its way: the form its answers are collected in, the draft they become, who it goes
// to, and its stamp. It knows no disk, no network and no terminal.
package drafts

import (
	"net/mail"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Draft is a composed letter with its envelope and stamp.
type Draft struct {
	Letter   letter.Letter
	Values   letter.Values // the answers that count
	Facts    []letter.Fact
	Claim    field.MoneyValue // the sum asked for; 0 if the letter names none
	Envelope Envelope
	Stamp    Stamp
}

// Envelope says who a letter is from and where it goes. All of it may be empty: there is no default recipient.
type Envelope struct {
	From *mail.Address
	To   []*mail.Address
	Bcc  []*mail.Address
}

// Stamp is what makes one draft different from another of the same words.
type Stamp struct {
	// ID names the draft; it becomes the left side of the Message-ID.
	ID string
	// At is when the letter was written, +08:00. It is the date in the letter and of the message.
	At time.Time
}

// Compose writes the letter of a complete form. The same form, envelope and stamp give the same draft.
func Compose(f *Form, e Envelope, s Stamp) (Draft, error) {
	values := f.Values()
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
