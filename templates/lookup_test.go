package templates

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"refund": true, "a": true, "warranty-2": true, "": false, "2a": false, "-a": false, "a_b": false, "A": false, "退款": false,
		"..": false, "../refund": false, "a/b": false, `a\b`: false, "a.b": false, "con ": false, strings.Repeat("a", 65): false,
	} {
		if KindName(name) != want {
			t.Errorf("KindName(%q) = %t", name, !want)
		}
	}
}

// writeFiles writes files into a new folder.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// ownTemplate returns a user's template of a kind.
func ownTemplate(kind string) string { return strings.Replace(base, kindLine, "kind: "+kind, 1) }

func TestLookUp(t *testing.T) {
	folder := writeFiles(t, map[string]string{"refund.tmpl": ownTemplate("refund"), "mine.tmpl": ownTemplate("mine")})
	for kind, path := range map[string]string{
		"refund": filepath.Join(folder, "refund.tmpl"), "mine": filepath.Join(folder, "mine.tmpl"), "closure": "",
	} {
		k, origin, err := Load(kind, folder)
		if err != nil || k.Kind != kind || origin != (Origin{Kind: kind, Path: path}) {
			t.Errorf("Load(%s) = %v from %v, %v; want it from %q", kind, k, origin, err, path)
		}
	}
	if k, _, err := Load("refund", ""); err != nil || len(k.Fields) < 10 {
		t.Errorf("without a folder: %v", err)
	}
	if k, _, err := Load("refund", filepath.Join(folder, "missing")); err != nil || len(k.Fields) < 10 {
		t.Errorf("with a folder that is not there: %v", err)
	}
	secret := filepath.Join(filepath.Dir(folder), "x.tmpl")
	if err := os.WriteFile(secret, []byte(ownTemplate("x")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"nothing", "../x", "..", "", "Refund", "mine.tmpl", filepath.Join(folder, "mine"), "builtin/refund"} {
		if _, _, err := Load(kind, folder); !errors.Is(err, ErrNoKind) {
			t.Errorf("Load(%q) gives %v", kind, err)
		}
	}
	if k, err := LoadFile(secret); err != nil || k.Kind != "x" {
		t.Errorf("LoadFile: %v", err)
	}
}

func TestKindName(t *testing.T) {
	text, places := removeMarks("---\n# a comment\n" + strings.TrimPrefix(ownTemplate(mark+"other"), "---\n"))
	folder := writeFiles(t, map[string]string{"mine.tmpl": text})
	_, origin, err := Load("mine", folder)
	faults := asFaults(err)
	if len(faults) != 1 || faults[0].Code != faultKindName || faults[0].Place() != origin.Path+":"+places[0] {
		t.Errorf("%v from %v, want one at %s", err, origin, places)
	}
}

// TestNoTemplateFile: a file that is not regular or is too large is an error, and does not fall back to the built-in kind.
func TestNoTemplateFile(t *testing.T) {
	folder := writeFiles(t, map[string]string{"duplicate.tmpl": ownTemplate("duplicate") + strings.Repeat("\n", MaxFile)})
	if err := os.Mkdir(filepath.Join(folder, "refund.tmpl"), 0o700); err != nil {
		t.Fatal(err)
	}
	kinds := []string{"refund", "duplicate"}
	if runtime.GOOS != "windows" {
		if err := os.Symlink(filepath.Join(folder, "loop"), filepath.Join(folder, "loop")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(folder, "loop"), filepath.Join(folder, "closure.tmpl")); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, "closure")
	}
	for _, kind := range kinds {
		_, _, err := Load(kind, folder)
		if err == nil || asFaults(err) != nil || errors.Is(err, ErrNoKind) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := LoadFile(os.DevNull); err == nil {
		t.Error("a device was read")
	} else if asFaults(err) != nil {
		t.Errorf("a device was read: %v", err)
	}
	if _, err := LoadFile(filepath.Join(folder, "refund.tmpl")); err == nil {
		t.Error("a folder was read")
	}
	if _, err := LoadFile(filepath.Join(folder, "nothing.tmpl")); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestLinkedTemplate(t *testing.T) {
	elsewhere, folder := writeFiles(t, map[string]string{"x": ownTemplate("mine")}), t.TempDir()
	if err := os.Symlink(filepath.Join(elsewhere, "x"), filepath.Join(folder, "mine.tmpl")); err != nil {
		t.Skip("no links here")
	}
	if _, _, err := Load("mine", folder); err != nil {
		t.Error(err)
	}
}

func TestList(t *testing.T) {
	folder := writeFiles(t, map[string]string{
		"zoo.tmpl": "", "duplicate.tmpl": "", "able.tmpl": "", "Bad.tmpl": "", "notes.txt": "", ".tmpl": "", "a_b.tmpl": "",
	})
	if err := os.Mkdir(filepath.Join(folder, "folder.tmpl"), 0o700); err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(folder, name) }
	want := []Origin{{"refund", ""}, {"duplicate", in("duplicate.tmpl")}, {"closure", ""}, {"renewal", ""}, {"supplement", ""}, {"followup", ""}, {"escalation", ""}, {"shortfall", ""}, {"able", in("able.tmpl")}, {"zoo", in("zoo.tmpl")}}
	if got, err := List(folder); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	for _, none := range []string{"", in("missing")} {
		if got, err := List(none); err != nil || len(got) != len(AllBuiltin()) {
			t.Errorf("List(%q) = %v, %v", none, got, err)
		}
	}
	if _, err := List(in("zoo.tmpl")); err == nil {
		t.Error("a file was listed as a folder")
	}
}
