package view

import (
	"bytes"

	"draft/drafts/field"
)

// EncodeJSON returns v as indented JSON with a final line break.
func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	err := field.NewJSONEncoder(&b, "  ").Encode(v)
	return b.Bytes(), err
}
