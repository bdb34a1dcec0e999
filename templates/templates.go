// Package templates finds, reads and checks template files, and embeds the built-in letter kinds and the channels to support. Faults of
// a file are codes with a place and arguments, which the caller words.
package templates

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"draft/drafts/letter"
)

//go:embed builtin/*.tmpl
var builtin embed.FS

const extension = ".tmpl"

// Origin is the place of the template file of a kind.
type Origin struct {
	Kind string
	Path string // of the user's file; empty for a built-in kind
}

// ErrNoKind means that no template file defines a kind.
var ErrNoKind = errors.New("no such letter kind")

// Builtin returns the built-in kinds that stand by themselves, the most frequent first.
func Builtin() []string { return []string{"refund", "duplicate", "closure", "renewal"} }

// BuiltinCase returns the built-in kinds that are about a case, in the order in which a case needs them.
func BuiltinCase() []string { return []string{"supplement", "followup", "escalation", "shortfall"} }

// AllBuiltin returns all built-in kinds.
func AllBuiltin() []string { return slices.Concat(Builtin(), BuiltinCase()) }

// List returns the built-in kinds and then those of the user's folder. A user's file replaces the built-in kind of the same name. The
// folder may be "" or missing.
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

// Source returns the template file of a kind: the user's file, or else the built-in one. The error is ErrNoKind if there is neither.
func Source(kind, folder string) ([]byte, Origin, error) {
	if !KindName(kind) { // because it becomes part of a path
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

// loaded holds the built-in kinds that were loaded, by their names. Each is parsed once, because that takes longer than to write a
// letter.
var loaded sync.Map

// Load reads a letter kind. The error is ErrNoKind, Faults, or that of reading the file.
func Load(kind, folder string) (*letter.Template, Origin, error) {
	text, origin, err := Source(kind, folder)
	if err != nil {
		return nil, origin, err
	}
	if origin.Path != "" {
		t, err := read(origin.Path, text, kind).result()
		return t, origin, err
	}
	if t, ok := loaded.Load(kind); ok {
		return t.(*letter.Template), origin, nil
	}
	t, err := read(FileName(kind), text, kind).result()
	if err == nil {
		loaded.Store(kind, t)
	}
	return t, origin, err
}

// LoadFile reads a template file of any name.
func LoadFile(path string) (*letter.Template, error) {
	text, err := ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, text)
}

// ErrNotFile means that a path is not a regular file of at most 1 MiB.
var ErrNotFile = errors.New("not a template file")

// ReadFile reads a template file. It checks the type and the size before reading.
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > MaxFile {
		return nil, &fs.PathError{Op: "read", Path: path, Err: ErrNotFile}
	}
	return os.ReadFile(path)
}
