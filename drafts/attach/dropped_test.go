package attach

import (
	"path/filepath"
	"testing"
)

// TestDropped reads paths as the windows of each system write them.
func TestDropped(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, c := range []struct {
		path    string
		windows bool
		want    string
	}{
		{`C:\我的 图\x.png`, true, `C:\我的 图\x.png`},
		{"file:///C:/%E5%9B%BE%201.png", true, `C:\图 1.png`},
		{"file:///c:/x.png", true, `c:\x.png`},
		{"file:///share/x.png", true, `\share\x.png`},
		{"C:/x.png", true, "C:/x.png"},
		{`~\x.png`, true, filepath.Join(home, "x.png")},
		{"~/x.png", true, filepath.Join(home, "x.png")},
		{"~x.png", true, "~x.png"},
		{"", true, ""},
		{"file:///C:/x.png", false, "/C:/x.png"},
		{`~\x.png`, false, "~x.png"},
		{"~/x.png", false, filepath.Join(home, "x.png")},
		{`x\ y.png`, false, "x y.png"},
		{"~", false, "~"},
	} {
		if got := dropped(c.path, c.windows); got != c.want {
			t.Errorf("%q, Windows %v: %q, want %q", c.path, c.windows, got, c.want)
		}
	}
}
