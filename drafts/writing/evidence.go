package writing

import (
	"context"
	"slices"

	"draft/drafts/attach"
	"draft/drafts/interview"
	"draft/drafts/store"
)

// CopyEvidence copies the files that the answers of a session name into the store, whatever becomes of them later, and the answers name
// the copies from then on. A file that cannot be copied keeps its path. Whoever saves the answers calls it before. The error joins
// *attach.Error and those of the store.
func CopyEvidence(ctx context.Context, s *store.Store, session *interview.Session) error {
	copier := s.Copier(attach.Disk{})
	return session.ChangeFiles(func(path string) (string, error) { return copier.Copy(ctx, path) })
}

// copyEvidence is CopyEvidence for a letter that was composed before: its files are copies then, too.
func (d *Document) copyEvidence(ctx context.Context, s *store.Store, session *interview.Session) error {
	copier := s.Copier(attach.Disk{})
	copied := func(path string) (string, error) { return copier.Copy(ctx, path) }
	if err := session.ChangeFiles(copied); err != nil {
		return err
	}
	d.Draft.Facts, d.Draft.Values = session.Form().Facts(), session.Form().Values()
	d.Files = slices.Clone(d.Files)
	for i := range d.Files {
		var err error
		if d.Files[i].Path, err = copied(d.Files[i].Path); err != nil {
			return err
		}
	}
	return nil
}
