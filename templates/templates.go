// Package templates owns the template files: the built-in letter kinds and channels, reading a file into a
// letter.Template, holding it to the small language of the house, trying it out, and finding the file for a kind.
// It knows no answers but samples, and words nothing for the user: a fault is a code with a place and arguments.
package templates

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"draft/drafts/letter"
)

//go:embed builtin/*.tmpl
var builtin embed.FS

const extension = ".tmpl"

// Origin says where a letter kind comes from.
type Origin struct {
	Kind string
	Path string // of a file of one's own; empty for a built-in kind
}

// ErrNoKind says that no template file defines a kind.
var ErrNoKind = errors.New("no such letter kind")

// Builtin names the built-in kinds that are written from nothing, in the order of how often they are needed.
func Builtin() []string { return []string{"refund", "duplicate", "closure", "renewal"} }

// BuiltinCase names the built-in kinds that are about a case, in the order in which a case comes to need them.
func BuiltinCase() []string { return []string{"supplement", "followup", "escalation", "shortfall"} }

// AllBuiltin names all of these.
func AllBuiltin() []string { return slices.Concat(Builtin(), BuiltinCase()) }

// List names every kind there is: the built-in ones, then those of the user's folder. A file of one's own
// with the name of a built-in kind takes its place. folder may be missing or "".
func List(folder string) ([]Origin, error) {
	own, err := ownFiles(folder)
	if err != nil {
		return nil, err
	}
	var origins []Origin
	for _, kind := range AllBuiltin() {
		origins = append(origins, Origin{Kind: kind, Path: own[kind]})
		delete(own, kind)
	}
	for _, kind := range sortedKeys(own) {
		origins = append(origins, Origin{Kind: kind, Path: own[kind]})
	}
	return origins, nil
}

func ownFiles(folder string) (map[string]string, error) {
	own := map[string]string{}
	if folder == "" {
		return own, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		kind, ok := strings.CutSuffix(e.Name(), extension)
		if ok && !e.IsDir() && KindName(kind) {
			own[kind] = filepath.Join(folder, e.Name())
		}
	}
	return own, nil
}

// Source gives the text of the file that defines a kind, and where it is from: the user's folder before the
// built-in ones. The error is ErrNoKind where there is none.
func Source(kind, folder string) ([]byte, Origin, error) {
	if !KindName(kind) { // it becomes a path
		return nil, Origin{}, ErrNoKind
	}
	if folder != "" {
		path := filepath.Join(folder, FileName(kind))
		text, err := ReadFile(path)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return text, Origin{Kind: kind, Path: path}, err
		}
	}
	if !slices.Contains(AllBuiltin(), kind) {
		return nil, Origin{}, ErrNoKind
	}
	text, err := builtin.ReadFile("builtin/" + FileName(kind))
	return text, Origin{Kind: kind}, err
}

// Load reads the letter kind of this name. The error is ErrNoKind, Faults, or that of reading the file.
func Load(kind, folder string) (*letter.Template, Origin, error) {
	text, origin, err := Source(kind, folder)
	if err != nil {
		return nil, origin, err
	}
	name := origin.Path
	if name == "" {
		name = FileName(kind)
	}
	t, err := read(name, text, kind).done()
	return t, origin, err
}

// LoadFile reads a template file, whatever its name.
func LoadFile(path string) (*letter.Template, error) {
	text, err := ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, text)
}

// ErrNotFile says that a path is no regular file of at most 1 MiB, and so no template file.
var ErrNotFile = errors.New("not a template file")

// ReadFile reads the text of a template file. Anything else is refused before it is read.
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSource {
		return nil, &fs.PathError{Op: "read", Path: path, Err: ErrNotFile}
	}
	return os.ReadFile(path)
}
