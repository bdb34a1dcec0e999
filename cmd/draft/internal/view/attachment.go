package view

import (
	"errors"
	"io/fs"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/attach"
	"draft/drafts/field"
)

// AttachmentError returns an error with the words for an attach.Error: why a file cannot be attached. It returns any other
// error as it is.
func AttachmentError(err error) error {
	var refused *attach.Error
	if !errors.As(err, &refused) {
		return err
	}
	shown := field.Harmless(field.ShownPath(refused.Path))
	problem := new(field.Problem)
	switch {
	case errors.Is(err, attach.ErrMetadata):
		return Fail("problem.file.metadata", lang.Args{"Value": shown}, err)
	case errors.Is(err, attach.ErrChanged):
		return Fail("evidence.changed", lang.Args{"Name": shown}, err)
	case errors.As(err, &problem):
		return Fail("problem."+problem.Code, problem.Args, err)
	case errors.Is(err, fs.ErrNotExist) && field.IsStored(refused.Path):
		return Fail("evidence.missing", lang.Args{"Name": shown}, err)
	}
	return Fail("error.read", lang.Args{"Path": refused.Path}, refused.Err)
}
