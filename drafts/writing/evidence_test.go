package writing_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/store"
	"draft/drafts/writing"
	"draft/templates"
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

// open returns a session with a whole letter that names files, and a store.
func open(t *testing.T, paths ...string) (*interview.Session, *store.Store) {
	t.Helper()
	k, _, err := templates.Load("refund", "")
	if err != nil {
		t.Fatal(err)
	}
	s := interview.New(k, interview.Options{
		Now: func() time.Time { return now }, Absolute: func(path string) string { return path },
		CheckFiles: func(paths []string) []attach.Problem { return attach.Check(paths, attach.Disk{}, false) },
	})
	var set []answers.Answer
	for name, text := range map[string]string{
		"recharged_at": "2026-11-18 20:15", "method": "wechat", "amount": "50", "reason": "mistake", "douyin_id": "dy_example88",
		"evidence": field.FilesValue(paths).Answer(),
	} {
		set = append(set, answers.Answer{Name: name, Text: text})
	}
	if faults := s.Fill(interview.Sources{Set: set}); len(faults) > 0 {
		t.Fatal(faults)
	}
	kept, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	return s, kept
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func compose(t *testing.T, s *interview.Session) *writing.Document {
	t.Helper()
	d, err := writing.Compose(s, drafts.Stamp{ID: "aaaa000000000001", At: now}, writing.Options{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A letter that was composed before it is kept lists the same files then: it has copies of them by the same names, and so have its
// answers. A file that is there twice stays so in this letter.
func TestKeepCopies(t *testing.T) {
	one, same, other := file(t, "01_支付\u3000凭证.png", "1"), file(t, "01_支付\u3000凭证.png", "1"), file(t, "a.png", "2")
	s, kept := open(t, one, other, same)
	d := compose(t, s)
	names, body := d.Names(), d.Draft.Letter.Body
	if err := d.Keep(t.Context(), kept, s, writing.KeepOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(one), os.Remove(same), os.Remove(other)); err != nil {
		t.Fatal(err)
	}
	l, err := kept.Get(t.Context(), "aaaa000000000001")
	if err != nil {
		t.Fatal(err)
	}
	r, err := l.Record()
	if err != nil {
		t.Fatal(err)
	}
	read, err := attach.Read(r.Files, attach.Disk{}, false)
	if err != nil || len(read.Files) != 3 || r.Body != body || !slices.Equal(drafts.FileNames(r.Files), names) || !slices.Equal(d.Names(), names) {
		t.Fatalf("%q, %v; before it was %q\n%s", drafts.FileNames(r.Files), err, names, r.Body)
	}
	if r.Files[0] != r.Files[2] || string(read.Files[0].Data) != "1" || string(read.Files[1].Data) != "2" {
		t.Errorf("%+v", r.Files)
	}
	if want := (field.FilesValue{r.Files[0].Path, r.Files[1].Path}).Answer(); r.Answer("evidence") != want || d.Draft.Values["evidence"].Answer() != want {
		t.Errorf("the answer is %q, want %q", r.Answer("evidence"), want)
	}
	again := compose(t, s)
	if err := again.Keep(t.Context(), kept, s, writing.KeepOptions{Revision: l.Revision}); err != nil || len(again.Files) != 2 {
		t.Errorf("changed, it has %d files, %v", len(again.Files), err)
	}
}

// A file that cannot be copied is named, and nothing is kept; the answers that could be saved have their copies.
func TestFileThatCannotBeCopied(t *testing.T) {
	gone, there := file(t, "gone.png", "1"), file(t, "there.png", "2")
	s, kept := open(t, gone, there)
	d := compose(t, s)
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	var refused *attach.Error
	if err := writing.CopyEvidence(t.Context(), kept, s); !errors.As(err, &refused) || refused.Path != gone || !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if files := s.Files(); files[0] != gone || !field.IsStored(files[1]) {
		t.Errorf("%q", files)
	}
	if err := d.Keep(t.Context(), kept, s, writing.KeepOptions{}); !errors.As(err, &refused) || refused.Path != gone {
		t.Error(err)
	}
	if _, err := kept.Get(t.Context(), "aaaa000000000001"); err == nil {
		t.Error("it was kept")
	}
}
