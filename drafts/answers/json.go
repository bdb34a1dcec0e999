package answers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// json reads one object. Numbers are kept as they are written.
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
		// The decoder counts from different beginnings; reading it all again counts from the file's.
		if again := json.Unmarshal(r.text, new(json.RawMessage)); errors.As(again, &syntax) {
			offset = int(syntax.Offset) - 1
		}
		// Releases of Go differ in whether a file that ends too early is EOF or a syntax error.
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
		// Only a comma and white space stand between the value before and this name.
		at := r.at(before + max(0, bytes.IndexByte(r.text[before:], '"')))
		name := key.(string) // the decoder lets nothing else be a name
		if !r.name(name, at) {
			continue
		}
		switch text, ok, whole := jsonText(value); {
		case !ok:
			r.fault(at, name, CodeNested, nil)
		case !whole:
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

// jsonText gives the text of a value: a scalar as written, a list of scalars one a line; null is no answer. ok is
// false where it is neither, and whole is false where a \u escape names no character: the decoder would put U+FFFD
// there without a word.
func jsonText(value json.RawMessage) (text string, ok, whole bool) {
	switch value[0] {
	case '{':
		return "", false, true
	case '[':
		return jsonList(value)
	case 'n':
		return "", true, true
	case '"':
		if json.Unmarshal(value, &text) != nil {
			return "", false, true // the decoder has let it through
		}
		given := strings.Count(string(value), "\ufffd") + strings.Count(strings.ToLower(string(value)), `\ufffd`)
		return text, true, strings.Count(text, "\ufffd") <= given
	}
	return string(value), true, true
}

func jsonList(value json.RawMessage) (text string, ok, whole bool) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		return "", false, true
	}
	texts := make([]string, len(items))
	whole = true
	for i, item := range items {
		if item[0] == '[' || item[0] == '{' {
			return "", false, true
		}
		text, _, good := jsonText(item)
		texts[i], whole = text, whole && good
	}
	return strings.Join(texts, "\n"), true, whole
}
