package attach

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"draft/drafts"
	"draft/drafts/field"
)

// MaxTotal is the size limit in bytes of all attachments of a letter: what most mail providers take for a whole message, less
// the growth of base64.
const MaxTotal = 18 << 20

// Source is where the files of a letter are read from.
type Source interface {
	// Stat describes a file behind any link.
	Stat(path string) (fs.FileInfo, error)
	Read(path string) ([]byte, error)
}

// Disk is every file of the machine.
type Disk struct{}

// Stat is os.Stat.
func (Disk) Stat(path string) (fs.FileInfo, error) { return os.Stat(path) }

// Read is os.ReadFile.
func (Disk) Read(path string) ([]byte, error) { return os.ReadFile(path) }

// Folder is the files of one folder; nil has none. No path and no link leads out of it: who filled a table in is not always who sends
// its letters.
type Folder struct {
	root *os.Root
	path string
}

// OpenFolder opens a folder as a source.
func OpenFolder(path string) (*Folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &Folder{root, path}, nil
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// ErrOutside reports a path that leads out of the folder.
var ErrOutside = errors.New("outside of the folder")

// inside returns a path relative to the folder; ok is false if it leads elsewhere.
func (f *Folder) inside(path string) (name string, ok bool) {
	if f == nil {
		return "", false
	}
	if filepath.IsAbs(path) {
		folder, err := filepath.Abs(f.path)
		if err != nil {
			return "", false
		}
		if path, err = filepath.Rel(folder, path); err != nil {
			return "", false
		}
	}
	path = filepath.FromSlash(path)
	return path, filepath.IsLocal(path)
}

// Stat describes a file of the folder; the error is ErrOutside for any other.
func (f *Folder) Stat(path string) (fs.FileInfo, error) {
	name, ok := f.inside(path)
	if !ok {
		return nil, ErrOutside
	}
	info, err := f.root.Stat(name)
	if errno := syscall.Errno(0); err != nil && !errors.As(err, &errno) {
		return nil, ErrOutside // a link leads there: os.Root has no other error of its own
	}
	return info, err
}

// Read reads a file of the folder; the error is ErrOutside for any other.
func (f *Folder) Read(path string) ([]byte, error) {
	name, ok := f.inside(path)
	if !ok {
		return nil, ErrOutside
	}
	return f.root.ReadFile(name)
}

// CodeMissing is the code of the problem with a file that does not exist.
const CodeMissing = "file.missing"

// Problem is a file that cannot be sent.
type Problem struct {
	Path string
	*field.Problem
}

// Check reports which files cannot be sent with one letter. If they are too large together only, it reports the one that
// makes them so. Unless metadata is kept, the metadata of a photo must be removable; a file that cannot be read is no
// problem yet, because the next step tells why.
//
// The codes are file.missing, file.outside, file.not_regular, file.metadata, and with the arguments Size and Limit in MB
// file.too_large and file.too_large_together.
func Check(paths []string, source Source, keepMetadata bool) []Problem {
	var problems []Problem
	var total int64
	for _, path := range paths {
		size, problem := check(path, source, keepMetadata)
		if total += size; problem == nil && total > MaxTotal && total-size <= MaxTotal {
			problem = tooLarge("file.too_large_together", field.ShownPath(path), total)
		}
		if problem != nil {
			problems = append(problems, Problem{path, problem})
		}
	}
	return problems
}

// check returns the size of a file, or why it cannot be sent.
func check(path string, source Source, keepMetadata bool) (int64, *field.Problem) {
	info, err := source.Stat(path)
	shown := field.ShownPath(path)
	switch {
	case errors.Is(err, ErrOutside):
		return 0, field.NewProblem("file.outside", shown, nil)
	case err != nil:
		return 0, field.NewProblem(CodeMissing, shown, nil)
	case !info.Mode().IsRegular():
		return 0, field.NewProblem("file.not_regular", shown, nil)
	}
	if problem := CheckSize(shown, info.Size()); problem != nil {
		return 0, problem
	}
	if !keepMetadata {
		if data, err := source.Read(path); err == nil {
			if _, _, err := WithoutMetadata(data); err != nil {
				return 0, field.NewProblem("file.metadata", shown, nil)
			}
		}
	}
	return info.Size(), nil
}

// CheckSize reports that a file is too large by itself, as Check does.
func CheckSize(path string, size int64) *field.Problem {
	if size > MaxTotal {
		return tooLarge("file.too_large", path, size)
	}
	return nil
}

// tooLarge gives sizes in MB, rounded up, because a size just over the limit must not look like the limit.
func tooLarge(code, path string, size int64) *field.Problem {
	const mega = 1 << 20
	return field.NewProblem(code, path, map[string]any{"Size": (size + mega - 1) / mega, "Limit": MaxTotal / mega})
}

// Dropped reads a path as terminals and file managers write it when a file is dropped on the window: ~/x.png,
// file:///x%20y.png, x\ y.png, and on Windows file:///C:/x.png.
func Dropped(path string) string { return dropped(path, filepath.Separator == '\\') }

func dropped(path string, windows bool) string {
	if len(path) > 1 && path[0] == '~' && (path[1] == '/' || windows && path[1] == '\\') {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, path[2:])
		}
	}
	u, err := url.Parse(path)
	switch isFile := err == nil && u.Scheme == "file" && u.Path != ""; {
	case isFile && windows:
		name := strings.ReplaceAll(u.Path, "/", `\`)
		if len(name) > 2 && name[2] == ':' {
			name = name[1:]
		}
		return name
	case isFile:
		return u.Path
	case !windows && strings.Contains(path, `\`):
		return strings.NewReplacer(`\\`, `\`, `\`, "").Replace(path)
	}
	return path
}

// Attachments are the files of a letter as they are sent with it.
type Attachments struct {
	Files   []drafts.Attachment
	Digests []string // of the files before metadata was removed
	Cleaned []string // names of the photos whose metadata was removed
}

// Error is a file that cannot be attached. Err is ErrMetadata if its metadata cannot be removed, and ErrChanged if it is not the file that
// the letter was written with.
type Error struct {
	Path string
	Err  error
}

func (e *Error) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap returns why the file cannot be attached.
func (e *Error) Unwrap() error { return e.Err }

// Read reads the files of a letter under the names that the letter lists, and removes the metadata of photos unless it is
// kept. The error is an *Error.
func Read(files []drafts.RecordFile, source Source, keepMetadata bool) (Attachments, error) {
	var a Attachments
	for i, name := range drafts.FileNames(files) {
		path := files[i].Path
		data, err := source.Read(path)
		if err != nil {
			return a, &Error{path, err}
		}
		digest := Digest(data)
		if want := files[i].Digest; want != "" && digest != want {
			return a, &Error{path, ErrChanged}
		}
		a.Digests = append(a.Digests, digest)
		if !keepMetadata {
			clean, removed, err := WithoutMetadata(data)
			if err != nil {
				return a, &Error{path, err}
			}
			if removed {
				data, a.Cleaned = clean, append(a.Cleaned, name)
			}
		}
		a.Files = append(a.Files, drafts.Attachment{Name: name, Data: data})
	}
	return a, nil
}

// Digest returns the SHA-256 of a file's data in hexadecimal.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// DigestOf returns the Digest of a file without holding it in memory.
func DigestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it was only read
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Files returns files with their digests, as a record keeps them. The error is an *Error.
func Files(files []drafts.RecordFile) ([]drafts.RecordFile, error) {
	kept := slices.Clone(files)
	for i := range kept {
		sum, err := DigestOf(kept[i].Path)
		if err != nil {
			return nil, &Error{kept[i].Path, err}
		}
		kept[i].Digest = sum
	}
	return kept, nil
}

// ErrChanged reports a file that is not the one that the letter was written with.
var ErrChanged = errors.New("the file was changed")

// Open reads a file of a record with its size. The data of one larger than limit bytes is nil. The error is ErrChanged if
// the digest is another than the record's, and fs.ErrInvalid for what is no regular file.
func Open(f drafts.RecordFile, limit int64) (data []byte, size int64, err error) {
	info, err := os.Stat(f.Path)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() { // a pipe would block
		return nil, 0, fs.ErrInvalid
	}
	sum := ""
	if info.Size() > limit {
		sum, err = DigestOf(f.Path)
	} else if data, err = os.ReadFile(f.Path); err == nil {
		sum = Digest(data)
	}
	switch {
	case err != nil:
		return nil, 0, err
	case sum != f.Digest:
		return nil, 0, ErrChanged
	}
	return data, info.Size(), nil
}
