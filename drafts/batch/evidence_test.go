package batch_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/drafts/attach"
	"draft/drafts/disk/disktest"
	"draft/drafts/store"
)

// The letters that a table puts into the queue have copies of their files. A file that all rows name is copied once.
func TestQueueCopiesEvidence(t *testing.T) {
	const rows = 20
	folder := t.TempDir()
	for name, data := range map[string]string{"all.png": "all", "own.png": "own"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	source, err := attach.OpenFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close() //nolint:errcheck // it was only read
	var text strings.Builder
	text.WriteString("douyin_id,recharged_at,method,amount,reason,evidence,to\n")
	for i := range rows {
		files := "all.png"
		if i == rows-1 {
			files = filepath.Join(folder, "all.png") + "\nown.png\napp:订单截图"
		}
		fmt.Fprintf(&text, "dy_example%d,2026-11-18 20:%02d,wechat,50,mistake,\"%s\",x@douyin.com\n", i, i, files)
	}
	d := &disktest.Disk{Folder: t.TempDir()}
	s, err := store.Open(d.Folder, store.Options{Disk: d})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	j := newJob(t, text.String())
	j.Evidence = source
	q, r := queue(t, s, j, text.String())
	if len(q.Items) != rows {
		t.Fatalf("%+v", r)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Log(err) // Windows keeps an open folder
	}
	for i, item := range q.Items {
		r, err := get(t, s, item.ID).Record()
		if err != nil {
			t.Fatal(err)
		}
		read, err := attach.Read(r.Files, attach.Disk{}, false)
		if err != nil || len(read.Files) == 0 || read.Files[0].Name != "01_all.png" || string(read.Files[0].Data) != "all" {
			t.Fatalf("row %d: %+v, %v", i, read, err)
		}
		want := r.Files[0].Path
		if i == rows-1 {
			want += "\n" + r.Files[1].Path + "\napp:订单截图"
		}
		if r.Answer("evidence") != want || len(r.Files) != len(read.Files) {
			t.Errorf("row %d: %q, want %q", i, r.Answer("evidence"), want)
		}
	}
	copies := 0
	for _, step := range d.Steps() {
		if strings.HasPrefix(step, "sync evidence") {
			copies++
		}
	}
	if copies != 3 { // a file that is named by two paths is looked at twice
		t.Errorf("synced %d times: %q", copies, d.Steps())
	}
}

// A table that is only checked copies nothing, nor does a row whose letter waits already.
func TestNoCopyWithoutALetter(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.png"), []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	source, err := attach.OpenFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close() //nolint:errcheck // it was only read
	text := "douyin_id,recharged_at,method,amount,reason,evidence,to\ndy_example,2026-11-18 20:10,wechat,50,mistake,a.png,x@douyin.com\n"
	place := t.TempDir()
	s, err := store.Open(place, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	j := newJob(t, text)
	j.Evidence, j.Send, j.RequireAddresses, j.Sender, j.History = source, true, true, sender, history(t, s, j)
	check(t, j, text)
	if _, err := os.Lstat(filepath.Join(place, "evidence")); err == nil {
		t.Error("a check copies")
	}
	if q, r := queue(t, s, j, text); len(q.Items) != 1 {
		t.Fatalf("%+v", r)
	}
	copies := func() int {
		found, err := filepath.Glob(filepath.Join(place, "evidence", "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	if copies() != 1 {
		t.Errorf("%d copies", copies())
	}
	if err := os.RemoveAll(filepath.Join(place, "evidence")); err != nil {
		t.Fatal(err)
	}
	if q, r := queue(t, s, j, text); len(q.Items) != 1 || copies() != 0 {
		t.Errorf("the letter that waits already: %+v, %d copies", r, copies())
	}
}
