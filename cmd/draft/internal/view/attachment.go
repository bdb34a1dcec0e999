package view

import (
	"errors"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/attach"
	"draft/drafts/field"
)

// AttachmentError returns an error with the words for an attach.Error: why a file cannot be attached. It returns any other
// error as it is.
func AttachmentError(err error) error {
	var refused *attach.Error
	switch {
	case !errors.As(err, &refused):
		return err
	case errors.Is(err, attach.ErrMetadata):
		return Fail("problem.file.metadata", lang.Args{"Value": field.Harmless(refused.Path)}, err)
	}
	return Fail("error.read", lang.Args{"Path": refused.Path}, refused.Err)
}
