package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"draft/drafts/attach"
	"draft/drafts/field"
)

// countingDisk counts what is read.
type countingDisk struct {
	attach.Disk
	reads atomic.Int64
}

func (d *countingDisk) Read(path string) ([]byte, error) {
	d.reads.Add(1)
	return d.Disk.Read(path)
}

// A copy does not depend on its file, and the same file is copied once, whoever asks for it.
func TestCopier(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	original := filepath.Join(t.TempDir(), "a.png")
	check(t, os.WriteFile(original, []byte("1"), 0o600))
	source := &countingDisk{}
	copier := s.Copier(source)
	paths := make([]string, 8)
	var all sync.WaitGroup
	for i := range paths {
		all.Go(func() {
			var err error
			if paths[i], err = copier.Copy(t.Context(), original); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	check(t, os.Remove(original))
	for _, path := range paths {
		if path != paths[0] || filepath.Base(path) != "a.png" || !holds(path, []byte("1")) {
			t.Errorf("%s is no copy", path)
		}
	}
	again, err := copier.Copy(t.Context(), paths[0])
	if err != nil || again != paths[0] || source.reads.Load() != 1 {
		t.Errorf("a copy of a copy: %s, %v after %d reads", again, err, source.reads.Load())
	}
	check(t, os.WriteFile(original, []byte("2"), 0o600))
	if other, err := s.Copier(source).Copy(t.Context(), original); err != nil || other == paths[0] || !holds(other, []byte("2")) {
		t.Errorf("another file: %s, %v", other, err)
	}
}

// What is remembered is forgotten before the copy may be deleted.
func TestCopierForgets(t *testing.T) {
	onFolder(t) // a server has its own clock
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	original := filepath.Join(t.TempDir(), "a.png")
	check(t, os.WriteFile(original, []byte("1"), 0o600))
	copier := s.Copier(attach.Disk{})
	path, err := copier.Copy(t.Context(), original)
	check(t, err)
	c.forward(time.Hour)
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "swept", map[string]bool{path: false})
	again, err := copier.Copy(t.Context(), original)
	check(t, err)
	wantThere(t, "copied again", map[string]bool{again: true})
	if again != path {
		t.Errorf("%s, then %s", path, again)
	}
}

// A path that was in another store, or is of a file that is gone, is no path of this store.
func TestCopierOfStrangePaths(t *testing.T) {
	s, other := open(t, t.TempDir()), open(t, t.TempDir())
	theirs := add(t, other, "a.png", "1")
	ours, err := s.Copier(attach.Disk{}).Copy(t.Context(), theirs)
	if err != nil || ours == theirs || filepath.Base(filepath.Dir(ours)) != filepath.Base(filepath.Dir(theirs)) {
		t.Errorf("%s, %v", ours, err)
	}
	check(t, os.Remove(ours))
	for _, path := range []string{ours, filepath.Join(t.TempDir(), "none.png"), t.TempDir()} {
		_, err := s.Copier(attach.Disk{}).Copy(t.Context(), path)
		if refused := errorOf[*attach.Error](t, err); refused.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := s.Copier(attach.Disk{}).Copy(t.Context(), ours); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	large := filepath.Join(t.TempDir(), "large.png")
	check(t, os.WriteFile(large, nil, 0o600))
	check(t, os.Truncate(large, attach.MaxTotal+1))
	var problem *field.Problem
	if _, err := s.Copier(attach.Disk{}).Copy(t.Context(), large); !errors.As(err, &problem) || problem.Code != "file.too_large" {
		t.Error(err)
	}
}
