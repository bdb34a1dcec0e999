package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
)

// free refuses a path that cannot be written, before anybody works for what would go there.
func (a *app) free(path string, force bool) error {
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.IsDir():
		return &failure{id: "error.is_folder", args: lang.Args{"Path": path}}
	case err == nil && !force:
		return &failure{id: "error.exists", args: lang.Args{"Path": path}}
	case err == nil && !info.Mode().IsRegular() && info.Mode()&os.ModeSymlink == 0:
		return &failure{id: "error.not_regular", args: lang.Args{"Path": path}}
	case !files.Taken(filepath.Dir(path)):
		return &failure{id: "error.no_folder", args: lang.Args{"Path": filepath.Dir(path)}}
	}
	if err := files.TryFolder(path); err != nil {
		return failed(a, "error.write", lang.Args{"Path": path}, err)
	}
	return nil
}

// writeFile writes a file whole or not at all.
func (a *app) writeFile(path string, data []byte, force bool) error {
	err := files.Write(path, data, force)
	switch {
	case errors.Is(err, fs.ErrExist):
		return &failure{id: "error.exists", args: lang.Args{"Path": path}, err: err}
	case err != nil:
		return failed(a, "error.write", lang.Args{"Path": path}, err)
	}
	a.wrote = true
	return nil
}
