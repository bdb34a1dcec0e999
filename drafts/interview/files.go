package interview

import (
	"errors"
	"slices"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// ChangeFiles gives each file that the answers name the path that change returns for it, as Form.ChangeFiles does.
func (s *Session) ChangeFiles(change func(path string) (string, error)) error {
	var errs []error
	for _, st := range append(slices.Clone(s.previous), s.current) {
		errs = append(errs, st.form.ChangeFiles(change))
	}
	return errors.Join(errs...)
}

// shownFiles returns the text of an answer as it stands in the field of a question: a file in the store by the name by which letters list
// it, such as 01_支付凭证.png, because its path means nothing to anybody.
func shownFiles(q letter.Field, text string) string {
	shown := text
	if q.Type == field.Files {
		names := storedNames(q, text)
		shown, _ = q.MapPaths(text, func(path string) string {
			if name, ok := names[path]; ok {
				return name
			}
			return path
		})
	}
	return shown
}

// meantFiles returns a text from the field of a question with the paths of the files that shownFiles put there by their names.
func (s *Session) meantFiles(q letter.Field, text string) string {
	if q.Type != field.Files {
		return text
	}
	paths := map[string]string{}
	for path, name := range storedNames(q, s.textOf(q)) {
		paths[name] = path
	}
	meant, _ := q.MapPaths(text, func(path string) string {
		if stored, ok := paths[path]; ok {
			return stored
		}
		return path
	})
	return meant
}

// storedNames returns the names of the files in the store that an answer names, by their paths.
func storedNames(q letter.Field, text string) map[string]string {
	v, problem := q.Parse(text, field.Reading{})
	files, ok := v.(field.FilesValue)
	if problem != nil || !ok {
		return nil
	}
	names := map[string]string{}
	for i, name := range files.Names() {
		if field.IsStored(files[i]) {
			names[files[i]] = name
		}
	}
	return names
}

// textOf returns what was left in the field of a question, or else its answer; "" if there is neither.
func (s *Session) textOf(q letter.Field) string {
	if text, ok := s.pending[q.Name]; ok {
		return text
	}
	if v := s.current.form.Values()[q.Name]; v != nil {
		return v.Answer()
	}
	return ""
}
