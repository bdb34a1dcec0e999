package view

import (
	"bytes"
	"encoding/json"
)

// EncodeJSON returns v as indented JSON with a final line break. Characters that are special to HTML stay as they are.
func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
