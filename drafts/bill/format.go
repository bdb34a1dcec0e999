package bill

import (
	"errors"
	"io"

	"draft/drafts/answers"
	"draft/drafts/field"
)

// FoundLocked is the kind of an archive with a password, in which bills are mailed.
const FoundLocked = "zip_locked"

// tableError returns the error of a file that cannot be read as a table, without text of the file. An archive, a document or a picture is
// what many people take for their bill.
func tableError(err error, file io.ReaderAt) error {
	var faults answers.Faults
	if !errors.As(err, &faults) {
		return err
	}
	for i, f := range faults {
		found, _ := f.Problem.Args["Found"].(string)
		switch found {
		case answers.FoundArchive:
			if isLocked(file) {
				found = FoundLocked
			}
		case answers.FoundPDF, answers.FoundPicture:
		default:
			continue
		}
		faults[i].Problem = field.NewProblem(CodeFormat, "", map[string]any{"Found": found})
	}
	return withoutText(faults)
}

// isLocked reports whether an archive has a password: a bit in its seventh byte says so of its first file.
func isLocked(archive io.ReaderAt) bool {
	flags := make([]byte, 1)
	n, _ := archive.ReadAt(flags, 6) // after an error it is read like an archive without a password
	return n == 1 && flags[0]&1 != 0
}
