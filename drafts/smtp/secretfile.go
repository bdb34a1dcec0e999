package smtp

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// maxSecrets is the largest file of secrets that is read, in bytes.
const maxSecrets = 1 << 20

// readSecrets gives what a file of secrets holds; nothing where there is no file. One that others can read is refused:
// whoever made it so should know, and the secrets in it are to be changed.
func readSecrets(name string) (map[string]string, error) {
	bad := func(err error) (map[string]string, error) {
		return nil, &Error{Code: BadFile, Name: name, Err: err}
	}
	// Looked at before it is opened: a pipe would have us wait.
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return map[string]string{}, nil
	case err != nil:
		return bad(err)
	case !info.Mode().IsRegular() || info.Size() > maxSecrets:
		return bad(nil)
	}
	f, err := os.Open(name)
	if err != nil {
		return bad(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	if info, err = f.Stat(); err != nil {
		return bad(err)
	}
	// Windows has other ways to keep a file to oneself, and the folders of a user have them.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &Error{Code: OpenFile, Name: name}
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSecrets))
	if err != nil {
		return bad(err)
	}
	kept := map[string]string{}
	if json.Unmarshal(text, &kept) != nil {
		return bad(nil) // the library's error may quote what it stumbled over
	}
	return kept, nil
}

// changeSecrets changes a file of secrets, which is whole at any time. The last secret takes the file with it.
func changeSecrets(name string, change func(map[string]string)) error {
	kept, err := readSecrets(name)
	if err != nil {
		return err
	}
	before := len(kept)
	change(kept)
	if len(kept) == 0 {
		if before == 0 {
			return nil
		}
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &Error{Code: BadFile, Name: name, Err: err}
		}
		return nil
	}
	text, err := json.MarshalIndent(kept, "", "  ")
	if err == nil {
		err = writeSecrets(name, append(text, '\n'))
	}
	if err != nil {
		return &Error{Code: BadFile, Name: name, Err: err}
	}
	return nil
}

func writeSecrets(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".secrets-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // gone after the rename; else there is nothing more to do
	if _, err := temp.Write(text); err != nil {
		return errors.Join(err, temp.Close())
	}
	if err := errors.Join(temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
