package batch

import (
	"errors"
	"os"

	"draft/drafts/disk"
)

// newTemporary creates a file without a name, so that not even a crash leaves it. If the system refuses to remove an open file,
// closeTemporary does it.
func newTemporary() (*os.File, error) {
	file, err := os.CreateTemp("", "draft-rows-")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name())
	return file, nil
}

func closeTemporary(file *os.File) error {
	err := file.Close()
	if removed := (disk.OS{}).Remove(file.Name()); !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}
