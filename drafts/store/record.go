package store

import (
	"encoding/json"

	"draft/drafts"
)

// LetterOf returns the letter that holds a record. app is its text for the app, for those who search for words.
func LetterOf(r drafts.Record, f *drafts.Form, d drafts.Draft, app string) (Letter, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return Letter{}, err
	}
	l := Letter{
		ID: d.Stamp.ID, Kind: f.Template().Kind, Created: d.Stamp.At, Subject: r.Subject, To: r.To,
		Keys: drafts.Keys(f.Template(), f.Values()), Words: r.Body + "\n" + app, Content: data,
		Reply: [2]int{r.ReplyWithin.From, r.ReplyWithin.To},
	}
	if from := d.Envelope.From; from != nil {
		l.From = from.Address
	}
	return l, nil
}

// Record reads what the letter is made of. The error of one that cannot be read is a *BadRecord.
func (l Letter) Record() (drafts.Record, error) {
	var r drafts.Record
	if err := json.Unmarshal(l.Content, &r); err != nil {
		return r, &BadRecord{ID: l.Short, Err: err}
	}
	return r, nil
}

// BadRecord is a letter whose content cannot be read.
type BadRecord struct {
	ID  string // short
	Err error
}

func (b *BadRecord) Error() string { return b.ID + ": " + b.Err.Error() }

// Unwrap returns the fault of the JSON.
func (b *BadRecord) Unwrap() error { return b.Err }
