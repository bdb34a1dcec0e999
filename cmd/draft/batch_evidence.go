package main

import (
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/field"
)

// filesOf tells what is wrong with the files of a row.
func (b *batchOptions) filesOf(paths []string) []batch.FileProblem {
	var problems []batch.FileProblem
	if b.evidence == nil {
		for _, path := range paths {
			problems = append(problems, batch.FileProblem{Path: path, Problem: field.NewProblem("file.no_root", path, nil)})
		}
		return problems
	}
	for _, p := range attach.Check(paths, b.evidence, b.keepMeta) {
		problems = append(problems, batch.FileProblem{Path: p.Path, Problem: p.Problem})
	}
	return problems
}

// evidencePath is where a file of the table is, from everywhere.
func (b *batchOptions) evidencePath(path string) string {
	if b.evidence == nil {
		return path
	}
	return b.evidence.Locate(path)
}
