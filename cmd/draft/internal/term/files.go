package term

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// CheckWritable returns an error if a file cannot be written at path: something is there (a file only counts unless force
// is set), or its folder does not exist or is not writable. Commands call it before they ask questions.
func (t *Terminal) CheckWritable(path string, force bool) error {
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.IsDir():
		return view.Fail("error.is_folder", lang.Args{"Path": path}, nil)
	case err == nil && !force:
		return view.Fail("error.exists", lang.Args{"Path": path}, nil)
	case err == nil && !info.Mode().IsRegular() && info.Mode()&os.ModeSymlink == 0:
		return view.Fail("error.not_regular", lang.Args{"Path": path}, nil)
	case !files.Taken(filepath.Dir(path)):
		return view.Fail("error.no_folder", lang.Args{"Path": filepath.Dir(path)}, nil)
	}
	if err := files.TryFolder(path); err != nil {
		return view.Fail("error.write", lang.Args{"Path": path}, err)
	}
	return nil
}

// WriteFile writes a file as a whole or not at all. It fails if the file exists, unless force is set.
func (t *Terminal) WriteFile(path string, data []byte, force bool) error {
	err := files.Write(path, data, force)
	switch {
	case errors.Is(err, fs.ErrExist):
		return view.Fail("error.exists", lang.Args{"Path": path}, err)
	case err != nil:
		return view.Fail("error.write", lang.Args{"Path": path}, err)
	}
	t.Wrote = true
	return nil
}
