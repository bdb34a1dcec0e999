package term

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// ReadFile reads a file of at most limit bytes, a pipe, or standard input. Of the latter two it returns up to limit+1 bytes, so that the
// caller can tell that there are more.
func (t *Terminal) ReadFile(path string, limit int64) ([]byte, error) {
	if path == view.Stdio {
		return io.ReadAll(io.LimitReader(t.In, limit+1))
	}
	return files.ReadLimited(path, limit)
}

// FileName returns the name of a file in words.
func (t *Terminal) FileName(path string) string {
	if path == view.Stdio {
		return t.View.Text("place.stdin", nil)
	}
	return path
}

// CheckWritable returns an error if a file cannot be written at path: something is there (a file only counts unless force
// is set), or its folder does not exist or is not writable. Commands call it before they ask questions.
func (t *Terminal) CheckWritable(path string, force bool) error {
	if path == view.Stdio {
		return nil
	}
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

// WriteFile writes a file as a whole or not at all, or writes to standard output. It fails if the file exists, unless force is set.
func (t *Terminal) WriteFile(path string, data []byte, force bool) error {
	return t.Stream(path, force, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Stream is like WriteFile for data that does not fit in memory. An error of write that has words is returned as it is.
func (t *Terminal) Stream(path string, force bool, write func(io.Writer) error) error {
	if path == view.Stdio {
		return streamError("stdout", write(t.Out))
	}
	if err := streamError(path, files.Stream(path, force, write)); err != nil {
		return err
	}
	t.Wrote = true
	return nil
}

// streamError returns an error with words.
func streamError(path string, err error) error {
	var known view.CLIError
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, fs.ErrExist):
		return view.Fail("error.exists", lang.Args{"Path": path}, err)
	}
	return view.Fail("error.write", lang.Args{"Path": path}, err)
}

// SaySaved says that a file was written, unless it is standard output.
func (t *Terminal) SaySaved(path string) {
	if path != view.Stdio {
		t.Say("write.saved", lang.Args{"Path": path})
	}
}
