package attach_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"draft/drafts"
	"draft/drafts/attach"
)

func write(t *testing.T, path string, data []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheck(t *testing.T) {
	folder := t.TempDir()
	small := write(t, filepath.Join(folder, "small.txt"), []byte("x"))
	large := filepath.Join(folder, "large.bin")
	for _, path := range []string{large, filepath.Join(folder, "half.bin"), filepath.Join(folder, "other.bin")} {
		write(t, path, nil)
	}
	if err := os.Truncate(large, attach.MaxTotal+1); err != nil {
		t.Fatal(err)
	}
	half, other := filepath.Join(folder, "half.bin"), filepath.Join(folder, "other.bin")
	for _, path := range []string{half, other} {
		if err := os.Truncate(path, attach.MaxTotal/2+1); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		paths []string
		want  []string
	}{
		"none":     {nil, nil},
		"fine":     {[]string{small}, nil},
		"missing":  {[]string{small, filepath.Join(folder, "no")}, []string{"file.missing"}},
		"a folder": {[]string{folder}, []string{"file.not_regular"}},
		"large":    {[]string{large, small}, []string{"file.too_large"}},
		"together": {[]string{half, other, small}, []string{"file.too_large_together"}},
	} {
		var codes []string
		for _, p := range attach.Check(test.paths, attach.Disk{}, true) {
			codes = append(codes, p.Code)
			if p.Code == "file.too_large_together" && p.Path != other {
				t.Errorf("%s is said to be too much", p.Path)
			}
		}
		if !reflect.DeepEqual(codes, test.want) {
			t.Errorf("%s: %q, want %q", name, codes, test.want)
		}
	}
}

// Neither a path nor a link leads out of the folder.
func TestFolder(t *testing.T) {
	outside := write(t, filepath.Join(t.TempDir(), "secret.txt"), []byte("secret"))
	folder := t.TempDir()
	write(t, filepath.Join(folder, "in", "a.txt"), []byte("a"))
	if err := os.Symlink(outside, filepath.Join(folder, "link.txt")); err != nil {
		t.Skip(err)
	}
	source, err := attach.OpenFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close() //nolint:errcheck // a test
	for _, path := range []string{filepath.Join("in", "a.txt"), filepath.Join(folder, "in", "a.txt")} {
		if data, err := source.Read(path); err != nil || string(data) != "a" {
			t.Errorf("%s: %q, %v", path, data, err)
		}
	}
	for _, path := range []string{"../" + filepath.Base(outside), outside, "link.txt", filepath.Join(folder, "link.txt")} {
		if p := attach.Check([]string{path}, source, true); len(p) != 1 || p[0].Code != "file.outside" {
			t.Errorf("%s: %+v", path, p)
		}
		if data, err := source.Read(path); err == nil {
			t.Errorf("%s was read: %q", path, data)
		}
	}
	var none *attach.Folder
	if _, err := none.Read("in/a.txt"); !errors.Is(err, attach.ErrOutside) {
		t.Error(err)
	}
}

func TestReadNamesTheFile(t *testing.T) {
	folder := t.TempDir()
	path := write(t, filepath.Join(folder, "a.txt"), []byte("a"))
	read, err := attach.Read([]drafts.RecordFile{{Path: path}}, attach.Disk{}, false)
	want := attach.Attachments{
		Files: []drafts.Attachment{{Name: "01_a.txt", Data: []byte("a")}}, Digests: []string{attach.Digest([]byte("a"))},
	}
	if err != nil || !reflect.DeepEqual(read, want) {
		t.Errorf("%+v, %v", read, err)
	}
	var refused *attach.Error
	gone := filepath.Join(folder, "gone")
	if _, err := attach.Read([]drafts.RecordFile{{Path: gone}}, attach.Disk{}, false); !errors.As(err, &refused) || refused.Path != gone || !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// A file of a kept letter is the one that the letter was written with, or none.
func TestRecordedFiles(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "a.txt"), []byte("before"))
	kept, err := attach.Files([]drafts.RecordFile{{Path: path}})
	if err != nil || kept[0].Path != path || kept[0].Digest != attach.Digest([]byte("before")) {
		t.Fatal(kept, err)
	}
	if data, size, err := attach.Open(kept[0], 1<<10); err != nil || string(data) != "before" || size != 6 {
		t.Errorf("%q, %d, %v", data, size, err)
	}
	if data, size, err := attach.Open(kept[0], 2); err != nil || data != nil || size != 6 {
		t.Errorf("over the limit: %q, %d, %v", data, size, err)
	}
	if read, err := attach.Read(kept, attach.Disk{}, false); err != nil || string(read.Files[0].Data) != "before" {
		t.Errorf("%+v, %v", read, err)
	}
	write(t, path, []byte("after"))
	var refused *attach.Error
	if _, _, err := attach.Open(kept[0], 1<<10); !errors.Is(err, attach.ErrChanged) {
		t.Error(err)
	}
	if _, err := attach.Read(kept, attach.Disk{}, false); !errors.Is(err, attach.ErrChanged) || !errors.As(err, &refused) || refused.Path != path {
		t.Error(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, _, err := attach.Open(kept[0], 1<<10); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := attach.Files(kept); !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &refused) {
		t.Error(err)
	}
}
