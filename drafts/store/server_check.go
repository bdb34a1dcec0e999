package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
)

func (s *server) checks() []func(context.Context) ([]Fault, error) {
	return []func(context.Context) ([]Fault, error){s.checkMessages, s.checkOrphans, s.checkEvidence}
}

// checkEvidence compares all evidence with what was added.
func (s *server) checkEvidence(ctx context.Context) ([]Fault, error) {
	var faults []Fault
	var named map[string]naming
	err := s.writer.alone(ctx, func(q querier) (err error) {
		if named, err = namedEvidence(q); err != nil {
			return err
		}
		old, err := s.oldEvidence(q, evidenceGrace)
		for _, token := range old {
			if _, is := named[token]; !is {
				faults = append(faults, Fault{Code: FaultOrphan, Path: s.evidencePlace(token)})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for token, n := range named {
		e, err := s.readEvidence(ctx, token)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			if n.isPath {
				faults = append(faults, Fault{Code: FaultEvidenceMissing, ID: n.id, Path: s.evidencePlace(token)})
			}
		case err != nil:
			return nil, err
		case evidenceToken(e.name, e.data) != token:
			faults = append(faults, Fault{Code: FaultEvidenceChanged, ID: n.id, Path: s.evidencePlace(token)})
		}
	}
	slices.SortFunc(faults, func(a, b Fault) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Path, b.Path)) })
	return faults, nil
}

func (s *server) evidencePlace(token string) string {
	return s.address + ": " + evidenceName + "/" + token
}
