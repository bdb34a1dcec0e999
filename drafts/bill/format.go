package bill

import (
	"errors"
	"io"
	"strings"

	"draft/drafts/answers"
)

// Kinds of files that people hold in place of a bill, besides those of answers.CodeTableFormat.
const (
	FoundArchive = "zip"
	FoundLocked  = "zip_locked" // with a password
	FoundPDF     = "pdf"
	FoundPicture = "picture"
)

// checkFormat returns an error if the file is of a kind that is often taken for a bill: the archive in which a bill is mailed, or a
// document that shows one.
func checkFormat(source string, file io.ReaderAt, size int64) error {
	start := make([]byte, min(size, 16))
	if _, err := file.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	found := ""
	switch text := string(start); {
	case strings.HasPrefix(text, "%PDF"):
		found = FoundPDF
	case isPicture(text):
		found = FoundPicture
	default:
		return nil
	}
	return fault(answers.Place{Source: source}, CodeFormat, "", map[string]any{"Found": found})
}

// isPicture reports whether a file begins like a picture that a phone or a computer makes of its screen, or like a photo.
func isPicture(start string) bool {
	for _, mark := range []string{"\x89PNG", "\xff\xd8\xff", "GIF8", "BM"} {
		if strings.HasPrefix(start, mark) {
			return true
		}
	}
	at := func(offset int, marks ...string) bool {
		for _, mark := range marks {
			if len(start) >= offset+len(mark) && start[offset:offset+len(mark)] == mark {
				return true
			}
		}
		return false
	}
	return at(8, "WEBP") || at(4, "ftypheic", "ftypheix", "ftypmif1", "ftypavif")
}

// archiveFault returns the fault of an archive that is not a workbook. The bit that says that its first file has a password is in the
// seventh byte.
func archiveFault(source string, file io.ReaderAt) error {
	flags := make([]byte, 1)
	found := FoundArchive
	if n, _ := file.ReadAt(flags, 6); n == 1 && flags[0]&1 != 0 {
		found = FoundLocked
	}
	return fault(answers.Place{Source: source}, CodeFormat, "", map[string]any{"Found": found})
}
