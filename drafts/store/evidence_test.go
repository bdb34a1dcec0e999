package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"draft/drafts/attach"
	"draft/drafts/disk/disktest"
	"draft/drafts/field"
)

// add adds evidence that says something.
func add(t testing.TB, s *Store, name, text string) string {
	t.Helper()
	path, err := s.AddEvidence(context.Background(), name, []byte(text))
	check(t, err)
	return path
}

// naming is JSON that names files.
func namingJSON(paths ...string) []byte {
	data, _ := json.Marshal(map[string]string{"evidence": strings.Join(paths, "\n")}) // a text always can
	return data
}

func letterNaming(id string, paths ...string) Letter {
	l := letter(id)
	l.Content = namingJSON(paths...)
	return l
}

func save(t testing.TB, s *Store, u Unfinished, paths ...string) Unfinished {
	t.Helper()
	u.Kind, u.Place, u.State = "refund", "refund", namingJSON(paths...)
	u, err := s.SaveUnfinished(context.Background(), u, newIDs())
	check(t, err)
	return u
}

func newIDs() func() string {
	return func() string { return fmt.Sprintf("%016x", time.Now().UnixNano()) }
}

// wantThere checks which of some files are there.
func wantThere(t testing.TB, when string, want map[string]bool) {
	t.Helper()
	for path, there := range want {
		if _, err := os.Lstat(path); (err == nil) != there {
			t.Errorf("%s: %s: there %v, want %v", when, filepath.Base(path), !there, there)
		}
		if _, err := os.Lstat(filepath.Dir(path)); !there && err == nil {
			t.Errorf("%s: the folder of %s is there", when, filepath.Base(path))
		}
	}
}

func TestAddEvidence(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	path := add(t, s, `C:\fakepath\支付 凭证.PNG`, "bytes")
	if again := add(t, s, "支付 凭证.PNG", "bytes"); again != path {
		t.Errorf("twice: %q and %q", path, again)
	}
	other, longer := add(t, s, "凭证.png", "bytes"), add(t, s, "支付 凭证.PNG", "bytes more")
	if data, err := os.ReadFile(path); filepath.Base(path) != "支付 凭证.PNG" || string(data) != "bytes" || err != nil {
		t.Errorf("%q holds %q, %v", path, data, err)
	}
	if found, err := filepath.Glob(folderOf(t, s).path("evidence", "*", "*")); err != nil || len(found) != 3 || path == other || path == longer {
		t.Errorf("got %q, %v", found, err)
	}
	if problems := attach.Check([]string{path, other}, attach.Disk{}, false); len(problems) > 0 {
		t.Errorf("got %v", problems[0])
	}
	if modes {
		for _, path := range []string{path, other} {
			if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
				t.Errorf("%v, %v", info.Mode(), err)
			}
			for _, folder := range []string{filepath.Dir(path), folderOf(t, s).path("evidence")} {
				if info, err := os.Stat(folder); err != nil || info.Mode() != fs.ModeDir|0o700 {
					t.Errorf("%v, %v", info.Mode(), err)
				}
			}
		}
	}
	wantSound(t, s)

	_, err := s.AddEvidence(t.Context(), "large.png", make([]byte, attach.MaxTotal+1))
	if problem := errorOf[*field.Problem](t, err); problem.Code != "file.too_large" || problem.Args["Value"] != "large.png" {
		t.Errorf("got %+v", problem)
	}
	if found, err := filepath.Glob(folderOf(t, s).path("evidence", "*")); err != nil || len(found) != 3 {
		t.Errorf("got %q, %v", found, err)
	}
	reader, err := Open(folder, Options{ReadOnly: true, Now: s.now})
	check(t, err)
	t.Cleanup(func() { check(t, reader.Close()) })
	_, err = reader.AddEvidence(t.Context(), "a.png", []byte("new"))
	for _, err := range []error{err, reader.SweepEvidence(t.Context())} {
		if failed := errorOf[*FailedError](t, err); failed.Code != CodeReadOnly {
			t.Errorf("got %+v", failed)
		}
	}
	if faults, err := reader.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("got %+v, %v", faults, err)
	}
}

// A file that is damaged, or that others may read, or that is a link, is written again.
func TestAddEvidenceAgain(t *testing.T) {
	s := open(t, t.TempDir())
	outside := filepath.Join(t.TempDir(), "outside")
	check(t, os.WriteFile(outside, []byte("bytes"), 0o600))
	path := add(t, s, "a.png", "bytes")
	for name, spoil := range map[string]func() error{
		"changed": func() error { return os.WriteFile(path, []byte("byteX"), 0o600) },
		"public":  func() error { return os.Chmod(path, 0o644) },
		"gone":    func() error { return os.Remove(path) },
		"a link":  func() error { return errors.Join(os.Remove(path), os.Symlink(outside, path)) },
	} {
		if err := spoil(); err != nil {
			t.Log(name, err) // Windows has links for some only
			continue
		}
		add(t, s, "a.png", "bytes")
		if info, err := os.Lstat(path); err != nil || modes && info.Mode() != 0o600 || !holds(path, []byte("bytes")) {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// A file goes at once with the last letter that names it, and not before.
func TestPurgeOfEvidence(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	one, both, history := add(t, s, "one.png", "1"), add(t, s, "both.png", "2"), add(t, s, "history.png", "3")
	u := save(t, s, Unfinished{}, one, both)
	check(t, s.Put(t.Context(), letterNaming("one0", one, both)))
	check(t, s.RemoveUnfinished(t.Context(), u.ID, u.Revision))
	about := letterNaming("two0", both)
	about.About = "one0"
	check(t, s.Put(t.Context(), about))
	check(t, s.Put(t.Context(), letter("three0")))
	check(t, s.Log(t.Context(), "three0", Event{At: monday, Data: namingJSON(history)}, "answered", nil))
	c.forward(24 * time.Hour)
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "all letters", map[string]bool{one: true, both: true, history: true})

	purge := func(ids ...string) {
		for _, id := range ids {
			check(t, s.Remove(t.Context(), id))
		}
		check(t, s.SweepEvidence(t.Context()))
		wantSound(t, s)
		if n, err := s.Purge(t.Context()); n != len(ids) || err != nil {
			t.Errorf("purged %d, %v", n, err)
		}
	}
	check(t, s.Remove(t.Context(), "one0"))
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "removed", map[string]bool{one: true, both: true})
	check(t, s.Restore(t.Context(), "one0"))
	purge("one0")
	wantThere(t, "one purged", map[string]bool{one: false, both: true, history: true})
	purge("two0", "three0")
	wantThere(t, "all purged", map[string]bool{both: false, history: false})
	wantSound(t, s)
}

// A letter that was written a moment ago takes its files along too, with every byte.
func TestPurgeOfEvidenceAtOnce(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	const secret = "geheimnisvoll"
	path := add(t, s, secret+".png", secret)
	u := save(t, s, Unfinished{}, path)
	if again := add(t, s, secret+".png", secret); again != path { // dropped a second time
		t.Errorf("%q and %q", again, path)
	}
	u = save(t, s, u, path)
	check(t, s.Put(t.Context(), letterNaming("one0", path)))
	check(t, s.RemoveUnfinished(t.Context(), u.ID, 0))
	check(t, s.Remove(t.Context(), "one0"))
	_, err := s.Purge(t.Context())
	check(t, err)
	wantThere(t, "purged", map[string]bool{path: false})
	if in := contains(t, folder, secret); len(in) > 0 {
		t.Errorf("still in %q", in)
	}
}

// A file that nothing names yet stays for an hour, for somebody may be about to save the answer.
func TestEvidenceThatNothingNames(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	path, later := add(t, s, "a.png", "1"), add(t, s, "b.png", "2")
	steps := []struct {
		after time.Duration
		do    func()
		there bool
	}{
		{0, func() { check(t, s.SweepEvidence(t.Context())) }, true},
		{59 * time.Minute, func() { check(t, s.SweepEvidence(t.Context())) }, true},
		{0, func() { add(t, s, "b.png", "2") }, true},
		{2 * time.Minute, func() { check(t, s.SweepEvidence(t.Context())) }, false},
	}
	for i, step := range steps {
		c.forward(step.after)
		step.do()
		wantThere(t, fmt.Sprint("step ", i), map[string]bool{path: step.there, later: true})
	}
	_, err := s.Purge(t.Context()) // which waits for a minute only
	check(t, err)
	wantThere(t, "purge", map[string]bool{later: false})
	path = add(t, s, "a.png", "1")
	c.forward(-24 * time.Hour) // the clock was wrong
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "a day ago", map[string]bool{path: false})
}

// A file goes with the unfinished letter that is removed. If an answer drops it, another writer may still save the earlier answer.
func TestEvidenceOfUnfinishedLetters(t *testing.T) {
	c := &clock{monday}
	folder := t.TempDir()
	s, other := openAt(t, folder, c), openAt(t, folder, c)
	kept, dropped := add(t, s, "kept.png", "1"), add(t, s, "dropped.png", "2")
	first := save(t, s, Unfinished{}, kept, dropped)
	second := first
	c.forward(24 * time.Hour)
	first = save(t, s, first, kept)
	check(t, other.SweepEvidence(t.Context()))
	wantThere(t, "dropped", map[string]bool{kept: true, dropped: true})
	c.forward(59 * time.Minute)
	second = save(t, other, second, kept, dropped) // who did not know
	if second.ID == first.ID {
		t.Fatal("one letter")
	}
	c.forward(24 * time.Hour)
	check(t, s.RemoveUnfinished(t.Context(), first.ID, 0))
	wantThere(t, "the first is removed", map[string]bool{kept: true, dropped: true})
	second = save(t, other, second, kept)
	c.forward(time.Hour)
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "dropped by both", map[string]bool{kept: true, dropped: false})
	check(t, s.RemoveUnfinished(t.Context(), second.ID, second.Revision-1)) // another writer has changed it
	wantThere(t, "not removed", map[string]bool{kept: true})
	check(t, s.RemoveUnfinished(t.Context(), second.ID, second.Revision))
	wantThere(t, "removed", map[string]bool{kept: false})
}

// A letter that is changed drops a file too.
func TestEvidenceOfAChangedLetter(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	path := add(t, s, "a.png", "1")
	check(t, s.Put(t.Context(), letterNaming("one0", path)))
	c.forward(24 * time.Hour)
	check(t, s.Put(t.Context(), letterNaming("one0")))
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "changed", map[string]bool{path: true})
	c.forward(time.Hour)
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "an hour later", map[string]bool{path: false})
}

// If the database has forgotten letters, it does not know what they named.
func TestEvidenceOfForgottenLetters(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	path := add(t, s, "a.png", "1")
	c.forward(24 * time.Hour)
	folderOf(t, s).setDistrust(errors.New("forgotten"))
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "distrust", map[string]bool{path: true})
	folderOf(t, s).setDistrust(nil)
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "trust", map[string]bool{path: false})
}

// What does not belong into the folder goes, and nothing else: no half file of a crash stays beside a file that is named, and no link leads
// out of the folder.
func TestSweepOfStrangeFiles(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	named := add(t, s, "a.png", "1")
	save(t, s, Unfinished{}, named)
	outside := filepath.Join(t.TempDir(), "outside.png")
	check(t, os.WriteFile(outside, nil, 0o600))
	half, stray := filepath.Join(filepath.Dir(named), ".draft-ABC"), folderOf(t, s).path("evidence", "stray.png")
	empty := folderOf(t, s).path("evidence", strings.Repeat("0", tokenSize))
	link := folderOf(t, s).path("evidence", strings.Repeat("1", tokenSize))
	check(t, errors.Join(os.WriteFile(half, nil, 0o600), os.WriteFile(stray, nil, 0o600), os.Mkdir(empty, 0o700)))
	if err := os.Symlink(filepath.Dir(outside), link); err != nil {
		t.Log(err) // Windows has links for some only
	}
	c.Time = time.Now().Add(2 * time.Hour)
	check(t, s.SweepEvidence(t.Context()))
	wantThere(t, "swept", map[string]bool{named: true, outside: true})
	for _, path := range []string{half, stray, empty, link} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
	wantSound(t, s)
}

// While another process sweeps and purges without end, what was added is there once it is named, as long as it is named.
func TestSweepsAtOnce(t *testing.T) {
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	child := start(t, "sweep", folder)
	child.says(t, "ready")
	shared := "shared"
	save(t, s, Unfinished{ID: ""}, add(t, s, "shared.png", shared))
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i := range 6 {
				id := fmt.Sprintf("w%dn%d", n, i)
				own, common := add(t, s, "own.png", id), add(t, s, "shared.png", shared)
				u := Unfinished{Kind: "refund", Place: "refund", State: namingJSON(own, common)}
				u, err := s.SaveUnfinished(context.Background(), u, func() string { return id })
				if err != nil || !holds(own, []byte(id)) || !holds(common, []byte(shared)) {
					t.Error(id, err)
				}
				if i%2 == 0 {
					if err := s.RemoveUnfinished(context.Background(), u.ID, 0); err != nil {
						t.Error(err)
					}
					wantThere(t, id, map[string]bool{own: false, common: true})
				}
			}
		})
	}
	all.Wait()
	child.kill(t)
	wantSound(t, s)
	if found, err := filepath.Glob(folderOf(t, s).path("evidence", "*", "*")); err != nil || len(found) != 13 {
		t.Errorf("%d files, %v", len(found), err)
	}
}

// The machine crashes at any step: the file is there as a whole or not at all, and it is there once AddEvidence has returned.
func TestEvidenceOutlivesTheMachine(t *testing.T) {
	d := &disktest.Disk{Folder: t.TempDir()}
	s := openOn(t, d, &clock{monday})
	t.Cleanup(func() { check(t, s.Close()) })
	text := strings.Repeat("bytes ", 1000)
	left := func() (whole, half int) {
		folder := t.TempDir()
		check(t, d.Crash(folder))
		found, err := filepath.Glob(filepath.Join(folder, "evidence", "*", "*"))
		check(t, err)
		for _, path := range found {
			if data, err := os.ReadFile(path); err != nil || string(data) != text {
				half++
				continue
			}
			whole++
		}
		return whole, half
	}
	crashes, opened := 0, len(d.Steps())
	d.Before = func(step string) error {
		crashes++
		if _, half := left(); half > 0 {
			t.Errorf("half a file before %q", step)
		}
		return nil
	}
	path := add(t, s, "a.png", text)
	d.Before = nil
	if whole, half := left(); whole != 1 || half != 0 || crashes < 5 {
		t.Errorf("%d files and %d halves after %d steps", whole, half, crashes)
	}
	token := filepath.Base(filepath.Dir(path))
	for _, step := range []string{"syncfolder evidence/" + token, "syncfolder evidence", "syncfolder ."} {
		if !slices.Contains(d.Steps()[opened:], step) {
			t.Errorf("no %q in %q", step, d.Steps())
		}
	}
	steps := len(d.Steps())
	add(t, s, "a.png", text)
	if again := d.Steps()[steps:]; !slices.Contains(again, "sync evidence/"+token+"/a.png") {
		t.Errorf("a file of another process is not synced: %q", again)
	}
	d.Before = func(step string) error {
		if strings.HasPrefix(step, "write") {
			return errors.New("no")
		}
		return nil
	}
	if _, err := s.AddEvidence(t.Context(), "b.png", []byte("b")); err == nil {
		t.Error("no error")
	}
	if found, err := filepath.Glob(folderOf(t, s).path("evidence", "*", "*")); err != nil || len(found) != 1 {
		t.Errorf("left %q, %v", found, err)
	}
}

func TestCheckOfEvidence(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	gone, changed, open, orphan := add(t, s, "gone.png", "1"), add(t, s, "changed.png", "2"), add(t, s, "open.png", "3"), add(t, s, "orphan.png", "4")
	check(t, s.Put(t.Context(), letterNaming("one0", gone, changed, open)))
	windows := letterNaming("two0", `C:\Users\x\draft\evidence\0123456789abcdef0123456789abcdef\a.png`)
	windows.Words = "0123456789abcdef0123456789abcdee"
	check(t, s.Put(t.Context(), windows))
	check(t, s.Put(t.Context(), letterNaming("three0", "0123456789abcdef0123456789abcded"))) // no path
	check(t, errors.Join(os.Remove(gone), os.WriteFile(changed, []byte("x"), 0o600), os.Chmod(open, 0o644)))
	want := []Fault{
		{Code: FaultEvidenceMissing, ID: "one0", Path: filepath.Dir(gone)},
		{Code: FaultEvidenceChanged, ID: "one0", Path: changed},
		{Code: FaultEvidenceMissing, ID: "two0", Path: folderOf(t, s).path("evidence", "0123456789abcdef0123456789abcdef")},
	}
	byPath := func(a, b Fault) int { return strings.Compare(a.ID+a.Path, b.ID+b.Path) }
	slices.SortFunc(want, byPath)
	if modes {
		want = append(want, Fault{Code: FaultMode, Path: open, Detail: "-rw-r--r--"})
	}
	if faults, err := s.Check(t.Context()); err != nil || !slices.Equal(faults, want) {
		t.Errorf("got %+v, %v\nwant %+v", faults, err, want)
	}
	c.forward(time.Hour)
	want = append([]Fault{{Code: FaultOrphan, Path: orphan}}, want...)
	if faults, err := s.Check(t.Context()); err != nil || !slices.Equal(faults, want) {
		t.Errorf("got %+v, %v\nwant %+v", faults, err, want)
	}
}

// A backup has the evidence that anything names, and says what is lost.
func TestBackupOfEvidence(t *testing.T) {
	s := open(t, t.TempDir())
	removed, half, unnamed, lost := add(t, s, "removed.png", "1"), add(t, s, "half.png", "2"), add(t, s, "unnamed.png", "3"), add(t, s, "lost.png", "4")
	check(t, s.Put(t.Context(), letterNaming("one0", removed)))
	check(t, s.Remove(t.Context(), "one0"))
	save(t, s, Unfinished{}, half)
	var b bytes.Buffer
	check(t, s.Backup(t.Context(), &b))
	folder := unpack(t, b.Bytes())
	in := func(path string) string {
		below, err := filepath.Rel(folderOf(t, s).dir, path)
		check(t, err)
		return filepath.Join(folder, below)
	}
	if !holds(in(removed), []byte("1")) || !holds(in(half), []byte("2")) {
		t.Error("lost")
	}
	if found, err := filepath.Glob(filepath.Join(folder, "evidence", "*", "*")); err != nil || len(found) != 2 {
		t.Errorf("got %q without %q, %v", found, unnamed, err)
	}
	restored := open(t, folder)
	list, err := restored.ListUnfinished(t.Context(), "")
	if err != nil || len(list) != 1 || string(list[0].State) != string(namingJSON(in(half))) {
		t.Errorf("got %+v, %v", list, err)
	}
	if content := string(get(t, restored, "one0").Content); content != string(namingJSON(in(removed))) {
		t.Errorf("got %q", content)
	}
	wantSound(t, restored)

	check(t, s.Put(t.Context(), letterNaming("two0", lost)))
	check(t, os.Remove(lost))
	b.Reset()
	if damaged := errorOf[*DamagedError](t, s.Backup(t.Context(), &b)); damaged.ID != "two0" || damaged.Reason != FaultEvidenceMissing {
		t.Errorf("got %+v", damaged)
	}
	folder = unpack(t, b.Bytes())
	if !holds(in(removed), []byte("1")) {
		t.Error("lost")
	}
}

// Paths to evidence that is here are right wherever the store was before. All else stays byte for byte.
func TestRelocated(t *testing.T) {
	onFolder(t)
	s := open(t, filepath.Join(t.TempDir(), `a & 'c'`))
	path := add(t, s, "a.png", "1")
	token := filepath.Base(filepath.Dir(path))
	for line, want := range map[string]string{
		path:                                path,
		"/old/evidence/" + token + "/a.png": path,
		`C:\Users\x\evidence\` + token + `\a.png`:                    path,
		`\\server\x\evidence\` + token + `\a.png`:                    path,
		`"/old x/evidence/` + token + `/a.png"`:                      `"` + path + `"`,
		"/x.png\n/old/evidence/" + token + "/a.png\n/evidence/y.png": "/x.png\n" + path + "\n/evidence/y.png",
		"见 /old/evidence/" + token + "/a.png":                        "见 /old/evidence/" + token + "/a.png",
		"/old/evidence/" + token + "/b/a.png":                        "/old/evidence/" + token + "/b/a.png",
		"/old/other/" + token + "/a.png":                             "/old/other/" + token + "/a.png",
		"/old/evidence/" + token[1:] + "0/a.png":                     "/old/evidence/" + token[1:] + "0/a.png",
		"evidence/":                                                  "evidence/",
		"":                                                           "",
	} {
		var got struct {
			A []string
			N json.Number
		}
		data, err := json.Marshal(map[string]any{"A": []string{line, `\"`}, "N": json.Number("50.10")})
		check(t, err)
		check(t, json.Unmarshal(s.relocated(data), &got))
		if got.A[0] != want || got.A[1] != `\"` || got.N != "50.10" {
			t.Errorf("%q: got %q, want %q", line, got.A, want)
		}
		if moved := s.relocated(data); want == line && !bytes.Equal(moved, data) {
			t.Errorf("%s is now %s", data, moved)
		}
	}
	for _, text := range []string{`null`, `"evidence/`, `"evidence/\`, `{"evidence/": "\u00`, "evidence/"} {
		if got := s.relocated([]byte(text)); string(got) != text {
			t.Errorf("%q is now %q", text, got)
		}
	}
}

func TestTokensIn(t *testing.T) {
	const token = "0123456789abcdef0123456789abcdef"
	for text, want := range map[string]bool{
		`{"a":"/x/evidence/` + token + `/b.png"}`:       true,
		`{"a":"C:\\x\\evidence\\` + token + `\\b.png"}`: true,
		`"` + strings.ToUpper(token) + `"`:              true,
		token:                                           true,
		token + token:                                   false, // a whole digest
		"0" + token + " " + token[1:]:                   false,
		"":                                              false,
		"A" + "/evidence/" + token + "\n/evidence/" + "B": true,
	} {
		found := 0
		tokensIn(text, func(got string, at int) {
			if found++; got != token || !strings.EqualFold(text[at:at+tokenSize], token) {
				t.Errorf("%q: %q at %d", text, got, at)
			}
		})
		if (found == 1) != want {
			t.Errorf("%q: found %d", text, found)
		}
	}
}

// Tokens are found wherever they stand, and however near to one another.
func FuzzTokensIn(f *testing.F) {
	const token = "0123456789abcdef0123456789abcdef"
	f.Add(token + "/" + token)
	f.Add("a" + token + " x" + token + "\n" + token[1:] + "-" + token)
	wanted := regexp.MustCompile("[0-9a-fA-F]+")
	f.Fuzz(func(t *testing.T, text string) {
		var got, want []string
		tokensIn(text, func(found string, _ int) { got = append(got, found) })
		for _, run := range wanted.FindAllString(text, -1) {
			if len(run) == tokenSize {
				want = append(want, strings.ToLower(run))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	})
}

// Whatever the content is, it is the same kind of text afterwards, and only what names a file here changes.
func FuzzRelocated(f *testing.F) {
	s := open(f, f.TempDir())
	path := add(f, s, "a.png", "1")
	token := filepath.Base(filepath.Dir(path))
	for _, seed := range []string{`{"a":"/x/evidence/` + token + `/a.png\n\"b"}`, `["C:\\evidence\\` + token + `\\a.png"]`, `"\\"evidence/`, `"evidence/\u"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := string(s.relocated([]byte(text)))
		if json.Valid([]byte(text)) != json.Valid([]byte(got)) || got != string(s.relocated([]byte(got))) {
			t.Errorf("%q is %q", text, got)
		}
		if got != text && !strings.Contains(got, token) {
			t.Errorf("%q is %q", text, got)
		}
	})
}
