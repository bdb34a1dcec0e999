package casefile

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/cases"
)

func TestExhibits(t *testing.T) {
	folder := t.TempDir()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	file := func(name string, data []byte) drafts.RecordFile {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return drafts.RecordFile{Path: path, Digest: attach.Digest(data)}
	}
	shot, text, gone, changed := file("a.png", picture.Bytes()), file("b.txt", []byte("b")), file("c.txt", []byte("c")), file("d.txt", []byte("d"))
	broken := file("e.png", picture.Bytes()[:20])
	again := file("again.png", picture.Bytes())
	hidden := file("f.txt", []byte("f"))
	if err := os.Remove(gone.Path); err != nil {
		t.Fatal(err)
	}
	file("d.txt", []byte("other"))
	if err := os.Mkdir(filepath.Join(folder, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	letters := []Letter{
		{Record: drafts.Record{Files: []drafts.RecordFile{shot, text, gone, {Path: filepath.Join(folder, "folder"), Digest: "x"}}}, State: cases.Prepared},
		{Record: drafts.Record{Files: []drafts.RecordFile{again, changed, broken}}, State: cases.Submitted},
		{Record: drafts.Record{Files: []drafts.RecordFile{hidden}}, State: cases.Prepared}, // support does not have it
	}
	type seen struct {
		name     string
		problem  Problem
		size     int64
		pictures int
	}
	for _, shown := range []bool{true, false} {
		want := []seen{
			{"01_a.png", NoProblem, int64(picture.Len()), 1},
			{"02_b.txt", NoProblem, 1, 0},
			{"03_c.txt", ProblemMissing, 0, 0},
			{"04_folder", ProblemUnreadable, 0, 0},
			{"02_d.txt", ProblemChanged, 0, 0},
			{"03_e.png", ProblemUnshown, 20, 0},
		}
		if !shown {
			want[0].pictures, want[5].problem = 0, NoProblem
		}
		var got []seen
		for _, e := range Exhibits(letters, shown) {
			got = append(got, seen{e.Name, e.Problem, e.Size, len(e.Pictures)})
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("shown %v:\n%+v\nwant\n%+v", shown, got, want)
		}
	}
	if len(Problems()) != 4 {
		t.Error(Problems())
	}
}
