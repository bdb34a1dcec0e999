package field

import (
	"path/filepath"
	"strings"
)

// A file that the store keeps has the path FOLDER/evidence/TOKEN/NAME.
const (
	StoredFolder    = "evidence"
	StoredTokenSize = 32 // hexadecimal digits
)

// StoredName returns the name that a file has in the store: the last part of its path, which may be any text, in a form that is valid on
// every system, and short, because Windows limits whole paths. Letters list it by this name too, so that nothing changes in a letter when
// its files are copied into the store.
func StoredName(path string) string {
	name := path[strings.LastIndexAny(path, `/\`)+1:]
	for {
		stored := storedName(name) // it may end like an extension now
		if stored == name {
			return name
		}
		name = stored
	}
}

func storedName(name string) string {
	const most = 100 // bytes
	stem, extension := name, filepath.Ext(name)
	if isExtension(extension) {
		stem = strings.TrimSuffix(name, extension)
	} else {
		extension = ""
	}
	if stem = FileName(stem, most-len(extension)); stem == "" {
		stem = StoredFolder
	}
	return stem + extension
}

// isExtension reports whether text is the usual kind of extension.
func isExtension(text string) bool {
	return len(text) > 1 && len(text) < 12 && strings.IndexFunc(text[1:], func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) < 0
}

// IsStored reports whether a path is that of a file in a store. The file need not be there.
func IsStored(path string) bool {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' })
	n := len(parts)
	return n > 3 && parts[n-3] == StoredFolder && len(parts[n-2]) == StoredTokenSize && strings.Trim(parts[n-2], "0123456789abcdef") == ""
}

// ShownPath returns a path as a person knows it: the name alone of a file in the store, whose folders mean nothing to them.
func ShownPath(path string) string {
	if IsStored(path) {
		return path[strings.LastIndexAny(path, `/\`)+1:]
	}
	return path
}
