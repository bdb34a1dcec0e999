// Package autosave keeps an unfinished letter on disk, so that neither a killed process nor a full disk loses what was
// typed. It knows texts and their names, not what they mean.
package autosave

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"draft/cmd/draft/internal/files"
	"draft/drafts"
)

// Version is the form of the file. A file of another version is set aside.
const Version = 1

// maxLetter is the size limit of the file in bytes, well above any set of answers within the limits of its fields.
const maxLetter = 1 << 20

// Letter is what was answered so far. Save sets the version.
type Letter struct {
	Version  int           `json:"version"`
	Kind     string        `json:"kind"`
	Saved    time.Time     `json:"saved"`
	Chapters []Chapter     `json:"chapters"` // the last one is open, the others became it
	Words    *drafts.Words `json:"words,omitempty"`
	Sheet    string        `json:"sheet,omitempty"` // the file in which the words are being edited
}

// Chapter is the interview for one letter kind.
type Chapter struct {
	Kind    string          `json:"kind"`
	Answers []drafts.Answer `json:"answers,omitempty"`
	Typed   []drafts.Answer `json:"typed,omitempty"`   // what stood in a field that was left without an answer
	Skipped []string        `json:"skipped,omitempty"` // questions left empty on purpose
	Behind  []string        `json:"behind,omitempty"`  // questions answered, in order
}

// stored is a letter as the file holds it. The slot tells a letter that was copied to the wrong place.
type stored struct {
	Slot string `json:"slot"`
	Letter
}

// encode gives the text of a file. It refuses what decode would not read.
func encode(slot string, l Letter) ([]byte, error) {
	l.Version, l.Saved = Version, l.Saved.UTC()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ") // people look into a file that was set aside
	if err := e.Encode(stored{slot, l}); err != nil {
		return nil, err
	}
	if b.Len() > maxLetter {
		return nil, files.ErrTooLarge
	}
	return b.Bytes(), nil
}

// errForeign is a file that encode did not make for this slot.
var errForeign = errors.New("not an unfinished letter of this slot")

// decode reads what encode made.
func decode(slot string, data []byte) (Letter, error) {
	if len(data) > maxLetter {
		return Letter{}, files.ErrTooLarge
	}
	if !utf8.Valid(data) {
		return Letter{}, errForeign
	}
	var s stored
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Letter{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) || s.Slot != slot || !s.whole() {
		return Letter{}, errForeign
	}
	return s.Letter, nil
}

// whole tells whether a letter says of itself what it must.
func (l *Letter) whole() bool {
	return l.Version == Version && l.Kind != "" && len(l.Chapters) > 0 && !slices.ContainsFunc(l.Chapters, func(c Chapter) bool {
		return c.Kind == "" || !named(c.Answers) || !named(c.Typed)
	})
}

// named tells whether each text has a name of its own.
func named(all []drafts.Answer) bool {
	seen := map[string]bool{"": true}
	for _, a := range all {
		if seen[a.Name] {
			return false
		}
		seen[a.Name] = true
	}
	return true
}
