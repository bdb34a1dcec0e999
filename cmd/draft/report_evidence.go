package main

import (
	"errors"
	"io/fs"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/page"
)

// maxShown is the size of the largest file that is looked at for a picture.
const maxShown = 64 << 20

// evidence returns the files of letters as the page of the case shows them, each file once.
func (r *reportOptions) evidence(letters [][]drafts.RecordFile, hide func(string) string) []page.Evidence {
	var shown []page.Evidence
	seen := map[string]bool{}
	for _, kept := range letters {
		paths := make(field.FilesValue, len(kept))
		for i, f := range kept {
			paths[i] = f.Path
		}
		for i, name := range paths.Names() { // as the letter lists them
			if f := kept[i]; !seen[f.Digest] {
				seen[f.Digest] = true
				shown = append(shown, r.exhibit(f, hide(name)))
			}
		}
	}
	return shown
}

// exhibit returns a file as the page shows it. A file that is missing, unreadable or changed is not shown: the page says so
// and keeps the digest of the file that the letter was written with.
func (r *reportOptions) exhibit(f drafts.RecordFile, name string) page.Evidence {
	e := page.Evidence{Name: name, Digest: f.Digest}
	data, size, err := attach.Open(f, maxShown)
	problem := ""
	if err == nil {
		e.Size = view.Size(size)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		problem = "missing"
	case errors.Is(err, attach.ErrChanged):
		problem = "changed"
	case err != nil:
		problem = "unreadable"
	case r.masked: // numbers in a picture cannot be masked
	default:
		pictures, err := attach.Pictures(data)
		if err != nil && !errors.Is(err, attach.ErrNotPicture) {
			problem = "unshown"
		}
		for _, p := range pictures {
			e.Pictures = append(e.Pictures, page.Picture(p))
		}
	}
	if problem != "" {
		e.Note = r.app.view.Text("report.evidence_"+problem, nil)
		r.app.term.Say("report.evidence_problem", lang.Args{"Path": f.Path, "Note": e.Note})
	}
	return e
}
