package answers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// json reads one object. Numbers are kept as they are written.
func (r *reader) json() {
	dec := json.NewDecoder(bytes.NewReader(r.text))
	dec.UseNumber()
	if err := r.object(dec); err != nil {
		offset := int(dec.InputOffset())
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			offset = int(syntax.Offset) - 1
		}
		r.fault(r.at(offset), "", CodeSyntax, map[string]any{"Detail": err.Error()})
	}
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
		key, err := dec.Token()
		if err != nil {
			return err
		}
		name := key.(string) // the decoder lets nothing else be a name
		at := r.at(int(dec.InputOffset()) - 1)
		text, ok, err := jsonText(dec, false)
		if err != nil {
			return err
		}
		switch {
		case !r.name(name, at):
		case !ok:
			r.fault(at, name, CodeNested, nil)
		default:
			r.answer(name, text, at)
		}
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("more than one object")
	}
	return nil
}

// jsonText reads one value: a scalar as written, a list of scalars one a line. null is no answer.
func jsonText(dec *json.Decoder, inList bool) (text string, ok bool, err error) {
	token, err := dec.Token()
	if err != nil {
		return "", false, err
	}
	delim, compound := token.(json.Delim)
	switch {
	case token == nil:
		return "", true, nil
	case !compound:
		return fmt.Sprint(token), true, nil
	}
	var items []string
	ok = delim == '[' && !inList
	for dec.More() {
		if delim == '{' {
			if _, err := dec.Token(); err != nil {
				return "", false, err
			}
		}
		item, flat, err := jsonText(dec, true)
		if err != nil {
			return "", false, err
		}
		ok = ok && flat
		items = append(items, item)
	}
	_, err = dec.Token()
	return strings.Join(items, "\n"), ok, err
}
