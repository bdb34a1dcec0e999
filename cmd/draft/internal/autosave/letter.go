// Package autosave owns the files of unfinished letters, so that neither a killed process nor a full disk loses what was
// typed. It does not know what the answers mean.
package autosave

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"draft/cmd/draft/internal/files"
	"draft/drafts/interview"
)

// Version is the version of the file format. A file of another version is set aside.
const Version = 1

// maxLetter is the size limit of the file in bytes, well above any set of answers within the limits of its fields.
const maxLetter = 1 << 20

// stored is the format of the file. The slot is in it, so that a letter copied to another place is recognized.
type stored struct {
	Slot string `json:"slot"`
	interview.State
}

// encode returns the text of a file. It fails if decode would refuse that.
func encode(slot string, l interview.State) ([]byte, error) {
	l.Version, l.Saved = Version, l.Saved.UTC()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ") // people read files that were set aside
	if err := e.Encode(stored{slot, l}); err != nil {
		return nil, err
	}
	if b.Len() > maxLetter {
		return nil, files.ErrTooLarge
	}
	return b.Bytes(), nil
}

// errForeign reports a file that encode did not make for this slot.
var errForeign = errors.New("not an unfinished letter of this slot")

// decode returns the letter in the text of a file.
func decode(slot string, data []byte) (interview.State, error) {
	if len(data) > maxLetter {
		return interview.State{}, files.ErrTooLarge
	}
	if !utf8.Valid(data) {
		return interview.State{}, errForeign
	}
	var s stored
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return interview.State{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) || s.Slot != slot || s.Version != Version || !s.Valid() {
		return interview.State{}, errForeign
	}
	return s.State, nil
}
