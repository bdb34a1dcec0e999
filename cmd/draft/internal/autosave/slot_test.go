package autosave

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/files"
	"draft/drafts"
	"draft/drafts/interview"
)

func TestSaveAndFind(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state", "draft")
	s := claim(t, folder, "refund")
	offers(t, s, "")
	want := interview.State{
		Version: Version, Kind: "duplicate", Saved: time.Date(2026, 11, 20, 10, 0, 0, 0, time.FixedZone("", 8*3600)),
		Forms: []interview.FormState{
			{Kind: "refund", Answers: []drafts.Answer{{Name: "amount", Text: "50.10"}}, Answered: []string{"amount", "reason"}},
			{
				Kind: "duplicate", Answers: []drafts.Answer{{Name: "amount", Text: "50.10"}, {Name: "description", Text: "第一行\n\n\"<&>\" \u2028\x1b"}},
				Pending: []drafts.Answer{{Name: "second_at", Text: "昨晚"}}, Skipped: []string{"order_no"}, Answered: []string{"amount"},
			},
		},
		Words: &drafts.Words{Subject: "关于", Body: "正文\n", App: "短", Of: "abc"},
	}
	save(t, s, letter("older"))
	save(t, s, want)
	s.Release()

	s = claim(t, folder, "refund")
	got, ok := s.Found()
	if !got.Saved.Equal(want.Saved) || got.Saved.Location() != time.UTC {
		t.Errorf("saved at %v, want %v", got.Saved, want.Saved.UTC())
	}
	got.Saved = want.Saved
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if err := s.Clear(); err != nil {
		t.Fatal(err)
	}
	offers(t, s, "")
	if err := s.Clear(); err != nil {
		t.Errorf("nothing to clear: %v", err)
	}
	s.Release()
	offers(t, claim(t, folder, "refund"), "")
}

// Nobody else may read what is typed.
func TestPrivate(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	s := claim(t, folder, "refund")
	save(t, s, letter("x"))
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Lstat(path)
		if err == nil && info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeysAreApart(t *testing.T) {
	folder := t.TempDir()
	keys := []string{
		"refund", "refund-2", "refund.2", "refund.aside-1", "Refund", "", ".", "../refund", "a/b", "ab",
		"/home/x/保修.tmpl", "/home/x/修保.tmpl", strings.Repeat("a", 300), strings.Repeat("a", 301), "refund\x00", "con ",
	}
	for i, key := range keys {
		s := claim(t, folder, key)
		offers(t, s, "")
		save(t, s, letter(strconv.Itoa(i)))
		s.Release()
	}
	for i, key := range keys {
		offers(t, claim(t, folder, key), strconv.Itoa(i))
	}
	names, err := os.ReadDir(folder)
	if err != nil || len(names) != len(keys) {
		t.Errorf("%d folders for %d keys, %v", len(names), len(keys), err)
	}
}

func TestSetAside(t *testing.T) {
	folder := t.TempDir()
	s := claim(t, folder, "refund")
	if path, err := s.SetAside(); path != "" || err != nil {
		t.Errorf("there was nothing: %q, %v", path, err)
	}
	const times = 12
	for n := 1; n <= times; n++ {
		save(t, s, letter(strconv.Itoa(n)))
		path, err := s.SetAside()
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(data), `"`+strconv.Itoa(n)+`"`) {
			t.Errorf("%s holds %s, %v", path, data, err)
		}
	}
	kept, err := filepath.Glob(filepath.Join(folder, "refund.aside-*", "letter.json"))
	if err != nil || len(kept) != times { // nobody said that one may be thrown away
		t.Errorf("kept %q", kept)
	}
	s.Release()
	offers(t, claim(t, folder, "refund"), "")
}

// What is no unfinished letter of this slot is set aside whole, and the slot can be used.
func TestBroken(t *testing.T) {
	good, err := encode("refund", letter("x"))
	if err != nil {
		t.Fatal(err)
	}
	text := func(data string) func(string) error {
		return func(path string) error { return os.WriteFile(path, []byte(data), 0o600) }
	}
	other := func(old, replacement string) func(string) error {
		changed := strings.Replace(string(good), old, replacement, 1)
		if changed == string(good) {
			t.Fatalf("%q is not in %s", old, good)
		}
		return text(changed)
	}
	for name, put := range map[string]func(path string) error{
		"empty":           text(""),
		"half":            text(string(good[:len(good)/2])),
		"zeros":           text(strings.Repeat("\x00", 4096)),
		"not JSON":        text("kind: refund\n"),
		"null":            text("null"),
		"a list":          text("[]"),
		"other version":   other(`"version": 1`, `"version": 2`),
		"no version":      other(`"version": 1`, `"version": 0`),
		"other slot":      other(`"slot": "refund"`, `"slot": "closure"`),
		"no kind":         other(`"kind": "refund"`, `"kind": ""`),
		"unknown name":    other(`"kind"`, `"more": 1, "kind"`),
		"no chapter":      text(`{"slot":"refund","version":1,"kind":"refund","saved":"2026-11-20T10:00:00Z","chapters":[]}`),
		"nameless answer": other(`"name": "description"`, `"name": ""`),
		"time":            other(`"saved": "2026`, `"saved": "yesterday 2026`),
		"two letters":     text(string(good) + string(good)),
		"bytes":           other(`"text": "x"`, "\"text\": \"\xff\""),
		"too large":       text(string(good) + strings.Repeat(" ", maxLetter)),
		"deep":            text(strings.Repeat("[", 500_000)),
		"folder": func(path string) error {
			return os.MkdirAll(filepath.Join(path, "deeper"), 0o700)
		},
		"link": func(path string) error {
			target := filepath.Join(filepath.Dir(path), "target")
			return errors.Join(os.WriteFile(target, good, 0o600), os.Symlink(target, path))
		},
		"broken link": func(path string) error { return os.Symlink("nowhere", path) },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "refund", "letter.json")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := put(path); err != nil {
				t.Skip("cannot be made here:", err)
			}
			before, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			s := claim(t, folder, "refund")
			offers(t, s, "")
			after, err := os.Lstat(s.Aside())
			if err != nil || !os.SameFile(before, after) || before.Size() != after.Size() {
				t.Errorf("set aside at %q: %v", s.Aside(), err)
			}
			save(t, s, letter("new"))
			s.Release()
			s = claim(t, folder, "refund")
			offers(t, s, "new")
			if s.Aside() != "" {
				t.Errorf("set aside again: %s", s.Aside())
			}
		})
	}
}

// A file that only another may read, as one that was written with sudo, is in the way as well.
func TestUnreadable(t *testing.T) {
	folder := t.TempDir()
	s := claim(t, folder, "refund")
	save(t, s, letter("x"))
	s.Release()
	path := filepath.Join(folder, "refund", "letter.json")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(path); err == nil {
		t.Skip("this user may read everything")
	}
	s = claim(t, folder, "refund")
	offers(t, s, "")
	if s.Aside() == "" {
		t.Error("not set aside")
	}
}

// What has the name of a place and is none stays where it is.
func TestForeignNames(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	put := func(name string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte("kept"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := []string{
		"refund", "refund.3", "refund.03", "refund.p1-x", "refund.p999999999-x", "refund.p-x", "refund.aside-7",
		"refund.aside-99999999999999999999", "refundx", "letter.json",
	}
	for _, name := range names {
		put(name)
	}
	if err := os.Symlink(elsewhere, filepath.Join(folder, "refund.2")); err != nil {
		t.Log("no links here:", err)
	}
	s := claim(t, folder, "refund")
	offers(t, s, "")
	save(t, s, letter("x"))
	if path, err := s.SetAside(); err != nil || filepath.Base(filepath.Dir(path)) != "refund.aside-8" {
		t.Errorf("set aside at %s, %v", path, err)
	}
	save(t, s, letter("y"))
	s.Release()
	offers(t, claim(t, folder, "refund"), "y")
	for _, name := range names {
		if data, err := os.ReadFile(filepath.Join(folder, name)); string(data) != "kept" {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
	}
	if inside, err := os.ReadDir(elsewhere); err != nil || len(inside) > 0 {
		t.Errorf("a link was followed: %v, %v", inside, err)
	}
}

// Several letters that were left: the newest is offered, the others wait.
func TestNewestFirst(t *testing.T) {
	folder := t.TempDir()
	texts := map[string]time.Duration{"old": 0, "newest": 2 * time.Hour, "newer": time.Hour}
	var slots []*Slot
	for _, text := range []string{"old", "newest", "newer"} {
		s := claim(t, folder, "refund")
		offers(t, s, "")
		l := letter(text)
		l.Saved = l.Saved.Add(texts[text])
		save(t, s, l)
		slots = append(slots, s)
	}
	for _, s := range slots {
		s.Release()
	}
	for _, want := range []string{"newest", "newer", "old", ""} {
		offers(t, claim(t, folder, "refund"), want) // kept until the test ends
	}
}

func TestFolderCannotBeUsed(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(file, "below")} {
		if s, err := Claim(path, "refund"); err == nil {
			t.Errorf("%s: %+v", path, s)
		}
	}
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	if s, err := Claim(filepath.Join(folder, "state"), "refund"); err == nil && os.Getuid() > 0 {
		t.Errorf("a read-only folder: %+v", s)
	}
}

// The folder may go away while questions are asked.
func TestTidiedUp(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	s := claim(t, folder, "refund")
	save(t, s, letter("x"))
	if err := os.RemoveAll(folder); err != nil {
		t.Skip("a lock keeps it:", err)
	}
	save(t, s, letter("y"))
	s.Release()
	offers(t, claim(t, folder, "refund"), "y")
}

func TestTooLargeToSave(t *testing.T) {
	folder := t.TempDir()
	s := claim(t, folder, "refund")
	save(t, s, letter("kept"))
	if err := s.Save(letter(strings.Repeat("字", maxLetter/3))); !errors.Is(err, files.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	s.Release()
	if err := s.Save(letter("late")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a slot given back: %v", err)
	}
	offers(t, claim(t, folder, "refund"), "kept")
}

func FuzzDecode(f *testing.F) {
	good, err := encode("refund", interview.State{
		Kind: "refund", Saved: monday,
		Forms: []interview.FormState{{Kind: "refund", Answers: []drafts.Answer{{Name: "a", Text: "b"}}, Pending: []drafts.Answer{{Name: "c", Text: "d"}}, Skipped: []string{"e"}, Answered: []string{"a"}}},
		Words: &drafts.Words{Subject: "s"},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"slot":"refund","version":1}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := decode("refund", data)
		if err != nil {
			return
		}
		again, err := encode("refund", l)
		if errors.Is(err, files.ErrTooLarge) {
			return // what is indented is longer
		}
		if err != nil {
			t.Fatalf("read, but cannot be written: %v", err)
		}
		twice, err := decode("refund", again)
		l.Saved = l.Saved.UTC()
		if err != nil || !sameLetter(l, twice) {
			t.Errorf("got %+v, %v\nwant %+v", twice, err, l)
		}
	})
}

// sameLetter takes a list without entries for no list.
func sameLetter(a, b interview.State) bool {
	for _, l := range []*interview.State{&a, &b} {
		for i := range l.Forms {
			c := &l.Forms[i]
			c.Answers, c.Pending = append([]drafts.Answer{}, c.Answers...), append([]drafts.Answer{}, c.Pending...)
			c.Skipped, c.Answered = append([]string{}, c.Skipped...), append([]string{}, c.Answered...)
		}
	}
	return reflect.DeepEqual(a, b)
}

// What is erased is gone, with what was set aside; other keys stay.
func TestErase(t *testing.T) {
	folder := t.TempDir()
	for _, key := range []string{"edit-1", "edit-12"} {
		s := claim(t, folder, key)
		save(t, s, letter("old"))
		if _, err := s.SetAside(); err != nil {
			t.Fatal(err)
		}
		save(t, s, letter("new"))
		s.Release()
	}
	if err := Erase(folder, "edit-1"); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*", "letter.json"))
	if err != nil || len(left) != 2 || !strings.Contains(left[0], "edit-12") || !strings.Contains(left[1], "edit-12") {
		t.Errorf("left %q, %v", left, err)
	}
}
