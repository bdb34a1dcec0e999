package batch

import (
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/delivery"
	"draft/drafts/eml"
	"draft/drafts/letter"
)

// Letter is the letter of a row.
type Letter struct {
	*Entry
	Draft drafts.Draft
}

// Public returns the letter without the private answers, as reports show it.
func (l *Letter) Public() (letter.Letter, error) {
	sheet := l.Form.Template().Sheet(l.Values, l.Draft.Stamp.At)
	public := sheet.Public()
	if public == sheet {
		return l.Draft.Letter, nil
	}
	return public.Letter()
}

// Compose writes the letter of a good row.
func (j *Job) Compose(e *Entry, id string) (*Letter, error) {
	d, err := drafts.Compose(e.Form, e.Envelope, drafts.Stamp{ID: id, At: j.Now})
	if err != nil {
		return nil, err
	}
	return &Letter{Entry: e, Draft: d}, nil
}

// Message returns the message of a letter for a mail program. The error is an *attach.Error or a *delivery.MessageError. It is safe for
// concurrent use.
func (j *Job) Message(l *Letter) ([]byte, error) {
	attached, err := j.Attachments(l)
	if err != nil {
		return nil, err
	}
	message, err := eml.Freeze(l.Draft, attached.Files)
	if err != nil {
		return nil, &delivery.MessageError{Err: err}
	}
	return message.Unsent(), nil
}

// Attachments reads the files of a letter. The error is an *attach.Error. It is safe for concurrent use.
func (j *Job) Attachments(l *Letter) (attach.Attachments, error) {
	read, err := j.readFiles(l)
	j.cleaned.Add(int64(len(read.Cleaned)))
	return read, err
}

func (j *Job) readFiles(l *Letter) (attach.Attachments, error) {
	files := make([]drafts.RecordFile, len(l.Files))
	for i, path := range l.Files {
		files[i].Path = path
	}
	return attach.Read(files, j.Evidence, j.KeepMetadata)
}

// record returns the record of a letter, whose files have the paths of the table.
func (j *Job) record(l *Letter, attached attach.Attachments) drafts.Record {
	r := drafts.RecordOf(l.Form, l.Draft)
	for _, to := range l.Envelope.To {
		r.To = append(r.To, to.Address)
	}
	if from := l.Envelope.From; from != nil && from.Address != j.Sender {
		r.From = from.Address
	}
	r.Limit, r.Metadata, r.Template = j.Chars, j.KeepMetadata, j.TemplatePath
	for i, path := range l.Files {
		r.Files = append(r.Files, drafts.RecordFile{Path: path, Digest: attached.Digests[i]})
	}
	return r
}
