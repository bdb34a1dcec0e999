package answers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// json reads one object. Numbers keep the form in which they are written.
func (r *reader) json() {
	dec := json.NewDecoder(bytes.NewReader(r.text))
	err := r.object(dec)
	if err == nil {
		return
	}
	offset := int(dec.InputOffset())
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		offset = len(r.text)
	case errors.As(err, &syntax):
		// The offset of the decoder's error is not always counted from the start of the file; that of Unmarshal is.
		if again := json.Unmarshal(r.text, new(json.RawMessage)); errors.As(again, &syntax) {
			offset = int(syntax.Offset) - 1
		}
		// Some releases of Go return a syntax error, not io.EOF, for a file that ends too early.
		if strings.Contains(err.Error(), "unexpected end of JSON input") {
			offset = len(r.text)
		}
	}
	r.fault(r.at(offset), "", CodeSyntax, map[string]any{"Detail": err.Error()})
}

func (r *reader) object(dec *json.Decoder) error {
	open, err := dec.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		r.fault(r.at(0), "", CodeNotNames, nil)
		return nil
	}
	for dec.More() {
		before := int(dec.InputOffset())
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		// Between the previous value and this name there are only a comma and white space.
		at := r.at(before + max(0, bytes.IndexByte(r.text[before:], '"')))
		name := key.(string) // the decoder accepts no other keys
		if !r.addName(name, at) {
			continue
		}
		switch text, ok, valid := jsonText(value); {
		case !ok:
			r.fault(at, name, CodeNested, nil)
		case !valid:
			r.fault(at, name, CodeSyntax, map[string]any{"Detail": `half of a character, such as \ud83d alone`})
		default:
			r.answer(name, text, at)
		}
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if rest := bytes.TrimLeft(r.text[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		r.fault(r.at(len(r.text)-len(rest)), "", CodeSyntax, map[string]any{"Detail": "something follows the object"})
	}
	return nil
}

// jsonText returns the text of a value: a scalar as it is written, a list of scalars with one item per line, "" for null. ok is false
// for any other value. valid is false if a \u escape is half of a surrogate pair, which the decoder silently replaces by U+FFFD.
func jsonText(value json.RawMessage) (text string, ok, valid bool) {
	switch value[0] {
	case '{':
		return "", false, true
	case '[':
		return jsonList(value)
	case 'n':
		return "", true, true
	case '"':
		if json.Unmarshal(value, &text) != nil {
			return "", false, true // cannot happen: the decoder has accepted it
		}
		given := strings.Count(string(value), "\ufffd") + strings.Count(strings.ToLower(string(value)), `\ufffd`)
		return text, true, strings.Count(text, "\ufffd") <= given
	}
	return string(value), true, true
}

func jsonList(value json.RawMessage) (text string, ok, valid bool) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		return "", false, true
	}
	texts := make([]string, len(items))
	valid = true
	for i, item := range items {
		if item[0] == '[' || item[0] == '{' {
			return "", false, true
		}
		text, _, validItem := jsonText(item)
		texts[i], valid = text, valid && validItem
	}
	return strings.Join(texts, "\n"), true, valid
}
