package batch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"draft/drafts"
	"draft/drafts/batch"
	"draft/drafts/disk"
)

// folder returns a sink that writes to a new folder.
func folder(t testing.TB) (*batch.Folder, string) {
	t.Helper()
	path := t.TempDir()
	root, err := os.OpenRoot(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return &batch.Folder{Root: root, Ending: ".eml", Render: renderEML}, path
}

// write checks a table and writes its letters. It returns the number of each row and its result: a place, a code or "error".
func write(ctx context.Context, t testing.TB, j *batch.Job, text string, sink batch.Sink) (rows []int, results []string, err error) {
	t.Helper()
	check(t, j, text)
	var id atomic.Int64
	newID := func() string { return "id" + strconv.FormatInt(id.Add(1), 10) }
	j.KeepGoing = true
	_, err = j.Write(ctx, table(t, text), newID, sink, func(o batch.Outcome) error {
		rows = append(rows, o.Entry.Row.Number)
		switch {
		case !o.Entry.Good():
			results = append(results, o.Entry.Problems[0].Problem.Code)
		case o.Err != nil:
			results = append(results, "error")
		default:
			results = append(results, o.Place)
		}
		return nil
	})
	return rows, results, err
}

func TestFolder(t *testing.T) {
	const rows = 1000
	text := benchRows(rows) + fmt.Sprintf(row, 7, 1, 5, 7) + "dy_last" + strings.Repeat(",", 10) + "x@douyin.com\n"
	j := newJob(t, text)
	j.Name = batch.DefaultPattern(j.Template)
	sink, path := folder(t)
	numbers, results, err := write(context.Background(), t, j, text, sink)
	if err != nil || len(numbers) != rows+2 || !slices.IsSorted(numbers) {
		t.Fatalf("%d rows, %v", len(numbers), err)
	}
	if results[rows] != "batch.duplicate" || results[rows+1] != "batch.missing" {
		t.Errorf("the last are %q", results[rows:])
	}
	if want := "00009-dy_a0000007-4200002345202600000000000008.eml"; results[7] != want {
		t.Errorf("%q, want %q", results[7], want)
	}
	entries, err := os.ReadDir(path)
	if err != nil || len(entries) != rows {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	ids := map[string]bool{}
	for _, e := range entries {
		data, err := os.ReadFile(path + "/" + e.Name())
		if err != nil || !bytes.HasPrefix(data, []byte("X-Unsent: 1\r\n")) {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		_, id, _ := strings.Cut(string(data), "Message-ID: ")
		id, _, _ = strings.Cut(id, "\r\n")
		if ids[id] {
			t.Fatalf("%s is there twice", id)
		}
		ids[id] = true
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%s is %v, %v", e.Name(), info.Mode(), err)
		}
	}
	if err := sink.Sync(); err != nil {
		t.Error(err)
	}
}

// Sync syncs the folder once all files are in it.
func TestFolderIsSynced(t *testing.T) {
	text := benchRows(3)
	j := newJob(t, text)
	j.Name = batch.DefaultPattern(j.Template)
	sink, _ := folder(t)
	d := &listingDisk{Disk: disk.Root{Root: sink.Root}}
	sink.Disk = d
	if _, _, err := write(context.Background(), t, j, text, sink); err != nil {
		t.Fatal(err)
	}
	if err := sink.Sync(); err != nil {
		t.Fatal(err)
	}
	if want := []string{"create", "create", "create", "sync ."}; !slices.Equal(d.steps, want) {
		t.Errorf("%q, want %q", d.steps, want)
	}
}

// A letter that the disk does not take ends the batch, even if it is to go on after other failures. No half file is left.
func TestFolderFails(t *testing.T) {
	for failing, want := range map[string][]string{
		"create": {"create"},
		"write":  {"create", "remove"},
	} {
		const rows = 2000 // more than are begun at one time
		text := benchRows(rows)
		j := newJob(t, text)
		j.Name, j.KeepGoing = batch.DefaultPattern(j.Template), true
		sink, path := folder(t)
		d := &listingDisk{Disk: disk.Root{Root: sink.Root}, failing: failing}
		sink.Disk = d
		check(t, j, text)
		r, err := j.Write(t.Context(), table(t, text), func() string { return "id" }, sink, func(batch.Outcome) error { return nil })
		var stop *batch.RowError
		if err != nil || !errors.As(r.Stop, &stop) || r.Failed == rows || r.Written != 0 || !slices.Equal(d.steps[:len(want)], want) {
			t.Errorf("%s: %v, stopped by %v, %d failed, %q", failing, err, r.Stop, r.Failed, d.steps[:len(want)])
		}
		if left, err := os.ReadDir(path); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v, %v", failing, left, err)
		}
	}
}

// listingDisk lists the files that are created and the folders that are synced.
type listingDisk struct {
	disk.Disk
	steps   []string
	failing string // "create", or "write" for the first bytes
}

func (d *listingDisk) Create(name string) (disk.File, error) {
	d.steps = append(d.steps, "create")
	if d.failing == "create" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.ENOSPC}
	}
	f, err := d.Disk.Create(name)
	if d.failing == "write" {
		f = fullFile{f}
	}
	return f, err
}

func (d *listingDisk) Remove(name string) error {
	d.steps = append(d.steps, "remove")
	return d.Disk.Remove(name)
}

// fullFile is a file on a disk that is full.
type fullFile struct{ disk.File }

func (f fullFile) Write([]byte) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
}

func (d *listingDisk) SyncFolder(name string) error {
	d.steps = append(d.steps, "sync "+name)
	return d.Disk.SyncFolder(name)
}

// File names that are equal, or differ only in case, get the row number appended, in the same way in every run.
func TestFolderNamesDiffer(t *testing.T) {
	text := header + fmt.Sprintf(row, 1, 1, 5, 1) + strings.ToUpper(fmt.Sprintf(row, 1, 2, 5, 2)) + fmt.Sprintf(row, 1, 3, 5, 3)
	for range 20 {
		j := newJob(t, text)
		var problem error
		if name, p := batch.ParsePattern("{{.douyin_id}}", j.Template); p != nil {
			problem = p
		} else {
			j.Name = name
		}
		if problem != nil {
			t.Fatal(problem)
		}
		sink, _ := folder(t)
		_, results, err := write(context.Background(), t, j, text, sink)
		if want := []string{"dy_a0000001.eml", "DY_A0000001-3.eml", "dy_a0000001-4.eml"}; err != nil || !slices.Equal(results, want) {
			t.Fatalf("%q, %v, want %q", results, err, want)
		}
	}
}

// A file that exists is a problem of its row in Check. One that is created after Check is not replaced.
func TestFolderTaken(t *testing.T) {
	text := benchRows(3)
	j := newJob(t, text)
	j.Name = batch.DefaultPattern(j.Template)
	sink, path := folder(t)
	const name = "00003-dy_a0000001-4200002345202600000000000002"
	if err := os.Symlink("nowhere", path+"/"+name+".eml"); err != nil {
		t.Fatal(err)
	}
	j.NameTaken = sink.Taken
	if problems, _ := check(t, j, text); problems[3] != batch.CodeNameTaken || len(problems) != 1 {
		t.Errorf("%v", problems)
	}
	j.NameTaken = nil
	if _, results, err := write(context.Background(), t, j, text, sink); err != nil || results[1] != "error" || results[0] == "error" || results[2] == "error" {
		t.Errorf("%q, %v", results, err)
	}
	if target, err := os.Readlink(path + "/" + name + ".eml"); err != nil || target != "nowhere" {
		t.Error(target, err)
	}
}

func TestLimit(t *testing.T) {
	text := header + fmt.Sprintf(row, 1, 1, 5, 1) + fmt.Sprintf(row, 1, 1, 5, 1) + fmt.Sprintf(row, 1, 1, 5, 3) + fmt.Sprintf(row, 1, 1, 5, 4)
	j := newJob(t, text)
	j.Limit = 2
	var out bytes.Buffer
	rows, _, err := write(context.Background(), t, j, text, &batch.Mbox{W: &out, Render: renderEML})
	if err != nil || !slices.Equal(rows, []int{2, 3, 4}) || strings.Count(out.String(), "\nMessage-ID: ") != 2 {
		t.Errorf("rows %v, %v", rows, err)
	}
}

// With IncludeBeyondLimit the rows after the limit are visited, without letters.
func TestBeyondLimit(t *testing.T) {
	text := header + fmt.Sprintf(row, 1, 1, 5, 1) + fmt.Sprintf(row, 1, 1, 5, 2) + fmt.Sprintf(row, 1, 1, 5, 2) + fmt.Sprintf(row, 1, 1, 5, 4)
	j := newJob(t, text)
	j.Limit, j.IncludeBeyondLimit = 1, true
	check(t, j, text)
	var visited []string
	r, err := j.Write(t.Context(), table(t, text), func() string { return "id" }, &batch.Mbox{W: io.Discard, Render: renderEML}, func(o batch.Outcome) error {
		visited = append(visited, fmt.Sprint(o.Entry.Row.Number, o.BeyondLimit, o.Letter != nil, o.Entry.Good()))
		return nil
	})
	if want := []string{"2 false true true", "3 true false true", "4 true false false", "5 true false true"}; err != nil || !slices.Equal(visited, want) {
		t.Errorf("%q, %v", visited, err)
	}
	if r.Written != 1 || r.LeftOut != 0 || r.LastRow != 2 || r.Stop != nil {
		t.Errorf("they are counted: %+v", r)
	}
}

// Rows whose letters were sent already do not count towards the limit, and are visited.
func TestLimitSkipsSent(t *testing.T) {
	text := header + fmt.Sprintf(row, 1, 1, 5, 1) + fmt.Sprintf(row, 1, 1, 5, 2) + fmt.Sprintf(row, 1, 1, 5, 3) + fmt.Sprintf(row, 1, 1, 5, 4)
	j := newJob(t, text)
	j.Limit = 1
	s := newStore(t)
	for _, number := range []int{1, 2} {
		keep(t, s, j, fmt.Sprintf(row, 1, 1, 5, number), drafts.StatusSent)
	}
	j.Send, j.Sender, j.History = true, sender, history(t, s, j)
	rows, results, err := write(context.Background(), t, j, text, &batch.Mbox{W: io.Discard, Render: renderEML})
	if err != nil || !slices.Equal(rows, []int{2, 3, 4}) || !slices.Equal(results, []string{"error", "error", ""}) {
		t.Errorf("rows %v, %q, %v", rows, results, err)
	}
}

// If the context ends, Write stops between two rows and visits all rows that it has begun, in order and without a gap.
func TestWriteStops(t *testing.T) {
	text := benchRows(2000)
	j := newJob(t, text)
	j.Name = batch.DefaultPattern(j.Template)
	sink, path := folder(t)
	check(t, j, text)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var made atomic.Int64
	newID := func() string {
		if made.Add(1) == 100 {
			cancel()
		}
		return "id"
	}
	next := 2
	_, err := j.Write(ctx, table(t, text), newID, sink, func(o batch.Outcome) error {
		if o.Err != nil || o.Entry.Row.Number != next {
			t.Fatalf("row %d, want %d, %v", o.Entry.Row.Number, next, o.Err)
		}
		next++
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(path)
	if err != nil || len(entries) != next-2 || len(entries) < 100 || len(entries) >= 2000 {
		t.Errorf("%d files, visited of %d, %v", len(entries), next-2, err)
	}
}

// An error of the disk is the error of its row.
func TestMboxFails(t *testing.T) {
	text := benchRows(3)
	_, results, err := write(context.Background(), t, newJob(t, text), text, &batch.Mbox{W: full{}, Render: renderEML})
	if err != nil || !slices.Equal(results, []string{"error", "error", "error"}) {
		t.Errorf("%q, %v", results, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

// Rows that changed between Check and Write are not written.
func TestChangedTable(t *testing.T) {
	text := benchRows(2)
	j := newJob(t, text)
	check(t, j, text)
	other := header + fmt.Sprintf(row, 1, 1, 5, 77) + fmt.Sprintf(row, 1, 1, 5, 1)
	var out bytes.Buffer
	j.KeepGoing = true
	_, err := j.Write(context.Background(), table(t, other), func() string { return "id" }, &batch.Mbox{W: &out, Render: renderEML}, func(o batch.Outcome) error {
		if o.Entry.Good() {
			t.Errorf("row %d was written", o.Entry.Row.Number)
		}
		return nil
	})
	if err != nil || out.Len() > 0 {
		t.Error(err)
	}
}
