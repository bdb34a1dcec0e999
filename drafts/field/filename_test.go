package field

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFileName(t *testing.T) {
	for text, want := range map[string]string{
		"支付凭证":              "支付凭证",
		" a  b ":            "a  b",
		"a/b\\c:d*e?\"<|>":  "a_b_c_d_e_____",
		"..hidden.":         "hidden",
		"--force":           "force",
		"a\x00b\tc\nd\x7f":  "a_b_c_d_",
		"a\u202egnp":        "a_gnp",
		"\xff\xfea":         "__a",
		". \ufe0fa":         "a",
		"\u3164a\u034fb":    "ab",
		"con":               "_con",
		"CON.tar":           "_CON.tar",
		"nul .x":            "_nul .x",
		"com1":              "_com1",
		"com10":             "com10",
		"LPT³.log":          "_LPT³.log",
		"conin$":            "_conin$",
		"..con":             "_con",
		"-\u3164con":        "_con",
		"e\u0301.png":       "é.png",
		"console":           "console",
		"":                  "",
		" . ":               "",
		"a\u3000b":          "a b",
		"12345678901234567": "1234567890123456",
		"字字字字字字":            "字字字字字",
		"123456789012345.7": "123456789012345",
		"123456789012字字":    "123456789012字",
	} {
		if got := FileName(text, 16); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// Any text gives the name of a file that can be created in a folder and found there again.
func FuzzFileName(f *testing.F) {
	for _, seed := range []string{"a.png", "../../x", "con", "_con", "..con", strings.Repeat("字", 300) + " .", "\u3164", "a\u3164.", "\xff", "COM¹.", "-\ufe0f. nul"} {
		f.Add(seed, 100)
	}
	f.Add("__con", 5)
	f.Add("aux", 3)
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text string, most int) {
		most = max(8, most%256)
		name := FileName(text, most)
		switch {
		case name == "":
			return
		case len(name) > most, !utf8.ValidString(name), strings.ContainsAny(name, "/\\:*?\"<>|\x00\n"), Visible(name) != nil,
			strings.Trim(name, " .-") != name, reservedName(name), FileName(name, most) != name, !filepath.IsLocal(name), filepath.Base(name) != name:
			t.Fatalf("%q is %q", text, name)
		}
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(folder)
		if err != nil || len(entries) != 1 || entries[0].Name() != name {
			t.Fatal(entries, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	})
}
