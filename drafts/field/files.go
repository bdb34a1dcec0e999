package field

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// FilesValue is a list of paths as they were typed, without duplicates. The files need not exist. An entry with InAppMark is no path, but
// the name of something on the phone that is attached in the app.
type FilesValue []string

// InAppMark stands before the name of something that is attached in the app: app:支付截图.
const InAppMark = "app:"

// Paths returns the paths without what is attached in the app.
func (v FilesValue) Paths() []string {
	var paths []string
	for _, entry := range v {
		if !strings.HasPrefix(entry, InAppMark) {
			paths = append(paths, entry)
		}
	}
	return paths
}

// InApp returns the names of what is attached in the app.
func (v FilesValue) InApp() []string {
	var names []string
	for _, entry := range v {
		if name, ok := strings.CutPrefix(entry, InAppMark); ok {
			names = append(names, name)
		}
	}
	return names
}

// MapPaths changes each path of an answer to a question for files, and returns the answer and its paths. An answer that cannot
// be read stays as it is.
func (s Spec) MapPaths(text string, change func(path string) string) (answer string, paths []string) {
	v, err := s.Parse(text, Reading{})
	if err != nil {
		return text, nil
	}
	mapped := v.(FilesValue).Map(change)
	return mapped.Answer(), mapped.Paths()
}

// Map returns the list with each path changed, without duplicates.
func (v FilesValue) Map(change func(path string) string) FilesValue {
	var mapped FilesValue
	for _, entry := range v {
		if !strings.HasPrefix(entry, InAppMark) {
			entry = change(entry)
		}
		if !slices.Contains(mapped, entry) {
			mapped = append(mapped, entry)
		}
	}
	return mapped
}

// Names returns the names of the files as attachments: numbered, without their folders, such as 01_支付凭证.png. The letter and the message
// use the same names. They are the same on every system. What is attached in the app has no number, but says so: 在App内附上：支付截图.
func (v FilesValue) Names() []string { return v.NamesFrom(1) }

// NamesFrom is like Names and numbers the files from first, because other files of the letter precede them.
func (v FilesValue) NamesFrom(first int) []string {
	names := make([]string, len(v))
	for i, path := range v {
		if name, ok := strings.CutPrefix(path, InAppMark); ok {
			names[i] = "在App内附上：" + name
			continue
		}
		number := strconv.Itoa(first)
		first++
		if len(number) < 2 {
			number = "0" + number
		}
		names[i] = number + "_" + safeName(path)
	}
	return names
}

// safeName returns the StoredName of a file without the number of an earlier letter.
func safeName(path string) string {
	name := StoredName(strings.TrimRight(path, `/\`))
	if rest := strings.TrimLeft(name, "0123456789"); len(name)-len(rest) == 2 && len(rest) > 1 && rest[0] == '_' {
		name = rest[1:]
	}
	return strings.TrimRight(strings.TrimLeft(name, " "), " .")
}

// String returns the names for a sentence.
func (v FilesValue) String() string { return strings.Join(v.Names(), "、") }

// Answer returns the paths, one per line, in quotes if Parse would otherwise change them.
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
	if n := strings.Count(text, "\n") + 1; n > 100*limit { // a cheap check before the lines are parsed
		return nil, newProblem(codeFilesTooMany, text, args{"Limit": limit, "Count": n})
	}
	var paths FilesValue
	for line := range strings.SplitSeq(text, "\n") {
		path := unquote(line)
		if path == "" {
			continue
		}
		if n := len(InAppMark); len(fold(path)) > n && strings.EqualFold(fold(path)[:n], InAppMark) {
			_, name, _ := strings.Cut(strings.Replace(path, "：", ":", 1), ":")
			path = InAppMark + strings.TrimSpace(name)
		}
		if path == InAppMark {
			return nil, newProblem(codeEmpty, "", nil)
		}
		if p := Visible(path); p != nil {
			return nil, p
		}
		if len(path) > pathBytes {
			return nil, newProblem(codeTooLong, path, args{"Limit": pathBytes})
		}
		paths = append(paths, path)
	}
	switch {
	case len(paths) == 0:
		return nil, newProblem(codeEmpty, "", nil)
	case len(paths) > limit:
		return nil, newProblem(codeFilesTooMany, text, args{"Limit": limit, "Count": len(paths)})
	}
	seen := make(map[string]bool, len(paths))
	for _, path := range paths {
		clean := filepath.Clean(path)
		if seen[clean] {
			return nil, newProblem(codeFilesDuplicate, text, args{"Path": path})
		}
		seen[clean] = true
	}
	return paths, nil
}

// unquote removes the spaces and invisible characters around a path and one pair of quotes, which file managers add to a copied path.
func unquote(line string) string {
	line, _ = HiddenEnds(line)
	if n := len(line); n >= 2 && line[0] == line[n-1] && (line[0] == '"' || line[0] == '\'') {
		return line[1 : n-1]
	}
	return line
}
