package answers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
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
	if err := r.members(dec, 0, "", func(name string, value json.RawMessage, begin int, at Place) {
		if isJSONRecords(value) {
			r.jsonRecords(name, value, begin, at)
			return
		}
		r.jsonAnswer(Answer{Name: name, At: at}, value)
	}); err != nil {
		return err
	}
	if rest := bytes.TrimLeft(r.text[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		r.fault(r.at(len(r.text)-len(rest)), "", CodeSyntax, map[string]any{"Detail": "something follows the object"})
	}
	return nil
}

// members reads the members of an object whose { was read, and the } after them. base is the offset of the decoder's text in the file,
// and prefix the beginning of the names. Each is called for every member whose name is new, with the offset of its value.
func (r *reader) members(dec *json.Decoder, base int, prefix string, each func(name string, value json.RawMessage, begin int, at Place)) error {
	for dec.More() {
		before := base + int(dec.InputOffset())
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
		name := prefix + key.(string) // the decoder accepts no other keys
		if r.addName(name, at) {
			each(name, value, base+int(dec.InputOffset())-len(value), at)
		}
	}
	_, err := dec.Token()
	return err
}

// jsonAnswer adds an answer with the text of a value.
func (r *reader) jsonAnswer(a Answer, value json.RawMessage) {
	switch text, ok, valid := jsonText(value); {
	case !ok:
		r.fault(a.At, a.Name, CodeNested, nil)
	case !valid:
		r.fault(a.At, a.Name, CodeSyntax, map[string]any{"Detail": `half of a character, such as \ud83d alone`})
	default:
		a.Text = text
		r.answers = append(r.answers, a)
	}
}

// isJSONRecords reports whether a value is a list with objects.
func isJSONRecords(value json.RawMessage) bool {
	var items []json.RawMessage
	return value[0] == '[' && json.Unmarshal(value, &items) == nil &&
		slices.ContainsFunc(items, func(item json.RawMessage) bool { return item[0] == '{' })
}

// jsonRecords reads a list of objects. begin is its offset in the file.
func (r *reader) jsonRecords(name string, list json.RawMessage, begin int, at Place) {
	marker := len(r.answers)
	r.answers = append(r.answers, Answer{Name: name, At: at})
	dec := json.NewDecoder(bytes.NewReader(list))
	_, _ = dec.Token() // [; the list was read before, so that it has no error
	for i := 0; dec.More(); i++ {
		r.answers[marker].Records++
		path := recordPath(name, i)
		var value json.RawMessage
		_ = dec.Decode(&value)
		offset := begin + int(dec.InputOffset()) - len(value)
		if value[0] != '{' {
			r.fault(r.at(offset), path, CodeNotRecord, nil)
			continue
		}
		record := json.NewDecoder(bytes.NewReader(value))
		_, _ = record.Token()
		_ = r.members(record, offset, path+".", func(name string, value json.RawMessage, _ int, at Place) {
			r.jsonAnswer(Answer{Name: name, At: at, Listed: true}, value)
		})
	}
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
