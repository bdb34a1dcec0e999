package view

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Mask gives what makes a text fit for others to see: numbers and the name of the writer are masked. Where nothing is to
// be hidden, it leaves the text as it is.
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

// MaskName masks numbers and a name.
func MaskName(name string) func(string) string {
	if name == "" {
		return field.Masked
	}
	names := strings.NewReplacer(name, maskedName(name))
	return func(text string) string { return names.Replace(field.Masked(text)) }
}

// maskedName leaves the first character of a name.
func maskedName(name string) string {
	characters := []rune(name)
	return string(characters[:1]) + strings.Repeat("*", max(len(characters)-1, 1))
}

// maskedWriter masks the lines of an export, each of which comes in one Write. What tells letters and files apart stays
// as it is; a message that is no text is left out.
type maskedWriter struct{ w io.Writer }

// NewMaskedWriter returns a writer that masks an export on its way to w.
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
	masked, err := encodeLine(maskValue(letter, MaskName(name)))
	if err != nil {
		return 0, err
	}
	if _, err := m.w.Write(masked); err != nil {
		return 0, err
	}
	return len(line), nil
}

func encodeLine(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// plainKeys are what names a letter, a file or a moment.
var plainKeys = map[string]bool{"id": true, "about": true, "letter": true, "message_id": true, "sha256": true, "digest": true}

// maskValue masks the texts of a JSON value.
func maskValue(v any, hide func(string) string) any {
	switch v := v.(type) {
	case string:
		return hide(v)
	case []any:
		for i := range v {
			v[i] = maskValue(v[i], hide)
		}
	case map[string]any:
		delete(v, "base64")
		for key, value := range v {
			if !plainKeys[key] && !strings.HasSuffix(key, "_at") && key != "at" {
				v[key] = maskValue(value, hide)
			}
		}
	}
	return v
}
