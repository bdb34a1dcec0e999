//go:build !windows

package prompt

import (
	"os"
	"testing"
)

func TestKeyboardTellsAPasteFromAKey(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = in.Close(), out.Close() }()
	k := newKeyboard(in)
	if k.more() {
		t.Error("something follows where nothing was written")
	}
	if k.reading {
		t.Error("a read waits: it would take the next key from another program")
	}
	if _, err := out.WriteString("\ra"); err != nil {
		t.Fatal(err)
	}
	if !k.more() {
		t.Error("nothing follows where something waits to be read")
	}
	if key, err := k.next(); err != nil || key.code != keyEnter || !k.more() {
		t.Errorf("%v, %v, and nothing follows", key, err)
	}
	if key, err := k.next(); err != nil || key.text != "a" || k.more() {
		t.Errorf("%v, %v, and something follows", key, err)
	}
}

// TestKeyboardSeesWhatALeftReadTakes checks that a read that is pending after a single Esc gets the next input.
func TestKeyboardSeesWhatALeftReadTakes(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = in.Close(), out.Close() }()
	k := newKeyboard(in)
	k.raw = []byte("\x1b")
	if key, err := k.next(); err != nil || key.code != keyEscape || !k.reading {
		t.Fatalf("%v, %v, reading %v", key, err, k.reading)
	}
	if k.more() {
		t.Error("something follows where nothing was written")
	}
	if _, err := out.WriteString("a"); err != nil {
		t.Fatal(err)
	}
	if !k.more() {
		t.Error("nothing follows where something was read")
	}
}
