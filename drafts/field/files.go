package field

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// FilesValue is a list of paths as they were typed, none twice. Whether they exist is not known here.
type FilesValue []string

// MapPaths changes each path of an answer to a question for files, and returns the answer and its paths. An answer that cannot
// be read stays as it is.
func (s Spec) MapPaths(text string, change func(path string) string) (answer string, paths []string) {
	v, err := s.Parse(text, Reading{})
	if err != nil {
		return text, nil
	}
	mapped := slices.Clone(v.(FilesValue))
	for i, path := range mapped {
		mapped[i] = change(path)
	}
	return mapped.Answer(), mapped
}

// Names are what the files are called as attachments of a letter: without their folders, numbered in their order, so
// that the letter, the message and a person who saves them all agree: 01_支付凭证.png. They are the same on every system.
func (v FilesValue) Names() []string { return v.NamesFrom(1) }

// NamesFrom is Names where other files of the letter come first.
func (v FilesValue) NamesFrom(first int) []string {
	names := make([]string, len(v))
	for i, path := range v {
		number := strconv.Itoa(first + i)
		if len(number) < 2 {
			number = "0" + number
		}
		names[i] = shortened(number + "_" + saved(path))
	}
	return names
}

// saved is the name of a file as any system can save it, and without a number of an earlier time.
func saved(path string) string {
	path = strings.TrimRight(path, `/\`)
	name := path[strings.LastIndexAny(path, `/\`)+1:]
	if rest := strings.TrimLeft(name, "0123456789"); len(name)-len(rest) == 2 && len(rest) > 1 && rest[0] == '_' {
		name = rest[1:]
	}
	if strings.ContainsAny(name, unsaved) {
		name = strings.Map(func(r rune) rune {
			if strings.ContainsRune(unsaved, r) {
				return '_'
			}
			return r
		}, name)
	}
	return strings.TrimRight(strings.TrimLeft(name, " "), " .")
}

// unsaved are the characters that Windows has in no file name.
const unsaved = `<>:"|?*`

// shortened cuts a name to what file systems take, before its extension.
func shortened(name string) string {
	const most = 255 // bytes
	if len(name) <= most {
		return name
	}
	extension := filepath.Ext(name)
	if len(extension) > most/2 {
		extension = ""
	}
	end := most - len(extension)
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + extension
}

// String joins the names for a sentence.
func (v FilesValue) String() string { return strings.Join(v.Names(), "、") }

// Answer has one path a line, in quotes where it would read as another without.
func (v FilesValue) Answer() string {
	lines := slices.Clone(v)
	for i, path := range lines {
		if unquote(path) != path {
			lines[i] = `"` + path + `"`
		}
	}
	return strings.Join(lines, "\n")
}

func parseFiles(text string, limit int) (FilesValue, *Problem) {
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if n := strings.Count(text, "\n") + 1; n > 100*limit { // before the lines are looked at one by one
		return nil, refuse(codeFilesTooMany, text, args{"Limit": limit, "Count": n})
	}
	var paths FilesValue
	for line := range strings.SplitSeq(text, "\n") {
		path := unquote(line)
		if path == "" {
			continue
		}
		if p := Visible(path); p != nil {
			return nil, p
		}
		if len(path) > pathBytes {
			return nil, refuse(codeTooLong, path, args{"Limit": pathBytes})
		}
		paths = append(paths, path)
	}
	switch {
	case len(paths) == 0:
		return nil, refuse(codeEmpty, "", nil)
	case len(paths) > limit:
		return nil, refuse(codeFilesTooMany, text, args{"Limit": limit, "Count": len(paths)})
	}
	seen := make(map[string]bool, len(paths))
	for _, path := range paths {
		clean := filepath.Clean(path)
		if seen[clean] {
			return nil, refuse(codeFilesDuplicate, text, args{"Path": path})
		}
		seen[clean] = true
	}
	return paths, nil
}

// unquote takes off the spaces around a path and one pair of quotes, which file managers put around a path they copy.
func unquote(line string) string {
	line = strings.TrimSpace(line)
	if n := len(line); n >= 2 && line[0] == line[n-1] && (line[0] == '"' || line[0] == '\'') {
		return line[1 : n-1]
	}
	return line
}
