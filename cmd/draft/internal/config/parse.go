package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// settingsError reports a fault in config.json or calendar.json at a line and column. Its exit code is 1.
type settingsError struct {
	path         string
	line, column int
	id           string // of the message
	args         lang.Args
	problem      *field.Problem // with an account; its words are the argument Text
	hint         string         // the ID of the line that says what to do about it
}

func (e *settingsError) Error() string     { return fmt.Sprint(e.place(), e.id, e.args) }
func (e *settingsError) ExitCode() int     { return view.ExitFailed }
func (e *settingsError) ErrorCode() string { return "settings" }
func (e *settingsError) Lines(v *view.View) []string {
	return []string{e.place() + ": " + e.message(v), v.Text(e.hint, nil)}
}

func (e *settingsError) Detail(v *view.View, o *view.ErrorObject) {
	o.Problems = append(o.Problems, view.ProblemObject{
		Source: e.path, Line: e.line, Column: e.column, Code: e.id, Message: e.message(v),
	})
}

func (e *settingsError) place() string { return fmt.Sprintf("%s:%d:%d", e.path, e.line, e.column) }

func (e *settingsError) message(v *view.View) string {
	args := v.Printable(e.args)
	if e.problem != nil {
		args["Text"] = v.Problem(e.problem)
	}
	return v.Text(e.id, args)
}

// ParseSettings reads the text of config.json; path is for its errors. Unknown and repeated keys are errors, because an
// account with a misspelled key would not be what it seems.
func ParseSettings(path string, text []byte) (Settings, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	r := settingsReader{path: path, text: text, offsets: map[string]int64{}}
	var s Settings
	if err := json.Unmarshal(text, &s); err != nil {
		return Settings{}, r.syntax(err)
	}
	if err := r.checkKeys(json.NewDecoder(bytes.NewReader(text)), 0); err != nil {
		return Settings{}, err
	}
	if err := r.checkAccounts(s); err != nil {
		return Settings{}, err
	}
	if len(s.StorePasswordCommand) > 0 && s.StorePasswordCommand[0] == "" {
		return Settings{}, r.fault(r.offsets["store_password_command"], "settings.store_command", nil)
	}
	if _, ok := store.SeatName(s.Seat); !ok {
		return Settings{}, r.fault(r.offsets["seat"], "settings.seat", lang.Args{"Value": s.Seat})
	}
	return s, nil
}

// settingsReader finds the places of faults in the text of config.json.
type settingsReader struct {
	path           string
	text           []byte
	accountOffsets []int64          // of each account object
	offsets        map[string]int64 // of the keys beside the accounts
}

// fault returns an error at an offset of the text.
func (r *settingsReader) fault(offset int64, id string, args lang.Args) *settingsError {
	before := string(r.text[:min(max(offset, 0), int64(len(r.text)))])
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return &settingsError{
		path: r.path, line: 1 + strings.Count(before, "\n"), column: 1 + len([]rune(line)), id: id, args: args,
		hint: "hint.settings",
	}
}

// syntax returns an error of the JSON decoder at its place.
func (r *settingsReader) syntax(err error) error {
	var (
		syntax *json.SyntaxError
		kind   *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &syntax):
		return r.fault(syntax.Offset-1, "settings.syntax", lang.Args{"Detail": syntax.Error()})
	case errors.As(err, &kind):
		return r.fault(kind.Offset-1, "settings.type", lang.Args{"Key": stripIndexes(kind.Field), "Value": kind.Value})
	}
	return r.fault(0, "settings.syntax", lang.Args{"Detail": err.Error()})
}

// stripIndexes removes the indexes of lists from the path of a key, because releases of Go differ in whether they are
// there.
func stripIndexes(key string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(key, "."), func(part string) bool {
		return part != "" && strings.Trim(part, "0123456789") == ""
	}), ".")
}

// jsonKeys returns the keys that encoding/json uses for the fields of T.
func jsonKeys[T any]() []string {
	var keys []string
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		keys = append(keys, key)
	}
	return keys
}

// checkKeys refuses unknown and repeated keys in the next value. The text was decoded before, so the decoder finds no
// syntax error.
func (r *settingsReader) checkKeys(d *json.Decoder, depth int) error {
	token, err := d.Token()
	if err != nil {
		return r.syntax(err)
	}
	switch token {
	case json.Delim('['):
		for d.More() {
			if err := r.checkKeys(d, depth); err != nil {
				return err
			}
		}
		_, err = d.Token()
	case json.Delim('{'):
		if depth == 1 {
			r.accountOffsets = append(r.accountOffsets, d.InputOffset()-1)
		}
		if err := r.checkObject(d, depth); err != nil {
			return err
		}
		_, err = d.Token()
	}
	if err != nil {
		return r.syntax(err)
	}
	return nil
}

// checkObject refuses unknown and repeated keys in the object that has been opened.
func (r *settingsReader) checkObject(d *json.Decoder, depth int) error {
	known := jsonKeys[Settings]()
	if depth > 0 {
		known = jsonKeys[smtp.Account]()
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return r.syntax(err)
		}
		key, _ := token.(string)
		at := d.InputOffset() - int64(len(key)) - 2 // with its quotes; off by a little if it has escapes
		switch {
		case !slices.Contains(known, key):
			return r.fault(at, "settings.unknown", lang.Args{"Value": key, "Nearest": field.Nearest(key, known)})
		case seen[key]:
			return r.fault(at, "settings.repeated", lang.Args{"Value": key})
		case depth == 0:
			r.offsets[key] = at
		}
		seen[key] = true
		if err := r.checkKeys(d, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// checkAccounts refuses accounts without a name, with the same name or with a value that cannot work, and a default that is
// not an account.
func (r *settingsReader) checkAccounts(s Settings) error {
	for i, account := range s.Accounts {
		at := int64(0)
		if len(r.accountOffsets) == len(s.Accounts) { // a null is an account, but not an object
			at = r.accountOffsets[i]
		}
		switch {
		case account.Name == "":
			return r.fault(at, "settings.no_name", nil)
		case s.index(account.Name) != i:
			return r.fault(at, "settings.twice", lang.Args{"Name": account.Name})
		}
		for _, p := range account.Check() {
			e := r.fault(at, "settings.account", lang.Args{"Name": account.Name, "Field": p.Args["Field"]})
			e.problem = p
			return e
		}
	}
	if _, ok := s.Account(s.Default); s.Default != "" && !ok {
		return r.fault(r.offsets["default"], "settings.default", lang.Args{"Name": s.Default})
	}
	return nil
}
