package field

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var storedNames = map[string]string{
	"a.png":                          "a.png",
	"/tmp/x/a.png":                   "a.png",
	`C:\x\a.png`:                     "a.png",
	"../../a.png":                    "a.png",
	"..":                             "evidence",
	"":                               "evidence",
	"x/":                             "evidence",
	".png":                           "evidence.png",
	"...png":                         "evidence.png",
	".bashrc":                        "evidence.bashrc",
	"con.png":                        "_con.png",
	"Aux":                            "_Aux",
	"nul.tar.gz":                     "_nul.tar.gz",
	"com¹.jpg":                       "_com¹.jpg",
	"a\x00\n.png":                    "a__.png",
	"gnp.\u202eexe.jpg":              "gnp._exe.jpg",
	"-rf.png":                        "rf.png",
	"a. .png":                        "a.png",
	"a.png.":                         "a.png",
	"a.p n g":                        "a.p n g",
	"12:30 <1>.jpeg":                 "12_30 _1_.jpeg",
	"a.averylongextension":           "a.averylongextension",
	"e\u0301.png":                    "é.png",
	"❤\ufe0f":                        "❤\ufe0f",
	"微信图片_20251107.jpg":              "微信图片_20251107.jpg",
	strings.Repeat("字", 50):          strings.Repeat("字", 33),
	strings.Repeat("字", 50) + ".png": strings.Repeat("字", 32) + ".png",
}

func TestStoredName(t *testing.T) {
	for name, want := range storedNames {
		if got := StoredName(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// Whatever the name is, the path in the store is an answer, and a letter lists the file by the same name before it is copied there and after.
func FuzzStoredName(f *testing.F) {
	for name := range storedNames {
		f.Add(name)
	}
	for _, name := range []string{"01_", "01_a.png", "01_02_a.png", "01_-a.png", "01_ .png", "12.", "0 .0.", "99_\u0301.png"} {
		f.Add(name)
	}
	spec := Spec{Type: Files}
	f.Fuzz(func(t *testing.T, text string) {
		name := StoredName(text)
		if name == "" || len(name) > 100 || !utf8.ValidString(name) || filepath.Base(name) != name || !filepath.IsLocal(name) {
			t.Fatalf("%q is %q", text, name)
		}
		path := "/home/x/draft/evidence/0123456789abcdef0123456789abcdef/" + name
		v, problem := spec.Parse(path, Reading{})
		files, _ := v.(FilesValue)
		if problem != nil || !slices.Equal(files, FilesValue{path}) {
			t.Fatalf("%q: %q, %v", path, files, problem)
		}
		if v, problem = spec.Parse(files.Answer(), Reading{}); problem != nil || !slices.Equal(v.(FilesValue), files) {
			t.Fatalf("%q: %q, %v", path, v, problem)
		}
		listed := files.Names()[0]
		if !strings.HasPrefix(listed, "01_") {
			t.Fatalf("%q is listed as %q", name, listed)
		}
		if !IsStored(path) || ShownPath(path) != name {
			t.Fatalf("%q is shown as %q", path, ShownPath(path))
		}
		if v, problem := spec.Parse(text, Reading{}); problem == nil {
			if files := v.(FilesValue); len(files) == 1 && len(files.Paths()) == 1 && files[0] == text && strings.TrimRight(text, `/\`) == text && files.Names()[0] != listed {
				t.Fatalf("%q was listed as %q, and is %q", text, files.Names(), listed)
			}
		}
	})
}

func TestIsStored(t *testing.T) {
	const token = "0123456789abcdef0123456789abcdef"
	for path, want := range map[string]bool{
		"/home/x/draft/evidence/" + token + "/a.png":      true,
		`C:\Users\x\draft\evidence\` + token + `\a.png`:   true,
		"/home/x/draft/evidence/" + token + "/b/a.png":    false,
		"/home/x/draft/evidence/" + token[1:] + "/a.png":  false,
		"/home/x/draft/evidence/g" + token[1:] + "/a.png": false,
		"/home/x/draft/other/" + token + "/a.png":         false,
		"/home/x/a.png":                false,
		"evidence/" + token + "/a.png": false,
		"":                             false,
	} {
		if got := IsStored(path); got != want {
			t.Errorf("%q: %v", path, got)
		}
		want := path
		if IsStored(path) {
			want = "a.png"
		}
		if got := ShownPath(path); got != want {
			t.Errorf("%q is shown as %q", path, got)
		}
	}
}
