package smtp

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"draft/drafts/disk"
)

// maxSecrets is the largest file of secrets that is read, in bytes.
const maxSecrets = 1 << 20

// readSecrets returns the secrets in a file; none if there is no file. It refuses a file that other users can read,
// because the secrets in it should be changed.
func readSecrets(name string) (map[string]string, error) {
	bad := func(err error) (map[string]string, error) {
		return nil, &Error{Code: BadFile, Name: name, Err: err}
	}
	// Checked before it is opened, because opening a pipe may block.
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
	// On Windows, the folders of a user are private by other means.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &Error{Code: OpenFile, Name: name}
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSecrets))
	if err != nil {
		return bad(err)
	}
	kept := map[string]string{}
	if json.Unmarshal(text, &kept) != nil {
		return bad(nil) // the library's error may quote a secret
	}
	return kept, nil
}

// changeSecrets replaces a file of secrets atomically. It deletes the file if no secret is left.
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
	return disk.Write(disk.OS{}, name, text, true)
}
