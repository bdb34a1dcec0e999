package view

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// Mask returns a function that masks numbers and the writer's name in a text, so that others may see it. If masked is
// false, the function returns the text as it is.
func Mask(values letter.Values, masked bool) func(string) string {
	switch name := values["name"]; {
	case !masked:
		return func(text string) string { return text }
	case name == nil:
		return field.Masked
	default:
		return MaskName(name.String())
	}
}

// MaskName returns a function that masks numbers and a name in a text. If the name is empty, it masks numbers only.
func MaskName(name string) func(string) string {
	if name == "" {
		return field.Masked
	}
	names := strings.NewReplacer(name, maskedName(name))
	return func(text string) string { return names.Replace(field.Masked(text)) }
}

// maskedName returns a name with an asterisk for every character but the first.
func maskedName(name string) string {
	characters := []rune(name)
	return string(characters[:1]) + strings.Repeat("*", max(len(characters)-1, 1))
}

// HideSeats returns a letter that does not say who has worked at it.
func HideSeats(l store.Letter) store.Letter {
	l.RemovedBy, l.Attempts = "", slices.Clone(l.Attempts)
	for i := range l.Attempts {
		l.Attempts[i].Seat, l.Attempts[i].ResolvedBy = "", ""
	}
	return l
}

// maskedWriter masks the JSON lines of an export.
type maskedWriter struct{ w io.Writer }

// NewMaskedWriter returns a writer that masks the JSON lines of an export before it writes them to w. Each Write must be
// one whole line. Identifiers and times stay as they are; messages in base64 are left out, because they cannot be masked, and so are seats.
func NewMaskedWriter(w io.Writer) io.Writer { return &maskedWriter{w} }

func (m *maskedWriter) Write(line []byte) (int, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var letter map[string]any
	if err := d.Decode(&letter); err != nil {
		return 0, err
	}
	content, _ := letter["content"].(map[string]any)
	name, _ := content["name"].(string)
	if name == "" {
		name = nameSoFar(content)
	}
	if err := field.NewJSONEncoder(m.w, "").Encode(maskValue(letter, MaskName(name))); err != nil {
		return 0, err
	}
	return len(line), nil
}

// nameSoFar returns the writer's name among the answers of an unfinished letter; "" if it is not answered.
func nameSoFar(content map[string]any) (name string) {
	forms, _ := content["chapters"].([]any)
	for _, form := range forms {
		form, _ := form.(map[string]any)
		answers, _ := form["answers"].([]any)
		for _, a := range answers {
			if a, _ := a.(map[string]any); a["name"] == "name" {
				name, _ = a["text"].(string)
			}
		}
	}
	return name
}

// unmaskedKeys are the keys of identifiers and digests.
var unmaskedKeys = map[string]bool{"id": true, "about": true, "place": true, "letter": true, "message_id": true, "sha256": true, "digest": true}

// leftOutKeys are the keys of what cannot be masked, and of who works at the desk.
var leftOutKeys = []string{"base64", "seat", "removed_by", "resolved_by"}

// maskValue returns a JSON value with its strings masked. It changes lists and objects in place.
func maskValue(v any, mask func(string) string) any {
	switch v := v.(type) {
	case string:
		return mask(v)
	case []any:
		for i := range v {
			v[i] = maskValue(v[i], mask)
		}
	case map[string]any:
		for _, key := range leftOutKeys {
			delete(v, key)
		}
		for key, value := range v {
			if !unmaskedKeys[key] && !strings.HasSuffix(key, "_at") && key != "at" {
				v[key] = maskValue(value, mask)
			}
		}
	}
	return v
}
