package store

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"draft/drafts/attach"
	"draft/drafts/field"
)

// Copier copies files into a store, each once, however many letters name it. It is safe for concurrent use.
type Copier struct {
	store  *Store
	source attach.Source

	mu    sync.Mutex
	begun time.Time                         // when copies was empty
	paths map[string]func() (string, error) // of the copies, by the paths of their files
}

// Copier returns a copier of the files of a source.
func (s *Store) Copier(source attach.Source) *Copier { return &Copier{store: s, source: source} }

// Copy keeps a copy of a file as AddEvidence does, and returns its path. A file that the store has stays where it is. The copy stays for
// half a minute at least if nothing names it.
//
// The error is an *attach.Error if the file cannot be read or is too large, or a *FailedError.
func (c *Copier) Copy(ctx context.Context, path string) (string, error) {
	if c.store.hasEvidence(path) {
		return path, nil
	}
	return c.remembered(ctx, path)()
}

// remembered returns the function that copies a file, or has copied it. What is remembered is forgotten before the store might delete a
// copy that nothing names, so that it is copied again; and it does not become much.
func (c *Copier) remembered(ctx context.Context, path string) func() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := c.store.now().Sub(c.begun); c.paths == nil || age < 0 || age > purgeGrace/2 {
		c.paths, c.begun = map[string]func() (string, error){}, c.store.now()
	}
	if c.paths[path] == nil {
		c.paths[path] = sync.OnceValues(func() (string, error) { return c.copy(ctx, path) })
	}
	return c.paths[path]
}

func (c *Copier) copy(ctx context.Context, path string) (string, error) {
	info, err := c.source.Stat(path)
	if err != nil {
		return "", &attach.Error{Path: path, Err: err}
	}
	if problem := attach.CheckSize(path, info.Size()); problem != nil {
		return "", &attach.Error{Path: path, Err: problem}
	}
	data, err := c.source.Read(path)
	if err != nil {
		return "", &attach.Error{Path: path, Err: err}
	}
	return c.store.AddEvidence(ctx, path, data)
}

// hasEvidence reports whether a path is that of a file in this store, which is there.
func (s *Store) hasEvidence(path string) bool {
	token, name := filepath.Base(filepath.Dir(path)), filepath.Base(path)
	if !field.IsStored(path) || s.engine.evidencePath(token, name) != path {
		return false
	}
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular()
}
