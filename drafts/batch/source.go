package batch

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"draft/drafts/answers"
)

// Source is the file of a table, which is read more than once. A stream, such as standard input or a pipe, is copied to a temporary file
// when the table is first opened. A content in memory stays there.
type Source struct {
	Path    string
	Options answers.TableOptions
	// Stream is read in place of a file; Path is its name then. It is nil for a file.
	Stream io.Reader
	// Content is read in place of a file; Path is its name then. It is nil for a file.
	Content io.ReaderAt
	Size    int64 // of Content

	info fs.FileInfo // when it was opened first
	copy *os.File    // of a stream
	size int64       // of copy
}

// ErrIsFolder reports a folder in place of a table.
var ErrIsFolder = errors.New("the table is a folder")

// ErrChanged reports a table that changed after it was checked.
var ErrChanged = errors.New("the table has changed since it was checked")

// Open opens the table. The error is ErrIsFolder, ErrChanged if the file is not the one that was opened before, or that of
// answers.OpenTable. The caller must call Close after the last use of the table.
func (s *Source) Open(ctx context.Context) (*answers.Table, error) {
	if s.Content != nil {
		return answers.NewTable(ctx, s.Path, s.Content, s.Size, s.Options)
	}
	if s.copy == nil && s.Stream == nil {
		info, err := os.Stat(s.Path)
		switch {
		case err == nil && info.IsDir():
			return nil, ErrIsFolder
		case err == nil && info.Mode()&fs.ModeNamedPipe != 0: // such as <(command) of a shell, which can be read once
			return s.openPipe(ctx)
		case err == nil && s.info != nil && (info.Size() != s.info.Size() || !info.ModTime().Equal(s.info.ModTime())):
			return nil, ErrChanged
		case err == nil:
			s.info = info
		}
		return answers.OpenTable(ctx, s.Path, s.Options)
	}
	if s.copy == nil {
		if err := s.read(s.Stream); err != nil {
			return nil, err
		}
	}
	return answers.NewTable(ctx, s.Path, s.copy, s.size, s.Options)
}

func (s *Source) openPipe(ctx context.Context) (*answers.Table, error) {
	pipe, err := os.Open(s.Path)
	if err != nil {
		return nil, err
	}
	err = s.read(pipe)
	if err = errors.Join(err, pipe.Close()); err != nil {
		return nil, err
	}
	return answers.NewTable(ctx, s.Path, s.copy, s.size, s.Options)
}

// maxStream is the most bytes of a stream, because one may never end.
const maxStream = 4 << 30

// read copies a stream to a temporary file.
func (s *Source) read(stream io.Reader) error {
	file, err := newTemporary()
	if err != nil {
		return err
	}
	size, err := io.Copy(file, io.LimitReader(stream, maxStream+1))
	switch {
	case err == nil && size > maxStream:
		err = answers.TooLarge(s.Path, maxStream)
	case err == nil:
		s.copy, s.size = file, size
		return nil
	}
	return errors.Join(err, closeTemporary(file))
}

// Close removes the copy of a stream.
func (s *Source) Close() error {
	if s.copy == nil {
		return nil
	}
	err := closeTemporary(s.copy)
	s.copy = nil
	return err
}
