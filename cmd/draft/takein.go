package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/drafts/writing"
)

// maxSlot is the size limit of a file with an unfinished letter, in bytes.
const maxSlot = 1 << 20

// takeIn moves the unfinished letters that older versions saved in files into the store, each once. A file is deleted only
// once its letter is on the disk. One that cannot be read stays, and is named once. The store of --store gets none, because it
// may be there for one try only.
func (a *app) takeIn(s *store.Store) {
	folder, err := a.config.StateDir()
	if err != nil || a.config.Store != "" || s.ReadOnly() {
		return
	}
	entries, _ := os.ReadDir(folder) // as many as can be read
	for _, e := range entries {
		path := filepath.Join(folder, e.Name(), "letter.json")
		info, err := os.Lstat(path)
		if !e.IsDir() || err != nil {
			continue
		}
		if err := a.takeInFile(s, path, info); err != nil {
			a.term.Say("resume.not_taken", lang.Args{"Path": path, "Detail": strings.Join(a.view.Lines(err), " ")})
		}
	}
}

func (a *app) takeInFile(s *store.Store, path string, info fs.FileInfo) error {
	data, err := readSlot(path, info)
	row, unreadable := store.Unfinished{}, err
	if err == nil {
		row, unreadable = a.slotOf(data)
	}
	if unreadable != nil {
		fresh, err := s.Import(context.Background(), attach.Digest([]byte(path+"\n"+string(data))), nil)
		if err != nil {
			return a.storeError(err)
		}
		if fresh {
			a.term.Say("resume.unreadable", lang.Args{"Path": path})
		}
		return nil
	}
	if _, err := s.Import(context.Background(), attach.Digest(data), &row); err != nil {
		return a.storeError(err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return view.Fail("error.remove", lang.Args{"Path": path}, err)
	}
	_ = os.Remove(filepath.Join(filepath.Dir(path), "lock")) // if these stay, nobody looks at them
	_ = os.Remove(filepath.Dir(path))
	return nil
}

func readSlot(path string, info fs.FileInfo) ([]byte, error) {
	if !info.Mode().IsRegular() {
		return nil, files.ErrNotRegular
	}
	return files.ReadLimited(path, maxSlot)
}

// slotOf reads the file of an unfinished letter. Its place was named as places are now.
func (a *app) slotOf(data []byte) (store.Unfinished, error) {
	place, state, err := interview.ReadSlot(data)
	if err != nil {
		return store.Unfinished{}, err
	}
	row := store.Unfinished{ID: a.newID(), Kind: state.Kind, Place: place, Created: state.Saved, Changed: state.Saved}
	if row.State, err = state.Encode(); err != nil {
		return store.Unfinished{}, err
	}
	kind := state.Forms[0].Kind
	if id, ok := strings.CutPrefix(place, writing.EditPlace("")); ok && isLetterID(id) {
		row.About, row.Command = id, "draft edit "+id
		return row, nil
	}
	t, err := a.config.LoadKind(kind)
	rest, ours := strings.CutPrefix(place, kind)
	rest = strings.TrimPrefix(rest, "-")
	switch {
	case err != nil || !ours: // of a template file
	case rest == "" && t.About != letter.Case:
		row.Command = view.WriteCommand(kind, t.About)
	case isLetterID(rest):
		row.About, row.Command = rest, strings.Replace(view.WriteCommand(kind, t.About), " ID", " "+rest, 1)
	}
	return row, nil
}

// isLetterID reports whether a text can be the ID of a letter. The digest of a file in the name of a place is shorter.
func isLetterID(text string) bool {
	return len(text) == 16 && strings.Trim(text, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}
